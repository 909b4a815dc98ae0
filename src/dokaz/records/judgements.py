"""The algebra of judgements: who judged what of two things, which answer stands, and which things belong together.

Pure: it holds values alone. Nothing is ever merged; a group is what the standing answers say, and another answer gives
another group. The tests hold: the order in which rows are read changes nothing; whatever was reversed counts for
nothing; a reversal can itself be reversed; a "no" inside a group is reported, with the chain of "yes" that it denies.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded

__all__ = ["Clusters", "Contradiction", "Judged", "Judgement", "clusters", "standing"]


class Judgement(Worded):
    """The answer to a question about two things. The stored code never changes."""

    POSITIVE = "positive", _("Yes")
    NEGATIVE = "negative", _("No")
    UNSURE = "unsure", _("Cannot be said")
    NONE = "none", _("No answer")  # an earlier answer holds no longer, and no other takes its place


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer as it was given: by whom, when and why. `reverses` names the one that it takes back instead."""

    id: UUID
    question: str
    about: str
    one: UUID
    other: UUID
    number: int
    judgement: Judgement
    reason: str = field(repr=False)
    by: UUID
    at: datetime
    compartment: UUID
    reverses: UUID | None = None
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> tuple[str, str, UUID, UUID]:
        """What was asked: answers with the same key follow each other by number."""
        return self.question, self.about, self.one, self.other


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that somebody said are not the same, and the shortest chain of answers which says that they are."""

    negative: Judged
    chain: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of two and more that belong together by the answers that stand, and where these deny each other."""

    groups: tuple[frozenset[UUID], ...]
    contradictions: tuple[Contradiction, ...]

    def of(self, thing: UUID) -> frozenset[UUID]:
        """The group of one thing: itself alone where nothing was said to be the same."""
        return next((group for group in self.groups if thing in group), frozenset({thing}))


def standing(judged: Iterable[Judged]) -> dict[tuple[str, str, UUID, UUID], Judged]:
    """The answer in force to each question: the latest that was not taken back. None stands where it was dropped."""
    asked: dict[tuple[str, str, UUID, UUID], list[Judged]] = defaultdict(list)
    for each in judged:
        asked[each.key].append(each)
    found = {key: _in_force(each) for key, each in asked.items()}
    return {key: each for key, each in found.items() if each is not None and each.judgement is not Judgement.NONE}


def clusters(judged: Iterable[Judged]) -> Clusters:
    """What belongs together by the answers that stand, to one question about things of one sort."""
    stands = sorted(standing(judged).values(), key=lambda each: (each.key, each.number))
    links: dict[UUID, list[Judged]] = defaultdict(list)
    for each in stands:
        if each.judgement is Judgement.POSITIVE:
            links[each.one].append(each)
            links[each.other].append(each)
    groups = tuple(sorted(_groups(links), key=min))
    denied = (each for each in stands if each.judgement is Judgement.NEGATIVE)
    return Clusters(groups, tuple(_contradictions(denied, links)))


def taken_back(asked: Iterable[Judged]) -> frozenset[UUID]:
    """What was taken back, of the answers to one question, by a reversal that itself stands.

    Newest first: a reversal that is itself taken back is met before what it reverses, so it counts for nothing.
    """
    void: set[UUID] = set()
    for each in sorted(asked, key=_number, reverse=True):
        if each.id not in void and each.reverses is not None:
            void.add(each.reverses)
    return frozenset(void)


def _in_force(asked: Sequence[Judged]) -> Judged | None:
    void = taken_back(asked)
    stand = (each for each in asked if each.reverses is None and each.id not in void)
    return max(stand, key=_number, default=None)


def _number(judged: Judged) -> int:
    return judged.number


def _groups(links: Mapping[UUID, Sequence[Judged]]) -> Iterator[frozenset[UUID]]:
    seen: set[UUID] = set()
    for thing in links:
        if thing not in seen:
            group = frozenset(_reached(thing, links))
            seen |= group
            yield group


def _contradictions(denied: Iterable[Judged], links: Mapping[UUID, Sequence[Judged]]) -> Iterator[Contradiction]:
    for negative in denied:
        way = _reached(negative.one, links)
        if negative.other in way:
            yield Contradiction(negative, tuple(_chain(negative.other, way)))


def _reached(start: UUID, links: Mapping[UUID, Sequence[Judged]]) -> dict[UUID, tuple[UUID, Judged] | None]:
    """The group of one thing, nearest first: each with the thing and the answer by which it was reached."""
    way: dict[UUID, tuple[UUID, Judged] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for link in links.get(here, ()):
            there = link.other if link.one == here else link.one
            if there not in way:
                way[there] = (here, link)
                waiting.append(there)
    return way


def _chain(end: UUID, way: Mapping[UUID, tuple[UUID, Judged] | None]) -> Iterator[Judged]:
    while (step := way[end]) is not None:
        end, link = step
        yield link
