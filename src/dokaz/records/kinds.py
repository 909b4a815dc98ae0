"""The kinds of record there are. A module declares its own when it is loaded; nobody else needs a table for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dokaz.access import api as access
from dokaz.kernel import codes
from dokaz.kernel.languages import Sentence, said
from dokaz.records.errors import KindUnknown
from dokaz.records.fields import Field
from dokaz.records.states import USUAL, States

Beginner = Callable[..., Any]  # begins(new, *, compartment, by, now) -> the records that stand then, in their order
_CODE = re.compile(r"[a-z][a-z-]{1,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One kind of record: whose it is, who may see and write it, and which fields it has.

    `letter` gives its records reference codes; without one a record is named by its id. Entries about it have verbs
    that begin with `module` and `code`. `begins` is the module's own way to begin many of them, where a record comes
    with more than its fields: what is brought in from a table takes it. `tables`: many of them may be changed at once,
    and, with `begins` or where there is nothing beside the fields, brought in from a table, by what knows only fields.
    """

    code: str
    module: str
    label: Sentence
    sees: access.Permission
    writes: access.Permission
    fields: tuple[Field, ...]
    letter: codes.Kind | None = None
    states: States = field(default=USUAL)
    begins: Beginner | None = None
    tables: bool = False

    def __post_init__(self) -> None:
        assert all(_CODE.fullmatch(code) for code in (self.code, self.module))
        assert len({each.name for each in self.fields}) == len(self.fields)

    @property
    def says(self) -> str:
        return said(self.label)

    def verb(self, act: str) -> str:
        return f"{self.module}:{self.code}:{act}"


_declared: dict[str, RecordKind] = {}


def declare(*kinds: RecordKind) -> None:
    """Make kinds of record known, in `AppConfig.ready` of the module whose they are; twice the same does no harm."""
    for each in kinds:
        known = _declared.setdefault(each.code, each)
        assert known == each, f"Two modules declare the kind {each.code}."


def kind_of(named: RecordKind | str) -> RecordKind:
    """The kind of this code; a kind is itself. Raises KindUnknown."""
    if isinstance(named, RecordKind):
        return named
    try:
        return _declared[named]
    except KeyError:
        raise KindUnknown(kind=named) from None


def every_kind() -> tuple[RecordKind, ...]:
    """All that are declared, by their code."""
    return tuple(_declared[code] for code in sorted(_declared))
