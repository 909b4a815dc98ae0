"""The cells of the first sheet of a workbook (ECMA-376 part 1, 18), as they are stored; of OpenDocument none.

One line of JSON a row: its number, and its cells in their columns. A date is a number with a format that says so, and
is given as the day it stands for. What a formula computed is marked. What is unpacked is counted (`office.Archive`).
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from .answers import DAMAGED, TOO_MUCH, Failed, Said, answer, evidence
from .office import Archive, Words, _local, _Shared
from .plain import cleaned

__all__ = ["cells_of"]

MOST_WRITTEN = 64 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 100_001, 200
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # 18.8.30
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_UNSAID = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day on a sheet has no zone
_TRUE = "1"


def main() -> Said:
    with evidence() as stream, zipfile.ZipFile(stream) as file:
        archive = Archive(file)
        others = max(0, len(archive.matching(r"xl/worksheets/sheet(\d+)\.xml")) - 1)
        lines = [json.dumps(row, ensure_ascii=False) for row in cells_of(archive)]
    body = "\n".join(lines).encode("utf-8", "replace")
    if len(body) > MOST_WRITTEN:
        raise Failed(TOO_MUCH)
    return {"others": others}, body


def cells_of(archive: Archive) -> Iterator[list[object]]:
    """Each row that holds anything: its number, then texts, or [text] for what was computed."""
    names = archive.matching(r"xl/worksheets/sheet(\d+)\.xml")
    if not names:
        raise Failed(DAMAGED)
    shared, styles = _Shared(), _Styles()
    for part, words in (("xl/sharedStrings.xml", shared), ("xl/styles.xml", styles)):
        if part in archive.names:
            archive.read(part, words)
    sheet = _Cells(shared.strings, styles.dates)
    archive.read(names[0], sheet)
    return iter(sheet.rows)


class _Styles(Words):
    """Which cell formats show a number as a date (18.8.10, 18.8.30)."""

    def __init__(self) -> None:
        super().__init__(frozenset())
        self._custom: dict[int, bool] = {}
        self._inside = False
        self.dates: list[bool] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = _local(name)
        if tag == "numFmt":
            code = _UNSAID.sub("", attributes.get("formatCode", ""))
            self._custom[_whole(attributes.get("numFmtId", ""))] = bool(_DATE_LETTERS.search(code))
        self._inside = self._inside or tag == "cellXfs"
        if tag == "xf" and self._inside:
            number = _whole(attributes.get("numFmtId", ""))
            self.dates.append(self._custom.get(number, number in _DATES))

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._inside = False


class _Cells(Words):
    """The rows of a sheet (18.3.1.73), a cell at the place its reference names."""

    def __init__(self, shared: list[str], dates: list[bool]) -> None:
        super().__init__(frozenset({"v", "t"}), unsaid=frozenset({"rPh"}))
        self.rows: list[list[object]] = []
        self._shared, self._dates = shared, dates
        self._row: dict[int, object] = {}
        self._number = self._place = self._size = 0
        self._kind, self._style, self._computed = "", -1, False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        super().begin(name, attributes)
        tag = _local(name)
        if tag == "row":
            self._number, self._place, self._row = _whole(attributes.get("r", "")) or self._number + 1, 0, {}
        elif tag == "c":
            self._place = _column(attributes.get("r", "")) or self._place + 1
            self._kind, self._style = attributes.get("t", "n"), _whole(attributes.get("s", "-1"))
            self._computed = False
            self.parts.clear()
        elif tag == "f":
            self._computed = True

    def end(self, name: str) -> None:
        super().end(name)
        tag = _local(name)
        if tag == "c" and (text := self._value()):
            if self._place > MOST_COLUMNS:
                raise Failed(TOO_MUCH)
            self._size += len(text)
            self._row[self._place] = [text] if self._computed else text
        elif tag == "row" and self._row:
            self.rows.append([self._number, *(self._row.get(place, "") for place in range(1, max(self._row) + 1))])
        if self._size > MOST_WRITTEN or len(self.rows) > MOST_ROWS:  # a few letters can point to one long text often
            raise Failed(TOO_MUCH)

    def _value(self) -> str:
        text = cleaned(self.text)
        if self._kind == "s":
            return cleaned(self._shared[int(text)]) if text.strip().isdigit() and int(text) < len(self._shared) else ""
        if self._kind == "b":
            return "yes" if text.strip() == _TRUE else "no"
        if self._kind == "n" and text and self._is_date():
            return _day(text)
        return text

    def _is_date(self) -> bool:
        return 0 <= self._style < len(self._dates) and self._dates[self._style]


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else -1 if text.startswith("-") else 0


def _column(reference: str) -> int:
    """The number of a column by the letters of a reference such as AB12."""
    place = 0
    for letter in reference:
        if not ("A" <= letter <= "Z") or place > MOST_COLUMNS:
            break
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def _day(text: str) -> str:
    """The day, and the time where there is one; the number itself where it stands for none."""
    try:
        at = _EPOCH + timedelta(seconds=round(float(text) * 86_400))
    except (ValueError, OverflowError):
        return text
    return at.strftime("%Y-%m-%d" if at.time() == datetime.min.time() else "%Y-%m-%dT%H:%M:%S").zfill(10)


if __name__ == "__main__":
    answer(main)
