"""How long back-ups hold what opens files and entries, and taking it away when its days have passed (SECURITY 3.1)."""

import shutil
from datetime import UTC, datetime, timedelta

from django.db.models import Max

from dokaz.backups.folder import FolderShelf
from dokaz.backups.models import Backup
from dokaz.backups.parts import KEYS


def keys_until() -> datetime | None:
    found: datetime | None = Backup.objects.aggregate(last=Max("keys_until"))["last"]
    return found


def forget(shelf: FolderShelf, *, days: int, now: datetime) -> tuple[str, ...]:
    gone = [week for week in shelf.folders(KEYS) if _monday(week) + timedelta(days=days) <= now]
    for week in gone:
        shutil.rmtree(shelf.folder(f"{KEYS}{week}"))
    return tuple(gone)


def _monday(week: str) -> datetime:
    return datetime.strptime(week, "%Y-%m-%d").replace(tzinfo=UTC)
