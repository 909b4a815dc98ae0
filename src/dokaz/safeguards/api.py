"""Against insiders and coercion: what the house notices by itself, and what a colleague is told of it."""

from dokaz.safeguards.alarms import Alarm, alarms, see, waiting_alarms
from dokaz.safeguards.canaries import Canary, canaries, lift_canary, mark_canary, touch
from dokaz.safeguards.compromises import (
    Compromise,
    compromise,
    compromises,
    do_compromise_step,
    mark_compromised,
    require_thawed,
)
from dokaz.safeguards.errors import (
    AlarmError,
    AlarmUnknown,
    CanaryAlready,
    CanaryError,
    CanaryUnknown,
    CompromiseUnknown,
    FilesBehind,
    Frozen,
    KeysFromBefore,
    LeavingAlready,
    LeavingUnknown,
    ListError,
    ReadingFast,
    SafeguardError,
    SinceLater,
    StepUnknown,
    SuspectError,
    SuspectUnknown,
)
from dokaz.safeguards.habits import count_opened, count_reading, proved_again
from dokaz.safeguards.leaving import LeavingList, begin_leaving, do_leaving_step, leaving_list, leavings
from dokaz.safeguards.models import AlarmKind, CompromiseKind
from dokaz.safeguards.notices import notice
from dokaz.safeguards.ports import OutsideProvider, OutsideService
from dokaz.safeguards.providers import HELD, providers, wire_providers
from dokaz.safeguards.reaching import Reach, wire_reach
from dokaz.safeguards.steps import Step, wire_behind
from dokaz.safeguards.waiting import OpenCompromise, OpenLeaving, open_compromises, open_leavings
from dokaz.safeguards.watching import watch

__all__ = [
    "HELD",
    "Alarm",
    "AlarmError",
    "AlarmKind",
    "AlarmUnknown",
    "Canary",
    "CanaryAlready",
    "CanaryError",
    "CanaryUnknown",
    "Compromise",
    "CompromiseKind",
    "CompromiseUnknown",
    "FilesBehind",
    "Frozen",
    "KeysFromBefore",
    "LeavingAlready",
    "LeavingList",
    "LeavingUnknown",
    "ListError",
    "OpenCompromise",
    "OpenLeaving",
    "OutsideProvider",
    "OutsideService",
    "Reach",
    "ReadingFast",
    "SafeguardError",
    "SinceLater",
    "Step",
    "StepUnknown",
    "SuspectError",
    "SuspectUnknown",
    "alarms",
    "begin_leaving",
    "canaries",
    "compromise",
    "compromises",
    "count_opened",
    "count_reading",
    "do_compromise_step",
    "do_leaving_step",
    "leaving_list",
    "leavings",
    "lift_canary",
    "mark_canary",
    "mark_compromised",
    "notice",
    "open_compromises",
    "open_leavings",
    "proved_again",
    "providers",
    "require_thawed",
    "see",
    "touch",
    "waiting_alarms",
    "watch",
    "wire_behind",
    "wire_providers",
    "wire_reach",
]
