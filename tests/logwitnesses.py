"""Log witnesses of other houses, served on loopback as `dokaz serve witness` serves them."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from dokaz.cosigning import api as cosigning
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.web.witness.site import Site

WORDS = "academic acid acne acquire acrobat activity actress adapt"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class LogWitness:
    """The log witness of a house, and its address while it is served."""

    folder: Path
    url: str
    vkeys: tuple[str, ...]

    def serves(self, vkey: str, *, operator: str = "Archive") -> None:
        """As `dokaz witness serves` does."""
        cosigning.serve(self.folder, vkey=vkey, operator=operator, now=BEGAN)
        mirrors = cosigning.mirror_folder(self.folder)
        mirrors.mkdir(exist_ok=True)
        journal.FolderMirror.begin(mirrors, vkey=vkey)

    def mirror(self, vkey: str) -> journal.FolderMirror:
        return journal.FolderMirror(cosigning.mirror_folder(self.folder), vkey=vkey)


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: object, client_address: object) -> None:
        """A thread lives for one connection here, and takes its own to the database with it."""
        super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        database.let_go()

    def handle_error(self, *_: object) -> None:
        """Nothing of callers who hang up: the test says what it saw."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the test says what it saw."""


@contextmanager
def served(site: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application on a free port of 127.0.0.1 for as long as the block lasts, and give the address."""
    server = _Threaded(("127.0.0.1", 0), _Quiet)
    server.set_app(site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def witnessing(folder: Path, *, name: str) -> Iterator[LogWitness]:
    """Make a log witness with keys of its own, and serve it."""
    made = cosigning.make(folder, name=name, passphrase=WORDS, cost=cosigning.Cost(64, 1, 1))
    with served(Site(cosigning.opened(folder, passphrase=WORDS))) as url:
        yield LogWitness(folder, url, made.vkeys)
