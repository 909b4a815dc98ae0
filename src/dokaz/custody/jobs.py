"""What custody does in the background: examining, for whoever does not want to wait for it."""

from collections.abc import Sequence
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import acting, examining
from dokaz.custody.errors import HasNoBytes, ItemDestroyed, ItemNotFound, OpenedByMembersOnly
from dokaz.custody.models import Item
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = ["examination", "examine_later"]

LATER = "custody:items:examine-later"


@jobs.handler(
    "custody:item:examine",
    gives_up_on=(ItemDestroyed, HasNoBytes),
    waits_for_member_on=(ItemNotFound, access.NotPermitted, access.KeyNotHeld),
)
def examination(work: jobs.Work) -> None:
    """`custody.examine` once in effect: events, rows and entry are there together with the job's end."""
    examining.examine_within(str(work.arguments["ref"]), by=work.by, now=work.now(), together=work.finishing)


def examine_later(refs: Sequence[str], *, by: access.Session, now: datetime) -> int:
    """Ask that items be examined in the background, and say how many; one that waits already is not asked for twice.

    An entry names them, by compartment. Raises ItemNotFound, ItemDestroyed, NotPermitted, HasNoBytes, and
    OpenedByMembersOnly for one in a protected compartment; then none is asked for.
    """
    items = acting.find_many(refs, by=by)
    with access.acting(by, now=now):
        acting.require_in_each(access.Permission.EXAMINE_ITEMS, items, by=by, now=now)
        for item in items:
            _ask(item, now)
        for compartment, mine in acting.in_compartments(items).items():
            named = [item.ref for item in mine]
            facts = {"items": len(named)}
            journal.record(LATER, by=by.actor, now=now, about=named, facts=facts, compartment=compartment)
    return len(items)


def _ask(item: Item, now: datetime) -> None:
    if item.compartment.protected:
        raise OpenedByMembersOnly(ref=item.ref)
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)
    examination.enqueue(arguments={"ref": item.ref}, key=f"{examination.name}:{item.ref}", now=now)
