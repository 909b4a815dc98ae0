"""A duress word signs in to nothing, as any sign-in does, and tells a colleague (S-54)."""

import io
import json
import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import LIGHT, PASSPHRASE
from tests.unit.access.test_signing_in import Desk

from dokaz.access import api as access
from dokaz.access import passphrases, slots
from dokaz.access.duress_rows import Lock
from dokaz.access.sign_in_rows import BrowserSession, DeviceUse, FailedTries, Turned
from dokaz.config import people
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind
from dokaz.safeguards import api as safeguards

WORD = "duress academic acid acne acquire acrobat activity actress"
VERB, REFUSE = "custody:item:destroy", "access:permission:refuse"
both = pytest.mark.both


@pytest.fixture
def desk(world):
    """The first custodian at a browser, with a colleague in the archive, and a duress word."""
    other = world.second_person()
    access.grant_membership(
        compartment=world.compartment, account=other.actor.account, by=world.session, now=world.tick()
    )
    one = Desk(world, access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick()))
    one.enrol()
    access.set_duress_word(world.home, word=WORD, by=world.session, now=world.tick())
    return one


def watch(desk):
    return safeguards.watch(by=desk.machine.actor, now=desk.now)


def forced(desk):
    tokens = desk.prove(desk.begin(passphrase=WORD)).tokens
    desk.world.tick(90)
    return desk.resume(tokens).session


def alarms(desk):
    return safeguards.alarms(by=desk.world.second_person(), now=desk.now)


@both
def test_the_duress_word_leads_to_a_session_that_opens_nothing_and_to_an_alarm(desk):
    world = desk.world
    real = desk.sign_in()
    by = forced(desk)
    assert by.actor == world.session.actor
    assert by.keys.box.public != world.session.keys.box.public
    assert by.keys.sign.public != world.session.keys.sign.public
    assert desk.resume(real)
    assert watch(desk) == 1
    assert watch(desk) == 0
    with pytest.raises(access.SessionOver):
        desk.resume(real)
    assert access.identities(world.compartment, by=by) == ()
    assert access.compartments(by=by) == ()
    assert custody.items(by=by, now=world.tick()) == []
    assert access.identities(world.compartment, by=world.session) == ()  # its keys are gone, whoever asks
    (alarm,) = alarms(desk)
    assert (alarm.kind, alarm.account) == (safeguards.AlarmKind.DURESS, by.actor.account)
    for permission in access.Permission:
        seen = permission in ("see-items", "open-items", "see-persons", "see-requests")
        assert access.may(by, permission=permission, now=world.tick()) == seen
    assert journal.verify_records().found == ()


def shapes(asked):
    """What the database was asked, without the values."""
    return [re.sub(r"'[^']*'|\d+|x'\w+'|\\S+", "?", query["sql"])[:60] for query in asked.captured_queries]


def steps(desk, word):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pending = desk.begin(passphrase=word)
        done = desk.prove(pending)
        desk.world.tick(90)
        resumed = desk.resume(done.tokens)
        access.factors(by=resumed.session)
        access.codes_left(by=resumed.session)
    return shapes(asked), done.new_device, resumed


def test_the_steps_of_signing_in_are_the_same_with_either_word(desk, monkeypatch):
    runs = []
    real = passphrases.stretch
    monkeypatch.setattr(passphrases, "stretch", lambda *a, **k: (runs.append(k["cost"]), real(*a, **k))[1])
    desk.sign_in()
    runs.clear()
    ordinary, new, open_one = steps(desk, PASSPHRASE)
    under_duress, also_new, locked = steps(desk, WORD)
    assert ordinary == [each for each in under_duress if "factorcopy" not in each]
    assert (new, also_new, len(runs)) == (False, False, 2)
    assert (open_one.ends_at - open_one.proved_at) == (locked.ends_at - locked.proved_at)
    assert open_one.session.actor == locked.session.actor


def refused(desk, name, stretched):
    """What a stranger's first wrong pass-phrase under this name asks of the database, and its runs of Argon2id."""
    desk.device = None
    for rows in (FailedTries, Turned):
        rows.objects.all().delete()
    stretched.clear()
    with CaptureQueriesContext(connection) as asked, pytest.raises(access.SignInRefused):
        desk.begin(name=name, passphrase="wrong " + PASSPHRASE)
    return shapes(asked), [*stretched]


def test_a_wrong_pass_phrase_is_the_same_work_for_nobody_for_an_account_under_duress_and_for_a_locked_one(
    desk, monkeypatch
):
    stretched, real = [], passphrases.stretch
    monkeypatch.setattr(passphrases, "stretch", lambda *a, **k: (stretched.append(k["cost"]), real(*a, **k))[1])
    plain = str(access.name_of(desk.world.second_person().actor.account))
    seen = [refused(desk, name, stretched) for name in (str(Code.new(Kind.COLLEAGUE)), plain, desk.name)]
    forced(desk)
    assert watch(desk) == 1
    seen.append(refused(desk, desk.name, stretched))
    assert seen == [seen[0]] * 4
    assert len(seen[0][1]) == 1


@both
def test_only_the_right_second_factor_goes_on_and_it_counts_once(desk):
    pending = desk.begin(passphrase=WORD)
    with pytest.raises(access.FactorRefused):
        desk.prove(pending, code="000000")
    paper = access.new_codes(by=desk.world.session, now=desk.now)
    assert desk.prove(pending, code=paper[3])
    with pytest.raises(access.FactorRefused):
        desk.prove(desk.begin(passphrase=WORD), code=paper[3])


def test_a_factor_added_later_proves_the_duress_word_as_well(desk):
    world = desk.world
    resumed = desk.resume(desk.sign_in())
    secret = access.new_app_secret(by=resumed.session, issuer="Archive").text
    desk.secret = secret
    access.add_app(secret, code=desk.code(), by=resumed.session, now=desk.now)
    world.tick(90)
    assert forced(desk)


@both
def test_under_duress_nothing_of_the_account_can_be_changed_and_the_refusal_tells_nothing(desk):
    by = forced(desk)
    secret = desk.secret = access.new_app_secret(by=by, issuer="Archive").text
    (factor,) = access.factors(by=by)
    assert not access.has_duress_word(by=by)
    assert access.has_duress_word(by=desk.world.session)
    for change in (
        lambda: access.new_codes(by=by, now=desk.now),
        lambda: access.add_app(secret, code=desk.code(), by=by, now=desk.now),
        lambda: access.remove_factor(factor.id, by=by, now=desk.now),
        lambda: access.end_duress_word(by=by, now=desk.now),
        lambda: access.set_duress_word(desk.world.home, word=PASSPHRASE, by=by, now=desk.now),
        *account_changes(desk, by, typed=(PASSPHRASE, WORD, "neither " + WORD)),
    ):
        with pytest.raises(database.DatabaseBusy):
            change()
    assert access.identities(desk.world.compartment, by=desk.world.session)  # no key was left behind for a journey
    assert not DeviceUse.objects.exclude(disowned_at=None).exists()


def account_changes(desk, by, *, typed):
    """Each would bend the account or tell a coercer which of two words it was."""
    world, mine = desk.world, access.ask(VERB, digest=bytes(32), by=desk.world.session, now=desk.now)
    device = access.devices(by=world.session, now=desk.now)[0].id
    kept = access.new_passphrase(
        PASSPHRASE, new="new " + PASSPHRASE, pepper=slots.read_bytes(world.home, slots.PEPPER_FILE), by=world.session,
        cost=LIGHT,
    )  # fmt: skip
    return [
        *(lambda old=old: access.new_passphrase(old, new="new " + old, pepper=b"", by=by, cost=LIGHT) for old in typed),
        lambda: access.keep_passphrase(kept, by=by, now=desk.now),
        lambda: access.travel(account=by.actor.account, even_alone=True, by=by, now=desk.now),
        lambda: access.take_back(mine, by=by, now=desk.now),
        lambda: access.know_device(device, here=None, by=by, now=desk.now),
        lambda: access.disown_device(device, here=None, by=by, now=desk.now),
        lambda: custody.rest_after(3, by=by, now=desk.now),
    ]


@both
def test_under_duress_nothing_was_ever_asked_for_or_opened(desk):
    world = desk.world
    said = custody.Description(graphic="graphic")
    ref = custody.receive(
        io.BytesIO(b"words"), name="a.txt", description=said, by=world.session, now=world.tick()
    ).ref  # fmt: skip
    custody.ask_to_see(ref, sitting=uuid4(), by=world.session, now=world.tick())
    custody.rest_after(3, by=world.session, now=world.tick())
    open_one, closed = (access.ask(VERB, digest=bytes([n] * 32), by=world.session, now=world.tick()) for n in (1, 2))
    access.take_back(closed, by=world.session, now=world.tick())
    by, told = forced(desk), custody.exposure(by=world.session, now=world.tick())
    assert (told.today, told.after) == (1, 3)
    assert custody.exposure(by=by, now=world.tick()) == custody.Exposure(0, 0, 20)
    assert access.own_requests(by=by, now=world.tick()) == access.past_approvals(by=by, now=world.tick()) == ()
    with pytest.raises(access.ApprovalUnknown):
        access.approval(open_one, by=by, now=world.tick())
    assert access.approval(open_one, by=world.session, now=world.tick())


def test_a_session_under_duress_that_is_disowned_before_the_next_round_is_told_all_the_same(desk):
    first, elsewhere = desk.sign_in(), replace(desk, device=None)
    tokens = elsewhere.prove(elsewhere.begin(passphrase=WORD)).tokens
    desk.world.tick(90)
    resumed = desk.resume(first)
    (stranger,) = resumed.strangers
    access.disown_device(stranger.id, here=resumed.device, by=resumed.session, now=desk.now)
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    assert watch(desk) == 1


def test_a_session_under_duress_whose_keys_were_changed_meanwhile_is_told_all_the_same(desk):
    tokens = desk.prove(desk.begin(passphrase=WORD)).tokens
    people.change_passphrase(
        desk.world.home, old=PASSPHRASE, new="new " + PASSPHRASE, by=desk.world.session, now=desk.now, cost=LIGHT
    )
    with pytest.raises(access.SessionOver):
        desk.resume(tokens)
    assert watch(desk) == 1


@both
def test_an_account_that_is_locked_stays_empty_also_with_the_right_pass_phrase_until_a_colleague_lifts_it(desk):
    world, other = desk.world, desk.world.second_person()
    desk.begin(passphrase=WORD)  # the first step is enough: whoever forces somebody may not have the second factor
    assert watch(desk) == 1
    pending = desk.begin()
    tokens = desk.prove(pending).tokens
    by = desk.resume(tokens).session
    assert by.locked
    assert by.keys.box.public != world.session.keys.box.public
    for refused in account_changes(desk, by, typed=(PASSPHRASE,)):
        with pytest.raises(database.DatabaseBusy):
            refused()
    with pytest.raises(database.DatabaseBusy):  # its keys prove nothing, and that is nobody's business
        access.prove_again(tokens, code=desk.code(), machine=desk.machine, now=desk.now)
    with pytest.raises(access.AccountLocked):
        world.as_account(world.session.actor.account, passphrase=PASSPHRASE)
    journal.sequence(now=desk.now)
    assert [json.loads(entry.event)["facts"]["refusal"] for entry in journal.read() if entry.verb == REFUSE][-1:] == [
        access.AccountLocked.code
    ]
    with pytest.raises(access.NotPermitted):
        access.lift_lock(by.actor.account, by=by, now=desk.now)
    with pytest.raises(access.ColleagueNeeded):
        access.lift_lock(by.actor.account, by=world.session, now=desk.now)
    access.lift_lock(by.actor.account, by=other, now=desk.now)
    with pytest.raises(access.LockUnknown):
        access.lift_lock(by.actor.account, by=other, now=desk.now)
    with pytest.raises(access.SignInRefused):
        desk.begin(passphrase=WORD)  # it is known now
    world.tick(90)
    assert not desk.resume(desk.sign_in()).session.locked
    access.grant_membership(compartment=world.compartment, account=by.actor.account, by=other, now=desk.now)
    assert access.identities(world.compartment, by=world.session)
    assert journal.verify_records().found == ()


def test_a_duress_word_at_an_account_that_is_locked_already_is_told_all_the_same(desk):
    account, other = desk.world.session.actor.account, desk.world.second_person()
    assert access.lock_account(account, by=other, now=desk.now)
    desk.begin()
    assert watch(desk) == 0
    forced(desk)
    assert watch(desk) == 1
    assert watch(desk) == 0
    assert [alarm.kind for alarm in alarms(desk)] == [safeguards.AlarmKind.DURESS]
    assert journal.verify_records().found == ()


def test_a_sign_in_that_was_half_done_when_the_account_was_locked_is_over(desk):
    begun = desk.begin()
    Lock.objects.create(id=uuid4(), account_id=desk.world.session.actor.account, since=desk.now)
    with pytest.raises(access.SessionOver):
        desk.prove(begun)


def test_where_nobody_else_could_give_the_keys_back_they_stay_and_such_a_session_has_none(desk):
    world = desk.world
    alone = access.add_compartment(name="theirs alone", by=world.session, now=desk.now)
    by = forced(desk)
    watch(desk)
    assert access.identities(alone.id, by=by) == ()
    assert access.identities(alone.id, by=world.session)


def test_a_sign_in_under_duress_that_is_cut_off_is_told_all_the_same(desk):
    pending = desk.begin(passphrase=WORD)
    for _ in range(5):
        with pytest.raises(access.FactorRefused):
            desk.prove(pending, code="000000")
        desk.world.tick(40)
    with pytest.raises((access.FactorsSpent, access.SessionOver)):
        desk.prove(pending, code="000000")
    desk.world.tick(4000)
    desk.sign_in()  # tidies away what is over
    assert watch(desk) == 1
    assert not BrowserSession.objects.filter(ends_at__lte=desk.world.now).exists()


def test_a_duress_word_counts_as_a_right_one_for_those_who_were_slowed_down(desk):
    for _ in range(2):
        with pytest.raises(access.SignInRefused):
            desk.begin(passphrase="acid " + PASSPHRASE)
    forced(desk)
    assert not FailedTries.objects.exists()


def test_a_duress_word_is_another_strong_one_and_has_somebody_to_tell(world):
    one = Desk(world, access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick()))

    def agree(word):
        access.set_duress_word(world.home, word=word, by=world.session, now=world.tick())

    with pytest.raises(access.NobodyToAlarm):
        agree(WORD)
    world.second_person()
    with pytest.raises(access.FactorFirst):
        agree(WORD)
    one.enrol()
    with pytest.raises(access.WeakPassphrase):
        agree("help")
    with pytest.raises(access.DuressWordSame):
        agree(PASSPHRASE)
    agree(WORD)
    agree("other " + WORD)
    with pytest.raises(access.SignInRefused):
        one.begin(passphrase=WORD)
    access.end_duress_word(by=world.session, now=world.tick())
    assert not access.has_duress_word(by=world.session)
    with pytest.raises(access.SignInRefused):
        one.begin(passphrase="other " + WORD)


def test_the_database_alone_opens_neither_the_decoy_nor_what_proves_the_factor(desk):
    from dokaz.access.decoys import opened, opened_copy
    from dokaz.access.duress_rows import DuressWord, FactorCopy
    from dokaz.kernel.errors import SealBroken

    row, copy = DuressWord.objects.get(), FactorCopy.objects.get()
    wrong = passphrases.stretch(PASSPHRASE, salt=bytes(row.keys.salt), pepper=b"\x00" * 32, cost=LIGHT)
    with pytest.raises(access.WrongPassphrase):
        opened(row, wrong)
    with pytest.raises(SealBroken):
        opened_copy(copy.factor_id, desk.world.session)
    assert replace(desk.world.session, locked=True).locked


@both
def test_a_lock_that_was_changed_by_hand_is_not_lifted(desk, tampered):
    forced(desk)
    watch(desk)
    tampered("UPDATE access_lock SET since = (SELECT MIN(admitted_at) FROM access_account)")
    with pytest.raises(journal.RecordUnvouched):
        access.lift_lock(desk.world.session.actor.account, by=desk.world.second_person(), now=desk.now)
