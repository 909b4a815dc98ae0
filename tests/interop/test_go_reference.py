"""A real journal in the hands of the reference code from which the C2SP formats came: Go's `sumdb/note` and `sumdb/tlog`.

`reference.go`, beside this file, calls that code and nothing of ours.
"""

import os
import subprocess
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction

from dokaz.journal import api as journal
from dokaz.verify import checkpoints, notes, proofs
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey
from dokaz.verify.proofs import Proof

pytestmark = pytest.mark.soak

PROGRAM = Path(__file__).with_name("reference.go")
DEBIAN_S_GO = Path("/usr/share/gocode")  # where golang-golang-x-mod-dev puts its source
STRANGER = SignerKey.generate("stranger.example")
NO_PROOF = "invalid transparency proof"


@pytest.fixture(scope="session")
def reference(program, tmp_path_factory):
    """The compiled program: runs it, and gives what it told and what it refused."""
    go = program("go")
    _require_sources()
    folder = tmp_path_factory.mktemp("go")
    away = {"GOCACHE": folder / "cache", "HOME": folder, "GOENV": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    here = {"PATH": os.environ["PATH"], "GO111MODULE": "off", "GOPATH": DEBIAN_S_GO, "CGO_ENABLED": "0"}
    built = folder / "reference"
    made = subprocess.run(
        [go, "build", "-o", built, PROGRAM], env=here | away, capture_output=True, text=True, check=False, timeout=300
    )
    assert made.returncode == 0, made.stderr

    def run(*arguments):
        ran = subprocess.run([built, *arguments], capture_output=True, check=False, timeout=60)
        assert ran.returncode in (0, 1), ran.stderr  # anything else is a mistake here, not a refusal
        return ran.stdout if ran.returncode == 0 else None, ran.stderr.decode()

    return run


def _require_sources():
    if (DEBIAN_S_GO / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return
    missing = "golang-golang-x-mod-dev"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for `make soak` (debian-soak.txt)")
    pytest.skip(f"{missing} is not installed (debian-soak.txt)")


class Go:
    """The program, asked about things that are not in files yet. Gives what it told; raises Refused."""

    class Refused(Exception):
        pass

    def __init__(self, run, folder, vkey):
        self._run, self._folder, self.vkey = run, folder, vkey

    def __call__(self, command, *given, vkey=None):
        told, why = self._run(command, vkey or self.vkey, *map(self._laid_down, given))
        if told is None:
            raise self.Refused(why)
        return told

    def leaf(self, salt, event):
        return self._run("leaf", self._laid_down(salt), self._laid_down(event))[0]

    def _laid_down(self, given):
        if isinstance(given, Path):
            return given
        file = self._folder / sha256(given).hexdigest()
        file.write_bytes(given)
        return file


@pytest.fixture
def go(reference, world, tmp_path):
    (folder := tmp_path / "asked").mkdir()
    return Go(reference, folder, journal.identity().vkey)


@pytest.fixture
def grow(world):
    """Write so many entries in the world's journal, and give the checkpoint that is signed after them."""

    def grown(count):
        with transaction.atomic():
            for number in range(count):
                journal.record("test:thing:do", by=world.session.actor, now=world.tick(), facts={"number": number})
        return journal.checkpoint(now=world.tick())

    return grown


def size_of(note):
    return int(note.split(b"\n")[1])


def resigned(note, **changes):
    """What a checkpoint says, with changes, under a stranger's key: so that no signature is what fails."""
    _, size, root = notes.parse(note)[0].splitlines()[:3]
    said = {"origin": STRANGER.verifier.name, "size": int(size), "root": b64decode(root)} | changes
    return checkpoints.sign(Checkpoint(**said), [STRANGER])


def flipped(data):
    return bytes([data[0] ^ 1]) + data[1:]


def as_lines(hashes):
    return b"".join(b64encode(each) + b"\n" for each in hashes)


def placed():
    return list(journal.read())


def test_it_reads_our_checkpoint_under_our_key(go, grow):
    note = grow(3)
    _, size, root = notes.parse(note)[0].splitlines()
    assert go("checkpoint", note).decode() == f"{journal.identity().origin} {size} {root}\n"
    assert (int(size), b64decode(root)) == (journal.head().size, journal.head().root)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda note: note.replace(b"\n", b"\n1", 1), "invalid signature for key"),
        (lambda note: note.replace(b"\n\n", b"\nmore\n\n", 1), "invalid signature for key"),
        (lambda note: note.rstrip(b"\n"), "malformed note"),
        (resigned, "note has no verifiable signatures"),
    ],
    ids=["another size", "a line more", "cut off", "another key"],
)
def test_it_refuses_a_checkpoint_that_was_altered(go, grow, change, why):
    with pytest.raises(Go.Refused, match=why):
        go("checkpoint", change(grow(1)))


def test_it_refuses_our_checkpoint_under_another_key_of_the_same_name(go, grow):
    namesake = SignerKey.generate(journal.identity().origin)
    with pytest.raises(Go.Refused, match="note has no verifiable signatures"):
        go("checkpoint", grow(1), vkey=str(namesake.verifier))


def test_it_reads_past_the_cosignatures_of_witnesses(go, grow):
    """It knows neither kind of them, and must not stumble over lines that it does not know."""
    witnesses = [SignerKey.generate("witness.example", kind) for kind in (COSIGNATURE, ML_DSA_44)]
    note = grow(1)
    told = go("note", notes.cosign(note, witnesses, time=1_679_315_147)).decode()
    assert told == f"1 verified, 2 unknown\n{notes.parse(note)[0]}"


def test_it_opens_the_register_of_what_is_gone(go, world):
    with transaction.atomic():
        entry = journal.record("test:thing:do", by=world.session.actor, now=world.tick())
        journal.list_gone("test.thing", rows=[1], entry=entry)
    register = journal.register()
    assert go("note", register).decode() == f"1 verified, 0 unknown\n{notes.parse(register)[0]}"
    heading, _, rest = register.partition(b"\n")
    with pytest.raises(Go.Refused, match="invalid signature for key"):
        go("note", heading + b"\n" + bytes(32).hex()[:32].encode() + b"\n" + rest.partition(b"\n")[2])


def test_every_proof_file_holds_from_the_event_up_to_our_signature(go, grow):
    note = grow(40)
    opened = 0
    for each in placed():
        told = go("record", journal.tlog_proof(each.entry, checkpoint=note), each.leaf).decode()
        assert told == f"{each.index} of {size_of(note)}\n"
        if each.event is not None:
            evidence = journal.evidence(each.entry)
            assert go.leaf(evidence.salt, evidence.event) == each.leaf
            opened += 1
    assert opened >= 40


def test_proofs_hold_in_each_tree_that_was_signed(go, grow):
    for note in [grow(count) for count in (1, 1, 250, 1, 300)]:
        size = size_of(note)
        for each in [one for one in placed() if one.index in {0, 1, size // 2, 255, 256, size - 2, size - 1}]:
            if each.index < size:
                go("record", journal.tlog_proof(each.entry, checkpoint=note), each.leaf)


def test_it_refuses_an_altered_leaf_and_every_altered_proof(go, grow):
    earlier, note = grow(9), grow(5)
    each = placed()[7]
    sound = Proof.parse(journal.tlog_proof(each.entry, checkpoint=note))
    hashes = sound.hashes
    go("record", bytes(sound), each.leaf)
    altered = [
        (Proof(6, hashes, note), each.leaf),
        (Proof(7, hashes[:-1], note), each.leaf),
        (Proof(7, (*hashes, bytes(32)), note), each.leaf),
        (Proof(7, hashes[::-1], note), each.leaf),
        (Proof(7, hashes, earlier), each.leaf),
        (sound, flipped(each.leaf)),
        *((Proof(7, (*hashes[:n], flipped(hashes[n]), *hashes[n + 1 :]), note), each.leaf) for n in range(len(hashes))),
    ]
    for proof, leaf in altered:
        with pytest.raises(Go.Refused, match=NO_PROOF):
            go("record", bytes(proof), leaf)
    with pytest.raises(Go.Refused, match="invalid inputs in CheckRecord"):
        go("record", bytes(Proof(size_of(note), hashes, note)), each.leaf)
    with pytest.raises(Go.Refused, match="malformed proof file"):
        go("record", bytes(sound).replace(proofs.HEADER.encode(), b"another kind", 1), each.leaf)


def test_each_checkpoint_begins_every_later_one(go, grow):
    signed = [grow(count) for count in (1, 2, 5, 248, 1, 300)]
    for old in signed:
        for new in signed[signed.index(old) :]:
            proof = journal.consistency(size_of(old), new=size_of(new))
            assert go("prefix", old, new, as_lines(proof)).decode() == f"{size_of(old)} begins {size_of(new)}\n"


def test_it_refuses_another_history_and_every_altered_proof_of_growth(go, grow):
    first, old, new = grow(2), grow(5), grow(6)
    hashes = journal.consistency(size_of(old), new=size_of(new))
    root = b64decode(old.split(b"\n")[2])
    vkey = str(STRANGER.verifier)
    go("prefix", resigned(old), resigned(new), as_lines(hashes), vkey=vkey)
    altered = [
        (resigned(old, root=flipped(root)), resigned(new), hashes),
        (resigned(old), resigned(new, root=flipped(journal.head().root)), hashes),
        (resigned(first), resigned(new), hashes),
        (resigned(old, size=size_of(old) - 1), resigned(new), hashes),
        (resigned(old), resigned(new), hashes[:-1]),
        (resigned(old), resigned(new), (*hashes, bytes(32))),
        *(
            (resigned(old), resigned(new), (*hashes[:n], flipped(one), *hashes[n + 1 :]))
            for n, one in enumerate(hashes)
        ),
    ]
    for before, after, proof in altered:
        with pytest.raises(Go.Refused, match=NO_PROOF):
            go("prefix", before, after, as_lines(proof), vkey=vkey)
    with pytest.raises(Go.Refused, match="invalid inputs in CheckTree"):
        go("prefix", new, old, as_lines(hashes))


@pytest.fixture
def mirrored(world, grow, tmp_path):
    """A folder mirror that has grown with the journal past two full tiles, and where its tiles lie."""
    (folder := tmp_path / "stick").mkdir()
    journal.add_mirror(str(folder), by=world.session.actor, now=world.tick())
    for count in (1, 260, 300):
        grow(count)
        journal.publish(witnesses=[], now=world.tick())
    return folder / sha256(journal.identity().origin.encode()).hexdigest()


def test_it_reads_every_leaf_hash_from_the_tiles_of_a_mirror(go, mirrored):
    read = go("leaves", mirrored).decode().splitlines()
    assert len(read) > 512
    assert [b64decode(line) for line in read] == [sha256(b"\x00" + each.leaf).digest() for each in placed()]


def test_it_refuses_a_mirror_with_any_tile_altered(go, mirrored):
    begun = journal.head().size - 512
    for path in ("0/000", "0/001", f"0/002.p/{begun}", "1/000.p/2"):
        tile = mirrored / "tile" / path
        sound = tile.read_bytes()
        tile.write_bytes(flipped(sound))
        with pytest.raises(Go.Refused, match=r"downloaded inconsistent tile|the leaf hashes give another root"):
            go("leaves", mirrored)
        tile.write_bytes(sound)
    go("leaves", mirrored)
