"""The key of names: given by itself, never to a machine, gone with the membership (SECURITY 4.4)."""

import pytest
from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.kernel.ids import ordered_id


def test_only_members_who_were_given_it_hold_the_key_of_names(world):
    member, first = world.second_account(role="documenter"), world.session
    access.grant_membership(compartment=world.compartment, account=member, by=first, now=world.tick())
    session = world.as_account(member)
    with pytest.raises(access.NamesNotBegun):
        access.name_key(world.compartment, by=first)
    access.begin_names(world.compartment, by=first, now=world.tick())
    with pytest.raises(access.NamesBegun):
        access.begin_names(world.compartment, by=first, now=world.tick())
    with pytest.raises(access.NamesNotHeld):
        access.name_key(world.compartment, by=session)
    access.grant_names(compartment=world.compartment, account=member, by=first, now=world.tick())
    assert access.name_key(world.compartment, by=session) == access.name_key(world.compartment, by=first)
    assert {each.id for each in access.circle(world.compartment, by=first, now=world.tick()).names} == {
        member, first.actor.account,
    }  # fmt: skip
    models.Wrap.objects.filter(account=member, generation__purpose="name").delete()  # no key, no look-up
    with pytest.raises(access.NamesNotHeld):
        access.name_key(world.compartment, by=session)


def test_a_machine_is_never_given_the_key_of_names(world):
    access.begin_names(world.compartment, by=world.session, now=world.tick())
    machine = models.Machine.objects.get()
    access.admit_machine(compartment=world.compartment, machine=machine.id, by=world.session, now=world.tick())
    assert not models.Wrap.objects.filter(machine=machine, generation__purpose="name").exists()
    generation = models.KeyGeneration.objects.get(purpose="name")
    with pytest.raises(IntegrityError, match="no machine looks names up"), transaction.atomic():
        models.Wrap.objects.create(
            id=ordered_id(world.now), generation=generation, machine=machine, sealed=b"x", made_at=world.now
        )


def test_joining_gives_no_key_of_names_and_leaving_takes_it(world):
    first = world.session
    access.begin_names(world.compartment, by=first, now=world.tick())
    member = world.second_account(role="documenter")
    with pytest.raises(access.NamesNotForThem):  # not a member yet
        access.grant_names(compartment=world.compartment, account=member, by=first, now=world.tick())
    access.grant_membership(compartment=world.compartment, account=member, by=first, now=world.tick())
    assert not models.Wrap.objects.filter(account=member, generation__purpose="name").exists()
    access.grant_names(compartment=world.compartment, account=member, by=first, now=world.tick())
    access.withdraw_names(compartment=world.compartment, account=member, by=first, now=world.tick())
    access.grant_names(compartment=world.compartment, account=member, by=first, now=world.tick())
    access.remove_member(compartment=world.compartment, account=member, by=first, now=world.tick())
    assert not models.Wrap.objects.filter(account=member).exists()
    assert models.KeyGeneration.objects.filter(purpose="name").count() == 1  # not renewed: docs/keys.md says so


def test_a_role_that_looks_no_names_up_is_not_given_the_key(world):
    access.begin_names(world.compartment, by=world.session, now=world.tick())
    world.second_person()
    analyst = world.second_account(role="analyst")
    access.grant_membership(compartment=world.compartment, account=analyst, by=world.session, now=world.tick())
    with pytest.raises(access.NamesNotForThem):
        access.grant_names(compartment=world.compartment, account=analyst, by=world.session, now=world.tick())
