"""What the house does by itself, round after round, where nobody may wait for it and nobody may notice it."""

from datetime import datetime

from django.db import transaction

from dokaz.access import api as access
from dokaz.kernel.actors import Actor
from dokaz.safeguards import alarms
from dokaz.safeguards.models import AlarmKind


def watch(*, by: Actor, now: datetime) -> int:
    """Lock each account that was signed in to under duress and tell its colleagues; say how many that were."""
    with transaction.atomic():
        locked = access.lock_those_under_duress(by=by, now=now)
        for account in locked:
            alarms.sound(AlarmKind.DURESS, about=account, by=by, now=now)
    return len(locked)
