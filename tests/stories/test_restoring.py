"""The machine burns; a back-up comes back on another one, and the same journal goes on."""

import os
import shutil

import pytest
from tests.objectstores import LOOPBACK

from dokaz.verify import age

PAGE, LATER = b"page 7 of the register", b"came after the back-up"


@pytest.fixture
def key(tmp_path):
    """A back-up key as age-keygen writes it, kept elsewhere."""
    identity = age.X25519Identity.generate()
    (tmp_path / "key.txt").write_text(f"# public key: {identity.recipient}\n{identity}\n")
    return identity


@pytest.fixture
def began(dokaz, key, tmp_path):
    begun = dokaz("init", "--yes", "--name", "Archive", "--shares", "2/3", "--shares-to", tmp_path / "shares")
    assert begun.code == 0, begun.err
    assert dokaz("backup", "key", "add", key.recipient).code == 0
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def done(said):
    assert said.code == 0, said.err + said.out
    return said


def mirrored(tmp_path, dokaz):
    """A stick that is a mirror, and the checkpoint that somebody outside was given."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    done(dokaz("mirror", "add", folder))
    done(dokaz("checkpoint", "--to", tmp_path / "shown"))
    return folder


def test_a_back_up_comes_back_and_the_same_journal_goes_on(dokaz, began, material, tmp_path):
    page = done(dokaz("receive", material(**{"scan.txt": PAGE}), "--later", "--json")).lines[0]
    made = done(dokaz("backup", "make", "--to", began, "--json")).lines[0]
    assert (made["files"], made["new_files"], made["missing"]) == (1, 1, [])
    later = done(dokaz("receive", material(**{"later.txt": LATER}), "--later", "--json")).lines
    assert "received" in {line["outcome"] for line in later}
    mirror = mirrored(tmp_path, dokaz)
    shown = int((tmp_path / "shown").read_text().splitlines()[1])
    shutil.rmtree(tmp_path / "trial")  # the machine is gone

    words = ("restore", "--from", began, "--identity", tmp_path / "key.txt")
    listed = done(dokaz(*words, "--list", "--json")).lines
    assert [line["backup"] for line in listed] == [made["backup"]]
    refused = dokaz(*words)
    assert (refused.code, "Name a mirror" in refused.err) == (1, True)
    closed = dokaz("items")
    assert (closed.code, "opened to nobody yet" in closed.err) == (1, True)
    assert "hashes of the rest" in dokaz(*words, "--checkpoint", tmp_path / "shown", "--no-register").err

    back = done(dokaz(*words, "--mirror", mirror, "--json")).lines[0]
    assert (back["new_log"], back["missing_files"]) == (False, 0)
    assert back["lost_entries"] > 0
    done(dokaz("extract", page["ref"], "--to", tmp_path / "copy.txt"))
    assert (tmp_path / "copy.txt").read_bytes() == PAGE
    assert [line["outcome"] for line in done(dokaz("receive", material(), "--later", "--json")).lines].count(
        "received"
    ) == 1  # what came after the back-up is received again
    whole = done(dokaz("verify", "--all", "--checkpoint", tmp_path / "shown"))
    assert "2 of 2 files unchanged" in whole.out
    assert int((tmp_path / "trial/checkpoint").read_text().splitlines()[1]) > shown


@pytest.mark.allow_hosts(LOOPBACK)
@pytest.mark.usefixtures("object_server")
@pytest.mark.soak
def test_from_a_bucket_and_a_drill_before_it(dokaz, desk, began, material, object_server, tmp_path):
    bucket = object_server.make()
    desk.update({name: os.environ[name] for name in os.environ if name.startswith("AWS_")})
    desk["DOKAZ_BACKUPS"] = object_server.url(bucket.name)
    done(dokaz("receive", material(**{"scan.txt": PAGE}), "--later"))
    made = done(dokaz("backup", "make", "--json")).lines[0]
    drill = done(dokaz("backup", "drill", "--identity", tmp_path / "key.txt", "--json")).lines[0]
    assert (drill["backup"], drill["sound"], drill["files"]["unchanged"]) == (made["backup"], True, 1)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "whole" in done(dokaz("backup", "list")).out
    mirror = mirrored(tmp_path, dokaz)
    shutil.rmtree(tmp_path / "trial")
    held = [
        word for number in (1, 3) for word in ("--share-file", tmp_path / f"shares/recovery-share-{number}-of-3.txt")
    ]
    back = done(dokaz("restore", *held, "--mirror", mirror, "--json")).lines[0]
    assert back["missing_files"] == 0
    assert "1 of 1 files unchanged" in done(dokaz("verify", "--all")).out


@pytest.mark.embedded("its file is copied away and put back")
@pytest.mark.soak
def test_a_database_put_back_by_hand_goes_on_with_the_same_journal(dokaz, began, material, tmp_path):
    for old in (tmp_path / "trial").glob("dokaz.db*"):
        shutil.copy(old, tmp_path / f"older-{old.name}")
    done(dokaz("receive", material(**{"later.txt": LATER}), "--later"))
    mirror = mirrored(tmp_path, dokaz)
    shutil.copy(tmp_path / "shown", tmp_path / "trial" / "checkpoint")
    for new in (tmp_path / "trial").glob("dokaz.db*"):
        new.unlink()
    for old in tmp_path.glob("older-dokaz.db*"):
        shutil.copy(old, tmp_path / "trial" / old.name.removeprefix("older-"))
    assert "journal recover" in dokaz("items").err
    back = done(dokaz("journal", "recover", "--mirror", mirror, "--json")).lines[0]
    assert back["lost_entries"] > 0
    done(dokaz("verify"))
    assert done(dokaz("journal", "recover", "--mirror", mirror, "--json")).lines[0]["lost_entries"] is None


@pytest.mark.soak
def test_a_back_up_of_before_new_recovery_shares_brings_the_old_ones_back_and_says_so(dokaz, began, material, tmp_path):
    def renewed(name):
        done(dokaz("recovery", "renew", "--shares", "2/2", "--shares-to", tmp_path / name, *_held(tmp_path / "shares")))

    done(dokaz("receive", material(**{"scan.txt": PAGE}), "--later"))
    done(dokaz("backup", "make", "--to", began))
    renewed("new")
    mirror = mirrored(tmp_path, dokaz)
    shutil.rmtree(tmp_path / "trial")

    back = dokaz("restore", "--from", began, "--mirror", mirror, *_held(tmp_path / "shares"))
    assert back.code == 0, back.err
    told = dokaz("items")
    assert (told.code, "the old ones open it again" in told.err) == (1, True)
    renewed_again = dokaz(
        "recovery", "renew", "--shares", "2/2", "--shares-to", tmp_path / "newer", *_held(tmp_path / "shares")
    )
    assert "New recovery shares are in force" in renewed_again.out, renewed_again.err
    done(dokaz("items"))
    done(dokaz("verify", "--all"))

    (tmp_path / "later").mkdir()
    done(dokaz("backup", "make", "--to", tmp_path / "later"))
    shutil.rmtree(tmp_path / "trial")
    words = ("restore", "--from", tmp_path / "later", "--mirror", mirror)
    assert dokaz(*words, *_held(tmp_path / "shares")).code == 1
    done(dokaz(*words, *_held(tmp_path / "newer")))


def _held(folder):
    for share in sorted(folder.glob("recovery-share-*.txt"))[:2]:
        yield from ("--share-file", share)
