"""A release is computed: of each item that somebody thinks of, whether it may go as it is, and why, or why not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import veiling
from dokaz.disclosure.going import Going
from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded


class WeighedState(Worded):
    """How one item stands."""

    ALLOWED = "allowed", _("It may go.")
    CONDITIONED = "conditioned", _("It may go under conditions.")
    REFUSED = "refused", _("It may not go.")


class Hindrance(Worded):
    """What has to be made before something may go, where consent alone would let it."""

    REDACT = (
        "redact",
        _("Somebody in it must be removed first. Make a redacted copy, and have somebody look through it."),
    )
    CLEAN = (
        "clean",
        _(
            "It is an original, and tells more than was agreed: who made it, where and when. Make a cleaned or "
            "redacted copy, and have somebody look through it."
        ),
    )
    WITHHELD = "withheld", _("We hold it back ourselves, though it is relevant.")
    DESTROYED = "destroyed", _("It was destroyed since: there is nothing of it to send.")
    COPY_GONE = (
        "copy-gone",
        _(
            "The redacted copy of it was destroyed. Make another and have somebody look through it, or name what is "
            "to go instead."
        ),
    )


@dataclass(frozen=True, slots=True)
class KeptBack:
    """One item that stays in the house, with why; no person is named in it."""

    ref: str
    because: tuple[consent.Because, ...]
    hindrance: Hindrance | None = None

    @property
    def says(self) -> tuple[str, ...]:
        """Each reason once, in the language spoken; what can be done comes first."""
        first = [] if self.hindrance is None else [self.hindrance.says]
        return tuple(dict.fromkeys((*first, *(each.says for each in self.because))))

    @property
    def codes(self) -> list[Any]:
        """As rows hold it."""
        told = [[each.why.value, None if each.day is None else each.day.isoformat()] for each in self.because]
        return [self.ref, self.hindrance and self.hindrance.value, told]

    @classmethod
    def of(cls, codes: Sequence[Any]) -> "KeptBack":
        """Read what `codes` wrote."""
        ref, hindrance, told = codes
        because = (consent.Because(consent.Why(why), day=_day(day)) for why, day in told)
        return cls(ref, tuple(because), Hindrance(hindrance) if hindrance else None)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One item with what was decided about it."""

    ref: str
    decision: consent.Decision
    hindrance: Hindrance | None = None

    @property
    def goes(self) -> bool:
        """Whether it may go as it is, with its conditions kept."""
        return self.decision.allowed and self.hindrance is None

    @property
    def standing(self) -> WeighedState:
        if not self.decision.allowed:
            return WeighedState.REFUSED
        return WeighedState.CONDITIONED if self.decision.conditions or self.hindrance else WeighedState.ALLOWED

    @property
    def conditions(self) -> tuple[consent.Condition, ...]:
        return self.decision.conditions

    @property
    def says(self) -> tuple[str, ...]:
        """Why it may go, or may not, and what must be kept, each once, in the language spoken."""
        if not self.goes:
            return self.kept_back.says
        told = [each.says for each in self.decision.because]
        told += [each.says for each in self.conditions]
        told += [each.says for each in self.decision.looks]
        return tuple(dict.fromkeys(told))

    @property
    def withheld(self) -> KeptBack:
        """That it stays because we want it so; where consent would not let it go either, with why."""
        because = () if self.decision.allowed else _nameless(self.decision.because)
        return KeptBack(self.ref, because, Hindrance.WITHHELD)

    @property
    def kept_back(self) -> KeptBack:
        """Why it stays, without a word about whom."""
        redacted = [because for each in _redacting(self.conditions) for because in each.because]
        because = redacted if self.decision.allowed else self.decision.because
        told = self.decision.allowed or self.hindrance is Hindrance.DESTROYED
        return KeptBack(self.ref, _nameless(because), self.hindrance if told else None)


def candidates(refs: Sequence[str], /, *, going: Going, by: access.Session, now: datetime) -> tuple[Weighed, ...]:
    """Of each of these items, each once and in the order named, whether it may go so; asking is an entry.

    Nothing is given by it: whatever makes a package asks again. Raises NotPermitted, ItemNotFound of `custody`, and
    what `consent.permits` raises.
    """
    placed = custody.placed(refs, by=by)
    wanted = [each.ref for each in placed]
    if not wanted:
        return ()
    decisions = consent.permits(
        items=wanted, purpose=going.purpose, recipient=going.recipient, form=going.form, occasion=going.occasion, by=by,
        now=now,
    )  # fmt: skip
    found = list(zip(wanted, decisions, strict=True))
    veil = veiling.veil([ref for ref, decision in found if decision.peopled], going=going, by=by)
    return tuple(Weighed(ref, decision, hindrance(ref, decision.conditions, veil)) for ref, decision in found)


def kept_back(found: Iterable[Weighed], /, *, withheld: Collection[str] = ()) -> tuple[KeptBack, ...]:
    """What of this stays in the house, with why: whoever decides about a release is told. `withheld` stay always."""
    return tuple(
        each.withheld if each.ref in withheld else each.kept_back
        for each in found
        if each.ref in withheld or not each.goes
    )


def hindrance(ref: str, conditions: Iterable[consent.Condition], veil: veiling.Veil) -> Hindrance | None:
    """What has to be made first of an item that consent would let go."""
    if _redacting(conditions):
        return Hindrance.REDACT
    return Hindrance.CLEAN if ref in veil.originals else None


def _nameless(because: Iterable[consent.Because]) -> tuple[consent.Because, ...]:
    """Each reason once, without whom it is about."""
    return tuple(dict.fromkeys(replace(each, person=None, of=None) for each in because))


def _redacting(conditions: Iterable[consent.Condition]) -> list[consent.Condition]:
    return [each for each in conditions if each.kind is consent.ConditionKind.REDACT]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
