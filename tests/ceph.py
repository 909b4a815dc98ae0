"""Debian's Ceph object gateway on loopback: an S3 server that checks signatures and enforces object lock.

One monitor, one manager, one object store in memory and one gateway, each a process of ours in the foreground, in a folder
of its own that goes with them. Half a gigabyte of memory, about twenty seconds to start.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.objectstores import Server

PROGRAMS = ("ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "ceph", "ceph-authtool", "monmaptool", "radosgw-admin")
_PATIENCE = 120
_CONFIGURATION = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon}/0]
mon initial members = a
public network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {folder}/$name.keyring
admin socket = {folder}/$name.asok
pid file = {folder}/$name.pid
log file = {folder}/$name.log
run dir = {folder}
crash dir = {folder}
mon data = {folder}/mon
mgr data = {folder}/mgr
osd data = {folder}/osd
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 2000
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 4294967296
mgr initial modules =
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw lc debug interval = 600
"""


def require() -> None:
    """Skip with a reason where the programs are not installed, or fail where CI=true."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{', '.join(missing)} must be installed for `make soak` (debian-soak.txt)")
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed (debian-soak.txt)")


class Cluster:
    def __init__(self, folder: Path, ports: tuple[int, int]) -> None:
        self.folder = folder
        self.server = Server(f"http://127.0.0.1:{ports[1]}", "OWNER", "the-secret-of-the-owner")
        self._fsid, self._mon = str(uuid.uuid4()), ports[0]
        (folder / "conf").write_text(
            _CONFIGURATION.format(folder=folder, fsid=self._fsid, mon=ports[0], gateway=ports[1])
        )

    def user(self, name: str, key: str, secret: str) -> Server:
        """An account of the gateway."""
        self.run(
            *("radosgw-admin", "user", "create", f"--uid={name}", f"--display-name={name}"),
            *(f"--access-key={key}", f"--secret-key={secret}"),
        )
        return Server(self.server.endpoint, key, secret)

    def run(self, program: str, *words: str) -> str:
        command = [program, "-c", str(self.folder / "conf"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=self.folder)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout

    def begin(self, started: ExitStack) -> None:
        self._make_keys()
        monitor = ("--monmap", str(self.folder / "monmap"), "--keyring", str(self.folder / "first.keyring"))
        self.run("ceph-mon", "--mkfs", "-i", "a", *monitor)
        shutil.copy(self.folder / "first.keyring", self.folder / "mon" / "keyring")
        self._start(started, "ceph-mon", "-i", "a")
        self._keyring("mgr.x", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *")
        self._start(started, "ceph-mgr", "-i", "x")
        self._make_disk()
        self._start(started, "ceph-osd", "-i", "0")
        self._keyring("client.rgw", "mon", "allow rw", "osd", "allow rwx")
        self._start(started, "radosgw", "-n", "client.rgw")
        self._wait_for_gateway()
        self.user("owner", self.server.key, self.server.secret)

    def _make_keys(self) -> None:
        for name in ("mon", "mgr", "osd", "rgw"):
            (self.folder / name).mkdir()
        first, admin = self.folder / "first.keyring", self.folder / "client.admin.keyring"
        everything = ("--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *")
        _tool("ceph-authtool", str(first), "--create-keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        _tool("ceph-authtool", str(admin), "--create-keyring", "--gen-key", "-n", "client.admin", *everything)
        _tool("ceph-authtool", str(first), "--import-keyring", str(admin))
        place = f"[v2:127.0.0.1:{self._mon}/0]"
        _tool("monmaptool", "--create", "--addv", "a", place, "--fsid", self._fsid, str(self.folder / "monmap"))

    def _make_disk(self) -> None:
        disk = str(uuid.uuid4())
        self.run("ceph", "osd", "new", disk)
        self._keyring("osd.0", "mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *")
        self.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)

    def _keyring(self, name: str, *rights: str) -> None:
        (self.folder / f"{name}.keyring").write_text(self.run("ceph", "auth", "get-or-create", name, *rights))

    def _start(self, started: ExitStack, *command: str) -> None:
        words = [command[0], "-c", str(self.folder / "conf"), "-f", *command[1:]]
        with (self.folder / f"{command[0]}.out").open("wb") as out:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.folder)
        started.callback(_ended, process)

    def _wait_for_gateway(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                port = int(self.server.endpoint.rpartition(":")[2])
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        said = {path.name: path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.out")}
        raise AssertionError(json.dumps(said, indent=1))


@contextmanager
def cluster() -> Iterator[Cluster]:
    require()
    with ExitStack() as started:
        folder = Path(tempfile.mkdtemp(prefix="ceph-", dir="/tmp"))  # a socket's path may not be long
        started.callback(shutil.rmtree, folder, ignore_errors=True)
        running = Cluster(folder, _free_ports())
        running.begin(started)
        yield running


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _tool(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=_PATIENCE)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
