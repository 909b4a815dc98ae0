import os
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.verify import bags
from dokaz.verify.bags import paths
from dokaz.verify.errors import BagEscapes, BagFault, BagMalformed, BagUnsound

INFO = [("Source-Organization", "An office"), ("Bagging-Date", "2026-11-23")]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data" / "exhibits").mkdir(parents=True)
    (tmp_path / "data" / "cover.html").write_text("<p>Cover note</p>")
    (tmp_path / "data" / "exhibits" / "0001 100%.txt").write_text("first exhibit")
    (tmp_path / "data" / "exhibits" / "Допрос.txt").write_text("second exhibit")
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "0001.tlog-proof").write_text("a proof")
    return tmp_path


def faults(folder):
    return {(fault.code, fault.path) for fault in bags.check(folder).faults}


def test_a_written_bag_is_sound_and_says_what_it_holds(folder):
    written = bags.write(folder, INFO)
    report = bags.check(folder)
    report.require()
    assert report.warnings == ()
    assert report.version == "1.0"
    assert report.info == (*INFO, ("Payload-Oxum", f"{written.payload_octets}.3"))
    assert (report.payload_files, report.payload_octets) == (written.payload_files, written.payload_octets)
    assert written.tag_manifest == sha256((folder / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert "proofs/0001.tlog-proof" in report.digests
    assert "data/exhibits/0001 100%25.txt" in (folder / "manifest-sha256.txt").read_text()


def test_one_folder_gives_the_same_bag_twice(folder, tmp_path_factory):
    twin = tmp_path_factory.mktemp("twin")
    for path in folder.rglob("*"):
        if path.is_file():
            target = twin / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    assert bags.write(folder, INFO) == bags.write(twin, INFO)


def test_known_hashes_are_taken_and_not_computed_again(folder):
    exhibit = folder / "data" / "cover.html"
    known = {"data/cover.html": sha256(exhibit.read_bytes()).hexdigest()}
    exhibit.write_text("<p>Cover n0te</p>")  # changed after it was hashed, with the same length
    bags.write(folder, INFO, known=known)
    assert faults(folder) == {("bag-altered", "data/cover.html")}


def test_every_fault_of_a_bag_is_listed(folder):
    bags.write(folder, INFO)
    (folder / "data" / "cover.html").write_text("<p>Other note</p>")
    (folder / "data" / "smuggled.txt").write_text("nobody listed this")
    (folder / "data" / "exhibits" / "Допрос.txt").unlink()
    (folder / "bag-info.txt").write_text("Payload-Oxum: 1.1\nno colon here\n")
    (folder / "data" / "link").symlink_to("/etc/passwd")
    assert faults(folder) >= {
        ("bag-altered", "data/cover.html"),
        ("bag-incomplete", "data/smuggled.txt"),
        ("bag-incomplete", "data/exhibits/Допрос.txt"),
        ("bag-altered", "bag-info.txt"),
        ("bag-malformed", "bag-info.txt"),
        ("bag-escapes", "data/link"),
    }
    with pytest.raises(BagUnsound, match="smuggled"):
        bags.check(folder).require()


def test_a_linked_folder_is_not_entered(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.txt").write_text("not in the bag")
    (folder / "data" / "more").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(BagUnsound, match="link"):
        bags.write(folder, INFO)
    assert not (folder / "bagit.txt").exists()


def test_a_pipe_in_the_payload_is_refused_and_not_opened(folder):
    os.mkfifo(folder / "data" / "pipe")
    with pytest.raises(BagUnsound, match="device"):
        bags.write(folder, INFO)


@pytest.mark.parametrize("name", ["con.txt", "a:b", "what?", "trailing.", "back\\slash", "new\nline", "LPT1"])
def test_a_name_that_a_recipient_cannot_unpack_is_not_packed(folder, name):
    (folder / "data" / name).write_text("x")
    with pytest.raises(BagUnsound, match="Windows"):
        bags.write(folder, INFO)


def test_two_names_that_are_one_on_other_systems_are_not_packed(folder):
    (folder / "data" / "Cover.html").write_text("x")
    with pytest.raises(BagUnsound, match="same file"):
        bags.write(folder, INFO)


def test_a_bag_is_not_written_twice_nor_around_files_that_are_not_there(folder):
    with pytest.raises(BagUnsound, match="not here"):
        bags.write(folder, INFO, known={"data/absent.txt": "0" * 64})
    with pytest.raises(BagMalformed, match="lower-case"):
        bags.write(folder, INFO, known={"data/cover.html": "A" * 64})
    bags.write(folder, INFO)
    with pytest.raises(BagUnsound, match="already"):
        bags.write(folder, INFO)


@pytest.mark.parametrize("entry", [("Two\nlines", "x"), ("Label", "two\nlines"), ("Payload-Oxum", "1.1"), ("a:b", "x")])
def test_bag_info_that_would_not_read_back_is_refused(folder, entry):
    with pytest.raises(BagMalformed):
        bags.write(folder, [entry])


def test_a_folder_that_is_no_bag_is_reported_and_not_raised(tmp_path):
    assert {path for _, path in faults(tmp_path)} == {"bagit.txt", "data", ""}


def test_an_encoding_that_unpacks_archives_is_not_used(folder):
    bags.write(folder, INFO)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: zip\n")
    assert ("bag-malformed", "bagit.txt") in faults(folder)


def test_a_hash_we_do_not_know_is_not_taken_for_checked(folder):
    bags.write(folder, INFO)
    listed = (folder / "manifest-sha256.txt").read_text()
    (folder / "manifest-whirlpool.txt").write_text(listed)
    assert ("bag-malformed", "manifest-whirlpool.txt") in faults(folder)


def test_every_manifest_lists_every_file(folder):
    bags.write(folder, INFO)
    cover = sha256((folder / "data" / "cover.html").read_bytes())
    (folder / "manifest-sha256.txt").rename(folder / "manifest-sha-256.txt")
    (folder / "manifest-sha512.txt").write_text(f"{cover.hexdigest()}  data/cover.html\n")
    assert ("bag-incomplete", "data/exhibits/Допрос.txt") in faults(folder)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_a_path_is_spelled_on_one_line_and_read_back(path):
    spelled = paths.encoded(path)
    assert not set("\r\n") & set(spelled)
    assert paths.decoded(spelled, version=(1, 0)) == path


@pytest.mark.parametrize(
    "path",
    ["../x", "data/../../x", "/etc/passwd", "~/x", "C:/x", "c:x", "data\\..\\..\\x", "\\\\host\\x", "data/x\x00y"],
)
def test_a_path_that_leaves_the_bag_is_an_escape(path):
    with pytest.raises(BagEscapes):
        paths.refuse_escape(path)


@settings(deadline=None)
@given(st.text(st.sampled_from("./~\\C:a"), min_size=1, max_size=12))
def test_no_accepted_path_resolves_outside(path):
    try:
        paths.refuse_escape(path)
    except BagFault:
        return
    inside = os.path.normpath(f"/bag/{path}")
    assert inside == f"/bag/{path}"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n", "bag-malformed"),
        ("bagit.txt", b"BagIt-Version: 1.0\n", "bag-malformed"),
        ("bagit.txt", b"", "bag-malformed"),
        ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: none-such\n", "bag-malformed"),
        ("bag-info.txt", b"Payload-Oxum: many\n", "bag-malformed"),
        ("bag-info.txt", b"Contact-Name: \xff\n", "bag-malformed"),
        ("bag-info.txt", "\ufeffContact-Name: x\n".encode(), "bag-malformed"),
        ("manifest-sha256.txt", b"not a line of a manifest\n", "bag-malformed"),
        ("manifest-sha256.txt", b"00  data//cover.html\n", "bag-malformed"),
        ("manifest-sha256.txt", b"00  bag-info.txt\n", "bag-malformed"),
        ("tagmanifest-sha256.txt", b"00  data/cover.html\n", "bag-malformed"),
        ("fetch.txt", b"https://example.com/x\n", "bag-malformed"),
        ("fetch.txt", b"https://example.com/x - data/never-listed\n", "bag-incomplete"),
        ("fetch.txt", b"https://example.com/x 12 /etc/passwd\n", "bag-escapes"),
    ],
)
def test_a_broken_tag_file_is_one_more_fault(folder, name, data, fault):
    bags.write(folder, INFO)
    (folder / name).write_bytes(data)
    assert fault in {code for code, _ in faults(folder)}


def test_a_manifest_too_large_to_hold_is_not_read(folder):
    bags.write(folder, INFO)
    os.truncate(folder / "manifest-sha256.txt", 2 << 30)  # sparse: takes no space
    (folder / "tagmanifest-sha256.txt").unlink()
    assert ("bag-malformed", "manifest-sha256.txt") in faults(folder)


def test_a_long_value_folded_over_lines_is_read_as_one(folder):
    (folder / "bag-info.txt").write_text("External-Description: first\n  second\n\tthird\n\nContact-Name: x\n")
    assert bags.check(folder).info == (("External-Description", "first second third"), ("Contact-Name", "x"))


def test_a_name_that_is_not_utf_8_is_not_packed(folder):
    os.close(os.open(os.fsencode(folder) + b"/data/\xff.txt", os.O_CREAT))
    with pytest.raises(BagUnsound, match="UTF-8"):
        bags.write(folder, INFO)
