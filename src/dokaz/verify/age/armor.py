"""ASCII armor: strict PEM around an age file (RFC 7468 section 3, figure 3; C2SP age, "ASCII armor")."""

import base64
import binascii
import io
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from dokaz.verify.age.chunks import Sink, write_all
from dokaz.verify.age.errors import ArmorError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["ArmorWriter", "dearmored"]

_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_LINE_BYTES = 48
# Ours: enough for what mail programs add around a block, and no way to make a reader spin.
_MAX_WHITESPACE = 1024


class Lines(Protocol):
    """Where armor can be read from: any binary file."""

    def readline(self, size: int, /) -> bytes: ...


class ArmorWriter:
    """Writes armor around what is written to it. As a context manager it finishes when nothing was raised."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._rest = b""
        self._finished = False
        self._put(_BEGIN + b"\n")

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take all of the data and give its length."""
        held = self._rest + bytes(data)
        cut = len(held) - len(held) % _LINE_BYTES
        self._rest = held[cut:]
        self._put(_lines(held[:cut]))
        return memoryview(data).nbytes

    def finish(self) -> None:
        """Write the end line. The sink stays open."""
        if not self._finished:
            self._finished = True
            self._put(_lines(self._rest) + _END + b"\n")

    def _put(self, text: bytes) -> None:
        write_all(self._sink, memoryview(text))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.finish()


def dearmored(source: Lines) -> io.BufferedReader:
    """Give what the armor holds, decoded as it is read. Reading raises ArmorError, which names the line.

    White space before and after the block and CRLF line ends are accepted, nothing else that age would not write.
    Everything after the block is checked only when the reader is read to its end, as decrypting does.
    """
    return io.BufferedReader(_Decoder(source), 64 * 1024)


class _Decoder(io.RawIOBase):
    def __init__(self, source: Lines) -> None:
        super().__init__()
        self._source = source
        self._line = 0
        self._held = b""
        self._started = self._short = self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._started:
            self._begin()
        view = memoryview(buffer).cast("B")
        while not self._ended and len(self._held) < len(view):
            self._decode_line()
        taken = min(len(self._held), len(view))
        view[:taken] = self._held[:taken]
        self._held = self._held[taken:]
        return taken

    def _begin(self) -> None:
        left = _MAX_WHITESPACE
        while not (line := self._next()).strip():
            left -= len(line)
            if not line or left < 0:
                raise self._wrong("there is no armor here")
        if _unended(line) != _BEGIN:
            raise self._wrong("armor begins with the line " + _BEGIN.decode())
        self._started = True

    def _decode_line(self) -> None:
        line = _unended(self._next())
        if line == _END:
            self._finish()
            return
        if self._short:
            raise self._wrong("only the last line before the end may be short")
        self._held += self._decoded(line)
        self._short = len(line) < _COLUMNS or line.endswith(b"=")

    def _decoded(self, line: bytes) -> bytes:
        try:
            data = base64.b64decode(line, validate=True)
        except binascii.Error as error:
            raise self._wrong("it is not base64 with padding, or the end line is missing") from error
        if not line or len(line) > _COLUMNS or base64.b64encode(data) != line:
            raise self._wrong("it is not canonical base64 in lines of 64 columns, or the end line is missing")
        return data

    def _finish(self) -> None:
        self._ended = True
        left = _MAX_WHITESPACE
        while line := self._next():
            left -= len(line)
            if line.strip() or left < 0:
                raise self._wrong("something follows the end of the armor")

    def _next(self) -> bytes:
        self._line += 1
        return self._source.readline(_MAX_WHITESPACE + 1)

    def _wrong(self, defect: str) -> ArmorError:
        return ArmorError(defect, line=self._line)


def _unended(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _lines(data: bytes) -> bytes:
    parts = (data[start : start + _LINE_BYTES] for start in range(0, len(data), _LINE_BYTES))
    return b"".join(base64.b64encode(part) + b"\n" for part in parts)
