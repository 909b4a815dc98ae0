"""Where everything lies in a package, and its index, `package.json` (RFC 8785).

data/exhibits/<NUMBER>_<REF>_<name>  the files, as they were received
data/list/exhibits.csv, .html   what the files are, one a line
data/cover/cover-note.html, .pdf  what the sender says of them, in numbered paragraphs
data/report/custody.html, .pdf  the chain of custody, to read
formats/case.jsonld, premis.xml, load.dat, load.opt, README.txt  the same for programs: CASE/UCO, PREMIS, load files
proofs/<REF>.event.json         the exact event of the log that records the receipt
proofs/<REF>.salt               64 hex digits: the leaf of the log is HMAC-SHA256(salt, event)
proofs/<REF>.tlog-proof         from that leaf to the root of the log
log/checkpoint                  the signed head of the log, with its cosignatures
log/log.vkey, policy            the key of the log, and which keys are asked for
log/earlier/<SIZE>.checkpoint   an older head that outsiders cosigned or stamped
log/earlier/<SIZE>.consistency  from that head to log/checkpoint, as C2SP tlog-witness sends it (RFC 9162 2.1.4)
log/stamps/<SIZE>-<NAME>.tsr    a time stamp over the head of that size, up to its first signature line (RFC 3161)
log/stamps/<SIZE>-<NAME>.pem    its certificates: the signer first, the root last
package.json, index.html, VERIFY.md, verify.py, verify_log.py
verify_words.json               what verify.py says, in the language of the recipient
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from dokaz.verify import canonical
from dokaz.verify.canonical import Value
from dokaz.verify.errors import NotCanonical, PackageMalformed
from dokaz.verify.wire import base64_of

__all__ = [
    "Exhibit",
    "Index",
    "LogHead",
    "StampRow",
    "Thing",
    "chain_path",
    "consistency_path",
    "event_path",
    "head_path",
    "number_of",
    "proof_path",
    "salt_path",
    "stamp_path",
]

FORMAT = "dokaz-package/3"
FIRST_FORMAT = "dokaz-package/1"  # of packages made before there were stamps in them
SECOND_FORMAT = "dokaz-package/2"  # of packages made before exhibits had numbers
INDEX, COVER, MANUAL, SCRIPT, SCRIPT_LOG = "package.json", "index.html", "VERIFY.md", "verify.py", "verify_log.py"
WORDS = "verify_words.json"
EXHIBITS, PROOFS = "data/exhibits/", "proofs/"
REPORT, REPORT_PDF = "data/report/custody.html", "data/report/custody.pdf"
LIST, LIST_CSV = "data/list/exhibits.html", "data/list/exhibits.csv"
NOTE, NOTE_PDF = "data/cover/cover-note.html", "data/cover/cover-note.pdf"
CASE, PREMIS = "formats/case.jsonld", "formats/premis.xml"
LOAD_DAT, LOAD_OPT, FORMATS_README = "formats/load.dat", "formats/load.opt", "formats/README.txt"
CHECKPOINT, VKEY, POLICY = "log/checkpoint", "log/log.vkey", "log/policy"
EARLIER, STAMPS = "log/earlier/", "log/stamps/"

RECEIPTS = frozenset({"custody:item:receive", "custody:item:derive"})
OBJECT_RECORDS = frozenset({"custody:object:record"})

# what every package of this form has beside the papers that its index names, the proofs and the exhibits
BAG = frozenset({"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"})
FIXED = BAG | {INDEX, CHECKPOINT, VKEY, POLICY}

_NUMBER = re.compile(r"X-[0-9]{4,}", re.ASCII)
_REF = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*", re.ASCII)
_DIGEST = re.compile("[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_AUTHORITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)

Row = TypeVar("Row", "LogHead", "Exhibit", "Thing", "StampRow")


@dataclass(frozen=True, slots=True)
class LogHead:
    origin: str
    size: int
    root: str  # base64, as in the checkpoint
    vkey: str

    @classmethod
    def of(cls, origin: str, size: int, root: bytes, vkey: str) -> "LogHead":
        return cls(origin, size, base64_of(root), vkey)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of the package. `entry` is where its receipt stands in the log, `received` the time it states.

    `number` is the exhibit's own in every package of its series; empty in packages of older forms.
    """

    ref: str
    path: str
    name: str
    size: int
    sha256: str
    mime: str
    entry: int
    received: str
    number: str = ""

    def __post_init__(self) -> None:
        _refuse_number(self.number)
        start = f"{EXHIBITS}{self.number}_{self.ref}_" if self.number else f"{EXHIBITS}{self.ref}_"
        rest = self.path.removeprefix(start)
        if not _REF.fullmatch(self.ref) or rest == self.path or not _FILE_NAME.fullmatch(rest):
            raise PackageMalformed(INDEX, f"The exhibit {self.ref!r} does not lie under its reference in {EXHIBITS}.")
        if not _DIGEST.fullmatch(self.sha256):
            raise PackageMalformed(INDEX, f"The hash of {self.ref} is not a SHA-256 in lower-case hex.")


@dataclass(frozen=True, slots=True)
class Thing:
    """A physical object: in the report, with its record in the log, and without bytes."""

    ref: str
    entry: int
    received: str
    number: str = ""

    def __post_init__(self) -> None:
        _refuse_number(self.number)
        if not _REF.fullmatch(self.ref):
            raise PackageMalformed(INDEX, f"{self.ref!r} is not a reference.")


@dataclass(frozen=True, slots=True)
class StampRow:
    """A time stamp as the sender tells of it: whose, over how long a log, when (POSIX seconds), under which root."""

    authority: str
    size: int
    time: int
    root: str  # SHA-256 of the certificate
    practice: bool  # whether it belongs to a demo and vouches for nothing

    def __post_init__(self) -> None:
        if not _AUTHORITY.fullmatch(self.authority) or self.size <= 0:
            raise PackageMalformed(INDEX, f"{self.authority!r} is not the name of an authority.")


@dataclass(frozen=True, slots=True)
class Index:
    """What the sender says the package holds; every word of it is compared with the log or with the files."""

    ref: str
    home: str  # "real", "trial" or "practice", by the sender's word
    made: str
    log: LogHead
    exhibits: tuple[Exhibit, ...]
    objects: tuple[Thing, ...] = ()
    recipient: str | None = None
    heads: tuple[int, ...] = ()  # sizes of older heads that outsiders have seen
    stamps: tuple[StampRow, ...] = ()
    language: str = "en"  # BCP 47 tag of what people read in it
    papers: tuple[str, ...] | None = None  # every other file of it, sorted; None: an older form does not say

    def __bytes__(self) -> bytes:
        return canonical.dumps(
            {
                "format": FORMAT,
                "ref": self.ref,
                "home": self.home,
                "made": self.made,
                "recipient": self.recipient,
                "log": _plain(self.log),
                "exhibits": [_plain(each) for each in self.exhibits],
                "objects": [_plain(each) for each in self.objects],
                "heads": list(self.heads),
                "stamps": [_plain(each) for each in self.stamps],
                "language": self.language,
                "papers": list(self.papers or ()),
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Index":
        """Raises PackageMalformed. Paths and references that come out are safe to open inside the package."""
        try:
            read = canonical.loads(data)
        except NotCanonical as fault:
            raise PackageMalformed(INDEX, str(fault)) from None
        match read:
            case {
                "format": ("dokaz-package/1" | "dokaz-package/2" | "dokaz-package/3") as form,
                "ref": str(ref),
                "home": "real" | "trial" | "practice" as home,
                "made": str(made),
                "recipient": None | str() as recipient,
                "log": dict(log),
                "exhibits": list(exhibits),
                "objects": list(objects),
                **rest,
            } if set(rest) == _MORE[str(form)]:
                index = cls(
                    ref,
                    str(home),
                    made,
                    _row(LogHead, log),
                    tuple(_row(Exhibit, each, numbered=form == FORMAT) for each in exhibits),
                    tuple(_row(Thing, each, numbered=form == FORMAT) for each in objects),
                    None if recipient is None else str(recipient),
                    _sizes(rest),
                    _stamp_rows(rest),
                    _language(rest),
                    _papers(rest) if form == FORMAT else None,
                )
            case _:
                raise PackageMalformed(INDEX, f"This is not an index of the form {FORMAT}.")
        index.refuse_twins()
        return index

    @property
    def rows(self) -> tuple[Exhibit | Thing, ...]:
        return (*self.exhibits, *self.objects)

    def refuse_twins(self) -> None:
        refs = [each.ref for each in self.rows]
        if len(set(refs)) != len(refs):
            raise PackageMalformed(INDEX, "The index names one reference twice.")
        numbers = [each.number for each in self.rows if each.number]
        if len(set(numbers)) != len(numbers):
            raise PackageMalformed(INDEX, "The index gives one number to two exhibits.")


def event_path(ref: str) -> str:
    return f"{PROOFS}{ref}.event.json"


def salt_path(ref: str) -> str:
    return f"{PROOFS}{ref}.salt"


def proof_path(ref: str) -> str:
    return f"{PROOFS}{ref}.tlog-proof"


def head_path(size: int) -> str:
    return f"{EARLIER}{size}.checkpoint"


def consistency_path(size: int) -> str:
    return f"{EARLIER}{size}.consistency"


def stamp_path(size: int, authority: str) -> str:
    return f"{STAMPS}{size}-{authority}.tsr"


def chain_path(size: int, authority: str) -> str:
    return f"{STAMPS}{size}-{authority}.pem"


_MORE: dict[str, set[str]] = {
    FIRST_FORMAT: set(),
    SECOND_FORMAT: {"heads", "stamps"},
    FORMAT: {"heads", "stamps", "language", "papers"},
}


def number_of(count: int) -> str:
    """The number of the `count`-th exhibit of a series, as it is written and said: `X-0001`."""
    return f"X-{count:04d}"


def _refuse_number(number: str) -> None:
    if number and not _NUMBER.fullmatch(number):
        raise PackageMalformed(INDEX, f"{number!r} is not the number of an exhibit.")


def _language(rest: Mapping[object, object]) -> str:
    language = rest.get("language", "en")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise PackageMalformed(INDEX, "The language of the index is not a language.")
    return language


def _papers(rest: Mapping[object, object]) -> tuple[str, ...]:
    papers = rest["papers"]
    if not isinstance(papers, list) or not all(isinstance(path, str) for path in papers):
        raise PackageMalformed(INDEX, "The papers of the index are not a list of files.")
    return tuple(papers)


def _sizes(rest: Mapping[object, object]) -> tuple[int, ...]:
    sizes = rest.get("heads", [])
    if not isinstance(sizes, list) or not all(type(size) is int and size > 0 for size in sizes):
        raise PackageMalformed(INDEX, "The older heads of the index are not a list of sizes.")
    return tuple(sizes)


def _stamp_rows(rest: Mapping[object, object]) -> tuple[StampRow, ...]:
    rows = rest.get("stamps", [])
    if not isinstance(rows, list):
        raise PackageMalformed(INDEX, "The time stamps of the index are not a list.")
    return tuple(_row(StampRow, each) for each in rows)


def _plain(row: LogHead | Exhibit | Thing | StampRow) -> dict[str, Value]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _row(kind: type[Row], members: Value, *, numbered: bool = False) -> Row:
    """One row of the index: exactly the fields it has, texts as texts and numbers as numbers.

    `numbered`: its form gives each exhibit a number, and none of them is empty.
    """
    kinds = {int: int, "int": int, bool: bool, "bool": bool}
    wanted = {field.name: kinds.get(field.type, str) for field in fields(kind)}
    if not numbered:
        wanted.pop("number", None)
    if not isinstance(members, dict) or set(members) != set(wanted):
        raise PackageMalformed(INDEX, f"A row of the index does not have the fields {', '.join(wanted)}.")
    for name, type_ in wanted.items():
        if type(members[name]) is not type_:
            raise PackageMalformed(INDEX, f"The field {name} of the index is not of the kind it should be.")
    if numbered and not members["number"]:
        raise PackageMalformed(INDEX, "An exhibit of the index has no number.")
    return kind(**members)
