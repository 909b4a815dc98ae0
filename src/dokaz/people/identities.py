"""Who a person is: sealed so that two people open it together, and written by one who needs no secret.

A row adds to those before it, or begins anew with a reason: those before it count no more, and stay to be read by two.
Names are found by keyed hashes of their parts, which go with the name.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.clock import timestamp
from dokaz.kernel.dates import Span
from dokaz.kernel.ids import random_id
from dokaz.people import marks, sealing
from dokaz.people.errors import IdentityTooLong
from dokaz.people.models import Identity
from dokaz.people.words import NameKind
from dokaz.records import api as records

IDENTITY = "people.identity"
LEAST = 16_000  # of a class of 16 KiB


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of a name as it was given, said or written: no form is the right one."""

    text: str = field(repr=False)
    kind: NameKind = NameKind.OWN
    language: str = ""


@dataclass(frozen=True, slots=True)
class IdentityDetails:
    """Names in every recorded form, birth, documents, and photographs as references of items."""

    names: tuple[NameForm, ...] = field(default=(), repr=False)
    born: Span | None = field(default=None, repr=False)
    birthplace: str = field(default="", repr=False)
    documents: tuple[str, ...] = field(default=(), repr=False)
    photographs: tuple[str, ...] = field(default=(), repr=False)
    note: str = field(default="", repr=False)

    @property
    def empty(self) -> bool:
        return self == NAMELESS


NAMELESS = IdentityDetails()


@dataclass(frozen=True, slots=True)
class IdentityWritten:
    """A writing of an identity to be, that adds to those before it or begins anew for a `reason`."""

    details: IdentityDetails = field(repr=False)
    adds: bool
    reason: str = field(default="", repr=False)


COVER = IdentityWritten(NAMELESS, adds=True)


@dataclass(frozen=True, slots=True)
class IdentityShown:
    """One writing of an identity, opened by two: what was written, by whom and when; `adds` to those before it, or
    begins anew for a `reason`. `superseded`: a later one began anew, so it counts no more.
    """

    details: IdentityDetails = field(repr=False)
    by: UUID
    at: datetime
    adds: bool
    reason: str = field(default="", repr=False)
    superseded: bool = False

    @property
    def cover(self) -> bool:
        """Whether nothing was written: something else of the person was changed."""
        return self.adds and self.details.empty


def first_row(
    person: UUID, halves: access.Halves, details: IdentityDetails, *, by: access.Session, now: datetime
) -> Identity:
    """The row that every person has from the beginning. Raises NotHalves of `access`, IdentityTooLong."""
    return _row(person, halves, 1, IdentityWritten(details, adds=False), by=by, now=now)


def next_row(person: UUID, written: IdentityWritten | None, *, by: access.Session, now: datetime) -> Identity:
    """The row after all there are, in the same two halves; a cover where nothing is written, that adds nothing.

    Raises RecordNotFound of `records`, IdentityTooLong.
    """
    last = Identity.objects.filter(person=person).order_by("-number").first()
    if last is None:
        raise records.RecordNotFound(ref=str(person))
    return _row(person, access.halves(last.pair_id), last.number + 1, written or COVER, by=by, now=now)


def mark(person: UUID, compartment: UUID, details: IdentityDetails, *, by: access.Session, adds: bool = False) -> None:
    """Write the blind keys of these names, in place of those there are unless it `adds`.

    Raises NamesNotHeld and NamesNotBegun of `access`: a name that nobody could find would be as good as lost.
    """
    if not adds:
        marks.drop(person)
    texts = [form.text for form in details.names]
    if texts:
        marks.add(person, compartment, texts, key=access.name_key(compartment, by=by))


def mark_all(compartment: UUID, named: Iterable[tuple[UUID, IdentityDetails]], *, by: access.Session) -> None:
    """Write the blind keys of new persons' names. Raises what `mark` raises."""
    texts = {person: [form.text for form in details.names] for person, details in named if details.names}
    if texts:
        marks.add_all(compartment, texts, key=access.name_key(compartment, by=by))


def written(person: UUID, /) -> tuple[Identity, ...]:
    """Every writing of an identity, oldest first, held against no entry yet (`vouch`)."""
    return tuple(Identity.objects.filter(person=person).order_by("number"))


def vouch(rows: Sequence[Identity], /, *, by: access.Session) -> None:
    """Raises RecordUnvouched of `journal`."""
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))


def fingerprint(rows: Sequence[Identity], /) -> bytes:
    """What an approval to open exactly these rows names."""
    said = "".join(str(each.sha256) for each in database.digests(*rows))
    return hashlib.sha256(f"{IDENTITY} {said}".encode()).digest()


def opened(row: Identity, first: bytes, second: bytes, *, superseded: bool) -> IdentityShown:
    """What the row says, from both halves of its key. Raises SealBroken."""
    text = access.open_in_halves(
        first, second=second, sealed=bytes(row.words), generation=row.generation, model=IDENTITY, row=row.id,
        field="words",
    )  # fmt: skip
    told = sealing.unpadded(text)
    at, by = datetime.fromisoformat(told["at"]), UUID(told["by"])
    reason = told.get("reason", "")  # those written before there was one have none
    return IdentityShown(_details(told["details"]), by, at, row.adds, reason, superseded)


def _row(
    person: UUID, halves: access.Halves, number: int, written: IdentityWritten, *, by: access.Session, now: datetime
) -> Identity:
    said = {"details": _said(written.details), "reason": written.reason.strip()}
    told = {**said, "by": str(by.actor.account), "at": timestamp(now)}
    text, over = sealing.padded(told, least=LEAST)
    if over:
        raise IdentityTooLong(over=over)
    row = random_id()
    made = access.seal_in_halves(halves, model=IDENTITY, row=row, field="words", text=text)
    return Identity(
        id=row,
        person_id=person,
        number=number,
        adds=written.adds,
        pair_id=halves.id,
        first_half=made.first,
        second_half=made.second,
        generation=made.generation,
        words=made.sealed,
    )


def _said(details: IdentityDetails) -> dict[str, Any]:
    return {**asdict(details), "born": None if details.born is None else str(details.born)}


def _details(told: dict[str, Any]) -> IdentityDetails:
    names = tuple(NameForm(each["text"], NameKind(each["kind"]), each["language"]) for each in told["names"])
    born = None if told["born"] is None else Span.parse(told["born"])
    more = {name: tuple(told[name]) for name in ("documents", "photographs")}
    return IdentityDetails(names=names, born=born, birthplace=told["birthplace"], note=told["note"], **more)
