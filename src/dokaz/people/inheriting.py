"""Who is to be reckoned with in an item: those in it, and those in what it was made of who did not go out of it.

What is in the original is in what was made of it, until somebody looked through that and judged that it is not: silence
removes nobody. From what was received down to the item itself, for each person and each way of appearing:

    there after a step  ⟺  judged to be there, or perhaps, in what that step made;
                           or there before it, and not both looked through and judged not to be there any more
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.people.appearing import Appearance, Appearances, appearances_of_many
from dokaz.people.words import Relation
from dokaz.records.api import Judgement

Way = tuple[UUID, Relation]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everybody with whom one has to reckon in one item, and how they are in it.

    `inherited` are those who are in what it was made of, with the judgement nearest to the item, where the item itself
    has none that counts. `whole` is untrue where something it was made of lies out of sight: others may be in it.
    `peopled`: somebody is, or may be, in it or in what it was made of, also who went out of it since; in what nobody
    looked through there may be anybody.
    """

    item: str
    examined: bool
    whole: bool
    peopled: bool
    who: frozenset[Way]
    inherited: tuple[Appearance, ...]


def reckoned_in(item: str, /, *, by: access.Session, now: datetime) -> Reckoned:
    """As `reckoned_in_many`, of one item."""
    return reckoned_in_many([item], by=by, now=now)[0]


def reckoned_in_many(items: Iterable[str], /, *, by: access.Session, now: datetime) -> tuple[Reckoned, ...]:
    """Who is to be reckoned with in each of these items, in the order named: what it was made of is read with it.

    Raises NotPermitted, ItemNotFound of `custody`, RecordUnvouched of `journal`.
    """
    lines = custody.lineages(items, by=by)
    every = dict.fromkeys(ref for item, line in lines.items() for ref in (item, *line.origins))
    looked = {each.item: each for each in appearances_of_many(every, by=by, now=now)}
    return tuple(
        reckoned([looked[ref] for ref in (*reversed(line.origins), item)], whole=line.whole)
        for item, line in lines.items()
    )


def reckoned(steps: Sequence[Appearances], /, *, whole: bool = True) -> Reckoned:
    """Of the last of these, each of which was made of the one before it. Pure."""
    *before, last = steps
    there: dict[Way, Appearance] = {}
    for step in before:
        there = _after(step, there)
    found = _after(last, there)
    own = {way for way, each in found.items() if each.item == last.item}
    inherited = sorted((found[way] for way in found.keys() - own), key=lambda each: (each.person_ref, each.relation))
    peopled = not whole or any(step.persons or not step.examined for step in steps)
    return Reckoned(last.item, last.examined, whole, peopled, frozenset(found), tuple(inherited))


def _after(step: Appearances, before: dict[Way, Appearance]) -> dict[Way, Appearance]:
    gone = {_way(each) for each in step.of if step.examined and each.judgement is Judgement.NEGATIVE}
    there = {_way(each): each for each in step.of if each.counts}
    return {way: each for way, each in before.items() if way not in gone} | there


def _way(each: Appearance) -> Way:
    return each.person, each.relation
