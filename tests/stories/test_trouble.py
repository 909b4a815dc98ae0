"""What goes wrong at the desk is named in a sentence, and the rest of the batch goes on."""

import os
import resource
import shutil
import subprocess
import sys
import tarfile

import pytest
from tests import permitting
from tests.stories.conftest import RUN, Said

from dokaz.custody import folder

MEBIBYTE = 1024 * 1024


def refused(said):
    return {name: line["code"] for name, line in said.outcomes.items() if line["outcome"] == "refused"}


def received(said):
    return {name for name, line in said.outcomes.items() if line["outcome"] == "received"}


def assert_all_that_is_held_is_whole(dokaz, count):
    whole = dokaz("verify", "--all", "--json")
    assert (whole.code, whole.lines[0]["sound"]) == (0, True), whole.err
    assert whole.lines[0]["files"]["unchanged"] == count


def test_a_folder_of_every_trouble_is_received_as_far_as_it_can_be(home, dokaz, material):
    troubled = material(**{"a good": b"good", "b empty": b"", "z good": b"good too", "імя на мове": "так".encode()})
    os.mkfifo(troubled / "c pipe")
    (troubled / "d broken link").symlink_to(troubled / "nothing")
    (troubled / "e link out").symlink_to("/etc/hostname")
    with (troubled / "f sparse").open("wb") as sparse:
        sparse.truncate(1 << 42)
    said = dokaz("receive", troubled, "--later", "--json")
    assert said.code == 1
    assert received(said) == {"a good", "b empty", "z good", "імя на мове"}
    assert refused(said) == {
        "c pipe": "not-a-file",
        "d broken link": "link-refused",
        "e link out": "link-refused",
        "f sparse": "no-room",
    }
    for name in refused(said):
        assert name in said.err
    assert_all_that_is_held_is_whole(dokaz, 4)


def test_the_longest_names_and_the_deepest_folder_are_received(home, dokaz, material):
    deep = material(**{"n" * 255: b"long", "я" * 127: b"long in two bytes"})
    for _ in range(12):
        deep /= "d" * 255
        deep.mkdir()
    (deep / "bottom").write_bytes(b"deep")
    said = dokaz("receive", deep.parents[11], "--later", "--json")
    assert said.code == 0, said.err
    assert received(said) == {"n" * 255, "я" * 127, "bottom"}
    assert_all_that_is_held_is_whole(dokaz, 3)


def test_a_name_of_ten_thousand_characters_that_no_disk_can_have_is_refused_and_the_rest_goes_on(home, dokaz, material):
    good = material(good=b"good")
    said = dokaz("receive", "n" * 10_000, good, "--later", "--json")
    assert said.code == 1
    assert received(said) == {"good"}
    assert "nnnn" in said.err


def test_an_archive_whose_members_lead_out_is_one_file_and_nothing_is_unpacked(home, dokaz, material, tmp_path):
    brought = material(inside=b"inside")
    with tarfile.open(brought / "escape.tar", "w") as archive:
        for name in ("../../escaped", "/tmp/escaped-by-path", "inside"):
            archive.add(brought / "inside", arcname=name)
    said = dokaz("receive", brought, "--json")
    assert received(said) == {"escape.tar", "inside"}
    assert not list(tmp_path.rglob("escaped*"))
    ref = said.outcomes["escape.tar"]["ref"]
    assert dokaz("extract", ref, "--to", tmp_path / "out.tar").code == 0
    assert (tmp_path / "out.tar").read_bytes() == (brought / "escape.tar").read_bytes()


def test_a_name_that_leads_out_never_steers_where_a_package_or_copy_goes(home, dokaz, material, second, tmp_path):
    said = dokaz("receive", material(**{"..%2F..%2Fescaped": b"x", "-rf": b"y"}), "--json")
    refs = [line["ref"] for line in said.lines]
    assert dokaz(*refs, program=permitting.PROGRAM).code == 0
    packed = permitting.by_two(dokaz, *refs, *permitting.WHERE, second=second, to=tmp_path / "package")
    assert packed.code == 0, packed.err
    outside = [path for path in tmp_path.rglob("*escaped*") if tmp_path / "package" not in path.parents]
    assert {path.parent.name for path in outside} == {"material"}
    for path in (tmp_path / "package" / "data" / "exhibits").iterdir():
        assert path.name.startswith("X-000")


def test_a_file_that_somebody_goes_on_writing_is_received_as_read_once(home, dokaz, material):
    brought = material(**{"a growing": b"begun", "b still": b"still"})
    grow = "import sys, time\nwith open(sys.argv[1], 'ab', buffering=0) as file:\n while True: file.write(b'more ' * 1000); time.sleep(0.001)"
    writer = subprocess.Popen([sys.executable, "-c", grow, brought / "a growing"])
    try:
        said = dokaz("receive", brought, "--later", "--json")
    finally:
        writer.kill()
        writer.wait()
    assert received(said) == {"a growing", "b still"}
    assert_all_that_is_held_is_whole(dokaz, 2)


def test_a_folder_that_may_not_be_listed_is_named_and_the_rest_goes_on(home, dokaz, material):
    brought = material(good=b"good")
    (brought / "closed").mkdir(mode=0)
    if os.access(brought / "closed", os.R_OK):
        pytest.skip(
            "whoever runs the tests may read every folder; tests/unit/custody/test_faults.py lays that right down"
        )
    said = dokaz("receive", brought, "--later", "--json")
    assert (received(said), refused(said)) == ({"good"}, {"closed": "folder-unreadable"})
    (brought / "closed").chmod(0o700)


@pytest.mark.soak
def test_a_file_too_large_for_the_place_it_goes_to_is_refused_in_the_middle_and_the_rest_goes_on(home, dokaz, material):
    """The limit on the size of a file works everywhere, and fails a write in its middle as a full disk does."""
    brought = material(
        **{"a small": b"a", "b large": os.urandom(6 * MEBIBYTE), "c larger": bytes(10 * MEBIBYTE), "d small": b"d"}
    )

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MEBIBYTE, 4 * MEBIBYTE))

    said = dokaz("receive", brought, "--later", "--json", preexec_fn=limit)
    assert said.code == 1
    assert refused(said) == {"b large": "no-room", "c larger": "no-room"}
    assert received(said) == {"a small", "d small"}
    assert not list((home / "vault" / "arriving").iterdir())
    assert_all_that_is_held_is_whole(dokaz, 2)
    again = dokaz("receive", brought, "--later", "--json")
    assert (again.code, received(again)) == (0, {"b large", "c larger"})
    assert_all_that_is_held_is_whole(dokaz, 4)


def small_disk(place, size):
    """Run a command with a disk of this size mounted where the vault is, for that command alone."""
    found = shutil.which("bwrap")
    if found is None:
        pytest.skip("bubblewrap is not installed: no small disk can be made without being root")
    within = [found, "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(place)]
    if subprocess.run([*within, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk in a namespace")
    return within


def test_a_disk_without_room_refuses_what_does_not_fit_and_goes_on_with_what_does(home, dokaz, material):
    large = {f"{number} large": os.urandom(6 * MEBIBYTE) for number in range(4)}
    brought = material(**large, **{"9 small": b"small"})
    within = small_disk(home / "vault", folder.RESERVE + 16 * MEBIBYTE)
    said = dokaz("receive", brought, "--later", "--json", within=within)
    assert said.code == 1
    assert set(refused(said).values()) == {"no-room"}
    assert "9 small" in received(said)
    assert len(received(said)) + len(refused(said)) == 5
    for name in refused(said):
        assert name in said.err


FILL_UP = """
cp -a {home}/dokaz.db* {disk}/
head -c {leaving} /dev/zero > {disk}/filler
{dokaz} receive {brought} --later --json > {out}/full.out 2> {out}/full.err; echo $? > {out}/full.code
rm {disk}/filler
{dokaz} receive {brought} --later --json > {out}/again.out 2> {out}/again.err; echo $? > {out}/again.code
{dokaz} verify --all --json > {out}/verify.out 2> {out}/verify.err; echo $? > {out}/verify.code
"""


@pytest.mark.embedded("its file fills a disk")
def test_a_disk_that_the_database_fills_ends_the_command_and_the_same_one_completes_later(
    home, desk, material, tmp_path
):
    files = {f"{number:03}": b"file %d" % number for number in range(400)}
    brought, disk, out = material(**files), tmp_path / "small", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    size = (home / "dokaz.db").stat().st_size + 6 * MEBIBYTE
    within = small_disk(disk, size)
    dokaz = f'{sys.executable} -c "{RUN}"'
    script = FILL_UP.format(home=home, disk=disk, brought=brought, out=out, dokaz=dokaz, leaving=6 * MEBIBYTE - 300_000)
    subprocess.run(
        [*within, "sh", "-c", script],
        env=desk | {"DOKAZ_DATABASE_URL": str(disk / "dokaz.db")},
        check=True,
        timeout=240,
    )
    full, again, whole = [
        Said(
            *(
                int(text) if kind == "code" else text
                for kind in ("code", "out", "err")
                for text in [(out / f"{name}.{kind}").read_text()]
            )
        )
        for name in ("full", "again", "verify")
    ]
    assert "Traceback" not in full.err + again.err + whole.err, full.err
    assert full.code == 1
    assert "There is no room left where the database" in full.err
    assert again.code == 0, again.err
    assert received(again) == set(files) - received(full)
    assert (whole.code, whole.lines[0]["files"]["unchanged"]) == (0, 400)
