"""Log witnesses admitted, counted by operator, and the checkpoint with their lines."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dokaz.journal import api as journal
from dokaz.journal import wires
from dokaz.journal import witnesses as admitted
from dokaz.journal.models import LogWitness
from dokaz.verify import checkpoints
from dokaz.verify.errors import QuorumMissing
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey, VerifierKey

from .conftest import MARYIA, NOON

A, B, C = (SignerKey.generate(f"witness.example/{name}", COSIGNATURE) for name in "abc")
A_PQ = SignerKey("witness.example/a", SignerKey.generate("x", ML_DSA_44).private, ML_DSA_44)


def admit(signer, operator):
    with transaction.atomic():
        return journal.admit_witness(
            str(signer.verifier), operator=operator, country="LT", url="https://w.example", statement=UUID(int=9),
            records=[], by=MARYIA, now=NOON,
        )  # fmt: skip


def withdraw(signer):
    with transaction.atomic():
        journal.withdraw_witness(str(signer.verifier), records=[], by=MARYIA, now=NOON)


def cosign(witness, signer, time):
    note = journal.latest_checkpoint()
    text, size = checkpoints.notes.parse(note)[0], int(note.splitlines()[1])
    admitted.keep_cosignatures(size, lines={witness.id: (signer.sign(text, time=time), time)})
    return size


@pytest.fixture
def witnessed_log(log):
    with transaction.atomic():
        journal.record("test:thing:do", by=MARYIA, now=NOON)
    return log


def test_a_checkpoint_carries_every_line_and_a_strangers_policy_believes_it(witnessed_log):
    first, _ = admit(A, "Alpha"), admit(A_PQ, "Alpha")
    second = admit(B, "Beta")
    journal.checkpoint(now=NOON)
    assert journal.cosigned_checkpoint() == journal.latest_checkpoint()
    cosign(first, A, 2000)
    with pytest.raises(QuorumMissing):
        journal.policy(believed=journal.witnesses()).accept(journal.cosigned_checkpoint())
    size = cosign(second, B, 1000)
    accepted = journal.policy(believed=journal.witnesses()).accept(journal.cosigned_checkpoint(size))
    assert accepted.log == VerifierKey.parse(journal.identity().vkey)
    told = journal.witnessed(size)
    assert (told.operators, told.needed, told.enough) == (("Alpha", "Beta"), 2, True)
    assert told.since == datetime.fromtimestamp(1000, UTC)


def test_the_newest_that_was_cosigned_is_given_and_not_one_nobody_saw(witnessed_log):
    witness = admit(A, "Alpha")
    journal.checkpoint(now=NOON)
    size = cosign(witness, A, 1000)
    with transaction.atomic():
        journal.record("test:thing:do", by=MARYIA, now=NOON)
    newest = journal.checkpoint(now=NOON)
    assert journal.cosigned_checkpoint() == journal.cosigned_checkpoint(size)
    assert journal.cosigned_checkpoint(size + 1) == newest
    assert journal.cosigned_checkpoint(10_000) is None


def test_the_first_line_of_a_witness_stays(witnessed_log):
    witness = admit(A, "Alpha")
    journal.checkpoint(now=NOON)
    cosign(witness, A, 1000)
    size = cosign(witness, A, 3000)
    assert journal.witnessed(size).since == datetime.fromtimestamp(1000, UTC)


def test_two_keys_of_one_operator_count_once(witnessed_log):
    one, two = admit(A, "Alpha"), admit(C, "Alpha")
    journal.set_quorum(1, by=MARYIA, now=NOON)
    journal.checkpoint(now=NOON)
    cosign(one, A, 1000)
    assert journal.witnessed(cosign(two, C, 1001)).operators == ("Alpha",)
    with pytest.raises(journal.QuorumTooLarge):
        journal.set_quorum(2, by=MARYIA, now=NOON)


def test_a_witness_that_was_withdrawn_counts_no_more_and_its_key_never_comes_back(witnessed_log):
    witness = admit(A, "Alpha")
    journal.checkpoint(now=NOON)
    size = cosign(witness, A, 1000)
    withdraw(A)
    assert journal.witnesses() == ()
    assert [each.withdrawn_at for each in journal.witnesses(withdrawn=True)] == [NOON]
    assert journal.witnessed(size).operators == ()
    with pytest.raises(journal.WitnessUnknown):
        withdraw(A)
    with pytest.raises(journal.WitnessKnown):
        admit(A, "Beta")
    journal.checkpoint(now=NOON)
    with pytest.raises(IntegrityError):
        cosign(witness, A, 2000)


def test_every_admission_has_its_entry(witnessed_log, monkeypatch):
    ours = {kind for kind in wires.covered() if kind.startswith("journal.")}
    monkeypatch.setattr(wires, "_covered", ours)  # the tables of the modules above are not in this database
    admit(A, "Alpha")
    journal.set_quorum(1, by=MARYIA, now=NOON)
    withdraw(A)
    assert journal.verify_records().sound
    with transaction.atomic():
        LogWitness.objects.create(
            vkey=str(B.verifier), operator="x", country="LT", url="", statement=UUID(int=1), admitted_at=NOON
        )
    assert [found.code for found in journal.verify_records().found] == ["record-unknown"]
