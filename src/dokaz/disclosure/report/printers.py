"""What prints a long paper in a process of its own, while this one writes exhibits: a port, wired by `config`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from dokaz.kernel.errors import NotWired

__all__ = ["Printed", "Printer", "printer", "wire_printer"]

Printed = Callable[[], bytes | None]
_wired: list["Printer"] = []


class Printer(Protocol):
    def beside(self, page: str) -> AbstractContextManager[Printed]:
        """Begin to print a page. What is given waits for the PDF, or for None where none came of it.

        At the end of the block nobody prints any more. The page and the PDF are in memory only.
        """


def wire_printer(printer: Printer) -> None:
    """Give the papers of packages their port, replacing it."""
    _wired[:] = [printer]


def printer() -> Printer:
    """Raises NotWired."""
    if not _wired:
        raise NotWired("disclosure.printer")
    return _wired[0]
