"""What safeguards ask of other modules: what of theirs a suspect touched. `wire_reach` names who answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dokaz.access import api as access

__all__ = ["Contributor", "Reached", "Suspect"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """Since when, by which accounts and in which compartments somebody else may have acted or read."""

    since: datetime
    accounts: frozenset[UUID]
    compartments: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Reached:
    """What one module has within reach: single things by their references, and how many there are of each kind.

    `counts` names kinds by codes (`items`); a reference is a code that says nothing outside the house.
    """

    refs: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)


class Contributor(Protocol):
    def __call__(self, suspect: Suspect, /, *, by: access.Session) -> Reached:
        """What of this module's the suspect touched since then, or could read. Inside a transaction."""
