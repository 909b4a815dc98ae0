"""Erasing salt and event of one entry, by two persons, under a later entry that says so (SECURITY 5.2)."""

from datetime import datetime

from django.db import transaction

from dokaz.journal.errors import NoSuchEntry, NotErasable, SecondPersonNeeded
from dokaz.journal.events import ERASE, Draft
from dokaz.journal.models import Body, Placement, Subject
from dokaz.journal.recording import record_many
from dokaz.journal.steps import Step
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step

__all__ = ["erase"]


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
        _take_away(place.entry_id, covering)
    return covering


def _take_away(entry: int, covering: int) -> None:
    Body.objects.filter(pk=entry).update(salt=None, event=None, sealed=None, erased_by_id=covering)
    step(Step.BODY_ERASED)
    Subject.objects.filter(entry_id=entry).delete()
    step(Step.SUBJECTS_TAKEN)
