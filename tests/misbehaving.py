"""A server in between that passes requests on to another one, until it is told to misbehave."""

import http.client
import http.server
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from tests.objectstores import Server

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    said_length: int | None = None  # what the header claims, where it lies
    cut: bool = False  # the connection ends in the middle of the body


@dataclass
class Request:
    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def md5(self) -> str | None:
        return self.headers.get("Content-MD5")

    @property
    def puts_a_payload(self) -> bool:
        return self.method == "PUT" and "/vault/" in self.path and "/owner" not in self.path

    @property
    def is_a_part(self) -> bool:
        return self.method == "PUT" and "partNumber=" in self.path

    @property
    def reads_a_payload(self) -> bool:
        return self.method == "GET" and "/vault/" in self.path.partition("?")[0] and "/owner" not in self.path


CUT = Answer(0, [], b"")  # given by `refuse`: the connection ends, and the request was never passed on

Spoil = Callable[[Request, Answer], Answer | None]


@dataclass
class Between:
    """`server` is what a store is told; `spoil` sees each request with its true answer, and None cuts the connection."""

    server: Server
    spoil: Spoil | None = None
    refuse: Callable[[Request], Answer | None] | None = None  # asked before the request is passed on
    seen: MutableSequence[Request] = field(default_factory=list)


class Loss(StrEnum):
    """How a server is lost at one request."""

    AWAY = "away"  # the request does not arrive, nor does any after it
    UNANSWERED = "unanswered"  # it is carried out and the answer is lost; none after it arrives
    BUSY = "busy"  # it is carried out and answered 503; so is every later one, which is not carried out
    ONCE = "once"  # it is carried out and the answer is lost; the next one finds the server there again


@dataclass
class Losing:
    """Counts what is asked through a server in between, and loses it `at` the request of this number (0: never)."""

    between: Between
    at: int = 0
    loss: Loss = Loss.AWAY
    count: int = 0
    _last: Request | None = None  # the one that is carried out and not answered as it should be
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.between.refuse, self.between.spoil = self._refused, self._spoilt
        self.between.seen = deque(maxlen=0)  # hundreds of turns, each with bodies of megabytes

    @property
    def lost(self) -> bool:
        return 0 < self.at <= self.count

    @contextmanager
    def losing(self, *, at: int, loss: Loss) -> Iterator[None]:
        self.at, self.loss, self.count, self._last = at, loss, 0, None
        try:
            yield
        finally:
            self.at = 0

    def _refused(self, request: Request) -> Answer | None:
        with self._counting:
            self.count += 1
            number, at = self.count, self.at
            if number == at and self.loss is not Loss.AWAY:
                self._last = request
                return None
        if not at or number < at or self.loss is Loss.ONCE:
            return None
        return error(503, "SlowDown") if self.loss is Loss.BUSY else CUT

    def _spoilt(self, request: Request, answer: Answer) -> Answer | None:
        if request is not self._last:
            return answer
        return error(503, "SlowDown") if self.loss is Loss.BUSY else None


def error(status: int, code: str) -> Answer:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    return Answer(status, [("Content-Type", "application/xml")], body)


def flipped(answer: Answer) -> Answer:
    return replace(answer, body=answer.body[:-1] + bytes([answer.body[-1] ^ 1]))


def truncated(answer: Answer) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2], said_length=len(answer.body), cut=True)


def shorter(answer: Answer) -> Answer:
    """An answer that is whole and wrong: fewer bytes, and a length that agrees with them."""
    return replace(answer, body=answer.body[:-1])


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each body waits 40 ms until the head before it is acknowledged

    def log_message(self, *_arguments: object) -> None:
        pass

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, body, dict(self.headers))
        told = self.server.told
        told.seen.append(request)
        answer = told.refuse(request) if told.refuse else None
        if answer is None:
            answer = self.passed_on(request)
            answer = told.spoil(request, answer) if told.spoil else answer
        if answer is None or answer is CUT:
            self.cut_off()
        else:
            self.give(answer)

    def passed_on(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection(self.server.target)
        connection.request(request.method, request.path, request.body, request.headers)
        with connection.getresponse() as response:
            headers = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP]
            answer = Answer(response.status, headers, response.read())
            if request.method == "HEAD":
                answer.said_length = int(response.getheader("Content-Length") or 0)
        connection.close()
        return answer

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        length = len(answer.body) if answer.said_length is None else answer.said_length
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else answer.body)
        if answer.cut:
            self.cut_off()

    def cut_off(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


for _method in ("GET", "PUT", "POST", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler.handle_any)


class _Listening(http.server.ThreadingHTTPServer):
    daemon_threads = True
    target = ""
    told: Between

    def handle_error(self, *_arguments: object) -> None:
        """A client that hangs up is part of the game."""


@contextmanager
def between(server: Server) -> Iterator[Between]:
    listening = _Listening(("127.0.0.1", 0), _Handler)
    listening.target = urlsplit(server.endpoint).netloc
    listening.told = Between(replace(server, endpoint=f"http://127.0.0.1:{listening.server_address[1]}"))
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listening.told
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
