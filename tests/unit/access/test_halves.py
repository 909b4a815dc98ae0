"""A record in two halves opens by two people, and without either wrap by nobody (SECURITY 1.10)."""

from uuid import uuid4

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.kernel.errors import SealBroken

PLACE = {"model": "people.identity", "field": "words"}


@pytest.fixture
def paired(real_world):
    """Two protected halves; the first custodian holds one, the second person, of a partner, the other."""
    world, second = real_world, real_world.second_person()
    one = access.add_compartment(name="identities 1", protected=True, by=world.session, now=world.tick())
    other = access.add_compartment(name="identities 2", protected=True, by=second, now=world.tick())
    pair = access.pair_halves(first=one.id, second=other.id, by=world.session, now=world.tick())
    return world, second, access.halves(pair)


def _opened(world, second, pair, made, row):
    half = access.open_half(made.second, compartment=pair.second, row=row, by=second)
    use = uuid4()
    passed = access.pass_half(half, row=row, use=use, to=world.session.actor.account)
    first = access.open_half(made.first, compartment=pair.first, row=row, by=world.session)
    taken = access.take_half_passed(passed, row=row, use=use, by=world.session)
    return access.open_in_halves(first, second=taken, sealed=made.sealed, generation=made.generation, row=row, **PLACE)


def test_two_people_open_it_and_one_does_not(paired):
    world, second, pair = paired
    row = uuid4()
    made = access.seal_in_halves(pair, row=row, text=b"a name", **PLACE)
    assert access.own_half(pair, by=world.session) == pair.first
    assert access.own_half(pair, by=second) == pair.second
    assert _opened(world, second, pair, made, row) == b"a name"
    for compartment, wrapped, session in ((pair.second, made.second, world.session), (pair.first, made.first, second)):
        with pytest.raises(access.KeyNotHeld):
            access.open_half(wrapped, compartment=compartment, row=row, by=session)
    half = access.open_half(made.first, compartment=pair.first, row=row, by=world.session)
    with pytest.raises(SealBroken):  # one half twice is not two halves
        access.open_in_halves(half, second=half, sealed=made.sealed, generation=made.generation, row=row, **PLACE)


@pytest.mark.parametrize("lost", ["first", "second"])
def test_without_either_wrap_nothing_opens(paired, lost):
    world, second, pair = paired
    row = uuid4()
    made = access.seal_in_halves(pair, row=row, text=b"a name", **PLACE)
    holder = {"first": world.session, "second": second}[lost].actor.account
    models.Wrap.objects.filter(account=holder, generation__compartment=getattr(pair, lost)).delete()
    with pytest.raises(access.KeyNotHeld):
        _opened(world, second, pair, made, row)


def test_a_half_that_was_passed_opens_for_one_record_one_use_and_one_account(paired):
    world, second, pair = paired
    row, use = uuid4(), uuid4()
    made = access.seal_in_halves(pair, row=row, text=b"a name", **PLACE)
    half = access.open_half(made.second, compartment=pair.second, row=row, by=second)
    passed = access.pass_half(half, row=row, use=use, to=world.session.actor.account)
    wrong = [
        {"row": uuid4(), "use": use, "by": world.session},
        {"row": row, "use": uuid4(), "by": world.session},
        {"row": row, "use": use, "by": second},
    ]
    for asked in wrong:
        with pytest.raises(SealBroken):
            access.take_half_passed(passed, **asked)


def test_compartments_that_are_not_protected_hold_no_identity(world):
    one = access.add_compartment(name="case 1", by=world.session, now=world.tick())
    other = access.add_compartment(name="case 2", by=world.second_person(), now=world.tick())
    pair = access.halves(access.pair_halves(first=one.id, second=other.id, by=world.session, now=world.tick()))
    with pytest.raises(access.NotHalves):
        access.seal_in_halves(pair, row=uuid4(), text=b"a name", **PLACE)
    with pytest.raises(access.NotHalves):
        access.halves(uuid4())
