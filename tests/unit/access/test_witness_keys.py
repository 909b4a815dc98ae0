"""Log witnesses are believed for a signed statement, not for a row."""

import pytest
from tests import attackers

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.verify.notes import COSIGNATURE, ED25519, ML_DSA_44, SignerKey

pytestmark = pytest.mark.both

KEY, PQ = SignerKey.generate("w.example/a", COSIGNATURE), SignerKey.generate("w.example/a", ML_DSA_44)
VKEY = str(KEY.verifier)


def admit(world, *signers, **told):
    said = {"operator": "Beta", "country": "LT", "url": "https://w.example"} | told
    return access.admit_witness([str(each.verifier) for each in signers], **said, by=world.session, now=world.tick())


def test_both_keys_of_a_witness_are_admitted_and_believed(world):
    admitted = admit(world, KEY, PQ)
    assert access.trusted_witnesses() == admitted
    assert {each.operator for each in admitted} == {"Beta"}
    assert not access.verify_statements()
    assert not journal.verify_records().found


def test_what_was_withdrawn_is_asked_no_more_and_never_admitted_again(world):
    admit(world, KEY, PQ)
    access.withdraw_witness(VKEY, by=world.session, now=world.tick())
    assert [each.key for each in access.trusted_witnesses()] == [PQ.verifier]
    with pytest.raises(journal.WitnessUnknown):
        access.withdraw_witness(VKEY, by=world.session, now=world.tick())
    with pytest.raises(journal.WitnessKnown):
        admit(world, KEY)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"operator": " "}, access.WitnessKeyUnfit),
        ({"operator": "two\nlines"}, access.WitnessKeyUnfit),
        ({"country": "Lithuania"}, access.WitnessKeyUnfit),
        ({"country": "lt"}, access.WitnessKeyUnfit),
        ({"url": "http://w.example"}, journal.WitnessAddressUnfit),
        ({"url": "https://user@w.example"}, journal.WitnessAddressUnfit),
        ({"url": "file:///etc/passwd"}, journal.WitnessAddressUnfit),
    ],
)
def test_what_cannot_be_believed_or_reached_is_refused_and_nothing_written(world, told, error):
    with pytest.raises(error):
        admit(world, KEY, **told)
    assert access.trusted_witnesses() == ()


def test_the_key_of_a_log_is_no_cosigner(world):
    with pytest.raises(access.WitnessKeyUnfit, match="not the key of a cosigner"):
        admit(world, SignerKey.generate("w.example/a", ED25519))
    with pytest.raises(access.WitnessKeyUnfit):
        access.admit_witness(
            ["nonsense"], operator="B", country="LT", url="https://w.example", by=world.session, now=world.now
        )


def test_a_documenter_admits_none(world):
    account = world.second_account(role="documenter")
    with pytest.raises(access.NotPermitted):
        access.admit_witness(
            [VKEY], operator="B", country="LT", url="https://w", by=world.as_account(account), now=world.tick()
        )


@pytest.mark.parametrize("column", ["operator", "country", "url"])
def test_a_row_that_somebody_changed_is_not_believed(world, column):
    admit(world, KEY)
    with attackers.as_attacker() as run:
        run(f"UPDATE journal_logwitness SET {column} = 'XX'")
    with pytest.raises(access.StatementForged):
        access.trusted_witnesses()


def test_a_withdrawal_that_somebody_took_away_does_not_bring_the_key_back(world):
    admit(world, KEY)
    access.withdraw_witness(VKEY, by=world.session, now=world.tick())
    with attackers.as_attacker() as run:
        run("DELETE FROM journal_witnesswithdrawal")
    with pytest.raises(access.StatementWithdrawn):
        access.trusted_witnesses()


def test_a_restore_withdraws_again_what_was_withdrawn_since(world):
    admit(world, KEY)
    statement = access.trusted_witnesses()[0].statement
    with access.acting(world.session, now=world.now):
        entry = journal.record("test:thing:do", by=world.session.actor, now=world.now)
        journal.list_gone("access.witness", rows=[statement], entry=entry)  # as a newer database had listed it
    gone = attackers.sql("SELECT ident FROM journal_gone WHERE kind = 'access.witness'")
    idents = frozenset(bytes(ident) for (ident,) in gone)
    assert access.replay_gone(idents, by=world.session, now=world.tick()) == 1
    assert access.trusted_witnesses() == ()
    assert access.replay_gone(idents, by=world.session, now=world.tick()) == 0
