"""The door of the demo: a practice home with an invented world in it."""

from dokaz.demo.agreeing import enter_consents
from dokaz.demo.asking import enter_requests
from dokaz.demo.errors import DemoError, NotAPracticeHome
from dokaz.demo.inhabiting import PEOPLE_FILE, Resident, inhabit, residents
from dokaz.demo.listing import bring_list
from dokaz.demo.loading import Loaded
from dokaz.demo.persons import MAN, SPELLINGS, enter_persons
from dokaz.demo.showing import SEED, Shown, practise, show
from dokaz.demo.world import world as invented_world

__all__ = [
    "MAN",
    "PEOPLE_FILE",
    "SEED",
    "SPELLINGS",
    "DemoError",
    "Loaded",
    "NotAPracticeHome",
    "Resident",
    "Shown",
    "bring_list",
    "enter_consents",
    "enter_persons",
    "enter_requests",
    "inhabit",
    "invented_world",
    "practise",
    "residents",
    "show",
]
