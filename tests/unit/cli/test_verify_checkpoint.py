"""`dokaz verify --checkpoint FILE`: whatever is wrong with a file, the file is named."""

import shutil

import pytest

from dokaz.database import api as database
from dokaz.verify import checkpoints, notes


@pytest.mark.parametrize("held", [None, b"", b"a letter\n", b"\xff\xfe", b"a letter\n\nwithout signatures\n"])
def test_a_file_that_holds_no_checkpoint_is_named(dokaz, tmp_path, held):
    if held is not None:
        (tmp_path / "kept.txt").write_bytes(held)
    said = dokaz("verify", "--checkpoint", "kept.txt")
    assert said.code == 1
    assert "kept.txt" in said.err
    assert "--to" in said.err or "--checkpoint" in said.err
    assert said.err.count("\n") == 1


def test_a_checkpoint_of_another_log_is_named_among_others_by_its_file(dokaz, tmp_path):
    assert dokaz("checkpoint", "--to", "kept.txt").code == 0
    stranger = notes.SignerKey.generate("log.example/other")
    head = checkpoints.Checkpoint("log.example/other", 1, bytes(32))
    (tmp_path / "other.txt").write_bytes(checkpoints.sign(head, [stranger]))
    said = dokaz("verify", "--checkpoint", "kept.txt", "--checkpoint", "other.txt")
    assert said.code == 1
    assert "other.txt: " in said.err
    assert "kept.txt" not in said.err


@pytest.mark.embedded("its file is copied away and put back")
def test_a_checkpoint_that_the_log_no_longer_reaches_is_named_by_its_file(dokaz, world, folder, tmp_path):
    assert dokaz("checkpoint", "--to", "early.txt").code == 0
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "older.db")
    assert dokaz("receive", folder).code == 0
    assert dokaz("checkpoint", "--to", "late.txt").code == 0
    database.close()
    for name in ("dokaz.db-wal", "dokaz.db-shm"):
        (world.home / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.db", world.home / "dokaz.db")
    said = dokaz("verify", "--checkpoint", "early.txt", "--checkpoint", "late.txt", "--json")
    assert said.code == 1
    behind = [problem["says"] for problem in said.lines[0]["problems"] if "outside" in problem["what"]]
    assert [says.partition(": ")[0] for says in behind] == ["late.txt"]
