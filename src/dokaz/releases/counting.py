"""How much left the house, by period and by the State or mechanism it went to: for reports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from dokaz.access import api as access
from dokaz.kernel.given import is_said, last_day, text
from dokaz.records import api as records
from dokaz.releases import rules
from dokaz.releases.keeping import Release
from dokaz.releases.kinds import COMPELLED, NOTICE, RECALL, RECEIPT, RELEASE, USE
from dokaz.releases.linking import ties
from dokaz.releases.words import NOT_MADE, TAKEN_BACK

OF_STATE = "authority"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)


@dataclass(slots=True)
class RegisterCount:
    """What went to one State or mechanism in one quarter, and what became of it since.

    Releases, receipts, questions and recalls count in the quarter in which the package was made; a compelled disclosure
    in that in which it reached us. What was taken back, and packages that did not come about, count nowhere.
    """

    quarter: Quarter
    addressee: str  # `authority:lt`, `icc` …
    releases: int = field(default=0)
    items: int = field(default=0)
    confirmed: int = field(default=0)  # releases of which they confirmed that they have them
    questions: int = field(default=0)  # on onward use
    questions_open: int = field(default=0)
    recalls: int = field(default=0)  # that were sent
    recalls_answered: int = field(default=0)
    notices: int = field(default=0)
    compelled: int = field(default=0)


def counts(*, by: access.Session, now: datetime, year: int | None = None) -> tuple[RegisterCount, ...]:
    """Of everything the account may see, the newest quarter first; of one year where it is named.

    Raises NotPermitted.
    """
    found: dict[tuple[Quarter, str], RegisterCount] = {}

    def of(day: date, addressee: str) -> RegisterCount:
        key = (Quarter.of(day), addressee)
        return found.setdefault(key, RegisterCount(*key))

    made = [Release(each) for each in records.every_of_kind(RELEASE, by=by, now=now) if each.state != NOT_MADE]
    mine = [each for each in made if year in (None, each.made_on.year)]
    under = _under(mine, by=by, now=now)
    for each in mine:
        _add(of(each.made_on, each.addressee), each, under[each.ref])
    for one in records.every_of_kind(COMPELLED, by=by, now=now):
        day = last_day(one.fields, "on")
        if one.state != TAKEN_BACK and day is not None and year in (None, day.year):
            of(day, f"{OF_STATE}:{text(one.fields, 'state').lower()}").compelled += 1
    return tuple(found[key] for key in sorted(found, key=lambda key: (-key[0].year, -key[0].number, key[1])))


_Under = dict[str, tuple[records.Held, ...]]


def _under(releases: Iterable[Release], *, by: access.Session, now: datetime) -> dict[str, _Under]:
    """What counts under each release, by kind, asked for together."""
    refs, found = {each.id: each.ref for each in releases}, defaultdict[str, _Under](dict)
    for kind in (RECEIPT, USE, RECALL, NOTICE):
        for release, several in ties.counting_many(refs, kind.code, by=by, now=now).items():
            found[refs[release]][kind.code] = several
    return found


def _add(count: RegisterCount, release: Release, under: _Under) -> None:
    recalls = [each.fields for each in under[RECALL.code] if rules.sent(each.fields)]
    uses = [each.fields for each in under[USE.code]]
    count.releases += 1
    count.items += release.count
    count.confirmed += any(rules.confirms(each.fields) for each in under[RECEIPT.code])
    count.questions += len(uses)
    count.questions_open += sum(map(rules.unanswered, uses))
    count.recalls += len(recalls)
    count.recalls_answered += sum(is_said(each, "answer") for each in recalls)
    count.notices += len(under[NOTICE.code])
