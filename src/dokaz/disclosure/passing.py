"""The passage of one package: the permits of everything in it, without which nothing is written (SECURITY 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import veiling, weighing
from dokaz.disclosure.errors import (
    ConsentChanged,
    NotPassed,
    OriginalTellsMore,
    RedactionMissing,
)
from dokaz.disclosure.going import Going
from dokaz.disclosure.weighing import Hindrance

_FIRST = {Hindrance.REDACT: RedactionMissing, Hindrance.CLEAN: OriginalTellsMore}


@dataclass(frozen=True, slots=True, order=True)
class Proviso:
    """A condition about one person under which some of the items go. Whoever lets them go gives their word on it."""

    kind: consent.ConditionKind
    person: UUID
    refs: tuple[str, ...]  # sorted

    @property
    def says(self) -> str:
        """What must be kept, in the language spoken."""
        return self.kind.says


class Passage:
    """That these items may go, so, for this, to them: each by its permit, and with the bytes it was received with.

    Only permits that `consent.require` gave in this process make one; `veil` says what must not be told beside. Raises
    PermitForged of `consent`.
    """

    def __init__(
        self, permits: Sequence[consent.Permit], *, veil: veiling.Veil, digests: Mapping[str, str | None]
    ) -> None:
        consent.require_genuine(permits)
        self._permits = {permit.item: permit for permit in permits}
        self._digests = {ref: digests[ref] for ref in self._permits}
        self.veil = veil
        self._held = False

    def permit(self, ref: str) -> consent.Permit:
        """Raises NotPassed where none was given."""
        if ref not in self._permits:
            raise NotPassed(what=ref)
        return self._permits[ref]

    def digest(self, permit: consent.Permit) -> str:
        """The SHA-256 of the bytes that may go by this permit, and no other. Raises NotPassed."""
        digest = self._digests.get(permit.item)
        if digest is None or self._permits[permit.item] is not permit:
            raise NotPassed(what=permit.item)
        return digest

    @property
    def provisos(self) -> tuple[Proviso, ...]:
        """The conditions of all of them."""
        return provisos_of(self._permits.values())

    @property
    def holds(self) -> bool:
        """Whether it was held against what decides, after everything was written."""
        return self._held

    def recheck(self, *, by: access.Session, now: datetime) -> None:
        """Return only if everything that decided is as it was when the permits were given.

        Raises ConsentChanged, and what `consent.recheck` raises.
        """
        try:
            consent.recheck(list(self._permits.values()), by=by, now=now)
        except consent.PermitOutdated as why:
            raise ConsentChanged(because=self._why(by, now) or str(why)) from why
        self._held = True

    def _why(self, by: access.Session, now: datetime) -> str:
        """The first reason for which one of them may not go any more; empty where all may and something else is new."""
        first = next(iter(self._permits.values()))
        going = Going(first.purpose, first.recipient, first.form, first.occasion)
        found = weighing.candidates(list(self._permits), going=going, by=by, now=now)
        stopped = next((each for each in found if not each.goes), None)
        return "" if stopped is None else f"{stopped.ref}: {stopped.says[0]}"


def grant(records: Sequence[custody.Record], *, going: Going, by: access.Session, now: datetime) -> Passage:
    """A passage for all of these, or none. Call it in the transaction in which it is decided that they go.

    Raises ConsentMissing and what `consent.require` raises, RedactionMissing, OriginalTellsMore.
    """
    permits = consent.require(
        items=[record.ref for record in records], purpose=going.purpose, recipient=going.recipient, form=going.form,
        occasion=going.occasion, by=by, now=now,
    )  # fmt: skip
    veil = veiling.veil([permit.item for permit in permits if permit.peopled], going=going, by=by)
    for permit in permits:
        if first := weighing.hindrance(permit.item, permit.conditions, veil):
            raise _FIRST[first](ref=permit.item)
    return Passage(permits, veil=veil, digests={record.ref: record.sha256 for record in records})


def provisos_of(permits: Iterable[consent.Permit], /) -> tuple[Proviso, ...]:
    """What must be kept of these, each condition once with all its items, sorted."""
    found: dict[tuple[consent.ConditionKind, UUID], set[str]] = {}
    for permit in permits:
        for each in permit.conditions:
            found.setdefault((each.kind, each.person), set()).add(permit.item)
    return tuple(sorted(Proviso(kind, person, tuple(sorted(refs))) for (kind, person), refs in found.items()))
