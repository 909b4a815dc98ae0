"""Signing in at a browser: two steps, two cookies, and the same refusal whatever was wrong (SECURITY 1.4, 1.5)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from django.db import connection
from django.db.models import Sum
from tests import crowd
from tests.conftest import LIGHT, PASSPHRASE
from tests.unit.access.passkeys import SoftPasskey

from dokaz.access import api as access
from dokaz.access.sign_in_rows import BrowserSession, FailedTries, SecondFactor, Turned
from dokaz.config import people
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind

pytestmark = pytest.mark.both

SITE = access.PasskeySite("Archive", "localhost", "http://localhost:8000")


@dataclass
class Desk:
    """The office's side of signing in, and one person at a browser."""

    world: object
    machine: access.Session
    secret: str = ""
    device: bytes | None = None

    @property
    def name(self):
        return str(access.name_of(self.world.session.actor.account))

    @property
    def now(self):
        return self.world.tick()

    def begin(self, *, name=None, passphrase=PASSPHRASE):
        name = self.name if name is None else name
        return access.begin_sign_in(self.world.home, name=name, passphrase=passphrase, device=self.device, now=self.now)

    def code(self, *, ahead=0):
        return pyotp.TOTP(self.secret).at(self.world.now + timedelta(seconds=30 * ahead))

    def enrol(self):
        return self.enrolled(self.begin())

    def enrolled(self, pending):
        self.secret = access.first_app_secret(pending, issuer="Archive", machine=self.machine, now=self.now).text
        done = access.enrol_app(
            pending, secret=self.secret, code=self.code(), device=None, machine=self.machine, now=self.now
        )
        self.device = done.device
        self.world.tick(90)  # the code was used; the next one is of another half-minute
        return done.tokens

    def prove(self, pending, code=None):
        return access.prove_code(
            pending, code=code or self.code(), device=self.device, machine=self.machine, now=self.now
        )

    def sign_in(self):
        done = self.prove(self.begin())
        self.device = done.device
        self.world.tick(90)
        return done.tokens

    def resume(self, tokens):
        return access.resume(tokens, machine=self.machine, now=self.now)

    def verbs(self):
        journal.sequence(now=self.now)
        return [entry.verb for entry in journal.read()]


@pytest.fixture
def desk(world):
    unlocked = access.unlock(world.home, passphrase=PASSPHRASE)
    return Desk(world, access.serve(unlocked, now=world.tick()))


def test_pass_phrase_then_code_opens_the_account_for_as_long_as_the_browser_comes_back(desk):
    desk.enrol()
    tokens = desk.sign_in()
    resumed = desk.resume(tokens)
    assert resumed.session.actor == desk.world.session.actor
    assert access.identities(desk.world.compartment, by=resumed.session)
    assert desk.resume(tokens).id == resumed.id


def test_who_serves_holds_no_account(desk):
    assert access.identities(desk.world.compartment, by=desk.machine) == ()
    with pytest.raises(access.NotPermitted):
        access.require(desk.machine, access.Permission.OPEN_ITEMS, now=desk.now)
    assert "access:site:start" in desk.verbs()


@pytest.mark.parametrize("name", ["T-0000-00000", "not a name", "", None])
def test_the_same_refusal_whether_there_is_such_an_account_or_not(desk, name):
    with pytest.raises(access.SignInRefused) as refused:
        desk.begin(name=name, passphrase="acid " + PASSPHRASE if name is None else PASSPHRASE)
    assert str(refused.value).startswith("The name or the pass-phrase is not right.")
    assert refused.value.facts == {}
    assert not BrowserSession.objects.exists()


def test_one_stretch_is_run_whether_there_is_such_an_account_or_not(desk, monkeypatch):
    from dokaz.access import passphrases

    costs = []
    real = passphrases.stretch
    monkeypatch.setattr(passphrases, "stretch", lambda *a, cost, **k: (costs.append(cost), real(*a, cost=cost, **k))[1])
    desk.begin()
    for name, passphrase in ((desk.name, "acid " + PASSPHRASE), ("T-0000-00000", PASSPHRASE)):
        with pytest.raises(access.SignInRefused):
            desk.begin(name=name, passphrase=passphrase)
    assert len(costs) == 3
    assert len(set(costs)) == 1


def test_where_accounts_are_not_equally_dear_to_try_neither_are_names_that_nobody_has(desk, monkeypatch):
    from dokaz.access import passphrases, slots

    dearer, costs, seen = replace(LIGHT, passes=LIGHT.passes + 1), [], set()
    home = slots.read(desk.world.home)
    beside = slots.Slot(uuid4(), bytes(16), dearer, home.slots[0].machine)
    (desk.world.home / slots.HOME_FILE).write_bytes(home.with_slot(beside).written())
    real = passphrases.stretch
    monkeypatch.setattr(passphrases, "stretch", lambda *a, cost, **k: (costs.append(cost), real(*a, cost=cost, **k))[1])
    for name in (str(Code.new(Kind.COLLEAGUE)) for _ in range(40)):
        costs.clear()
        for _ in range(2):
            with pytest.raises(access.SignInRefused):
                desk.begin(name=name)
        assert len(set(costs)) == 1  # as with an account
        seen.add(costs[0])
    assert seen == {LIGHT, dearer}


def test_tries_in_vain_have_to_wait_ever_longer_and_a_right_one_ends_it(desk):
    for _ in range(4):
        with pytest.raises(access.SignInRefused):
            desk.begin(passphrase="acid " + PASSPHRASE)
    with pytest.raises(access.SignInRefused):
        desk.begin(passphrase="acid " + PASSPHRASE)
    with pytest.raises(access.SignInSlowed, match="tried too often"):
        desk.begin()
    desk.world.tick(5)
    pending = desk.begin()
    assert FailedTries.objects.exists()  # the pass-phrase alone forgets nothing
    desk.enrolled(pending)
    assert not FailedTries.objects.exists()


def test_a_name_that_nobody_has_is_slowed_down_alike(desk):
    for _ in range(5):
        with pytest.raises(access.SignInRefused):
            desk.begin(name="T-0000-00000")
    with pytest.raises(access.SignInSlowed):
        desk.begin(name="T-0000-00000")
    assert desk.begin()


def test_those_turned_away_are_one_entry_a_minute_and_kind(desk):
    for _ in range(3):
        with pytest.raises(access.SignInRefused):
            desk.begin(name="T-0000-00000")
    assert access.tell_turned_away(by=desk.machine.actor, now=desk.world.now) == 0
    desk.world.tick(60)
    assert access.tell_turned_away(by=desk.machine.actor, now=desk.world.now) == 1
    journal.sequence(now=desk.now)
    (entry,) = [each for each in journal.read() if each.verb == "access:sign-in:turn-away"]
    assert b'"count":3' in entry.event
    assert not Turned.objects.exists()


def test_a_flood_of_strangers_is_one_row_and_one_entry_of_each_kind(desk):
    now = desk.world.tick(60)
    for kind in access.Stranger:
        for _ in range(40):
            access.note_stranger(kind, now=now)
    assert sorted(Turned.objects.values_list("code", "count")) == sorted((kind.value, 40) for kind in access.Stranger)
    desk.world.tick(60)
    assert access.tell_turned_away(by=desk.machine.actor, now=desk.now) == len(access.Stranger)
    journal.sequence(now=desk.now)
    told = [each.verb for each in journal.read() if each.verb.endswith(":turn-away")]
    assert (told.count("access:sign-in:turn-away"), told.count("access:stranger:turn-away")) == (1, 5)


def test_who_has_to_wait_was_turned_away(desk):
    for refusal in [*[access.SignInRefused] * 5, access.SignInSlowed]:
        with pytest.raises(refusal):
            desk.begin(name="T-0000-00000")
    counted = Turned.objects.values_list("code").annotate(Sum("count"))
    assert dict(counted) == {"sign-in-refused": 5, "sign-in-slowed": 1}


def test_between_the_two_steps_nothing_can_be_done_and_five_minutes_are_all(desk):
    desk.enrol()
    pending = desk.begin()
    with pytest.raises(access.SessionOver):
        desk.resume(pending)
    desk.world.tick(301)
    with pytest.raises(access.SessionOver):
        desk.prove(pending)


def test_an_account_without_a_second_factor_can_do_nothing_but_add_one(desk):
    pending = desk.begin()
    assert access.waiting_sign_in(pending, machine=desk.machine, now=desk.now).kinds == frozenset()
    with pytest.raises(access.FactorRefused):
        desk.prove(pending, code="000000")
    with pytest.raises(access.SessionOver):
        desk.resume(pending)


def test_who_has_a_second_factor_adds_none_with_the_pass_phrase_alone(desk):
    desk.enrol()
    pending = desk.begin()
    secret = pyotp.random_base32(32)
    with pytest.raises(access.FactorAlready):
        access.first_app_secret(pending, issuer="x", machine=desk.machine, now=desk.now)
    with pytest.raises(access.FactorAlready):
        access.enrol_app(
            pending, secret=secret, code=pyotp.TOTP(secret).at(desk.world.now), device=None, machine=desk.machine,
            now=desk.now,
        )  # fmt: skip
    with pytest.raises(access.FactorAlready):
        access.ask_new_passkey(pending, site=SITE, machine=desk.machine, now=desk.now)
    assert SecondFactor.objects.count() == 1


def test_a_code_counts_once_and_only_in_its_half_minute(desk):
    desk.enrol()
    used = desk.code()
    desk.prove(desk.begin(), code=used)
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin(), code=used)
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin(), code=desk.code(ahead=3))
    assert "access:permission:refuse" in desk.verbs()
    assert journal.verify_records().found == ()


def test_five_tries_of_the_second_factor_are_all(desk):
    desk.enrol()
    pending = desk.begin()
    for _ in range(5):
        with pytest.raises(access.FactorRefused):
            desk.prove(pending, code="000000")
    desk.world.tick(5)
    with pytest.raises(access.FactorsSpent):
        desk.prove(pending)
    with pytest.raises(access.SessionOver):
        desk.prove(pending)


def test_who_has_the_pass_phrase_guesses_codes_no_faster_by_beginning_anew(desk):
    desk.enrol()
    pendings = [desk.begin() for _ in range(3)]
    for pending in (*pendings, *pendings):
        with pytest.raises(access.FactorRefused):
            desk.prove(pending, code="000000")
        desk.world.tick(2 if pending is pendings[1] else 0)
    with pytest.raises(access.SignInSlowed):
        desk.prove(pendings[2])
    with pytest.raises(access.SignInSlowed):
        desk.begin()
    desk.world.tick(5)
    assert desk.prove(desk.begin())


def test_a_code_on_paper_stands_once_for_the_factor_and_never_for_the_pass_phrase(desk):
    session = desk.resume(desk.enrol()).session
    codes = access.new_codes(by=session, now=desk.now)
    assert (len(set(codes)), access.codes_left(by=session)) == (10, 10)
    assert desk.prove(desk.begin(), code=codes[3].lower())
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin(), code=codes[3])
    with pytest.raises(access.SignInRefused):
        desk.begin(passphrase=codes[4])
    access.new_codes(by=session, now=desk.now)
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin(), code=codes[4])
    assert journal.verify_records().found == ()


def test_a_passkey_is_the_second_factor_of_its_own_site_only(desk):
    pending = desk.begin()
    key = SoftPasskey(SITE.origin)
    options = access.ask_new_passkey(pending, site=SITE, machine=desk.machine, now=desk.now)
    access.enrol_passkey(
        pending, answer=key.create(options), site=SITE, device=None, machine=desk.machine, now=desk.now
    )
    pending = desk.begin()
    assert access.waiting_sign_in(pending, machine=desk.machine, now=desk.now).kinds == {"passkey"}
    asked = access.ask_passkey(pending, site=SITE, machine=desk.machine, now=desk.now)
    elsewhere = replace(key, origin="http://localhost.example:8000")
    for answer in (elsewhere.get(asked), {}, key.get(asked | {"challenge": "AAAAAAAAAAAAAAAAAAAAAA"})):
        with pytest.raises(access.FactorRefused):
            prove_passkey(desk, pending, answer)
        asked = access.ask_passkey(pending, site=SITE, machine=desk.machine, now=desk.now)
    answer = key.get(asked)
    assert desk.resume(prove_passkey(desk, pending, answer).tokens)
    with pytest.raises(access.SessionOver):  # the challenge and the pending session are both used up
        prove_passkey(desk, pending, answer)


def prove_passkey(desk, pending, answer):
    return access.prove_passkey(
        pending, answer=answer, site=SITE, device=desk.device, machine=desk.machine, now=desk.now
    )


def test_a_challenge_is_answered_once(desk):
    key = SoftPasskey(SITE.origin)
    first = desk.begin()
    options = access.ask_new_passkey(first, site=SITE, machine=desk.machine, now=desk.now)
    access.enrol_passkey(first, answer=key.create(options), site=SITE, device=None, machine=desk.machine, now=desk.now)
    one, other = desk.begin(), desk.begin()
    answer = key.get(access.ask_passkey(one, site=SITE, machine=desk.machine, now=desk.now))
    access.ask_passkey(other, site=SITE, machine=desk.machine, now=desk.now)
    with pytest.raises(access.FactorRefused):
        prove_passkey(desk, other, answer)
    assert prove_passkey(desk, one, answer)


def test_neither_cookie_alone_nor_the_database_opens_a_session(desk):
    tokens = desk.enrol()
    stranger = access.Tokens.new()
    for wrong in (replace(tokens, key=stranger.key), replace(tokens, session=stranger.session)):
        with pytest.raises(access.SessionOver):
            desk.resume(wrong)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, sealed, challenge FROM access_browsersession")
        stored = b"".join(bytes(each or b"") for row in cursor.fetchall() for each in row)
    keys = desk.world.session.keys
    for secret in (tokens.session, tokens.key, keys.box.secret, keys.sign.secret):
        assert secret not in stored
        assert secret.hex() not in repr(tokens)
    assert desk.resume(tokens)


def test_the_secret_of_an_app_is_readable_to_its_owner_alone(desk):
    desk.enrol()
    (row,) = SecondFactor.objects.all()
    assert desk.secret.encode() not in bytes(row.sealed)


def test_away_for_half_an_hour_or_twelve_hours_in_all_and_the_session_is_over(desk):
    tokens = desk.enrol()
    desk.world.tick(1_801)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    tokens = desk.sign_in()
    for _ in range(28):
        desk.world.tick(1_500)
        desk.resume(tokens)
    desk.world.tick(1_500)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    assert not BrowserSession.objects.exists()


def test_a_new_device_is_told_and_known_the_next_time(desk):
    desk.enrol()
    stranger = access.prove_code(desk.begin(), code=desk.code(), device=None, machine=desk.machine, now=desk.now)
    desk.world.tick(90)
    assert stranger.new_device
    assert not desk.prove(desk.begin()).new_device


def test_signing_out_ends_it_in_every_process(desk):
    tokens = desk.enrol()
    access.sign_out(tokens, machine=desk.machine, now=desk.now)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    access.sign_out(tokens, machine=desk.machine, now=desk.now)
    assert desk.verbs().count("access:session:end") == 1


def test_a_colleague_ends_every_session_of_an_account_in_one_act(desk):
    one = desk.enrol()
    two = desk.sign_in()
    colleague = desk.world.second_person()
    mine = desk.world.session.actor.account
    assert len(access.browsers(account=mine, by=colleague, now=desk.now)) == 2
    assert access.revoke(account=mine, by=colleague, now=desk.now) == 2
    for tokens in (one, two):
        with pytest.raises(access.SessionOver):
            desk.resume(tokens)


def test_whose_role_does_not_allow_it_ends_nobody_elses_session(desk):
    tokens = desk.enrol()
    reader = desk.world.as_account(desk.world.second_account(role="analyst"))
    mine = desk.world.session.actor.account
    for act in (access.browsers, access.revoke):
        with pytest.raises(access.NotPermitted):
            act(account=mine, by=reader, now=desk.now)
    with pytest.raises(access.BrowserUnknown):
        access.revoke(browser=desk.resume(tokens).id, by=reader, now=desk.now)
    assert desk.resume(tokens)


def test_withdrawn_or_with_another_pass_phrase_no_browser_stays_signed_in(desk):
    tokens = desk.enrol()
    colleague = desk.world.second_person()
    access.withdraw(desk.world.session.actor.account, by=colleague, now=desk.now)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    with pytest.raises(access.SignInRefused):
        desk.begin()


def test_with_new_keys_the_second_factor_is_added_anew(desk):
    """Two people gave them to who forgot the pass-phrase: what was sealed to the old keys opens no more."""
    old, new = "analyst " + PASSPHRASE, "renewed " + PASSPHRASE
    account = desk.world.second_account(role="analyst", passphrase=old)
    name = str(access.name_of(account))
    tokens = desk.enrolled(desk.begin(name=name, passphrase=old))
    access.new_codes(by=desk.resume(tokens).session, now=desk.now)
    asked = people.propose_keys(
        desk.world.home, passphrase=new, account=account, by=desk.world.session, now=desk.now, cost=LIGHT
    )
    desk.world.finish(asked)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    with pytest.raises(access.SignInRefused):
        desk.begin(name=name, passphrase=old)
    pending = desk.begin(name=name, passphrase=new)
    assert access.waiting_sign_in(pending, machine=desk.machine, now=desk.now).kinds == frozenset()
    assert desk.resume(desk.enrolled(pending)).session.actor.account == account
    assert journal.verify_records().found == ()


def test_what_is_sensitive_asks_for_the_second_factor_again_after_ten_minutes(desk):
    tokens = desk.enrol()
    access.require_fresh(desk.resume(tokens), now=desk.now)
    desk.world.tick(600)
    with pytest.raises(access.ProofTooOld):
        access.require_fresh(desk.resume(tokens), now=desk.now)
    access.prove_again(tokens, code=desk.code(), machine=desk.machine, now=desk.now)
    access.require_fresh(desk.resume(tokens), now=desk.now)


def test_the_last_second_factor_stays(desk):
    session = desk.resume(desk.enrol()).session
    (first,) = access.factors(by=session)
    with pytest.raises(access.LastFactor):
        access.remove_factor(first.id, by=session, now=desk.now)
    secret = access.new_app_secret(by=session, issuer="Archive").text
    added = access.add_app(secret, code=pyotp.TOTP(secret).at(desk.world.now), by=session, now=desk.now)
    access.remove_factor(first.id, by=session, now=desk.now)
    assert [each.id for each in access.factors(by=session)] == [added]
    with pytest.raises(access.FactorUnknown):
        access.remove_factor(first.id, by=session, now=desk.now)
    desk.world.tick(90)
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin())


def test_a_factor_that_the_database_alone_was_given_counts_for_nothing(desk, tampered):
    """Somebody who writes rows cannot give an account a factor: no entry vouches for it."""
    session = desk.resume(desk.enrol()).session
    tampered("UPDATE access_secondfactor SET used = 0")
    with pytest.raises(journal.RecordUnvouched):
        access.factors(by=session)


def test_where_too_many_sign_in_all_names_are_refused_alike_and_none_has_to_wait_for_it(desk):
    with crowd.of_strangers():
        for name in [desk.name, "T-0000-00000"] * 5:
            with pytest.raises(access.TooManySignIns) as refused:
                desk.begin(name=name)
            assert refused.value.facts == {}
    assert dict(Turned.objects.values_list("code").annotate(Sum("count"))) == {"sign-ins-too-many": 10}
    assert not FailedTries.objects.exists()


def test_a_device_that_was_here_before_has_its_place_before_strangers(desk, monkeypatch):
    from dokaz.access import passphrases

    desk.enrol()
    desk.sign_in()
    asked = []
    real = passphrases.stretch
    monkeypatch.setattr(passphrases, "stretch", lambda *a, known, **k: (asked.append(known), real(*a, **k))[1])
    desk.begin()
    desk.device = None
    desk.begin()
    assert asked == [True, False]
