"""The offline keys that back-ups are sealed to: believed for a custodian's signature, and withdrawn by one."""

import pytest

from dokaz.access import api as access
from dokaz.access import models, statements
from dokaz.access.models import StatementKind as Kind
from dokaz.kernel.sealing import SignPair
from dokaz.verify.age import X25519Identity, X25519Recipient

ANALYST = "analyst academic acid acne acquire acrobat activity actress"


@pytest.fixture
def offline():
    return X25519Identity.generate().recipient


def test_nothing_is_admitted_at_first_and_recovery_always_is(world):
    assert access.backup_recipients() == ()
    assert access.recovery_recipient() == access.combine(world.slips[:2]).identity.recipient


def test_an_admitted_key_is_believed_until_it_is_withdrawn(world, offline):
    other = X25519Identity.generate().recipient
    for each in (offline, other):
        access.admit_backup_recipient(f" {each}\n", by=world.session, now=world.tick())
    assert access.backup_recipients() == (offline, other)
    access.withdraw_backup_recipient(str(offline), by=world.session, now=world.tick())
    assert access.backup_recipients() == (other,)
    access.admit_backup_recipient(str(offline), by=world.session, now=world.tick())
    assert access.backup_recipients() == (other, offline)
    assert access.verify_statements() == ()


def test_the_same_key_twice_and_one_nobody_admitted_are_refused(world, offline):
    with pytest.raises(access.BackupKeyUnknown):
        access.withdraw_backup_recipient(str(offline), by=world.session, now=world.tick())
    access.admit_backup_recipient(str(offline), by=world.session, now=world.tick())
    with pytest.raises(access.BackupKeyKnown):
        access.admit_backup_recipient(str(offline), by=world.session, now=world.tick())


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "age1qqqq", str(X25519Recipient(bytes(32)))])
def test_what_is_no_key_or_keeps_nothing_secret_is_refused(world, text):
    with pytest.raises(access.BackupKeyMalformed):
        access.admit_backup_recipient(text, by=world.session, now=world.tick())
    assert access.backup_recipients() == ()


def test_an_analyst_says_nothing_about_back_ups(world, offline):
    analyst = world.as_account(world.second_account(role="analyst", passphrase=ANALYST), passphrase=ANALYST)
    with pytest.raises(access.NotPermitted):
        access.admit_backup_recipient(str(offline), by=analyst, now=world.tick())
    with pytest.raises(access.NotPermitted):
        access.withdraw_backup_recipient(str(offline), by=analyst, now=world.tick())


def test_a_key_put_there_by_whoever_holds_the_database(world, offline):
    signer = models.AccountKeys.objects.get().statement_id
    statements.write(
        Kind.BACKUP, signer, public_key=offline.public, pen=statements.Pen(SignPair.new(), signer), now=world.now
    )
    with pytest.raises(access.StatementForged):
        access.backup_recipients()
    assert [fault.code for fault in access.verify_statements()] == ["statement-forged"]


def test_a_key_swapped_for_another(world, offline, tampered):
    access.admit_backup_recipient(str(offline), by=world.session, now=world.tick())
    mine = X25519Identity.generate().recipient.public
    tampered("UPDATE access_statement SET public_key = %s WHERE kind = 'backup'", mine)
    with pytest.raises(access.PublicKeySwapped):
        access.backup_recipients()


def test_a_withdrawal_that_nobody_signed_is_named(world, offline):
    access.admit_backup_recipient(str(offline), by=world.session, now=world.tick())
    admitted = models.Statement.objects.get(kind=Kind.BACKUP)
    signer = models.AccountKeys.objects.get().statement_id
    statements.write(
        Kind.WITHDRAWAL, admitted.id, public_key=None, pen=statements.Pen(SignPair.new(), signer), now=world.tick()
    )
    assert [fault.code for fault in access.verify_statements()] == ["statement-forged"]
