"""Two people at one keyboard: an account is admitted, asks, is approved, and destroys."""

import json

import pytest
from tests.permitting import WHERE

OTHER = "acid academic acid acne acquire acrobat activity actress"
AS_OTHER = ("--passphrase-file", "other.txt")


@pytest.fixture
def other(dokaz, tmp_path):
    """A second custodian of another organisation, who holds the keys of the archive; they ask, the first approves."""
    (tmp_path / "other.txt").write_text(OTHER)
    admitted = dokaz(
        "account", "admit", "--organisation", "Partner", "--role", "custodian", "--new-passphrase-file", "other.txt",
        "--json",
    )  # fmt: skip
    account = json.loads(admitted.out)["account"]
    assert dokaz("compartment", "grant", "archive", "--to", account).code == 0
    return account


@pytest.fixture
def ref(dokaz, folder):
    return json.loads(dokaz("receive", folder / "one.txt", "--json").out.splitlines()[0])["ref"]


def asked(dokaz, ref, *words):
    return dokaz(
        "destroy", ref, "--reason", "withdrawn", "--why", "She asked", "--receipt", "receipt.json", *AS_OTHER, *words
    )


def test_accounts_are_listed_with_what_they_may_do(dokaz, other):
    told = [json.loads(line) for line in dokaz("account", "list", "--json").out.splitlines()]
    assert [(each["roles"], each["organisation"]) for each in told][1] == (["custodian"], "Partner")
    assert told[1]["account"] == other
    assert told[1]["admitted_by"] == told[0]["account"]


def test_two_people_destroy_an_item_step_by_step(dokaz, other, ref, tmp_path):
    first = asked(dokaz, ref)
    assert first.code == 0
    assert f"{ref}  File, 5 bytes" in first.out
    assert "Nothing is destroyed yet" in first.out
    assert "She asked" not in (tmp_path / "receipt.json").read_text()
    waiting = dokaz("approval", "list", "--json")
    approval = json.loads(waiting.out)["id"]
    assert json.loads(waiting.out)["asked_by"] == other
    given = dokaz("approval", "give", approval, "--receipt", "receipt.json")
    assert given.code == 0
    assert ref in given.out
    done = dokaz("destroy", "--receipt", "receipt.json", *AS_OTHER)
    assert done.code == 0, done.err
    assert "Destroyed: 1 item." in done.out
    assert "(destroyed" in dokaz("items").out  # on a server: in back-ups until …
    shown = dokaz("show", ref).out
    assert "Consent was withdrawn" in shown
    assert "She asked" in shown
    assert "one.txt" not in shown
    refused = dokaz("extract", ref, "--to", tmp_path / "copy")
    assert (refused.code, "was destroyed" in refused.err) == (1, True)
    assert "was destroyed" in dokaz("package", ref, *WHERE, "--ask").err
    checked = dokaz("verify", "--all")
    assert (checked.code, "1 item was destroyed" in checked.out) == (0, True), checked.err


def test_the_one_who_asks_cannot_do_it_alone(dokaz, other, ref):
    approval = json.loads(asked(dokaz, ref, "--json").out)["approval"]
    alone = dokaz("destroy", "--receipt", "receipt.json", *AS_OTHER)
    assert (alone.code, "approv" in alone.err) == (1, True)
    own = dokaz("approval", "give", approval, "--receipt", "receipt.json", *AS_OTHER)
    assert own.code == 1
    assert dokaz("show", ref).out.startswith(f"{ref}  one.txt")


def test_a_receipt_of_something_else_is_not_approved(dokaz, other, ref, folder):
    approval = json.loads(asked(dokaz, ref, "--json").out)["approval"]
    second = json.loads(dokaz("receive", folder / "два.txt", "--json").out.splitlines()[0])["ref"]
    dokaz("destroy", second, "--reason", "mistake", "--why", "x", "--receipt", "second.json", *AS_OTHER)
    refused = dokaz("approval", "give", approval, "--receipt", "second.json")
    assert (refused.code, "Approve nothing" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--receipt", "nothing.json"), "cannot be read"),
        (("--receipt", "passphrase.txt"), "is not the receipt"),
        (("E-7K3F-9QXMT", "--receipt", "new.json"), "Say why"),
        (("E-7K3F-9QXMT", "--receipt", "passphrase.txt", "--reason", "mistake", "--why", "x"), "passphrase.txt"),
        (("E-0000-00000", "--receipt", "new.json", "--reason", "mistake", "--why", "x"), "reference"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(dokaz, words, says):
    refused = dokaz("destroy", *words)
    assert refused.code == 1
    assert says in refused.err


def test_a_weak_pass_phrase_admits_nobody(dokaz, tmp_path):
    (tmp_path / "weak.txt").write_text("secret")
    refused = dokaz(
        "account", "admit", "--organisation", "Partner", "--role", "analyst", "--new-passphrase-file", "weak.txt"
    )
    assert refused.code == 1
    assert dokaz("account", "list").out.endswith("1 account.\n")
