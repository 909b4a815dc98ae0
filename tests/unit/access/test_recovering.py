"""Recovery lets one new account in; what it opens, what it closes, and what it leaves as it was."""

import shutil

import pytest
from tests.conftest import LIGHT

from dokaz.access import api as access
from dokaz.access import models, recovery, statements
from dokaz.access.models import StatementKind as Kind
from dokaz.config import homes
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults
from dokaz.kernel.errors import SealBroken
from dokaz.verify import canonical

NEW = "new academic acid acne acquire acrobat activity actress adapt"


@pytest.fixture
def recovered(world):
    """Recover a home with two of its shares, and sign in with the new pass-phrase."""

    def again(slips=None, passphrase=NEW, only=()):
        database.close()
        return homes.recover(
            world.home, slips=slips or world.slips[:2], passphrase=passphrase, organisation="Partner", only=only,
            now=world.tick(), cost=LIGHT,
        )  # fmt: skip

    return again


def _keys(compartment, session):
    return [each.recipient for each in access.identities(compartment, by=session)]


def _entries(*verbs):
    journal.sequence(now=models.Home.objects.get().began_at)
    events = [canonical.read_event(entry.event) for entry in journal.read() if entry.event is not None]
    return [event for event in events if event["verb"] in verbs]


def test_the_new_pass_phrase_opens_and_the_old_one_does_not(world, recovered):
    recovered()
    session = world.open_again(NEW)
    assert session.actor.role == "custodian"
    with pytest.raises(access.WrongPassphrase):
        world.open_again()


def test_the_new_account_holds_every_key_of_every_compartment(world, recovered):
    other = access.add_compartment(name="other", by=world.session, now=world.tick())
    account = world.second_account()
    access.grant_membership(compartment=other.id, account=account, by=world.session, now=world.tick())
    access.remove_member(compartment=other.id, account=account, by=world.session, now=world.tick())
    before = {each: _keys(each, world.session) for each in (world.compartment, other.id)}
    equality = access.equality_key(other.id, by=world.session)
    assert recovered().compartments == ("archive", "other")
    session = world.open_again(NEW)
    assert {each: _keys(each, session) for each in before} == before
    assert len(before[other.id]) == 2
    assert access.equality_key(other.id, by=session) == equality


def test_protected_compartments_are_opened_too(real_world):
    world = real_world
    made = access.add_compartment(name="identities", protected=True, by=world.session, now=world.tick())
    held = _keys(made.id, world.session)
    database.close()
    homes.recover(
        world.home, slips=world.slips[1:], passphrase=NEW, organisation="Partner", now=world.tick(), cost=LIGHT
    )
    assert _keys(made.id, world.open_again(NEW)) == held


def test_only_the_compartments_named_are_given(world, recovered):
    other = access.add_compartment(name="other", by=world.session, now=world.tick())
    assert recovered(only=["other"]).compartments == ("other",)
    session = world.open_again(NEW)
    assert _keys(world.compartment, session) == []
    assert _keys(other.id, session) != []


def test_the_other_accounts_hold_no_role_and_the_old_machine_is_withdrawn(world, recovered):
    second = world.second_account()
    machine = models.Machine.objects.get()
    recovered()
    open_roles = models.Role.objects.filter(held_to=None).values_list("account", flat=True)
    assert set(open_roles).isdisjoint({second, world.session.actor.account})
    assert models.Statement.objects.filter(kind=Kind.WITHDRAWAL, subject=machine.statement_id).exists()
    old = access.home_file(world.home)
    assert (old.machine == machine.id, len(old.slots)) == (False, 1)


def test_the_old_machine_opens_neither_database_nor_log_key(world, recovered):
    old = world.session.keys.machine
    recovered()
    from dokaz.access import escrows, signing
    from dokaz.verify import age

    with pytest.raises(age.NoMatch):
        escrows.opened(world.home, "keys/database.age", age.X25519Identity(old.secret))
    with pytest.raises(SealBroken):
        signing.secret_with(signing.newest(), old)


def test_the_same_log_goes_on_under_the_same_key(world, recovered):
    before = access.log_signer(world.session).vkey
    journal.checkpoint(now=world.tick())
    assert recovered().log_goes_on
    session = world.open_again(NEW)
    assert access.log_signer(session).vkey == before
    journal.checkpoint(now=world.tick())
    assert journal.verify().found == ()
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_a_second_recovery_goes_on_with_it_too(world, recovered):
    before = access.log_signer(world.session).vkey
    recovered()
    recovered(passphrase="second " + NEW, slips=world.slips[1:])
    assert access.log_signer(world.open_again("second " + NEW)).vkey == before
    assert journal.verify_records().found == ()
    with pytest.raises(access.WrongPassphrase):
        world.open_again(NEW)


def test_the_journal_names_the_shares_and_never_their_words(world, recovered):
    done = recovered(slips=[world.slips[2], world.slips[0]])
    (event,) = _entries("access:home:recover")
    assert event["facts"] == {"generation": 1, "shares": [1, 3]}
    assert event["by"]["kind"] == "recovery"
    assert event["by"]["account"] == str(done.session.actor.account)
    granted = _entries("access:member:grant")
    assert [each["about"] for each in granted] == [[str(world.compartment), str(done.session.actor.account)]]


def test_a_lost_pepper_comes_back(world, recovered):
    pepper = (world.home / "pepper").read_bytes()
    (world.home / "pepper").unlink()
    recovered()
    assert (world.home / "pepper").read_bytes() == pepper
    assert world.open_again(NEW)


def test_an_organisation_of_that_name_is_not_made_twice(world, recovered):
    recovered()
    recovered()
    assert models.Organisation.objects.filter(name="Partner").count() == 1


def _as_it_was(world):
    return {path.name: path.read_bytes() for path in (world.home, world.home / "keys") for path in path.iterdir() if path.is_file() and not path.name.startswith("dokaz.db")}  # fmt: skip


def _refused(world, recovered, error, **how):
    database.close()
    before = _as_it_was(world)
    with pytest.raises(error):
        recovered(**how)
    assert _as_it_was(world) == before
    assert world.open_again()
    assert _entries("access:home:recover") == []


def test_too_few_shares(world, recovered):
    _refused(world, recovered, access.TooFewShares, slips=world.slips[:1])


def test_a_wrong_word(world, recovered):
    wrong = world.slips[1].split()
    wrong[10] = "academic" if wrong[10] != "academic" else "acid"
    _refused(world, recovered, access.ShareWrong, slips=[world.slips[0], " ".join(wrong)])


def test_shares_of_another_ceremony(world, recovered):
    strange = recovery.split(bytes(range(32)), access.Shares(k=2, n=3))
    _refused(world, recovered, access.SharesOfAnother, slips=strange[:2])
    _refused(world, recovered, access.SharesDisagree, slips=[world.slips[0], strange[1]])


def test_a_pass_phrase_that_can_be_guessed(world, recovered):
    _refused(world, recovered, access.WeakPassphrase, passphrase="password")


def test_a_compartment_there_is_not(world, recovered):
    _refused(world, recovered, access.CompartmentUnknown, only=["archive", "nothing"])


@pytest.mark.embedded("its file is taken away")
def test_the_database_is_missing(world, recovered):
    database.close()
    (world.home / "dokaz.db").rename(world.home / "elsewhere.db")
    with pytest.raises(homes.DatabaseMissing):
        recovered()
    assert not (world.home / "dokaz.db").exists()


@pytest.mark.embedded("a server's database needs no key of ours")
def test_the_database_of_another_home(world, recovered, real_template):
    database.close()
    shutil.copy(real_template[0] / "dokaz.db", world.home / "dokaz.db")
    before = _as_it_was(world)
    with pytest.raises(database.WrongDatabaseKey):
        recovered()
    assert _as_it_was(world) == before


def test_a_real_home_that_calls_itself_a_trial(real_world):
    path = real_world.home / "home.json"
    path.write_text(path.read_text().replace('"real"', '"trial"'))
    database.close()
    with pytest.raises(access.HomeUnreadable):
        homes.recover(
            real_world.home, slips=real_world.slips[:2], passphrase=NEW, organisation="Partner",
            now=real_world.tick(), cost=LIGHT,
        )  # fmt: skip


def test_a_recovery_wrap_that_is_missing(world, recovered, tampered):
    tampered("DELETE FROM access_wrap WHERE recovery_id IS NOT NULL")
    with pytest.raises(access.RecoveryWrapMissing):
        recovered()


def test_a_recovery_wrap_swapped_for_another_secret(world, recovered, tampered):
    from dokaz.access import keyrings
    from dokaz.kernel.sealing import seal_to

    public = bytes(models.RecoveryGeneration.objects.get().box_public)
    box = models.KeyGeneration.objects.get(compartment=world.compartment, purpose="box")
    mine = seal_to(public, bytes(32), aad=keyrings.wrap_label(box.id))
    tampered(
        "UPDATE access_wrap SET sealed = %s WHERE recovery_id IS NOT NULL AND generation_id = %s", mine, box.id.hex
    )
    with pytest.raises(SealBroken):
        recovered()


def test_shares_of_a_generation_that_was_followed_by_another(world, recovered):
    """Its rows are there and its files not yet: nothing is opened by half."""
    old = access.combine(world.slips[:2])
    first = models.RecoveryGeneration.objects.get()
    following = recovery.keys_of(bytes(range(32)))
    facts, public = {"number": 2, "needed": 2, "shares": 3}, following.box.public + following.sign.public
    from uuid import uuid4

    new = uuid4()
    signed = statements.write(
        Kind.RECOVERY, new, public_key=public, pen=statements.Pen(old.sign, first.statement_id), now=world.tick(), facts=facts
    )  # fmt: skip
    models.RecoveryGeneration.objects.create(
        id=new, **facts, box_public=public[:32], sign_public=public[32:], statement=signed, made_at=world.now
    )
    with pytest.raises(access.SharesOfAnother):
        recovered()


def _without_log_escrow(world):
    """As the first release made homes: recovery did not hold the log key."""
    database.close()
    (world.home / "keys/log-1.age").unlink()


def test_a_home_of_the_first_release_gives_recovery_its_log_key_when_it_is_opened(world, recovered):
    before = access.log_signer(world.session).vkey
    _without_log_escrow(world)
    world.open_again()
    recovered()
    assert access.log_signer(world.open_again(NEW)).vkey == before


def test_where_nobody_holds_the_log_key_a_new_log_quotes_the_old_one(world, recovered):
    held, before = _keys(world.compartment, world.session), journal.identity()
    journal.checkpoint(now=world.tick())
    _without_log_escrow(world)
    assert not recovered().log_goes_on
    session = world.open_again(NEW)
    assert _keys(world.compartment, session) == held
    assert access.log_signer(session).vkey == journal.identity().vkey != before.vkey
    assert journal.departure() is None
    journal.checkpoint(now=world.tick())
    assert (journal.verify().found, journal.verify_records().found, access.verify_statements()) == ((), (), ())
    (begun,) = _entries("journal:log:begin-anew")
    assert (begun["facts"]["old"], begun["facts"]["reason"]) == (before.origin, "log-key-lost")


class Crash(BaseException):
    """The process ends here."""


def _crash():
    raise Crash


@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize("at", [faults.Step.SYNC_FILE, faults.Step.RENAME, faults.Step.DONE])
def test_a_crash_leaves_a_home_that_opens_or_that_the_same_shares_open_again(world, recovered, at, after):
    held, log = _keys(world.compartment, world.session), journal.identity()
    with pytest.raises(Crash), faults.failing_at(at, after=after, act=_crash):
        recovered()
    try:
        session = world.open_again(NEW)
    except access.WrongPassphrase:
        recovered()
        session = world.open_again(NEW)
    assert _keys(world.compartment, session) == held
    assert access.log_signer(session).vkey == journal.identity().vkey == log.vkey
    assert journal.verify_records().found == ()
