"""Parts of names as keyed hashes: what is written of them, and how a look-up asks for them (SECURITY 4.4).

What a part is known by, so that one name is the same in every script, comes from `names`. The hash says nothing without
the key of names; with it, equality and frequency within one compartment.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from dokaz.access import api as access
from dokaz.names import api as names
from dokaz.people.models import NamePart


@contextmanager
def comparing() -> Iterator[None]:
    """Names may be taken apart inside the block; at its end none of them is left in the memory of the process."""
    try:
        yield
    finally:
        names.forget()


def mark(part: names.Mark, /, *, key: bytes) -> bytes:
    """HMAC-SHA-256 of one mark of a part, of whatever part it is."""
    return hmac.digest(key, f"{part.kind.value}\x00{part.key}".encode("utf-8", "surrogatepass"), "sha256")


def add(person: UUID, compartment: UUID, texts: Iterable[str], *, key: bytes) -> None:
    """Write the parts of these names for a person, after those there are, and remember none of them."""
    with access.whole_house("name-forms"):
        last = NamePart.objects.filter(person=person).order_by("-form").values_list("form", flat=True).first()
    with comparing():
        NamePart.objects.bulk_create(list(rows(person, compartment, texts, key=key, first=(last or 0) + 1)))


def add_all(compartment: UUID, texts: Mapping[UUID, Iterable[str]], *, key: bytes) -> None:
    """Write the parts of these names of persons who have none yet, and remember none of them."""
    with comparing():
        NamePart.objects.bulk_create(
            part for person, mine in texts.items() for part in rows(person, compartment, mine, key=key)
        )


def drop(person: UUID) -> None:
    """The parts go with the name."""
    with access.whole_house("name-forms"):
        NamePart.objects.filter(person=person).delete()


def rows(person: UUID, compartment: UUID, texts: Iterable[str], *, key: bytes, first: int = 1) -> Iterator[NamePart]:
    """The rows of these names, each name a form, taken apart in the likeliest way; not saved."""
    for form, text in enumerate(texts, start=first):
        for way in names.marks(text)[:1]:
            for part in sorted(way.marks, key=lambda each: (each.kind, each.key)):
                yield NamePart(
                    compartment_id=compartment, person_id=person, form=form, tag=part.kind.value,
                    mark=mark(part, key=key),
                )  # fmt: skip
