"""Upload a file through the served office, as the page's script and as a form without scripts send it."""

import hashlib
import http.client
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyotp

from benchmarks import house, material, measuring
from benchmarks.measuring import GIB, MIB, Figures, Found, Line, Place, remember, timed
from dokaz.access import api as access
from dokaz.cli import serve
from dokaz.config import homes, office
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.web.office.site import Office

ROUNDS = 3
LEAST, MOST, CHUNK = MIB, 32 * MIB, 64 * 1024  # of a part, which the script makes as large as the line is quick
BOUNDARY = "----ofthebenchmark"
FORM = "application/x-www-form-urlencoded"


def setup(place: Place) -> Figures:
    house.make(place.home)
    material.one_file(_file(place), place.of(2 * GIB))
    return {}


def ours(place: Place) -> Figures:
    """In parts, and another time as one form; the peak is that of the server."""
    figures = _begun(place)
    with _served(place, figures) as browser:
        with timed(figures):
            browser.send_parts(_file(place))
        with timed(figures, "form"):
            browser.send_form(_file(place))
    return figures


def copied(place: Place) -> Figures:
    figures = _begun(place)
    with timed(figures):
        subprocess.run(["cp", "--reflink=never", _file(place), place.output], check=True)
        measuring.fsync(place.output)
    place.output.unlink()
    return figures


def plain(place: Place) -> Figures:
    """The same bytes to a server on loopback that writes them to a file and flushes it, and does nothing else."""
    figures, server = _begun(place), http.server.HTTPServer(("127.0.0.1", 0), _keeping(place.output))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with timed(figures), _file(place).open("rb") as file:
            line = http.client.HTTPConnection(*server.server_address[:2], blocksize=MIB)  # type: ignore[misc]
            line.request("PUT", "/", body=file, headers={"Content-Length": str(_file(place).stat().st_size)})
            assert line.getresponse().status == 204
    finally:
        server.shutdown()
        server.server_close()
    place.output.unlink()
    return figures


RIVALS = {"copied": copied, "plain": plain}


def lines(found: Found) -> list[Line]:
    size, made = f"{found['ours']['amount'] / GIB:.4g} GiB", []
    for name, how in (("seconds", "in parts"), ("form", "as one form")):
        seconds = found["ours"][name]
        said = f"{seconds:.2f} s, {found['ours']['amount'] / seconds / 1e6:.0f} MB/s"
        for step, rival in (("copied", "`cp`, then fsync"), ("plain", "PUT to a plain server, then fsync")):
            theirs = found[step]["seconds"]
            made.append(
                Line(
                    f"upload {size} through the office {how}",
                    said,
                    f"{rival}: {theirs:.2f} s, {found.speed(step) / 1e6:.0f} MB/s",
                    f"{theirs / seconds:.2f}",
                )
            )
    peak = found["ours"]["server peak"]
    return [*made, Line(f"upload {size} through the office", f"peak of the server {peak:.0f} MiB")]


@dataclass
class _Browser:
    """Speaks to the office as the page does."""

    address: tuple[str, int]
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.address[1]}"

    def sign_in(self, name: str) -> None:
        self.ask("POST", "/sign-in", self._form({"name": name, "passphrase": house.PASSPHRASE}, "/sign-in"))
        page = self.ask("GET", "/sign-in/first-factor").decode()
        secret = _found(r'name="secret" value="(\w+)"', page)
        given = {"secret": secret, "code": pyotp.TOTP(secret).now()}
        self.ask("POST", "/sign-in/first-factor", self._form(given, "/sign-in/first-factor"))
        page = self.ask("GET", "/receive").decode()
        self.token = _found(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self.place = _found(r'<option value="([0-9a-f-]{36})"', page)

    def send_parts(self, file: Path) -> None:
        size = file.stat().st_size
        goes = self._told("/receive/uploads", {"compartment": self.place, "size": size})
        before, width = b"", LEAST
        with file.open("rb") as stream:
            while goes["offset"] < goes["end"]:
                part = stream.read(min(width, goes["end"] - goes["offset"]))
                seam = hashlib.sha256(before).hexdigest() if before else ""
                headers = {"Upload-Offset": str(goes["offset"]), "Upload-Before": seam}
                goes = json.loads(self.ask("POST", goes["address"], part, "application/octet-stream", headers))
                before, width = part[-CHUNK:], min(2 * width, MOST)
            rest = b64encode(stream.read()).decode()
        assert self._told(goes["close"], {"compartment": self.place, "path": "a.mkv", "rest": rest})["entry"]

    def send_form(self, file: Path) -> None:
        told = {"csrfmiddlewaretoken": self.token, "compartment": self.place}
        start = "".join(_part(f'name="{name}"') + value + "\r\n" for name, value in told.items())
        head = (start + _part('name="file"; filename="b.mkv"')).encode()
        end = f"\r\n--{BOUNDARY}--\r\n".encode()

        def whole() -> Iterator[bytes]:
            yield head
            with file.open("rb") as stream:
                while block := stream.read(MIB):
                    yield block
            yield end

        size = {"Content-Length": str(len(head) + file.stat().st_size + len(end))}
        page = self.ask("POST", "/receive", whole(), f"multipart/form-data; boundary={BOUNDARY}", size)
        assert b"1 file is held" in page

    def ask(
        self, method: str, path: str, body: object = None, kind: str = FORM, more: dict[str, str] | None = None
    ) -> bytes:
        line = http.client.HTTPConnection(*self.address)
        headers = {"Host": f"localhost:{self.address[1]}", "Content-Type": kind, "Origin": self.origin, **(more or {})}
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        line.request(method, path, body=body, headers=headers | {"X-CSRFToken": self.token})  # type: ignore[arg-type]
        answer = line.getresponse()
        for set_cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = set_cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = answer.read()
        line.close()
        assert answer.status < 400, (path, answer.status, found)
        return found

    def _form(self, given: dict[str, str], page: str) -> bytes:
        token = _found(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", page).decode())
        return urlencode(given | {"csrfmiddlewaretoken": token}).encode()

    def _told(self, path: str, given: dict[str, object]) -> dict:  # type: ignore[type-arg]
        return json.loads(self.ask("POST", path, urlencode(given).encode()))


@contextmanager
def _served(place: Place, figures: Figures) -> Iterator[_Browser]:
    """The office as `dokaz serve office` runs it, in a process of its own, and somebody who is signed in."""
    with house.copied(place.home, place.output):
        name = str(access.name_of(access.home_file(place.output).slots[0].account))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = os.fork()
    if server == 0:
        _serve(place.output, port)
    browser = _Browser(("127.0.0.1", port))
    try:
        _await(port)
        browser.sign_in(name)
        yield browser
    finally:
        os.kill(server, signal.SIGTERM)
        figures["server peak"] = os.wait4(server, 0)[2].ru_maxrss / 1024


def _serve(home: Path, port: int) -> None:
    try:
        machine = homes.serve(home, passphrase=house.PASSPHRASE, now=clock.now())
        site = office.application(Office(home, machine, access.collection(), f"http://localhost:{port}"))
        database.let_go()
        serve.start(site, bind=f"127.0.0.1:{port}")
    finally:
        os._exit(0)


def _await(port: int) -> None:
    for _ in range(600):
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError("the office did not start")


def _keeping(to: Path) -> type[http.server.BaseHTTPRequestHandler]:
    class Keeping(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            left = int(self.headers["Content-Length"])
            with to.open("wb", buffering=0) as file:
                while left and (block := self.rfile.read(min(MIB, left))):
                    file.write(block)
                    left -= len(block)
                os.fsync(file.fileno())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Keeping


def _part(about: str) -> str:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n"


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]


def _begun(place: Place) -> Figures:
    remember(_file(place))
    return {"amount": float(_file(place).stat().st_size)}


def _file(place: Place) -> Path:
    return place.folder / "file.mkv"
