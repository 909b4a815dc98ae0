"""What custody does in the background: examining, making derivatives, checking, mending, moving headers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, deriving, examining, mending, moving, opening, rechecking
from dokaz.custody.errors import HasNoBytes, ItemDestroyed, ItemNotFound, NotMade, NotOffered, OpenedByMembersOnly
from dokaz.custody.models import Item
from dokaz.custody.ports import Offer
from dokaz.custody.words import Kind, Making
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = [
    "HANDLERS", "check_later", "derivation", "derive_granted", "derive_later", "examination", "examine_granted",
    "examine_later", "fixity", "grant_work", "mend_later", "migration", "repair",
]  # fmt: skip

LATER = "custody:items:examine-later"
ASK_CHECK, ASK_MEND = "custody:fixity:ask", "custody:headers:ask"
DERIVE_LATER = "custody:items:derive-later"
GRANT = "custody:item:grant"
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
            _require_background(item)
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


@jobs.handler(
    moving.MOVE,
    gives_up_on=(journal.LogDeparted,),
    waits_for_member_on=(access.NotPermitted, access.KeyNotHeld),
)
def migration(work: jobs.Work) -> None:
    """`custody.follow_key` asks for it: every header of a compartment is sealed to the newest key of it."""
    place = UUID(str(work.arguments["compartment"]))
    moving.move_all(place, by=work.by, clock=work.now, progress=work.progress, together=work.finishing)


@jobs.handler(
    "custody:item:derive-granted",
    gives_up_on=(ItemDestroyed, HasNoBytes, NotOffered, NotMade),
    waits_for_member_on=(*_LACKS_A_KEY, access.GrantMissing),
)
def derivation_granted(work: jobs.Work) -> None:
    """`derivation` by the key that a member granted to this job; without it the job waits for a member."""
    making = Making(str(work.arguments["making"]))
    deriving.make_granted(work.lease.job, making=making, by=work.by, now=work.now(), together=work.finishing)


@jobs.handler(
    "custody:item:examine-granted",
    gives_up_on=(ItemDestroyed, HasNoBytes),
    waits_for_member_on=(*_LACKS_A_KEY, access.GrantMissing),
)
def examination_granted(work: jobs.Work) -> None:
    """`examination` by the key that a member granted to this job; without it the job waits for a member."""
    examining.examine_granted(work.lease.job, by=work.by, now=work.now(), together=work.finishing)


def examine_granted(
    refs: Sequence[str], *, by: access.Session, now: datetime, lasting: timedelta = access.LONGEST_GRANT
) -> int:
    """`examine_later` for protected compartments: each job is given the key of its one file, as in `derive_granted`."""
    items = acting.find_many(refs, by=by)
    with access.acting(by, now=now):
        acting.require_in_each(access.Permission.EXAMINE_ITEMS, items, by=by, now=now)
        giving = _Giving(by, now, lasting, opening.Keyring(by))
        for item in items:
            giving.grant(examination_granted, item)
    return len(items)


def derive_granted(
    refs: Sequence[str],
    *,
    by: access.Session,
    now: datetime,
    makings: Collection[Making] | None = None,
    lasting: timedelta = access.LONGEST_GRANT,
) -> int:
    """`derive_later` for protected compartments: each job is given the key of its one file, for an hour at most.

    The worker gets no other key, and what it makes is sealed to the compartment. One entry for each job names what was
    granted. A job that waits for a member is granted anew. Raises what `derive_later` does, but OpenedByMembersOnly,
    and NoWorker, KeyNotHeld of `access`.
    """
    items = acting.find_many(refs, by=by)
    with access.acting(by, now=now):
        acting.require_in_each(access.Permission.DERIVE_ITEMS, items, by=by, now=now)
        giving = _Giving(by, now, lasting, opening.Keyring(by))
        asked = [(item, each.making.value) for item in items for each in _wanted(item, makings)]
        for item, making in asked:
            giving.grant(derivation_granted, item, making=making)
    return len(asked)


@dataclass(frozen=True, slots=True)
class _Giving:
    """Grants of one act of one member."""

    by: access.Session
    now: datetime
    lasting: timedelta
    keys: opening.Keyring

    def grant(self, handler: jobs.Handler, item: Item, **told: str) -> jobs.Job:
        return self.give(handler.name, item, told)

    def give(self, handler: str, item: Item, told: Mapping[str, str], beside: bytes = b"") -> jobs.Job:
        if item.blob is None:
            raise HasNoBytes(ref=item.ref)
        key = ":".join((handler, item.ref, *told.values()))
        job = jobs.enqueue(handler, arguments={"ref": item.ref, **told}, key=key, now=self.now)
        if job.state is jobs.JobState.FOR_MEMBER:
            jobs.retry(job.id, now=self.now)
        rows = access.grant_job(
            job.id,
            item=item.id,
            compartment=item.compartment_id,
            file_key=opening.file_key(item, self.keys),
            beside=beside,
            by=self.by,
            now=self.now,
            lasting=self.lasting,
        )
        journal.record(
            GRANT,
            by=self.by.actor,
            now=self.now,
            about=[item.ref, str(job.id)],
            facts={"handler": handler, "seconds": rows[0].seconds, "workers": len(rows)},
            records=database.digests(*rows),
            compartment=item.compartment_id,
            sealed=item.compartment.protected,
        )
        return job


def grant_work(
    ref: str,
    /,
    *,
    handler: str,
    told: Mapping[str, str],
    beside: bytes,
    by: access.Session,
    now: datetime,
    lasting: timedelta = access.LONGEST_GRANT,
) -> jobs.Job:
    """Ask for work of an upper module on one item of a protected compartment, whose result is a derivative.

    Whoever works gets the key of its file, and `beside`, for an hour at most; the job is known by handler, item and
    `told`. Raises ItemNotFound, ItemDestroyed, HasNoBytes, NotPermitted, and NoWorker, KeyNotHeld of `access`.
    """
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.DERIVE_ITEMS, compartment=item.compartment_id, now=now)
        return _Giving(by, now, lasting, opening.Keyring(by)).give(handler, item, told, beside)


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
    wanted = _wanted(item, makings)
    for each in wanted:
        told = {"ref": item.ref, "making": each.making.value}
        derivation.enqueue(arguments=told, key=f"{derivation.name}:{item.ref}:{each.making}", now=now)
    return len(wanted)


def _wanted(item: Item, makings: Collection[Making] | None) -> Sequence[Offer]:
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)
    return deriving.offers(item) if makings is None else [deriving.offer(item, making) for making in makings]


def _ask(item: Item, now: datetime) -> None:
    _require_background(item)
    examination.enqueue(arguments={"ref": item.ref}, key=f"{examination.name}:{item.ref}", now=now)


def _require_background(item: Item) -> None:
    if item.compartment.protected:
        raise OpenedByMembersOnly(ref=item.ref)
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)


HANDLERS = (examination, derivation, examination_granted, derivation_granted, fixity, repair, migration)
