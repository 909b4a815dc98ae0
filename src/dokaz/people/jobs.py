"""What people does in the background: a half that was passed and not used is emptied when its time is over."""

from dokaz.access import api as access
from dokaz.jobs import api as jobs
from dokaz.people import emptying

__all__ = ["emptying_halves"]


@jobs.handler(emptying.EMPTY)
def emptying_halves(work: jobs.Work) -> None:
    """Every half whose time is over, not only the one it was asked for: a back-up brings halves back, and no queue."""
    now = work.now()
    with access.acting(work.by, now=now), work.finishing("emptied"):
        emptying.empty_expired(by=work.by, now=now)
