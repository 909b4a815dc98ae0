"""The examples of docs/operating.md, started as they stand there: systemd's unit, the proxy, the onion service."""

import configparser
import http.client
import json
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
LOOPBACK = ["127.0.0.1", "::1"]
HOST = "office.example.org"

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def example(kind, *, about=""):
    """The one example of this kind in which these words stand."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", OPERATING.read_text(), re.DOTALL | re.MULTILINE)
    (fitting,) = [text for text in found if about in text]
    return fitting


def instead(text, *pairs):
    """The example with what stands on the machine of the test in the place of what an operator has."""
    for written, here in pairs:
        assert written in text
        text = text.replace(written, str(here))
    return text


def free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


class Unit:
    """What systemd does with the unit, as far as it concerns us: the three commands, and waiting to be told."""

    def __init__(self, text, folder):
        self._parts = configparser.ConfigParser(interpolation=None, strict=False)
        self._parts.optionxform = str
        self._parts.read_string(text)
        self._folder = folder
        self.output = folder / "journal"
        asker = folder / "bin" / "systemd-ask-password"
        asker.parent.mkdir(exist_ok=True)
        asker.write_text(f"#!/bin/sh\necho '{PASSPHRASE}'\n")
        asker.chmod(0o755)

    def command(self, name):
        return shlex.split(self._parts["Service"][name].lstrip("+"))

    def run(self, name):
        subprocess.run(self.command(name), check=True, env=self._environment())

    @contextmanager
    def started(self):
        self.run("ExecStartPre")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, self.output.open("wb") as output:
            told.bind(str(self._folder / "notify"))
            told.settimeout(120)
            process = subprocess.Popen(
                self.command("ExecStart"),
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env=self._environment(),
            )
            try:
                while b"READY=1" not in told.recv(4096):
                    pass
                self.run("ExecStartPost")
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()
                process.wait()

    def _environment(self):
        path = f"{self._folder / 'bin'}:{os.environ['PATH']}"
        return {
            "PATH": path,
            "HOME": str(self._folder),
            "NOTIFY_SOCKET": str(self._folder / "notify"),
            "LANG": "C.UTF-8",
        }


def placed(text, world, folder, *pairs):
    (folder / "run").mkdir()
    return instead(
        text,
        ("/opt/dokaz/.venv", Path(__file__).parents[2] / ".venv"), ("/srv/archive", world.home),
        ("-o dokaz", f"-o {os.getuid()}"), *pairs,
    )  # fmt: skip


@pytest.fixture
def unit(world, short_folder, program):
    program("install")
    port = free_port()
    text = placed(
        example("ini", about="Description=Office"), world, short_folder,
        ("127.0.0.1:8080", f"127.0.0.1:{port}"), ("/run/dokaz-office", short_folder / "run"),
    )  # fmt: skip
    made = Unit(text, short_folder)
    made.port, made.text = port, text
    return made


@pytest.fixture
def worker(world, short_folder, program):
    program("install")
    text = placed(
        example("ini", about="Description=Background"), world, short_folder, ("/run/dokaz-work", short_folder / "run")
    )
    made = Unit(text, short_folder)
    made.text = text
    return made


@pytest.fixture
def short_folder(tmp_path_factory):
    """A socket's address is short, so not under the name of the test."""
    return tmp_path_factory.mktemp("op")


def asked(port, path, *, host=HOST):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request("GET", path, headers={"Host": host})
        answer = line.getresponse()
        return answer.status, answer.read()


def test_the_unit_starts_the_office_and_a_stop_lets_answers_end(unit):
    with unit.started() as process:
        assert not (unit._folder / "run" / "passphrase").exists()
        assert asked(unit.port, "/health") == (200, b"well\n")
        assert asked(unit.port, "/health", host="evil.example")[0] == 400
        assert b"Pass-phrase" in asked(unit.port, "/sign-in")[1]
        with socket.create_connection(("127.0.0.1", unit.port), timeout=60) as half:
            half.sendall(
                f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\n".encode()
            )
            half.sendall(b"name")
            assert asked(unit.port, "/health")[0] == 200  # the half request has been taken by a thread of its own
            process.send_signal(signal.SIGTERM)
            half.sendall(b"=abc")
            assert half.recv(4096).startswith(b"HTTP/1.1 403")  # no form of ours: but an answer, and a whole one
        assert process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in unit.output.read_text().splitlines() if line.startswith("{")]
    assert {"begins", "ended"} <= {line["says"] for line in lines}
    assert not [line for line in lines if line["level"] in ("error", "critical")]


def test_the_unit_starts_a_worker_that_says_when_it_is_ready_and_ends_when_told_to(worker):
    with worker.started() as process:
        assert not (worker._folder / "run" / "passphrase").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in worker.output.read_text().splitlines() if line.startswith("{")]
    assert [(line["from"], line["says"]) for line in lines] == [("dokaz.work", "begins"), ("dokaz.work", "ended")]


@pytest.mark.parametrize("name", ["unit", "worker"])
def test_systemd_knows_every_line_of_the_units(name, request, program, short_folder):
    file = short_folder / "dokaz-tried.service"
    file.write_text(request.getfixturevalue(name).text.replace("User=dokaz", "User=root"))
    checked = subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", file], capture_output=True, text=True, check=False
    )
    about_us = [line for line in checked.stderr.splitlines() if "dokaz-tried" in line]
    assert (checked.returncode, about_us) == (0, [])


class Slowly:
    """Something behind the proxy that says what of a request has come, before the rest of it is sent."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.first = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        line, _address = self._listener.accept()
        with line:
            got = b""
            while b"first half" not in got:
                got += line.recv(65536)
            self.first.set()
            while b"second half" not in got:
                got += line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def end(self):
        self._listener.close()
        self._thread.join()


@contextmanager
def caddy(program, folder, behind):
    port = free_port()
    text = instead(example("caddy"), (HOST, f"localhost:{port}"), ("127.0.0.1:8080", f"127.0.0.1:{behind}"))
    file = folder / "Caddyfile"
    file.write_text(
        "{\n debug\n admin off\n skip_install_trust\n auto_https disable_redirects\n storage file_system "
        f"{folder / 'caddy'}\n}}\n{text}"
    )
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        said = []
        try:
            for line in process.stderr:
                said.append(line)
                if "added certificate to cache" in line:  # from here on it answers; "obtained" is said a moment before
                    break
            rest = threading.Thread(target=process.stderr.read)
            rest.start()
            yield port, folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        finally:
            process.terminate()
            process.wait()
            rest.join()


def test_the_proxy_hands_on_an_upload_while_it_arrives(program, short_folder):
    behind = Slowly()
    with caddy(program, short_folder, behind.port) as (port, root):
        trusted = ssl.create_default_context(cafile=str(root))
        with (
            socket.create_connection(("127.0.0.1", port), timeout=60) as line,
            trusted.wrap_socket(line, server_hostname="localhost") as safe,
        ):
            safe.sendall(
                f"POST /receive HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 21\r\n\r\nfirst half".encode()
            )
            assert behind.first.wait(timeout=60)  # before the rest is sent
            safe.sendall(b"second half")
            assert safe.recv(4096).startswith(b"HTTP/1.1 200")
    behind.end()


def test_tor_makes_the_address_of_the_example_and_hands_on_to_its_port(program, short_folder):
    service = short_folder / "service"
    text = instead(example("torrc"), ("/var/lib/tor/dokaz-office", service))
    file = short_folder / "torrc"
    file.write_text(f"{text}DataDirectory {short_folder / 'tor'}\nSocksPort 0\nDisableNetwork 1\n")
    with subprocess.Popen([program("tor"), "-f", str(file)], stdout=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if (service / "hostname").exists():
                    break
            assert re.fullmatch(r"[a-z2-7]{56}\.onion\n", (service / "hostname").read_text()), said
        finally:
            process.terminate()
            process.stdout.read()
            process.wait()
    assert re.search(r"HiddenServicePort 80 (\S+)", text)[1] in example("sh")
