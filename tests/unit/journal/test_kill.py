"""kill -9 at every numbered step leaves a log that is consistent, and the next run goes on with it."""

import os
import random
import signal
from itertools import pairwise

import pytest
from django.db import transaction

from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal.steps import Step
from dokaz.kernel import faults
from dokaz.verify import merkle

pytestmark = pytest.mark.both

# cut in test_continuing, test_stamping, test_publishing
ELSEWHERE = {Step.LOG_CONTINUED, Step.STAMP_CHECKED, Step.STAMP_KEPT, Step.HASHES_OUTSIDE, Step.COSIGNATURES_KEPT}
STEPS = set(Step) - ELSEWHERE
MIDDLE = 3  # entries of the act that is cut


def act(log, people):
    """One of everything, with each step reached."""
    log.add(MIDDLE)
    journal.checkpoint(now=log.tick())
    journal.erase(0, reason="x", by=people.maryia, second=people.ales, now=log.tick())
    journal.checkpoint(now=log.tick())


def killed(log, watcher, run):
    """Run in a child that the watcher may kill; give the signal it died of."""
    database.close()
    child = os.fork()
    if not child:
        try:
            log.reopen()
            with faults.listening(watcher):
                run()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    log.reopen()
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def assert_consistent(log, before):
    findings = journal.verify(outside=[note for (note,) in log.sql("SELECT note FROM journal_checkpoint")])
    assert findings.found == ()
    heads = log.sql("SELECT size, root FROM journal_treehead ORDER BY size")
    assert before in heads
    for (old, old_root), (new, new_root) in pairwise(heads):
        merkle.verify_consistency(
            old=old, new=new, old_root=old_root, new_root=new_root, proof=journal.consistency(old, new=new)
        )


@pytest.fixture
def begun(log):
    log.add(1, verb="people:person:create", erasable=True)
    log.grow(260)
    journal.checkpoint(now=log.tick())
    log.before = log.sql("SELECT size, root FROM journal_treehead ORDER BY size DESC LIMIT 1")[0]
    return log


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_process_killed_at_a_step_leaves_a_consistent_log(begun, people, step):
    def watcher(reached):
        if reached == step:
            faults.crash()

    assert killed(begun, watcher, lambda: act(begun, people)) == signal.SIGKILL
    assert_consistent(begun, begun.before)
    entries = journal.head().size + journal.unplaced()
    assert entries in {261, 261 + MIDDLE, 261 + MIDDLE + 1}  # an act is there whole or not at all

    journal.keep_register()  # as at each start
    begun.add(2)
    journal.checkpoint(now=begun.tick())
    assert journal.head().size == entries + 2
    assert_consistent(begun, begun.before)


def test_all_steps_are_reached_by_the_acts_that_are_cut(begun, people):
    reached = []
    with faults.listening(reached.append):
        act(begun, people)
    assert set(reached) == STEPS


def test_a_note_signed_and_not_stored_is_signed_again_the_same(begun):
    """The signer is deterministic (Ed25519), and the head it signed was durable before."""
    begun.add(1)
    signed = begun.file.parent / "signed"

    class Telling(type(begun.signer)):
        key = begun.signer.key

        def __init__(self):
            pass

        def sign(self, text):
            note = super().sign(text)
            if not text.startswith(b"dokaz/v1/register"):
                signed.write_bytes(note)
            return note

    def watcher(reached):
        if reached == Step.NOTE_SIGNED:
            faults.crash()

    begun.signer = Telling()
    begun.wire()
    assert killed(begun, watcher, lambda: journal.checkpoint(now=begun.tick())) == signal.SIGKILL
    assert journal.checkpoint(now=begun.tick(9)) == signed.read_bytes()


@pytest.mark.soak
def test_two_hundred_kills_at_random(begun, people):
    chance = random.Random(20200809)
    for _ in range(200):
        left = chance.randrange(1, 40)

        def watcher(_reached, left=left):
            watcher.count += 1
            if watcher.count == left:
                faults.crash()

        watcher.count = 0

        def run():
            for _ in range(4):
                begun.add(chance.randrange(1, 30))
                with transaction.atomic():
                    journal.sequence(now=begun.tick())
                journal.checkpoint(now=begun.tick())

        killed(begun, watcher, run)
        assert_consistent(begun, begun.before)
