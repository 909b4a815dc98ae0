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


def test_lost_copies_of_keys_are_written_again(dokaz, world, folder):
    dokaz("receive", folder)
    shutil.rmtree(world.home / "headers")
    mended = dokaz("mend")
    assert (mended.code, mended.out) == (0, "Wrote 2 copies of keys again.\n")
    assert dokaz("verify", "--all").code == 0


def test_another_key_in_the_place_of_a_copy_is_named_with_the_way_out(dokaz, world, folder):
    refs = [line["ref"] for line in dokaz("receive", folder, "--json").lines]
    first, second = sorted(path for path in (world.home / "headers").glob("???/*"))
    first.write_bytes(second.read_bytes())
    said = dokaz("mend", "--json")
    (ref,) = said.lines[0]["differing"]
    assert (said.code, ref in refs, f"dokaz mend --replace {ref}" in said.err) == (1, True, True)
    assert dokaz("mend", "--replace", ref, "--json").lines[0]["replaced"] == [ref]
    assert dokaz("verify", "--all").code == 0
