"""A form with files, sealed while it streams: nothing is spooled, to a disk or to memory.

The only upload handler of the office. On a page that asks for files the view gives it the reader and what to do with
them; anywhere else it takes not one byte of a file. It reads the parts of the body (RFC 7578) in their order: answers
first, then files. Before the first byte of a file is taken, the token of the form must have come.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http import multipartparser as parts
from django.http.multipartparser import FIELD, FILE, ChunkIter, InterBoundaryIter, LazyStream, MultiPartParserError
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
AT_ONCE = 4  # of the eight threads of the office
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field

Files = Iterator[tuple[str, BinaryIO]]
_ESCAPED = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))  # HTML, multipart/form-data encoding: these and no others


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
            kind, told, stream = parts.parse_boundary_stream(part, MOST_HEADER)  # type: ignore[attr-defined]
            if kind == FILE:
                self._reading = _Part(stream, self._whole)
                return _path(told), cast("BinaryIO", self._reading)
            if kind == FIELD:
                self._answer(told, stream)
            _exhaust(stream)
        raise StopIteration

    def _answer(self, told: dict[str, Any], stream: LazyStream) -> None:
        name = told["content-disposition"][1].get("name", b"")
        value = stream.read(MOST_ANSWERS - self._size + 1)
        self._size += len(name) + len(value)
        self._fields += 1
        if self._size > MOST_ANSWERS or self._fields > MOST_FIELDS:
            raise FormUnreadable
        self.answers.appendlist(name.decode(errors="replace"), value.decode(errors="replace"))


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


def _path(told: dict[str, Any]) -> str:
    """The name as the sender gave it; of a file in a chosen folder browsers give its path."""
    name: str = told["content-disposition"][1]["filename"].decode(errors="replace")
    for escaped, meant in _ESCAPED:
        name = name.replace(escaped, meant)
    return name
