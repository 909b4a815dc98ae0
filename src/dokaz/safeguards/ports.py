"""What safeguards ask of other modules: what a suspect touched, what is behind, who runs things for us outside."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.languages import _

__all__ = ["Behind", "Contributor", "OutsideProvider", "OutsideService", "Reached", "Suspect"]


class OutsideService(StrEnum):
    """What somebody outside does for us."""

    STORE = "store"
    HEADERS = "headers"
    BACKUPS = "backups"
    WITNESS = "witness"
    MIRROR = "mirror"
    AUTHORITY = "authority"

    @property
    def words(self) -> str:
        """What it is, as a sentence to be said in the language spoken."""
        return _WORDS[self]


_WORDS = {
    OutsideService.STORE: _("store of sealed files"),
    OutsideService.HEADERS: _("store of headers"),
    OutsideService.BACKUPS: _("place of back-ups"),
    OutsideService.WITNESS: _("log witness, with its mirror"),
    OutsideService.MIRROR: _("mirror of the journal"),
    OutsideService.AUTHORITY: _("time-stamp authority"),
}


@dataclass(frozen=True, slots=True)
class OutsideProvider:
    """Somebody outside the house who does something for us, by the address or name it was given here."""

    service: OutsideService
    name: str
    former: bool = False

    @property
    def code(self) -> str:
        """The same each time, and no address: entries and open columns hold this."""
        return f"{self.service.value}:{sha256(self.name.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class Suspect:
    """Since when, by which accounts and in which compartments somebody else may have acted or read.

    Where it is a provider, neither: it holds what is sealed, and no account and no key. `named` is what the entries
    since then name, those in the name of these accounts or about this package: references and ids, as far as the one
    who marks it may read entries.
    """

    since: datetime
    accounts: frozenset[UUID]
    compartments: frozenset[UUID]
    provider: OutsideProvider | None = None
    package: str = ""
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """What one module has within reach: single things by their references, and how many there are of each kind.

    `counts` names kinds by codes (`items`); a reference is a code that says nothing outside the house. `persons` are
    those who may have to be warned, and `stopped` the compartments out of which something about them could go.
    """

    refs: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    persons: frozenset[str] = frozenset()
    stopped: frozenset[UUID] = frozenset()
    sealed_of: frozenset[UUID] = frozenset()  # compartments whose sealed files a provider holds


class Contributor(Protocol):
    def __call__(self, suspect: Suspect, /, *, by: access.Session, now: datetime) -> Reached:
        """What of this module's the suspect touched since then, or could read. Outside any transaction."""


class Behind(Protocol):
    def __call__(self, compartments: Collection[UUID], /) -> frozenset[UUID]:
        """Those of these compartments of which something of this module's is sealed to a key before the newest."""
