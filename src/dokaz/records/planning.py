"""What a table would bring in, row by row: a dry run, which writes nothing.

Each refusal says row, column, and what to do. Nothing is guessed, and no row is left out without being named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dokaz.kernel.answers import Answer
from dokaz.kernel.languages import Language, Sentence, said
from dokaz.records import entering
from dokaz.records.checking import Checking
from dokaz.records.entering import Vocabulary
from dokaz.records.errors import (
    CellComputed,
    CellSilent,
    ColumnMissing,
    ColumnTwice,
    ColumnUnknown,
    ColumnUnnamed,
    FieldError,
    FieldMissing,
    SheetError,
)
from dokaz.records.fields import Field, FieldType, Labels
from dokaz.records.kinds import RecordKind, Refuser, own_ways
from dokaz.records.sheets import Cell, Sheet

REQUIRED = " *"
NOTE_HEADING = "[!]"
NOTES = Field("", FieldType.LONG, label=Sentence(NOTE_HEADING))


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """Why a row cannot come in: which row and column, and what to do."""

    row: int
    column: str
    why: FieldError | SheetError


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the table: the fields it gives, what it says apart from them, or every reason why it cannot come in."""

    row: int
    fields: Mapping[str, object] = field(repr=False)
    apart: Mapping[str, object] = field(default_factory=dict, repr=False)
    refusals: tuple[RowRefusal, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a table would bring in. Without `rows` its headings are at fault, and `refusals` says how."""

    kind: str
    sheet: Sheet = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[PlannedRow, ...] = field(repr=False)
    headings: tuple[RowRefusal, ...] = ()

    @property
    def fit(self) -> tuple[PlannedRow, ...]:
        return tuple(each for each in self.rows if not each.refusals)

    @property
    def refusals(self) -> tuple[RowRefusal, ...]:
        return (*self.headings, *(why for each in self.rows for why in each.refusals))

    @property
    def refused(self) -> tuple[PlannedRow, ...]:
        return tuple(each for each in self.rows if each.refusals)


def planned(kind: RecordKind, sheet: Sheet) -> ImportPlan:
    """Hold a table against the fields of a kind. Raises RecordUnvouched of `journal`."""
    checking = Checking.of(kind)
    fields = _in_tables(kind, checking)
    columns, wrong = _columns(sheet.headings, fields)
    if wrong:
        return ImportPlan(kind.code, sheet, (), (), wrong)
    apart, ways = frozenset(each.name for each in kind.apart), own_ways(kind)
    reading = _Reading(columns, checking, entering.vocabulary(fields), apart, ways.refuse if ways else None)
    rows = tuple(reading.row(number, cells) for number, cells in sheet.rows)
    return ImportPlan(kind.code, sheet, tuple(each.name for each in columns if each and each is not NOTES), rows)


def template(kind: RecordKind) -> tuple[list[str], list[list[str]]]:
    """The line of headings that `planned` reads, and the words that may be chosen in each column."""
    fields = _in_tables(kind, Checking.of(kind))
    words = entering.vocabulary(fields)
    told = [[heading(asked), option.code, option.says] for asked in fields for option in words.chosen_from[asked.name]]
    return [heading(asked) for asked in fields], told


def typed_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Those that a person fills in a general form or a table."""
    return tuple(each for each in fields if not each.managed)


def _in_tables(kind: RecordKind, checking: Checking) -> tuple[Field, ...]:
    return (*typed_fields(checking.fields.values()), *kind.apart)


def heading(asked: Field) -> str:
    """`Name [name] *`: read again by its code, whatever language it was written in."""
    return f"{asked.says} [{asked.name}]{REQUIRED if asked.required else ''}"


def wrong_rows(plan: ImportPlan) -> Iterator[Sequence[str]]:
    """The refused rows as a table to be mended and brought again: its first column says what is wrong with each."""
    yield [NOTE_HEADING, *plan.sheet.headings]
    cells = dict(plan.sheet.rows)
    for each in plan.refused:
        note = " ".join(f"{why.column}: {why.why}" if why.column else str(why.why) for why in each.refusals)
        yield [note, *(cell.text for cell in cells[each.row])]


def _columns(
    headings: Sequence[str], fields: Sequence[Field]
) -> tuple[tuple[Field | None, ...], tuple[RowRefusal, ...]]:
    """The field of each column, `NOTES` for those of an earlier report; None for a column without a heading."""
    found: list[Field | None] = []
    wrong: list[RowRefusal] = []
    for text in headings:
        asked = NOTES if text == NOTE_HEADING else _named(text, fields)
        if asked is None and text:
            wrong.append(RowRefusal(1, text, ColumnUnknown(column=text)))
        if asked is not None and asked in found:
            wrong.append(RowRefusal(1, text, ColumnTwice(column=text)))
        found.append(asked)
    wrong += [RowRefusal(1, heading(each), ColumnMissing(column=heading(each))) for each in fields
              if each.required and each not in found]  # fmt: skip
    return tuple(found), tuple(wrong)


def _named(text: str, fields: Sequence[Field]) -> Field | None:
    plain = text.removesuffix("*").strip()
    if plain.endswith("]"):
        code = plain.rpartition("[")[2].rstrip("]")
        return next((each for each in fields if each.name == code), None)
    named = [each for each in fields if plain.casefold() in (each.name, *_labels(each))]
    return named[0] if len(named) == 1 else None


def _labels(asked: Field) -> set[str]:
    if isinstance(asked.label, Labels):
        return {asked.label.of(language).casefold() for language in Language}
    return {said(asked.label, language).casefold() for language in Language}


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of one table are read: the field of each column, and those that are kept apart."""

    columns: Sequence[Field | None]
    checking: Checking
    words: Vocabulary
    apart: frozenset[str]
    refuse: Refuser | None = None

    def row(self, number: int, cells: Sequence[Cell]) -> PlannedRow:
        refusals = list(_beside(number, cells, self.columns))
        given: dict[str, Any] = {}
        for cell, asked in zip(cells, self.columns, strict=False):
            if asked is None or asked is NOTES:
                continue
            try:
                given[asked.name] = self._value(cell, asked)
            except (FieldError, SheetError) as why:
                refusals.append(RowRefusal(number, asked.says, why))
                given[asked.name] = why
        refusals += [
            RowRefusal(number, asked.says, FieldMissing(field=asked.says))
            for asked in typed_fields(self.checking.fields.values())
            if asked.required and given.get(asked.name) is None
        ]
        said = {} if refusals else {name: value for name, value in given.items() if value is not None}
        apart = {name: said.pop(name) for name in self.apart & said.keys()}
        if self.refuse is None or refusals:
            return PlannedRow(number, said, apart, tuple(refusals))
        try:
            self.refuse(said, apart)
        except FieldError as why:
            return PlannedRow(number, {}, {}, (RowRefusal(number, "", why),))
        return PlannedRow(number, said, apart, ())

    def _value(self, cell: Cell, asked: Field) -> object:
        if cell.computed:
            raise CellComputed(column=asked.says)
        value = self.checking.checked(asked, entering.entered(asked, text=cell.text, words=self.words))
        if asked.name in self.apart and isinstance(value, Answer):
            raise CellSilent(column=asked.says)
        return value


def _beside(number: int, cells: Sequence[Cell], columns: Sequence[Field | None]) -> Iterator[RowRefusal]:
    """What stands in a column that has no heading is not left out in silence."""
    for place, cell in enumerate(cells, start=1):
        if cell.text.strip() and (place > len(columns) or columns[place - 1] is None):
            yield RowRefusal(number, column_letters(place), ColumnUnnamed(column=column_letters(place)))


def column_letters(place: int) -> str:
    """1 is A, 27 is AA: as a spreadsheet program calls its columns."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
