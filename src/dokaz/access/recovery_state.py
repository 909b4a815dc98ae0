"""How recovery stands: which shares there are, and when holders last tried whether theirs would open the collection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dokaz.access import keyrings, models, permissions, renewing
from dokaz.access.errors import DrillUnfit
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.journal import api as journal

TRY = "access:recovery:try"
DUE = timedelta(days=365)  # docs/operating.md: once a year, with the holders
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RecoveryDrill:
    """Holders tried their shares on a day: how many, of which generation, and whether these would recover."""

    on: date
    generation: int
    shares: int
    sound: bool


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """The shares in force: how many open, when each was written down, by its number; who holds it says paper.

    `outdated` says that these were replaced before an earlier state came back; `drills` are those of any generation.
    """

    generation: int
    needed: int
    confirmed: Mapping[int, datetime | None]
    made_at: datetime
    outdated: bool
    drills: tuple[RecoveryDrill, ...]


def recovery_state(*, by: Session, now: datetime) -> RecoveryState:
    """The recovery keys believed by their statement, and the drills that were noted. Raises NotPermitted."""
    permissions.require(by, Permission.RENEW_RECOVERY, now=now)
    row = keyrings.trusted_recovery()
    shares = models.RecoveryShare.objects.filter(generation=row).order_by("number")
    return RecoveryState(
        generation=row.number,
        needed=row.needed,
        confirmed=dict(shares.values_list("number", "confirmed_at")),
        made_at=row.made_at,
        outdated=renewing.outdated(),
        drills=_drills(),
    )


def note_recovery_drill(*, on: date, shares: int, sound: bool, by: Session, now: datetime) -> None:
    """Enter that holders tried their shares, which they do on a machine without network and without an account here.

    Raises NotPermitted, DrillUnfit.
    """
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.RENEW_RECOVERY, now=now)
        row = keyrings.trusted_recovery()
        if not (1 <= shares <= row.shares and row.made_at.date() <= on <= now.date()):
            raise DrillUnfit(shares=row.shares)
        facts: dict[str, str | int] = {"on": on.isoformat(), "generation": row.number, "shares": shares, "sound": sound}
        journal.record(TRY, by=by.actor, now=now, about=[str(row.id)], facts=facts)
    journal.settle(now=now)  # its place at once: whoever noted it sees it in the journal on the next page


def _drills() -> tuple[RecoveryDrill, ...]:
    found = journal.search(
        journal.Question(verbs=frozenset({TRY})), before=None, limit=_SHOWN, compartments=(),
        unseal=lambda _compartment, _sealed: None,
    )  # fmt: skip
    return tuple(_drill(entry.event["facts"]) for entry in found.entries if entry.event)


def _drill(facts: Mapping[str, Any]) -> RecoveryDrill:
    return RecoveryDrill(date.fromisoformat(facts["on"]), facts["generation"], facts["shares"], facts["sound"])
