"""Parts of names as keyed hashes: what is written of them, and how a look-up asks for them (SECURITY 4.4).

Parts and their skeletons, by which one name is the same in every script, come from `names`. The hash says nothing
without the key of names; with it, equality and frequency within one compartment.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from dokaz.access import api as access
from dokaz.names import api as names
from dokaz.people.models import NamePart


@dataclass(frozen=True, slots=True)
class PartOfName:
    """A part of a name under one of its skeletons: `place` is which part of the name it is, `tag` what it is."""

    place: int
    tag: str
    skeleton: str


def parts_of(text: str, /) -> tuple[PartOfName, ...]:
    """The parts of a name with every skeleton each can have; none where it holds no letter."""
    return tuple(
        PartOfName(place, part.tag.value, skeleton)
        for place, part in enumerate(names.parts(text))
        for skeleton in sorted(part.skeletons)
    )


def mark(part: PartOfName, /, *, key: bytes) -> bytes:
    """HMAC-SHA-256 of a part; an initial is kept apart from a name of one letter."""
    kind = b"initial" if part.tag == names.Tag.INITIAL else b"name"
    return hmac.digest(key, kind + b"\x00" + part.skeleton.encode("utf-8", "surrogatepass"), "sha256")


def add(person: UUID, compartment: UUID, texts: Iterable[str], *, key: bytes) -> None:
    """Write the parts of these names for a person, after those there are."""
    with access.whole_house("name-forms"):
        last = NamePart.objects.filter(person=person).order_by("-form").values_list("form", flat=True).first()
    NamePart.objects.bulk_create(list(_rows(person, compartment, texts, key, (last or 0) + 1)))


def drop(person: UUID) -> None:
    """The parts go with the name."""
    with access.whole_house("name-forms"):
        NamePart.objects.filter(person=person).delete()


def _rows(person: UUID, compartment: UUID, texts: Iterable[str], key: bytes, first: int) -> Iterator[NamePart]:
    for form, text in enumerate(texts, start=first):
        for part in parts_of(text):
            yield NamePart(
                compartment_id=compartment, person_id=person, form=form, place=part.place, tag=part.tag,
                mark=mark(part, key=key),
            )  # fmt: skip
