import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import checkpoints, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import CheckpointMalformed, NoteUnsigned, UnknownLogKey
from dokaz.verify.merkle import EMPTY_ROOT
from dokaz.verify.notes import COSIGNATURE, SignerKey

LOG = SignerKey.generate("log.example")
WITNESS = SignerKey.generate("witness.example", COSIGNATURE)
HEAD = Checkpoint("log.example", 20_852_163, bytes(range(32)))

# C2SP tlog-checkpoint, the example
SPEC_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

origins = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32), min_size=1)


def test_the_example_of_the_specification():
    checkpoint = Checkpoint.parse(SPEC_TEXT)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.text == SPEC_TEXT


@given(origins, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back(origin, size, root):
    checkpoint = Checkpoint(origin, size, root)
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_a_signed_checkpoint_is_opened_with_its_witnesses():
    signed = checkpoints.sign(HEAD, [LOG, WITNESS], time=1000)
    checkpoint, note = checkpoints.open_checkpoint(signed, log=LOG.verifier, witnesses=[WITNESS.verifier])
    assert checkpoint == HEAD
    assert [each.time for each in note.signatures] == [None, 1000]


def test_a_checkpoint_of_another_log_is_not_believed_though_the_key_signed_it():
    signed = checkpoints.sign(Checkpoint("other.example", 1, bytes(32)), [LOG])
    with pytest.raises(UnknownLogKey, match=r"other\.example"):
        checkpoints.open_checkpoint(signed, log=LOG.verifier)


def test_a_checkpoint_signed_by_a_witness_alone_is_not_believed():
    signed = checkpoints.sign(HEAD, [WITNESS], time=1000)
    with pytest.raises(UnknownLogKey, match="not signed"):
        checkpoints.open_checkpoint(signed, log=LOG.verifier, witnesses=[WITNESS.verifier])
    with pytest.raises(NoteUnsigned):
        checkpoints.open_checkpoint(signed, log=LOG.verifier)


def test_extension_lines_of_other_logs_are_kept_as_they_are_signed():
    text = SPEC_TEXT + "extension one\nextension two\n"
    assert Checkpoint.parse(text).extensions == ("extension one", "extension two")
    assert Checkpoint.parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        SPEC_TEXT[:-1],
        SPEC_TEXT + "\n",
        SPEC_TEXT.replace("20852163", "020852163"),
        SPEC_TEXT.replace("20852163", "+20852163"),
        SPEC_TEXT.replace("20852163", "2_0"),
        SPEC_TEXT.replace("20852163", "٢"),
        SPEC_TEXT.replace("20852163", str(2**63)),
        SPEC_TEXT.replace("20852163", "0"),
        SPEC_TEXT.replace("example.com/behind-the-sofa", ""),
        SPEC_TEXT.replace("q2I=", "q2J="),
        SPEC_TEXT.replace("q2I=", "q2I"),
        SPEC_TEXT.replace("CsUY", ""),
        SPEC_TEXT.replace("\n", "\r\n"),
    ],
)
def test_a_second_spelling_is_refused(text):
    with pytest.raises(CheckpointMalformed):
        Checkpoint.parse(text)


def test_an_empty_log_has_one_root():
    assert Checkpoint.parse(notes.parse(checkpoints.sign(Checkpoint("log.example", 0, EMPTY_ROOT), [LOG]))[0]).size == 0
    with pytest.raises(CheckpointMalformed, match="empty log"):
        Checkpoint("log.example", 0, bytes(32))
