"""A long list, a portion at a time: which rows the address asks for, and where the next ones are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import ngettext

from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.tables import AFTER, Pager, pager

SIZE = 50


@dataclass(frozen=True, slots=True)
class Portion:
    """The keys of some rows in the order of the list; `pager` is None where there is nothing to list."""

    keys: tuple[str, ...] = ()
    pager: Pager | None = None

    @classmethod
    def of(cls, request: HttpRequest, keys: Sequence[str], /, *, says: Callable[[int], str]) -> "Portion":
        """What follows the key in the address, or the beginning where that is none of these. `says` counts all."""
        if not keys:
            return cls()
        after = request.GET.get(AFTER, "")
        start = keys.index(after) + 1 if after in keys else 0
        part = tuple(keys[start : start + SIZE])
        more = part[-1] if part and part[-1] != keys[-1] else None
        return cls(part, pager(says(len(keys)), here=Address.of(request), next_key=more))


def items(count: int) -> str:
    return ngettext("{count} item", "{count} items", count).format(count=grouped(count))


def people(count: int) -> str:
    return ngettext("{count} person", "{count} persons", count).format(count=grouped(count))
