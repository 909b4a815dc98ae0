"""The database runs out of room: a sentence, nothing that was acknowledged is lost, and with room it goes on.

The embedded database is given a limit of pages. A PostgreSQL server is put on a small disk (`make soak`, as root): its
tables alone, and then the whole of it, where it ends itself when its log of changes finds no room.
"""

import io
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from tests import servers
from tests.conftest import BEGAN, LIGHT, PASSPHRASE, SHARES, World

from dokaz.access import api as access
from dokaz.config import environment, homes, inspection
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Item
from dokaz.database import api as database

MEBIBYTE = 1024 * 1024
MOST = 3_000


def receive(world, number):
    return custody.receive(io.BytesIO(b"%d" % number), name=f"{number}.txt", by=world.session, now=world.tick()).ref


def items():
    with access.whole_house("test"):
        return set(Item.objects.values_list("ref", flat=True))


def receive_until_full(world, *, expected):
    """The references that were told, and the fault that ended it."""
    told = []

    def receive_many():
        told.extend(receive(world, number) for number in range(MOST))

    with pytest.raises(expected) as fault:
        receive_many()
    return told, fault.value


def assert_goes_on(world, told):
    """Everything told is there and sound, at most one more is, and what was refused is received now."""
    held = items()
    assert set(told) <= held
    assert len(held) - len(told) <= 1  # committed, and the server ended before it said so
    receive(world, len(told))
    assert len(items()) == len(told) + 1
    custody.sweep(by=world.session, now=world.tick())
    report = inspection.inspect(by=world.session, everything=True, now=world.tick())
    assert report.problems == ()


def pages(limit=None):
    """How many pages the file may have; SQLite never makes it smaller than what it holds."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count" if limit is None else f"PRAGMA max_page_count = {limit}")
        return cursor.fetchone()[0]


@pytest.mark.embedded("the limit is its own")
def test_an_embedded_database_that_is_full_says_so_and_keeps_what_it_told(world):
    before = [receive(world, -1 - number) for number in range(3)]
    pages(pages() + 20)
    told, full = receive_until_full(world, expected=database.DatabaseFull)
    assert "make room there" in str(full)
    stored = set(vault.store().names())
    assert len(stored) == len(before) + len(told)  # what was refused was taken back
    large = custody.Description(title="more than the room that may be left " * 4_000)
    with pytest.raises(database.DatabaseFull):  # another verb says the same
        custody.describe(before[0], description=large, seen=0, reason="named", by=world.session, now=world.tick())
    pages(2**30)
    assert_goes_on(world, before + told)


@contextmanager
def small_disk(size):
    """A file system of this size in memory; it is taken away again with whatever is on it."""
    if os.getuid() != 0:
        pytest.skip("a small disk is mounted by root only")
    folder = Path(tempfile.mkdtemp(prefix="dokaz-small-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {made.stderr.decode().strip()}")
    try:
        them = servers.unprivileged()
        os.chown(folder, them["user"], them["group"])
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def fill(disk, *, leaving):
    """Take the room, so that only so much is left, and give the file whose removal gives it back."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - leaving)
    return filler


@contextmanager
def house(cluster, folder, monkeypatch):
    """A new collection on the database `full` of this server."""
    database.prepare(database.Server.parse(cluster.url("full", servers.OWNER)), role=servers.WEB)
    monkeypatch.setenv(environment.DATABASE.name, cluster.url("full"))
    begun = homes.create(
        folder / "home", name="Archive", shares=SHARES, passphrase=PASSPHRASE, home_kind="trial", now=BEGAN,
        cost=LIGHT, hand_out=lambda _begun: None,
    )  # fmt: skip
    try:
        yield World(folder / "home", begun.session, begun.slips)
    finally:
        database.close()


@pytest.mark.soak
def test_a_server_whose_tables_have_no_room_says_so_and_keeps_what_it_told(cluster, tmp_path, monkeypatch):
    with small_disk(64 * MEBIBYTE) as disk:
        cluster.sql(f"CREATE TABLESPACE small LOCATION '{disk}'")
        cluster.sql(f'CREATE DATABASE "full" TEMPLATE template0 OWNER {servers.OWNER} TABLESPACE small')
        cluster.sql(f"ALTER SCHEMA public OWNER TO {servers.OWNER}", base="full")
        try:
            with house(cluster, tmp_path, monkeypatch) as world:
                filler = fill(disk, leaving=100_000)
                told, full = receive_until_full(world, expected=database.DatabaseFull)
                assert "make room there" in str(full)
                filler.unlink()
                assert_goes_on(world, told)
        finally:
            cluster.drop("full")
            cluster.sql("DROP TABLESPACE small")


@pytest.mark.soak
def test_a_server_that_ends_for_want_of_room_has_everything_it_told(tmp_path, monkeypatch):
    servers.require()
    # told to stop while it starts again by itself, PostgreSQL 15 may wait for its own checkpointer for ever
    alone = {"restart_after_crash": "off"}
    with small_disk(200 * MEBIBYTE) as disk, servers.cluster(within=disk, **alone) as cluster:
        cluster.create("full")
        with house(cluster, tmp_path, monkeypatch) as world:
            before = [receive(world, -1 - number) for number in range(20)]
            filler = fill(disk, leaving=2 * MEBIBYTE)
            cluster.sql("SELECT pg_switch_wal()")  # what comes next wants a new file of its log
            told, fault = receive_until_full(world, expected=database.DatabaseFault)
            assert isinstance(fault, database.DatabaseAway | database.DatabaseFull)
            filler.unlink()
            cluster.stop()
            cluster.start()
            world.open_again()
            assert_goes_on(world, before + told)
