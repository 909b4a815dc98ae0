"""Devices: an owner is told of a new one, disowns it, and does not wait for strangers at a known one."""

import pytest
from django.db import IntegrityError, transaction
from tests import attackers
from tests.conftest import PASSPHRASE
from tests.unit.access.test_signing_in import Desk, desk  # noqa: F401 - a fixture

from dokaz.access import api as access
from dokaz.access.sign_in_rows import DeviceUse, FailedTries
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

WRONG = "acid " + PASSPHRASE


def elsewhere(desk):  # noqa: F811
    """The same person, or somebody with all they have, at a browser without the mark."""
    return Desk(desk.world, desk.machine, desk.secret)


def fail(one):
    """Often enough to wait for an hour."""
    with pytest.raises(access.SignInRefused):
        one.begin(passphrase=WRONG)
    FailedTries.objects.update(count=20)


def test_whoever_tries_a_name_makes_strangers_wait_and_not_its_owner(desk):  # noqa: F811
    desk.enrol()
    stranger = elsewhere(desk)
    fail(stranger)
    with pytest.raises(access.SignInSlowed):
        stranger.begin()
    assert desk.resume(desk.sign_in())
    with pytest.raises(access.SignInSlowed):  # the owner's sign-in gives those who guess no new tries
        stranger.begin()


def test_a_known_device_waits_for_its_own_failures(desk):  # noqa: F811
    desk.enrol()
    fail(desk)
    with pytest.raises(access.SignInSlowed):
        desk.begin()
    assert elsewhere(desk).begin()
    desk.world.tick(3700)
    desk.sign_in()
    assert not FailedTries.objects.exists()


def test_the_mark_of_another_account_or_a_made_up_one_is_not_known(desk):  # noqa: F811
    desk.enrol()
    second = desk.world.second_person()
    mark = desk.device
    name = str(access.name_of(second.actor.account))
    for device in (mark, b"made up" * 8):
        with pytest.raises(access.SignInRefused):
            Desk(desk.world, desk.machine, device=device).begin(name=name, passphrase=WRONG)
    assert FailedTries.objects.count() == 1


def test_a_disowned_device_is_signed_out_known_no_more_and_new_when_it_comes_back(desk):  # noqa: F811
    tokens = desk.enrol()
    stranger = elsewhere(desk)
    taken = stranger.sign_in()
    (told,) = desk.resume(tokens).strangers
    assert told.mine is None
    here = desk.resume(tokens)
    with pytest.raises(access.DeviceUnknown):  # none answers for itself
        access.know_device(told.id, here=told.id, by=here.session, now=desk.now)
    assert access.disown_device(told.id, here=here.device, by=here.session, now=desk.now) == 1
    with pytest.raises(access.SessionOver):
        desk.resume(taken)
    with pytest.raises(access.DeviceUnknown):
        access.know_device(told.id, here=here.device, by=here.session, now=desk.now)
    fail(stranger)
    with pytest.raises(access.SignInSlowed):
        elsewhere(desk).begin()  # it counted as a stranger
    desk.world.tick(3700)
    stranger.sign_in()
    (again,) = desk.resume(desk.sign_in()).strangers
    assert again.id != told.id
    assert {"access:device:disown", "access:session:end"} <= set(desk.verbs())
    assert journal.verify_records().found == ()


def test_an_answer_is_given_once_and_a_row_changed_by_hand_makes_no_device_known(desk):  # noqa: F811
    tokens = desk.enrol()
    elsewhere(desk).sign_in()
    here = desk.resume(tokens)
    access.know_device(here.strangers[0].id, here=here.device, by=here.session, now=desk.now)
    assert desk.resume(tokens).strangers == ()
    assert [each.mine for each in access.devices(by=here.session, now=desk.now)] == [True, True]
    with pytest.raises(IntegrityError), transaction.atomic():
        DeviceUse.objects.update(known_at=None)
    with attackers.as_attacker() as sql:
        sql("UPDATE access_deviceuse SET last_at = known_at")
        sql("UPDATE access_deviceuse SET known_at = NULL")
    fail(elsewhere(desk))
    with pytest.raises(access.SignInSlowed):
        desk.begin()


def test_a_colleagues_devices_are_seen_by_whoever_manages_accounts(desk):  # noqa: F811
    desk.enrol()
    world = desk.world
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WRONG), passphrase=WRONG)
    mine = world.session.actor.account
    assert len(access.devices(account=mine, by=world.second_person(), now=desk.now)) == 1
    with pytest.raises(access.NotPermitted):
        access.devices(account=mine, by=analyst, now=desk.now)


def test_a_custodian_lets_no_device_of_an_account_count_as_known(desk):  # noqa: F811
    desk.enrol()
    mine, other = desk.world.session.actor.account, desk.world.second_person()
    assert access.disown_devices(account=mine, by=other, now=desk.now) == 1
    assert access.disown_devices(account=mine, by=other, now=desk.now) == 0
    (own,) = access.devices(by=desk.world.session, now=desk.now)
    assert own.mine is False
    fail(elsewhere(desk))
    with pytest.raises(access.SignInSlowed):  # as any stranger
        desk.begin()
    words = "third " + PASSPHRASE
    analyst = desk.world.as_account(desk.world.second_account(role="analyst", passphrase=words), passphrase=words)
    with pytest.raises(access.NotPermitted):
        access.disown_devices(account=mine, by=analyst, now=desk.now)
    assert journal.verify_records().found == ()
