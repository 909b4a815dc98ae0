"""What custody does in the background: examining, and letting programs make derivatives of what was examined."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import acting, deriving, examining
from dokaz.custody.errors import HasNoBytes, ItemDestroyed, ItemNotFound, NotMade, NotOffered, OpenedByMembersOnly
from dokaz.custody.models import Item
from dokaz.custody.words import Kind, Making
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = ["derivation", "derive_later", "examination", "examine_later"]

LATER = "custody:items:examine-later"
DERIVE_LATER = "custody:items:derive-later"
_LACKS_A_KEY = (ItemNotFound, access.NotPermitted, access.KeyNotHeld)


@jobs.handler(
    "custody:item:examine",
    gives_up_on=(ItemDestroyed, HasNoBytes),
    waits_for_member_on=_LACKS_A_KEY,
)
def examination(work: jobs.Work) -> None:
    """`custody.examine` once in effect: events, rows and entry are there together with the job's end.

    With it derivatives of a file are asked for; of what was made here, nothing is made unasked.
    """
    item = acting.find(str(work.arguments["ref"]), by=work.by)

    @contextmanager
    def together(outcome: str) -> Iterator[None]:
        with work.finishing(outcome):
            yield
            if item.kind == Kind.FILE and not item.compartment.protected:
                _ask_derivatives(item, None, work.now())

    examining.examine_within(item.ref, by=work.by, now=work.now(), together=together)


@jobs.handler(
    "custody:item:derive",
    gives_up_on=(ItemDestroyed, HasNoBytes, NotOffered, NotMade),
    waits_for_member_on=_LACKS_A_KEY,
)
def derivation(work: jobs.Work) -> None:
    """`custody.make` once in effect: the new item's rows and entry are there together with the job's end."""
    making = Making(str(work.arguments["making"]))
    deriving.make_within(str(work.arguments["ref"]), making=making, by=work.by, now=work.now(), together=work.finishing)


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


def derive_later(
    refs: Sequence[str], *, by: access.Session, now: datetime, makings: Collection[Making] | None = None
) -> int:
    """Ask that derivatives of items be made in the background, all that can be or `makings`, and say how many.

    One that waits already, or was made by the same program, is not made twice. An entry names the items, by
    compartment. Raises ItemNotFound, ItemDestroyed, NotPermitted, HasNoBytes, NotOffered for a making of `makings`, and
    OpenedByMembersOnly for an item in a protected compartment; then none is asked for.
    """
    items = acting.find_many(refs, by=by)
    with access.acting(by, now=now):
        acting.require_in_each(access.Permission.DERIVE_ITEMS, items, by=by, now=now)
        asked = {item.id: _asked(item, makings, now) for item in items}
        for compartment, mine in acting.in_compartments(items).items():
            named = [item.ref for item in mine]
            facts = {"items": len(named), "jobs": sum(asked[item.id] for item in mine)}
            journal.record(DERIVE_LATER, by=by.actor, now=now, about=named, facts=facts, compartment=compartment)
    return sum(asked.values())


def _asked(item: Item, makings: Collection[Making] | None, now: datetime) -> int:
    _require_background(item)
    return _ask_derivatives(item, makings, now)


def _ask_derivatives(item: Item, makings: Collection[Making] | None, now: datetime) -> int:
    offered = deriving.offers(item) if makings is None else [deriving.offer(item, making) for making in makings]
    for each in offered:
        told = {"ref": item.ref, "making": each.making.value}
        derivation.enqueue(arguments=told, key=f"{derivation.name}:{item.ref}:{each.making}", now=now)
    return len(offered)


def _ask(item: Item, now: datetime) -> None:
    _require_background(item)
    examination.enqueue(arguments={"ref": item.ref}, key=f"{examination.name}:{item.ref}", now=now)


def _require_background(item: Item) -> None:
    if item.compartment.protected:
        raise OpenedByMembersOnly(ref=item.ref)
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)
