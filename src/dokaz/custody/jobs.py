"""What custody does in the background: examining, checking and mending, for whoever does not want to wait for it."""

from collections.abc import Sequence
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import acting, examining, mending, rechecking
from dokaz.custody.errors import HasNoBytes, ItemDestroyed, ItemNotFound, OpenedByMembersOnly
from dokaz.custody.models import Item
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = ["check_later", "examination", "examine_later", "fixity", "mend_later", "repair"]

LATER = "custody:items:examine-later"
ASK_CHECK, ASK_MEND = "custody:fixity:ask", "custody:headers:ask"


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


@jobs.handler(
    "custody:fixity:check",
    gives_up_on=(ItemDestroyed,),
    waits_for_member_on=(ItemNotFound, access.NotPermitted, access.KeyNotHeld),
)
def fixity(work: jobs.Work) -> None:
    """`custody.check` of one item, or of everything outside protected compartments, going on where it was cut off."""
    ref = work.arguments.get("ref")
    rechecking.check_within(
        work.lease.job, None if ref is None else [str(ref)],
        by=work.by, clock=work.now, progress=work.progress, together=work.finishing,
    )  # fmt: skip


def check_later(ref: str | None = None, /, *, by: access.Session, now: datetime) -> jobs.Job:
    """Ask that one item, or everything outside protected compartments, be checked in the background.

    Raises NotPermitted, ItemNotFound, ItemDestroyed, HasNoBytes, and OpenedByMembersOnly for an item of a protected
    compartment: that is checked in a member's own session.
    """
    item = None if ref is None else acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.CHECK_FIXITY, now=now)
        if item is not None:
            _refuse_closed(item)
        named = {} if item is None else {"ref": item.ref}
        job = fixity.enqueue(arguments=named, key=":".join([fixity.name, *named.values()]), now=now)
        about, place = ([], None) if item is None else ([item.ref], item.compartment_id)
        journal.record(ASK_CHECK, by=by.actor, now=now, about=[str(job.id), *about], compartment=place)
    return job


@jobs.handler("custody:headers:mend", gives_up_on=(journal.LogDeparted,))
def repair(work: jobs.Work) -> None:
    """`custody.mend`; run again it does only what is left."""
    mended = mending.mend(by=work.by, now=work.now())
    with work.finishing("differing" if mended.differing or mended.elsewhere else "mended"):
        pass


def mend_later(*, by: access.Session, now: datetime) -> jobs.Job:
    """Ask that lost copies of keys be written again in the background. Raises NotPermitted."""
    with access.acting(by, now=now):
        access.require(by, access.Permission.MEND, now=now)
        job = repair.enqueue(arguments={}, key=repair.name, now=now)
        journal.record(ASK_MEND, by=by.actor, now=now, about=[str(job.id)])
    return job


def _refuse_closed(item: Item) -> None:
    if item.compartment.protected:
        raise OpenedByMembersOnly(ref=item.ref)
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)


def _ask(item: Item, now: datetime) -> None:
    _refuse_closed(item)
    examination.enqueue(arguments={"ref": item.ref}, key=f"{examination.name}:{item.ref}", now=now)
