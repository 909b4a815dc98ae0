"""Summary lists, task lists and timelines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from dokaz.design.component import Component, Link, Shown, Tag


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A question and its answer; `change` leads back to the question and names it for screen readers."""

    title: str
    value: Shown
    change: Link | None = None


@dataclass(frozen=True, slots=True)
class Summary(Component):
    """What was answered, with Change links, or the facts of one record."""

    template = "design/summary.html"

    rows: tuple[SummaryRow, ...]

    @classmethod
    def of(cls, facts: Iterable[tuple[str, Shown | None]]) -> Self:
        """Those of these facts about which anything is known, in their order."""
        return cls(tuple(SummaryRow(title, value) for title, value in facts if value))


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work with its state in words. Without `href` it cannot be begun yet, and `hint` says why."""

    title: str
    status: Tag
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tasks(Component):
    """Work that is not done in one sitting, in any order."""

    template = "design/tasks.html"

    tasks: tuple[Task, ...]
    id: str = "task"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, when in words, and through whom; `change` leads to where it is changed."""

    when: str
    title: Shown
    by: str = ""
    text: Shown = ""
    change: Shown = ""


@dataclass(frozen=True, slots=True)
class Timeline(Component):
    """What happened in its order."""

    template = "design/timeline.html"

    happenings: tuple[Happening, ...]
