"""Lists of what must be done: steps the house does and sees itself, and steps that somebody says were done."""

from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import said
from dokaz.safeguards.models import Compromise, Leaving, Tick

TICK = "safeguards:step:tick"


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
