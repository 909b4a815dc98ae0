"""Parts of names as keyed hashes: what is written of them, and how a look-up asks for them (SECURITY 4.4).

What a part is known by, so that one name is the same in every script, comes from `names`. The hash says nothing without
the key of names; with it, equality and frequency within one compartment.
"""

import hmac
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from dokaz.access import api as access
from dokaz.names import api as names
from dokaz.names.api import Marked, MarkKind
from dokaz.people.models import NamePart

FAMILY = (MarkKind.FAMILY, MarkKind.FAMILY_NEAR)
Hashing = Callable[[names.Mark], bytes]
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


def hashing(key: bytes, /) -> Hashing:
    """What answers the HMAC-SHA-256 of a mark, of whatever part it is; a look-up asks it for hundreds."""
    begun = hmac.new(key, digestmod="sha256")

    def hashed(part: names.Mark) -> bytes:
        one = begun.copy()
        one.update(f"{part.kind}\x00{part.key}".encode("utf-8", "surrogatepass"))
        return one.digest()

    return hashed


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
    """The rows of these names, each way to read one a form; not saved."""
    hashed = hashing(key)
    for form, way in enumerate((way for text in texts for way in ways(text)), start=first):
        for tag, each, given in columns(way, hashed):
            yield NamePart(compartment_id=compartment, person_id=person, form=form, tag=tag, mark=each, beside=given)


def ways(text: str, /) -> tuple[Marked, ...]:
    """How a name is recorded: taken apart in the likeliest way, and in one more where either word may be the surname.

    A surname that may be a patronymic is not recorded as one: it would name a father whom nobody named.
    """
    found = names.marks(text)
    more = (way for way in found[1:] if way.of(MarkKind.FAMILY) and not way.of(MarkKind.FATHER))
    return (*found[:1], *itertools.islice(more, 1))


def columns(way: Marked, hashed: Hashing, /) -> Iterator[tuple[str, bytes, bytes | None]]:
    """Of each part of a name: its tag, its hash, and what stands beside a surname."""
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
