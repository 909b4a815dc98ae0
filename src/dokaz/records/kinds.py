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

Beginner = Callable[..., Any]  # begin(new, *, compartment, by, now) -> the records that stand then, in their order
Reviser = Callable[..., Any]  # revise(changes, *, by, now) -> the records that stand then, in their order
Refuser = Callable[..., None]  # refuse(fields, apart): raises a FieldError of the module
_CODE = re.compile(r"[a-z][a-z-]{1,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One kind of record: whose it is, who may see and write it, and which fields it has.

    `letter` gives its records reference codes; without one a record is named by its id. Entries about it have verbs
    that begin with `module` and `code`. `tables`: they may be brought in from a table and changed many at once, by what
    knows only fields. `apart`: what such a table may say of them beside the fields, which the module keeps apart.
    `hushed`: that there is one tells too much, so entries about it are read by those alone who may see the kind.
    """

    code: str
    module: str
    label: Sentence
    sees: access.Permission
    writes: access.Permission
    fields: tuple[Field, ...]
    letter: codes.Kind | None = None
    states: States = field(default=USUAL)
    apart: tuple[Field, ...] = ()
    tables: bool = False
    hushed: bool = False

    def __post_init__(self) -> None:
        assert all(_CODE.fullmatch(code) for code in (self.code, self.module))
        names = [each.name for each in (*self.fields, *self.apart)]
        assert len(set(names)) == len(names)

    @property
    def says(self) -> str:
        return said(self.label)

    @property
    def managed(self) -> bool:
        """Whether its module alone writes all of it, so that people of the house give it no field of their own."""
        return all(each.managed for each in self.fields)

    def verb(self, act: str) -> str:
        return f"{self.module}:{self.code}:{act}"


@dataclass(frozen=True, slots=True)
class OwnWays:
    """How a module begins and revises many of its records, where each comes with rows beside it.

    `refuse` is asked of each row of a table when it is planned.
    """

    begin: Beginner
    revise: Reviser
    refuse: Refuser | None = None


_declared: dict[str, RecordKind] = {}
_ways: dict[str, OwnWays] = {}


def declare(*kinds: RecordKind, ways: OwnWays | None = None) -> None:
    """Make kinds of record known, in `AppConfig.ready` of the module whose they are; twice the same does no harm.

    What changes many of them at once takes the `ways` of their module.
    """
    for each in kinds:
        known = _declared.setdefault(each.code, each)
        assert known == each, f"Two modules declare the kind {each.code}."
        if ways is not None:
            _ways[each.code] = ways
        if each.hushed:
            access.hush(each.verb(""), permission=each.sees)


def kind_of(named: RecordKind | str) -> RecordKind:
    """The kind of this code; a kind is itself. Raises KindUnknown."""
    if isinstance(named, RecordKind):
        return named
    try:
        return _declared[named]
    except KeyError:
        raise KindUnknown(kind=named) from None


def own_ways(kind: RecordKind) -> OwnWays | None:
    return _ways.get(kind.code)


def every_kind() -> tuple[RecordKind, ...]:
    """All that are declared, by their code."""
    return tuple(_declared[code] for code in sorted(_declared))
