"""Destroying is killed at every step: it has not happened, or nothing opens; and the same command goes on."""

import hashlib
import io
import os
from contextlib import closing

import pytest
from django.db import connection
from tests import destroying

from dokaz.access import api as access
from dokaz.config import homes
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Blob
from dokaz.custody.steps import Step
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal.steps import Step as JournalStep
from dokaz.kernel import faults, ids
from dokaz.verify import age

AFTER = {Step.COMMITTED, Step.COPIES_GONE, Step.PAYLOADS_GONE, Step.SCRUBBED, Step.FINISHED}
STEPS = [
    *Step,
    JournalStep.BODY_ERASED,
    JournalStep.GONE_LISTED,
    JournalStep.REGISTER_SIGNED,
    JournalStep.REGISTER_KEPT,
]
BYTES = b"a letter that must go"


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """A killed child begins its ids anew, by the world's clock; tests before may have made ids by a later one here."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


@pytest.fixture
def asked(world):
    """An approved receipt of one of two items, and who may use it."""
    two = destroying.Two.of(world)
    said = custody.Description(title="Hers")
    ref = custody.receive(io.BytesIO(BYTES), name="letter", description=said, by=world.session, now=world.tick()).ref
    kept = custody.receive(io.BytesIO(b"stays"), name="other", by=world.session, now=world.tick()).ref
    asked = two.ask([ref])
    two.approve(asked)
    return two, asked, ref, kept


def killed(world, act, *, at):
    """Act in a child that is killed at its first step of this name."""
    database.close()  # a connection to SQLite may not be carried across a fork
    child = os.fork()
    if child == 0:
        try:
            with faults.listening(lambda name: faults.crash() if name == at else None):
                act()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"never came to {at}"


def as_asker(world):
    words = world.companion_words
    return homes.open(world.home, passphrase=words, now=world.tick())


def opens(world, ref):
    try:
        with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
            return stream.read()
    except custody.ItemDestroyed:
        return None


@pytest.mark.parametrize("at", STEPS)
def test_killed_at_any_step_the_same_command_goes_on(world, asked, at):
    _, made, ref, kept = asked
    killed(world, lambda: custody.destroy(made.receipt, by=as_asker(world), now=world.tick()), at=at)
    world.open_again()
    told = custody.show(ref, by=world.session, now=world.tick()).destroyed
    begun = at in {*AFTER, JournalStep.REGISTER_SIGNED, JournalStep.REGISTER_KEPT}
    assert (told is not None) == begun
    assert opens(world, ref) == (None if begun else BYTES)
    if told is not None and told.finished_at is None:
        assert "destruction-unfinished" in {found.code for found in custody.verify_destroyed().found}
    session = as_asker(world)
    (gone,) = custody.destroy(made.receipt, by=session, now=world.tick()).items
    assert gone.finished_at is not None
    assert_gone(world, ref, kept)


def test_sweeping_also_finishes_what_was_cut_off(world, asked):
    _, made, ref, kept = asked
    killed(world, lambda: custody.destroy(made.receipt, by=as_asker(world), now=world.tick()), at=Step.COMMITTED)
    world.open_again()
    custody.sweep(by=world.session, now=world.tick())
    assert_gone(world, ref, kept)


def assert_gone(world, ref, kept):
    world.open_again()
    journal.checkpoint(now=world.tick())
    assert opens(world, ref) is None
    assert opens(world, kept) == b"stays"
    assert len(list(vault.headers().names())) == len(list(vault.store().names())) == 1
    assert journal.verify().found == ()
    assert journal.verify_records().found == ()
    assert custody.verify_chains() == ()
    assert custody.verify_destroyed().found == ()
    assert custody.check(by=world.session, now=world.tick()).clean


@pytest.mark.embedded("reads the pages of the database's file")
def test_no_file_of_the_home_holds_the_header_or_a_word_afterwards(world, asked):
    two, made, ref, _ = asked
    with access.whole_house("test"):
        blob = Blob.objects.get(items__ref=ref)
    header = bytes(blob.header)
    file_key = age.open_header(header, access.identities(blob.compartment_id, by=world.session))
    digest = hashlib.sha256(BYTES)
    wanted = {"header": header[-60:], "file key": file_key, "hash": digest.hexdigest().encode()}
    before = pages(world)
    assert {name for name, part in wanted.items() if part in before} == {"header", "hash"}
    custody.destroy(made.receipt, by=two.asker, now=world.tick())
    after = pages(world)
    assert {name for name, part in wanted.items() if part in after} == set()
    files = [path.read_bytes() for path in world.home.rglob("*") if path.is_file()]
    assert not any(part in data for part in wanted.values() for data in files)


def pages(world):
    """Every page of the database and of its write-ahead log in clear, free ones too, as SQLCipher 4 seals them."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = access.unlock(world.home, passphrase=world.passphrase).database_key
    file = world.home / "dokaz.db"
    log = file.with_name("dokaz.db-wal")
    raw = [file.read_bytes()]
    sealed = [raw[0][start : start + 4096] for start in range(0, len(raw[0]), 4096)]
    frames = log.read_bytes()[32:] if log.exists() else b""  # a header of 32 bytes, and 24 before each frame
    sealed += [frames[start + 24 : start + 24 + 4096] for start in range(0, len(frames), 24 + 4096)]
    clear = []
    for number, page in enumerate(sealed):
        first = 16 if number == 0 else 0  # the salt
        body, iv = page[first : 4096 - 80], page[4096 - 80 : 4096 - 64]
        if len(iv) == 16:
            opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
            clear.append(opener.update(body) + opener.finalize())
    text = b"".join(clear)
    assert b"CREATE TABLE" in text
    return text


@pytest.mark.embedded("about its write-ahead log")
def test_while_somebody_still_reads_the_earlier_state_it_is_not_told_as_done(world, asked):
    two, made, ref, kept = asked
    with closing(connection.get_new_connection(connection.get_connection_params())) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM custody_item").fetchone()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(database.DatabaseBusy):
            custody.destroy(made.receipt, by=two.asker, now=world.tick())
        assert custody.show(ref, by=world.session, now=world.tick()).destroyed.finished_at is None
        assert opens(world, ref) is None
        reader.execute("COMMIT")
    (gone,) = custody.destroy(made.receipt, by=two.asker, now=world.tick()).items
    assert gone.finished_at is not None
    assert_gone(world, ref, kept)
