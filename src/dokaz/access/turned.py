"""Those who were turned away without a session: slowed down, counted, and entered once a minute (SECURITY 5.7).

However many they are, there is one row and one entry for each minute and kind; the kinds are few and fixed.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from django.db import DatabaseError, transaction
from django.db.models import F

from dokaz.access.errors import RefusalUnrecorded
from dokaz.access.sign_in_errors import FormForged, SessionOver, SignInRefused, SignInSlowed, TooManySignIns
from dokaz.access.sign_in_rows import FailedTries, Turned
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor
from dokaz.kernel.codes import Code
from dokaz.kernel.ids import ordered_id

FREE = 4  # tries before the first wait
LONGEST = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
TURNED, AWAY = "access:sign-in:turn-away", "access:stranger:turn-away"


class Stranger(StrEnum):
    """For what somebody without a session is turned away; the code stands in the entry."""

    SIGN_IN = SignInRefused.code
    TOO_OFTEN = SignInSlowed.code
    TOO_MANY = TooManySignIns.code
    NO_SESSION = SessionOver.code  # a page that is for those who are signed in
    FORM_FORGED = FormForged.code
    OTHER_HOST = "host-unknown"  # asked for under a name that is not the office's


def refuse_early(name: Code | None, *, device: bytes | None = None, now: datetime) -> None:
    """Raises SignInSlowed while this name has to wait: 2 seconds after the fifth try in vain, then twice as long.

    A device that its owner signed in with before has a count of its own (its digest is given): whoever knows a name
    makes strangers wait, and not its owner.
    """
    row = FailedTries.objects.filter(digest=_digest(name, device)).first()
    if row is None:
        return
    until = row.last_at + _wait(row.count)
    if now < until:
        raise SignInSlowed(seconds=int((until - now).total_seconds()) + 1)


def failed(name: Code | None, *, device: bytes | None = None, now: datetime) -> None:
    with transaction.atomic():
        FailedTries.objects.filter(last_at__lt=now - FORGOTTEN).delete()
        known = FailedTries.objects.filter(digest=_digest(name, device))
        if not known.update(count=F("count") + 1, last_at=now):
            FailedTries.objects.create(id=ordered_id(now), digest=_digest(name, device), count=1, last_at=now)


def cleared(name: Code | None, *, device: bytes | None = None) -> None:
    """What failed elsewhere still counts where it was a known device that got in: else each sign-in of an owner would
    give whoever guesses their name new tries.
    """
    FailedTries.objects.filter(digest=_digest(name, device)).delete()


def away(kind: Stranger, *, now: datetime) -> None:
    """Count one refusal of this kind in this minute. Raises RefusalUnrecorded, and then nothing is shown."""
    minute = now.replace(second=0, microsecond=0)
    try:
        with transaction.atomic():
            if not Turned.objects.filter(minute=minute, code=kind).update(count=F("count") + 1):
                Turned.objects.create(id=ordered_id(now), minute=minute, code=kind, count=1)
    except (DatabaseError, database.DatabaseFault) as why:
        raise RefusalUnrecorded from why


def tell(*, by: Actor, now: datetime) -> int:
    """Enter the minutes that are over, and say how many entries that were."""
    with transaction.atomic():
        over = list(Turned.objects.filter(minute__lt=now.replace(second=0, microsecond=0)).order_by("minute", "code"))
        for row in over:
            journal.record(
                TURNED if row.code == Stranger.SIGN_IN else AWAY,
                by=by,
                now=now,
                facts={"minute": clock.timestamp(row.minute), "refusal": row.code, "count": row.count},
            )
            row.delete()
    return len(over)


def _wait(count: int) -> timedelta:
    return timedelta(0) if count <= FREE else min(timedelta(seconds=2 ** min(count - FREE, 12)), LONGEST)


def _digest(name: Code | None, device: bytes | None) -> bytes:
    return sha256(str(name).encode() + (device or b"")).digest()
