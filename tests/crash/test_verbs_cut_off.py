"""Every verb of the spine loses its database server in the middle: a sentence, and the same again goes on."""

import io
import math
from functools import partial
from itertools import count

import pytest
from tests import permitting, servers

from dokaz.access import api as access
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)
CLEAN = 2  # turns that nothing befalls
ANYWHERE = [1.0, 0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1, 0.0]
OF_PEOPLE = ("grant", "propose_role", "remove", "travel", "withdraw")


class Acts:
    """One act of each verb. Each takes its turn's number, so that a second turn asks for something new."""

    def __init__(self, world, folder, *, turns, people):
        self.world, self.folder, self.tries = world, folder, count()
        self.refs = [self.receive(-1 - number).ref for number in range(turns)]
        permitting.of(world, self.refs[:3])
        named = [f"acid {number} {world.passphrase}" for number in range(people)]
        self.people = [world.second_account(passphrase=each) for each in named]
        self.asked = {}

    @property
    def said(self):
        return {"by": self.world.session, "now": self.world.tick()}

    def receive(self, turn):
        return custody.receive(io.BytesIO(b"%d" % turn), name=f"{turn}.txt", **self.said)

    def receive_many(self, turn):
        files = [(b"%d of %d" % (number, turn), f"{turn}-{number}") for number in range(5)]
        arrivals = [custody.Arrival(open=lambda data=data: io.BytesIO(data), name=name) for data, name in files]
        answers = list(custody.receive_many(arrivals, **self.said))
        assert all(isinstance(answer, custody.Receipt) for answer in answers)

    def describe(self, turn):
        titled = custody.Description(title=f"Named in turn {turn}")
        try:
            custody.describe(self.refs[turn], description=titled, seen=0, reason="named", **self.said)
        except custody.StaleDescription:  # the turn before was committed, and only its answer was lost
            assert self.show(turn).description == titled

    def record_object(self, turn):
        custody.record_object(custody.Description(title=f"Telephone {turn}"), name="Telephone", **self.said)

    def examine(self, turn):
        custody.examine(self.refs[turn], **self.said)

    def open(self, turn):
        with custody.open_item(self.refs[turn], **self.said) as stream:
            assert stream.read() == b"%d" % (-1 - turn)

    def extract(self, turn):
        to = self.folder / f"extracted {turn} {next(self.tries)}"
        custody.extract(self.refs[turn], to=to, **self.said)
        assert to.read_bytes() == b"%d" % (-1 - turn)

    def show(self, turn):
        return custody.show(self.refs[turn], **self.said)

    def items(self, _turn):
        assert {line.ref for line in custody.items(**self.said)} >= set(self.refs)

    def check(self, _turn):
        assert custody.check(**self.said).clean

    def _before_package(self, turn):
        self.asked[turn] = permitting.approved_in(self.world, self.refs[:3]).proposed

    def package(self, turn):
        to = self.folder / f"package {turn}"
        try:
            disclosure.package(self.asked[turn], to=to, **self.said)
        except access.ApprovalMissing:  # the turn before had begun to write, so two people say so again
            self._before_package(turn)
            disclosure.package(self.asked[turn], to=to, **self.said)

    def checkpoint(self, turn):
        self.record_object(turn)
        journal.checkpoint(now=self.world.tick())

    def sequence(self, turn):
        self.record_object(turn)
        journal.sequence(now=self.world.tick())

    def sweep(self, _turn):
        custody.sweep(**self.said)

    def add_compartment(self, turn):
        access.add_compartment(name=f"Compartment {turn} {next(self.tries)}", **self.said)

    def grant(self, turn):
        access.grant_membership(compartment=self.world.compartment, account=self.people[turn], **self.said)

    def _before_remove(self, turn):
        self.grant(turn)

    def remove(self, turn):
        access.remove_member(compartment=self.world.compartment, account=self.people[turn], **self.said)

    def travel(self, turn):
        access.travel(account=self.people[turn], **self.said)

    def propose_role(self, turn):
        access.propose_role("analyst", account=self.people[turn], **self.said)

    def withdraw(self, turn):
        try:
            access.withdraw(self.people[turn], **self.said)
        except access.AccountUnknown:  # the turn before was committed, and only its answer was lost
            assert self.people[turn] not in self._at_work()

    def _at_work(self):
        return {each.account for each in access.colleagues(**self.said) if not each.withdrawn}

    def sign_in(self, _turn):
        self.world.session = access.sign_in(
            access.unlock(self.world.home, passphrase=self.world.passphrase), now=self.world.tick()
        )


VERBS = sorted(name for name, verb in vars(Acts).items() if callable(verb) and not name.startswith("_"))


CASES = [
    *((verb, ANYWHERE) for verb in VERBS if verb not in OF_PEOPLE),
    *((verb, [share]) for verb in OF_PEOPLE for share in ANYWHERE),  # a home lets in only a few people a day
]


def cut_off(world, cluster, folder, verb, *, shares):
    """Cut off one turn for each share of what an act says to the database, and give whether each was refused.

    Where it was, it is done again, and in the end all is sound.
    """
    turns = CLEAN + len(shares)
    acts = Acts(world, folder, turns=turns, people=turns if verb in OF_PEOPLE else 0)
    act, before = getattr(acts, verb), getattr(acts, f"_before_{verb}", lambda _turn: None)
    before(0)
    act(0)  # a first turn says a few words more than those after it
    before(1)
    whole = servers.statements(lambda: act(1))
    refused = []
    for turn, share in enumerate(shares, CLEAN):
        before(turn)
        refused.append(refusal(cluster, partial(act, turn), at=max(1, math.ceil(whole * share))))
    report = inspection.inspect(by=world.session, everything=True, now=world.tick())
    assert report.problems == ()
    return refused


def refusal(cluster, act, *, at):
    """Whether the act was refused when cut off; if so, it was done again."""
    refused = False
    with servers.cutting(cluster, at=at) as cut:
        try:
            act()
        except database.DatabaseAway as away:
            assert "run the same command again" in str(away)  # noqa: PT017 - cut before its first word it goes on
            refused = True
    assert cut
    if refused:
        act()
    return refused


@pytest.mark.parametrize("verb", VERBS)
def test_cut_off_in_the_middle_it_says_so_and_the_same_again_goes_on(world, cluster, tmp_path, verb):
    assert cut_off(world, cluster, tmp_path, verb, shares=[0.5]) == [True]


@pytest.mark.soak
@pytest.mark.parametrize(("verb", "shares"), CASES)
def test_cut_off_anywhere_the_same_again_goes_on(world, cluster, tmp_path, verb, shares):
    cut_off(world, cluster, tmp_path, verb, shares=shares)
