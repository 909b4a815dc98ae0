"""Roles over time, as lines that people read and programs too: "witness 2020-08/2020-09"."""

from collections.abc import Iterable
from dataclasses import dataclass

from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.errors import DateError
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


def _role(line: str) -> RoleHeld:
    code, _, when = line.strip().partition(" ")
    try:
        return RoleHeld(Part(code), Span.parse(when.strip()) if when.strip() else None)
    except (ValueError, DateError) as why:
        raise RolesUnreadable(line=line.strip()) from why
