"""How long back-ups hold what opens files and entries, and taking it away when its days have passed (SECURITY 3.1)."""

import shutil
from datetime import UTC, datetime, timedelta

from django.db.models import Max

from dokaz.backups.folder import FolderShelf
from dokaz.backups.models import Backup, EarlierState
from dokaz.backups.parts import KEYS

DAYS = 35  # SECURITY 3.1
DUE, DRILL_DUE = timedelta(days=2), timedelta(days=31)  # docs/operating.md: one every day, and each month a drill


def keys_until() -> datetime | None:
    lasts = [model.objects.aggregate(last=Max("keys_until"))["last"] for model in (Backup, EarlierState)]
    return max((last for last in lasts if last), default=None)


def counted_from(now: datetime) -> datetime:
    """The Monday of this week: parts with keys are shared within a week and counted from its beginning."""
    return (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def forget(shelf: FolderShelf, *, days: int, now: datetime) -> tuple[str, ...]:
    mondays = {week: _monday(week) for week in shelf.folders(KEYS)}
    gone = [week for week, monday in mondays.items() if monday and monday + timedelta(days=days) <= now]
    for week in gone:
        shutil.rmtree(shelf.folder(f"{KEYS}{week}"))
    return tuple(gone)


def _monday(week: str) -> datetime | None:
    """None for a folder that is not of ours: it keeps no other from falling away."""
    try:
        return datetime.strptime(week, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
