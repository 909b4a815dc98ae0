import io

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from dokaz.access import api as access
from dokaz.access import models
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.verify import age

pytestmark = pytest.mark.both


def _sealed_note(world, compartment):
    sealed = io.BytesIO()
    age.encrypt(io.BytesIO(b"a note"), sealed, access.sealing(compartment).recipients)
    return sealed.getvalue()


def _opened(sealed, identities):
    plain = io.BytesIO()
    age.decrypt(io.BytesIO(sealed), plain, identities)
    return plain.getvalue()


def test_a_member_opens_what_was_sealed(world):
    sealed = _sealed_note(world, world.compartment)
    assert _opened(sealed, access.identities(world.compartment, by=world.session)) == b"a note"


def test_without_the_wrap_nothing_decrypts(world):
    """Not a refusal by code: the keys given are none, and age finds no match."""
    sealed = _sealed_note(world, world.compartment)
    key = access.seal_records(world.compartment).new(ordered_id(world.now))
    models.Wrap.objects.filter(account__isnull=False).delete()
    with pytest.raises(age.NoMatch):
        _opened(sealed, access.identities(world.compartment, by=world.session))
    with pytest.raises(access.KeyNotHeld):
        access.open_record(key.wrapped, compartment=world.compartment, row=ordered_id(world.now), by=world.session)
    with pytest.raises(access.KeyNotHeld):
        access.equality_key(world.compartment, by=world.session)


def test_a_granted_member_opens_what_was_sealed_before(world):
    second = world.second_account()
    session = world.as_account(second)
    sealed = _sealed_note(world, world.compartment)
    with pytest.raises(age.NoMatch):
        _opened(sealed, access.identities(world.compartment, by=session))
    access.grant_membership(compartment=world.compartment, account=second, by=world.session, now=world.tick())
    assert _opened(sealed, access.identities(world.compartment, by=session)) == b"a note"
    assert access.equality_key(world.compartment, by=session) == access.equality_key(
        world.compartment, by=world.session
    )
    assert journal.verify_records().found == ()


def test_who_is_no_member_cannot_grant(world):
    second = world.second_account()
    session = world.as_account(second)
    other = access.add_compartment(name="case 7", by=world.session, now=world.tick())
    with pytest.raises(access.KeyNotHeld):
        access.grant_membership(compartment=other.id, account=second, by=session, now=world.tick())


def test_a_key_is_granted_only_to_a_key_that_is_vouched_for(world, tampered):
    second = world.second_account()
    tampered("UPDATE access_accountkeys SET box_public = %s WHERE account_id = %s", bytes([9] * 32), second.hex)
    with pytest.raises(access.PublicKeySwapped):
        access.grant_membership(compartment=world.compartment, account=second, by=world.session, now=world.tick())


def test_a_removed_member_opens_nothing_and_the_others_everything(world):
    second = world.second_account()
    session = world.as_account(second)
    access.grant_membership(compartment=world.compartment, account=second, by=world.session, now=world.tick())
    before = _sealed_note(world, world.compartment)
    after_removal = access.remove_member(
        compartment=world.compartment, account=second, by=world.session, now=world.tick()
    )
    after = _sealed_note(world, world.compartment)
    assert after_removal.generation == access.sealing(world.compartment).generation == 2
    for sealed in (before, after):
        assert _opened(sealed, access.identities(world.compartment, by=world.session)) == b"a note"
        with pytest.raises(age.NoMatch):
            _opened(sealed, access.identities(world.compartment, by=session))
        assert _opened(sealed, [access.combine(world.slips[:2]).identity]) == b"a note"
    assert access.compartments(by=session) == ()
    assert journal.verify_records().found == ()


def test_a_member_who_left_keeps_no_key_for_what_comes_later(world):
    """Even with the old secret kept aside, the next generation does not open."""
    second = world.second_account()
    session = world.as_account(second)
    access.grant_membership(compartment=world.compartment, account=second, by=world.session, now=world.tick())
    kept = access.identities(world.compartment, by=session)
    access.remove_member(compartment=world.compartment, account=second, by=world.session, now=world.tick())
    with pytest.raises(age.NoMatch):
        _opened(_sealed_note(world, world.compartment), kept)


def test_who_is_no_member_can_remove_one_at_once(world):
    second = world.second_account()
    session = world.as_account(second)
    made = access.remove_member(
        compartment=world.compartment, account=world.session.actor.account, by=session, now=world.tick()
    )
    assert made.generation == 2
    assert access.identities(world.compartment, by=world.session) == ()


def test_a_wrap_of_another_key_is_noticed(world, tampered):
    """Whoever writes the database could wrap a key of his own to us; the signed commitment tells."""
    from dokaz.kernel.errors import SealBroken
    from dokaz.kernel.sealing import BoxPair, seal_to

    wrap = models.Wrap.objects.get(account__isnull=False, generation__purpose="equality")
    label = b"wrap\x00" + wrap.generation_id.bytes
    tampered(
        "UPDATE access_wrap SET sealed = %s WHERE id = %s",
        seal_to(world.session.keys.box.public, BoxPair.new().secret, aad=label),
        wrap.id.hex,
    )
    with pytest.raises(SealBroken):
        access.equality_key(world.compartment, by=world.session)


def test_two_compartments_never_share_a_key(world):
    other = access.add_compartment(name="case 7", by=world.session, now=world.tick())
    with pytest.raises(age.NoMatch):
        _opened(_sealed_note(world, world.compartment), access.identities(other.id, by=world.session))


def test_a_name_is_used_once(world):
    with pytest.raises(access.CompartmentExists):
        access.add_compartment(name="archive", by=world.session, now=world.tick())


def test_a_compartment_one_does_not_belong_to_is_as_one_that_is_not_there(world):
    session = world.as_account(world.second_account())
    with pytest.raises(access.CompartmentUnknown) as hidden:
        access.compartment("archive", by=session)
    with pytest.raises(access.CompartmentUnknown) as missing:
        access.compartment("nothing", by=session)
    assert str(hidden.value).replace("archive", "") == str(missing.value).replace("nothing", "")


def test_a_trial_home_makes_nothing_protected(world):
    with pytest.raises(access.ProtectedInTrial):
        access.add_compartment(name="identities", protected=True, by=world.session, now=world.tick())
    archive = models.Compartment.objects.get()
    with pytest.raises(IntegrityError, match="no protected one here"), transaction.atomic():
        models.Compartment.objects.create(
            id=ordered_id(world.now), name="x", protected=True, statement=archive.statement, began_at=world.now
        )


def test_a_machine_may_be_admitted_where_nothing_is_protected(world):
    machine = models.Machine.objects.get()
    access.admit_machine(compartment=world.compartment, machine=machine.id, by=world.session, now=world.tick())
    assert models.Wrap.objects.filter(machine=machine).count() == 3


def test_a_machine_that_is_not_there_is_not_withdrawn(world):
    with pytest.raises(access.MachineUnknown):
        access.withdraw_machine(machine=world.compartment, by=world.session, now=world.tick())


def test_a_protected_compartment_admits_no_machine(real_world):
    made = access.add_compartment(name="identities", protected=True, by=real_world.session, now=real_world.tick())
    machine = models.Machine.objects.get()
    with pytest.raises(access.MachineRefused):
        access.admit_machine(compartment=made.id, machine=machine.id, by=real_world.session, now=real_world.tick())
    generation = models.KeyGeneration.objects.filter(compartment=made.id).first()
    with pytest.raises(IntegrityError, match="protected from machines"), transaction.atomic():
        models.Wrap.objects.create(
            id=ordered_id(real_world.now), generation=generation, machine=machine, sealed=b"x", made_at=real_world.now
        )


def test_no_key_is_wrapped_to_a_machine_by_itself(real_world):
    access.add_compartment(name="identities", protected=True, by=real_world.session, now=real_world.tick())
    assert not models.Wrap.objects.filter(machine__isnull=False).exists()


def test_a_wrap_has_exactly_one_holder(world):
    held = models.Wrap.objects.filter(account__isnull=False).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Wrap.objects.create(id=ordered_id(world.now), generation=held.generation, sealed=b"x", made_at=world.now)


@pytest.mark.parametrize("model", [models.Compartment, models.KeyGeneration, models.Statement, models.Wrap])
def test_rows_of_keys_are_never_changed(world, model):
    column = {"Wrap": "made_at", "Statement": "made_at", "KeyGeneration": "made_at", "Compartment": "began_at"}
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**{column[model.__name__]: world.tick()})


class TestHalves:
    @pytest.fixture
    def halves(self, real_world):
        """Two protected compartments, one of the custodian's and one of a second account's."""
        second = real_world.second_account()
        session = real_world.as_account(second)
        first = access.add_compartment(name="half 1", protected=True, by=real_world.session, now=real_world.tick())
        other = access.add_compartment(name="half 2", protected=True, by=session, now=real_world.tick())
        access.pair_halves(first=first.id, second=other.id, by=real_world.session, now=real_world.tick())
        return first.id, other.id, second, session

    def test_nobody_is_granted_the_other_half(self, real_world, halves):
        first, other, second, session = halves
        custodian = real_world.session.actor.account
        with pytest.raises(access.HalvesMeet):
            access.grant_membership(compartment=first, account=second, by=real_world.session, now=real_world.tick())
        with pytest.raises(access.HalvesMeet):
            access.grant_membership(compartment=other, account=custodian, by=session, now=real_world.tick())

    def test_the_database_refuses_it_too(self, real_world, halves):
        first, _, second, _ = halves
        generation = models.KeyGeneration.objects.get(compartment=first, purpose="box")
        with pytest.raises(IntegrityError, match="one half an account"), transaction.atomic():
            models.Wrap.objects.create(
                id=ordered_id(real_world.now), generation=generation, account_id=second, sealed=b"x",
                made_at=real_world.now,
            )  # fmt: skip
        pair = models.HalfPair.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            models.HalfHolder.objects.create(
                id=ordered_id(real_world.now), pair=pair, account_id=second, half=1, since=real_world.now
            )

    def test_a_third_person_takes_one_half(self, real_world, halves):
        first, other, _, session = halves
        third = real_world.second_account(passphrase="third " + real_world.passphrase)
        access.grant_membership(compartment=other, account=third, by=session, now=real_world.tick())
        with pytest.raises(access.HalvesMeet):
            access.grant_membership(compartment=first, account=third, by=real_world.session, now=real_world.tick())
        assert journal.verify_records().found == ()

    def test_compartments_with_a_common_member_become_no_pair(self, real_world):
        one, other = (
            access.add_compartment(name=name, protected=True, by=real_world.session, now=real_world.tick())
            for name in ("half 1", "half 2")
        )
        with pytest.raises(access.HalvesMeet):
            access.pair_halves(first=one.id, second=other.id, by=real_world.session, now=real_world.tick())
        with pytest.raises(IntegrityError, match="one half an account"), transaction.atomic():
            models.HalfPair.objects.create(
                id=ordered_id(real_world.now), first_id=one.id, second_id=other.id, made_at=real_world.now
            )

    def test_a_member_removed_from_one_half_does_not_come_into_the_other(self, real_world, halves):
        first, other, second, _ = halves
        access.remove_member(compartment=other, account=second, by=real_world.session, now=real_world.tick())
        with pytest.raises(access.HalvesMeet):
            access.grant_membership(compartment=first, account=second, by=real_world.session, now=real_world.tick())


def test_a_grant_lasts_an_hour_at_most(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Grant.objects.create(
            id=ordered_id(world.now), compartment_id=world.compartment, job="index", item=ordered_id(world.now),
            worker_key=bytes(32), sealed=b"x", granted_by_id=world.session.actor.account, granted_at=world.now,
            seconds=3601,
        )  # fmt: skip
    assert not models.Grant.objects.filter(Q(seconds__gt=3600)).exists()
