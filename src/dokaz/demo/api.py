"""The door of the demo: a practice home with an invented world in it."""

from dokaz.demo.errors import DemoError, NotAPracticeHome
from dokaz.demo.inhabiting import PEOPLE_FILE, Resident, inhabit, residents
from dokaz.demo.loading import Loaded
from dokaz.demo.showing import Shown, practise, show

__all__ = [
    "PEOPLE_FILE",
    "DemoError",
    "Loaded",
    "NotAPracticeHome",
    "Resident",
    "Shown",
    "inhabit",
    "practise",
    "residents",
    "show",
]
