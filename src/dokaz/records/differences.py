"""What one revision changed against another."""

from collections.abc import Mapping
from dataclasses import dataclass

from dokaz.records.fields import Said


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that holds something else; None where it holds nothing."""

    field: str
    before: Said | None
    after: Said | None


def between(before: Mapping[str, Said], after: Mapping[str, Said]) -> tuple[Difference, ...]:
    """Every field that differs, in the order of the later state, then of the earlier one."""
    names = dict.fromkeys((*after, *before))
    return tuple(
        Difference(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name) or (name in before) != (name in after)
    )
