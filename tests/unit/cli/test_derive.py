"""Derivatives and what is alike, as whoever types the commands meets them."""

import pytest
from tests.unit.custody.test_likeness import WORDS

from dokaz.access import api as access
from dokaz.access import models
from dokaz.adapters import sandbox


@pytest.fixture
def refs(dokaz, folder):
    for name in ("one.txt", "два.txt"):
        (folder / name).write_text(" ".join(WORDS) + f" {name}", encoding="utf-8")
    return [line["ref"] for line in dokaz("receive", folder, "--later", "--json").lines]


def test_text_is_made_listed_and_compared(dokaz, refs):
    made = dokaz("derive", "--json").lines
    assert [(each["ref"], each["making"], each["outcome"]) for each in made] == [(ref, "text", "made") for ref in refs]
    assert dokaz("derive", "--json").lines == []
    shown = dokaz("show", refs[0]).out
    assert "Derivatives:" in shown
    assert f"{made[0]['derivative']}  Extracted text, dokaz plain reader recipe 2" in shown
    (alike,) = dokaz("alike", refs[0], "--json").lines
    assert (alike["ref"], alike["resemblance"], alike["of"]) == (refs[1], "text", 128)
    assert "Says the same or nearly the same" in dokaz("alike", refs[0]).out
    assert dokaz("derive", refs[0]).out.endswith("Made: 0 derivatives.\n")
    assert dokaz("examine", "--later", "--json").lines == [{"asked": 2}]  # what programs made they need not look at
    assert dokaz("verify", "--all").code == 0


def test_what_cannot_be_made_is_named_and_the_rest_is_made(dokaz, refs, folder, monkeypatch):
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n and no picture")
    (picture,) = dokaz("receive", folder / "picture.png", "--later", "--json").lines
    real = sandbox.shutil.which
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None if name == "tesseract" else real(name))
    said = dokaz("derive", picture["ref"], refs[0])
    assert said.code == 1
    assert f"{picture['ref']} preview: Nothing was made: the program could not read the file." in said.err
    assert "tesseract-ocr-bel" in said.err
    assert "Made: 1 derivative." in said.out
    assert (
        "Text read from an image by a machine, not checked: No text was read: Tesseract"
        in dokaz("show", picture["ref"]).out
    )
    assert dokaz("derive", "--later", "--making", "ocr", picture["ref"], "--json").lines == [{"asked": 1}]
    assert dokaz("compartment", "admit-machine", "archive").code == 0
    assert dokaz("work", "--once").code == 1
    listed = dokaz("jobs", "list", "--state", "failed").out
    assert f"custody:item:derive ocr {picture['ref']}: failed, tesseract-missing" in listed
    assert "Install the Debian packages tesseract-ocr" in listed
    assert "derive refused" not in dokaz("derive", "--later", refs[0], picture["ref"], "--making", "text").err
    assert dokaz("derive", "--making", "translation").code == 2


def test_a_member_grants_a_file_to_whoever_works(dokaz, refs, world):
    said = dokaz("derive", refs[0], "--grant")
    assert (said.code, "Start `dokaz work`" in said.err) == (1, True)
    access.begin_worker(by=world.session, now=world.tick())
    assert dokaz("derive", refs[0], "--grant", "--json").lines == [{"asked": 1}]
    assert dokaz("work", "--once", "--json").lines[0]["waiting_for_member"] == 1
    listed = dokaz("jobs", "list").out
    assert f"custody:item:derive-granted text {refs[0]}: waiting-for-member, grant-missing" in listed
    assert "waits for a member" in listed


def test_a_member_who_stays_to_work_says_when_it_begins_and_ends(dokaz, monkeypatch):
    monkeypatch.setattr("dokaz.jobs.api.work", lambda **named: {} if named["by"].keys.worker else None)
    assert dokaz("work", "--as-member").code == 0
    (said,) = models.Statement.objects.filter(kind="worker")
    assert models.Statement.objects.filter(kind="withdrawal", subject=said.id).count() == 1
    assert dokaz("verify", "--all").code == 0
