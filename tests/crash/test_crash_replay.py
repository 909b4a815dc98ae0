"""Power cuts: what receiving wrote is replayed up to each call, and all that was not synced is dropped (SECURITY 7)."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from tests import light, permitting
from tests.crash.recording import Disk, lay_out, recording

from dokaz.access import api as access
from dokaz.cli import main
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.custody import groups
from dokaz.custody.models import Blob, Item
from dokaz.database import api as database
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.journal.models import TreeHead
from dokaz.kernel import faults
from dokaz.verify import merkle, package

FILES = {
    "a small": b"small",
    "b twin": b"small",
    "c two chunks": b"\x00\x01" * 40_000,
    "d empty": b"",
    "e last": b"last",
}


def material(folder, files):
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def received(world, folder):
    return custody.receive_many(custody.walk([folder]), by=world.session, now=world.tick())


def assert_nothing_is_lost_or_doubled(world, folder, files, acknowledged):
    """What was acknowledged is whole; the same command again completes; nothing is there twice."""
    assert_sound(world)
    again = {answer.name: answer for answer in received(world, folder)}
    held = {name for name, answer in again.items() if answer.outcome is custody.Outcome.ALREADY_HELD}
    assert acknowledged <= held
    assert {answer.sha256 for answer in again.values()} == {hashlib.sha256(data).hexdigest() for data in files.values()}
    with access.whole_house("test"):
        assert Item.objects.count() == len(files)
    custody.sweep(by=world.session, now=world.tick())
    assert_sound(world)


def assert_sound(world, outside=()):
    journal.sequence(now=world.tick())
    found = inspection.inspect(by=world.session, outside=outside, everything=True, now=world.tick())
    assert found.problems == ()


@pytest.fixture
def record(world, tmp_path, monkeypatch):
    """A recording of a folder received in two groups, the home before it, and the calls."""
    monkeypatch.setattr(groups, "MOST_FILES", 3)
    folder = material(tmp_path / "material", FILES)
    database.close()
    before = shutil.copytree(world.home, tmp_path / "before")
    world.open_again()
    with recording(world.home, monkeypatch) as record:
        for answer in received(world, folder):
            record.acknowledge(answer.name)
    database.close()
    record.before, record.folder = before, folder
    return record


def states(record, *, names_first):
    """Each disk that a power cut can leave, once, with what had been acknowledged by then."""
    disk, told, last = Disk(record.before), set(), None
    for call, data in zip(record.calls, record.databases, strict=True):
        disk.after(call)
        if call.what == "acknowledge":
            told.add(call.path)
        left = (disk.left(names_first=names_first), data, frozenset(told))
        if left != last:
            last = left
            yield left


def chosen(found, count):
    """The first, the last, and others evenly between."""
    return [found[round(place * (len(found) - 1) / (count - 1))] for place in range(count)]


def replay(record, world, found):
    for left, data, acknowledged in found:
        lay_out(left, data, world.home)
        world.open_again()
        assert_nothing_is_lost_or_doubled(world, record.folder, FILES, acknowledged)
        database.close()


MODELS = pytest.mark.parametrize(
    "names_first", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["all is lost", "names before bytes"]
)


@MODELS
@pytest.mark.embedded("the syncs of its file are heard; a server does its own")
def test_a_power_cut_between_two_calls_loses_nothing_acknowledged(record, world, names_first):
    replay(record, world, chosen(list(states(record, names_first=names_first)), 12))


@pytest.mark.soak
@MODELS
@pytest.mark.embedded("the syncs of its file are heard; a server does its own")
def test_a_power_cut_after_every_call_loses_nothing_acknowledged(record, world, names_first):
    replay(record, world, states(record, names_first=names_first))


@pytest.mark.parametrize("forgotten", ["vault", "headers"])
def test_the_replay_finds_a_sync_that_was_forgotten(record, world, forgotten):
    """The test of the test: without the syncs of one tree, something acknowledged is lost."""
    kept = [
        place
        for place, call in enumerate(record.calls)
        if not (call.what == "sync" and call.path.startswith(forgotten))
    ]
    record.calls, record.databases = [record.calls[each] for each in kept], [record.databases[each] for each in kept]
    *_, last = states(record, names_first=False)
    with pytest.raises(AssertionError):
        replay(record, world, [last])


def test_every_payload_and_header_is_synced_before_its_name_and_its_folder_after(record):
    told_first = ["a small", "a small", "d empty", "d empty"]  # of the group of each: the next is written meanwhile
    for tree in ("vault", "headers"):
        named = [place for place, call in enumerate(record.calls) if call.what == "link" and call.to.startswith(tree)]
        for place, first in zip(named, told_first, strict=True):
            call, before = record.calls[place], record.calls[:place]
            assert any(each.what == "sync" and each.path == call.path for each in before)
            told = next(n for n, each in enumerate(record.calls) if (each.what, each.path) == ("acknowledge", first))
            synced = [each.path for each in record.calls[place:told] if each.what == "sync"]
            assert str(Path(call.to).parent) in synced


COMMIT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dokaz.config import homes
from dokaz.custody import api as custody
home, folder, passphrase = sys.argv[1:]
now = datetime(2026, 3, 5, tzinfo=UTC)
by = homes.open(Path(home), passphrase=passphrase, now=now)
for answer in custody.receive_many(custody.walk([Path(folder)]), by=by, now=now):
    Path(home, "told").write_text(answer.name)
"""


@pytest.fixture
def strace(tmp_path):
    """Give the path of strace; where it is missing or may not trace, skip with a reason, or fail where CI=true."""
    path = shutil.which("strace")
    trial = [path or "false", "-o", tmp_path / "try", "true"]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("strace is not installed or may not trace here: what SQLite syncs cannot be heard")
    return path


@pytest.mark.embedded("the syncs of its file are heard; a server does its own")
def test_a_commit_is_on_the_device_before_it_is_acknowledged(world, strace, tmp_path):
    """The replay copies the database whenever it changed; this holds that SQLite had synced what was committed."""
    folder = material(tmp_path / "material", FILES)
    database.close()
    calls = "trace=pwrite64,fdatasync,fsync,openat"
    traced = subprocess.run(
        [strace, "-f", "-y", "-e", calls, "-o", tmp_path / "calls", sys.executable, "-c", COMMIT, world.home, folder, world.passphrase],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert traced.returncode == 0, traced.stderr
    dirty, written, told = False, 0, 0
    for line in (tmp_path / "calls").read_text().splitlines():
        if "dokaz.db-wal>" in line:
            dirty = "pwrite64" in line
            written += dirty
        elif 'told", O_WRONLY' in line:
            told += 1
            assert not dirty
    assert (told, written > 0) == (len(FILES), True)


# kill -9 of the whole command


RUN = light.PROGRAM


def own(world, tmp_path):
    """The environment of a command on this home."""
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(world.passphrase)
    return os.environ | {"DOKAZ_HOME": str(world.home), "DOKAZ_PASSPHRASE_FILE": str(passphrase)}


def command(*words, world, tmp_path):
    """The command as a process of its own, that can be killed."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        env=own(world, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


@dataclass
class Copy:
    """A copy of this process that runs the command: every module is there, so a kill hits its work and no import."""

    pid: int
    heard: int

    @classmethod
    def command(cls, *words, world, tmp_path):
        environment = own(world, tmp_path)
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.environ.update(environment)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                os.dup2(theirs, 1)
                sys.stdout, sys.stderr = (os.fdopen(each, "w", encoding="utf-8") for each in (1, 2))
                os._exit(main.run([*map(str, words)]))
            finally:
                os._exit(1)
        os.close(theirs)
        return cls(child, ours)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def communicate(self):
        with os.fdopen(self.heard, encoding="utf-8", errors="replace") as heard:
            out = heard.read()
        _, status = os.waitpid(self.pid, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return out, None


def acknowledged_in(out):
    """The names in each whole line of JSON that was heard."""
    whole = [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return {Path(answer["path"]).name for answer in whole if answer["ref"]}


def assert_heads_grow():
    heads = [(head.size, bytes(head.root)) for head in TreeHead.objects.order_by("size")]
    for (old, old_root), (new, new_root) in pairwise(heads):
        proof = journal.consistency(old, new=new)
        merkle.verify_consistency(old=old, new=new, old_root=old_root, new_root=new_root, proof=proof)


def kill_at_random(world, tmp_path, *, rounds, command, earliest):
    """Each at a time between this part and the whole of what the same takes where nobody kills it."""
    outside, held, chance = [], len(FILES), random.Random(20200809)
    folder = material(tmp_path / "whole", FILES)
    database.close()
    began = time.monotonic()
    out, _ = command("receive", folder, "--json", "--later", world=world, tmp_path=tmp_path).communicate()
    usual = time.monotonic() - began
    assert acknowledged_in(out) == set(FILES)
    for number in range(rounds):
        files = {f"{number} {name}": data + b"%d" % number for name, data in FILES.items()}
        folder = material(tmp_path / f"round {number}", files)
        database.close()
        running = command("receive", folder, "--json", "--later", world=world, tmp_path=tmp_path)
        time.sleep(usual * chance.uniform(earliest, 1))
        running.kill()
        out, _ = running.communicate()
        world.open_again()
        assert_heads_grow()
        again = {answer.name: answer for answer in received(world, folder)}
        assert all(again[name].outcome is custody.Outcome.ALREADY_HELD for name in acknowledged_in(out))
        held += len(files)
        with access.whole_house("test"):
            assert Item.objects.count() == held
        outside.append(journal.checkpoint(now=world.tick()))
        if number % 10 == 0 or number == rounds - 1:  # reads the whole house, which grows with each round
            assert_sound(world, outside)


def test_a_command_killed_at_random_and_run_again_completes(world, tmp_path):
    kill_at_random(world, tmp_path, rounds=2, command=command, earliest=0.8)


@pytest.mark.soak
def test_two_hundred_commands_killed_at_random_and_run_again_complete(world, tmp_path):
    kill_at_random(world, tmp_path, rounds=200, command=Copy.command, earliest=0.1)


# two at once


def test_two_commands_at_once_lose_nothing_and_keep_nothing_twice(world, tmp_path):
    """Half of what each receives is received by the other too."""
    shared = {f"shared {number}": b"shared %d" % number for number in range(150)}
    folder = material(tmp_path / "material", shared)
    for one in "ab":
        material(folder / one, {f"{one} {number}": b"%s %d" % (one.encode(), number) for number in range(75)})
    database.close()
    running = [
        command("receive", *paths, "--json", "--later", world=world, tmp_path=tmp_path)
        for paths in ([folder], [folder])
    ]
    heard = [each.communicate()[0] for each in running]
    assert [each.returncode for each in running] == [0, 0]
    answers = [[json.loads(line) for line in out.splitlines()] for out in heard]
    assert [len(each) for each in answers] == [300, 300]
    written = [each["path"] for one in answers for each in one if each["outcome"] != "already-held"]
    assert sorted(written) == sorted({each["path"] for each in answers[0]})  # each once, by one of the two
    assert {each["path"]: each["ref"] for each in answers[0]} == {each["path"]: each["ref"] for each in answers[1]}
    world.open_again()
    with access.whole_house("test"):
        assert (Item.objects.count(), Blob.objects.count()) == (300, 300)
    swept = custody.sweep(by=world.session, now=world.tick())
    assert (swept.blobs, swept.headers, swept.temporary) == (0, 0, 0)
    assert_sound(world)


# a package


KINDS = {"open", "os.mkdir", "os.rename", "os.link"}


NAMED = "when it has its name, and that is not durable yet"


def dies_at(place, folder):
    """End the process at its call of this number that opens, makes or moves a name in this folder (PEP 578).

    Or, as `NAMED` says, where the folder itself is opened, to be synced. (How many calls there are varies by one: two
    hands may both make the folder of the exhibits.)
    """
    left = iter([0] if place == NAMED else range(place, -1, -1))

    def hear(event, args):
        if event in KINDS and isinstance(args[0], str | os.PathLike):
            counts = Path(args[0]) == folder if place == NAMED else folder in Path(args[0]).parents
            if counts and next(left, None) == 0:
                faults.crash()

    sys.addaudithook(hear)


def packed_in_a_child(world, proposed, to, *, dying_at):
    """Whether the child was killed."""
    database.close()
    child = os.fork()
    if child == 0:
        try:
            world.open_again()
            dies_at(dying_at, to.parent)
            disclosure.package(proposed, to=to, by=world.session, now=world.tick())
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    world.open_again()
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def brought(world, tmp_path, number):
    """Files that may go, for the makings from this number on."""
    files = {f"{number} {name}": data for name, data in FILES.items()}
    answers = received(world, material(tmp_path / f"material {number}", files))
    return permitting.of(world, [answer.ref for answer in answers])


def kill_packages(world, tmp_path, places):
    """A maker is killed at each of these names; the next one makes the same package in the same home, at the same place.

    So each shows that the one before left nothing in its way, and the last makes it to its end. Gives the first name
    to which none came any more.
    """
    refs = brought(world, tmp_path, 0)
    permitting.packaged_in(world, refs, to=tmp_path / "first")  # what it imports, each child has
    outside, to = [journal.checkpoint(now=world.tick())], tmp_path / "sent" / "package"
    to.parent.mkdir()
    for number, place in enumerate(places, 1):
        if number % 10 == 0:  # a chain of custody tells of each making, and a report of hundreds is long to print
            refs = brought(world, tmp_path, number)
        world.tick(24 * 3600)  # what one asks for within a day counts together, and would wait
        asked = permitting.approved_in(world, refs).proposed
        dead = packed_in_a_child(world, asked, to, dying_at=place)
        assert_heads_grow()
        assert_sound(world, outside)
        outside.append(journal.checkpoint(now=world.tick()))
        if not dead:
            assert package.check(to).exit_code == 0
            return place
        left = disclosure.unfinished(to.parent)
        assert to.exists() == (place == NAMED)
        if to.exists():  # under its name it is whole
            assert (package.check(to).exit_code, left) == (0, [])
            to.rename(tmp_path / "stood")
        assert sorted(to.parent.iterdir()) == sorted(left)  # or everything of it is named
        for each in left:
            shutil.rmtree(each)
    permitting.packaged_in(world, refs, to=to)
    assert package.check(to).exit_code == 0
    return None


def test_a_package_that_was_killed_is_absent_or_whole_and_made_again(world, tmp_path):
    kill_packages(world, tmp_path, [NAMED, 0, 8, 20, 30])


@pytest.mark.soak
def test_a_package_killed_at_every_name_it_makes_is_absent_or_whole(world, tmp_path):
    assert kill_packages(world, tmp_path, range(500)) > 30
