"""A database put back to an older state signs no second history (SECURITY 5.4)."""

import pytest

from dokaz.journal import api as journal
from dokaz.kernel.errors import NotWired

pytestmark = pytest.mark.both


@pytest.fixture
def put_back(log):
    """A log of five entries was signed, then the database of three was put in its place."""
    log.grow(3)
    journal.checkpoint(now=log.tick())
    older = log.saved()
    log.grow(2)
    journal.checkpoint(now=log.tick())
    log.put_back(older)
    return log


def test_a_database_behind_its_last_checkpoint_signs_nothing(put_back):
    with pytest.raises(journal.LogBehind, match="3 entries of the journal, and 5 were signed"):
        journal.checkpoint(now=put_back.tick())
    assert [each.index for each in journal.read()] == [0, 1, 2]


def test_entries_that_wait_are_not_sequenced_into_a_fork(put_back):
    put_back.add(4)
    with pytest.raises(journal.LogBehind):
        journal.checkpoint(now=put_back.tick())
    assert journal.unplaced() == 4


def test_a_database_that_went_on_from_an_older_state_signs_nothing(put_back):
    put_back.grow(6)
    with pytest.raises(journal.LogForked, match="first 5 entries"):
        journal.checkpoint(now=put_back.tick())


def test_the_same_length_with_other_entries_is_a_fork(put_back):
    put_back.grow(2)
    with pytest.raises(journal.LogForked):
        journal.checkpoint(now=put_back.tick())


def test_a_check_names_it_and_still_says_what_it_cannot_exclude(put_back):
    assert [found.code for found in journal.verify().found] == ["log-behind"]
    put_back.grow(6)
    assert [found.code for found in journal.verify().found] == ["log-forked"]


def test_a_memory_beside_the_database_excludes_no_return(log):
    log.grow(3)
    journal.checkpoint(now=log.tick())
    findings = journal.verify()
    assert findings.sound
    assert "cannot be excluded" in findings.says


def test_a_log_that_only_grew_goes_on_signing(log):
    notes = [journal.checkpoint(now=log.tick())]
    for count in (1, 300, 2):
        log.grow(count)
        notes.append(journal.checkpoint(now=log.tick()))
    assert len(set(notes)) == 4
    assert log.memory.note == notes[-1]
    assert journal.departure() is None


def test_a_note_lost_before_it_was_kept_is_kept_the_next_time(log):
    log.grow(3)
    signed = journal.checkpoint(now=log.tick())
    log.memory.note = None
    assert journal.checkpoint(now=log.tick()) == signed == log.memory.note


def test_a_memory_that_was_taken_away_is_missed(log):
    """Deleting one file beside an older database must not do what rewriting it would not."""
    for _ in range(2):
        log.grow(3)
        newest = journal.checkpoint(now=log.tick())
    log.memory.note = None
    with pytest.raises(journal.MemoryGone, match="that a partner or a package holds"):
        journal.checkpoint(now=log.tick())
    log.memory.note = newest  # as a partner holds it
    log.grow(1)
    assert journal.checkpoint(now=log.tick()) != newest


def test_a_damaged_memory_signs_nothing(log):
    log.grow(3)
    journal.checkpoint(now=log.tick())
    log.memory.note = log.memory.note[:-9] + b"AAAAAAA=\n"
    with pytest.raises(journal.MemoryStrange):
        journal.checkpoint(now=log.tick())
    assert [found.code for found in journal.verify().found] == ["outside-strange"]


def test_without_a_memory_nothing_is_signed(log):
    log.grow(1)
    journal.wire(signer=log.signer, sealer=log.sealer)
    with pytest.raises(NotWired):
        journal.checkpoint(now=log.tick())
