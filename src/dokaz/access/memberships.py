"""Which compartments an account ever held a key of, by its entries, and whether they have new keys since then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import compartments, models, permissions
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.journal import api as journal
from dokaz.verify import canonical

GRANT, REMOVE = "access:member:grant", "access:member:remove"
BEFORE = -1  # who founded a compartment held its key before any entry granted it


@dataclass(frozen=True, slots=True)
class Membership:
    """A compartment an account held a key of. `renewed`: it holds none, and there are new keys since it was removed."""

    compartment: UUID
    name: str
    held: bool
    renewed: bool


def memberships(account: UUID, /, *, by: Session, now: datetime) -> tuple[Membership, ...]:
    """Every compartment of which an account ever held a key, by name, as entries with a place in the log tell it.

    Raises NotPermitted.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    entries = journal.entries_about_many([str(account)], verbs={GRANT, REMOVE})[str(account)]
    granted, removed = _latest(entries, GRANT), _latest(entries, REMOVE)
    held = {row.id for row in compartments.of_account(account)}
    every = held | set(granted) | set(removed) | _founded(account)
    rows = models.Compartment.objects.filter(pk__in=every).order_by("name")
    return tuple(
        Membership(
            row.id, row.name, row.id in held,
            row.id not in held and removed.get(row.id, BEFORE) > granted.get(row.id, BEFORE),
        )
        for row in rows
    )  # fmt: skip


def members_of(found: Collection[UUID], /) -> frozenset[UUID]:
    """Everybody who holds a key of any of these compartments now. Raises RecordUnvouched of `journal`."""
    return frozenset(account for compartment in found for account in compartments.members(compartment))


def _latest(entries: list[journal.PlacedEntry], verb: str) -> dict[UUID, int]:
    """The newest entry of this verb for each compartment, which it names first."""
    found: dict[UUID, int] = {}
    for entry in entries:
        if entry.verb == verb and entry.event is not None:
            about = canonical.read_event(entry.event)["about"]
            if isinstance(about, list):
                found[UUID(str(about[0]))] = entry.index
    return found


def _founded(account: UUID) -> set[UUID]:
    """What the account signed into being; what the ceremony did belongs to those whom the ceremony let in."""
    signed = set(models.Compartment.objects.filter(statement__signer__subject=account).values_list("id", flat=True))
    founder = models.Account.objects.filter(pk=account, admitted_by=None).exists()
    first = models.Compartment.objects.filter(name=compartments.DEFAULT) if founder else []
    return signed | {row.id for row in first}
