"""Starting a site under gunicorn: one process with threads, on a loopback address, writing nothing about requests."""

import ipaddress
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

THREADS = 8
STALLED = 60  # seconds without a byte from a caller, after which the thread is given to others


class NotLoopback(DokazError):
    """Raised when a site would listen where other machines reach it without TLS."""

    code = "not-loopback"
    says = _(
        "{address} is not an address of this machine alone, such as 127.0.0.1:8443. Sites listen on loopback; a proxy "
        "in front of them speaks TLS with the outside (docs/operating.md)."
    )


def loopback(address: str) -> str:
    """The address, if it is one of this machine alone. Raises NotLoopback."""
    host, _colon, port = address.rpartition(":")
    try:
        inside = ipaddress.ip_address(host.strip("[]")).is_loopback and 0 <= int(port) < 65_536
    except ValueError:
        inside = False
    if not inside:
        raise NotLoopback(address=address)
    return address


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings alone: it reads no file and no environment."""

    def __init__(self, site: Callable[..., Any], settings: dict[str, Any]) -> None:
        self._site, self._settings = site, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self._site


def start(
    site: Callable[..., Any],
    *,
    bind: str,
    begun: Callable[[], None] | None = None,
    ended: Callable[[], None] | None = None,
) -> None:
    """Serve until interrupted; `begun` and `ended` are called in the process that answers."""
    settings = {
        "bind": bind,
        "workers": 1,  # the opened key is in one process
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 60,
        "keepalive": 5,
        "limit_request_line": 2048,
        "limit_request_fields": 32,
        "accesslog": None,
        "loglevel": "warning",
        "umask": 0o077,
        "pre_request": lambda _worker, request: request.unreader.sock.settimeout(STALLED),
    }
    settings |= {"post_worker_init": lambda _worker: begun()} if begun else {}
    settings |= {"worker_exit": lambda _server, _worker: ended()} if ended else {}
    Server(site, settings).run()
