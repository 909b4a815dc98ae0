"""Roles over time, as lines that people read and programs too: "witness 2020-08/2020-09"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.errors import DateError
from dokaz.kernel.languages import Language, said
from dokaz.people.errors import RolesUnreadable
from dokaz.people.words import Part


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """What somebody is or was, and when; without a span nobody said when."""

    part: Part
    on: Span | None = None


def written_roles(roles: Iterable[RoleHeld]) -> str:
    return "\n".join(f"{each.part.value} {each.on or ''}".strip() for each in roles)


def told_roles(roles: Iterable[RoleHeld]) -> str:
    """As a person reads them, in the language spoken; empty where there are none."""
    return "; ".join(each.part.says + (f" ({in_words(each.on)})" if each.on else "") for each in roles)


def read_roles(text: str, /) -> tuple[RoleHeld, ...]:
    """Raises RolesUnreadable with the line."""
    return tuple(_role(line) for line in text.splitlines() if line.strip())


def entered_roles(text: str, /) -> str:
    """Roles as people type them in a cell: one a line or with semicolons between, by code or word in any language.

    Raises RolesUnreadable with the line.
    """
    return written_roles(_entered(line) for line in text.replace(";", "\n").splitlines() if line.strip())


def told_lines(text: str, /) -> str:
    """`told_roles` of what `written_roles` wrote."""
    return told_roles(read_roles(text))


def _entered(line: str) -> RoleHeld:
    typed = line.strip()
    words = sorted(_by_word().items(), key=lambda each: -len(each[0]))  # a longer word may begin with a shorter one
    for word, part in words:
        if typed.casefold() == word or typed.casefold().startswith(f"{word} "):
            return _role(f"{part.value} {typed[len(word) :].strip()}")
    raise RolesUnreadable(line=typed)


@cache
def _by_word() -> Mapping[str, Part]:
    """Every role by its code, and by its word in each language."""
    return {
        text.casefold(): part for part in Part for text in (part.value, *(said(part.label, each) for each in Language))
    }


def _role(line: str) -> RoleHeld:
    code, _, when = line.strip().partition(" ")
    try:
        return RoleHeld(Part(code), Span.parse(when.strip()) if when.strip() else None)
    except (ValueError, DateError) as why:
        raise RolesUnreadable(line=line.strip()) from why
