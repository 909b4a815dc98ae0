"""An organisation may end codes from apps (SECURITY 1.5): nobody is shut out by it, and it takes two to let them again."""

import pyotp
import pytest
from django.db import IntegrityError, transaction
from tests.conftest import PASSPHRASE
from tests.unit.access.passkeys import SoftPasskey
from tests.unit.access.test_signing_in import SITE, Desk
from tests.unit.access.test_terminals import Typed

from dokaz.access import api as access
from dokaz.access import models
from dokaz.access.sign_in_rows import AppDecision
from dokaz.journal import api as journal

both = pytest.mark.both


@pytest.fixture
def desk(world):
    return Desk(world, access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick()))


def house_of(world):
    return models.Account.objects.get(pk=world.session.actor.account).organisation_id


def passkey_added(desk, tokens):
    """A passkey beside the app of one who is signed in."""
    key, here = SoftPasskey(SITE.origin), {"site": SITE, "machine": desk.machine}
    answer = key.create(access.ask_another_passkey(tokens, now=desk.now, **here))
    access.add_passkey(tokens, answer=answer, now=desk.now, **here)
    with pytest.raises(access.FactorRefused):  # the challenge is used up
        access.add_passkey(tokens, answer=answer, now=desk.now, **here)
    return key


def refused(world):
    access.refuse_apps(house_of(world), by=world.session, now=world.tick())


def rule(world):
    return next(
        each
        for each in access.list_app_rules(by=world.session, now=world.tick())
        if each.organisation == house_of(world)
    )


@both
def test_no_code_from_an_app_counts_any_more_and_paper_and_passkey_do(desk, world):
    tokens = desk.enrol()
    with pytest.raises(access.PasskeysMissing, match=desk.name):
        refused(world)
    key, by = passkey_added(desk, tokens), desk.resume(tokens).session
    paper = access.new_codes(by=by, now=world.tick())
    refused(world)
    with pytest.raises(access.AppsAlreadySo):
        refused(world)
    pending = desk.begin()
    waiting = access.waiting_sign_in(pending, machine=desk.machine, now=desk.now)
    assert (waiting.kinds, waiting.apps) == ({"passkey", "paper"}, False)
    told = []
    for code in (desk.code(), "000000"):
        with pytest.raises(access.FactorRefused) as no:
            desk.prove(pending, code=code)
        told.append((str(no.value), no.value.facts))
    assert told[0] == told[1]
    with pytest.raises(access.FactorRefused):
        access.prove_again(tokens, code=desk.code(), machine=desk.machine, now=desk.now)
    asked = access.ask_passkey_again(tokens, site=SITE, machine=desk.machine, now=desk.now)
    access.prove_passkey_again(tokens, answer=key.get(asked), site=SITE, machine=desk.machine, now=desk.now)
    access.require_fresh(desk.resume(tokens), now=desk.now)
    with pytest.raises(access.AppNotAccepted):
        access.new_app_secret(by=by, issuer="Archive")
    secret = pyotp.random_base32()
    with pytest.raises(access.AppNotAccepted):
        access.add_app(secret, code=pyotp.TOTP(secret).at(world.now), by=by, now=world.now)
    assert desk.resume(desk.prove(pending, code=paper[0]).tokens)
    (passkey,) = [each.id for each in access.factors(by=by) if each.accepted]
    with pytest.raises(access.LastFactor):
        access.remove_factor(passkey, by=by, now=world.tick())
    assert journal.verify_records().found == ()


@both
def test_two_people_let_apps_count_again_and_no_older_yes_does(desk, world):
    tokens, other = desk.enrol(), world.second_person()
    passkey_added(desk, tokens)
    refused(world)
    house, by = house_of(world), world.session
    approvals = [access.ask_to_accept_apps(house, by=by, now=world.tick()) for _ in range(2)]
    assert access.apps_asked(approvals[0]) == rule(world).name
    with pytest.raises(access.ApprovalMissing):
        access.accept_apps(house, by=by, now=world.tick())
    for each in approvals:
        access.approve(each, by=other, now=world.tick())
    assert not rule(world).accepted
    assert rule(world).approved
    access.accept_apps(house, by=by, now=world.tick())
    assert rule(world).accepted
    assert desk.resume(desk.prove(desk.begin()).tokens)  # the app that was there counts again
    with pytest.raises(access.AppsAlreadySo):
        access.accept_apps(house, by=by, now=world.tick())
    refused(world)
    with pytest.raises(access.ApprovalMissing):  # the second yes was to the first decision
        access.accept_apps(house, by=by, now=world.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        AppDecision.objects.update(in_force_at=None)
    assert journal.verify_records().found == ()


def test_a_newcomer_begins_with_a_passkey_and_others_decide_for_themselves(desk, world):
    access.add_organisation(name="Empty", by=world.session, now=world.tick())
    empty = access.organisation("Empty", by=world.session, now=world.tick())
    access.refuse_apps(empty, by=world.session, now=world.tick())
    words = "third academic acid acne acquire acrobat activity actress"
    world.second_person()
    account = world.second_account(role="analyst", passphrase=words, organisation=empty)
    pending = desk.begin(name=str(access.name_of(account)), passphrase=words)
    here = {"machine": desk.machine}
    assert access.waiting_sign_in(pending, now=desk.now, **here).apps is False
    with pytest.raises(access.AppNotAccepted):
        access.first_app_secret(pending, issuer="Archive", now=desk.now, **here)
    secret = pyotp.random_base32()
    with pytest.raises(access.AppNotAccepted):
        access.enrol_app(
            pending, secret=secret, code=pyotp.TOTP(secret).at(world.now), device=None, now=desk.now, **here
        )
    key = SoftPasskey(SITE.origin)
    options = access.ask_new_passkey(pending, site=SITE, now=desk.now, **here)
    done = access.enrol_passkey(pending, answer=key.create(options), site=SITE, device=None, now=desk.now, **here)
    assert desk.resume(done.tokens)
    assert desk.enrol()  # the first custodian's organisation decided nothing
    with pytest.raises(access.NotPermitted):
        access.refuse_apps(house_of(world), by=desk.resume(done.tokens).session, now=desk.now)
    with pytest.raises(access.OrganisationUnknown):
        access.refuse_apps(world.compartment, by=world.session, now=world.tick())


@both
@pytest.mark.parametrize(
    "change", ["UPDATE access_appdecision SET in_force_at = NULL, accepted = TRUE, approval_id = {approval}",
               "UPDATE access_appdecision SET organisation_id = {other}"],
)  # fmt: skip
def test_a_decision_changed_by_hand_lets_nobody_in(desk, world, tampered, change):
    tokens, _other = desk.enrol(), world.second_person()
    passkey_added(desk, tokens)
    refused(world)
    approval = access.ask("x", digest=bytes(32), by=world.session, now=world.tick())
    other = models.Organisation.objects.exclude(pk=house_of(world)).first().id
    tampered(change.format(approval="%s", other="%s"), (approval if "{approval}" in change else other).hex)
    pending = desk.begin()
    for act in (
        lambda: desk.prove(pending),
        lambda: access.waiting_sign_in(pending, machine=desk.machine, now=desk.now),
    ):
        with pytest.raises(journal.RecordUnvouched):
            act()


def test_at_a_terminal_paper_alone_is_typed_and_what_an_app_proved_before_ends(desk, world):
    tokens, terminal = desk.enrol(), Typed(world)
    passkey_added(desk, tokens)
    assert terminal.sign_in(desk.code()).actor == world.session.actor
    world.tick(90)
    assert terminal.sign_in().actor == world.session.actor  # within the quarter of an hour
    refused(world)
    with pytest.raises(access.FactorNotTypable):
        terminal.sign_in(desk.code())
    paper = access.new_codes(by=desk.resume(tokens).session, now=world.tick())
    with pytest.raises(access.FactorRefused):
        terminal.sign_in(desk.code())
    assert terminal.sign_in(paper[0]).actor == world.session.actor
