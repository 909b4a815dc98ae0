"""The rule of a log witness, asked as a log asks it: by bytes."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.crash.recording import Disk, lay_out, recording

from dokaz.cosigning import api as cosigning
from dokaz.cosigning import homes, states
from dokaz.kernel import faults, files
from dokaz.verify import checkpoints, merkle, notes, witnessing
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import RequestMalformed
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey, VerifierKey
from dokaz.verify.witnessing import Request

NOW = datetime(2026, 8, 9, 12, tzinfo=UTC)
CHEAP = cosigning.Cost(memory_kib=64, passes=1, lanes=1)
WORDS = "academic acid acne acquire acrobat activity actress adapt"
LOG = SignerKey.generate("log.example")
TRUE, FALSE = ([merkle.leaf_hash(f"{side}{n}".encode()) for n in range(40)] for side in ("a", "b"))


def note(size, leaves=TRUE, signer=LOG):
    return checkpoints.sign(Checkpoint(signer.name, size, merkle.root(leaves[:size])), [signer])


def request(old, new, leaves=TRUE, *, proof=None, signed=None):
    if proof is None:
        proof = merkle.consistency_proof(merkle.reader_of(leaves), old=old, new=new) if 0 < old <= new else ()
    return bytes(Request(old, tuple(proof), signed or note(new, leaves)))


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "witness"
    told = cosigning.make(folder, name="witness.example/w", passphrase=WORDS, cost=CHEAP)
    log = cosigning.serve(folder, vkey=str(LOG.verifier), operator="Archive", now=NOW)
    return SimpleNamespace(
        folder=folder, told=told, log=log, witness=cosigning.opened(folder, passphrase=WORDS),
        state=homes.folder_of(folder, "log.example") / states.HELD,
    )  # fmt: skip


def ask(house, old, new, now=NOW, **named):
    return house.witness.add_checkpoint(request(old, new, **named), now=now)


def test_a_checkpoint_is_cosigned_with_both_keys_and_kept_with_the_logs_signature(house):
    lines = ask(house, 0, 5)
    keys = [VerifierKey.parse(vkey) for vkey in house.told.vkeys]
    assert [key.kind for key in keys] == [COSIGNATURE, ML_DSA_44]
    _, opened = checkpoints.open_checkpoint(note(5) + lines, log=LOG.verifier, witnesses=keys)
    assert [(each.key, each.time) for each in opened.signatures[1:]] == [(key, int(NOW.timestamp())) for key in keys]
    assert house.witness.held(house.log) == note(5) + lines
    ask(house, 5, 40)
    ask(house, 40, 40)


def test_lines_of_others_are_left_out_of_what_is_held(house):
    stranger = SignerKey.generate("stranger.example", COSIGNATURE)
    crowded = checkpoints.sign(Checkpoint("log.example", 5, merkle.root(TRUE[:5])), [stranger, LOG], time=7)
    lines = ask(house, 0, 5, signed=crowded)
    assert house.witness.held(house.log) == note(5) + lines


@pytest.mark.parametrize(
    ("old", "new", "named", "refusal"),
    [
        (5, 9, {"leaves": FALSE}, cosigning.NotConsistent),
        (5, 5, {"leaves": FALSE}, cosigning.NotConsistent),
        (5, 9, {"proof": ()}, cosigning.NotConsistent),
        (5, 9, {"proof": (b"x" * 32,) * 63}, cosigning.NotConsistent),
        (5, 5, {"proof": (b"x" * 32,)}, cosigning.NotConsistent),
        (3, 4, {}, cosigning.SizeDiffers),
        (3, 9, {}, cosigning.SizeDiffers),
        (0, 9, {}, cosigning.SizeDiffers),
        (9, 12, {}, cosigning.SizeDiffers),
        (9, 5, {}, cosigning.OldSizeTooLarge),
    ],
)
def test_whatever_does_not_continue_the_log_is_refused_and_changes_nothing(house, old, new, named, refusal):
    ask(house, 0, 5)
    before = house.state.read_bytes()
    with pytest.raises(refusal):
        ask(house, old, new, **named)
    assert house.state.read_bytes() == before


def test_from_nothing_no_proof_is_wanted(house):
    with pytest.raises(cosigning.NotConsistent):
        ask(house, 0, 5, proof=(b"x" * 32,))
    ask(house, 0, 0)
    ask(house, 0, 5)


def test_a_log_that_is_empty_has_one_root(house):
    forged = notes.sign("log.example\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", [LOG])
    with pytest.raises(cosigning.NotConsistent):
        ask(house, 0, 0, signed=forged)


def test_another_log_and_another_key_are_refused_by_name(house):
    stranger, twin = SignerKey.generate("other.example"), SignerKey.generate("log.example")
    with pytest.raises(cosigning.LogNotServed):
        ask(house, 0, 5, signed=note(5, signer=stranger))
    with pytest.raises(cosigning.NotSignedByLog):
        ask(house, 0, 5, signed=note(5, signer=twin))
    forged = note(5).replace(b"\n5\n", b"\n6\n")
    with pytest.raises(cosigning.NotSignedByLog):
        ask(house, 0, 6, signed=forged)
    with pytest.raises(RequestMalformed):
        ask(house, 0, 5, signed=b"nonsense")
    with pytest.raises(cosigning.LogRefused):
        cosigning.serve(house.folder, vkey=str(twin.verifier), operator="Mallory", now=NOW)


def test_a_clock_that_went_back_signs_nothing(house):
    ask(house, 0, 5)
    with pytest.raises(cosigning.ClockBehind):
        ask(house, 5, 9, now=NOW - timedelta(seconds=1))
    ask(house, 5, 9, now=NOW)


@pytest.mark.parametrize("damage", ["gone", "cut", "older note without our line", "flipped", "someone else's line"])
def test_a_damaged_state_signs_nothing_more(house, damage):
    ask(house, 0, 5)
    whole = house.state.read_bytes()
    forger = SignerKey.generate("witness.example/w", COSIGNATURE)
    damaged = {
        "cut": whole[:-30],
        "older note without our line": note(3),
        "flipped": whole.replace(b"\n5\n", b"\n6\n"),
        "someone else's line": checkpoints.sign(Checkpoint.parse(notes.parse(note(3))[0]), [LOG, forger], time=1),
    }
    house.state.unlink()
    if damage in damaged:
        house.state.write_bytes(damaged[damage])
    with pytest.raises(cosigning.StateDamaged):
        ask(house, 5, 9)
    cosigning.serve(house.folder, vkey=str(LOG.verifier), operator="Archive", now=NOW)  # must not begin anew
    with pytest.raises(cosigning.StateDamaged):
        ask(house, 0, 9)


def test_the_pass_phrase_alone_opens_the_keys_and_no_key_lies_in_the_folder(house):
    with pytest.raises(cosigning.WitnessStaysClosed):
        cosigning.opened(house.folder, passphrase="another one")
    written = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    for key in house.witness.keys:
        assert key.secret not in written
        assert key.secret.hex().encode() not in written
        assert key.secret.hex() not in repr(house.witness)
    with pytest.raises(cosigning.WitnessHomeTaken):
        cosigning.make(house.folder, name="witness.example/w", passphrase=WORDS, cost=CHEAP)
    with pytest.raises(cosigning.WitnessNameRefused):
        cosigning.make(house.folder / "new", name="two words", passphrase=WORDS, cost=CHEAP)
    with pytest.raises(cosigning.WitnessHomeMissing):
        cosigning.served(house.folder / "nowhere")


STEPS = [
    files.Step.CREATE,
    files.Step.WRITE,
    files.Step.SYNC_FILE,
    files.Step.RENAME,
    files.Step.SYNC_FOLDER,
    files.Step.DONE,
]


@pytest.mark.parametrize("step", STEPS)
def test_broken_off_at_any_step_nothing_unkept_was_signed_and_the_log_goes_on(house, step):
    ask(house, 0, 5)
    with pytest.raises(OSError, match="space"), faults.failing_at(step):
        ask(house, 5, 9)
    size = Checkpoint.parse(notes.parse(house.witness.held(house.log))[0]).size
    assert size in (5, 9)
    ask(house, size, 12)
    with pytest.raises(cosigning.SizeDiffers):
        ask(house, 5, 9, leaves=FALSE)


def test_after_a_power_cut_every_signature_that_left_is_remembered(house, tmp_path, monkeypatch):
    """The recorded writes cut at each call, with all that was not synced dropped: an answered size is never forgotten."""
    disk = Disk(shutil.copytree(house.folder, tmp_path / "before"))
    with recording(house.folder, monkeypatch) as recorded:
        for old, new in ((0, 5), (5, 9), (9, 12)):
            ask(house, old, new)
            recorded.note("answered", house.state, data=bytes([new]))
    answered = 0
    for call in recorded.calls:
        if call.what == "answered":
            answered = call.data[0]
        else:
            disk.after(call)
        for names_first in (False, True):
            lay_out(disk.left(names_first=names_first), {}, tmp_path / "cut")
            assert answered <= size_held(tmp_path / "cut") <= 12
    assert answered == 12


def size_held(folder):
    held = cosigning.opened(folder, passphrase=WORDS).held(cosigning.served(folder)[0])
    return 0 if held is None else Checkpoint.parse(notes.parse(held)[0]).size


class Asked(RuleBasedStateMachine):
    """Anybody may ask anything: what was signed is one history that only grows."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name) / "w"
        cosigning.make(home, name="witness.example/w", passphrase=WORDS, cost=CHEAP)
        cosigning.serve(home, vkey=str(LOG.verifier), operator="Archive", now=NOW)
        self.witness, self.signed, self.now = cosigning.opened(home, passphrase=WORDS), [(0, merkle.EMPTY_ROOT)], NOW

    @rule(
        old=st.integers(0, 40),
        new=st.integers(0, 40),
        leaves=st.sampled_from([TRUE, FALSE]),
        honest=st.booleans(),
        back=st.integers(-3, 3),
    )
    def asked(self, old, new, leaves, honest, back):
        old = self.signed[-1][0] if honest else old
        self.now += timedelta(seconds=back)
        try:
            self.witness.add_checkpoint(request(old, new, leaves), now=self.now)
        except cosigning.ClockBehind:
            self.now += timedelta(seconds=10)
        except cosigning.CosigningError:
            pass
        else:
            self.signed.append((new, merkle.root(leaves[:new])))

    @invariant()
    def one_history(self):
        sizes = [size for size, _ in getattr(self, "signed", [])]
        assert sizes == sorted(sizes)
        assert len(set(getattr(self, "signed", []))) == len(set(sizes))
        roots = [root for size, root in getattr(self, "signed", []) if size]
        true, false = ({merkle.root(leaves[:n]) for n in range(1, 41)} for leaves in (TRUE, FALSE))
        assert set(roots) <= true or set(roots) <= false

    def teardown(self):
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestAsked = Asked.TestCase
TestAsked.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_a_size_line_is_what_a_log_reads():
    assert witnessing.size_of(witnessing.size_line(7)) == 7
