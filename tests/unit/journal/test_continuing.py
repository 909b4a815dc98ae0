"""After a restore the same log goes on, or says why it cannot (SECURITY 5.4)."""

import shutil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.journal.conftest import MARYIA, Signer

from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults
from dokaz.verify import merkle, notes
from dokaz.verify.checkpoints import Checkpoint

NEWER = "dokaz/test/2"


class HeldElsewhere:
    """What a mirror holds of a log: its leaf hashes and a checkpoint."""

    name = "held elsewhere"

    def __init__(self):
        self.held, self.note = [], None

    def see(self, note):
        size = Checkpoint.parse(notes.parse(note)[0]).size
        self.held = [merkle.leaf_hash(entry.leaf) for entry in journal.read(start=0, limit=size)]
        self.note = note

    def size(self):
        return len(self.held)

    def hashes(self, start, end):
        return b"".join(self.held[start:end])

    def checkpoint(self):
        return self.note


@pytest.fixture
def mirror():
    return HeldElsewhere()


@pytest.fixture
def put_back(log, mirror):
    """Three entries and a pending one were in the back-up; five more came after it, and then the machine burnt."""
    log.grow(3)
    journal.checkpoint(now=log.tick())
    log.add()  # waits for an index when the copy is made
    older = log.saved()
    log.grow(300)
    mirror.see(journal.checkpoint(now=log.tick()))
    log.put_back(older)
    return log


def recover(log, mirror):
    return journal.recover(mirror, reason="fire", backup="20260809T120000Z", by=MARYIA, now=log.tick())


def test_the_same_log_goes_on(put_back, mirror):
    done = recover(put_back, mirror)
    assert (done.size, done.found, done.lost) == (304, 1, 300)
    put_back.add(2)
    note = journal.checkpoint(now=put_back.tick())
    head = Checkpoint.parse(notes.parse(note)[0])
    assert head.size == 307  # the entry of the recovery itself, and two
    shown = Checkpoint.parse(notes.parse(mirror.note)[0])
    merkle.verify_consistency(
        old=shown.size, new=head.size, old_root=shown.root, new_root=head.root,
        proof=journal.consistency(shown.size, new=head.size),
    )  # fmt: skip


def test_a_check_says_what_was_lost_and_finds_no_fault(put_back, mirror):
    recover(put_back, mirror)
    journal.checkpoint(now=put_back.tick())
    findings = journal.verify(outside=[mirror.note])
    assert findings.sound
    assert findings.lost == 300
    assert "300" in findings.says


def test_an_entry_that_waited_gets_back_the_place_it_had(put_back, mirror):
    (waiting,) = put_back.sql("SELECT entry_id FROM journal_pending")
    recover(put_back, mirror)
    assert journal.prove(waiting[0]).index == 3


def test_nothing_is_signed_before_and_recovering_twice_changes_nothing(put_back, mirror):
    with pytest.raises(journal.LogBehind):
        journal.checkpoint(now=put_back.tick())
    recover(put_back, mirror)
    with pytest.raises(journal.NothingLost):
        recover(put_back, mirror)


def test_a_mirror_that_holds_less_than_was_shown_is_refused(put_back, mirror):
    whole, mirror.note = mirror.note, None
    with pytest.raises(journal.MirrorBehind, match="holds 0 entries"):
        recover(put_back, mirror)
    mirror.note = whole
    recover(put_back, mirror)


@pytest.mark.parametrize("place", [0, 1, 300])
def test_hashes_that_do_not_give_the_root_change_nothing(put_back, mirror, place):
    mirror.held[3 + place] = bytes(32)
    with pytest.raises(journal.LogForked):
        recover(put_back, mirror)
    assert journal.head().size == 3
    assert journal.unplaced() == 1


def test_too_few_hashes_change_nothing(put_back, mirror):
    del mirror.held[-1]
    with pytest.raises(journal.MirrorRefused):
        recover(put_back, mirror)
    assert journal.head().size == 3


def test_a_checkpoint_of_another_key_changes_nothing(put_back, mirror):
    text = notes.parse(mirror.note)[0]
    mirror.note = Signer().sign(text.encode())
    with pytest.raises(journal.MirrorRefused):
        recover(put_back, mirror)


def test_a_database_that_went_on_by_itself_is_not_made_one_log(put_back, mirror):
    put_back.grow(2)
    with pytest.raises(journal.LogForked):
        recover(put_back, mirror)


def test_a_crash_before_the_end_leaves_the_state_before(put_back, mirror):
    with faults.failing_at("journal-recover-log-continued"), pytest.raises(OSError, match="no space"):
        recover(put_back, mirror)
    assert journal.head().size == 3
    recover(put_back, mirror)


def test_a_place_marked_as_lost_without_an_entry_of_a_restore_is_named(put_back, mirror):
    recover(put_back, mirror)
    journal.checkpoint(now=put_back.tick())
    with put_back.as_attacker() as sql:
        sql("UPDATE journal_lost SET covered_by_id = 1")
    found = journal.verify(outside=[mirror.note]).found
    assert {each.code for each in found} == {"lost-uncovered"}
    assert len(found) == 300


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(1, 40), more=st.integers(1, 600), waiting=st.integers(0, 5))
def test_whatever_was_lost_every_older_head_is_a_beginning_of_the_next(migrated, tmp_path_factory, kept, more, waiting):
    from tests.unit.journal.conftest import KEY, Log

    folder = tmp_path_factory.mktemp("continued")
    shutil.copy(migrated, folder / "house.db")
    database.open(folder / "house.db", key=KEY)
    log, mirror = Log(folder / "house.db"), HeldElsewhere()
    log.grow(kept)
    journal.checkpoint(now=log.tick())
    if waiting:
        log.add(waiting)
    database.close()
    shutil.copy(log.file, folder / "older.db")
    log.reopen()
    log.grow(more)
    mirror.see(journal.checkpoint(now=log.tick()))
    database.close()
    shutil.copy(folder / "older.db", log.file)
    log.reopen()
    done = recover(log, mirror)
    assert (done.found, done.lost) == (waiting, more)
    journal.checkpoint(now=log.tick())
    assert journal.verify(outside=[mirror.note]).sound
    journal.wire()
    database.close()


@pytest.fixture
def anew(put_back, mirror):
    """Nobody holds the hashes: a new log begins, which quotes the last checkpoint of the old."""
    signer = Signer(NEWER)
    with transaction.atomic():
        journal.begin_anew(
            origin=NEWER, vkey=signer.vkey, last=mirror.note, reason="fire", by=MARYIA, now=put_back.tick()
        )
    put_back.signer = signer
    put_back.wire()
    return put_back


def test_a_new_log_goes_on_under_another_name(anew):
    note = journal.checkpoint(now=anew.tick())
    assert note.startswith(NEWER.encode())
    anew.grow(2)
    assert journal.checkpoint(now=anew.tick()).startswith(NEWER.encode())
    assert anew.memory.note.startswith(NEWER.encode())
    assert journal.identity().origin == NEWER


def test_its_first_entry_quotes_the_old_one(anew, mirror):
    journal.checkpoint(now=anew.tick())
    (entry,) = [each for each in journal.read() if each.verb == "journal:log:begin-anew"]
    shown = Checkpoint.parse(notes.parse(mirror.note)[0])
    assert f'"old_size":{shown.size}'.encode() in entry.event
    assert shown.root.hex().encode() in entry.event


def test_a_check_holds_old_heads_against_the_old_key(anew):
    journal.checkpoint(now=anew.tick())
    assert journal.verify().sound


def test_what_the_old_log_showed_beyond_it_is_still_named(anew, mirror):
    journal.checkpoint(now=anew.tick())
    assert [each.code for each in journal.verify(outside=[mirror.note]).found] == ["log-behind"]


def test_another_logs_checkpoint_is_not_quoted(put_back):
    strange = Signer("dokaz/other").sign(Checkpoint("dokaz/other", 5, bytes(32)).text.encode())
    with pytest.raises(journal.QuotedStrange), transaction.atomic():
        journal.begin_anew(
            origin=NEWER, vkey=Signer(NEWER).vkey, last=strange, reason="fire", by=MARYIA, now=put_back.tick()
        )
