"""gunicorn's worker, with threads for whole requests alone: who sends slowly, or nothing at all, holds none.

Heads, and bodies of no more than WHOLE bytes, are awaited in the loop that accepts callers, for IN_ALL seconds; so
are goodbyes. A longer body is read by the thread that answers; the site says how many of those it takes at once.
"""

import socket  # noqa: TID251 - DESIGN 4, Network: this file may
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

WHOLE = 1_000_000  # bytes of a body that no thread waits for
IN_ALL = 60.0  # seconds in which a request has to come, however its bytes are strewn
LEAVING = 2.0  # seconds for a caller to take the end of an answer (RFC 9112 9.6)
MOST_COMING = 500  # callers awaited at once; for another one the oldest is let go
MOST_HELD = 64_000_000  # bytes of them together
_READ = 1 << 16
_END, _LENGTH = b"\r\n\r\n", b"content-length"


@dataclass(slots=True)
class Coming:
    """What came of one request so far."""

    until: float
    data: bytearray = field(default_factory=bytearray)
    wanted: int | None = None  # bytes, from where its head is whole

    def add(self, data: bytes) -> None:
        begun = max(len(self.data) - len(_END), 0)
        self.data += data
        if self.wanted is None:
            self._look_for_the_end_of_its_head(begun)

    def is_whole(self, most_of_head: int) -> bool:
        """Or so long a head that a thread refuses it without waiting for more."""
        return len(self.data) >= self.wanted if self.wanted is not None else len(self.data) > most_of_head

    def _look_for_the_end_of_its_head(self, begun: int) -> None:
        if self.data.startswith((b"\r", b"\n")):  # RFC 9112 2.2: empty lines before a request count for nothing
            self.data, begun = self.data.lstrip(b"\r\n"), 0
        end = self.data.find(_END, begun)
        if end >= 0:
            self.wanted = end + len(_END) + _awaited(bytes(self.data[:end]))


def _awaited(head: bytes) -> int:
    """How many bytes of the body are awaited with the head: all, or none of a long one. Who lies here is refused."""
    for line in head.split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        said = value.strip(b" \t")
        if name.lower() == _LENGTH and said.isdigit() and len(said) <= len(str(WHOLE)) and int(said) <= WHOLE:
            return int(said)
    return 0


class Worker(ThreadWorker):  # type: ignore[misc]
    """What is overridden is called by gunicorn in its loop, except `_keepalive_after`, which a thread calls."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._coming: dict[Any, Coming] = {}  # the oldest first, as in the next
        self._leaving: dict[Any, float] = {}
        fields = self.cfg.limit_request_fields * (self.cfg.limit_request_field_size + 2)
        self._most_of_head = self.cfg.limit_request_line + fields + len(_END)  # as gunicorn counts

    def enqueue_req(self, conn: Any) -> None:
        """Await what this caller asks, and give it to a thread then."""
        self._coming[conn] = Coming(time.monotonic() + IN_ALL)
        self._look_after(conn, self._more)
        if conn.parser and (held := conn.parser.unreader.take_buffered()):  # it came with what was asked before
            self._take(conn, held)
        self._make_room()

    def finish_request(self, conn: Any, fs: Any) -> None:
        kept = not fs.cancelled() and fs.exception() is None and fs.result()
        if kept:
            super().finish_request(conn, fs)
        else:
            self._leave(conn)

    def murder_pending(self) -> None:
        """Let go whose time is over; and whoever asked nothing, where the site is to end."""
        now = time.monotonic()
        for conn, coming in list(self._coming.items()):
            if coming.until <= now or not (self.alive or coming.data):
                self._let_go(conn)
        for conn, until in list(self._leaving.items()):
            if until <= now:
                self._let_go(conn)

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:  # noqa: FBT001 - as gunicorn calls it
        """The caller stays where nothing of the body is left: no thread waits for what nobody reads."""
        return bool(keepalive and getattr(conn.parser.mesg.body.reader, "length", None) == 0)

    def _look_after(self, conn: Any, then: Callable[[Any], None]) -> None:
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, EVENT_READ, lambda _sock: then(conn))

    def _more(self, conn: Any) -> None:
        if conn not in self._coming:  # let go for another one in this round
            return
        data = _received(conn)
        if data is None:
            return
        if data:
            self._take(conn, data)
            self._make_room()
        elif self._coming[conn].wanted:  # cut off: the site says so
            self._hand_on(conn)
        else:
            self._let_go(conn)

    def _take(self, conn: Any, data: bytes) -> None:
        coming = self._coming[conn]
        coming.add(data)
        if coming.is_whole(self._most_of_head):
            self._hand_on(conn)

    def _hand_on(self, conn: Any) -> None:
        coming = self._coming.pop(conn)
        self.poller.unregister(conn.sock)
        conn.init()
        conn.parser.unreader.unread(bytes(coming.data))
        super().enqueue_req(conn)

    def _make_room(self) -> None:
        held = sum(len(each.data) for each in self._coming.values())
        for conn, coming in list(self._coming.items()):
            if len(self._coming) <= MOST_COMING and held <= MOST_HELD:
                return
            held -= len(coming.data)
            self._let_go(conn)

    def _leave(self, conn: Any) -> None:
        """Say that nothing more comes, and hear that it arrived: a line closed before that may lose an answer's end."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._gone(conn)
            return
        self._leaving[conn] = time.monotonic() + LEAVING
        self._look_after(conn, self._goodbye)

    def _goodbye(self, conn: Any) -> None:
        if conn in self._leaving and _received(conn) == b"":
            self._let_go(conn)

    def _let_go(self, conn: Any) -> None:
        self._coming.pop(conn, None)
        self._leaving.pop(conn, None)
        self.poller.unregister(conn.sock)
        self._gone(conn)

    def _gone(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()


def _received(conn: Any) -> bytes | None:
    """What came; nothing where the caller has gone; None where it was a false alarm."""
    try:
        return bytes(conn.sock.recv(_READ))
    except BlockingIOError:
        return None
    except OSError:
        return b""
