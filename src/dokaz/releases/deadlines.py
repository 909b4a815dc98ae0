"""What has to be done by a day about what left the house; what is late comes first."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.given import is_said, last_day, text
from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded
from dokaz.records import api as records
from dokaz.releases import rules
from dokaz.releases.keeping import Release
from dokaz.releases.kinds import COMPELLED, RECALL, RECEIPT, RELEASE, USE
from dokaz.releases.linking import ties
from dokaz.releases.words import AT_WORK, GIVEN_OUT, OUT, OVER, RECALLED, TAKEN_BACK, WITH_THEM

FOR_A_RECEIPT, BEFORE_THE_END = timedelta(days=30), timedelta(days=30)


class DueWhat(Worded):
    """What is to be done."""

    RECEIPT = "receipt", _("Ask for the receipt of {ref}")
    ANSWER = "answer", _("Answer, or ask again, what they do with {ref}")
    RECALL = "recall", _("Ask what became of the recall of {ref}")
    EXPIRY = "expiry", _("See that they end with {ref}: their time is over then")
    GONE = "gone", _("Ask whether they gave {ref} back or destroyed it")
    DEMAND = "demand", _("Go on with the order {ref}")
    TELL = "tell", _("Tell who may be told now of the order {ref}")


@dataclass(frozen=True, slots=True)
class DueAbout:
    """Something that has to be done by a day, about a release or a compelled disclosure."""

    what: DueWhat
    record: UUID
    ref: str  # of the release; of a compelled disclosure what the order is called
    on: date

    @property
    def says(self) -> str:
        return self.what.says.format(ref=self.ref)


def due_about(*, by: access.Session, now: datetime) -> tuple[DueAbout, ...]:
    """Everything about releases that has a day, as far as the account may see it, the earliest first.

    A receipt is due thirty days after the package was made; the end of their time is told thirty days before.
    Raises NotPermitted.
    """
    releases = {
        each.id: Release(each) for each in records.every_of_kind(RELEASE, states=(*WITH_THEM, RECALLED), by=by, now=now)
    }
    found = [
        *_receipts(releases.values(), by=by, now=now),
        *_expiries(releases.values(), now),
        *_under(USE, DueWhat.ANSWER, rules.unanswered, releases, by=by, now=now),
        *_under(RECALL, DueWhat.RECALL, _waits_for_them, releases, by=by, now=now),
        *_compelled(by=by, now=now),
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.what, each.record)))


def _receipts(releases: Collection[Release], *, by: access.Session, now: datetime) -> Iterator[DueAbout]:
    waited = [
        each
        for each in releases
        if each.held.state == GIVEN_OUT and each.made_on + FOR_A_RECEIPT <= now.date()
    ]  # fmt: skip
    there = ties.counting_many((each.id for each in waited), RECEIPT.code, by=by, now=now)
    for each in waited:
        if not any(rules.confirms(one.fields) for one in there[each.id]):
            yield DueAbout(DueWhat.RECEIPT, each.id, each.ref, each.made_on + FOR_A_RECEIPT)


def _expiries(releases: Collection[Release], now: datetime) -> Iterator[DueAbout]:
    for each in releases:
        if each.held.state in OUT and each.until is not None and each.until - BEFORE_THE_END <= now.date():
            yield DueAbout(DueWhat.EXPIRY, each.id, each.ref, each.until)
        if each.held.state == OVER:
            yield DueAbout(DueWhat.GONE, each.id, each.ref, each.until or each.made_on)


def _under(
    kind: records.RecordKind,
    what: DueWhat,
    waits: Callable[[rules.Fields], bool],
    releases: dict[UUID, Release],
    *,
    by: access.Session,
    now: datetime,
) -> Iterator[DueAbout]:
    """Of what is written down under releases that are out, what waits for an answer by a day."""
    open_ones = [
        (each, day)
        for each in records.every_of_kind(kind, states=(records.COUNTS,), by=by, now=now)
        if waits(each.fields) and (day := _answer_by(each.fields)) is not None
    ]
    above = ties.parents_of([each.id for each, _day in open_ones], by=by)
    for each, day in open_ones:
        if (release := releases.get(above[each.id])) is not None:
            yield DueAbout(what, release.id, release.ref, day)


def _answer_by(fields: rules.Fields) -> date | None:
    """By the day that was set; else, of what was sent, as a receipt."""
    if (day := last_day(fields, "answer_by")) is not None:
        return day
    sent = last_day(fields, "sent_on")
    return None if sent is None else sent + FOR_A_RECEIPT


def _waits_for_them(recall: rules.Fields) -> bool:
    return rules.sent(recall) and not is_said(recall, "answer")


def _compelled(*, by: access.Session, now: datetime) -> Iterator[DueAbout]:
    for each in records.every_of_kind(COMPELLED, by=by, now=now):
        if each.state == TAKEN_BACK:
            continue
        order, until, quiet = (text(each.fields, "order"), *_days(each))
        if each.state == AT_WORK and until is not None and not _answered(each):
            yield DueAbout(DueWhat.DEMAND, each.id, order, until)
        if quiet is not None and not is_said(each.fields, "told_on"):
            yield DueAbout(DueWhat.TELL, each.id, order, quiet)


def _days(each: records.Held) -> tuple[date | None, date | None]:
    return last_day(each.fields, "answer_by"), last_day(each.fields, "silence_until")


def _answered(each: records.Held) -> bool:
    return any(is_said(each.fields, name) for name in ("given", "refused"))
