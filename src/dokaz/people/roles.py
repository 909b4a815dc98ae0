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


def typed_roles(roles: Iterable[RoleHeld]) -> str:
    """As a person types them, one a line in the language spoken: what `read_roles` reads again."""
    return "\n".join(f"{each.part.says.lower()} {each.on or ''}".strip() for each in roles)


def read_roles(text: str, /) -> tuple[RoleHeld, ...]:
    """Roles by code or by word in any language, one a line or with semicolons between.

    Raises RolesUnreadable with the line.
    """
    return tuple(_role(line.strip()) for line in text.replace(";", "\n").splitlines() if line.strip())


def entered_roles(text: str, /) -> str:
    """What was typed as it is kept. Raises RolesUnreadable with the line."""
    return written_roles(read_roles(text))


def told_lines(text: str, /) -> str:
    """`told_roles` of what is kept."""
    return told_roles(read_roles(text))


def _role(line: str) -> RoleHeld:
    for word, part in _by_word().items():
        if line.casefold() == word or line.casefold().startswith(f"{word} "):
            return RoleHeld(part, _span(line, line[len(word) :].strip()))
    raise _unreadable(line)


def _unreadable(line: str) -> RolesUnreadable:
    """With an example in the reader's own words, which `read_roles` takes in any language."""
    return RolesUnreadable(line=line, role=Part.WITNESS.label)


def _span(line: str, when: str) -> Span | None:
    try:
        return Span.parse(when) if when else None
    except DateError as why:
        raise _unreadable(line) from why


@cache
def _by_word() -> Mapping[str, Part]:
    """Every role by its code and by its word in each language, the longest first: one may begin with another."""
    found = {text.casefold(): part for part in Part for text in (part, *(said(part.label, each) for each in Language))}
    return {word: found[word] for word in sorted(found, key=len, reverse=True)}
