"""The rule of two persons (ADR 0023): nobody can make somebody who counts as a second person for them."""

import random
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.access import api as access
from dokaz.access import models
from dokaz.access.lines import lines
from dokaz.access.statements import Signed, line_of

CHAINS = st.lists(st.integers(min_value=0, max_value=10**6), max_size=30)


class House:
    """Who let in whom, as statements say it: the founder, the one they let in alone, and all who came after."""

    def __init__(self):
        self.signed, self.parent = {}, {}
        self.founder = self.enter(None)
        self.companion = self.enter(self.founder, alone=True)

    def enter(self, by, *, alone=False):
        account = UUID(int=len(self.signed) + 1)
        self.signed[account] = Signed(account, by, alone)  # one statement each: it has the id of its account
        self.parent[account] = by
        return account

    def line(self, account):
        return line_of(account, self.signed)

    def independent(self, one, other):
        return self.line(one) != self.line(other)

    def made_by(self, account):
        """The account, and all who were let in by somebody made by it, but for whom the founder let in alone."""
        made = {account}
        for each, by in self.parent.items():  # in the order in which they came
            if by in made and each != self.companion:
                made.add(each)
        return made


def grown(chain):
    house = House()
    everyone = [house.founder, house.companion]
    for chosen in chain:
        everyone.append(house.enter(everyone[chosen % len(everyone)]))
    return house, everyone


@given(CHAINS)
def test_none_of_those_whom_one_person_made_is_a_second_person_for_another(chain):
    house, everyone = grown(chain)
    for account in everyone:
        puppets = house.made_by(account)
        assert not any(house.independent(one, other) for one, other in combinations(puppets, 2))


@given(CHAINS)
def test_the_first_two_are_a_second_person_for_each_other_whatever_comes(chain):
    house, _ = grown(chain)
    assert house.independent(house.founder, house.companion)


@given(CHAINS)
def test_everybody_has_a_second_person_among_the_first_two(chain):
    """So that two honest people can always go on, whoever asks."""
    house, everyone = grown(chain)
    for account in everyone:
        assert house.independent(account, house.founder) != house.independent(account, house.companion)


@given(CHAINS, st.integers(min_value=0, max_value=10**6))
def test_only_a_founder_lets_somebody_in_alone(chain, chosen):
    """A statement that says so without a founder's signature stands in its signer's line."""
    house, everyone = grown(chain)
    liar = everyone[1 + chosen % (len(everyone) - 1)]
    puppet = house.enter(liar, alone=True)
    assert not house.independent(liar, puppet)


@pytest.mark.both
@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_home_the_lines_are_those_of_who_let_in_whom(world, seed):
    chance, house = random.Random(seed), House()
    people = [(house.founder, world.session), (house.companion, world.second_person())]
    for number in range(4):
        model, asker = chance.choice(people)
        second = chance.choice([each for other, each in people if house.independent(model, other)])
        account = _let_in(world, f"{number} {world.passphrase}", asker, second)
        people.append((house.enter(model), world.as_account(account, passphrase=f"{number} {world.passphrase}")))
    for (one, mine), (other, theirs) in combinations(people, 2):
        told = access.independent(mine.actor.account, of=theirs.actor.account)
        assert told == house.independent(one, other)
        assert told == access.independent(theirs.actor.account, of=mine.actor.account)


def _let_in(world, passphrase, asker, second):
    pepper = (world.home / "pepper").read_bytes()
    asked = access.propose_account(
        passphrase, organisation=models.Organisation.objects.first().id, role="custodian", pepper=pepper, by=asker,
        now=world.tick(), cost=access.Argon2Cost(8192, 1, 1),
    )  # fmt: skip
    access.approve(asked.approval, by=second, now=world.tick(), fingerprint=asked.fingerprint)
    from dokaz.config import people

    return people.admit(world.home, approval=asked.approval, by=asker, now=world.tick()).account


def test_two_puppets_of_one_custodian_approve_nothing_for_each_other(world):
    """Both were let in at the asking of the first custodian, whoever said yes to it."""
    one, other = (
        world.as_account(
            world.second_account(passphrase=f"{word} {world.passphrase}"), passphrase=f"{word} {world.passphrase}"
        )
        for word in _after_companion(world)
    )
    approval = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=one, now=world.tick())
    with pytest.raises(access.ApproverDependent, match="same line"):
        access.approve(approval, by=other, now=world.tick())
    access.approve(approval, by=world.second_person(), now=world.tick())


def _after_companion(world):
    world.second_person()
    return ("one", "other")


def test_whom_two_lines_decided_about_stands_in_both_and_is_nobodys_second_person(world):
    """Let in at the asking of the first, given a role at the asking of the second: either may have made them."""
    second = world.second_person()
    words = "third " + world.passphrase
    third = world.second_account(passphrase=words)
    asked = access.propose_role("steering", account=third, by=second, now=world.tick())
    access.approve(asked.approval, by=world.session, now=world.tick())
    access.admit(asked.approval, by=second, now=world.tick())
    assert lines(third) == {world.session.actor.account, second.actor.account}
    for asker in (world.session, second):
        approval = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=asker, now=world.tick())
        with pytest.raises(access.ApproverDependent):
            access.approve(approval, by=world.as_account(third, passphrase=words), now=world.tick())


def test_an_unknown_account_is_independent_of_nobody(world):
    with pytest.raises(access.StatementMissing):
        access.independent(world.session.actor.account, of=uuid4())
