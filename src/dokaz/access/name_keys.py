"""The key of names: under it the parts of names are hashed, so that a name is found and never stored (SECURITY 4.4).

It is a compartment's own, made when somebody asks for it, and held by members to whom it was given by itself, and by
recovery; by no machine. It goes with the membership, and like the equality key it is not renewed (ADR 0008).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from dokaz.access import compartments, keyrings, models, permissions
from dokaz.access.compartments import WRAP, Holder
from dokaz.access.errors import NamesBegun, NamesNotBegun, NamesNotForThem, NamesNotHeld
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.sealing import Purpose, derive

BEGIN, GRANT, WITHDRAW = "access:names:begin", "access:names:grant", "access:names:withdraw"

_OWN = """
    WHERE account_id = %s AND generation_id IN (SELECT id FROM access_keygeneration WHERE purpose = 'name')"""


def begin_names(compartment: UUID, /, *, by: Session, now: datetime) -> None:
    """Make the compartment's key of names, for whoever makes it and for recovery.

    Raises NotPermitted, NamesBegun, StatementError.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.LOOK_UP_NAMES, compartment=compartment, now=now)
        row = keyrings.trusted_compartment(compartment)
        if compartments.newest_number(row, Use.NAME):
            raise NamesBegun
        founder = compartments.founder(by)
        holders = [
            Holder(founder.box_public, account=by.actor.account),
            compartments.recovering(keyrings.trusted_recovery()),
        ]
        written = compartments.new_generation(row, Use.NAME, number=1, holders=holders, pen=founder.pen, now=now)
        _record(BEGIN, compartment, by.actor.account, written, by=by, now=now)


def grant_names(*, compartment: UUID, account: UUID, by: Session, now: datetime) -> None:
    """Give a member the key of names that the giver holds. Raises NotPermitted, NamesNotHeld, NamesNotForThem."""
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, compartment=compartment, now=now)
    with permissions.acting(by, now=now):
        keyrings.trusted_compartment(compartment)
        if not _looks_up(account, now) or account not in compartments.members(compartment):
            raise NamesNotForThem
        wraps = [each for each in _wraps(by) if each.generation.compartment_id == compartment]
        if not wraps:
            raise NamesNotHeld
        to = compartments.member(account)
        written = compartments.rewrapped(wraps, to, pair=by.keys.box, now=now)
        _record(GRANT, compartment, account, written, by=by, now=now)


def withdraw_names(*, compartment: UUID, account: UUID, by: Session, now: datetime) -> None:
    """Take the key of names away from a member, who stays one. A copy they kept this cannot take back.

    Raises NotPermitted, NamesNotForThem.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        held = models.Wrap.objects.filter(
            account=account, generation__compartment=compartment, generation__purpose=Use.NAME
        )
        ids = [each.id for each in held]
        if not ids:
            raise NamesNotForThem
        gone = compartments.deleted(held)
        entry = _record(WITHDRAW, compartment, account, (), by=by, now=now, gone=gone)
        journal.list_gone(WRAP, rows=ids, entry=entry)


def name_keys(*, by: Session) -> dict[UUID, bytes]:
    """The key that names are hashed under, of each compartment in which the account may look them up.

    Each wrap is held against its entry: one put there by hand finds nothing. Raises RecordUnvouched of `journal`.
    """
    wraps = _wraps(by)
    secrets = keyrings.unwrapped(wraps, by.keys.box)
    return {
        wrap.generation.compartment_id: derive(secret, Purpose.NAME_PART)
        for wrap, secret in zip(wraps, secrets, strict=True)
    }


def name_key(compartment: UUID, /, *, by: Session) -> bytes:
    """The key that names of one compartment are hashed under. Raises NamesNotHeld, NamesNotBegun."""
    found = name_keys(by=by).get(compartment)
    if found is not None:
        return found
    begun = models.KeyGeneration.objects.filter(compartment=compartment, purpose=Use.NAME).exists()
    raise NamesNotHeld if begun or by.locked else NamesNotBegun


def _wraps(by: Session) -> list[models.Wrap]:
    if by.locked or by.of_a_machine:
        return []
    wraps = database.select(models.Wrap, sql=_OWN, values=[by.actor.account], related=["generation"])
    journal.vouch(*database.digests(*wraps, *(wrap.generation for wrap in wraps)))
    return wraps


def _looks_up(account: UUID, now: datetime) -> bool:
    held = permissions.roles_held(account, now=now)
    return any(Permission.LOOK_UP_NAMES in permissions.ALLOWED[role] for role in held)


def _record(
    verb: str,
    compartment: UUID,
    account: UUID,
    written: Iterable[Model],
    *,
    by: Session,
    now: datetime,
    gone: Iterable[database.RecordDigest] = (),
) -> int:
    return journal.record(
        verb,
        by=by.actor,
        now=now,
        about=[str(compartment), str(account)],
        records=[*gone, *database.digests(*written)],
    )
