"""Tables as people bring them and take them: CSV (RFC 4180) in UTF-8, and workbooks (ECMA-376).

On the way out, a text that a spreadsheet program would take for a formula is marked as text by an apostrophe in front
(OWASP ASVS 5.0, 1.2.10); on the way in that apostrophe is taken off again, so that a table comes back as it went.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from xml.sax.saxutils import escape

from dokaz.records.errors import SheetEmpty, SheetNotText, SheetTooLarge, SheetUnreadable

LARGEST, MOST_ROWS, MOST_COLUMNS = 64 * 1024 * 1024, 100_000, 200
MIME_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, as text. `computed`: it is a formula's result, and no value that anybody wrote."""

    text: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet of a file: its headings, and each row that holds anything, with its number in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...] = field(repr=False)
    others: int = 0  # sheets that are not read
    digest: str = ""


def of_csv(data: bytes) -> Sheet:
    """Commas, semicolons or tabs, whichever the line of headings has most of. Raises SheetError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise SheetNotText(row=data[: why.start].count(b"\n") + 1) from why
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, number = [], 0
    try:
        for line in lines:
            found.append((number + 1, [Cell(_unmarked(each)) for each in line]))
            number = lines.line_num
    except csv.Error as why:
        raise SheetUnreadable(row=number + 1) from why
    return made(found, others=0)


def made(lines: Iterable[tuple[int, Sequence[Cell]]], *, others: int) -> Sheet:
    """A sheet of numbered lines, of which the first that holds anything has the headings. Raises SheetError."""
    full = [(number, cells) for number, cells in lines if any(cell.text.strip() or cell.computed for cell in cells)]
    if len(full) < 2:
        raise SheetEmpty
    if len(full) > MOST_ROWS + 1 or any(len(cells) > MOST_COLUMNS for _, cells in full):
        raise SheetTooLarge
    (_, headings), *rest = full
    names = tuple(cell.text.strip() for cell in headings)
    return Sheet(names, tuple((number, tuple(cells)) for number, cells in rest), others, _digest(full))


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Beginning with a byte order mark, by which spreadsheet programs know that it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_marked(text) for text in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(named: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """Sheets of texts, each cell marked as text, so that no program takes one for a formula, a date or a number."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in _parts(named):
            file.writestr(zipfile.ZipInfo(path), '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return out.getvalue()


def _marked(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _unmarked(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def _digest(lines: Iterable[tuple[int, Sequence[Cell]]]) -> str:
    """Of what was read, so that an import goes on with the same table and no other."""
    told = sha256()
    for number, cells in lines:
        told.update(repr((number, [(cell.text, cell.computed) for cell in cells])).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _parts(named: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Iterable[tuple[str, str]]:
    """The parts of a workbook (ECMA-376 part 1, 12.3.24): the least that programs open without a question."""
    numbers = range(1, len(named) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers])
    listed = "".join(
        f'<sheet name="{escape(name[:31], {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _rows) in zip(numbers, named, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    for n, (_name, rows) in zip(numbers, named, strict=True):
        told = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        yield f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{told}</sheetData></worksheet>'


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _cell(text: str) -> str:
    kept = "".join(each for each in text if each in "\t\n" or each >= " ")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'
