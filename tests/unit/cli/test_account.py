"""The people of a house at the keyboard: asked for by one, approved by another who hears the fingerprint, and taken away."""

import json

import pytest

from dokaz.access import api as access

SECOND = "acid academic acid acne acquire acrobat activity actress"
THIRD = "acne academic acid acne acquire acrobat activity actress"
NEW = "adapt academic acid acne acquire acrobat activity actress"
AS_SECOND = ("--passphrase-file", "second.txt")


@pytest.fixture
def words(tmp_path):
    for name, text in {"second": SECOND, "third": THIRD, "new": NEW}.items():
        (tmp_path / f"{name}.txt").write_text(text)


def said(heard):
    assert heard.code == 0, heard.err
    return json.loads(heard.out.splitlines()[-1])


def admit(dokaz, word, role, *more):
    return dokaz(
        "account", "admit", "--organisation", "Partner", "--role", role, "--new-passphrase-file", f"{word}.txt", *more
    )


@pytest.fixture
def second(dokaz, words):
    return said(admit(dokaz, "second", "custodian", "--json"))["account"]


@pytest.fixture
def third(dokaz, second):
    asked = said(admit(dokaz, "third", "custodian", "--json"))
    said(dokaz("approval", "give", asked["approval"], "--fingerprint", asked["fingerprint"], *AS_SECOND, "--json"))
    done = said(dokaz("account", "finish", asked["approval"], "--json"))
    said(dokaz("compartment", "grant", "archive", "--to", done["account"], "--json"))
    return done["account"]


def test_the_first_person_lets_one_in_alone_and_is_told_that_it_was_once(dokaz, words):
    refused = admit(dokaz, "second", "analyst")
    assert (refused.code, "custodian" in refused.err) == (1, True)
    told = admit(dokaz, "second", "custodian")
    assert told.code == 0
    assert "Let in alone" in told.out
    assert "could be done once" in told.out


def test_everybody_after_takes_two_and_a_fingerprint_by_voice(dokaz, second):
    asked = admit(dokaz, "third", "documenter")
    assert asked.code == 0
    assert "Nothing has changed yet" in asked.out
    (waiting,) = [json.loads(line) for line in dokaz("approval", "list", "--json").out.splitlines()]
    early = dokaz("account", "finish", waiting["id"])
    assert (early.code, "has not approved" in early.err) == (1, True)
    blind = dokaz("approval", "give", waiting["id"], *AS_SECOND)
    assert (blind.code, "--fingerprint" in blind.err) == (1, True)
    wrong = dokaz("approval", "give", waiting["id"], "--fingerprint", "0000 1111 2222", *AS_SECOND)
    assert (wrong.code, "approve nothing" in wrong.err) == (1, True)
    fingerprint = asked.out.split("\n\n")[1].strip()
    given = dokaz("approval", "give", waiting["id"], "--fingerprint", fingerprint, *AS_SECOND)
    assert given.code == 0, given.err
    assert "let a person in" in given.out
    assert "Partner" in given.out
    assert "documenter" in given.out
    assert fingerprint not in given.out  # it is heard, not read off the screen
    done = dokaz("account", "finish", waiting["id"])
    assert done.code == 0, done.err
    assert "Admitted" in done.out
    assert dokaz("account", "list", "--passphrase-file", "third.txt").code == 1  # a documenter, and signed in


def test_a_destruction_is_approved_by_its_receipt_only(dokaz, second, folder):
    ref = json.loads(dokaz("receive", folder / "one.txt", "--json").out.splitlines()[0])["ref"]
    asked = said(dokaz("destroy", ref, "--reason", "mistake", "--why", "x", "--receipt", "receipt.json", "--json"))
    refused = dokaz("approval", "give", asked["approval"], *AS_SECOND)
    assert (refused.code, "Read the receipt" in refused.err) == (1, True)


def test_the_list_says_in_which_line_everybody_stands(dokaz, third):
    told = [json.loads(line) for line in dokaz("account", "list", "--json").out.splitlines()]
    first, second, last = [each["lines"] for each in told]
    assert first == last
    assert first != second
    assert "line" in dokaz("account", "list").out


def test_a_colleague_is_withdrawn_in_one_action(dokaz, third, world):
    told = dokaz("account", "withdraw", third)
    assert told.code == 0, told.err
    assert "New keys for those who remain: archive" in told.out
    assert "cannot take back" in told.out
    assert dokaz("items", "--passphrase-file", "third.txt").code == 1
    assert third not in {str(slot.account) for slot in access.home_file(world.home).slots}
    assert "withdrawn" in dokaz("account", "list").out
    assert dokaz("verify", "--all").code == 0


def test_nobody_withdraws_the_last_custodian(dokaz, world):
    refused = dokaz("account", "withdraw", str(world.session.actor.account))
    assert (refused.code, "last custodian" in refused.err) == (1, True)


def test_a_traveller_leaves_the_keys_behind(dokaz, third):
    told = dokaz("account", "travel", "--passphrase-file", "third.txt")
    assert told.code == 0, told.err
    assert "archive: can be granted again by" in told.out
    assert dokaz("compartment", "list", "--passphrase-file", "third.txt").out == ""
    alone = dokaz("account", "travel")
    assert (alone.code, "--even-alone" in alone.err) == (1, True)


def test_a_pass_phrase_is_changed_by_who_knows_the_old_one(dokaz, third):
    as_third = ("--passphrase-file", "third.txt")
    weak = dokaz("account", "passphrase", "--new-passphrase-file", "one.txt", *as_third)
    assert weak.code == 1
    told = dokaz("account", "passphrase", "--new-passphrase-file", "new.txt", *as_third)
    assert told.code == 0, told.err
    assert "opens nothing here" in told.out
    assert dokaz("items", *as_third).code == 1
    assert dokaz("items", "--passphrase-file", "new.txt").code == 0


def test_new_keys_are_asked_for_approved_and_finished(dokaz, third):
    asked = said(dokaz("account", "renew", third, "--new-passphrase-file", "new.txt", "--json"))
    said(dokaz("approval", "give", asked["approval"], "--fingerprint", asked["fingerprint"], *AS_SECOND, "--json"))
    told = dokaz("account", "finish", asked["approval"])
    assert "granted again by members: archive" in told.out
    assert dokaz("items", "--passphrase-file", "third.txt").code == 1
    assert dokaz("compartment", "list", "--passphrase-file", "new.txt").out == ""


def test_a_role_is_given_by_two_and_ended_by_one(dokaz, third):
    asked = said(dokaz("account", "role", "grant", third, "--role", "analyst", "--json"))
    assert "fingerprint" not in asked
    assert dokaz("approval", "give", asked["approval"], *AS_SECOND).code == 0
    assert "is now analyst" in dokaz("account", "finish", asked["approval"]).out
    ended = dokaz("account", "role", "end", third)
    assert "signs in no more" in ended.out
    assert dokaz("items", "--passphrase-file", "third.txt").code == 1


def test_what_each_role_allows_is_said_in_sentences(dokaz):
    told = dokaz("account", "roles")
    assert told.code == 0
    assert "steering (Steering committee)\n  see which items there are" in told.out
    assert set(said(dokaz("account", "roles", "--json"))["may"]) == {
        "see-items", "see-persons", "see-consent", "see-requests", "verify-journal", "approve", "approve-statements",
    }  # fmt: skip
