"""To belong to a compartment is to hold a wrap of its key, and that the wrap is as its entry says (SECURITY 5.6)."""

from uuid import UUID

from dokaz.access import looks, models
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal

_OF_ACCOUNT = """
    WHERE account_id = %s AND generation_id IN (SELECT id FROM access_keygeneration WHERE purpose = 'box')"""
_OF_MACHINE = """
    WHERE machine_id = %s AND generation_id IN (SELECT id FROM access_keygeneration WHERE purpose = 'box')"""
_NEWEST_OF_ACCOUNT = """
    JOIN access_keygeneration ON access_keygeneration.id = generation_id
    WHERE account_id = %s AND compartment_id = %s AND purpose = 'box'
    ORDER BY number DESC LIMIT 1"""
_NEWEST_OF_MACHINE = """
    JOIN access_keygeneration ON access_keygeneration.id = generation_id
    WHERE machine_id = %s AND compartment_id = %s AND purpose = 'box'
    ORDER BY number DESC LIMIT 1"""


def held(by: Session) -> frozenset[UUID]:
    """The compartments of which the account, or the machine, holds any generation, by the entries (SECURITY 5.6).

    A wrap put there by hand opens nothing, and would still let an account see what there is. The newest held of each
    compartment is held against its entry, with its generation, whose row says of which compartment it is. Raises
    RecordUnvouched of `journal`.
    """
    if by.locked:
        return frozenset()
    return looks.once(("held", by.actor.account, by.of_a_machine), ask=lambda: _held(by))


def belongs(by: Session, compartment: UUID) -> bool:
    """Whether the account, or the machine, holds any generation of this one. Raises RecordUnvouched of `journal`."""
    if looks.looking():
        return compartment in held(by)
    if by.locked:
        return False
    sql = _NEWEST_OF_MACHINE if by.of_a_machine else _NEWEST_OF_ACCOUNT
    wraps = database.select(models.Wrap, sql=sql, values=[by.actor.account, compartment])
    journal.vouch(*database.digests(*wraps))
    return bool(wraps)


def _held(by: Session) -> frozenset[UUID]:
    sql = _OF_MACHINE if by.of_a_machine else _OF_ACCOUNT
    wraps = database.select(models.Wrap, sql=sql, values=[by.actor.account], related=["generation"])
    newest: dict[UUID, models.Wrap] = {}
    for wrap in sorted(wraps, key=lambda wrap: wrap.generation.number):
        newest[wrap.generation.compartment_id] = wrap
    journal.vouch(*database.digests(*newest.values(), *(wrap.generation for wrap in newest.values())))
    return frozenset(newest)
