"""How the whole stands: when each file was last held against its hash, and which need attention.

Counted are the compartments the account belongs to, and no other. A key that lies in one place instead of two is named
as it is now, for files whose newest check noticed it; of protected compartments the answer of the check names it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokaz.access import api as access
from dokaz.custody import fixity, lastchecks, showing
from dokaz.custody.models import Item
from dokaz.custody.receipts import FixityReport
from dokaz.custody.words import Finding, HeaderFault
from dokaz.journal import api as journal

FINDINGS = "custody:fixity:show"
SHOWN_AT_MOST = 200
MINE, MINE_BYTES = 20, 256 * 1024 * 1024  # what one press checks: a request answers within a minute


@dataclass(frozen=True, slots=True)
class FixityState:
    """How the files stand that the account may see: how many, how many were ever checked, when, and what was found.

    `protected` counts those that only their members check.
    """

    items: int
    checked: int
    attention: int
    oldest: datetime | None
    newest: datetime | None
    protected: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """An item whose newest check found something."""

    ref: str
    finding: Finding | HeaderFault
    at: datetime


def fixity_state(*, by: access.Session, now: datetime) -> FixityState:
    """Count by the newest check of each item, which is kept: no item is gone through. Raises NotPermitted."""
    access.require(by, access.Permission.CHECK_FIXITY, now=now)
    with access.scope(by):
        standing = lastchecks.standing()
        keys = len(_without_second_key())
    whole = (lastchecks.UNCHANGED, lastchecks.KEY)
    checked = standing.of(*whole, *lastchecks.FOUND)
    never = standing.of(lastchecks.NEVER)
    inside = access.protected_compartments()
    return FixityState(
        items=checked + never,
        checked=checked,
        attention=standing.of(*lastchecks.FOUND) + keys,
        oldest=standing.oldest,
        newest=standing.newest,
        protected=standing.of(lastchecks.NEVER, *whole, *lastchecks.FOUND, within=inside),
    )


def fixity_findings(*, by: access.Session, now: datetime) -> tuple[Noticed, ...]:
    """The items whose newest check found something, the newest items first, 200 at most.

    An entry names them, by compartment, sealed where that is protected. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.CHECK_FIXITY, now=now)
        with access.scope(by):
            altered = {item: (Finding(check.found), check.at) for item, check in _found(lastchecks.FOUND)}
            noticed = altered | _without_second_key()
        found = sorted(noticed, key=lambda item: item.id, reverse=True)
        journal.record_many(showing.entries(FINDINGS, found, by, now) if found else [])
    return tuple(Noticed(item.ref, *noticed[item]) for item in found)


def check_mine(*, by: access.Session, now: datetime) -> FixityReport | None:
    """Check some files of protected compartments the account belongs to: those checked longest ago, or never.

    Few enough for one request; None where there are none. Raises what `check` raises.
    """
    access.require(by, access.Permission.CHECK_FIXITY, now=now)
    refs = _next_of_mine(by)
    return fixity.check(by=by, now=now, refs=refs) if refs else None


def _next_of_mine(by: access.Session) -> Sequence[str]:
    with access.scope(by) as held:
        waiting = lastchecks.longest_ago(access.protected_compartments() & held, most=MINE)
        sizes = _of(waiting).values_list("id", "ref", "blob__size")
        by_id = {item: (ref, size) for item, ref, size in sizes}
    chosen, whole = list[str](), 0
    for ref, size in (by_id[item] for item in waiting if item in by_id):
        if chosen and whole + size > MINE_BYTES:
            break
        chosen.append(ref)
        whole += size
    return chosen


def _of(items: Collection[UUID]) -> QuerySet[Item]:
    return fixity.to_check().filter(id__in=items)


def _found(kinds: Collection[str]) -> list[tuple[Item, lastchecks.Fault]]:
    """The newest items of which the newest check found this, each with that check."""
    checks = {check.item: check for check in lastchecks.found(kinds, most=SHOWN_AT_MOST)}
    items = _of(checks).select_related("compartment", "blob").order_by("-id")
    return [(item, checks[item.id]) for item in items]


def _without_second_key() -> dict[Item, tuple[HeaderFault, datetime]]:
    """Items that are unchanged, and whose newest check said something of their key that is so still."""
    told = {item: (fixity.header_fault(item.blob), check.at) for item, check in _found([lastchecks.KEY]) if item.blob}
    return {item: (fault, at) for item, (fault, at) in told.items() if fault}
