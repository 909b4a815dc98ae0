"""`dokaz log-witness`, `dokaz mirror`, and what `checkpoint`, `stamp`, `package` and `verify` say of them."""

from contextlib import ExitStack

import pytest
from tests import logwitnesses, permitting

from dokaz.journal import api as journal
from dokaz.verify import notes
from dokaz.verify.policies import Policy

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def partners(tmp_path, dokaz):
    """Two partners' log witnesses; each serves our log and is admitted by us."""
    vkey = dokaz("log-witness", "list") and journal.identity().vkey
    with ExitStack() as stack:
        made = []
        for name in ("beta", "gamma"):
            one = stack.enter_context(logwitnesses.witnessing(tmp_path / name, name=f"witness.example/{name}"))
            one.serves(vkey)
            said = dokaz(
                "log-witness", "add", *one.vkeys, "--operator", name.title(), "--country", "LT", "--url", one.url
            )
            assert said.code == 0, said.err
            assert vkey in said.err  # what the partner needs
            made.append(one)
        yield made


def test_a_checkpoint_is_cosigned_and_verify_says_by_whom(dokaz, partners, tmp_path):
    said = dokaz("checkpoint", "--to", tmp_path / "shown.txt")
    assert said.code == 0, said.err
    assert "Cosigned by Beta (witness.example/beta) at" in said.out
    trust = journal.policy(believed=journal.witnesses()).written()
    accepted = Policy.parse(trust).accept((tmp_path / "shown.txt").read_bytes())
    assert len(accepted.witnessed) == 4
    checked = dokaz("verify")
    assert "2 operator(s) have cosigned (Beta, Gamma); 2 are asked for: enough, the first at" in checked.out
    assert "a return to an earlier state cannot be excluded" not in checked.out
    assert dokaz("verify", "--json").lines[-1]["cosigned"]["enough"] is True


def test_one_partner_away_is_named_and_the_rest_goes_on(dokaz, partners, tmp_path):
    said = dokaz("log-witness", "add", str(notes.SignerKey.generate("w.example/x", notes.COSIGNATURE).verifier),
                 "--operator", "Delta", "--country", "PL", "--url", "http://127.0.0.1:9")  # fmt: skip
    assert said.code == 0
    assert dokaz("log-witness", "quorum", "2").code == 0
    shown = dokaz("checkpoint", "--json")
    assert shown.code == 1
    assert "does not answer" in shown.err
    told = {each["operator"]: each.get("code") for each in shown.lines[-1]["cosigned"]}
    assert told == {"Beta": None, "Gamma": None, "Delta": "witness-away"}
    assert "2 operator(s) have cosigned (Beta, Gamma); 2 are asked for: enough" in dokaz("log-witness", "list").out
    assert "http://127.0.0.1:9" in dokaz("verify").err  # it could not be compared with


def test_nothing_leaves_where_no_mirror_answers_and_a_stick_helps(dokaz, world, tmp_path):
    key = str(notes.SignerKey.generate("w.example/x", notes.COSIGNATURE).verifier)
    dokaz("log-witness", "add", key, "--operator", "Delta", "--country", "PL", "--url", "http://127.0.0.1:9")
    refused = dokaz("checkpoint", "--to", tmp_path / "shown.txt")
    assert refused.code == 1
    assert "does not leave the house" in refused.err
    assert not (tmp_path / "shown.txt").exists()
    (tmp_path / "stick").mkdir()
    assert dokaz("mirror", "add", tmp_path / "stick").code == 0
    assert dokaz("checkpoint", "--to", tmp_path / "shown.txt").code == 1  # the witness is still away, and is named
    assert (tmp_path / "shown.txt").read_bytes() == journal.FolderMirror(
        tmp_path / "stick", vkey=journal.identity().vkey
    ).checkpoint()
    assert str(tmp_path / "stick") in dokaz("mirror", "list").out
    assert dokaz("mirror", "remove", tmp_path / "stick").code == 0


def test_a_package_waits_for_the_hashes_to_be_outside(dokaz, world, folder, tmp_path):
    ref = dokaz("receive", "--json", folder / "one.txt").lines[0]["ref"]
    key = str(notes.SignerKey.generate("w.example/x", notes.COSIGNATURE).verifier)
    dokaz("log-witness", "add", key, "--operator", "Delta", "--country", "PL", "--url", "http://127.0.0.1:9")
    typed, second = permitting.typed(world, ref), permitting.words_of_second(world)
    refused = permitting.by_two(dokaz, *typed, second=second, to=tmp_path / "package")
    assert refused.code == 1
    assert "does not leave the house" in refused.err
    assert not (tmp_path / "package").exists()


def test_without_any_the_checkpoint_says_that_nobody_could_give_the_journal_back(dokaz):
    said = dokaz("checkpoint")
    assert said.code == 0
    assert "nobody outside could give this journal back" in said.err


def test_words_that_cannot_stand_are_refused(dokaz):
    said = dokaz("log-witness", "add", "nonsense", "--operator", "D", "--country", "PL", "--url", "https://w.example")
    assert (said.code, "cannot be admitted" in said.err) == (1, True)
    assert dokaz("log-witness", "quorum", "3").code == 1
    assert "is no mirror" in dokaz("mirror", "remove", "/nowhere").err
    assert "No log witness is admitted" in dokaz("log-witness", "list").out
    assert "No mirror was added" in dokaz("mirror", "list").out
