"""Making a back-up in the background, on the machine that was told where back-ups lie."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.backups import making, wires
from dokaz.backups.errors import NoBackupKey, ShelfNotSet
from dokaz.backups.until import DAYS
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = ["back_up", "make_later"]

ASK = "backups:backup:ask"


@jobs.handler("backups:backup:make", gives_up_on=(NoBackupKey, ShelfNotSet, journal.LogDeparted))
def back_up(work: jobs.Work) -> None:
    """`backups.make` to the shelf of this machine. Killed in its midst, the next attempt uses what lies there."""
    made = making.make(
        wires.shelf(), home=wires.home(work.by), recipients=making.recipients(), days=DAYS, by=work.by, now=work.now()
    )
    with work.finishing("files-lost" if made.missing else "made"):
        pass


def make_later(*, by: access.Session, now: datetime) -> jobs.Job:
    """Ask for a back-up in the background. Raises NotPermitted, and NoBackupKey where there is no key to seal it to."""
    with access.acting(by, now=now):
        access.require(by, access.Permission.BACK_UP, now=now)
        if not making.recipients():
            raise NoBackupKey
        job = back_up.enqueue(arguments={}, key=back_up.name, now=now)
        journal.record(ASK, by=by.actor, now=now, about=[str(job.id)])
    return job
