"""The command as a custodian and a script meet it."""

import hashlib

import pytest
from tests import permitting

from dokaz.consent import api as consent
from dokaz.consent import outcomes
from dokaz.consent.words import CopyOutcome
from dokaz.kernel import clock

both = pytest.mark.both


@both
def test_a_folder_is_received_once_however_often_the_command_runs(dokaz, folder):
    first = dokaz("receive", folder, "--json")
    again = dokaz("receive", folder, "--json")
    assert (first.code, again.code) == (0, 0)
    assert [line["outcome"] for line in first.lines] == ["received", "received"]
    assert [line["outcome"] for line in again.lines] == ["already-held", "already-held"]
    assert {line["ref"] for line in first.lines} == {line["ref"] for line in again.lines}


def test_each_line_of_json_names_the_path_as_it_was_given(dokaz, folder):
    lines = dokaz("receive", folder, folder / "one.txt", "--json").lines
    paths = {line["path"] for line in lines}
    assert paths == {str(folder / "one.txt"), str(folder / "два.txt")}
    one = next(line for line in lines if line["path"].endswith("one.txt"))
    assert one["sha256"] == hashlib.sha256(b"first").hexdigest()


def test_the_same_bytes_under_one_name_in_two_folders_are_two_receipts(dokaz, tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "same.txt").write_text("same", encoding="utf-8")
    lines = dokaz("receive", "a/same.txt", "b/same.txt", "--json").lines
    assert [line["outcome"] for line in lines] == ["received", "same-bytes"]
    assert [line["same_as"] for line in lines] == [None, lines[0]["ref"]]
    assert len({line["ref"] for line in lines}) == 2


def test_options_may_stand_before_or_after_the_command(dokaz, world, folder):
    dokaz("receive", folder)
    before, after = dokaz("--json", "--home", world.home, "items"), dokaz("items", "--home", world.home, "--json")
    assert [line["ref"] for line in before.lines] == [line["ref"] for line in after.lines]


def test_a_refused_file_is_named_and_the_rest_goes_on(dokaz, folder):
    said = dokaz("receive", folder / "missing.txt", folder, "--json")
    assert said.code == 1
    assert [line["outcome"] for line in said.lines] == ["refused", "received", "received"]
    assert "missing.txt is not there" in said.err


FORGING = "a\nSealed as E-0000-00000: b\x1b[2J.txt"


def test_a_name_cannot_pass_for_a_line_of_ours(dokaz, tmp_path):
    (tmp_path / FORGING).write_text("first", encoding="utf-8")
    (tmp_path / "gone\nSealed as E-0000-00000: c").symlink_to("nowhere")
    said = dokaz("receive", tmp_path / FORGING, tmp_path / "gone\nSealed as E-0000-00000: c")
    ref = said.out.split()[2].rstrip(":")
    heard = [said.out, said.err, dokaz("items").out, dokaz("show", ref).out]
    assert all("a\\x0aSealed as" in each for each in (heard[0], *heard[2:]))
    assert "gone\\x0aSealed as" in said.err
    assert not [line for each in heard for line in each.splitlines() if line.startswith("Sealed as E-0000")]


@both
def test_an_account_whose_role_does_not_allow_it_signs_no_checkpoint(dokaz, world, passphrase_file):
    world.second_account(role="analyst")
    passphrase_file.write_text("acid " + world.passphrase, encoding="utf-8")
    said = dokaz("checkpoint")
    assert (said.code, said.out) == (1, "")
    assert "sign a checkpoint of the journal" in said.err
    assert dokaz("verify").code == 0


def test_what_the_system_refuses_is_a_sentence_and_not_a_trace(dokaz, folder, tmp_path):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    (tmp_path / "plain").touch()
    said = dokaz("extract", line["ref"], "--to", tmp_path / "plain" / "copy.txt")
    assert said.code == 1
    assert "Not a directory" in said.err


@both
def test_an_item_that_cannot_be_examined_is_named_and_the_rest_goes_on(dokaz, world, folder):
    dokaz("receive", folder, "--later")
    vault = [path for path in (world.home / "vault").rglob("*") if path.is_file() and len(path.name) > 20]
    vault[0].unlink()
    said = dokaz("examine", "--json")
    assert said.code == 1
    assert "are not in the store" in said.err
    assert len(said.lines) == 1


@pytest.mark.parametrize("limit", ["-1", "0", "many"])
def test_a_limit_that_is_no_count_is_not_understood(dokaz, limit):
    said = dokaz("items", "--limit", limit)
    assert said.code == 2
    assert f"“{limit}” is not a number" in said.err


def test_one_of_a_thing_is_said_as_one(dokaz, world, folder, tmp_path):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    assert "1 item." in dokaz("items").out
    typed, second = permitting.typed(world, line["ref"]), permitting.words_of_second(world)
    assert "1 exhibit at" in permitting.by_two(dokaz, *typed, second=second, to=tmp_path / "package").out


def test_what_a_killed_maker_of_a_package_left_in_clear_is_named(dokaz, world, folder, tmp_path):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    left = tmp_path / ".making-0123456789abcdef"
    left.mkdir()
    typed, second = permitting.typed(world, line["ref"]), permitting.words_of_second(world)
    said = permitting.by_two(dokaz, *typed, second=second, to="package")
    assert said.code == 0
    assert str(left) in said.err
    assert "delete it" in said.err


@both
def test_what_is_extracted_is_what_was_received(dokaz, folder, tmp_path):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    said = dokaz("extract", line["ref"], "--to", tmp_path / "copy.txt", "--json")
    assert (tmp_path / "copy.txt").read_text(encoding="utf-8") == "first"
    assert said.lines[0]["sha256"] == line["sha256"]
    assert "It asked nobody whether it may go out" in said.err


def test_an_existing_file_is_never_replaced(dokaz, folder, tmp_path):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    said = dokaz("extract", line["ref"], "--to", tmp_path / "mine.txt")
    assert said.code == 1
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


@both
def test_show_tells_the_chain_of_custody_with_premis_types(dokaz, folder):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    (record,) = dokaz("show", line["ref"], "--json").lines
    assert record["name"] == "one.txt"
    assert record["events"][0]["premis"] == "ingestion"


def test_a_mistyped_reference_is_refused_with_the_reason(dokaz):
    said = dokaz("show", "E-0000-00001")
    assert said.code == 1
    assert "E-0000-00001" in said.err


@both
def test_a_home_is_consistent_with_a_checkpoint_kept_elsewhere(dokaz, folder, tmp_path):
    dokaz("receive", folder)
    assert dokaz("checkpoint", "--to", tmp_path / "kept.txt").code == 0
    dokaz("receive", folder / "one.txt", "--source", "P-2")
    said = dokaz("verify", "--all", "--checkpoint", tmp_path / "kept.txt", "--json")
    assert said.code == 0
    assert said.lines[0]["sound"] is True
    assert said.lines[0]["files"]["unchanged"] == 3


def test_without_a_checkpoint_the_report_says_what_it_cannot_exclude(dokaz, folder):
    dokaz("receive", folder)
    assert "cannot be excluded without a checkpoint kept elsewhere" in dokaz("verify").out


@both
def test_an_altered_file_is_named_by_its_reference(dokaz, folder, world):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    (blob,) = [path for path in (world.home / "vault").rglob("*") if len(path.name) == 48]
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1] + b"\x00")
    said = dokaz("verify", "--all")
    assert said.code == 1
    assert line["ref"] in said.err


@both
def test_a_wrong_passphrase_is_refused_without_a_traceback(dokaz, passphrase_file):
    passphrase_file.write_text("not the words at all, but many of them", encoding="utf-8")
    said = dokaz("items")
    assert said.code == 1
    assert "Traceback" not in said.err


def test_a_trial_home_says_so_on_standard_error_only(dokaz):
    said = dokaz("items", "--json")
    assert "TRIAL COLLECTION" in said.err
    assert said.out == ""


@both
def test_what_is_to_stay_shut_is_written_out_only_after_a_new_decision(dokaz, world, folder, tmp_path, monkeypatch):
    (line, *_) = dokaz("receive", folder, "--json").lines
    said = consent.Decided(CopyOutcome.SEAL, "she asked for it", clock.now(), world.session.actor.account)
    monkeypatch.setattr(outcomes, "_decided_for", lambda _ref, _by: [said])
    wanted = ["extract", line["ref"], "--to", tmp_path / "copy.txt"]
    refused = dokaz(*wanted)
    assert (refused.code, f"{line['ref']} is to stay shut" in refused.err) == (1, True)
    assert "Write why" in dokaz(*wanted, "--although", " ").err
    assert not (tmp_path / "copy.txt").exists()
    assert dokaz(*wanted, "--although", "a court asks for it").code == 0
    assert (tmp_path / "copy.txt").exists()


@pytest.mark.parametrize("words", [["receive"], ["nonsense"], ["extract", "E-1"], []])
def test_what_is_not_understood_ends_with_2(dokaz, words):
    assert dokaz(*words).code == 2


def test_a_folder_without_a_home_is_named(dokaz, tmp_path):
    said = dokaz("--home", tmp_path / "nowhere", "items")
    assert said.code == 1
    assert "nowhere" in said.err


def test_a_name_cannot_write_on_the_terminal(dokaz, tmp_path):
    (tmp_path / "a\x1b[2Jb.txt").write_text("x", encoding="utf-8")
    said = dokaz("receive", tmp_path / "a\x1b[2Jb.txt")
    assert "\x1b" not in said.out + said.err


@both
def test_compartments_are_added_and_used(dokaz, folder):
    assert dokaz("compartment", "add", "team").code == 0
    (line,) = dokaz("receive", folder / "one.txt", "--compartment", "team", "--json").lines
    assert line["outcome"] == "received"
    assert {one["name"] for one in dokaz("compartment", "list", "--json").lines} == {"archive", "team"}


def test_an_unknown_compartment_refuses_the_whole_command(dokaz, folder):
    said = dokaz("receive", folder, "--compartment", "nobody")
    assert said.code == 1
    assert "nobody" in said.err


def test_nothing_leaves_the_collection_into_its_own_folder(dokaz, folder, world):
    (line,) = dokaz("receive", folder / "one.txt", "--json").lines
    said = dokaz("extract", line["ref"], "--to", world.home / "vault" / "copy.txt")
    assert said.code == 1
    assert "lies inside the collection itself" in said.err
    assert not (world.home / "vault" / "copy.txt").exists()


@both
def test_how_an_item_came_is_recorded_as_it_was(dokaz, folder):
    (typed,) = dokaz("receive", folder / "one.txt", "--json").lines
    (posted,) = dokaz("receive", folder / "два.txt", "--channel", "post", "--json").lines
    assert dokaz("show", typed["ref"], "--json").lines[0]["channel"] == "command-line"
    assert dokaz("show", posted["ref"], "--json").lines[0]["channel"] == "post"


def test_a_name_given_as_a_source_is_warned_about(dokaz, folder):
    said = dokaz("receive", folder / "one.txt", "--source", "Somebody's name")
    assert said.code == 0
    assert "is not a reference code" in said.err


def test_a_compartment_has_a_name(dokaz):
    said = dokaz("compartment", "add", " ")
    assert said.code == 1
    assert "needs a name" in said.err


def test_what_is_no_reference_is_told_from_what_is_not_held(dokaz):
    said = dokaz("show", "nonsense")
    assert said.code == 1
    assert "is not the reference of an item" in said.err
