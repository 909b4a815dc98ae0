"""Which fields a kind of record has, and which words may be chosen in them."""

from collections.abc import Callable

from dokaz.records.fields import Field
from dokaz.records.kinds import RecordKind


def fields_of(kind: RecordKind) -> tuple[Field, ...]:
    """The fields that a record of this kind has today."""
    return kind.fields


def words_known() -> Callable[[Field], frozenset[str]]:
    """What tells the words that may be chosen in a field, each list asked for once."""

    def known(asked: Field) -> frozenset[str]:
        return frozenset(option.code for option in asked.options)

    return known
