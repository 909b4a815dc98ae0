import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokaz.access import api as access
from dokaz.custody.models import Blob
from dokaz.kernel.ids import ordered_id


def _stored(world, compartment):
    return Blob.objects.create(
        id=ordered_id(world.now), compartment_id=compartment, generation=1, name=os.urandom(8).hex(), header=b"x",
        size=1, stored_size=64, sha256=None, equality=os.urandom(32), stored_at=world.now,
    )  # fmt: skip


def test_a_query_without_a_scope_is_refused(world):
    with pytest.raises(access.Unscoped, match="Blob"):
        Blob.objects.all()
    with pytest.raises(access.Unscoped):
        Blob.objects.filter(size=1)
    with pytest.raises(access.Unscoped):
        Blob.objects.get(size=1)


def test_adding_needs_no_scope_because_receiving_needs_no_secret(world):
    stored = _stored(world, world.compartment)
    with access.scope(world.session):
        assert Blob.objects.get().id == stored.id


def test_a_scope_finds_only_what_the_account_holds_keys_for(world):
    other = access.add_compartment(name="case 7", by=world.session, now=world.tick())
    second = world.second_account()
    session = world.as_account(second)
    access.grant_membership(compartment=other.id, account=second, by=world.session, now=world.tick())
    mine, theirs = _stored(world, world.compartment), _stored(world, other.id)
    with access.scope(session):
        assert [blob.id for blob in Blob.objects.all()] == [theirs.id]
        assert Blob.objects.count() == 1
        assert not Blob.objects.filter(pk=mine.id).exists()
    with access.scope(world.session):
        assert Blob.objects.count() == 2


def test_the_scope_ends_with_its_block(world):
    with access.scope(world.session):
        assert list(Blob.objects.all()) == []
    with pytest.raises(access.Unscoped):
        Blob.objects.all()


def test_an_inner_scope_gives_way_to_the_outer_one_again(world):
    session = world.as_account(world.second_account())
    _stored(world, world.compartment)
    with access.scope(world.session):
        with access.scope(session):
            assert Blob.objects.count() == 0
        assert Blob.objects.count() == 1


def test_the_whole_house_is_seen_for_a_reason_only(world):
    _stored(world, world.compartment)
    with access.whole_house("fixity"):
        assert Blob.objects.count() == 1
    with pytest.raises(access.Unscoped), access.whole_house(""):
        pass


def test_rows_by_plain_sql_are_those_in_scope_and_no_others(world):
    other = access.add_compartment(name="case 7", by=world.session, now=world.tick())
    second = world.second_account()
    session, phrase = world.as_account(second), "acne " + world.passphrase
    stranger = world.as_account(world.second_account(passphrase=phrase), passphrase=phrase)
    access.grant_membership(compartment=other.id, account=second, by=world.session, now=world.tick())
    mine, theirs = _stored(world, world.compartment), _stored(world, other.id)
    asked = {"where": "name = %s OR name = %s", "values": [mine.name, theirs.name], "order": "ORDER BY id"}
    with pytest.raises(access.Unscoped, match="Blob"):
        Blob.objects.select(**asked)
    for by, seen in ((stranger, []), (session, [theirs]), (world.session, [mine, theirs])):
        with access.scope(by):
            assert Blob.objects.select(**asked) == seen
    with access.whole_house("fixity"):
        assert Blob.objects.select(**asked) == [mine, theirs]


def test_a_scope_within_ones_own_is_that_one_and_anothers_is_not(world):
    other = world.second_person()
    with access.scope(world.session) as mine:
        assert mine == {world.compartment}
        with CaptureQueriesContext(connection) as asked, access.scope(world.session) as again:
            assert again == mine
        assert asked.captured_queries == []
        with access.scope(other) as theirs:
            assert theirs == frozenset()
        with access.whole_house("test"), access.scope(world.session) as inside:
            assert inside == mine
