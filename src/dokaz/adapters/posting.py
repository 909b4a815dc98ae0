"""One HTTP request to a stranger, with bounds on everything the stranger decides: time, size, and where it leads.

No redirect is followed, no proxy of the environment is used, nothing is kept between two requests.
"""

import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from urllib.parse import SplitResult, urlsplit

__all__ = ["Answer", "Silent", "get", "post"]


class Silent(Exception):
    """Nobody answered, or not to the end; the text says why, to stand after a colon."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, believed in no respect."""

    status: int
    kind: str  # the media type, without parameters
    body: bytes = field(repr=False)


def post(url: str, body: bytes, *, kind: str, seconds: float, most: int) -> Answer:
    """Send `body` and give the answer, of which at most one byte more than `most` is read. Raises Silent."""
    return _asked("POST", url, body, {"Content-Type": kind}, seconds, most)


def get(url: str, *, seconds: float, most: int) -> Answer:
    """Ask for what lies at an address; of the answer at most one byte more than `most` is read. Raises Silent."""
    return _asked("GET", url, None, {}, seconds, most)


def _asked(method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float, most: int) -> Answer:
    try:
        parts = urlsplit(url)
        connection = _connection(parts, seconds)
    except (ValueError, HTTPException):
        raise Silent("this is no address that can be asked") from None
    late, line = threading.Event(), list[socket]()
    limit = threading.Timer(seconds, _hang_up, [connection, line, late])  # for all of it: a drip resets no clock
    limit.daemon = True
    limit.start()
    try:
        connection.connect()
        line.append(connection.sock)  # which the connection forgets where the answer ends it
        answer = _exchange(connection, method, _place(parts), body, headers, most)
    except (OSError, HTTPException, UnicodeError) as why:
        raise Silent(_reason(why, late=late.is_set(), seconds=seconds)) from None
    finally:
        limit.cancel()
        connection.close()
    if late.is_set():  # hanging up can look like the end of an answer
        raise Silent(f"it took longer than {seconds:g} seconds")
    return answer


def _connection(parts: SplitResult, seconds: float) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=seconds, context=ssl.create_default_context())
    return HTTPConnection(host, parts.port, timeout=seconds)


def _place(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _exchange(
    connection: HTTPConnection, method: str, place: str, body: bytes | None, headers: Mapping[str, str], most: int
) -> Answer:
    connection.request(method, place, body=body, headers={**headers, "User-Agent": "dokaz"})
    response = connection.getresponse()
    return Answer(response.status, response.headers.get_content_type(), response.read(most + 1))


def _hang_up(connection: HTTPConnection, line: list[socket], late: threading.Event) -> None:
    late.set()
    for each in (*line, connection.sock):
        with suppress(OSError, AttributeError):
            each.shutdown(SHUT_RDWR)


def _reason(why: Exception, *, late: bool, seconds: float) -> str:
    if late or isinstance(why, TimeoutError):
        return f"it took longer than {seconds:g} seconds"
    if isinstance(why, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted ({why.verify_message})"
    if isinstance(why, OSError) and why.strerror:
        return why.strerror
    return "it hung up" if isinstance(why, ConnectionError) else "it does not speak HTTP"
