"""Starting a site under gunicorn: one process with threads, on a loopback address, writing nothing about requests."""

import ipaddress
import logging
import socket  # noqa: TID251 - DESIGN 4, Network: this file may
from collections.abc import Callable
from typing import Any

from gunicorn import systemd
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from dokaz.config import logs
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

THREADS = 8
GRACE = 60  # seconds that an answer under way has to end when the site is told to stop

_log = logging.getLogger("dokaz.serve")
STALLED = 60  # seconds without a byte from a caller, after which the thread is given to others


class NotLoopback(DokazError):
    """Raised when a site would listen where other machines reach it without TLS."""

    code = "not-loopback"
    says = _(
        "{address} is not an address of this machine alone, such as 127.0.0.1:8443. Sites listen on loopback; a proxy "
        "in front of them speaks TLS with the outside (docs/operating.md)."
    )


class AddressTaken(DokazError):
    """Raised when another program listens where a site would."""

    code = "address-taken"
    says = _("Another program listens on {address}. End it, or name another address with --bind.")


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


def require_free(address: str) -> None:
    """Return only if a site can listen there, before anybody is asked for a pass-phrase. Raises AddressTaken."""
    host, _colon, port = address.rpartition(":")
    host = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, int(port)))
        except OSError as why:
            raise AddressTaken(address=address) from why


def tell_ready() -> None:
    """Tell whoever started this process, if it listens at NOTIFY_SOCKET, that it is at work now (sd_notify(3)).

    gunicorn does it for the sites.
    """
    systemd.sd_notify("READY=1", _log)


class Quiet(Logger):  # type: ignore[misc]
    """gunicorn's log in the form of ours, and without what it was asked: paths and addresses are nobody's business."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.LineOfOthers())


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
    begun: Callable[[], object] | None = None,
    ended: Callable[[], object] | None = None,
) -> None:
    """Serve until interrupted; `begun` and `ended` are called in the process that answers."""
    logs.begin()
    settings = {
        "bind": bind,
        "workers": 1,  # the opened key is in one process
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": GRACE,
        "logger_class": Quiet,
        "keepalive": 5,
        "limit_request_line": 2048,
        "limit_request_fields": 32,
        "accesslog": None,
        "loglevel": "warning",
        "umask": 0o077,
        "control_socket_disable": True,  # or whoever runs as this user could stop it and read what it counts
        "pre_request": lambda _worker, request: request.unreader.sock.settimeout(STALLED),
    }
    settings |= {"on_exit": lambda _server: _log.info("ended")}
    settings |= {"post_worker_init": lambda _worker: begun()} if begun else {}
    settings |= {"worker_exit": lambda _server, _worker: ended()} if ended else {}
    _log.info("begins")
    Server(site, settings).run()
