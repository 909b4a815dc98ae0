"""What of the relevant would go: each item as it is, or the copy that was made without something; or nothing, with why.

Of an item with a copy from which something was taken out the newest such copy goes, and nothing else of it: who took
something out wanted it out. Where such copies were destroyed since, nothing goes. Whoever says how it goes may name
another copy, or the item itself, to go instead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import weighing
from dokaz.disclosure.going import Going
from dokaz.disclosure.weighing import Hindrance, Weighed
from dokaz.kernel.languages import _, said

__all__ = ["PreparedItem", "prepare"]

_INSTEAD = _("A copy from which something was taken out goes instead of it.")
_WHOLE = _("It goes whole, though there is a copy from which something was taken out.")


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """A relevant item as it was weighed, and what of it would go if it may: `chosen` is the item or a copy of it.

    `withheld`: whoever prepares it said that it stays; `unwanted`: that the copy does. `redacted`: there is a copy from
    which something was taken out.
    """

    item: Weighed
    chosen: Weighed
    withheld: bool = False
    unwanted: bool = False
    redacted: bool = False

    @property
    def ref(self) -> str:
        return self.item.ref

    @property
    def goes(self) -> Weighed | None:
        """What goes; None where nothing does."""
        return self.chosen if self.chosen.goes and not (self.withheld or self.unwanted) else None

    @property
    def destroyed(self) -> bool:
        return self.item.hindrance is Hindrance.DESTROYED

    @property
    def owed(self) -> bool:
        """Whether consent lets it go, and only a copy is missing, or somebody who looks through it."""
        missing = self.item.hindrance is not None or self.chosen is not self.item
        return self.item.decision.allowed and missing and self.goes is None and not self.withheld

    @property
    def says(self) -> tuple[str, ...]:
        """Why it goes, or does not, in the language spoken."""
        if self.withheld or self.unwanted:
            return self.chosen.withheld.says
        if self.goes is None or not self.redacted:
            return self.chosen.says
        return (said(_WHOLE if self.chosen is self.item else _INSTEAD), *self.chosen.says)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy made of an item; `marked` where something was taken out of it, and not only what stood beside.

    `gone`: it was destroyed, so that nothing tells any more what was taken out of it.
    """

    ref: str
    marked: bool
    gone: bool


def prepare(
    refs: Sequence[str],
    /,
    *,
    going: Going,
    withheld: Collection[str] = (),
    named: Collection[str] = (),
    by: access.Session,
    now: datetime,
) -> tuple[PreparedItem, ...]:
    """Of each of these items what of it would go, and of those destroyed that they were. `named` go before others.

    Of those `withheld` nothing goes. Each look is an entry, and gives nothing. Raises NotPermitted, ItemNotFound of
    `custody`, and what `consent.permits` raises.
    """
    there = {each.ref: each for each in custody.show_with_derivatives(refs, by=by, now=now)}
    copies, held = _copies(there), [ref for ref in refs if there[ref].destroyed is None]
    every = dict.fromkeys([*held, *(copy.ref for ref in held for copy in copies[ref] if not copy.gone)])
    found = weighing.candidates(list(every), going=going, by=by, now=now) if every else ()
    weighed = {each.ref: each for each in found}
    return tuple(_prepared(ref, weighed, copies[ref], frozenset(named), withheld) for ref in dict.fromkeys(refs))


def _prepared(
    ref: str, weighed: Mapping[str, Weighed], copies: Sequence[_Copy], named: frozenset[str], withheld: Collection[str]
) -> PreparedItem:
    if ref not in weighed:
        destroyed = Weighed(ref, consent.Decision(allowed=False), Hindrance.DESTROYED)
        return PreparedItem(destroyed, destroyed)
    gone = Weighed(ref, weighed[ref].decision, Hindrance.COPY_GONE)
    order = [weighed[each] for each in _order(ref, copies, named)] or [gone]
    chosen = next((each for each in order if each.goes and each.ref not in withheld), order[0])
    unwanted = chosen.ref != ref and chosen.ref in withheld
    return PreparedItem(weighed[ref], chosen, ref in withheld, unwanted, any(copy.marked for copy in copies))


def _order(ref: str, copies: Sequence[_Copy], named: frozenset[str]) -> list[str]:
    """What may go of an item, the first before the rest: what was named; else copies from which something was taken
    out, the newest first; and only where there never was one the item, or a copy that is the same without what stood
    beside. Of what was named or marked, and is gone, nothing goes.
    """
    there = [copy.ref for copy in reversed(copies) if not copy.gone]
    marked = [copy.ref for copy in reversed(copies) if copy.marked]
    for wanted in (named.intersection((ref, *(copy.ref for copy in copies))), marked):
        if wanted:
            return [each for each in (ref, *there) if each in wanted]
    return [ref, *there]


def _copies(there: Mapping[str, custody.Record]) -> Mapping[str, Sequence[_Copy]]:
    """The copies that were made without something, oldest first, under each of what they were made of."""
    found = defaultdict[str, list[_Copy]](list)
    redactions = (each for record in there.values() for each in record.made if each.making is custody.Making.REDACTION)
    for copy in sorted(redactions, key=lambda each: (each.made_at, each.ref)):
        for origin in _origins(copy.ref, there):
            gone = copy.destroyed is not None
            found[origin].append(_Copy(copy.ref, gone or bool(copy.parameters.get("reasons")), gone))
    return found


def _origins(ref: str, there: Mapping[str, custody.Record]) -> Iterable[str]:
    """What a redacted copy is a copy of: what it was made of, and, where that is a redacted copy as well, of what."""
    record = there.get(ref)
    while record is not None and record.parent is not None and record.making is custody.Making.REDACTION:
        yield record.parent
        record = there.get(record.parent)
