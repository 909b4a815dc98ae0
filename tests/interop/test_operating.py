"""The examples of docs/operating.md, started as they stand there: systemd's unit, the proxy, the onion service."""

import http.client
import json
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.authorities import Authority, answering, served
from tests.conftest import PASSPHRASE

from dokaz.cli import serve
from dokaz.config import environment, people
from dokaz.config.environment import DATABASE, PASSPHRASE_FILE
from dokaz.verify import stamps

CHECKOUT = Path(__file__).parents[2]
OPERATING = CHECKOUT / "docs" / "operating.md"
LOOPBACK = ["127.0.0.1", "::1"]
HOST = "office.example.org"
ABOUT = {
    "dokaz-office": "Office", "dokaz-work": "Background", "dokaz-phrase": "Pass-phrase", "dokaz-stamp": "The checkpoint",
}  # fmt: skip
SHUT_IN = ["dokaz-office", "dokaz-work", "dokaz-stamp"]
DROP_INS = {
    "folders": "RequiresMountsFor", "socket": "postgresql://dokaz@/dokaz", "server": "@db.example.org",
    "bucket": "s3://", "alone": "LoadCredentialEncrypted=", "outside": "After=network-online.target\n\n[Service]\nIPAddressAllow=any",
}  # fmt: skip
HOMES = ["/home", "/root", "/run/user"]  # what ProtectHome=yes hides
# what a directive covers of /proc, so that no other may be mounted inside (mount_namespaces(7))
PROC = {
    "ProtectKernelTunables": "/proc/sys", "ProtectKernelLogs": "/proc/kmsg",
    "ProtectHostname": "/proc/sys/kernel/hostname",
}  # fmt: skip
# as `systemd-analyze security` calls what keeps bwrap from making namespaces
AGAINST_BWRAP = re.compile(
    r"RestrictNamespaces_|SystemCallFilter_mount|RestrictAddressFamilies_AF_NETLINK|ProcSubset|" + "|".join(PROC)
)
SHUTTING_IN = (
    "import io; from dokaz.adapters import sandbox; print(sandbox.run('cat', [], stdin=io.BytesIO(b'read'), size=4))"
)

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


class Running:
    """A command in its cage; signals go to the command and not to the cage."""

    def __init__(self, process, pid):
        self._process, self._pid = process, pid

    def stop(self):
        os.kill(self._pid, signal.SIGTERM)

    def wait(self, timeout=60):
        return self._process.wait(timeout)

    @property
    def ended(self):
        return self._process.poll() is not None


class Unit:
    """What systemd does with a unit and its drop-ins, as far as it can be done without it.

    The commands in their order, the environment, waiting to be told, and what there is of files, devices and temporary
    folders for the process. Users, limits and addresses are not tried.
    """

    def __init__(self, text, folder, *, shown=()):
        self.text, self._folder, self._shown = text, folder, shown
        self.output = folder / "journal"
        (folder / "run").mkdir(exist_ok=True)
        asker = folder / "bin" / "systemd-ask-password"
        asker.parent.mkdir(exist_ok=True)
        asker.write_text(f"#!/bin/sh\necho '{PASSPHRASE}'\n")
        asker.chmod(0o755)

    def with_lines(self, text):
        """The unit with a drop-in, which adds to lists and replaces what is one value (systemd.unit(5))."""
        return Unit(f"{self.text}\n{text}", self._folder, shown=self._shown)

    def without_lines(self, name):
        kept = [line for line in self.text.splitlines() if not line.startswith(f"{name}=")]
        return Unit("\n".join(kept), self._folder, shown=self._shown)

    def said(self, name):
        return [value for key, _, value in (line.partition("=") for line in self.text.splitlines()) if key == name]

    def words(self, name):
        return [word.lstrip("-") for value in self.said(name) for word in shlex.split(value)]

    def command(self, name):
        return shlex.split(self.said(name)[-1].lstrip("+"))

    def run(self, name):
        if self.said(name)[-1] == "":  # a drop-in took it away
            return None
        outside = self.said(name)[-1].startswith("+")  # with full rights, and none of what shuts the process in
        command = self.command(name)
        return subprocess.run(command, check=True, env=self.environment()) if outside else self.runs(*command)

    def runs(self, *command):
        """A command with what the unit leaves to its process."""
        return subprocess.run(
            [*self.cage(), *map(str, command)], env=self.environment(), capture_output=True, check=False
        )

    def cage(self):
        yes = {name for name in ("PrivateTmp", "PrivateDevices", "ProtectHome", *PROC) if self.said(name) == ["yes"]}
        assert self.said("ProtectSystem") == ["strict"]
        hidden = [*(["/tmp", "/var/tmp"] if "PrivateTmp" in yes else []), *(HOMES if "ProtectHome" in yes else [])]
        written = [*self.words("ReadWritePaths"), self._folder / "run"]
        return [
            *("bwrap", "--die-with-parent", "--ro-bind", "/", "/", "--bind", "/proc", "/proc"),
            *(word for name in PROC if name in yes for word in ("--ro-bind", PROC[name], PROC[name])),
            *(("--dev", "/dev") if "PrivateDevices" in yes else ("--dev-bind", "/dev", "/dev")),
            *(word for place in hidden if Path(place).is_dir() for word in ("--tmpfs", place)),
            *(word for place in (*self._shown, self._folder) for word in ("--ro-bind-try", str(place), str(place))),
            *(word for place in written for word in ("--bind", str(place), str(place))),
        ]

    @contextmanager
    def started(self):
        self.run("ExecStartPre")
        with told_ready(self._folder) as until_ready, self.output.open("wb") as output:
            reading, writing = os.pipe()
            process = subprocess.Popen(
                [*self.cage(), "--info-fd", str(writing), *self.command("ExecStart")],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.environment(), pass_fds=[writing],
            )  # fmt: skip
            os.close(writing)
            with os.fdopen(reading) as info:
                running = Running(process, json.load(info)["child-pid"])
            try:
                until_ready()
                self.runs(*self.command("ExecStartPost"))
                yield running
            finally:
                if not running.ended:
                    running.stop()
                running.wait()

    def environment(self):
        path = f"{self._folder / 'bin'}:{os.environ['PATH']}"
        named = {DATABASE.name: os.environ[DATABASE.name]} if DATABASE.name in os.environ else {}
        return {
            **named,
            "PATH": path,
            "HOME": str(self._folder),
            "NOTIFY_SOCKET": str(self._folder / "notify"),
            "LANG": "C.UTF-8",
            **dict(word.split("=", 1) for word in self.words("Environment")),
        }


@contextmanager
def told_ready(folder):
    """Somebody listens at NOTIFY_SOCKET of this folder (sd_notify(3)); what is given waits until told."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(folder / "notify"))
        told.settimeout(120)

        def wait():
            while b"READY=1" not in told.recv(4096):
                pass

        yield wait
        (folder / "notify").unlink()


def placed(text, world, folder):
    """A unit on the machine of the test."""
    pairs = [
        ("/opt/dokaz/.venv", CHECKOUT / ".venv"), ("/srv/archive", world.home),
        ("-o dokaz", f"-o {os.getuid()}"), *((f"/run/{name}", folder / "run") for name in ABOUT),
    ]  # fmt: skip
    return instead(text, *[(written, here) for written, here in pairs if written in text])


def shown(base):
    """What a test has in places that the units hide: the checkout, its Python, its own folders, a server's socket."""
    database = re.search(r"host=([^&]+)", os.environ.get(DATABASE.name, ""))
    return [CHECKOUT, sys.base_prefix, base, *([unquote(database[1])] if database else [])]


@pytest.fixture
def units(world, short_folder, program, tmp_path_factory):
    """`units("dokaz-office")`: the unit of this name, on the machine of the test."""
    program("install"), program("bwrap")

    def placed_unit(name):
        text = placed(example("ini", about=f"Description={ABOUT[name]}"), world, short_folder)
        return Unit(text, short_folder, shown=shown(tmp_path_factory.getbasetemp()))

    return placed_unit


@pytest.fixture
def unit(units, short_folder):
    port, found = free_port(), units("dokaz-office")
    made = Unit(instead(found.text, ("127.0.0.1:8080", f"127.0.0.1:{port}")), short_folder, shown=found._shown)
    made.port = port
    return made


@pytest.fixture
def worker(units):
    return units("dokaz-work")


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
            assert asked(unit.port, "/health")[0] == 200
            process.stop()
            half.sendall(b"=abc")
            assert half.recv(4096).startswith(b"HTTP/1.1 403")  # no form of ours: but an answer, and a whole one
        assert process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in unit.output.read_text().splitlines() if line.startswith("{")]
    assert {"begins", "ended"} <= {line["says"] for line in lines}
    assert not [line for line in lines if line["level"] in ("error", "critical")]


FORM = "multipart/form-data; boundary=x"
BEGUN = (
    f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nsix of",
    f"POST /receive HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {FORM}\r\nContent-Length: 2000000\r\n\r\n--x",
    f"GET /health HTTP/1.1\r\nHost: {HOST}\r\n",
    "",
)


def test_the_unit_starts_without_a_person_with_its_drop_in_and_a_start_key(unit, world, short_folder):
    (short_folder / "start-key").write_text(people.make_start_key(world.home, by=world.session, now=world.tick()))
    alone = unit.with_lines(
        instead(
            placed(example("ini", about=DROP_INS["alone"]), world, short_folder),
            ("127.0.0.1:8080", f"127.0.0.1:{unit.port}"), ("%d", short_folder),
        )
    )  # fmt: skip
    with alone.started():
        assert asked(unit.port, "/health") == (200, b"well\n")
        assert b"Pass-phrase" in asked(unit.port, "/sign-in")[1]
    assert "starts without a person" in alone.output.read_text()


def test_strangers_who_send_slowly_do_not_keep_the_office_from_answering(unit):
    with unit.started(), ExitStack() as slow:
        for sent in BEGUN:
            for _ in range(2 * serve.THREADS):
                line = slow.enter_context(socket.create_connection(("127.0.0.1", unit.port), timeout=60))
                line.sendall(sent.encode())
            assert asked(unit.port, "/health") == (200, b"well\n")
            assert b"Pass-phrase" in asked(unit.port, "/sign-in")[1]


def test_the_unit_starts_a_worker_that_says_when_it_is_ready_and_ends_when_told_to(worker):
    with worker.started() as process:
        assert not (worker._folder / "run" / "passphrase").exists()
        process.stop()
        assert process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in worker.output.read_text().splitlines() if line.startswith("{")]
    assert [(line["from"], line["says"]) for line in lines] == [("dokaz.work", "begins"), ("dokaz.work", "ended")]


def test_the_timers_unit_takes_the_pass_phrase_once_and_has_the_checkpoint_stamped(units, world, program, tmp_path):
    program("openssl")
    phrase, stamp = units("dokaz-phrase"), units("dokaz-stamp")
    phrase.run("ExecStart")
    assert (phrase._folder / "run" / "passphrase").stat().st_mode & 0o777 == 0o600
    authority = Authority(tmp_path / "authority", name="Alpha")
    root = tmp_path / "root.pem"
    root.write_bytes(stamps.pem(authority.roots))
    with served(answering(authority.reply)) as address:
        admitting = ["authority", "add", "alpha", "--url", address, "--root", root]
        dokaz, *options = stamp.command("ExecStart")[:-1]
        added = stamp.runs(dokaz, *[each for each in options if each != "--as-machine"], *admitting)
        done = stamp.runs(*stamp.command("ExecStart"))
    assert (added.returncode, done.returncode) == (0, 0), (added, done)
    assert b"says alpha." in done.stdout


@pytest.mark.parametrize("name", SHUT_IN)
def test_what_reads_strange_files_is_shut_in_within_what_a_unit_leaves(name, units):
    unit = units(name)
    assert b"output=b'read'" in unit.runs(sys.executable, "-c", SHUTTING_IN).stdout
    for covering in PROC if name == "dokaz-stamp" else ():  # what the page warns of: this cage would show it
        assert b"Not read" in unit.with_lines(f"{covering}=yes").runs(sys.executable, "-c", SHUTTING_IN).stdout


def test_a_unit_writes_to_folders_elsewhere_with_their_drop_in_alone(units, world, tmp_path):
    places = {name: tmp_path / name for name in ("vault", "headers", "archive", "mirror")}
    for place in places.values():
        place.mkdir()
    lines = instead(
        example("ini", about=DROP_INS["folders"]), ("/mnt/large/vault", places["vault"]),
        ("/mnt/headers", places["headers"]), ("/mnt/backups/archive", places["archive"]),
        ("/mnt/mirror", places["mirror"]),
    )  # fmt: skip
    unit = units("dokaz-office")
    unit.run("ExecStartPre")
    file = tmp_path / "statement.txt"
    file.write_text("page 7")
    dokaz, *options = unit.command("ExecStart")[:3]
    receive = [dokaz, *options, "--passphrase-file", unit.command("ExecStart")[-1], "receive", file, "--source", "P-1"]
    without = unit.with_lines(lines).without_lines("ReadWritePaths").with_lines(f"ReadWritePaths={world.home}")
    assert without.runs(*receive).returncode != 0
    done = unit.with_lines(lines).runs(*receive)
    assert done.returncode == 0, done
    assert [each for each in places["vault"].rglob("*") if each.is_file()]
    assert [each for each in places["headers"].rglob("*") if each.is_file()]
    assert [each.name for each in (world.home / "vault").rglob("*") if each.is_file()] == ["owner"]
    touched = unit.with_lines(lines).runs("touch", places["archive"] / "a", places["mirror"] / "a")
    assert touched.returncode == 0


def frame(name):
    """A unit or the office's unit with a drop-in, as the page has it."""
    if name in ABOUT:
        return example("ini", about=f"Description={ABOUT[name]}")
    return example("ini", about="Description=Office") + example("ini", about=DROP_INS[name])


@pytest.mark.parametrize("name", [*SHUT_IN, *DROP_INS])
def test_no_unit_forbids_what_its_settings_name(name, short_folder):
    """Folders that are written to, addresses that are asked, and the home in which credentials lie."""
    unit = Unit(frame(name), short_folder)
    told = dict(word.split("=", 1) for word in unit.words("Environment"))
    read = {each.name: each.read(told) for each in environment.ALL if each.name in told}
    assert read.keys() == told.keys()  # each is a setting, and means something
    folders = [place for place in read.values() if isinstance(place, Path)]
    written = [Path(place) for place in unit.words("ReadWritePaths")]
    assert [place for place in folders if not any(place.is_relative_to(each) for each in written)] == []
    asked = "s3://" in str(told) or "db.example.org" in str(told) or name in ("outside", "dokaz-stamp")
    barred = "any" in unit.words("IPAddressDeny") and set(unit.words("IPAddressAllow")) == {"localhost"}
    assert barred is not asked
    made = re.search(r"--home-dir (\S+) .* (\S+)$", OPERATING.read_text(), re.MULTILINE)
    assert unit.said("User") == [made[2]]
    assert not any(Path(made[1]).is_relative_to(place) for place in HOMES)
    assert f"`{made[1]}/.aws/credentials`" in OPERATING.read_text()


def test_systemd_knows_every_line_and_none_keeps_the_sandbox_from_making_namespaces(
    units, world, program, short_folder
):
    analyze, folder = program("systemd-analyze"), short_folder / "units"
    folder.mkdir()
    texts = {name: units(name).text.replace("User=dokaz", "User=root") for name in ABOUT}
    added = {
        f"dokaz-{name}": placed(example("ini", about=about), world, short_folder) for name, about in DROP_INS.items()
    }
    texts |= {name: texts["dokaz-office"] + lines for name, lines in added.items()}
    for name, text in texts.items():
        (folder / f"{name}.service").write_text(text)
    (folder / "dokaz-stamp.timer").write_text(example("ini", about="[Timer]"))
    checked = subprocess.run(
        [analyze, "verify", "--man=no", *sorted(folder.iterdir())], capture_output=True, text=True, check=False
    )
    about_us = [line for line in checked.stderr.splitlines() if "dokaz-" in line]
    assert (checked.returncode, about_us) == (0, [])
    for name in texts.keys() - {"dokaz-phrase"}:
        command = [analyze, "security", "--offline=true", "--json=short", folder / f"{name}.service"]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        against = {each["json_field"]: each["set"] for each in found if AGAINST_BWRAP.match(each["json_field"])}
        assert len(against) == 13
        assert not any(against.values())


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
def caddy(program, folder, behind, *, host, listening):
    port = free_port()
    text = instead(example("caddy", about=host), (host, f"localhost:{port}"), (listening, f"127.0.0.1:{behind}"))
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


@pytest.mark.parametrize(("host", "listening"), [(HOST, "127.0.0.1:8080"), ("witness.example.org", "127.0.0.1:8443")])
def test_the_proxy_hands_on_what_is_sent_while_it_arrives(program, short_folder, host, listening):
    behind = Slowly()
    with caddy(program, short_folder, behind.port, host=host, listening=listening) as (port, root):
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


def test_tor_makes_the_address_of_the_example_and_the_second_office_answers_to_it(program, world, short_folder):
    service, port = short_folder / "service", free_port()
    text = instead(example("torrc"), ("/var/lib/tor/dokaz-office", service), ("127.0.0.1:8081", f"127.0.0.1:{port}"))
    file = short_folder / "torrc"
    file.write_text(f"{text}DataDirectory {short_folder / 'tor'}\nSocksPort 0\nDisableNetwork 1\n")
    with subprocess.Popen([program("tor"), "-f", str(file)], stdout=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if (service / "hostname").exists():
                    break
            host = (service / "hostname").read_text().strip()
            assert re.fullmatch(r"[a-z2-7]{56}\.onion", host), said
        finally:
            process.terminate()
            process.stdout.read()
            process.wait()
    line = instead(
        example("sh"), ("dokaz --home /srv/archive", f"{CHECKOUT / '.venv/bin/dokaz'} --home {world.home}"),
        ("127.0.0.1:8081", f"127.0.0.1:{port}"), ("/var/lib/tor/dokaz-office", service),
    )  # fmt: skip
    with second_office(line, short_folder):
        assert asked(port, "/health", host=host) == (200, b"well\n")
        assert asked(port, "/health")[0] == 400  # by the name of the first
        sockets = [each.name for each in short_folder.rglob("*") if each.is_socket()]
        assert sockets == ["notify"]  # the test's own: nobody steers the process through another


@contextmanager
def second_office(line, folder):
    """The line as somebody types it, who is asked for no pass-phrase since it lies in a file."""
    phrase = folder / "phrase"
    phrase.write_text(PASSPHRASE)
    named = {PASSPHRASE_FILE.name: str(phrase), "NOTIFY_SOCKET": str(folder / "notify"), "HOME": str(folder)}
    with told_ready(folder) as until_ready:
        process = subprocess.Popen(
            ["sh", "-c", line], env={**os.environ, **named}, start_new_session=True, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            until_ready()
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
