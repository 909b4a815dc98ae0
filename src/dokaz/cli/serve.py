"""Starting a site under gunicorn: one process with threads, on a loopback address, writing nothing about requests."""

import gc
import ipaddress
import logging
import os
import signal
import socket  # noqa: TID251 - DESIGN 4, Network: this file may
import subprocess  # noqa: TID251 - as above
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gunicorn import systemd
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from dokaz.config import logs
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

THREADS = 16  # five wait for pass-phrases at most, and six read long bodies: the others answer
GRACE = 60  # seconds that an answer under way has to end when the site is told to stop

_log = logging.getLogger("dokaz.serve")
STALLED = 60  # seconds without a byte of a long body, after which the thread is given to others
ONE_OF_US = "import sys; from dokaz.cli.main import run; sys.exit(run())"
LOOK = 0.2  # seconds between two looks whether a process that shall say that it is ready has ended


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


class NotStarted(DokazError):
    """Raised when a site that was to be started beside another one ended before it answered."""

    code = "site-not-started"
    says = _(
        "The site beside this one did not start, and what it said stands above. So nothing is served; mend that, or "
        "start each site alone."
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


@contextmanager
def beside(words: Sequence[str], *, without: Collection[str] = ()) -> Iterator[None]:
    """Another command of ours that stays, in a process of its own: from when it is ready until the block ends.

    It asks its questions at the same terminal. `without` are variables that it shall not read. Raises NotStarted.
    """
    begun_in = os.getpid()
    usual = signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # or it would outlive a stop before the site is up
    process = None
    try:
        with tempfile.TemporaryDirectory(prefix="dokaz-") as folder, _listening(f"{folder}/ready") as told:
            kept = {name: value for name, value in os.environ.items() if name not in without}
            process = subprocess.Popen(  # noqa: S603 - a command of ours with words of ours
                [sys.executable, "-c", ONE_OF_US, *words], env=kept | {"NOTIFY_SOCKET": told.getsockname()}
            )
            _await(process, told)
        yield
    finally:
        if os.getpid() == begun_in:  # the process that answers leaves by here too
            signal.signal(signal.SIGTERM, usual)
            _end(process)


@contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(address)
        told.settimeout(LOOK)
        yield told


def _await(process: "subprocess.Popen[bytes]", told: socket.socket) -> None:
    """Return once the process says that it is ready (sd_notify(3)). Raises NotStarted."""
    while process.poll() is None:
        try:
            if b"READY=1" in told.recv(4096):
                return
        except TimeoutError:
            continue
    raise NotStarted


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None:
        process.terminate()
        process.wait()


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


def _begun(then: Callable[[], object] | None) -> None:
    """What is there from the start stays: to look through it for garbage stops all pages for a tenth of a second."""
    gc.collect()
    gc.freeze()
    if then:
        then()


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
        "worker_class": "dokaz.cli.threads.Worker",
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
    settings |= {"post_worker_init": lambda _worker: _begun(begun)}
    settings |= {"worker_exit": lambda _server, _worker: ended()} if ended else {}
    _log.info("begins")
    Server(site, settings).run()
