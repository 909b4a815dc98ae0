"""How the whole stands: when each file was last held against its hash, and which need attention.

Counted are the compartments the account belongs to, and no other. A key that lies in one place instead of two is named
as it is now, for files whose newest check noticed it; of protected compartments the answer of the check names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from dokaz.access import api as access
from dokaz.custody import fixity, showing
from dokaz.custody.models import Event
from dokaz.custody.receipts import FixityReport
from dokaz.custody.words import Act, Finding, HeaderFault
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
    """Count by the newest check of each item. Raises NotPermitted."""
    access.require(by, access.Permission.CHECK_FIXITY, now=now)
    with access.scope(by):
        rows = list(_items().order_by().values("outcome").annotate(n=Count("id"), first=Min("at"), last=Max("at")))
        protected = _items().filter(compartment__in=access.protected_compartments()).count()
        keys = len(_without_second_key())
    checked = [row for row in rows if row["outcome"] is not None]
    return FixityState(
        items=sum(row["n"] for row in rows),
        checked=sum(row["n"] for row in checked),
        attention=sum(row["n"] for row in checked if row["outcome"] != Finding.UNCHANGED) + keys,
        oldest=min((row["first"] for row in checked), default=None),
        newest=max((row["last"] for row in checked), default=None),
        protected=protected,
    )


def fixity_findings(*, by: access.Session, now: datetime) -> tuple[Noticed, ...]:
    """The items whose newest check found something, the newest items first, 200 at most.

    An entry names them, by compartment, sealed where that is protected. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.CHECK_FIXITY, now=now)
        with access.scope(by):
            rows = _items().filter(outcome__isnull=False).exclude(outcome=Finding.UNCHANGED)
            noticed = {item: Finding(item.outcome) for item in _newest(rows)} | _without_second_key()
        found = sorted(noticed, key=lambda item: item.id, reverse=True)
        journal.record_many(showing.entries(FINDINGS, found, by, now) if found else [])
    return tuple(Noticed(item.ref, noticed[item], item.at) for item in found)


def check_mine(*, by: access.Session, now: datetime) -> FixityReport | None:
    """Check some files of protected compartments the account belongs to: those checked longest ago, or never.

    Few enough for one request; None where there are none. Raises what `check` raises.
    """
    access.require(by, access.Permission.CHECK_FIXITY, now=now)
    refs = _next_of_mine(by)
    return fixity.check(by=by, now=now, refs=refs) if refs else None


def _next_of_mine(by: access.Session) -> Sequence[str]:
    with access.scope(by):
        waiting = (
            _items()
            .filter(compartment__in=access.protected_compartments())
            .order_by(F("at").asc(nulls_first=True), "id")
        )
        sizes = list(waiting.values_list("ref", "blob__size")[:MINE])
    chosen, whole = list[str](), 0
    for ref, size in sizes:
        if chosen and whole + size > MINE_BYTES:
            break
        chosen.append(ref)
        whole += size
    return chosen


def _items() -> "QuerySet[Any]":
    newest = Event.objects.filter(item=OuterRef("pk"), act=Act.CHECKED).order_by("-number")
    worded = newest.annotate(said=ExpressionWrapper(Q(words__isnull=False), BooleanField()))
    return fixity.to_check().annotate(
        outcome=Subquery(newest.values("outcome")[:1]),
        at=Subquery(newest.values("at")[:1]),
        worded=Subquery(worded.values("said")[:1]),
    )


def _newest(rows: "QuerySet[Any]") -> list[Any]:
    return list(rows.select_related("compartment", "blob").order_by("-id")[:SHOWN_AT_MOST])


def _without_second_key() -> dict[Any, HeaderFault]:
    """Items that are unchanged, and whose newest check said something of their key that is so still."""
    rows = _items().exclude(compartment__in=access.protected_compartments())
    noticed = rows.filter(outcome=Finding.UNCHANGED, worded=True)
    found = {item: fixity.header_fault(item.blob) for item in _newest(noticed)}
    return {item: fault for item, fault in found.items() if fault}
