"""What is gone stays gone: the register outside the database, and an older database held against it (SECURITY 3.5)."""

import re

import pytest
from django.db import IntegrityError, transaction
from tests.unit.journal.conftest import Signer

from dokaz.journal import api as journal
from dokaz.journal.steps import Step
from dokaz.kernel import faults
from dokaz.verify import checkpoints, notes
from dokaz.verify.errors import VerifyError


def erase(log, people, index):
    return journal.erase(index, reason="consent-withdrawn", by=people.maryia, second=people.ales, now=log.tick())


def lines(log):
    return log.memory.register().decode().partition("\n\n")[0].splitlines()


@pytest.fixture
def kept(log):
    """Three entries that may be erased, and one that may not."""
    log.add(1, verb="access:home:begin")
    log.add(3, verb="people:person:create", erasable=True)
    journal.checkpoint(now=log.tick())
    return log


@pytest.fixture
def put_back(kept, people):
    """Index 2 was erased, then the database from before was put in its place."""
    older = kept.saved()
    erase(kept, people, 2)
    kept.put_back(older)
    return kept


def test_what_is_erased_stands_outside_as_a_random_number(kept, people):
    erase(kept, people, 2)
    heading, size, ident = lines(kept)
    assert (heading, size) == ("dokaz/v1/register dokaz/test", "4")
    assert re.fullmatch("[0-9a-f]{32}", ident)
    assert [bytes(each).hex() for (each,) in kept.sql("SELECT ident FROM journal_gone")] == [ident]
    assert journal.departure() is None
    assert journal.verify().found == ()


def test_it_grows_at_its_end(kept, people):
    erase(kept, people, 2)
    before = lines(kept)
    erase(kept, people, 1)
    erase(kept, people, 3)
    assert lines(kept)[:3] == before
    assert len(set(lines(kept))) == 5


def test_only_who_holds_the_database_finds_what_a_number_stands_for(kept, people):
    """It is an HMAC under a key of this log: who knows an entry's leaf from outside finds nothing with it."""
    (leaf,) = kept.sql("SELECT leaf FROM journal_entry WHERE id = 3")[0]
    erase(kept, people, 2)
    (ident,) = [bytes.fromhex(line) for line in lines(kept)[2:]]
    assert journal.gone_among("journal.body", rows=[bytes(leaf).hex()], idents=[ident]) == [bytes(leaf).hex()]
    with kept.as_attacker() as run:
        run("UPDATE journal_body SET salt = zeroblob(32) WHERE entry_id = 1")
    assert journal.gone_among("journal.body", rows=[bytes(leaf).hex()], idents=[ident]) == []


def test_a_crash_before_it_was_written_is_made_good_at_the_next_start(kept, people):
    before = lines(kept)
    with pytest.raises(OSError, match="power"), _failing(Step.REGISTER_SIGNED):
        erase(kept, people, 2)
    assert lines(kept) == before
    journal.keep_register()
    assert len(lines(kept)) == 3


def _failing(at):
    def watcher(reached):
        if reached == at:
            raise OSError("the power is gone")

    return faults.listening(watcher)


def test_an_older_database_is_refused(put_back):
    assert isinstance(journal.departure(), journal.RegisterAhead)
    with pytest.raises(journal.RegisterAhead, match="has 1 number"):
        journal.checkpoint(now=put_back.tick())
    assert [each.code for each in journal.verify().found] == ["register-ahead"]


def test_a_restore_erases_again_without_asking_again(put_back, people):
    named = journal.register_ahead()
    assert journal.replay_gone(named, by=people.maryia, now=put_back.tick()) == 1
    assert put_back.sql("SELECT salt, event FROM journal_body WHERE entry_id = 3") == [(None, None)]
    assert journal.departure() is None
    assert journal.adopt_register(by=people.maryia, now=put_back.tick()) == 0
    journal.checkpoint(now=put_back.tick())
    assert journal.verify().found == ()
    assert journal.replay_gone(named, by=people.maryia, now=put_back.tick()) == 0


def test_what_the_database_never_knew_is_entered_as_gone(put_back, people):
    named = journal.register_ahead()
    assert journal.adopt_register(by=people.maryia, now=put_back.tick()) == 1
    assert journal.register_ahead() == frozenset()
    assert journal.adopt_register(by=people.maryia, now=put_back.tick()) == 0
    assert {bytes(each) for (each,) in put_back.sql("SELECT ident FROM journal_gone")} == named


def test_one_person_alone_still_cannot_cover_an_erasure_as_a_restore(kept, people):
    """A cover without a second person counts as a restore's only by its reason, and is on the register then."""
    with transaction.atomic():
        (entry,) = journal.record_many(
            [journal.Draft(verb="journal:entry:erase", by=people.maryia, now=kept.tick(),
                           facts={"index": 2, "reason": "restored", "second": None})]
        )  # fmt: skip
    with kept.as_attacker():
        kept.sql("UPDATE journal_body SET salt = NULL, event = NULL, erased_by_id = %s WHERE entry_id = 3", [entry])
        kept.sql("DELETE FROM journal_subject WHERE entry_id = 3")
    assert [each.code for each in journal.verify().found] == ["gone-unlisted"]


def test_the_table_only_grows(kept, people):
    erase(kept, people, 2)
    for change in ("UPDATE journal_gone SET kind = 'x'", "DELETE FROM journal_gone"):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.sql(change)


@pytest.mark.parametrize(
    "damage",
    [
        lambda note: note[:-3],
        lambda note: note.replace(b"register", b"registry", 1),
        lambda note: note.replace(b"\n\n", b"\n" + b"0" * 32 + b"\n\n", 1),
    ],
)
def test_a_register_that_was_changed_is_believed_by_nobody(kept, people, damage):
    erase(kept, people, 2)
    kept.memory.keep_register(damage(kept.memory.register()))
    assert isinstance(journal.departure(), journal.RegisterStrange)
    assert "register-strange" in [each.code for each in journal.verify().found]
    with pytest.raises(journal.RegisterStrange):
        journal.keep_register()


def test_a_register_of_another_log_is_refused(kept, people):
    erase(kept, people, 2)
    with pytest.raises(journal.RegisterStrange):
        journal.take_register(Signer().sign(b"dokaz/v1/register dokaz/test\n0\n"))
    with pytest.raises(journal.RegisterStrange, match="another log"):
        journal.take_register(kept.signer.sign(b"dokaz/v1/register dokaz/elsewhere\n0\n"))


def test_a_register_is_never_read_as_a_checkpoint(kept, people):
    erase(kept, people, 2)
    with pytest.raises(VerifyError):
        checkpoints.open_checkpoint(kept.memory.register(), log=notes.VerifierKey.parse(kept.signer.vkey))
    with pytest.raises(journal.RegisterStrange):
        journal.take_register(journal.checkpoint(now=kept.tick()))


def test_what_a_mirror_holds_more_is_taken_over(kept, people):
    """The home's own file was lost with the disk; the mirror still has it."""
    erase(kept, people, 2)
    short = kept.memory.register()
    erase(kept, people, 1)
    long = kept.memory.register()
    kept.memory.keep_register(short)
    assert journal.take_register(long) == 1
    assert kept.memory.register() == long
    assert journal.take_register(short) == 0
    assert kept.memory.register() == long


def test_it_says_up_to_which_entry_it_is_complete_and_never_less(kept, people):
    erase(kept, people, 2)
    early = kept.memory.register()
    assert journal.register_complete_to() == 4  # the erasure is entry 4, and no checkpoint covers it yet
    journal.checkpoint(now=kept.tick())
    late = kept.memory.register()
    assert journal.register_complete_to() == journal.head().size == 5
    journal.take_register(early)
    assert journal.register_complete_to() == journal.head().size
    kept.memory.keep_register(early)
    assert journal.take_register(late) == 0
    assert journal.register_complete_to() == journal.head().size


def test_two_copies_that_went_apart_are_joined(kept, people):
    erase(kept, people, 2)
    text, _, _ = kept.memory.register().partition(b"\n\n")
    one = kept.signer.sign(text + b"\n" + b"01" * 16 + b"\n")
    other = kept.signer.sign(text + b"\n" + b"02" * 16 + b"\n")
    journal.take_register(one)
    assert journal.take_register(other) == 1
    assert set(lines(kept)[3:]) == {"01" * 16, "02" * 16}


def test_it_is_listed_in_the_transaction_of_the_act(kept):
    with pytest.raises(journal.OutsideTransaction):
        journal.list_gone("access.machine", rows=[1], entry=1)
    with pytest.raises(journal.InsideTransaction), transaction.atomic():
        journal.keep_register()
