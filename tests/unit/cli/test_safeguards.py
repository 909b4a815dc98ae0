"""Alarms, canaries, bulk acts, those who leave and what is compromised, as a custodian types them."""

import io

import pytest
from tests.conftest import LIGHT, PASSPHRASE, SHARES

from dokaz.access import api as access
from dokaz.cli.housekeeping import Housekeeper
from dokaz.config import compromises, homes
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.safeguards import api as safeguards
from dokaz.safeguards import models

THIRD = "third academic acid acne acquire acrobat activity actress"


def received(by, now):
    return custody.receive(io.BytesIO(b"text"), name="a.txt", source="P-1", by=by, now=now).ref


def test_a_canary_is_marked_sings_is_seen_and_lifted(dokaz, world):
    ref, other = received(world.session, world.tick()), world.second_person()
    access.grant_membership(
        compartment=world.compartment, account=other.actor.account, by=world.session, now=world.tick()
    )
    (made,) = dokaz("canary", "mark", ref, "--json").lines
    assert ref in dokaz("canary", "list").out
    custody.open_item(ref, by=other, now=clock.now()).close()
    (alarm,) = dokaz("alarm", "list", "--unseen", "--json").lines
    assert (alarm["kind"], alarm["canary"]) == ("canary", made["canary"])
    assert "you looked into it" in dokaz("alarm", "seen", alarm["id"]).out
    assert "0 alarms" in dokaz("alarm", "list", "--unseen").out
    assert "A canary record was opened" in dokaz("alarm", "list").out
    assert dokaz("canary", "lift", made["canary"]).code == 0
    assert dokaz("canary", "lift", "nothing").code == 2


def test_limits_are_asked_for_approved_and_set_and_an_act_is_stopped(dokaz, world, passphrase_file):
    world.second_person()
    assert "More than 50 items" in dokaz("delay", "limits").out
    (asked,) = dokaz("delay", "limits", "--items", "5", "--hours", "3", "--json").lines
    passphrase_file.write_text(world.companion_words, encoding="utf-8")
    assert "More than 5 items" in dokaz("approval", "give", asked["approval"]).out
    passphrase_file.write_text(world.passphrase, encoding="utf-8")
    assert dokaz("delay", "set", "--items", "5", "--hours", "3").code == 0
    access.ask("disclosure:package:make", digest=bytes(32), size=6, by=world.session, now=clock.now())
    (waiting,) = dokaz("delay", "list", "--json").lines
    assert (waiting["size"], waiting["stopped_by"]) == (6, None)
    assert dokaz("delay", "stop", waiting["id"]).code == 0
    assert "stopped by T-" in dokaz("delay", "list").out


def test_the_list_of_one_who_leaves_withdraws_the_account_and_its_slot(dokaz, world):
    world.second_person()
    account = world.second_account(role="analyst", passphrase=THIRD)
    (begun,) = dokaz("leaving", "begin", str(account), "--json").lines
    assert "Withdraw the account" in dokaz("leaving", "list").out
    for step in begun["steps"]:
        said = dokaz("leaving", "step", begun["id"], step["step"])
        assert said.code == 0, said.err
    assert "ended" in said.out
    assert account not in {slot.account for slot in access.home_file(world.home).slots}
    assert dokaz("leaving", "step", begun["id"], "devices").code == 1


def test_what_is_compromised_is_marked_shown_told_to_the_authority_and_worked_off(dokaz, world, tmp_path):
    ref = received(world.session, world.tick())
    (made,) = dokaz(
        "compromise", "mark", "compartment", str(world.compartment), "--since", "2026-03-01", "--json"
    ).lines
    assert made["id"] in dokaz("compromise", "list").out
    assert "Within reach: 1 account, 1 compartment, 0 persons" in dokaz("compromise", "show", made["id"]).out
    assert "(GDPR, арт. 33)" in dokaz("compromise", "notice", made["id"], "--language", "be").out
    assert "Nothing leaves this compartment" in dokaz("extract", ref, "--to", tmp_path / "copy").err
    for step in made["steps"]:
        if step["step"] == "sealed":
            assert "still sealed to an older key" in dokaz("compromise", "step", made["id"], "sealed").err
            assert "Done: 1 job" in dokaz("work", "--once", "--as-member").out
        said = dokaz("compromise", "step", made["id"], step["step"])
    assert (said.code, "ended" in said.out) == (0, True)
    assert dokaz("extract", ref, "--to", tmp_path / "copy").code == 0
    assert dokaz("compromise", "mark", "account", "nobody", "--since", "2026-03-01").code == 1
    assert dokaz("compromise", "mark", "account", "nobody", "--since", "soon").code == 2
    assert "practice home" in dokaz("compromise", "drill").err


def test_a_provider_is_listed_marked_by_its_address_and_told_of(dokaz, world, monkeypatch):
    received(world.session, world.tick())
    monkeypatch.setenv("DOKAZ_BACKUPS", "s3://copies?endpoint=https://s3.example.org")
    (listed,) = dokaz("compromise", "providers", "--json").lines
    assert (listed["service"], listed["name"]) == ("backups", "s3://copies (s3.example.org)")
    assert "place of back-ups" in dokaz("compromise", "providers").out
    said = dokaz("compromise", "mark", "provider", listed["name"], "--since", "2026-03-01").out
    assert "sealed to keys that are kept offline" in said
    assert "Within reach: 1 sealed file, 1 compartment" in said
    assert "No key of ours was there" in said
    assert listed["name"] in dokaz("compromise", "list").out
    assert "provider here" in dokaz("compromise", "mark", "provider", "s3://other", "--since", "2026-03-01").err


def test_a_duress_word_is_agreed_on_and_a_colleague_lets_its_account_in_again(dokaz, world, tmp_path):
    (tmp_path / "word").write_text(THIRD, encoding="utf-8")
    assert "there is none yet" in dokaz("account", "duress", "--new-passphrase-file", tmp_path / "word").err
    world.second_person()
    assert "Add a second factor first" in dokaz("account", "duress", "--new-passphrase-file", tmp_path / "word").err
    assert "no duress word" in dokaz("account", "duress", "--off").out
    assert "is not locked" in dokaz("account", "unlock", str(world.second_person().actor.account)).err


@pytest.mark.embedded("a drill copies the folder of a home")
def test_a_drill_goes_the_whole_way_on_a_copy_and_leaves_nothing(dokaz, world, tmp_path, monkeypatch):
    home = tmp_path / "practice"
    homes.create(
        home, name="Practice", shares=SHARES, passphrase=PASSPHRASE, home_kind="practice", now=clock.now(), cost=LIGHT,
        hand_out=lambda _begun: None,
    )  # fmt: skip
    session = homes.open(home, passphrase=PASSPHRASE, now=clock.now())
    received(session, clock.now())
    other = access.add_compartment(name="other", by=session, now=clock.now()).id
    custody.receive(io.BytesIO(b"b"), name="b", source="P-1", compartment=other, by=session, now=clock.now())  # newest
    database.close()
    before = sorted((path.relative_to(home), path.stat().st_size) for path in home.rglob("*"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    said = dokaz("--home", home, "compromise", "drill", "--json")
    assert said.code == 0, said.err
    alone = {"kind": "compartment", "accounts": 1, "persons": 0, "items": 1}  # nobody else is there, and nothing left
    assert said.lines == [alone, {"drilled": 1, "faults": 0}]
    assert sorted((path.relative_to(home), path.stat().st_size) for path in home.rglob("*")) == before
    homes.open(home, passphrase=PASSPHRASE, now=clock.now())
    assert not models.Compromise._base_manager.exists()


def test_a_drill_in_which_something_does_not_hold_says_so_and_nothing_else(dokaz, monkeypatch):
    reached = compromises.CompromiseDrilled(safeguards.CompromiseKind.ACCOUNT, 1, 0, 1)
    done = compromises.CompromiseDrill((reached,), ("A copy could leave.",))
    monkeypatch.setattr(compromises, "drill", lambda *_home, **_more: done)
    said = dokaz("compromise", "drill")
    assert said.code == 1
    assert "A copy could leave." in said.err
    assert "An account\n  Within reach: 1 account, 0 persons, 1 item\n" in said.out
    assert "Not everything held" in said.out
    assert "every step was done" not in said.out


def test_the_housekeeper_tells_of_duress_before_anything_else(world, monkeypatch):
    asked = []
    monkeypatch.setattr(safeguards, "watch", lambda **given: asked.append(given["by"]))
    Housekeeper(world.session.actor).once()
    assert asked == [world.session.actor]
