"""What of a kind was written down under a request and counts."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure import linking
from dokaz.records import api as records

COUNTS = "open"


def counting(held: records.Held, kind: str, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What of a kind was written down under a request and not taken back, oldest first."""
    return tuple(each for each in linking.under(held.id, kind, by=by, now=now) if each.state == COUNTS)
