import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import KeyMalformed, NoteForged, NoteMalformed, NoteUnsigned
from dokaz.verify.notes import COSIGNATURE, SignerKey, VerifierKey

# C2SP signed-note, Verifier keys, Example
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

LOG = SignerKey.generate("log.example/one")
WITNESS = SignerKey.generate("witness.example", COSIGNATURE)
STRANGER = SignerKey.generate("stranger.example")

# A head of the Go checksum database, a log that is not ours and that thousands rely on
GO_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_HEAD = (
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— sum.golang.org "
    "Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n"
).encode()

names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="+"), min_size=1)
lines = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32))
bodies = st.lists(lines).map(lambda each: "\n".join(each) + "\n")


def test_the_example_of_the_specification():
    key = VerifierKey.parse(SPEC_KEY)
    note = notes.open_note(SPEC_NOTE, [key])
    assert note.text == "This is an example message.\n"
    assert [each.key for each in note.signatures] == [key]
    assert str(key) == SPEC_KEY


def test_a_head_of_another_log_in_the_world_verifies():
    note = notes.open_note(GO_HEAD, [VerifierKey.parse(GO_KEY)])
    assert Checkpoint.parse(note.text).size == 35_225_469
    with pytest.raises(NoteForged):
        notes.open_note(GO_HEAD.replace(b"35225469", b"35225470"), [VerifierKey.parse(GO_KEY)])


@given(bodies, names)
def test_any_text_can_be_signed_and_opened_by_a_key_of_any_name(text, name):
    signer = SignerKey.generate(name)
    vkey = VerifierKey.parse(str(signer.verifier))
    assert vkey == signer.verifier
    assert notes.open_note(notes.sign(text, [signer]), [vkey]).text == text


@given(st.integers(0, len(SPEC_NOTE) - 1), st.integers(0, 7))
def test_no_bit_of_a_note_can_change_unseen(place, bit):
    changed = bytearray(SPEC_NOTE)
    changed[place] ^= 1 << bit
    with pytest.raises((NoteForged, NoteMalformed, NoteUnsigned)):
        notes.open_note(bytes(changed), [VerifierKey.parse(SPEC_KEY)])


def test_a_cosignature_states_its_time_and_the_log_signature_none():
    signed = notes.cosign(notes.sign("head\n", [LOG]), [WITNESS], time=1_679_315_147)
    note = notes.open_note(signed, [LOG.verifier, WITNESS.verifier])
    assert [(each.key, each.time) for each in note.signatures] == [
        (LOG.verifier, None),
        (WITNESS.verifier, 1_679_315_147),
    ]


def test_the_time_of_a_cosignature_cannot_be_moved():
    text, (signature,) = notes.parse(notes.sign("head\n", [WITNESS], time=1000))
    moved = notes.Signature(signature.name, signature.key_id, (2000).to_bytes(8, "big") + signature.body[8:])
    with pytest.raises(NoteForged, match=r"witness\.example"):
        notes.open_note(f"{text}\n{moved.line}".encode(), [WITNESS.verifier])


def test_signatures_of_strangers_and_of_unknown_kinds_are_kept_and_not_counted():
    signed = notes.sign("head\n", [LOG, STRANGER]) + notes.Signature("new.example", b"abcd", b"future").line.encode()
    note = notes.open_note(signed, [LOG.verifier])
    assert [each.name for each in note.unknown] == ["stranger.example", "new.example"]
    with pytest.raises(NoteUnsigned):
        notes.open_note(signed, [WITNESS.verifier])


def test_one_forged_line_by_a_known_key_condemns_the_note():
    signed = notes.sign("head\n", [LOG, STRANGER])
    other = notes.sign("another head\n", [STRANGER]).partition(b"\n\n")[2]
    with pytest.raises(NoteForged, match=r"stranger\.example"):
        notes.open_note(signed + other, [LOG.verifier, STRANGER.verifier])


def test_the_text_ends_at_the_last_blank_line():
    text = "one\n\ntwo\n\n— looks like a signature\n"
    assert notes.open_note(notes.sign(text, [LOG]), [LOG.verifier]).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        SPEC_NOTE[:-1],
        SPEC_NOTE.replace(b"\n", b"\r\n"),
        SPEC_NOTE.replace(b"example message", b"exam\x00ple"),
        SPEC_NOTE.replace(b"example message", b"exam\xffple"),
        SPEC_NOTE.replace("— ".encode(), b"- "),
        SPEC_NOTE.replace(b"foo ", b"foo  "),
        SPEC_NOTE.replace(b"com/foo", "com/\u00a0foo".encode()),
        SPEC_NOTE.replace(b"IneyaQM=", b"IneyaQN="),  # the same bytes with other padding bits
        SPEC_NOTE + b"trailing\n",
        b"text\n\n" + SPEC_NOTE.partition(b"\n\n")[2] * 101,
        b"x" * 1_000_001 + SPEC_NOTE,
        "text\n\n— example.com/foo AAAA\n".encode(),
    ],
)
def test_a_malformed_note_is_refused(data):
    with pytest.raises(NoteMalformed):
        notes.open_note(data, [VerifierKey.parse(SPEC_KEY)])


def test_sixteen_signatures_are_read():
    signers = [SignerKey.generate(f"key{number}") for number in range(16)]
    note = notes.open_note(notes.sign("head\n", signers), [signer.verifier for signer in signers])
    assert len(note.signatures) == 16


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("530d903a", "530D903A"),
        SPEC_KEY.replace("foo", "fop"),
        SPEC_KEY[:-4],
        SPEC_KEY.replace("example.com/foo", "example.com/f oo"),
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        SPEC_KEY + "\n",
        "é+530d903a+é",
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey):
    with pytest.raises(KeyMalformed):
        VerifierKey.parse(vkey)


def test_a_key_of_a_kind_that_is_not_checked_here_can_be_named_and_never_counts():
    future = VerifierKey("pq.example", 0x07, b"\x01" * 1312)
    assert VerifierKey.parse(str(future)) == future
    line = notes.Signature(future.name, future.key_id, b"\x00" * 2428).line.encode()
    note = notes.open_note(notes.sign("head\n", [LOG]) + line, [LOG.verifier, future])
    assert [each.key for each in note.signatures] == [LOG.verifier]
    assert len(note.unknown) == 1


def test_a_signer_states_a_time_exactly_when_it_cosigns():
    with pytest.raises(KeyMalformed, match="time"):
        notes.sign("head\n", [WITNESS])
    with pytest.raises(KeyMalformed, match="time"):
        LOG.sign("head\n", time=1)
    with pytest.raises(NoteForged, match="time"):
        WITNESS.sign("head\n", time=2**63)


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "return\r\n"])
def test_a_text_that_no_reader_would_accept_is_not_signed(text):
    with pytest.raises(NoteMalformed):
        notes.sign(text, [LOG])


def test_two_trusted_keys_that_cannot_be_told_apart_are_refused():
    twin = VerifierKey(LOG.name, LOG.kind, LOG.verifier.public)
    assert notes.open_note(notes.sign("head\n", [LOG]), [LOG.verifier, twin]).signatures[0].key == twin
    with pytest.raises(KeyMalformed, match="32 bytes"):
        VerifierKey("short.example", COSIGNATURE, b"short")
    with pytest.raises(KeyMalformed, match="0x07"):
        SignerKey(LOG.name, LOG.private, 0x07)


def test_a_note_is_not_made_without_signers():
    with pytest.raises(NoteUnsigned):
        notes.sign("head\n", [])
