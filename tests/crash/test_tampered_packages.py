"""A package is spoiled in every way we could think of; both verifiers name the file and the rule (SECURITY 7)."""

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from tests import packages
from tests.packages import EXHIBITS, OBJECT, Sender, bag_again, rewrite_index

from dokaz.verify import package, proofs
from dokaz.verify.errors import NotAPackage, PolicyMalformed
from dokaz.verify.notes import SignerKey
from dokaz.verify.package import layout
from dokaz.verify.policies import Policy
from dokaz.verify.proofs import Proof

FIRST, SECOND, EMPTY = (
    packages.path_of(place, ref, name) for place, (ref, (_, name, _)) in enumerate(EXHIBITS.items(), start=1)
)
ONE, TWO, THREE = EXHIBITS

SENDER = Sender()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return SENDER.package(tmp_path_factory.mktemp("sent") / "package")


@pytest.fixture
def spoilt(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "package"))


def append(folder, name, data=b"x"):
    with (folder / name).open("ab") as file:
        file.write(data)


def edit(folder, name, old, new):
    data = (folder / name).read_bytes()
    assert data.count(old) >= 1
    (folder / name).write_bytes(data.replace(old, new, 1))


def swap(folder, one, two):
    held = (folder / one).read_bytes()
    (folder / one).write_bytes((folder / two).read_bytes())
    (folder / two).write_bytes(held)


def consistently(change):
    """The forger also rewrites the lists of hashes."""

    def changed(folder):
        change(folder)
        bag_again(folder)

    return changed


def changed_proof(folder, **changes):
    path = folder / layout.proof_path(ONE)
    read = Proof.parse(path.read_bytes())
    kept = {"index": read.index, "hashes": read.hashes, "checkpoint": read.checkpoint}
    path.write_bytes(bytes(Proof(**(kept | changes))))


def shortened(folder):
    changed_proof(folder, hashes=Proof.parse((folder / layout.proof_path(ONE)).read_bytes()).hashes[:-1])


def lied_about_type(folder):
    rewrite_index(folder, lambda index: index["exhibits"][0].update(mime="application/pdf"))


def lied_about_time(folder):
    rewrite_index(folder, lambda index: index["exhibits"][0].update(received="2020-08-12T10:00:00.000000Z"))


def lied_about_place(folder):
    rewrite_index(folder, lambda index: index["exhibits"][0].update(entry=0))


def lied_about_log(folder):
    rewrite_index(folder, lambda index: index["log"].update(size=1_000))


def left_out_of_index(folder):
    rewrite_index(folder, lambda index: index["exhibits"].pop())


def exchanged_in_index(folder):
    def exchange(index):
        one, two = index["exhibits"][:2]
        one["sha256"], two["sha256"] = two["sha256"], one["sha256"]

    rewrite_index(folder, exchange)


def replaced_by_another_proven_file(folder):
    """A file that is in the log, under the reference of another one."""
    for make in (layout.event_path, layout.salt_path, layout.proof_path):
        shutil.copy(folder / make(TWO), folder / make(ONE))
    shutil.copy(folder / SECOND, folder / FIRST)


def put_checkpoint(folder, signed):
    """In the package and in every proof."""
    (folder / layout.CHECKPOINT).write_bytes(signed)
    for path in folder.glob(f"proofs/*{proofs.SUFFIX}"):
        read = Proof.parse(path.read_bytes())
        path.write_bytes(bytes(Proof(read.index, read.hashes, signed)))


def size_changed(folder):
    put_checkpoint(folder, (folder / layout.CHECKPOINT).read_bytes().replace(b"\n9\n", b"\n10\n"))


def signature_stripped(folder):
    lines = (folder / layout.CHECKPOINT).read_bytes().split(b"\n")
    put_checkpoint(folder, b"\n".join(line for line in lines if f"— {packages.ORIGIN}".encode() not in line))


def all_signatures_stripped(folder):
    put_checkpoint(folder, (folder / layout.CHECKPOINT).read_bytes().partition(b"\n\n")[0] + b"\n")


def signature_flipped(folder):
    signed = (folder / layout.CHECKPOINT).read_text()
    line = next(line for line in signed.splitlines() if line.startswith(f"— {packages.ORIGIN}"))
    put_checkpoint(folder, signed.replace(line, line[:-5] + ("B" if line[-5] == "A" else "A") + line[-4:]).encode())


def other_root(folder):
    lines = (folder / layout.CHECKPOINT).read_text().split("\n")
    lines[2] = "A" * 43 + "="
    put_checkpoint(folder, "\n".join(lines).encode())


def checkpoint_of_another_log(folder):
    stranger = Sender(SignerKey.generate("log.example/other"))
    other = folder.parent / "other"
    stranger.package(other)
    shutil.copy(other / layout.CHECKPOINT, folder / layout.CHECKPOINT)


def older_checkpoint(folder):
    """A true head of the same log, from before the last exhibits came."""
    other = folder.parent / "older"
    Sender(SENDER.log, SENDER.witness, before=4).package(other)
    shutil.copy(other / layout.CHECKPOINT, folder / layout.CHECKPOINT)


def vkey_replaced(folder):
    (folder / layout.VKEY).write_text(f"{SignerKey.generate(packages.ORIGIN).verifier}\n")


def policy_replaced(folder):
    (folder / layout.POLICY).write_bytes(Sender().trust())


def witness_flipped(folder):
    signed = (folder / layout.CHECKPOINT).read_text()
    line = next(line for line in signed.splitlines() if line.startswith("— witness.example"))
    put_checkpoint(folder, signed.replace(line, line[:-5] + ("B" if line[-5] == "A" else "A") + line[-4:]).encode())


def all_hashes_made_anew(folder):
    """The bytes of an exhibit, and wherever a hash of them stands that needs no key: the index and the lists."""
    data = b"another photograph"
    (folder / FIRST).write_bytes(data)
    told = {"sha256": sha256(data).hexdigest(), "size": len(data)}
    rewrite_index(folder, lambda index: index["exhibits"][0].update(told))


def all_hashes_and_the_event_made_anew(folder):
    all_hashes_made_anew(folder)
    (folder / layout.event_path(ONE)).write_bytes(packages.received(ONE, b"another photograph", "image/jpeg"))


def one_listed_twice(folder):
    lists = folder / "manifest-sha256.txt"
    append(folder, lists.name, b"".join(line for line in lists.read_bytes().splitlines(True) if FIRST.encode() in line))


def one_listed_no_more(folder):
    lists = folder / "manifest-sha256.txt"
    lines = lists.read_bytes().splitlines(keepends=True)
    lists.write_bytes(b"".join(line for line in lines if FIRST.encode() not in line))


def listed_by_another_hash(folder):
    lists = folder / "manifest-sha256.txt"
    paths = [line.split("  ")[1] for line in lists.read_text().splitlines()]
    lists.unlink()
    lines = [f"{sha512((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
    (folder / "manifest-sha512.txt").write_text("".join(lines))


def named_alike(*names):
    """Files beside the exhibits that are one file on some systems, and in lists that our own writer would not write."""

    def add(folder):
        for name in names:
            append(folder, f"data/exhibits/{name}")
            digest = sha256((folder / "data/exhibits" / name).read_bytes()).hexdigest()
            append(folder, "manifest-sha256.txt", f"{digest}  data/exhibits/{name}\n".encode())
        octets, count = (folder / "bag-info.txt").read_text().partition("Oxum: ")[2].split()[0].split(".")
        edit(
            folder,
            "bag-info.txt",
            f"{octets}.{count}".encode(),
            f"{int(octets) + len(names)}.{int(count) + len(names)}".encode(),
        )
        for name in ("manifest-sha256.txt", "bag-info.txt"):
            old = re.search(f"([0-9a-f]{{64}})  {name}", (folder / "tagmanifest-sha256.txt").read_text())[1]
            edit(
                folder,
                "tagmanifest-sha256.txt",
                old.encode(),
                sha256((folder / name).read_bytes()).hexdigest().encode(),
            )

    return add


def made_link(folder):
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to("/etc/hostname")


def renamed(folder):
    (folder / FIRST).rename(folder / packages.path_of(1, ONE, "other.jpg"))


def index_respelled(folder):
    path = folder / layout.INDEX
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1))


def event_respelled(folder):
    path = folder / layout.event_path(ONE)
    path.write_text(json.dumps(json.loads(path.read_bytes())))


def numbers_exchanged(folder):
    """The index calls one exhibit by the number of the other; the files keep their names."""

    def exchange(index):
        one, two = index["exhibits"][:2]
        one["number"], two["number"] = two["number"], one["number"]

    rewrite_index(folder, exchange)


def numbered_twice(folder):
    rewrite_index(folder, lambda index: index["objects"][0].update(number="X-0001"))


def number_taken_away(folder):
    rewrite_index(folder, lambda index: index["objects"][0].pop("number"))


def paper_left_out(folder):
    rewrite_index(folder, lambda index: index["papers"].remove(layout.CASE))


def altered_papers():
    """Each paper changed, and each removed from the package and from its lists."""
    for path in packages.PAPERS:
        yield f"{path} changed", (lambda f, path=path: append(f, path), "bag-altered", path)
        gone = consistently(lambda f, path=path: (f / path).unlink())
        yield f"{path} removed, and from the lists", (gone, "paper-missing", path)


COMPOSED, DECOMPOSED = "X-0009_caf\u00e9.txt", "X-0009_cafe\u0301.txt"
SHOUTED = FIRST.upper().replace("DATA/EXHIBITS/", "data/exhibits/")

SPOILED = {
    **dict(altered_papers()),
    "a hidden file among the exhibits, and in the lists": (
        consistently(lambda f: append(f, "data/exhibits/.note")),
        "exhibit-strange",
        "data/exhibits/.note",
    ),
    "a hidden file beside the lists, and in them": (
        consistently(lambda f: append(f, ".profile")),
        "paper-strange",
        ".profile",
    ),
    "an exhibit beside itself in capitals, and in the lists": (
        named_alike(SHOUTED.rpartition("/")[2]),
        "exhibit-strange",
        SHOUTED,
    ),
    "one name composed in two ways, and in the lists": (
        named_alike(COMPOSED, DECOMPOSED),
        "exhibit-strange",
        f"data/exhibits/{DECOMPOSED}",
    ),
    "a folder made a link": (
        lambda f: ((f / "proofs").rename(f.parent / "proofs"), (f / "proofs").symlink_to(f.parent / "proofs")),
        "bag-escapes",
        "proofs",
    ),
    "the manifest names an absolute path": (
        lambda f: append(f, "manifest-sha256.txt", b"0" * 64 + b"  /etc/passwd\n"),
        "bag-escapes",
        "/etc/passwd",
    ),
    "the manifest names a path of Windows": (
        lambda f: append(f, "manifest-sha256.txt", b"0" * 64 + b"  C:\\data\\x\n"),
        "bag-escapes",
        "C:\\data\\x",
    ),
    "the tag manifest leads out by a backslash": (
        lambda f: append(f, "tagmanifest-sha256.txt", b"0" * 64 + b"  log\\..\\..\\x\n"),
        "bag-escapes",
        "log\\..\\..\\x",
    ),
    "a line of the manifest twice": (one_listed_twice, "bag-malformed", FIRST),
    "a line of the manifest gone": (one_listed_no_more, "bag-incomplete", FIRST),
    "the manifest by another hash": (listed_by_another_hash, "file-strange", "manifest-sha512.txt"),
    "a hash in the tag manifest changed": (
        lambda f: edit(
            f, "tagmanifest-sha256.txt", sha256((f / layout.INDEX).read_bytes()).hexdigest().encode(), b"0" * 64
        ),
        "bag-altered",
        layout.INDEX,
    ),
    "an exhibit with every hash of it that needs no key": (
        consistently(all_hashes_made_anew),
        "exhibit-altered",
        FIRST,
    ),
    "the same, and its event": (
        consistently(all_hashes_and_the_event_made_anew),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "a letter of the cosignature changed": (consistently(witness_flipped), "note-forged", layout.CHECKPOINT),
    "the index lies about a size": (
        consistently(lambda f: rewrite_index(f, lambda i: i["exhibits"][0].update(size=1))),
        "index-false",
        layout.INDEX,
    ),
    "an exhibit under the reference of nobody": (
        consistently(lambda f: rewrite_index(f, lambda i: i["exhibits"][0].update(ref="E-ZZZZ-00009"))),
        "package-malformed",
        layout.INDEX,
    ),
    "a paper renamed": (
        consistently(lambda f: (f / layout.PREMIS).rename(f / "formats/premis-3.xml")),
        "paper-strange",
        "formats/premis-3.xml",
    ),
    "a second cover note, and in the lists": (
        consistently(lambda f: append(f, "data/cover/cover-note-2.html")),
        "paper-strange",
        "data/cover/cover-note-2.html",
    ),
    "a file beside the lists, and in them": (
        consistently(lambda f: append(f, "READ ME FIRST.html")),
        "paper-strange",
        "READ ME FIRST.html",
    ),
    "a paper left out of the index": (consistently(paper_left_out), "paper-strange", layout.CASE),
    "a paper of the index that is no text": (
        consistently(lambda f: rewrite_index(f, lambda i: i["papers"].append(["x"]))),
        "package-malformed",
        layout.INDEX,
    ),
    "the papers of the index a text": (
        consistently(lambda f: rewrite_index(f, lambda i: i.update(papers="x"))),
        "package-malformed",
        layout.INDEX,
    ),
    "the language of the index no language": (
        consistently(lambda f: rewrite_index(f, lambda i: i.update(language="../be"))),
        "package-malformed",
        layout.INDEX,
    ),
    "two exhibit numbers exchanged": (consistently(numbers_exchanged), "package-malformed", layout.INDEX),
    "one number given twice": (consistently(numbered_twice), "package-malformed", layout.INDEX),
    "a number taken away": (consistently(number_taken_away), "package-malformed", layout.INDEX),
    "a package of now called an older one": (
        consistently(lambda f: rewrite_index(f, lambda i: i.update(format="dokaz-package/2"))),
        "package-malformed",
        layout.INDEX,
    ),
    "a byte changed in an exhibit": (lambda f: edit(f, FIRST, b"yard", b"Yard"), "exhibit-altered", FIRST),
    "an exhibit truncated": (lambda f: (f / FIRST).write_bytes(b"a photo"), "bag-altered", FIRST),
    "an exhibit emptied": (lambda f: (f / FIRST).write_bytes(b""), "exhibit-altered", FIRST),
    "bytes put into the empty file": (lambda f: append(f, EMPTY), "exhibit-altered", EMPTY),
    "two exhibits swapped": (lambda f: swap(f, FIRST, SECOND), "exhibit-altered", SECOND),
    "two exhibits swapped, and the lists": (consistently(lambda f: swap(f, FIRST, SECOND)), "exhibit-altered", FIRST),
    "an exhibit removed": (lambda f: (f / FIRST).unlink(), "exhibit-missing", FIRST),
    "an exhibit removed, and from the lists": (consistently(lambda f: (f / FIRST).unlink()), "exhibit-missing", FIRST),
    "an exhibit renamed": (renamed, "exhibit-missing", FIRST),
    "an exhibit made a link": (made_link, "bag-escapes", FIRST),
    "a file added to the payload": (lambda f: append(f, "data/note.txt"), "bag-incomplete", "data/note.txt"),
    "an exhibit added, and to the lists": (
        consistently(lambda f: append(f, "data/exhibits/X-0009_E-FAKE-1_x.txt")),
        "exhibit-strange",
        "data/exhibits/X-0009_E-FAKE-1_x.txt",
    ),
    "a file added beside the lists": (lambda f: append(f, "READ ME FIRST.html"), "file-strange", "READ ME FIRST.html"),
    "a second list of hashes": (lambda f: append(f, "manifest-md5.txt", b""), "file-strange", "manifest-md5.txt"),
    "the manifest changed": (
        lambda f: edit(f, "manifest-sha256.txt", b"yard.jpg", b"card.jpg"),
        "bag-altered",
        "manifest-sha256.txt",
    ),
    "a line of the manifest broken": (
        lambda f: append(f, "manifest-sha256.txt", b"zz\n"),
        "bag-malformed",
        "manifest-sha256.txt",
    ),
    "the manifest leads out": (
        lambda f: append(f, "manifest-sha256.txt", b"0" * 64 + b"  data/../../etc/passwd\n"),
        "bag-escapes",
        "data/../../etc/passwd",
    ),
    "the manifest removed": (
        lambda f: (f / "manifest-sha256.txt").unlink(),
        "package-malformed",
        "manifest-sha256.txt",
    ),
    "the tag manifest removed": (
        lambda f: (f / "tagmanifest-sha256.txt").unlink(),
        "package-malformed",
        "tagmanifest-sha256.txt",
    ),
    "the report changed": (lambda f: append(f, layout.REPORT), "bag-altered", layout.REPORT),
    "the start page changed": (lambda f: append(f, layout.COVER), "bag-altered", layout.COVER),
    "an exhibit and both lists changed": (consistently(lambda f: append(f, FIRST)), "exhibit-altered", FIRST),
    "an event changed": (
        lambda f: edit(f, layout.event_path(ONE), b'"size":24', b'"size":25'),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "an event and both lists changed": (
        consistently(lambda f: edit(f, layout.event_path(ONE), b"custodian", b"collector")),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "an event spelled in another way": (consistently(event_respelled), "package-malformed", layout.event_path(ONE)),
    "the event of another exhibit": (
        consistently(lambda f: shutil.copy(f / layout.event_path(TWO), f / layout.event_path(ONE))),
        "event-foreign",
        layout.event_path(ONE),
    ),
    "another proven file under this reference": (
        consistently(replaced_by_another_proven_file),
        "event-foreign",
        layout.event_path(ONE),
    ),
    "the record of an object as the receipt of a file": (
        consistently(lambda f: edit(f, layout.event_path(ONE), b"item:receive", b"object:record")),
        "event-foreign",
        layout.event_path(ONE),
    ),
    "an event removed": (
        consistently(lambda f: (f / layout.event_path(ONE)).unlink()),
        "evidence-missing",
        layout.event_path(ONE),
    ),
    "a salt changed": (
        consistently(lambda f: (f / layout.salt_path(ONE)).write_text("0" * 64 + "\n")),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "a salt cut short": (
        consistently(lambda f: (f / layout.salt_path(ONE)).write_text("00\n")),
        "package-malformed",
        layout.salt_path(ONE),
    ),
    "a salt removed": (
        consistently(lambda f: (f / layout.salt_path(ONE)).unlink()),
        "evidence-missing",
        layout.salt_path(ONE),
    ),
    "the proof of another exhibit": (
        consistently(lambda f: shutil.copy(f / layout.proof_path(TWO), f / layout.proof_path(ONE))),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "a hash of the proof left out": (consistently(shortened), "event-unproven", layout.event_path(ONE)),
    "the place in the proof changed": (
        consistently(lambda f: changed_proof(f, index=4)),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "a place beyond the log": (
        consistently(lambda f: changed_proof(f, index=5_000)),
        "event-unproven",
        layout.event_path(ONE),
    ),
    "a proof truncated": (
        consistently(lambda f: (f / layout.proof_path(ONE)).write_bytes(b"c2sp.org/tlog-proof@v1\nindex 5\nAAA")),
        "package-malformed",
        layout.proof_path(ONE),
    ),
    "a proof removed": (
        consistently(lambda f: (f / layout.proof_path(ONE)).unlink()),
        "evidence-missing",
        layout.proof_path(ONE),
    ),
    "a proof added": (
        consistently(lambda f: shutil.copy(f / layout.proof_path(ONE), f / "proofs/E-FAKE-1.tlog-proof")),
        "evidence-strange",
        "proofs/E-FAKE-1.tlog-proof",
    ),
    "the proof of an object changed": (
        consistently(lambda f: (f / layout.salt_path(OBJECT)).write_text("1" * 64 + "\n")),
        "event-unproven",
        layout.event_path(OBJECT),
    ),
    "a proof under another head": (
        consistently(lambda f: changed_proof(f, checkpoint=b"another head")),
        "checkpoint-differs",
        layout.proof_path(ONE),
    ),
    "the checkpoint of another log": (consistently(checkpoint_of_another_log), "unknown-log-key", layout.CHECKPOINT),
    "an older checkpoint of the same log": (
        consistently(older_checkpoint),
        "checkpoint-differs",
        layout.proof_path(ONE),
    ),
    "the log's signature stripped": (consistently(signature_stripped), "unknown-log-key", layout.CHECKPOINT),
    "all signatures stripped": (consistently(all_signatures_stripped), "note-malformed", layout.CHECKPOINT),
    "a letter of the signature changed": (consistently(signature_flipped), "note-forged", layout.CHECKPOINT),
    "the size of the log changed": (consistently(size_changed), "note-forged", layout.CHECKPOINT),
    "the root of the log changed": (consistently(other_root), "note-forged", layout.CHECKPOINT),
    "the checkpoint removed": (
        consistently(lambda f: (f / layout.CHECKPOINT).unlink()),
        "package-malformed",
        layout.CHECKPOINT,
    ),
    "the checkpoint emptied": (
        consistently(lambda f: (f / layout.CHECKPOINT).write_bytes(b"")),
        "note-malformed",
        layout.CHECKPOINT,
    ),
    "another log key named": (consistently(vkey_replaced), "log-key-differs", layout.VKEY),
    "an unreadable log key": (
        consistently(lambda f: (f / layout.VKEY).write_text("key\n")),
        "key-malformed",
        layout.VKEY,
    ),
    "the policy of another log": (consistently(policy_replaced), "note-unsigned", layout.CHECKPOINT),
    "an unreadable policy": (
        consistently(lambda f: append(f, layout.POLICY, b"trust me\n")),
        "policy-malformed",
        layout.POLICY,
    ),
    "the index lies about a type": (consistently(lied_about_type), "index-false", layout.INDEX),
    "the index lies about a time": (consistently(lied_about_time), "index-false", layout.INDEX),
    "the index lies about a place": (consistently(lied_about_place), "index-false", layout.INDEX),
    "the index lies about the log": (consistently(lied_about_log), "index-false", layout.INDEX),
    "the index exchanges two hashes": (consistently(exchanged_in_index), "index-false", layout.INDEX),
    "an exhibit left out of the index": (consistently(left_out_of_index), "exhibit-strange", EMPTY),
    "the index spelled in another way": (consistently(index_respelled), "package-malformed", layout.INDEX),
    "the index with a field more": (
        consistently(lambda f: rewrite_index(f, lambda i: i["exhibits"][0].update(note="true"))),
        "package-malformed",
        layout.INDEX,
    ),
    "a log key with an empty line after it": (
        consistently(lambda f: append(f, layout.VKEY, b"\n")),
        "key-malformed",
        layout.VKEY,
    ),
    "an event that is a list": (
        consistently(lambda f: (f / layout.event_path(ONE)).write_text("[]")),
        "package-malformed",
        layout.event_path(ONE),
    ),
    "the index removed": (consistently(lambda f: (f / layout.INDEX).unlink()), "package-malformed", layout.INDEX),
    "the index leads out": (
        consistently(lambda f: rewrite_index(f, lambda i: i["exhibits"][0].update(path="data/exhibits/../../x"))),
        "package-malformed",
        layout.INDEX,
    ),
    "the size of the payload misstated": (
        lambda f: edit(f, "bag-info.txt", b"Payload-Oxum: ", b"Payload-Oxum: 1"),
        "bag-altered",
        "bag-info.txt",
    ),
    "the declaration removed": (lambda f: (f / "bagit.txt").unlink(), "bag-incomplete", "bagit.txt"),
    "the declaration changed": (
        lambda f: edit(f, "bagit.txt", b"1.0", b"0.97"),
        "package-malformed",
        "bagit.txt",
    ),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_both_verifiers_name_the_file_and_the_rule(spoilt, spoil):
    change, rule, path = spoil
    change(spoilt)
    verdict = package.check(spoilt)
    ours = {(fault.code, fault.path) for fault in verdict.faults}
    code, theirs, said = packages.by_script(spoilt)
    assert (rule, path) in ours
    assert (rule, path) in theirs, said
    assert (verdict.exit_code, code) == (1, 1)
    # they tell a missing list in other words; in all else they name the same rules and the same files
    assert {fault for fault in ours ^ theirs if fault[0] != "bag-incomplete"} == set()


UNTOLD = {
    "the report": lambda f: append(f, layout.REPORT, b"<p>He confessed.</p>"),
    "the cover note": lambda f: (f / layout.NOTE).write_bytes(b"<p>All of it.</p>"),
    "the plain list": lambda f: append(f, layout.LIST_CSV, b"X-0009\r\n"),
    "the name an exhibit came with": lambda f: rewrite_index(f, lambda i: i["exhibits"][0].update(name="murder.jpg")),
    "what kind of collection it comes from": lambda f: rewrite_index(f, lambda i: i.update(home="practice")),
}


@pytest.mark.parametrize("change", UNTOLD.values(), ids=UNTOLD)
def test_what_no_proof_covers_is_said_to_be_the_senders_word(spoilt, change):
    """A forger who also makes the lists anew changes these unseen: both say so every time, and docs/package.md."""
    consistently(change)(spoilt)
    verdict = package.check(spoilt)
    code, _, said = packages.by_script(spoilt)
    assert (verdict.exit_code, code) == (0, 0)
    assert "The cover note, the report, the lists and the names of files are the sender's words" in package.told(
        verdict
    )
    assert "It does not show that a record is true, or that nothing was left out." in said


@pytest.mark.parametrize("name", [layout.SCRIPT, layout.SCRIPT_LOG])
def test_another_program_put_into_the_package_is_named_by_ours(spoilt, name):
    """It was made to fit: a program that says of anything that it is whole. It cannot be asked about itself."""
    (spoilt / name).write_text("print('Nothing failed.')\n")
    bag_again(spoilt)
    verdict = package.check(spoilt)
    assert (verdict.exit_code, verdict.faults) == (3, ())
    assert f"NOT CHECKED {name}: It is not the program that this version of dokaz-verify brings" in package.told(
        verdict
    )


def test_there_are_so_many_ways():
    assert len(SPOILED) >= 40


def test_a_reader_who_has_read_enough_is_no_error_and_changes_no_verdict(whole, spoilt):
    append(spoilt, FIRST)
    for folder, code in ((whole, 0), (spoilt, 1)):
        for program in ([str(packages.SCRIPT)], ["-m", "dokaz.verify.command"]):
            reading, writing = os.pipe()
            os.close(reading)
            ran = subprocess.run(
                [sys.executable, *program, str(folder)], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
            )
            os.close(writing)
            assert (ran.returncode, ran.stderr) == (code, b"")


def test_a_whole_package_is_whole_to_both(whole):
    verdict = package.check(whole)
    code, faults, said = packages.by_script(whole)
    assert (verdict.exit_code, code, verdict.faults, faults) == (0, 0, (), set())
    assert verdict.unchanged == tuple(EXHIBITS)
    assert said.startswith("Checked only against keys that came with this package.\n3 of 3 files unchanged")
    assert package.told(verdict).startswith("Checked only against keys that came with this package.\n3 of 3 files")


class TestEverythingSignedAgain:
    """Whoever replaces every key can make a package that agrees with itself; only keys learnt another way tell."""

    @pytest.fixture
    def forged(self, tmp_path):
        changed = EXHIBITS | {ONE: (b"another photograph", "yard.jpg", "image/jpeg")}
        return Sender().package(tmp_path / "forged", exhibits=changed)

    @pytest.fixture
    def trust(self, tmp_path):
        path = tmp_path / "trust"
        path.write_bytes(SENDER.trust(quorum="w"))
        return path

    def test_it_agrees_with_itself_and_both_say_whose_keys_they_believed(self, forged):
        assert package.check(forged).exit_code == packages.by_script(forged)[0] == 0
        assert "only against keys that came with this package" in packages.by_script(forged)[2]

    def test_keys_learnt_another_way_refuse_it(self, forged, trust):
        verdict = package.check(forged, trust=Policy.parse(trust.read_bytes()))
        code, faults, _ = packages.by_script(forged, "--trust", str(trust))
        assert (
            {(fault.code, fault.path) for fault in verdict.faults} == faults == {("note-unsigned", layout.CHECKPOINT)}
        )
        assert (verdict.exit_code, code) == (1, 1)

    def test_the_true_package_stands_before_them_with_the_day_of_the_witness(self, whole, trust):
        verdict = package.check(whole, trust=Policy.parse(trust.read_bytes()))
        code, _, said = packages.by_script(whole, "--trust", str(trust))
        assert (verdict.exit_code, code) == (0, 0)
        assert verdict.since == packages.SEEN
        assert "3 of 3 files unchanged since 4 March 2026" in package.told(verdict, trust="trust")
        assert "3 of 3 files unchanged since 4 March 2026" in said

    def test_a_witness_who_did_not_sign_is_missed(self, tmp_path, trust):
        alone = SENDER.package(tmp_path / "alone", cosigned=False)
        verdict = package.check(alone, trust=Policy.parse(trust.read_bytes()))
        code, faults, _ = packages.by_script(alone, "--trust", str(trust))
        assert (
            {(fault.code, fault.path) for fault in verdict.faults} == faults == {("quorum-missing", layout.CHECKPOINT)}
        )
        assert (verdict.exit_code, code) == (1, 1)

    def test_without_a_witness_nobody_vouches_for_a_day(self, tmp_path):
        alone = SENDER.package(tmp_path / "alone", cosigned=False)
        trusted = Policy.parse(SENDER.trust())
        assert "no outside party vouches for the time" in package.told(package.check(alone, trust=trusted), trust="t")


def test_a_folder_that_is_no_package_is_told_apart(tmp_path):
    with pytest.raises(NotAPackage):
        package.check(tmp_path)
    assert packages.by_script(tmp_path)[0] == 2


def test_without_openssl_the_script_says_what_it_could_not_check(whole):
    code, faults, said = packages.by_script(whole, path="/nowhere")
    assert (code, faults) == (3, set())
    assert f"NOT CHECKED log/checkpoint: The signature by {packages.ORIGIN}" in said


def test_an_openssl_that_cannot_check_is_not_taken_for_a_forgery(whole, tmp_path):
    (tmp_path / "openssl").write_text("#!/bin/sh\nexit 1\n")
    os.chmod(tmp_path / "openssl", 0o755)  # noqa: PTH101
    assert packages.by_script(whole, path=str(tmp_path))[:2] == (3, set())


def test_a_fault_counts_more_than_what_could_not_be_checked(whole, spoilt):
    append(spoilt, FIRST)
    assert packages.by_script(spoilt, path="/nowhere")[0] == 1


def test_the_script_takes_no_module_from_the_package_it_lies_in(spoilt):
    for name in ("json", "argparse", "hashlib"):
        (spoilt / f"{name}.py").write_text("print('Nothing failed.')\nraise SystemExit(0)\n")
    ran = subprocess.run([sys.executable, "verify.py"], cwd=spoilt, capture_output=True, text=True, check=False)
    assert (ran.returncode, "FAULT json.py" in ran.stdout) == (1, True)


def test_one_key_under_two_names_is_not_two_witnesses(whole, tmp_path):
    lines = [f"log {SENDER.log.verifier}", *(f"witness {name} {SENDER.witness.verifier}" for name in "ab")]
    (tmp_path / "trust").write_text("\n".join([*lines, "group both all a b", "quorum both", ""]))
    with pytest.raises(PolicyMalformed):
        Policy.parse((tmp_path / "trust").read_bytes())
    assert packages.by_script(whole, "--trust", str(tmp_path / "trust"))[0] == 2
