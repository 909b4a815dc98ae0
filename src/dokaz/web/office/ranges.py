"""A part of a file over HTTP: single byte ranges (RFC 9110 14), so that a film begins where it is asked to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

CHUNK = 65_536  # of age: nothing less is opened
BLOCK = 16 * CHUNK  # read and sent at once; more is no faster
_ONE = re.compile(r"bytes\s*=\s*(?P<first>[0-9]{0,18})\s*-\s*(?P<last>[0-9]{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last byte, both counted in."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The range begins behind the end of the file (RFC 9110 15.5.17)."""


def asked(request: HttpRequest, size: int) -> Span | None:
    """The one range asked for; None where the whole is to be sent. Raises Unsatisfiable.

    What is no range of ours, several ranges at once, a range of a HEAD, and one under a condition that we never gave
    are passed over, as RFC 9110 14.2 and 13.1.5 say.
    """
    found = _ONE.fullmatch(request.headers.get("Range", ""))
    if not found or request.method != "GET" or "If-Range" in request.headers:
        return None
    first, last = found["first"], found["last"]
    if not first:
        return _suffix(last, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def _suffix(last: str, size: int) -> Span | None:
    if not last:
        return None
    if int(last) == 0 or size == 0:
        raise Unsatisfiable
    return Span(max(0, size - int(last)), size - 1)


def answer(request: HttpRequest, stream: BinaryIO, *, size: int, kind: str) -> HttpResponseBase:
    """The bytes of the stream that were asked for, as this type; the stream is closed when they were sent."""
    try:
        span = asked(request, size)
    except Unsatisfiable:
        stream.close()
        nothing = StreamingHttpResponse(iter(()), status=416, content_type=kind)
        nothing.headers["Content-Range"] = f"bytes */{size}"
        nothing.headers["Content-Length"] = "0"
        return nothing
    sent = span or Span(0, size - 1)
    if request.method == "HEAD":
        stream.close()
    pieces: Iterator[bytes] = iter(()) if request.method == "HEAD" else Pieces(stream, sent)
    response = StreamingHttpResponse(pieces, status=206 if span else 200, content_type=kind)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(sent.length)
    if span:
        response.headers["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


class Pieces(Iterator[bytes]):
    """The bytes of a span, closed by Django also where the reader went away.

    The first piece ends with the chunk after the one that the span begins in, so that it comes soon; the others are
    whole blocks of chunks, each chunk opened into the memory that is sent, and none of them twice.
    """

    def __init__(self, stream: BinaryIO, span: Span) -> None:
        self._stream, self._left = stream, span.length
        self._next = 2 * CHUNK - span.first % CHUNK
        stream.seek(span.first)

    def __next__(self) -> bytes:
        piece = self._stream.read(min(self._next, self._left)) if self._left else b""
        if not piece:
            raise StopIteration
        self._left -= len(piece)
        self._next = BLOCK
        return piece

    def close(self) -> None:
        self._stream.close()
