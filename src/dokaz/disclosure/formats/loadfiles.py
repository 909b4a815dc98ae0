"""Load files as programs for reviewing documents take them in: Concordance DAT and Opticon OPT.

Neither has a standard. The delimiters are those of Concordance, and `formats/README.txt` in the package declares them.
"""

from collections.abc import Iterator

from dokaz.disclosure.formats.telling import Item, Told, batches
from dokaz.verify.package import layout

__all__ = ["FIELDS", "dat", "opt", "readme"]

SEPARATOR, QUOTE, NEWLINE = "\x14", "\xfe", "\xae"
BOM, END = "\ufeff", "\r\n"
FIELDS = (
    "BEGDOC", "ENDDOC", "PARENTDOC", "CUSTODIAN", "FILENAME", "DOCDATE", "DATERECEIVED", "DOCTYPE", "AUTHOR",
    "LANGUAGE", "FILESIZE", "SHA256", "NATIVEPATH", "TEXTPATH", "PAGECOUNT", "CONFIDENTIALITY", "REDACTED", "SOURCE",
    "REFERENCE",
)  # fmt: skip
_ONE_PICTURE = frozenset({"image/jpeg", "image/png", "image/bmp"})  # others may hold several pages
_TEXTS = ("text", "ocr", "transcript")  # what a derivative is of its parent, where it is that one's words
_README = """\
Load files of package {package}

load.dat   Concordance. One line a document; the first line names the fields.
           Encoding: UTF-8 with byte order mark (EF BB BF). Line end: CR LF.
           Between fields: U+0014 (decimal 20). Around each field: U+00FE (thorn, decimal 254); a thorn inside a
           field is written twice. U+00AE (decimal 174) stands for itself: no field holds a line break.
           Choose UTF-8 when you load it. Read as Windows-1252 the thorn is taken apart, and loading fails.
load.opt   Opticon. One line a page image: image key, volume, path, Y on the first page of a document, folder break,
           box break, number of pages. Only exhibits that are images themselves are listed; no page images were made
           of others. The number of pages is empty where the file may hold several and nobody counted them.
           Encoding: UTF-8 with byte order mark. Line end: CR LF.

Paths begin at the folder of the package, with backslashes.

BEGDOC, ENDDOC   the exhibit number. It is the same in every package of this series.
PARENTDOC        the number of the exhibit that this one was made of
CUSTODIAN        an opaque id of the organisation that received the file; no person is named
FILENAME         the name it came with
DATERECEIVED     when it was received, by the sender's clock (UTC)
DOCTYPE          media type
TEXTPATH         a text made of it, where one is in the package
REDACTED         Y for a redacted copy
SOURCE           the reference of the source
REFERENCE        the sender's reference; proofs/REFERENCE.event.json is its receipt in the log
NATIVEPATH       the exhibit itself; of a redacted copy that copy; its original only where that has a number of its own
PAGECOUNT        1 of a JPEG, PNG or BMP; of a PDF as many as the file says, where its metadata were read; else empty
LANGUAGE         as people wrote it down, BCP 47, between semicolons; empty where nobody did or it may not be told
DOCDATE, AUTHOR, CONFIDENTIALITY: empty. What the sender knows of these is in the sender's words, and stays there.
No attachment ranges (BEGATTACH, ENDATTACH): the numbers of what belongs together need not follow each other.

case.jsonld      the same, with the chain of custody: CASE/UCO (JSON-LD)
premis.xml       the same, with the chain of custody: PREMIS 3.0 (XML)
"""


def dat(told: Told) -> Iterator[bytes]:
    """The Concordance file, a piece at a time."""
    return batches(_dat(told))


def opt(told: Told) -> Iterator[bytes]:
    """The Opticon file, a piece at a time."""
    return batches(_opt(told))


def readme(told: Told) -> bytes:
    return _README.format(package=told.package).replace("\n", END).encode()


def _dat(told: Told) -> Iterator[str]:
    numbers = {item.ref: item.number for item in told.items}
    texts = {item.parent: item.path for item in told.files if item.making in _TEXTS}
    yield BOM + _record(FIELDS)
    for item in told.files:
        yield _record(
            (
                item.number, item.number, numbers.get(item.parent, ""), item.organisation, item.name, "",
                f"{item.received:%Y-%m-%d %H:%M:%S}", item.mime, "", ";".join(item.languages), str(item.size),
                item.sha256,
                _windows(item.path), _windows(texts.get(item.ref, "")), _pages(item), "",
                "Y" if item.making == "redaction" else "N", item.source, item.ref,
            )
        )  # fmt: skip


def _opt(told: Told) -> Iterator[str]:
    yield BOM
    for item in told.files:
        if _is_image(item):
            yield f"{item.number},{told.package},{_windows(item.path)},Y,,,{_pages(item)}{END}"


def _record(values: tuple[str, ...]) -> str:
    return SEPARATOR.join(f"{QUOTE}{value.replace(QUOTE, QUOTE * 2)}{QUOTE}" for value in values) + END


def _is_image(item: Item) -> bool:
    return item.mime.startswith("image/")


def _pages(item: Item) -> str:
    if item.mime in _ONE_PICTURE:
        return "1"
    return "" if item.pages is None else str(item.pages)


def _windows(path: str) -> str:
    assert path == "" or path.startswith(layout.EXHIBITS)
    return path.replace("/", "\\")
