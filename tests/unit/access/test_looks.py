"""A page that shows things asks once for what several of its parts need, and the next page asks anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokaz.access import api as access
from dokaz.access import looks


@pytest.fixture
def colleague(world):
    """Who may look at the items of the world's compartment."""
    account = world.second_account(role="documenter")
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return world.as_account(account)


def require(colleague, world):
    access.require(colleague, access.Permission.SEE_ITEMS, compartment=world.compartment, now=world.tick())


def test_a_page_that_shows_things_reads_role_and_membership_once(world, colleague):
    with access.one_look():
        require(colleague, world)
        with CaptureQueriesContext(connection) as asked:
            require(colleague, world)
            with access.scope(colleague) as held:
                assert held == {world.compartment}
        assert list(asked) == []


def test_who_has_no_role_any_more_may_nothing_with_the_next_page(world, colleague):
    with access.one_look():
        require(colleague, world)
        access.end_role(account=colleague.actor.account, by=world.session, now=world.tick())
        require(colleague, world)
    with access.one_look(), pytest.raises(access.NotPermitted):
        require(colleague, world)


def test_who_was_removed_from_a_compartment_sees_nothing_of_it_with_the_next_page(world, colleague):
    with access.one_look():
        require(colleague, world)
        sealed = access.seal_records(world.compartment).new(world.compartment).wrapped
        assert access.open_record(sealed, compartment=world.compartment, row=world.compartment, by=colleague)
    access.remove_member(
        compartment=world.compartment, account=colleague.actor.account, by=world.session, now=world.tick()
    )
    with access.one_look():
        with pytest.raises(access.NotPermitted):
            require(colleague, world)
        with pytest.raises(access.KeyNotHeld):
            access.open_record(sealed, compartment=world.compartment, row=world.compartment, by=colleague)


def test_what_was_opened_for_one_account_is_given_to_no_other(world, colleague):
    """A session that holds no key, as one under duress, is asked for itself."""
    phrase = "acne academic acid acquire acrobat activity actress adapt"
    outsider = world.as_account(world.second_account(passphrase=phrase), passphrase=phrase)
    sealed = access.seal_records(world.compartment).new(world.compartment).wrapped
    with access.one_look():
        assert access.open_record(sealed, compartment=world.compartment, row=world.compartment, by=colleague)
        with pytest.raises(access.KeyNotHeld):
            access.open_record(sealed, compartment=world.compartment, row=world.compartment, by=outsider)
        with pytest.raises(access.NotPermitted):
            require(outsider, world)


def test_a_refusal_is_no_answer():
    def refused():
        raise access.KeyNotHeld

    with access.one_look():
        for _again in range(2):
            with pytest.raises(access.KeyNotHeld):
                looks.once("a key", ask=refused)
        assert [looks.once("a key", ask=lambda: 1), looks.once("a key", ask=lambda: 2)] == [1, 1]
    assert [looks.once("a key", ask=lambda: 1), looks.once("a key", ask=lambda: 2)] == [1, 2]
