"""Where identities and contacts are kept: two halves, and a third protected compartment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.people.errors import KeepingUnfit, KeepingUnset
from dokaz.people.models import Keeping

SET = "people:keeping:set"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where identities and contacts of new persons are kept, who said so and when."""

    halves: access.Halves
    contacts: UUID
    set_by: UUID
    set_at: datetime


def keep(*, first: UUID, second: UUID, contacts: UUID, by: access.Session, now: datetime) -> Kept:
    """Say where identities and contacts of new persons are kept; those there are stay where they are.

    Raises NotPermitted, KeepingUnfit.
    """
    access.require(by, access.Permission.MANAGE_COMPARTMENTS, now=now)
    with access.acting(by, now=now):
        pair = next((each for each in access.all_halves() if {each.first, each.second} == {first, second}), None)
        if pair is None or contacts in (first, second):
            raise KeepingUnfit
        if not {first, second, contacts} <= access.protected_compartments():
            raise KeepingUnfit
        row = Keeping.objects.create(
            id=ordered_id(now), number=Keeping.objects.count() + 1, pair_id=pair.id, contacts_id=contacts,
            set_by_id=by.actor.account, set_at=now,
        )  # fmt: skip
        about = [str(first), str(second), str(contacts)]
        journal.record(SET, by=by.actor, now=now, about=about, records=database.digests(row))
    return Kept(pair, contacts, row.set_by_id, now)


def kept() -> Kept | None:
    """Where they are kept now, as its entry tells it. Raises RecordUnvouched of `journal`."""
    row = Keeping.objects.order_by("-number").first()
    if row is None:
        return None
    journal.vouch(database.digest(row))
    return Kept(access.halves(row.pair_id), row.contacts_id, row.set_by_id, row.set_at)


def required() -> Kept:
    """Raises KeepingUnset."""
    found = kept()
    if found is None:
        raise KeepingUnset
    return found
