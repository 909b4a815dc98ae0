"""What `verify --all` says of the files, in one line a person can rely on."""

import shutil


def test_lost_copies_of_keys_are_not_called_lost_files(dokaz, world, folder):
    dokaz("receive", folder)
    shutil.rmtree(world.home / "headers")
    (world.home / "headers").mkdir()
    said = dokaz("verify", "--all")
    assert said.code == 1
    assert "2 of 2 files unchanged since they were received; of 2 the second copy of the key is gone." in said.out
    problems = dokaz("verify", "--all", "--json").lines[0]["problems"]
    assert {each["code"] for each in problems} == {"copy-missing"}
