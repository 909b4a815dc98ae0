"""What would go on a request: each relevant item itself, or the newest redacted copy that may, or why neither does."""

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
    there = [each.ref for each in custody.show_with_derivatives(refs, by=by, now=now) if each.destroyed is None]
    copies = _copies([ref for ref in there if ref not in withheld], by=by)
    wanted = [ref for ref in there if ref in refs]
    found = weighing.candidates(list(dict.fromkeys([*wanted, *copies])), going=going, by=by, now=now)
    weighed = {each.ref: each for each in found}
    return tuple(
        PreparedItem(weighed[ref], None if ref in withheld else _goes(ref, weighed, copies), ref in withheld)
        for ref in wanted
    )


def _copies(refs: Iterable[str], *, by: access.Session) -> dict[str, tuple[str, ...]]:
    """Those of these that were made without something, each with what it was made of, oldest first."""
    made = custody.made_as(refs, by=by)
    redacted = [ref for ref, how in made.items() if how is custody.Making.REDACTION]
    in_time = sorted(custody.placed(redacted, by=by), key=lambda each: each.id) if redacted else ()
    lines = custody.lineages(redacted, by=by) if redacted else {}
    return {each.ref: lines[each.ref].origins for each in in_time}


def _goes(ref: str, weighed: Mapping[str, Weighed], copies: Mapping[str, Sequence[str]]) -> Weighed | None:
    itself = weighed[ref]
    if itself.goes:
        return itself
    mine = [weighed[copy] for copy, origins in copies.items() if ref in origins]
    return next((each for each in reversed(mine) if each.goes), None)
