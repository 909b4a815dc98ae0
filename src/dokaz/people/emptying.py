"""A half that was passed opens one identity, once, while its approval lasts. What was not used by then is emptied.

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
    """Empty every half that was passed and not used in time, and say how many. For background work.

    Raises NotPermitted, RecordUnvouched of `journal`.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.RUN_JOBS, now=now)
        held = list(Unmasking.objects.filter(passed__isnull=False))
        asked = access.standing_of(row.approval for row in held)
        return _empty([row for row in held if asked[row.approval].expires_at <= now], by, now)


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
