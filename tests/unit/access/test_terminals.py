"""The second factor where somebody types commands: a code, and a while without one at the same place."""

import json
from dataclasses import dataclass, field, replace

import pyotp
import pytest
from tests.conftest import LIGHT, PASSPHRASE
from tests.unit.access.passkeys import SoftPasskey

from dokaz.access import api as access
from dokaz.access import factors, terminals
from dokaz.access.sign_in_rows import FailedTries
from dokaz.config import people
from dokaz.journal import api as journal


@dataclass
class Typed:
    """A terminal of the test: what it keeps, where it is, and what is typed there."""

    world: object
    where: bytes = b"here"
    held: dict = field(default_factory=dict)
    answers: list = field(default_factory=list)

    def place(self):
        return self.where

    def kept(self, name):
        return self.held.get(name, b"")

    def keep(self, name, proof):
        self.held[name] = proof

    def code(self):
        return self.answers.pop(0), self.world.now

    def sign_in(self, *codes, words=PASSPHRASE):
        self.answers = list(codes)
        return access.sign_in(
            access.unlock(self.world.home, passphrase=words), now=self.world.tick(), terminal=self
        )  # fmt: skip


@pytest.fixture
def secret(world):
    made = access.new_app_secret(by=world.session, issuer="test").text
    access.add_app(made, code=pyotp.TOTP(made).at(world.now), by=world.session, now=world.now)
    world.tick(90)
    return made


@pytest.fixture
def terminal(world):
    return Typed(world)


def code_of(secret, world):
    return pyotp.TOTP(secret).at(world.now)


def begun(world):
    journal.sequence(now=world.now)
    told = [json.loads(entry.event) for entry in journal.read() if entry.verb == terminals.BEGIN]
    return [event["facts"].get("factor") for event in told]


def test_an_account_without_a_factor_signs_in_with_its_pass_phrase(world, terminal):
    assert terminal.sign_in().actor == world.session.actor
    assert terminal.held == {}


def test_a_pass_phrase_alone_opens_no_account_that_has_a_factor(world, secret):
    before = len(begun(world))
    with pytest.raises(access.FactorNeeded):
        access.sign_in(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick())
    assert len(begun(world)) == before


@pytest.mark.both
def test_a_code_opens_it_and_this_terminal_asks_no_more_for_a_quarter_of_an_hour(world, secret, terminal):
    code = code_of(secret, world)
    assert terminal.sign_in(code).actor == world.session.actor
    world.tick(14 * 60)
    assert terminal.sign_in().actor == world.session.actor
    assert begun(world)[-2:] == ["totp", "kept"]
    world.tick(60)  # from the code, not from the last command
    with pytest.raises(IndexError):
        terminal.sign_in()
    with pytest.raises(access.FactorRefused):
        terminal.sign_in(code)
    assert journal.verify_records().found == ()


def test_a_code_counts_once_and_one_of_paper_too(world, secret, terminal):
    paper = access.new_codes(by=world.session, now=world.tick())[0]
    terminal.where = b""  # nothing is kept here
    terminal.sign_in(paper.lower())
    assert begun(world)[-1] == "paper"
    assert terminal.held == {}
    with pytest.raises(access.FactorRefused):
        terminal.sign_in(paper)


@pytest.mark.parametrize(
    "changed", ["place", "byte", "time", "short", "account", "factor", "pass-phrase", "clock back"]
)
def test_what_was_proved_elsewhere_or_before_a_change_counts_nothing(world, secret, terminal, changed):
    terminal.sign_in(code_of(secret, world))
    ((name, proof),) = terminal.held.items()
    words = PASSPHRASE
    if changed == "place":
        terminal.where = b"there"
    elif changed == "byte":
        terminal.held[name] = proof[:-1] + bytes([proof[-1] ^ 1])
    elif changed == "time":
        terminal.held[name] = (int.from_bytes(proof[:8]) + 60).to_bytes(8) + proof[8:]
    elif changed == "short":
        terminal.held[name] = proof[:8]
    elif changed == "account":
        words = "acid " + PASSPHRASE
        other = world.as_account(world.second_account())
        text = access.new_app_secret(by=other, issuer="test").text
        access.add_app(text, code=code_of(text, world), by=other, now=world.now)
        terminal.held = dict.fromkeys([name, terminals._name(other)], proof)
    elif changed == "factor":
        text = access.new_app_secret(by=world.session, issuer="test").text
        access.add_app(text, code=code_of(text, world), by=world.session, now=world.now)
    elif changed == "pass-phrase":
        words = "another " + PASSPHRASE
        people.change_passphrase(world.home, old=PASSPHRASE, new=words, by=world.session, now=world.tick(), cost=LIGHT)
    else:
        world.tick(-60)
    with pytest.raises(IndexError):  # it asks, and nobody answers
        terminal.sign_in(words=words)


def test_tries_in_vain_make_the_name_wait_at_the_terminal_and_nobody_makes_it_wait_from_elsewhere(
    world, secret, terminal
):
    for _ in range(5):
        with pytest.raises(access.FactorRefused):
            terminal.sign_in("000000")
        world.tick(2)
    with pytest.raises(access.FactorRefused):
        terminal.sign_in("000000")
    with pytest.raises(access.SignInSlowed, match="Wait"):
        terminal.sign_in(code_of(secret, world))
    name = str(access.name_of(world.session.actor.account))
    world.tick(10)
    terminal.sign_in(code_of(secret, world))
    assert not FailedTries.objects.exists()
    for _ in range(6):
        with pytest.raises(access.SignInRefused):
            access.begin_sign_in(world.home, name=name, passphrase="acid " + PASSPHRASE, now=world.tick(4))
    (strangers,) = FailedTries.objects.all()
    terminal.held.clear()
    world.tick(16)
    terminal.sign_in(code_of(secret, world))  # whoever guesses at the office shuts nobody out here
    assert FailedTries.objects.get().count == strangers.count  # and gets no new tries by this sign-in
    with pytest.raises(access.SignInSlowed):
        access.begin_sign_in(world.home, name=name, passphrase=PASSPHRASE, now=strangers.last_at)


def test_an_account_of_passkeys_alone_is_sent_to_the_office(world, terminal):
    site = access.PasskeySite("Archive", "localhost", "http://localhost:8000")
    asked = factors.creation(site, by=world.session)
    answer = SoftPasskey(site.origin).create(asked.options)
    factors.add_passkey(answer, expected=asked.expected, site=site, by=world.session, now=world.tick())
    with pytest.raises(access.FactorNotTypable, match="office"):
        terminal.sign_in()


def test_what_only_starts_the_machine_needs_no_code_and_holds_no_account(world, secret):
    for start in (access.serve, access.begin_work):
        machine = start(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick())
        assert access.identities(world.compartment, by=machine) == ()


def test_a_practice_home_asks_nobody_for_a_code(world, secret):
    with pytest.raises(access.FactorNeeded):
        terminals.begin(world.session, None, now=world.tick())
    terminals.begin(replace(world.session, home_kind="practice"), None, now=world.tick())
    assert begun(world)[-1] is None
