"""The tag files of a bag: declaration, manifests, bag-info and fetch, each read to its last line."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dokaz.verify.bags import paths
from dokaz.verify.errors import BagFault, BagMalformed

__all__ = ["Declaration", "Manifest", "declaration", "fetched", "info", "lines", "manifest", "oxum"]

_NAME = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]+)\.txt")
_ENTRY = re.compile(r"([0-9A-Fa-f]+)([ \t]+)(.+)")
_FETCH = re.compile(r"(\S+)[ \t]+(-|[0-9]+)[ \t]+(.+)")
_OXUM = re.compile(r"([0-9]+)\.([0-9]+)", re.ASCII)
_VERSION = re.compile(r"BagIt-Version: ([0-9]+)\.([0-9]+)")
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)")
_TEXTS = re.compile("utf-8|utf-16|utf-16-[bl]e|utf-32|utf-32-[bl]e|ascii|iso8859-[0-9]+|cp125[0-9]|koi8-[ru]")


@dataclass(frozen=True, slots=True)
class Declaration:
    version: tuple[int, int] = (1, 0)
    encoding: str = "utf-8"


@dataclass(slots=True)
class Manifest:
    """One list of files and their hashes, with what is odd about it."""

    name: str
    algorithm: str
    of_tags: bool
    entries: dict[str, str] = field(default_factory=dict)
    faults: list[BagFault] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)


def declaration(data: bytes) -> tuple[Declaration, list[BagFault]]:
    """Read bagit.txt (RFC 8493 2.1.1): two lines, UTF-8, no byte order mark, and nothing else."""
    read = lines(data.decode("utf-8", "replace"))
    version = _VERSION.fullmatch(read[0]) if read else None
    encoding = _ENCODING.fullmatch(read[1]) if len(read) > 1 else None
    faults: list[BagFault] = []
    if not version:
        faults.append(BagMalformed("bagit.txt", "The first line is not `BagIt-Version: M.N` to the letter."))
    if not encoding or not _known(encoding[1]):
        says = "The second line does not name a character encoding that we read."
        faults.append(BagMalformed("bagit.txt", says))
        encoding = None
    if len(read) > 2:
        faults.append(BagMalformed("bagit.txt", "There are more than two lines."))
    found = Declaration(
        (int(version[1]), int(version[2])) if version else Declaration().version,
        encoding[1] if encoding else "utf-8",
    )
    return found, faults


def _known(encoding: str) -> bool:
    # an allow-list: Python knows codecs that unpack archives
    try:
        return bool(_TEXTS.fullmatch(codecs.lookup(encoding).name))
    except LookupError:
        return False


def lines(text: str) -> list[str]:
    """RFC 8493 2: lines end in LF, CR or CRLF, the last one perhaps in nothing."""
    split = re.split("\r\n|\r|\n", text)
    return split[:-1] if not split[-1] else split


def manifest(name: str, text: str, version: tuple[int, int]) -> Manifest | None:
    """Read a payload or tag manifest; None when the name is not that of one."""
    match = _NAME.fullmatch(name)
    if not match:
        return None
    found = Manifest(name, re.sub("[_-]", "", match[2].lower()), bool(match[1]))
    for number, line in enumerate(lines(text), start=1):
        if line.strip():
            _take(found, line, number, version)
    return found


def _take(found: Manifest, line: str, number: int, version: tuple[int, int]) -> None:
    entry = _ENTRY.fullmatch(line)
    if not entry:
        found.faults.append(BagMalformed(found.name, f"Line {number} is not a hash and a path."))
        return
    digest, gap, spelled = entry.groups()
    path = paths.decoded(_without_marks(found, gap, spelled), version=version)
    fault = _refused(path, payload=not found.of_tags)
    if fault:
        found.faults.append(fault)
    elif path in found.entries:
        _repeated(found, path, digest.lower(), version)
    else:
        found.entries[path] = digest.lower()


def _without_marks(found: Manifest, gap: str, spelled: str) -> str:
    """Take off what md5sum and find put before a path; both are read, and warned of."""
    path = spelled
    if gap == " " and path.startswith("*"):
        found.warnings.append((path, "An asterisk before the path is a mark of md5sum, not of BagIt."))
        path = path[1:]
    if path.startswith("./"):
        found.warnings.append((path, "The path begins with `./`."))
        path = path[2:]
    return path


def _refused(path: str, *, payload: bool) -> BagFault | None:
    try:
        paths.refuse_escape(path)
    except BagFault as fault:
        return fault
    if path.startswith("data/") != payload:
        return BagMalformed(path, "A payload manifest lists files under data/, and a tag manifest lists all others.")
    return None


def _repeated(found: Manifest, path: str, digest: str, version: tuple[int, int]) -> None:
    if digest != found.entries[path]:
        found.faults.append(BagMalformed(path, f"{found.name} gives two different hashes for this file."))
    elif version >= (1, 0):  # RFC 8493 2.1.3: a file is listed exactly once
        found.faults.append(BagMalformed(path, f"{found.name} lists this file twice."))
    else:
        found.warnings.append((path, f"{found.name} lists this file twice."))


def info(text: str) -> tuple[list[tuple[str, str]], list[BagFault]]:
    """Read bag-info.txt (RFC 8493 2.2.2): labels may repeat, an indented line goes on with the value above."""
    read: list[tuple[str, str]] = []
    faults: list[BagFault] = []
    for number, line in enumerate(lines(text), start=1):
        label, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and read:
            read[-1] = (read[-1][0], f"{read[-1][1]} {line.strip()}")
        elif colon and label.strip():
            read.append((label.strip(), value.strip()))
        elif line.strip():
            faults.append(BagMalformed("bag-info.txt", f"Line {number} is not a label, a colon and a value."))
    return read, faults


def oxum(value: str) -> tuple[int, int] | None:
    """Octets and files as Payload-Oxum states them, or None when it cannot be read."""
    match = _OXUM.fullmatch(value)
    return (int(match[1]), int(match[2])) if match else None


def fetched(text: str, version: tuple[int, int]) -> Iterator[str | BagFault]:
    """The paths that fetch.txt names (RFC 8493 2.2.3). Nothing is ever fetched."""
    for number, line in enumerate(lines(text), start=1):
        entry = _FETCH.fullmatch(line)
        if entry:
            path = paths.decoded(entry[3].removeprefix("./"), version=version)
            yield _refused(path, payload=True) or path
        elif line.strip():
            yield BagMalformed("fetch.txt", f"Line {number} is not an address, a length and a path.")
