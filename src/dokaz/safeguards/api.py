"""Against insiders and coercion: what the house notices by itself, and what a colleague is told of it."""

from dokaz.safeguards.alarms import Alarm, alarms, see, waiting_alarms
from dokaz.safeguards.canaries import Canary, canaries, lift_canary, mark_canary, touch
from dokaz.safeguards.errors import (
    AlarmAboutYou,
    AlarmError,
    AlarmUnknown,
    CanaryAlready,
    CanaryError,
    CanaryUnknown,
    ReadingFast,
    SafeguardError,
)
from dokaz.safeguards.habits import count_reading, proved_again
from dokaz.safeguards.models import AlarmKind
from dokaz.safeguards.watching import watch

__all__ = [
    "Alarm",
    "AlarmAboutYou",
    "AlarmError",
    "AlarmKind",
    "AlarmUnknown",
    "Canary",
    "CanaryAlready",
    "CanaryError",
    "CanaryUnknown",
    "ReadingFast",
    "SafeguardError",
    "alarms",
    "canaries",
    "count_reading",
    "lift_canary",
    "mark_canary",
    "proved_again",
    "see",
    "touch",
    "waiting_alarms",
    "watch",
]
