"""Records that two people open together: their key is made of two halves, one sealed to each of two compartments.

Nobody may belong to both (SECURITY 1.10), so writing needs no secret and reading needs two people. The second person's
session opens its half of one record and seals it to the account that asked, for one use.
"""

from dataclasses import dataclass, field
from uuid import UUID

from dokaz.access import keyrings, models, sealed_fields
from dokaz.access.errors import HalfNotHeld, NotHalves
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import sealing
from dokaz.kernel.sealing import Purpose, derive


@dataclass(frozen=True, slots=True)
class Halves:
    """Two protected compartments that together hold identities."""

    id: UUID
    first: UUID
    second: UUID

    def other(self, compartment: UUID) -> UUID:
        """The half that is not this one."""
        return self.second if compartment == self.first else self.first


@dataclass(frozen=True, slots=True)
class HalvedText:
    """What a row of such a record stores: each half of its key in its wrap, and the text sealed under both."""

    first: bytes = field(repr=False)
    second: bytes = field(repr=False)
    generation: int
    sealed: bytes = field(repr=False)


def all_halves() -> tuple[Halves, ...]:
    """Every pair of halves there is, oldest first, as its entry tells it. Raises RecordUnvouched of `journal`."""
    rows = list(models.HalfPair.objects.order_by("id"))
    journal.vouch(*database.digests(*rows))
    return tuple(Halves(row.id, row.first_id, row.second_id) for row in rows)


def halves(pair: UUID, /) -> Halves:
    """One pair of halves. Raises NotHalves."""
    for each in all_halves():
        if each.id == pair:
            return each
    raise NotHalves


def own_half(pair: Halves, /, *, by: Session) -> UUID:
    """The half that the account holds keys of. Raises HalfNotHeld."""
    for compartment in (pair.first, pair.second):
        if keyrings.holds(compartment, by=by):
            return compartment
    raise HalfNotHeld


def seal_in_halves(pair: Halves, /, *, model: str, row: UUID, field: str, text: bytes) -> HalvedText:
    """Seal a text that one of each half opens together. Needs no secret. Raises NotHalves, StatementError."""
    first, second = keyrings.sealing(pair.first), keyrings.sealing(pair.second)
    if not (first.protected and second.protected):
        raise NotHalves
    one, other = (sealed_fields.RecordSealer(to).new(row) for to in (first, second))
    key = _joined(one.key, other.key, row)
    sealed = sealing.seal_field(key, text, aad=_place(model, row, field, one.generation))
    return HalvedText(one.wrapped, other.wrapped, one.generation, sealed)


def open_half(wrapped: bytes, /, *, compartment: UUID, row: UUID, by: Session) -> bytes:
    """One half of one record's key, for a member of that half. Raises KeyNotHeld, SealBroken."""
    return sealed_fields.open_record(wrapped, compartment=compartment, row=row, by=by).key


def pass_half(half: bytes, /, *, row: UUID, use: UUID, to: UUID) -> bytes:
    """The half of one record's key sealed to an account's signed public key, for this use and no other.

    The caller asked whether it may be passed on, and keeps it no longer than until it was used. Raises StatementError.
    """
    public_key = bytes(keyrings.trusted_account(to).box_public)
    return sealing.seal_to(public_key, half, aad=_label(row, use, to))


def take_half_passed(sealed: bytes, /, *, row: UUID, use: UUID, by: Session) -> bytes:
    """The half that a colleague passed to this account for this use. Raises SealBroken."""
    return sealing.open_with(by.keys.box.secret, bytes(sealed), aad=_label(row, use, by.actor.account))


def open_in_halves(
    first: bytes, /, *, second: bytes, sealed: bytes, generation: int, model: str, row: UUID, field: str
) -> bytes:
    """The text again, from both halves of its key in their order. Raises SealBroken."""
    key = _joined(first, second, row)
    return sealing.open_field(key, bytes(sealed), aad=_place(model, row, field, generation))


def _joined(first: bytes, second: bytes, row: UUID) -> bytes:
    secret = first + second
    return derive(secret, Purpose.HALVED_RECORD, info=row.bytes)


def _place(model: str, row: UUID, field: str, generation: int) -> bytes:
    return sealed_fields.place(model, row, field, generation)


def _label(row: UUID, use: UUID, to: UUID) -> bytes:
    return b"half\x00" + row.bytes + use.bytes + to.bytes
