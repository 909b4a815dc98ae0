"""What one process of the office knows: the home it serves, the machine's key, and the address people reach it by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dokaz.access import api as access
from dokaz.kernel.errors import NotWired
from dokaz.web.office.ports import House

__all__ = ["Office", "here", "house", "open_office", "wire"]


@dataclass(frozen=True, slots=True)
class Office:
    """One office. `origin` is what people type: scheme, host and port; passkeys are made for it and no other.

    `trouble` gives the code of what is wrong beside the pages in this moment; empty where nothing is.
    """

    home: Path
    machine: access.Session = field(repr=False)
    collection: str
    origin: str
    trouble: Callable[[], str] = field(default=str, repr=False)
    cost: access.Argon2Cost = access.DEFAULT_COST  # of pass-phrases that are made here

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def passkeys(self) -> access.PasskeySite:
        return access.PasskeySite(self.collection, self.host, self.origin)


_open: list[Office] = []
_house: list[House] = []


def open_office(office: Office | None) -> None:
    """Serve this one from now on; None ends it."""
    _open[:] = [office] if office else []


def here() -> Office:
    """Raises NotWired."""
    if not _open:
        raise NotWired("dokaz serve office")
    return _open[0]


def wire(house: House) -> None:
    """Say who changes the people of a home; `config.office` does, once."""
    _house[:] = [house]


def house() -> House:
    """Raises NotWired."""
    if not _house:
        raise NotWired("config.office")
    return _house[0]
