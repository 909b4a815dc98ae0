"""What was typed when a session ended: for its author alone, for a week, and only what its form allows."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from tests.conftest import LIGHT, PASSPHRASE

from dokaz.access import api as access
from dokaz.access.sign_in_rows import Draft
from dokaz.config import people

pytestmark = pytest.mark.both

PLACE = "/compartments/add"


@pytest.fixture
def machine(world):
    return access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick())


def token(world, *, by=None, place=PLACE):
    return access.form_token(place=place, fields=["name"], by=by or world.session, now=world.tick())


def keep(world, machine, given, *, place=PLACE, **sent):
    return access.keep_draft(given, place=place, sent=sent or {"name": ["Clinic"]}, machine=machine, now=world.tick())


def mine(world, by=None):
    return access.drafts(by=by or world.session, now=world.tick())


def test_only_its_author_reads_it_and_only_what_the_form_named(world, machine):
    assert keep(world, machine, token(world), name=["Witness of 9 August"], passphrase=["secret words"])
    (found,) = mine(world)
    assert (found.place, dict(found.words)) == (PLACE, {"name": ["Witness of 9 August"]})
    second = world.second_person()
    assert mine(world, second) == ()
    with pytest.raises(access.DraftUnknown):
        access.drop_draft(found.id, by=second, now=world.tick())
    sealed = bytes(Draft.objects.get().sealed)
    assert b"August" not in sealed
    assert b"compartments" not in sealed
    assert access.drop_draft(found.id, by=world.session, now=world.tick()).words == found.words
    assert not Draft.objects.exists()


def test_a_token_is_good_for_its_account_its_page_and_a_day(world, machine):
    given = token(world)
    raw = urlsafe_b64decode(given)
    other = str(world.second_person().actor.account).encode()
    forged = raw.replace(str(world.session.actor.account).encode(), other)
    assert forged != raw
    for wrong in (urlsafe_b64encode(forged).decode(), "", "x", "é", urlsafe_b64encode(b"{}" * 40).decode()):
        assert not keep(world, machine, wrong)
    assert not keep(world, machine, given, place="/people/admit")
    assert not keep(world, machine, given, other=["x"])
    assert not keep(world, machine, given, name=["x" * 70_000])
    world.tick(24 * 3600)
    assert not keep(world, machine, given)
    assert not Draft.objects.exists()


def test_few_are_held_and_none_longer_than_a_week(world, machine):
    given = token(world)
    for number in range(7):
        assert keep(world, machine, given, name=[f"draft {number}"])
    assert [each.words["name"] for each in mine(world)] == [[f"draft {number}"] for number in (6, 5, 4, 3, 2)]
    world.tick(8 * 24 * 3600)
    assert mine(world) == ()
    assert keep(world, machine, token(world))
    assert Draft.objects.count() == 1


def test_a_length_tells_the_size_class_only(world, machine):
    given = token(world)
    for words in ("a", "a" * 20):
        keep(world, machine, given, name=[words])
    assert len({len(bytes(row.sealed)) for row in Draft.objects.all()}) == 1


def test_who_works_here_no_more_is_kept_nothing_and_new_keys_open_no_older_draft(world, machine):
    words = "third " + PASSPHRASE
    account = world.second_account(role="analyst", passphrase=words)
    session = world.as_account(account, passphrase=words)
    given = token(world, by=session)
    assert keep(world, machine, given)
    asked = people.propose_keys(
        world.home, passphrase="new " + words, account=account, by=world.session, now=world.tick(), cost=LIGHT
    )
    world.finish(asked)
    renewed = world.as_account(account, passphrase="new " + words)
    assert mine(world, renewed) == ()
    access.end_role(account=account, by=world.session, now=world.tick())
    assert not keep(world, machine, given)
