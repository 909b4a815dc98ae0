"""Workbooks that people bring: unpacked and read by a child program in the sandbox, and its answer not believed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from dokaz.adapters.deriving.asking import Child, ask
from dokaz.adapters.sandbox import MIB, Limits
from dokaz.custody import api as custody
from dokaz.records import api as records

_READER = Child("sheets", limits=replace(Limits(), wall_seconds=60, cpu_seconds=50, output=96 * MIB))


class SandboxedSheets:
    """The reader of workbooks (`records.ports.SheetReader`)."""

    def read(self, stream: BinaryIO, *, size: int) -> records.Sheet:
        answer = ask(_READER, (), stream=stream, size=size)
        if answer.trouble is custody.CageMissing:
            raise records.SheetReaderMissing
        if answer.trouble in (custody.MakerOverLimits, custody.MakerTooSlow, custody.TooLargeToMake):
            raise records.SheetTooLarge
        if answer.trouble is not None:
            raise records.SheetUnreadable(row=1)
        others = answer.facts.get("others")
        return records.sheet_of(_rows(answer.body), others=others if isinstance(others, int) else 0)


def _rows(body: bytes) -> Iterator[tuple[int, Sequence[records.Cell]]]:
    """What a child says is a list of a number and texts, or it is no answer."""
    before = 0
    for line in body.splitlines():
        try:
            number, *cells = json.loads(line)
        except (ValueError, TypeError, RecursionError) as why:
            raise records.SheetUnreadable(row=before + 1) from why
        if not isinstance(number, int) or number <= before:
            raise records.SheetUnreadable(row=before + 1)
        before = number
        yield number, [_cell(each, number) for each in cells]


def _cell(told: object, row: int) -> records.Cell:
    if isinstance(told, str):
        return records.Cell(told)
    if isinstance(told, list) and len(told) == 1 and isinstance(told[0], str):
        return records.Cell(told[0], computed=True)
    raise records.SheetUnreadable(row=row)
