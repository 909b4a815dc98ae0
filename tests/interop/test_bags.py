"""Our bags are accepted by the Library of Congress's own program, and what it refuses we refuse."""

import bagit
import pytest

from dokaz.verify import bags


@pytest.fixture
def bag(tmp_path):
    (tmp_path / "data" / "exhibits").mkdir(parents=True)
    (tmp_path / "data" / "cover.html").write_text("<p>Cover note</p>")
    (tmp_path / "data" / "exhibits" / "Допрос 1.txt").write_text("second exhibit")
    (tmp_path / "checkpoint").write_text("a tag file")
    bags.write(tmp_path, [("Source-Organization", "Архіў"), ("Bagging-Date", "2026-11-23")])
    return tmp_path


def test_bagit_accepts_our_bag(bag):
    theirs = bagit.Bag(str(bag))
    assert theirs.validate()
    assert theirs.version_info == (1, 0)
    assert theirs.info["Source-Organization"] == "Архіў"
    assert list(theirs.missing_optional_tagfiles()) == []


@pytest.mark.parametrize("name", ["data/cover.html", "checkpoint", "bag-info.txt", "manifest-sha256.txt"])
def test_bagit_and_we_see_the_same_change(bag, name):
    with (bag / name).open("ab") as file:
        file.write(b"X: y\n")
    assert not bagit.Bag(str(bag)).is_valid()
    assert not bags.check(bag).sound


def test_we_accept_what_bagit_wrote(tmp_path):
    (tmp_path / "exhibit.txt").write_text("an exhibit")
    bagit.make_bag(str(tmp_path), {"Contact-Name": "A person"}, checksums=["sha256", "sha512"])
    bags.check(tmp_path).require()
