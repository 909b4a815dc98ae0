"""Keys of a compartment from recovery to an account at work, where its only member travels or was withdrawn.

"Wraps in, wraps to named public keys out" (SECURITY 1.12): the account keeps its own keys, and nothing else is opened.
"""

from datetime import datetime
from uuid import UUID

from dokaz.access import compartments, keyrings, models, permissions, renewing
from dokaz.access.errors import CompartmentUnknown
from dokaz.access.escrows import Escrow
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal


def give_back(escrow: Escrow, /, *, compartment: str, account: UUID, by: Session, now: datetime) -> int:
    """Wrap every generation of the compartment of this name, as recovery holds it, to the account's signed public key.

    The key of names is among them only where no account holds it any more: who holds it gives it. Says how many keys
    the account had not. Raises NotPermitted, CompartmentUnknown, SharesOfAnother, RecoveryWrapMissing, HalvesMeet,
    StatementError.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        row = models.Compartment.objects.filter(name=compartment).first()
        if row is None:
            raise CompartmentUnknown(name=compartment)
        keyrings.trusted_compartment(row.id)
        held = [each for each in renewing.held(row, renewing.in_use(escrow)) if _lost(each)]
        to = compartments.member(account)
        half = compartments.take_half(row.id, account, now)
        given = compartments.rewrapped(held, to, pair=escrow.recovered.box, now=now)
        journal.record(
            "access:member:grant",
            by=by.actor,
            now=now,
            about=[str(row.id), str(account)],
            facts={"by_shares": list(escrow.shares)},
            records=database.digests(*half, *given),
        )
    return len(given)


def _lost(wrap: models.Wrap) -> bool:
    if wrap.generation.purpose != Use.NAME:
        return True
    return not models.Wrap.objects.filter(generation=wrap.generation, account__isnull=False).exists()
