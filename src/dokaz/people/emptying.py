"""A half that was passed opens one identity, once, within a day. What was not used by then is emptied.

The row and its entries stay: that it was asked for, by whom, and on whose yes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.people.models import Unmasking

EMPTY = "people:unmasking:empty"
LASTS = timedelta(days=1)


def empty_expired(*, by: access.Session, now: datetime) -> int:
    """Empty every half that was passed and not used within its day, and say how many. For background work.

    Raises NotPermitted, RecordUnvouched of `journal`.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.RUN_JOBS, now=now)
        return _empty(Unmasking.objects.filter(passed__isnull=False, asked_at__lte=now - LASTS), by, now)


def empty_ended(approval: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Empty the half that was passed for a request which somebody said no to, or took back; `access` tells of it."""
    _empty(Unmasking.objects.filter(passed__isnull=False, approval=approval), by, now)


def _empty(rows: Iterable[Unmasking], by: access.Session, now: datetime) -> int:
    left = list(rows)
    journal.vouch(*database.digests(*left))
    for row in left:
        row.passed = None
        row.save(update_fields=["passed"])
        journal.record(EMPTY, by=by.actor, now=now, about=[str(row.id)], records=[database.digest(row)])
    return len(left)
