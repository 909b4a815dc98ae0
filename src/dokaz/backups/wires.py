"""Where this process keeps back-ups, and what it takes from the home, as it was wired."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dokaz.access import api as access
from dokaz.backups.ports import Shelf
from dokaz.kernel.errors import NotWired

if TYPE_CHECKING:
    from dokaz.backups.making import HomeFiles

ShelfOf = Callable[[], Shelf]
HomeOf = Callable[[access.Session], "HomeFiles"]
_wired: list[tuple[ShelfOf, HomeOf]] = []


def wire(*, shelf: ShelfOf, home: HomeOf) -> None:
    """Say how a worker reaches the shelf, and what it takes from the home. `shelf` raises ShelfNotSet, ShelfAway."""
    _wired[:] = [(shelf, home)]


def shelf() -> Shelf:
    return _ways()[0]()


def home(by: access.Session) -> "HomeFiles":
    return _ways()[1](by)


def _ways() -> tuple[ShelfOf, HomeOf]:
    if not _wired:
        raise NotWired("DOKAZ_BACKUPS")
    return _wired[0]
