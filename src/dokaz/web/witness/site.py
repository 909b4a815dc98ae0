"""The one WSGI application of a log witness: what is asked, who decides it, and how the answer is told in HTTP."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO

from dokaz.cosigning import api as cosigning
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.verify import mirroring, witnessing
from dokaz.verify.errors import RequestMalformed, TileMalformed
from dokaz.verify.mirroring import Leaves

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["Answer", "Site"]

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]

# tlog-witness, add-checkpoint; the first that fits
STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (RequestMalformed, HTTPStatus.BAD_REQUEST),
    (TileMalformed, HTTPStatus.NOT_FOUND),
    (cosigning.OldSizeTooLarge, HTTPStatus.BAD_REQUEST),
    (cosigning.NotSignedByLog, HTTPStatus.FORBIDDEN),
    (cosigning.LogNotServed, HTTPStatus.NOT_FOUND),
    (cosigning.NotConsistent, HTTPStatus.UNPROCESSABLE_ENTITY),
    (journal.MirrorRefused, HTTPStatus.CONFLICT),
    (DokazError, HTTPStatus.SERVICE_UNAVAILABLE),  # what only the witness's own people can mend
    (OSError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_LOG = re.compile(r"/(mirror/)?([0-9a-f]{64})/([a-z]+)(?:/(.*))?")
_RANGE = re.compile(r"(0|[1-9][0-9]{0,18})/(0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Answer:
    status: HTTPStatus
    body: bytes
    kind: str = TEXT


NOT_FOUND = Answer(HTTPStatus.NOT_FOUND, b"not found\n")
NO_LENGTH = Answer(HTTPStatus.LENGTH_REQUIRED, b"a length is required\n")
TOO_LARGE = Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"too large\n")
CUT_SHORT = Answer(HTTPStatus.BAD_REQUEST, b"the body ended early\n")
FAILED = b"this witness cannot sign now; its people must look at it\n"


@dataclass(frozen=True, slots=True)
class Site:
    """A log witness and the mirrors beside it, as a WSGI application. Nothing that is asked of it is written down."""

    witness: cosigning.LogWitness

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = self.answer(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), environ)
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body))), *HEADERS]
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def answer(self, method: str, path: str, environ: "WSGIEnvironment") -> Answer:
        try:
            if method == "POST":
                return self._post(path, environ)
            return self._get(path) if method in ("GET", "HEAD") else NOT_FOUND
        except cosigning.SizeDiffers as differs:
            size = witnessing.size_line(int(str(differs.facts["held"])))
            return Answer(HTTPStatus.CONFLICT, size, witnessing.SIZE_TYPE)
        except tuple(kind for kind, _ in STATUS) as why:
            return _refusal(why)

    def _post(self, path: str, environ: "WSGIEnvironment") -> Answer:
        if path == "/add-checkpoint":
            return _with_body(environ, witnessing.MOST_BYTES, self._add_checkpoint)
        log, what, rest = self._log(path)
        if log is None or rest or not path.startswith("/mirror/"):
            return NOT_FOUND
        mirror = self._mirror(log)
        if what == "leaves":
            return _with_body(environ, mirroring.MOST_BYTES, lambda body: _add_leaves(mirror, body))
        if what == "register":
            return _with_body(environ, mirroring.MOST_REGISTER, lambda body: _keep_register(mirror, body))
        return NOT_FOUND

    def _add_checkpoint(self, body: bytes) -> Answer:
        return Answer(HTTPStatus.OK, self.witness.add_checkpoint(body, now=clock.now()))

    def _get(self, path: str) -> Answer:
        log, what, rest = self._log(path)
        if log is None:
            return NOT_FOUND
        if not path.startswith("/mirror/"):
            return _found(self.witness.held(log)) if (what, rest) == ("checkpoint", "") else NOT_FOUND
        return _shown(self._mirror(log), what, rest)

    def _log(self, path: str) -> tuple[cosigning.ServedLog | None, str, str]:
        match = _LOG.fullmatch(path)
        if not match:
            return None, "", ""
        logs = {sha256(log.origin.encode()).hexdigest(): log for log in cosigning.served(self.witness.folder)}
        return logs.get(match[2]), match[3], match[4] or ""

    def _mirror(self, log: cosigning.ServedLog) -> journal.FolderMirror:
        return journal.FolderMirror(cosigning.mirror_folder(self.witness.folder), vkey=log.vkey)


def _shown(mirror: journal.FolderMirror, what: str, rest: str) -> Answer:
    plain: dict[str, Callable[[], bytes | None]] = {
        "checkpoint": mirror.checkpoint,
        "register": mirror.register,
        "size": lambda: witnessing.size_line(mirror.size()),
    }
    if what in plain and not rest:
        return _found(plain[what]())
    if what == "tile":
        return _found(mirror.file(f"tile/{rest}"), kind=BYTES)
    match = _RANGE.fullmatch(rest) if what == "leaves" else None
    if match and int(match[2]) - int(match[1]) <= mirroring.AT_ONCE:
        return Answer(HTTPStatus.OK, mirror.hashes(int(match[1]), int(match[2])), BYTES)
    return NOT_FOUND


def _add_leaves(mirror: journal.FolderMirror, body: bytes) -> Answer:
    leaves = Leaves.parse(body)
    mirror.add(leaves.start, leaves.hashes, leaves.note)
    return Answer(HTTPStatus.OK, witnessing.size_line(mirror.size()))


def _keep_register(mirror: journal.FolderMirror, body: bytes) -> Answer:
    mirror.keep_register(body)
    return Answer(HTTPStatus.OK, b"")


def _found(content: bytes | None, *, kind: str = TEXT) -> Answer:
    return NOT_FOUND if content is None else Answer(HTTPStatus.OK, content, kind)


def _with_body(environ: "WSGIEnvironment", most: int, act: Callable[[bytes], Answer]) -> Answer:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length.isdecimal():
        return NO_LENGTH
    if int(length) > most:
        return TOO_LARGE
    stream: BinaryIO | Any = environ["wsgi.input"]
    body = stream.read(int(length))
    return act(body) if len(body) == int(length) else CUT_SHORT


def _refusal(why: Exception) -> Answer:
    status = next(status for kind, status in STATUS if isinstance(why, kind))
    if isinstance(why, journal.MirrorRefused):
        return Answer(status, f"{why.facts['why']}\n".encode())
    if isinstance(why, cosigning.CosigningError) or status is HTTPStatus.BAD_REQUEST:
        return Answer(status, f"{why}\n".encode())
    return Answer(status, FAILED)  # folders and files of this machine are nobody's business
