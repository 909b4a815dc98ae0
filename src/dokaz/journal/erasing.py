"""Erasing salt and event of one entry, by two persons, under a later entry that says so (SECURITY 5.2)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dokaz.journal.errors import NoSuchEntry, NotErasable, SecondPersonNeeded
from dokaz.journal.events import ERASE, Draft
from dokaz.journal.models import Body, Entry, Placement, Subject, Written
from dokaz.journal.recording import record_many
from dokaz.journal.register import gone_among, list_gone
from dokaz.journal.steps import Step
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step

__all__ = ["BODY", "RESTORED", "erasable", "erase", "erase_again"]

BODY = "journal.body"
AT_ONCE = 500
RESTORED = "restored"


def erasable(kind: str, *, rows: Collection[str]) -> dict[str, list[int]]:
    """The indices of the entries that wrote these rows and may still be erased; every row is a key."""
    written = Written.objects.filter(
        kind=kind, row__in=rows, entry__erasable=True, entry__body__erased_by=None, entry__placement__isnull=False
    )
    found: dict[str, list[int]] = {row: [] for row in rows}
    for row, index in written.order_by("entry__placement__index").values_list("row", "entry__placement__index"):
        found[row].append(index)
    return found


def erase(index: int, *, reason: str, by: Actor, second: Actor, now: datetime) -> int:
    if by.account == second.account:
        raise SecondPersonNeeded
    with transaction.atomic():
        place = Placement.objects.select_related("entry__body").filter(pk=index).first()
        if place is None:
            raise NoSuchEntry(entry=index)
        if not place.entry.erasable or place.entry.body.erased_by_id is not None:
            raise NotErasable(index=index)
        (covering,) = record_many(
            [Draft(verb=ERASE, by=by, now=now, facts={"index": index, "reason": reason, "second": str(second.account)})]
        )
        step(Step.ERASURE_RECORDED)
        _take_away(place.entry, covering)
    return covering


def erase_again(idents: Collection[bytes], *, by: Actor, now: datetime) -> int:
    """After a restore, what the register names: two persons decided it once, and the register proves that they did."""
    if not idents:
        return 0
    standing = Entry.objects.filter(erasable=True, body__erased_by__isnull=True).order_by("id")
    leaves = {bytes(leaf).hex(): number for number, leaf in standing.values_list("id", "leaf").iterator()}
    named = [leaves[leaf] for leaf in gone_among(BODY, leaves, idents=idents)]
    for start in range(0, len(named), AT_ONCE):
        with transaction.atomic():
            _erase_group(named[start : start + AT_ONCE], by, now)
    return len(named)


def _erase_group(numbers: Collection[int], by: Actor, now: datetime) -> None:
    entries = Entry.objects.select_related("placement").filter(pk__in=numbers).order_by("id")
    for entry in entries:
        (covering,) = record_many(
            [
                Draft(
                    verb=ERASE,
                    by=by,
                    now=now,
                    facts={"index": entry.placement.index, "reason": RESTORED, "second": None},
                )
            ]
        )
        _take_away(entry, covering)


def _take_away(entry: Entry, covering: int) -> None:
    Body.objects.filter(pk=entry.id).update(salt=None, event=None, sealed=None, erased_by_id=covering)
    step(Step.BODY_ERASED)
    Subject.objects.filter(entry_id=entry.id).delete()
    step(Step.SUBJECTS_TAKEN)
    # by the leaf: it stays, and no other entry ever has it; a number may be given again after a restore
    list_gone(BODY, [bytes(entry.leaf).hex()], entry=covering)
