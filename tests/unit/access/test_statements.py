"""Every public key is believed for its signed statement alone (SECURITY 1.2): an attacker holds the database."""

from uuid import uuid4

import pytest
from django.db import transaction

from dokaz.access import api as access
from dokaz.access import models, statements
from dokaz.access.models import StatementKind
from dokaz.kernel.sealing import BoxPair, SignPair

pytestmark = pytest.mark.both


@pytest.fixture
def generation(world):
    return models.KeyGeneration.objects.get(compartment=world.compartment, purpose="box")


def _refused(world, error):
    with pytest.raises(error), transaction.atomic():
        access.sealing(world.compartment)


def test_an_untouched_home_seals(world, generation):
    to = access.sealing(world.compartment)
    assert to.recipients[0].public == bytes(generation.public_key)
    assert to.recipients[1] == access.combine(world.slips[1:]).identity.recipient
    assert (to.generation, to.protected) == (1, False)


def test_a_swapped_public_key(world, generation, tampered):
    tampered("UPDATE access_keygeneration SET public_key = %s WHERE purpose = 'box'", BoxPair.new().public)
    _refused(world, access.PublicKeySwapped)


def test_a_public_key_swapped_in_both_columns(world, generation, tampered):
    mine = BoxPair.new().public
    tampered("UPDATE access_keygeneration SET public_key = %s WHERE purpose = 'box'", mine)
    tampered("UPDATE access_statement SET public_key = %s WHERE id = %s", mine, generation.statement_id.hex)
    _refused(world, access.PublicKeySwapped)


def test_a_body_written_anew_for_another_key(world, generation, tampered):
    mine, old = BoxPair.new().public, bytes(generation.public_key)
    body = bytes(generation.statement.body).replace(old.hex().encode(), mine.hex().encode())
    tampered("UPDATE access_keygeneration SET public_key = %s WHERE purpose = 'box'", mine)
    tampered(
        "UPDATE access_statement SET public_key = %s, body = %s WHERE id = %s", mine, body, generation.statement_id.hex
    )
    _refused(world, access.StatementForged)


def test_a_statement_signed_by_a_key_nobody_vouches_for(world, generation, tampered):
    mine = BoxPair.new().public
    forged = _signed_like(generation, statements.Pen(SignPair.new(), generation.statement.signer_id), mine, world)
    _put(generation, forged, mine, tampered)
    _refused(world, access.StatementForged)


def test_a_statement_that_claims_the_ceremony(world, generation, tampered):
    mine = BoxPair.new().public
    forged = _signed_like(generation, statements.Pen(SignPair.new(), None), mine, world)
    _put(generation, forged, mine, tampered)
    _refused(world, access.StatementForged)


def test_a_stranger_with_a_chain_of_his_own(world, generation, tampered):
    """His account statement is signed by himself in the ceremony's name, and signs the generation correctly."""
    mine, me = BoxPair.new(), SignPair.new()
    account = statements.write(
        StatementKind.ACCOUNT,
        generation.id,
        public_key=mine.public + me.public,
        pen=statements.Pen(SignPair.new(), None),
        now=world.now,
    )
    forged = _signed_like(generation, statements.Pen(me, account.id), mine.public, world)
    _put(generation, forged, mine.public, tampered)
    _refused(world, access.StatementForged)


def test_a_machine_signs_nothing(world, generation, tampered):
    stranger = models.Statement.objects.get(kind=StatementKind.MACHINE)
    mine = BoxPair.new().public
    forged = _signed_like(generation, statements.Pen(SignPair.new(), stranger.id), mine, world)
    _put(generation, forged, mine, tampered)
    _refused(world, access.StatementByStranger)


def test_two_statements_that_vouch_for_each_other(world, generation, tampered):
    one, other = SignPair.new(), SignPair.new()
    first = _account(one, statements.Pen(other, generation.statement.signer_id), world)
    second = _account(other, statements.Pen(one, first.id), world)
    tampered("UPDATE access_statement SET signer_id = %s WHERE id = %s", second.id.hex, first.id.hex)
    body = bytes(first.body).replace(str(generation.statement.signer_id).encode(), str(second.id).encode())
    tampered(
        "UPDATE access_statement SET body = %s, signature = %s WHERE id = %s", body, other.sign(body), first.id.hex
    )
    mine = BoxPair.new().public
    forged = _signed_like(generation, statements.Pen(one, first.id), mine, world)
    _put(generation, forged, mine, tampered)
    _refused(world, access.StatementByStranger)


def test_another_ceremony_in_the_database(world, tampered):
    tampered("UPDATE access_home SET ceremony_key = %s", SignPair.new().public)
    _refused(world, access.CeremonyUnknown)


def test_another_fingerprint_pinned(world):
    access.pin("00" * 32)
    _refused(world, access.CeremonyUnknown)


def test_a_home_file_that_pins_another_ceremony_opens_no_session(world):
    path = world.home / "home.json"
    pinned = statements.fingerprint_of(bytes(models.Home.objects.get().ceremony_key))
    path.write_text(path.read_text().replace(pinned, "ab" * 32))
    with pytest.raises(access.CeremonyUnknown):
        world.open_again()


def test_the_protected_flag_changed(world, tampered):
    tampered("UPDATE access_compartment SET protected = NOT protected")
    _refused(world, access.ProtectionChanged)


def test_a_protected_compartment_made_ordinary(real_world, tampered):
    made = access.add_compartment(name="identities", protected=True, by=real_world.session, now=real_world.tick())
    tampered("UPDATE access_compartment SET protected = FALSE WHERE name = 'identities'")
    with pytest.raises(access.ProtectionChanged):
        access.sealing(made.id)


def test_a_compartment_that_borrows_the_statement_of_another(real_world, tampered):
    made = access.add_compartment(name="identities", protected=True, by=real_world.session, now=real_world.tick())
    ordinary = models.Compartment.objects.get(name="archive").statement_id
    tampered(
        "UPDATE access_compartment SET statement_id = %s, protected = FALSE WHERE name = 'identities'", ordinary.hex
    )
    with pytest.raises(access.StatementForged):
        access.sealing(made.id)


def test_a_key_of_another_compartment(world, tampered):
    other = access.add_compartment(name="other", by=world.session, now=world.tick())
    tampered("DELETE FROM access_wrap")
    tampered("DELETE FROM access_keygeneration WHERE compartment_id = %s", world.compartment.hex)
    tampered("UPDATE access_keygeneration SET compartment_id = %s", world.compartment.hex)
    assert other.id != world.compartment
    _refused(world, access.PublicKeySwapped)


def test_recovery_keys_swapped(world, tampered):
    tampered("UPDATE access_recoverygeneration SET box_public = %s", BoxPair.new().public)
    _refused(world, access.PublicKeySwapped)


def test_fewer_recovery_shares_than_were_signed(world, tampered):
    tampered("UPDATE access_recoverygeneration SET shares = 2")
    _refused(world, access.PublicKeySwapped)


def test_a_statement_taken_away(world, generation, tampered):
    tampered("DELETE FROM access_statement WHERE id = %s", generation.statement_id.hex)
    _refused(world, access.StatementMissing)


def test_an_account_that_renews_recovery_with_a_key_of_its_own(world):
    """Everything would be sealed to it from then on, also where the account does not belong."""
    mine, new = BoxPair.new().public + SignPair.new().public, uuid4()
    facts = {"number": 2, "needed": 2, "shares": 3}
    forged = statements.write(
        StatementKind.RECOVERY, new, public_key=mine, pen=_own_pen(world), now=world.now, facts=facts
    )
    models.RecoveryGeneration.objects.create(
        id=new, **facts, box_public=mine[:32], sign_public=mine[32:], statement=forged, made_at=world.now
    )
    _refused(world, access.StatementByStranger)


def test_an_account_that_signs_checkpoints_with_a_key_of_its_own(world):
    mine, new, first = SignPair.new(), uuid4(), models.LogKey.objects.get()
    forged = statements.write(StatementKind.LOG, new, public_key=mine.public, pen=_own_pen(world), now=world.now)
    models.LogKey.objects.create(
        id=new, number=2, statement=forged, machine=first.machine, origin=first.origin,
        public_key=mine.public, sealed=b"-", made_at=world.now,
    )  # fmt: skip
    with pytest.raises(access.StatementByStranger):
        access.log_signer(world.session)


@pytest.mark.parametrize("position", [0, 20, 63])
def test_a_signature_with_a_flipped_bit(world, generation, tampered, position):
    signature = bytearray(generation.statement.signature)
    signature[position] ^= 1
    tampered("UPDATE access_statement SET signature = %s WHERE id = %s", bytes(signature), generation.statement_id.hex)
    _refused(world, access.StatementForged)


def test_a_withdrawn_machine_gets_no_keys(world):
    machine = models.Machine.objects.get()
    access.withdraw_machine(machine=machine.id, by=world.session, now=world.tick())
    with pytest.raises(access.StatementWithdrawn):
        access.admit_machine(compartment=world.compartment, machine=machine.id, by=world.session, now=world.tick())


ANALYST = "analyst academic acid acne acquire acrobat activity actress"


@pytest.fixture
def analyst_pen(world):
    analyst = world.as_account(world.second_account(role="analyst", passphrase=ANALYST), passphrase=ANALYST)
    keys = models.AccountKeys.objects.get(account=analyst.actor.account)
    return statements.Pen(analyst.keys.sign, keys.statement_id)


def test_a_key_of_a_compartment_signed_by_an_account_that_may_not_make_keys(world, generation, tampered, analyst_pen):
    mine = BoxPair.new().public
    forged = _signed_like(generation, analyst_pen, mine, world)
    _put(generation, forged, mine, tampered)
    _refused(world, access.StatementByStranger)


@pytest.mark.parametrize("kind", [StatementKind.ACCOUNT, StatementKind.COMPARTMENT, StatementKind.MACHINE])
def test_what_an_analyst_signs_is_believed_of_nothing(world, analyst_pen, kind):
    key, subject = SignPair.new().public + SignPair.new().public, uuid4()
    forged = statements.write(
        kind, subject, public_key=key, pen=analyst_pen, now=world.now, facts={"role": "custodian", "protected": False}
    )
    with pytest.raises(access.StatementByStranger):
        statements.trusted(forged.id, kind=kind, subject=subject, public_key=key)


def test_an_account_made_by_an_analyst_signs_nothing_either(world, analyst_pen):
    me, subject = SignPair.new(), uuid4()
    made = statements.write(
        StatementKind.ACCOUNT,
        uuid4(),
        public_key=BoxPair.new().public + me.public,
        pen=analyst_pen,
        now=world.now,
        facts={"role": "custodian"},
    )
    forged = statements.write(
        StatementKind.MACHINE, subject, public_key=me.public, pen=statements.Pen(me, made.id), now=world.now
    )
    with pytest.raises(access.StatementByStranger):
        statements.trusted(forged.id, kind=StatementKind.MACHINE, subject=subject, public_key=me.public)


def test_a_withdrawn_account_signs_no_more_and_what_it_signed_before_stays(world):
    second = world.as_account(world.second_account())
    keys = models.AccountKeys.objects.get(account=second.actor.account)
    before = access.add_compartment(name="before", by=second, now=world.tick())
    pen = statements.Pen(second.keys.sign, keys.statement_id)
    statements.write(
        StatementKind.WITHDRAWAL, keys.statement_id, public_key=None, pen=_own_pen(world), now=world.tick()
    )
    subject = uuid4()
    late = statements.write(
        StatementKind.COMPARTMENT, subject, public_key=None, pen=pen, now=world.tick(), facts={"protected": False}
    )
    assert access.sealing(before.id).generation == 1
    with pytest.raises(access.StatementWithdrawn):
        statements.trusted(late.id, kind=StatementKind.COMPARTMENT, subject=subject, public_key=None)


def _signed_like(generation, pen, public_key, world):
    facts = {"compartment": str(world.compartment), "purpose": "box", "number": 1, "commitment": "00" * 32}
    return statements.write(
        StatementKind.GENERATION, generation.id, public_key=public_key, pen=pen, now=world.now, facts=facts
    )


def _own_pen(world):
    keys = models.AccountKeys.objects.get(account=world.session.actor.account)
    return statements.Pen(world.session.keys.sign, keys.statement_id)


def _account(sign, pen, world):
    return statements.write(
        StatementKind.ACCOUNT,
        world.session.actor.account,
        public_key=BoxPair.new().public + sign.public,
        pen=pen,
        now=world.now,
    )


def _put(generation, forged, public_key, tampered):
    tampered(
        "UPDATE access_keygeneration SET public_key = %s, statement_id = %s WHERE id = %s",
        public_key,
        forged.id.hex,
        generation.id.hex,
    )
