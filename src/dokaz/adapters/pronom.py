"""PRONOM identifiers by the signatures that opf-fido carries: a second opinion beside the MIME type.

Only the first and last 128 KiB are matched, in memory. Files of Microsoft Office, which are ZIP archives, are told
apart by the content types they declare, because signatures of containers need the archive unpacked.
"""

import zipfile
from functools import cache
from importlib.metadata import version
from typing import Any, BinaryIO

from dokaz.custody.ports import Format

_ENDS = 128 * 1024
_ZIP = "x-fmt/263"
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_DECLARED = 1024 * 1024
_OFFICE = (
    (b"wordprocessingml.document.main", "fmt/412", "Microsoft Word for Windows 2007 onwards"),
    (b"spreadsheetml.sheet.main", "fmt/214", "Microsoft Excel for Windows 2007 onwards"),
    (b"presentationml.presentation.main", "fmt/215", "Microsoft PowerPoint for Windows 2007 onwards"),
)


class Pronom:
    """A `FormatIdentifier`."""

    def identify(self, stream: BinaryIO, *, size: int, name: str) -> Format:  # noqa: ARG002 - a name proves nothing
        stream.seek(0)
        head = stream.read(_ENDS)
        stream.seek(max(0, size - _ENDS))
        found = _matched(head, stream.read(_ENDS))
        if found and found[0] == _ZIP:
            found = _office(stream) or found
        puid, words = found or ("", "")
        return Format(puid, words, "opf-fido", version("opf-fido"))


def _matched(head: bytes, tail: bytes) -> tuple[str, str] | None:
    if not head:
        return None
    matches = _fido().match_formats(head, tail)
    if not matches:
        return None
    described, _signature = matches[0]
    return described.findtext("puid"), " ".join(filter(None, map(described.findtext, ("name", "version"))))


@cache
def _fido() -> Any:
    from fido.fido import Fido  # noqa: PLC0415 - reading 2,246 formats takes a second: only when first asked

    return Fido(quiet=True, nocontainer=True, format_files=["formats-v109.xml", "format_extensions.xml"])


def _office(stream: BinaryIO) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(_CONTENT_TYPES) as declared:
            said = declared.read(_MOST_DECLARED)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
        return None  # not such an archive: the plain ZIP identification stands
    return next(((puid, words) for mark, puid, words in _OFFICE if mark in said), None)
