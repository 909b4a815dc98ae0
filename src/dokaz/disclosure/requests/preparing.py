"""What would go on a request: each relevant item itself, or the newest redacted copy that may, or why neither does."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import weighing
from dokaz.disclosure.going import Going
from dokaz.disclosure.weighing import Weighed


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """A relevant item as it was weighed, and what of it would go; `goes` is None where nothing does.

    `withheld`: whoever prepares it said that it stays.
    """

    item: Weighed
    goes: Weighed | None
    withheld: bool = False

    @property
    def ref(self) -> str:
        return self.item.ref

    @property
    def owed(self) -> bool:
        """Whether consent lets it go, and only the copy is missing."""
        lets = self.item.decision.allowed and self.item.hindrance is not None
        return lets and self.goes is None and not self.withheld

    @property
    def says(self) -> tuple[str, ...]:
        """Why it goes, or does not, in the language spoken."""
        return self.item.withheld.says if self.withheld else (self.goes or self.item).says


def prepare(
    refs: Sequence[str], /, *, going: Going, withheld: Collection[str] = (), by: access.Session, now: datetime
) -> tuple[PreparedItem, ...]:
    """Of each of these items that is still there, what of it would go; nothing of those `withheld`. Each look is an
    entry, and gives nothing.

    Raises NotPermitted, ItemNotFound of `custody`, and what `consent.permits` raises.
    """
    asked, stays = frozenset(refs), frozenset(withheld)
    there = [each.ref for each in custody.show_with_derivatives(refs, by=by, now=now) if each.destroyed is None]
    copies = _copies([ref for ref in there if ref not in stays], by=by)
    wanted = [ref for ref in there if ref in asked]
    every = dict.fromkeys([*wanted, *(copy for several in copies.values() for copy in several)])
    weighed = {each.ref: each for each in weighing.candidates(list(every), going=going, by=by, now=now)}
    return tuple(
        PreparedItem(weighed[ref], None if ref in stays else _goes(ref, weighed, copies.get(ref, ())), ref in stays)
        for ref in wanted
    )


def _copies(refs: Iterable[str], *, by: access.Session) -> Mapping[str, Sequence[str]]:
    """Of these those that were made without something, oldest first, under each of what they were made of."""
    made = custody.made_as(refs, by=by)
    redacted = [ref for ref, how in made.items() if how is custody.Making.REDACTION]
    in_time = sorted(custody.placed(redacted, by=by), key=lambda each: each.id) if redacted else ()
    lines = custody.lineages(redacted, by=by) if redacted else {}
    found = defaultdict[str, list[str]](list)
    for each in in_time:
        for origin in lines[each.ref].origins:
            found[origin].append(each.ref)
    return found


def _goes(ref: str, weighed: Mapping[str, Weighed], copies: Sequence[str]) -> Weighed | None:
    """The item itself, or else the newest of its copies that may."""
    return next((weighed[each] for each in (ref, *reversed(copies)) if weighed[each].goes), None)
