"""Keys that follow one another: who may sign the next log key, the next recovery, and what recovery signs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from dokaz.access import api as access
from dokaz.access import models, recovery, signing, statements
from dokaz.access.models import StatementKind as Kind
from dokaz.journal import api as journal
from dokaz.kernel.sealing import BoxPair, SignPair, open_with
from dokaz.verify import canonical
from dokaz.verify.notes import VerifierKey

ORIGIN = "dokaz/another-log"


@pytest.fixture
def log_pen(world):
    row = models.LogKey.objects.get()
    secret = open_with(world.session.keys.machine.secret, bytes(row.sealed), aad=signing.log_label(row.id))
    return statements.Pen(SignPair.from_secret(secret), row.statement_id)


@pytest.fixture
def recovery_pen(world):
    return statements.Pen(access.combine(world.slips[:2]).sign, models.RecoveryGeneration.objects.get().statement_id)


def _custodian_pen(world):
    keys = models.AccountKeys.objects.get(account=world.session.actor.account)
    return statements.Pen(world.session.keys.sign, keys.statement_id)


def _said(kind, pen, now, **facts):
    """A statement of this kind about fresh keys, and the question whether it is believed."""
    subject, public = uuid4(), BoxPair.new().public + SignPair.new().public
    written = statements.write(kind, subject, public_key=public, pen=pen, now=now, facts=facts)
    return written, lambda: statements.trusted(written.id, kind=kind, subject=subject, public_key=public)


def test_the_next_log_key_is_signed_by_the_one_before_it(world):
    before = access.log_signer(world.session)
    made = access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    assert access.log_signer(world.session).vkey == made.vkey != before.vkey
    assert VerifierKey.parse(made.vkey).name == ORIGIN
    row = models.LogKey.objects.order_by("number").last()
    assert (row.number, row.origin) == (2, ORIGIN)
    assert row.statement.signer_id == models.LogKey.objects.get(number=1).statement_id
    assert access.verify_statements() == ()


def test_the_entry_of_a_new_log_key_names_it(world):
    made = access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    journal.sequence(now=world.now)
    (entry,) = [entry for entry in journal.read() if entry.verb == "access:log:succeed"]
    assert canonical.read_event(entry.event)["facts"] == {"number": 2, "origin": ORIGIN, "vkey": made.vkey}


def test_an_analyst_gives_the_journal_no_key(world):
    phrase = "analyst academic acid acne acquire acrobat activity actress"
    analyst = world.as_account(world.second_account(role="analyst", passphrase=phrase), passphrase=phrase)
    with pytest.raises(access.NotPermitted):
        access.next_log_key(origin=ORIGIN, by=analyst, now=world.tick())
    assert models.LogKey.objects.count() == 1


def test_what_goes_wrong_beside_it_takes_the_new_log_key_back(world):
    with pytest.raises(journal.LogAlreadyBegun), access.acting(world.session, now=world.now):
        _succeed_and_begin_again(world)
    assert models.LogKey.objects.count() == 1


def _succeed_and_begin_again(world):
    made = access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    journal.begin(origin=ORIGIN, vkey=made.vkey, now=world.now)


def test_a_log_key_of_another_number_than_was_signed(world, tampered):
    access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    tampered("UPDATE access_logkey SET number = 7 WHERE number = 2")
    with pytest.raises(access.PublicKeySwapped):
        access.log_signer(world.session)


def test_a_log_key_of_another_log_than_was_signed(world, tampered):
    access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    tampered("UPDATE access_logkey SET origin = 'dokaz/mine' WHERE number = 2")
    with pytest.raises(access.PublicKeySwapped):
        access.log_signer(world.session)


def test_a_log_key_signed_by_a_stranger_in_the_name_of_the_one_before_it(world, log_pen):
    _, believed = _said(Kind.LOG, statements.Pen(SignPair.new(), log_pen.statement), world.now, number=2, origin=ORIGIN)
    with pytest.raises(access.StatementForged):
        believed()


@pytest.mark.parametrize("number", [0, 1, 3, None, "2"])
@pytest.mark.parametrize("kind", [Kind.LOG, Kind.RECOVERY])
def test_a_successor_of_any_number_but_the_next(request, world, kind, number):
    pen = request.getfixturevalue("log_pen" if kind == Kind.LOG else "recovery_pen")
    _, believed = _said(kind, pen, world.now, number=number)
    with pytest.raises(access.StatementByStranger):
        believed()


def test_a_successor_that_says_no_number(world, log_pen):
    _, believed = _said(Kind.LOG, log_pen, world.now)
    with pytest.raises(access.StatementByStranger):
        believed()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.LOG])
def test_a_log_key_signs_nothing_but_the_next_one(world, log_pen, kind):
    _, believed = _said(kind, log_pen, world.now, number=2, role="custodian", protected=False)
    with pytest.raises(access.StatementByStranger):
        believed()


@pytest.mark.parametrize("kind", [Kind.COMPARTMENT, Kind.GENERATION, Kind.WITHDRAWAL, Kind.BACKUP])
def test_recovery_signs_nothing_of_a_compartment(world, recovery_pen, kind):
    _, believed = _said(kind, recovery_pen, world.now, number=2, role="custodian", protected=False)
    with pytest.raises(access.StatementByStranger):
        believed()


@pytest.mark.parametrize("kind", [Kind.RECOVERY, Kind.ACCOUNT, Kind.MACHINE, Kind.LOG])
def test_recovery_signs_what_lets_a_home_go_on(world, recovery_pen, kind):
    _, believed = _said(kind, recovery_pen, world.now, number=2, role="custodian")
    assert believed()["number"] == 2


def test_an_account_admitted_by_recovery_signs_what_its_role_may(world, recovery_pen):
    me = SignPair.new()
    public = BoxPair.new().public + me.public
    for role, error in (("custodian", None), ("analyst", access.StatementByStranger)):
        admitted = statements.write(
            Kind.ACCOUNT, uuid4(), public_key=public, pen=recovery_pen, now=world.now, facts={"role": role}
        )
        _, believed = _said(Kind.MACHINE, statements.Pen(me, admitted.id), world.tick())
        if error is None:
            assert believed() == {}
            continue
        with pytest.raises(error):
            believed()


def test_recovery_withdrawn_signs_no_more_and_what_it_signed_before_stays(world, recovery_pen):
    _, before = _said(Kind.ACCOUNT, recovery_pen, world.now, role="custodian")
    own = _custodian_pen(world)
    statements.write(Kind.WITHDRAWAL, recovery_pen.statement, public_key=None, pen=own, now=world.tick())
    _, late = _said(Kind.ACCOUNT, recovery_pen, world.tick(), role="custodian")
    assert before() == {"role": "custodian"}
    with pytest.raises(access.StatementWithdrawn):
        late()


def test_a_withdrawn_log_key_has_no_successor(world, log_pen):
    statements.write(Kind.WITHDRAWAL, log_pen.statement, public_key=None, pen=_custodian_pen(world), now=world.tick())
    with pytest.raises(access.StatementWithdrawn):
        access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    assert models.LogKey.objects.count() == 1


def test_a_log_may_have_as_many_keys_as_a_chain_is_long_and_no_more(world):
    for _ in range(statements.LONGEST_CHAIN):
        access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    last = access.log_signer(world.session).vkey
    with pytest.raises(access.StatementError):
        access.next_log_key(origin=ORIGIN, by=world.session, now=world.tick())
    assert access.log_signer(world.session).vkey == last


def test_a_long_chain_through_recovery_and_accounts_is_believed(world, recovery_pen):
    pen, now = recovery_pen, world.now
    for number in range(2, 12):
        sign = SignPair.new()
        public = BoxPair.new().public + sign.public
        written = statements.write(
            Kind.RECOVERY, uuid4(), public_key=public, pen=pen, now=now, facts={"number": number}
        )
        pen, now = statements.Pen(sign, written.id), now + timedelta(seconds=1)
    _, believed = _said(Kind.ACCOUNT, pen, now, role="custodian")
    assert believed() == {"role": "custodian"}


def test_the_next_recovery_counts_once_the_one_before_it_has_signed(world, recovery_pen):
    following = recovery.keys_of(bytes(range(32)))
    new, facts = uuid4(), {"number": 2, "needed": 2, "shares": 3}
    public = following.box.public + following.sign.public
    signed = statements.write(Kind.RECOVERY, new, public_key=public, pen=recovery_pen, now=world.tick(), facts=facts)
    models.RecoveryGeneration.objects.create(
        id=new, **facts, box_public=public[:32], sign_public=public[32:], statement=signed, made_at=world.now
    )
    assert access.recovery_recipient() == following.identity.recipient
    with transaction.atomic():
        assert access.sealing(world.compartment).recipients[1] == following.identity.recipient
