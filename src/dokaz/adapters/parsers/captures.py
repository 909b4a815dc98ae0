"""Web archives (WARC 1.0 and 1.1, ISO 28500), packed or not: what was captured when, and what it answered.

Nothing is replayed: a page is its words, a picture is drawn anew, anything else can be taken out as it came.
"""

import io
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from dokaz.adapters.parsers.outcomes import MOST_TAKEN, Inner, Unreadable, held, pages_of, part, short

_EACH = 50
_SECONDS = 8.0  # for the list of a large archive; a list that ends early says so
_LONGEST_HEAD = 64 * 1024
_HTTP_HEAD = 16 * 1024
_BLOCK = 256 * 1024
_SHOWN = ("response", "resource", "revisit")
PAGES = ("text/html", "application/xhtml+xml", "application/pdf")


class _Packed(io.RawIOBase):
    """One member of a gzip file (RFC 1952 2.2), unpacked as it is read; `end` is where the next begins."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file, self._at = file, start
        self._unpacking = zlib.decompressobj(31)
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        data = b""
        while not data and not self._unpacking.eof:
            if not self._held:
                self._file.seek(self._at)
                self._held = self._file.read(_BLOCK)
                self._at += len(self._held)
                if not self._held:
                    return 0
            try:
                data = self._unpacking.decompress(self._held, len(into))
            except zlib.error as why:
                raise Unreadable("broken") from why
            self._held = self._unpacking.unconsumed_tail
        into[: len(data)] = data
        return len(data)

    @property
    def end(self) -> int:
        return self._at - len(self._unpacking.unused_data)


@dataclass(frozen=True, slots=True)
class Capture:
    """One record: where it begins, its own headers, and the beginning of what it holds."""

    place: int
    fields: Mapping[str, str]
    stream: BinaryIO  # at the first byte of the block
    length: int

    @property
    def kind(self) -> str:
        return self.fields.get("warc-type", "")


def _records(file: BinaryIO) -> Iterator[Capture]:
    """Every record, in order; the reader may read from each as far as it wants."""
    file.seek(0)
    packed = file.read(2) == b"\x1f\x8b"
    at = 0
    while True:
        member = _Packed(file, at) if packed else None
        stream: Any = io.BufferedReader(member, _BLOCK) if member else file
        if not member:
            file.seek(at)
        capture = _record(at, stream)
        if capture is None:
            return
        begins = None if member else file.tell()
        yield capture
        if member:
            while stream.read(_BLOCK):
                pass
            if member.end <= at:
                return
            at = member.end
        else:
            at = (begins or 0) + capture.length + 4  # two line ends follow (ISO 28500 4)


def _record(place: int, stream: BinaryIO) -> Capture | None:
    version = stream.readline(_LONGEST_HEAD)
    if not version.startswith(b"WARC/"):
        return None
    fields = _fields(stream)
    try:
        length = max(0, int(fields.get("content-length", "")))
    except ValueError:
        return None
    return Capture(place, fields, stream, length)


def _fields(stream: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    left = _LONGEST_HEAD
    while left > 0 and (line := stream.readline(_LONGEST_HEAD)).strip():
        left -= len(line)
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def facts(file: BinaryIO, number: int, *, every: bool) -> dict[str, Any]:
    """A page of what was captured: pages alone, or every file that came with them."""
    found: list[dict[str, Any]] = []
    notes = _list(file, found, every=every)
    pages = pages_of(len(found), _EACH)
    number = min(max(1, number), pages)
    return {
        "page": number, "pages": pages, "count": len(found), "parts": found[(number - 1) * _EACH : number * _EACH],
        "notes": notes,
    }  # fmt: skip


def _list(file: BinaryIO, found: list[dict[str, Any]], *, every: bool) -> list[str]:
    """Gather the lines, and say why the list ends before the archive does. Raises Unreadable where there are none."""
    until = time.monotonic() + _SECONDS
    try:
        for capture in _records(file):
            if capture.kind in _SHOWN:
                line = _line(capture)
                found += [line] if every or line["mime"].startswith(PAGES) else []
            if time.monotonic() > until:
                return ["list-cut"]
    except Unreadable:
        if not found:
            raise
        return ["list-broken"]
    return []


def _line(capture: Capture) -> dict[str, Any]:
    head = capture.stream.read(min(capture.length, _HTTP_HEAD)) if _is_http(capture) else b""
    status, answered = _answered(head)
    mime = answered.get("content-type", "") if head else capture.fields.get("content-type", "")
    return part(
        str(capture.place), capture.fields.get("warc-target-uri", "").strip("<>"), mime=mime.partition(";")[0].strip(),
        when=capture.fields.get("warc-date", ""), status=status, size=capture.length,
    )  # fmt: skip


def _is_http(capture: Capture) -> bool:
    return capture.fields.get("content-type", "").replace(" ", "").startswith("application/http")


def _answered(head: bytes) -> tuple[str, dict[str, str]]:
    """The status and headers of an answer (RFC 9112)."""
    stream = io.BytesIO(head)
    status = stream.readline(_LONGEST_HEAD).decode("latin-1").split(maxsplit=2)
    fields = _fields(stream)
    return (status[1] if len(status) > 1 and status[0].startswith("HTTP/") else ""), fields


def take(file: BinaryIO, place: int) -> Inner:
    """What the record at this place holds: of an answer its body, unpacked as its headers say."""
    file.seek(0)
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(place)
    stream: Any = io.BufferedReader(_Packed(file, place), _BLOCK) if packed else file
    capture = _record(place, stream)
    if capture is None or capture.kind not in _SHOWN:
        raise Unreadable("no-such-part")
    data = capture.stream.read(min(capture.length, MOST_TAKEN + 1))
    if len(data) > MOST_TAKEN:
        raise Unreadable("too-large")
    address = capture.fields.get("warc-target-uri", "").strip("<>")
    name = short(urlsplit(address).path.rpartition("/")[2]) or "page"
    if not _is_http(capture):
        return Inner(held(data), name, capture.fields.get("content-type", ""))
    head, _, body = data.partition(b"\r\n\r\n")
    _status, fields = _answered(head + b"\r\n\r\n")
    return Inner(held(_plain(body, fields)), name, fields.get("content-type", ""))


def _plain(body: bytes, fields: Mapping[str, str]) -> bytes:
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _joined(body)
    packing = fields.get("content-encoding", "").lower().strip()
    if packing in ("gzip", "x-gzip", "deflate"):
        return _unpacked(body, 31 if "gzip" in packing else 15)
    if packing in ("br", "zstd", "compress"):
        raise Unreadable("packed")
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of a body put together (RFC 9112 7.1); one that is not in chunks after all stays as it is."""
    stream, found = io.BytesIO(body), bytearray()
    while line := stream.readline(64):
        try:
            length = int(line.split(b";")[0].strip() or b"0", 16)
        except ValueError:
            return bytes(found) or body
        if length <= 0:
            break
        found += stream.read(length)
        stream.readline(8)
    return bytes(found)


def _unpacked(body: bytes, window: int) -> bytes:
    unpacking = zlib.decompressobj(window)
    try:
        found = unpacking.decompress(body, MOST_TAKEN)
    except zlib.error:
        return body
    if unpacking.unconsumed_tail:
        raise Unreadable("too-large")
    return found
