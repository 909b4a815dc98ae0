"""How much each person opens, held against their own habit (S-51). Counts only, never what was opened.

The count stands at the reading itself and not in the journal, since entries of protected compartments are sealed and
name nobody to the machine: just there an insider would not be counted.
"""

import hmac
import statistics
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F

from dokaz.access import api as access
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.kernel.sealing import Purpose, derive
from dokaz.safeguards import alarms
from dokaz.safeguards.errors import ReadingFast
from dokaz.safeguards.models import AlarmKind, Opened, Reading

HABIT = timedelta(days=28)  # a month of one's own days is the measure
KNOWN = 7  # days with readings, before there is a habit
FLOOR = 60  # items a day that alarm nobody
NEWCOMER = 200  # items a day of somebody without a habit yet
SPREADS = 6  # deviations from one's own median; a robust one (MAD, Iglewicz and Hoaglin 1993)
SCALE = 1.4826  # of a normal distribution: MAD to standard deviation
HOURLY = 300  # items an hour; then a fresh proof is asked for


def count_reading(items: int, /, *, by: access.Session, now: datetime) -> None:
    """Count what a person opens, in the transaction of the reading; alarm once a day where it is far above their habit.

    A browser session that opened more in one hour than anybody reads has to prove itself anew. Raises ReadingFast.
    """
    if by.of_a_machine:
        return
    row = _counted(items, by, now)
    if by.browser is not None and row.hour_count > HOURLY:
        raise ReadingFast(count=row.hour_count - items)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if row.count > FLOOR and row.count > threshold(_before(row)):
        about = by.actor.account
        if not alarms.sounded_since(AlarmKind.READING, about=about, since=midnight):
            alarms.sound(AlarmKind.READING, about=about, by=alarms.house(by), now=now, count=row.count)


def count_opened(things: Collection[bytes], /, *, by: access.Session, now: datetime) -> None:
    """`count_reading` of what is looked at again and again while one works on it: each counts once a day.

    A thing is whatever bytes tell it from others; they are kept nowhere. In the transaction of the reading. Raises
    ReadingFast.
    """
    if by.of_a_machine:
        return
    day, mine = now.date(), Opened.objects.filter(account=by.actor.account)
    key = derive(by.keys.box.secret, Purpose.OPENED, info=day.isoformat().encode())
    marks = {hmac.digest(key, thing, "sha256") for thing in things}
    new = marks - {bytes(mark) for mark in mine.filter(mark__in=marks).values_list("mark", flat=True)}
    if new:
        mine.exclude(day=day).delete()
        rows = [Opened(id=random_id(), account_id=by.actor.account, day=day, mark=mark) for mark in sorted(new)]
        Opened.objects.bulk_create(rows, ignore_conflicts=True)  # whoever opens it twice in one moment
        count_reading(len(new), by=by, now=now)


def proved_again(*, by: access.Session, now: datetime) -> None:
    """The person is there: the hour counts anew. The day goes on."""
    Reading.objects.filter(account=by.actor.account, day=now.date()).update(hour_count=0)


def threshold(days: list[int], /) -> int:
    """How many items on one day are no more than this person's habit, which these days show."""
    if len(days) < KNOWN:
        return NEWCOMER
    middle = statistics.median(days)
    spread = statistics.median(abs(day - middle) for day in days)
    return max(FLOOR, round(middle + SPREADS * SCALE * spread))


def _counted(items: int, by: access.Session, now: datetime) -> Reading:
    account, day, hour = by.actor.account, now.date(), now.hour
    row, made = Reading.objects.select_for_update().get_or_create(
        account_id=account,
        day=day,
        defaults={"id": ordered_id(now), "count": items, "hour": hour, "hour_count": items},
    )
    if made:  # the first of a day: what is older than any habit is forgotten
        Reading.objects.filter(account=account, day__lt=day - HABIT).delete()
        return row
    before = row.hour_count if row.hour == hour else 0
    Reading.objects.filter(pk=row.pk).update(count=F("count") + items, hour=hour, hour_count=before + items)
    row.count, row.hour, row.hour_count = row.count + items, hour, before + items
    return row


def _before(row: Reading) -> list[int]:
    days = Reading.objects.filter(account=row.account_id, day__lt=row.day, day__gte=row.day - HABIT)
    return list(days.values_list("count", flat=True))
