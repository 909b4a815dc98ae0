"""A form with files, sealed while it streams: nothing is spooled, to a disk or to memory.

The only upload handler of the office. On a page that asks for files the view gives it the reader and what to do with
them; anywhere else it takes not one byte of a file. It reads the parts of the body (RFC 7578) in their order: answers
first, then files. Before the first byte of a file is taken, the token of the form must have come.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import ChunkIter, InterBoundaryIter, LazyStream, MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.datastructures import MultiValueDict
from django.utils.decorators import decorator_from_middleware

from dokaz.web.office.errors import FormUnreadable, TooManyAtOnce

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 20
MOST_HEADER = 16 * 1024  # the path of a file in a folder stands in the header of its part
MOST_ANSWERS = 200_000  # bytes
MOST_FIELDS = 100
AT_ONCE = 4  # of the bodies that are read in threads (middleware.LONG_AT_ONCE)
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field

Files = Iterator[tuple[str, BinaryIO]]
_ESCAPED = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))  # HTML, multipart/form-data encoding: these and no others
_HEAD_END = b"\r\n\r\n"
_DISPOSITION = b"content-disposition:"
_PAIR = r'\s*;\s*([a-z*]+)=(?:"([^"]*)"|([^";\s]*))'
_TOLD = re.compile(rf"form-data((?:{_PAIR})*)\s*", re.IGNORECASE)


_free = BoundedSemaphore(AT_ONCE)


@contextmanager
def taking() -> Iterator[None]:
    """Held while bytes of a file are read from a line that may be slow. Raises TooManyAtOnce."""
    if not _free.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        yield
    finally:
        _free.release()


class Sealing(FileUploadHandler):
    """`take` gets the answers and then the files, each to be read before the next is asked for."""

    def __init__(
        self, request: HttpRequest | None = None, take: Callable[[QueryDict, Files], None] | None = None
    ) -> None:
        super().__init__(request)
        self._take = take

    def handle_raw_input(
        self, input_data: Any, _meta: Any, content_length: int, boundary: Any, _encoding: str | None = None
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Raises FormUnreadable, and what `take` raises."""
        if self._take is None:
            return None
        body = _Body(_Whole(input_data, content_length, boundary), boundary)
        try:
            first = next(body, None)
            if first is not None and self._is_ours(body.answers):
                with taking():
                    self._take(body.answers, _from(first, body))
        except (MultiPartParserError, SuspiciousOperation) as why:
            raise FormUnreadable from why
        if body.cut_off:
            raise FormUnreadable
        body.answers._mutable = False  # noqa: SLF001 - as Django's own parser ends
        return body.answers, MultiValueDict()

    def new_file(self, *_told: Any, **_more: Any) -> None:
        """Where no file is asked for, reading ends before its first byte."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's names
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """None is ever begun."""

    def _is_ours(self, answers: QueryDict) -> bool:
        """Whether a form of ours sends this, as far as it was read: its token stands before its files."""
        assert self.request is not None
        asked = HttpRequest()
        asked.method = "PUT"  # the check then reads the token from a header, and not from a body
        asked.COOKIES = self.request.COOKIES
        asked.META = {**self.request.META, "HTTP_X_CSRFTOKEN": str(answers.get(TOKEN, ""))}
        return _passed(asked).status_code == 200


class _Check(CsrfViewMiddleware):
    """The check without its page, which is shown and journalled once the form was read to where its files begin."""

    def _reject(self, _request: HttpRequest, _reason: str) -> HttpResponse:
        return HttpResponse(status=403)


@decorator_from_middleware(_Check)
def _passed(_asked: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _from(first: tuple[str, BinaryIO], body: "_Body") -> Files:
    yield first
    yield from body


class _Whole:
    """The bytes of a body, which must be as many as were announced and end as a form does."""

    def __init__(self, body: Any, length: int, boundary: bytes) -> None:
        self._body = body
        self._left = length
        self._end = b"--" + boundary + b"--"
        self._last = b""

    def read(self, size: int) -> bytes:
        """Raises OSError where the line broke."""
        data: bytes = self._body.read(min(size, self._left))
        if not data and self._left:
            raise ConnectionResetError("the line broke")
        self._left -= len(data)
        self._last = (self._last + data[-len(self._end) - 4 :])[-len(self._end) - 4 :]
        return data

    def require_end(self) -> None:
        """Return unless everything was read and no end was marked. Raises OSError."""
        if not self._left and self._end not in self._last:
            raise ConnectionResetError("the form has no end")


class _Body:
    """The files of a form by their path; what was answered before each is in `answers`."""

    def __init__(self, whole: _Whole, boundary: bytes) -> None:
        self.answers = QueryDict(mutable=True)
        self.cut_off = False
        self._whole = whole
        self._parts = InterBoundaryIter(LazyStream(ChunkIter(cast("Any", whole), BLOCK)), b"--" + boundary)
        self._size = self._fields = 0
        self._reading: _Part | None = None

    def __iter__(self) -> "_Body":
        return self

    def __next__(self) -> tuple[str, BinaryIO]:
        try:
            return self._next()
        except OSError:  # the files before are whole, and are answered
            self.cut_off = True
            raise StopIteration from None

    def _next(self) -> tuple[str, BinaryIO]:
        if self._reading is not None:
            _exhaust(self._reading.stream)  # what was refused before its end
        for part in self._parts:
            told = _told(part)
            if told.get("filename"):
                self._reading = _Part(part, self._whole)
                return _path(told["filename"]), cast("BinaryIO", self._reading)
            if told:
                self._answer(told["name"], part)
            _exhaust(part)
        raise StopIteration

    def _answer(self, name: str, stream: LazyStream) -> None:
        value = stream.read(MOST_ANSWERS - self._size + 1)
        self._size += len(name) + len(value)
        self._fields += 1
        if self._size > MOST_ANSWERS or self._fields > MOST_FIELDS:
            raise FormUnreadable
        self.answers.appendlist(name, value.decode(errors="replace"))


class _Part(io.RawIOBase):
    """One file of a form, read once."""

    def __init__(self, stream: LazyStream, whole: _Whole) -> None:
        super().__init__()
        self.stream = stream
        self._whole = whole
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Raises OSError where the form is cut off: what came is not the file."""
        view = memoryview(buffer).cast("B")
        if not self._held:
            self._held = memoryview(next(self.stream, b""))
        if not self._held:
            self._whole.require_end()
        taken = min(len(view), len(self._held))
        view[:taken], self._held = self._held[:taken], self._held[taken:]
        return taken


def _exhaust(stream: LazyStream) -> None:
    for _block in stream:
        pass


def _told(part: LazyStream) -> dict[str, str]:
    """Name and file name of a part, which is left at its first byte; nothing of what stands round the parts.

    Raises FormUnreadable for a part that says anything else: a file that is passed over is lost in silence.
    """
    head: bytes = part.read(MOST_HEADER)
    end = head.find(_HEAD_END)
    if end < 0:
        if head.strip(b"\r\n") and not head.startswith(b"--"):  # which marks the end
            raise FormUnreadable
        return {}
    part.unget(head[end + len(_HEAD_END) :])
    lines = [line for line in head[:end].split(b"\r\n") if line.lower().startswith(_DISPOSITION)]
    if len(lines) != 1:
        raise FormUnreadable
    return _named(lines[0][len(_DISPOSITION) :])


def _named(disposition: bytes) -> dict[str, str]:
    """As HTML writes it, whatever RFC 2231 would make of it (RFC 7578 4.2). Raises FormUnreadable."""
    try:
        found = _TOLD.fullmatch(disposition.decode().strip())
    except UnicodeDecodeError as why:
        raise FormUnreadable from why
    pairs = re.findall(_PAIR, found[1], re.IGNORECASE) if found else []
    told = {name.lower(): quoted or plain for name, quoted, plain in pairs}
    if len(told) != len(pairs) or "name" not in told or not told.keys() <= {"name", "filename"}:
        raise FormUnreadable
    return told


def _path(name: str) -> str:
    """The name as the sender gave it; of a file in a chosen folder browsers give its path."""
    for escaped, meant in _ESCAPED:
        name = name.replace(escaped, meant)
    return name
