"""Two processes on one database file lose nothing and do nothing twice."""

import os
import traceback
from itertools import pairwise

import pytest

from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import merkle

pytestmark = pytest.mark.both

ROUNDS = 40
GROUP = 5


def in_children(log, *acts):
    """Run each act in a process of its own, all at once, on the same file."""
    database.close()
    children = [fork(log, act) for act in acts]
    statuses = [os.waitpid(child, 0)[1] for child in children]
    log.reopen()
    return statuses


def fork(log, act):
    child = os.fork()
    if child:
        return child
    try:
        log.reopen()
        act()
        database.close()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run in the child
        traceback.print_exc()
        os._exit(1)


def append_and_sequence(log, name, rounds=ROUNDS):
    def act():
        for number in range(rounds):
            log.add(GROUP, about=[f"{name}-{number}"])
            journal.sequence(now=log.tick())
            if number % 10 == 0:
                journal.checkpoint(now=log.tick())

    return act


def assert_whole(log):
    findings = journal.verify(outside=[note for (note,) in log.sql("SELECT note FROM journal_checkpoint")])
    assert findings.found == ()
    return findings


def test_two_processes_append_and_sequence_at_once(log):
    assert in_children(log, append_and_sequence(log, "a"), append_and_sequence(log, "b")) == [0, 0]
    journal.sequence(now=log.tick())
    placed = list(journal.read())
    assert [each.index for each in placed] == list(range(2 * ROUNDS * GROUP))
    assert len({each.entry for each in placed}) == 2 * ROUNDS * GROUP
    for name in "ab":
        for number in range(ROUNDS):
            assert len(journal.entries_about(f"{name}-{number}")) == GROUP
    assert_whole(log)


def test_every_head_two_processes_wrote_is_a_prefix_of_the_next(log):
    in_children(log, append_and_sequence(log, "a"), append_and_sequence(log, "b"))
    heads = log.sql("SELECT size, root FROM journal_treehead ORDER BY size")
    assert len(heads) > ROUNDS // 2
    for (old, old_root), (new, new_root) in pairwise(heads):
        merkle.verify_consistency(
            old=old, new=new, old_root=old_root, new_root=new_root, proof=journal.consistency(old, new=new)
        )


@pytest.mark.parametrize("sequencers", [1, 2])
def test_sequencers_beside_a_writer_place_each_entry_once(log, sequencers):
    def write():
        for _ in range(ROUNDS):
            log.add(GROUP)

    def sequence():
        while journal.head().size < ROUNDS * GROUP:
            journal.sequence(now=log.tick())

    assert set(in_children(log, write, *[sequence] * sequencers)) == {0}
    assert journal.head().size == ROUNDS * GROUP
    assert journal.unplaced() == 0
    assert_whole(log)
