"""Parts of names as keyed hashes: what is written of them, and how a look-up asks for them (SECURITY 4.4).

What a part is known by, so that one name is the same in every script, comes from `names`. The hash says nothing without
the key of names; with it, equality and frequency within one compartment.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from dokaz.access import api as access
from dokaz.names import api as names
from dokaz.names.api import MarkKind
from dokaz.people.models import NamePart

FAMILY = (MarkKind.FAMILY, MarkKind.FAMILY_NEAR)
_GIVEN = {MarkKind.GIVEN: b"=", MarkKind.GIVEN_NEAR: b"~", MarkKind.GIVEN_INITIAL: b"."}
_KINDS = {sign: kind for kind, sign in _GIVEN.items()}
_BEGINNING, _MOST = 7, 64  # bytes of a hash that stand beside a surname; hashes: a name with more has none there


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
        for tag, hashed, given in columns(text, lambda part: mark(part, key=key)):
            yield NamePart(
                compartment_id=compartment, person_id=person, form=form, tag=tag, mark=hashed, beside=given
            )  # fmt: skip


def columns(text: str, hashed: Callable[[names.Mark], bytes], /) -> Iterator[tuple[str, bytes, bytes | None]]:
    """Of each part of a name in its likeliest way: its tag, its hash, and what stands beside a surname."""
    for way in names.marks(text)[:1]:
        parts = sorted((part.kind, hashed(part)) for part in way.marks)
        given = beside(parts)
        yield from ((kind.value, each, given if kind in FAMILY else None) for kind, each in parts)


def beside(parts: Iterable[tuple[MarkKind, bytes]]) -> bytes | None:
    """The beginnings of the hashes of a given name, each with a sign of what it is; None where there are too many."""
    found = sorted(_GIVEN[kind] + each[:_BEGINNING] for kind, each in parts if kind in _GIVEN)
    return b"".join(found) if len(found) <= _MOST else None


def read_beside(stored: bytes, /) -> dict[MarkKind, frozenset[bytes]]:
    """What `beside` wrote, by kind."""
    found: dict[MarkKind, set[bytes]] = {}
    for at in range(0, len(stored), _BEGINNING + 1):
        found.setdefault(_KINDS[stored[at : at + 1]], set()).add(stored[at + 1 : at + 1 + _BEGINNING])
    return {kind: frozenset(each) for kind, each in found.items()}


def begun(hashes: frozenset[bytes], /) -> frozenset[bytes]:
    """Hashes as they stand beside a surname."""
    return frozenset(each[:_BEGINNING] for each in hashes)
