"""Sequencing, checkpoints and proofs, held against the verifier a stranger would use."""

from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection, transaction

from dokaz.journal import api as journal
from dokaz.kernel.errors import NotWired
from dokaz.verify import checkpoints, merkle, notes, policies, proofs

pytestmark = pytest.mark.both


def opened(log, note):
    return checkpoints.open_checkpoint(note, log=notes.VerifierKey.parse(log.signer.vkey))[0]


def leaves():
    return [merkle.leaf_hash(each.leaf) for each in journal.read()]


def test_an_empty_log_has_the_root_of_an_empty_tree(log):
    assert journal.head() == journal.Head(0, merkle.EMPTY_ROOT)
    assert journal.sequence(now=log.now).size == 0
    assert journal.verify().sound


def test_indices_are_dense_and_the_root_commits_to_every_entry(log):
    entries = log.grow(1, 2, 253, 1, 300, 65)
    assert [each.entry for each in journal.read()] == entries
    assert [each.index for each in journal.read()] == list(range(622))
    assert journal.head() == journal.Head(622, merkle.root(leaves()))


def test_a_group_larger_than_one_head_is_sequenced_whole(log, monkeypatch):
    monkeypatch.setattr("dokaz.journal.sequencing.AT_ONCE", 100)
    log.grow(350)
    assert log.sql("SELECT size FROM journal_treehead ORDER BY size") == [(100,), (200,), (300,), (350,)]
    assert journal.verify().sound


def test_every_entry_is_proved_in_every_tree_that_holds_it(log):
    entries = log.grow(3, 254, 4)
    hashes = leaves()
    for size in (1, 2, 3, 256, 257, 258, 261):
        root = merkle.root(hashes[:size])
        for index in {0, size // 2, size - 1}:
            proof = journal.prove(entries[index], size=size)
            assert (proof.index, proof.size) == (index, size)
            merkle.verify_inclusion(leaf_hash=hashes[index], index=index, size=size, proof=proof.hashes, root=root)


def test_each_head_is_a_prefix_of_the_next(log):
    log.grow(1, 6, 249, 1, 400)
    heads = log.sql("SELECT size, root FROM journal_treehead ORDER BY size")
    for (old, old_root), (new, new_root) in pairwise(heads):
        merkle.verify_consistency(
            old=old, new=new, old_root=old_root, new_root=new_root, proof=journal.consistency(old, new=new)
        )


def test_a_tlog_proof_convinces_a_stranger_who_trusts_the_log_key(log):
    entries = log.grow(700)
    note = journal.checkpoint(now=log.tick())
    log.grow(50)  # the proof is for the checkpoint, not for now
    evidence = journal.evidence(entries[123])
    leaf = merkle.leaf_hash(next(iter(journal.read(start=123, limit=1))).leaf)
    policy = policies.Policy.parse(f"log {log.signer.vkey}\nquorum none\n".encode())
    accepted = proofs.verify(
        proofs.Proof.parse(journal.tlog_proof(entries[123], checkpoint=note)), leaf_hash=leaf, policy=policy
    )
    assert (accepted.checkpoint.size, evidence.index) == (700, 123)


def test_the_same_head_gives_the_same_note(log):
    log.grow(3)
    note = journal.checkpoint(now=log.tick())
    assert journal.checkpoint(now=log.tick()) == note
    assert journal.latest_checkpoint() == note
    assert opened(log, note).size == 3
    log.add(1)
    assert opened(log, journal.checkpoint(now=log.tick())).size == 4


def test_an_empty_log_can_be_signed(log):
    assert opened(log, journal.checkpoint(now=log.now)).size == 0


def test_nothing_is_signed_that_might_still_be_rolled_back(log):
    log.add(1)
    with pytest.raises(journal.InsideTransaction), transaction.atomic():
        journal.checkpoint(now=log.now)


def test_without_a_signer_nothing_is_signed_and_the_setting_is_named(log):
    journal.wire(memory=log.memory)
    log.add(1)
    with pytest.raises(NotWired, match=r"journal\.signer"):
        journal.checkpoint(now=log.now)
    assert journal.head().size == 1  # sequencing needs no key


def test_a_signer_with_another_key_is_refused(log):
    log.grow(1)
    journal.wire(signer=type(log.signer)(), memory=log.memory)
    from dokaz.verify.errors import NoteUnsigned

    with pytest.raises(NoteUnsigned):
        journal.checkpoint(now=log.tick())
    assert journal.latest_checkpoint() is None


def test_a_proof_is_refused_for_an_entry_that_is_not_placed_or_not_there(log):
    (first,) = log.grow(1)
    (waiting,) = log.add(1)
    with pytest.raises(journal.NotPlaced, match="log of 1 entries"):
        journal.prove(waiting)
    with pytest.raises(journal.NoSuchEntry):
        journal.prove(999)
    with pytest.raises(journal.NotPlaced):
        journal.prove(first, size=2)
    assert (journal.unplaced(), journal.waiting_since()) == (1, log.now)


def test_a_proof_under_a_checkpoint_that_is_not_ours_is_refused(log):
    (entry,) = log.grow(1)
    stranger = type(log.signer)()
    head = journal.head()
    note = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", head.size, head.root), [stranger.key])
    with pytest.raises(journal.StrangeCheckpoint):
        journal.tlog_proof(entry, checkpoint=note)
    forked = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", 1, bytes(32)), [log.signer.key])
    with pytest.raises(journal.StrangeCheckpoint, match="another root"):
        journal.tlog_proof(entry, checkpoint=forked)
    longer = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", 2, head.root), [log.signer.key])
    with pytest.raises(journal.StrangeCheckpoint):
        journal.tlog_proof(entry, checkpoint=longer)


def test_a_log_is_begun_once(log):
    with pytest.raises(journal.LogAlreadyBegun, match="dokaz/test"):
        journal.begin(origin="dokaz/other", vkey=log.signer.vkey, now=log.now)
    assert journal.identity().vkey == log.signer.vkey


def test_a_proof_reads_tiles_only_and_few_of_them(log):
    entries = log.grow(1000)
    asked = []
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: (asked.append(sql), execute(sql, params, many, context))[1]
    ):
        journal.prove(entries[500])
    tiles = [sql for sql in asked if "journal_tile" in sql]
    assert len(tiles) <= 3
    assert not [sql for sql in asked if "journal_entry" in sql or "journal_body" in sql]


def test_many_proofs_are_the_proofs_of_each(log):
    entries = log.grow(3, 300, 40)
    wanted = [entries[-1], entries[0], entries[256], entries[0]]
    for size in (None, len(entries)):
        assert journal.prove_many(wanted, size=size) == {entry: journal.prove(entry, size=size) for entry in wanted}
    assert journal.evidence_many(wanted) == {entry: journal.evidence(entry) for entry in wanted}


def test_many_proofs_fail_where_one_would(log):
    (placed,) = log.grow(1)
    (waiting,) = log.add()
    (shut,) = log.add(compartment=UUID(int=9), sealed=True)
    for bad, refusal in ((waiting, journal.NotPlaced), (10_000, journal.NoSuchEntry)):
        with pytest.raises(refusal):
            journal.prove_many([placed, bad])
        with pytest.raises(refusal):
            journal.evidence_many([placed, bad])
    journal.sequence(now=log.tick())
    with pytest.raises(journal.NotPlaced):
        journal.prove_many([placed, waiting], size=1)
    with pytest.raises(journal.BodySealed):
        journal.evidence_many([placed, shut])


def test_entries_about_many_are_those_about_each_with_these_verbs_and_in_these_compartments(log):
    mine, theirs = UUID(int=8), UUID(int=9)
    log.add(2)
    log.add(2, verb="custody:item:open")
    log.add(1, compartment=theirs)
    log.add(1, compartment=mine)
    log.add(1, compartment=mine, sealed=True)
    journal.sequence(now=log.tick())
    verbs = {"custody:item:receive"}
    found = journal.entries_about_many(["E-1", "E-0", "E-7"], verbs=verbs, compartments={mine})
    assert found == {
        ref: [each for each in journal.entries_about(ref, compartments={mine}) if each.verb in verbs]
        for ref in ("E-1", "E-0", "E-7")
    }
    assert [len(found[ref]) for ref in ("E-0", "E-1", "E-7")] == [2, 1, 0]
