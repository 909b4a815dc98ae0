"""What a run did to the disk, call by call, and the disk as a power cut would leave it after each call.

Page-cache loss: bytes are lost unless their file was synced after they were written, and a name made, moved or removed
is lost unless its folder was synced after. Two devices are played: one that loses all it may, and one that has written
every name already and none of the bytes behind them.

Recorded are the calls of Python's `os`. SQLite writes by itself: its database and write-ahead log are copied whenever
a call finds them changed. `test_a_commit_is_on_the_device_before_it_is_acknowledged` holds what this relies on.
"""

import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DATABASE = ("dokaz.db", "dokaz.db-wal")


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `what` is what it did, on `path` (and `to`)."""

    what: str
    path: str
    to: str = ""
    data: bytes = b""


@dataclass
class Recording:
    home: Path
    calls: list[Call] = field(default_factory=list)
    databases: list[dict[str, bytes]] = field(default_factory=list)  # as they were after each call
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _stamp: tuple[object, ...] = ()

    def note(self, what, path, to="", data=b""):
        inside = [str(Path(each).relative_to(self.home)) if each else "" for each in (path, to)]
        with self._lock:
            self.calls.append(Call(what, inside[0], inside[1], data))
            self.databases.append(self._database())

    def acknowledge(self, path):
        """Somebody was told that this was received."""
        with self._lock:
            self.calls.append(Call("acknowledge", path))
            self.databases.append(self._database())

    def _database(self):
        stamp = tuple(_stamp(self.home / name) for name in DATABASE)
        if stamp == self._stamp:
            return self.databases[-1]
        self._stamp = stamp
        return {name: (self.home / name).read_bytes() for name in DATABASE if (self.home / name).exists()}


def _stamp(path):
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _opened_by(descriptor):
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


class _Ears:
    """Each method hears the call of its name after it succeeded."""

    def __init__(self, made):
        self.note, self.home = made.note, made.home

    def heard(self, path):
        return str(path).startswith(f"{self.home}/") and not Path(path).name.startswith("dokaz.db")

    def open(self, _result, path, flags, *_):
        if flags & os.O_CREAT and self.heard(path):
            self.note("create", path)

    def write(self, count, descriptor, data):
        if self.heard(path := _opened_by(descriptor)):
            with memoryview(data) as view:
                self.note("write", path, data=bytes(view[:count]))

    def fsync(self, _result, descriptor):
        if self.heard(path := _opened_by(descriptor)):
            self.note("sync", path)

    def mkdir(self, _result, path, *_):
        if self.heard(path):
            self.note("mkdir", path)

    def unlink(self, _result, path, *_):
        if self.heard(path):
            self.note("unlink", path)

    def link(self, _result, path, to):
        if self.heard(to):
            self.note("link", path, to)

    def rename(self, _result, path, to):
        if self.heard(to):
            self.note("rename", path, to)


@contextmanager
def recording(home, monkeypatch):
    """Hear every call that changes what lies below `home`, in all threads."""
    made = Recording(home)
    ears = _Ears(made)

    def listened(name):
        real, hear = getattr(os, name), getattr(ears, name)

        def call(*args, **named):
            with made._lock:  # the order in the recording is the order on the disk
                result = real(*args, **named)
                hear(result, *args)
                return result

        return call

    with monkeypatch.context() as patched:
        for name in ("open", "write", "fsync", "mkdir", "unlink", "link", "rename"):
            patched.setattr(os, name, listened(name))
        yield made


@dataclass
class _File:
    written: bytes = b""
    durable: bytes = b""


class Disk:
    """Files by name below one folder, as programs see them and as the device holds them."""

    def __init__(self, before):
        found = {str(path.relative_to(before)): path for path in sorted(before.rglob("*")) if path.name not in DATABASE}
        self.seen = {name: None if path.is_dir() else _File(*[path.read_bytes()] * 2) for name, path in found.items()}
        self.kept = dict(self.seen)

    def after(self, call):
        getattr(self, f"_{call.what}", lambda _call: None)(call)

    def _create(self, call):
        self.seen.setdefault(call.path, _File())

    def _mkdir(self, call):
        self.seen[call.path] = None

    def _write(self, call):
        self.seen[call.path].written += call.data  # every file is written once, from its start to its end

    def _link(self, call):
        self.seen[call.to] = self.seen[call.path]

    def _rename(self, call):
        self.seen[call.to] = self.seen.pop(call.path)

    def _unlink(self, call):
        self.seen.pop(call.path)

    def _sync(self, call):
        file = self.seen.get(call.path)
        if file is not None:
            file.durable = file.written
            return
        names = self.seen.keys() | self.kept.keys()
        for name in [each for each in names if str(Path(each).parent) == call.path]:
            if name in self.seen:
                self.kept[name] = self.seen[name]
            else:
                del self.kept[name]

    def left(self, *, names_first):
        """Name to bytes (None: a folder) after a power cut now."""
        names = self.seen if names_first else self.kept
        return {name: file and file.durable for name, file in names.items() if _reachable(name, names)}


def _reachable(name, names):
    return all(str(above) in names for above in Path(name).parents if str(above) != ".")


def emptied(folder):
    """The folder itself stays the one it was: a home knows it by its number."""
    folder.mkdir(exist_ok=True)
    for inside in folder.iterdir():
        shutil.rmtree(inside) if inside.is_dir() else inside.unlink()


def lay_out(left, database, folder):
    """Write down what a power cut left, in the folder that it happened to."""
    emptied(folder)
    for name in sorted(left):
        if left[name] is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(left[name])
    for name, data in database.items():
        (folder / name).write_bytes(data)
