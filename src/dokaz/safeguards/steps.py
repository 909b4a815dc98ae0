"""Lists of what must be done: steps the house does and sees itself, and steps that somebody says were done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _, said
from dokaz.safeguards.errors import FilesBehind
from dokaz.safeguards.models import Compromise, Leaving, Tick
from dokaz.safeguards.ports import Behind

TICK = "safeguards:step:tick"
SEALED = "sealed"
_SEALED = _(
    "Check that every file from before is sealed to the new keys. Compartments in which some are not yet: {about}."
)
_behind: list[Behind] = []


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `acts`: pressing it does it; otherwise a person does it elsewhere and says so here.

    `person` is the reference of a person of the cases whom it is about.
    """

    code: str
    sentence: str
    about: str
    done: bool
    acts: bool
    person: str = ""

    @property
    def words(self) -> str:
        """In the language spoken."""
        return said(self.sentence).format(about=self.about)


def wire_behind(*modules: Behind) -> None:
    """Say which modules answer whether something of theirs is sealed to an older key, replacing all."""
    _behind[:] = modules


def sealed_step(done: Collection[str], compartments: Collection[UUID]) -> Step:
    """Pressing it does not move anything: it asks whether all was moved, and says so for ever, or is refused."""
    left = 0 if SEALED in done else len(_left(compartments))
    return Step(SEALED, _SEALED, str(left), SEALED in done, acts=True)


def require_sealed(compartments: Collection[UUID], /) -> None:
    """Raises FilesBehind while something of these compartments is sealed to a key before the newest."""
    if left := _left(compartments):
        raise FilesBehind(count=len(left))


def _left(compartments: Collection[UUID]) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(behind(compartments) for behind in _behind))


def ticked(of: Leaving | Compromise) -> frozenset[str]:
    rows = list(Tick.objects.filter(**_list(of)))
    journal.vouch(*database.digests(*rows))
    return frozenset(row.step for row in rows)


def tick(of: Leaving | Compromise, step: str, *, by: access.Session, now: datetime) -> None:
    """Keep that this was done, once."""
    if step in ticked(of):
        return
    row = Tick.objects.create(id=ordered_id(now), step=step, by_id=by.actor.account, at=now, **_list(of))
    facts = {"step": step}
    journal.record(TICK, by=by.actor, now=now, about=[str(of.id)], facts=facts, records=[database.digest(row)])


def _list(of: Leaving | Compromise) -> dict[str, object]:
    return {"leaving" if isinstance(of, Leaving) else "compromise": of}
