"""The door of the demo: a practice home with an invented world in it."""

from dokaz.demo.errors import DemoError, NotAPracticeHome
from dokaz.demo.loading import Loaded
from dokaz.demo.showing import Shown, practise, show

__all__ = ["DemoError", "Loaded", "NotAPracticeHome", "Shown", "practise", "show"]
