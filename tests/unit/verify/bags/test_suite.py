"""The conformance suite of the Library of Congress: which bags a reader accepts, warns of and refuses."""

import shutil
from pathlib import Path

import pytest

from dokaz.verify import bags

SUITE = Path(__file__).parents[4].parent / "shared" / "vectors" / "bagit"


def suite(kind):
    found = sorted(SUITE.glob(f"v*/{kind}/*/"))
    absent = pytest.mark.skip(reason="the shared vectors folder is not beside the checkout")
    return [pytest.param(path, id=str(path.relative_to(SUITE))) for path in found] or [pytest.param(None, marks=absent)]


@pytest.mark.parametrize("bag", suite("valid"))
def test_a_valid_bag_is_sound(bag):
    assert bags.check(bag).faults == ()


@pytest.mark.parametrize("bag", suite("warning"))
def test_an_unusual_bag_is_sound_and_warned_of(bag, tmp_path):
    if bag.name == "special-system-files":
        bag = with_the_file_the_suite_lost(bag, tmp_path)
    report = bags.check(bag)
    assert report.faults == ()
    assert report.warnings


def with_the_file_the_suite_lost(bag, tmp_path):
    """The bag lists an empty data/.DS_Store, which git has kept out of the suite's repository."""
    copied = tmp_path / bag.name
    shutil.copytree(bag, copied, copy_function=shutil.copyfile)
    for each in (copied, copied / "data"):
        each.chmod(0o755)
    (copied / "data" / ".DS_Store").touch()
    return copied


@pytest.mark.parametrize("bag", [*suite("invalid"), *suite("linux-only")])
def test_an_invalid_bag_is_refused(bag):
    assert not bags.check(bag).sound


@pytest.mark.parametrize(
    ("bag", "codes"),
    [
        ("v0.97/invalid/bom-in-bagit.txt", {"bag-malformed"}),
        ("v0.97/invalid/corrupt-data-file", {"bag-altered"}),
        ("v0.97/invalid/corrupt-tag-file", {"bag-altered"}),
        ("v0.97/invalid/extra-file-in-bag", {"bag-incomplete"}),
        ("v0.97/invalid/missing-baginfo", {"bag-incomplete"}),
        ("v0.97/invalid/out-of-scope-file-paths-using-dot-notation", {"bag-escapes"}),
        ("v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", {"bag-escapes"}),
        ("v0.97/linux-only/out-of-scope-file-paths-using-absolute-path", {"bag-escapes"}),
        ("v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch", {"bag-escapes"}),
        ("v1.0/invalid/bagit-with-invalid-whitespace", {"bag-malformed"}),
        ("v1.0/invalid/notAllManifestsListAllFiles", {"bag-incomplete"}),
        ("v1.0/invalid/same-filename-listed-twice-with-the-same-hash", {"bag-malformed"}),
    ],
)
def test_the_fault_is_named_for_what_it_is(bag, codes):
    if not SUITE.is_dir():
        pytest.skip("the shared vectors folder is not beside the checkout")
    assert codes <= {fault.code for fault in bags.check(SUITE / bag).faults}
