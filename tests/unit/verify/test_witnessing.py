"""The words of C2SP tlog-witness, and the two cosignatures of C2SP tlog-cosignature."""

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import checkpoints, merkle, notes, witnessing
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import (
    AnswerMalformed,
    EmptyRootFalse,
    NoteForged,
    PolicyMalformed,
    QuorumMissing,
    RequestMalformed,
)
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey
from dokaz.verify.policies import Log, Operator, Policy
from dokaz.verify.witnessing import Request

# The example of C2SP tlog-witness
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
""".encode()

LOG = SignerKey.generate("log.example")
PQ = SignerKey.generate("witness.example", ML_DSA_44)
PLAIN = SignerKey.generate("witness.example", COSIGNATURE)
HEAD = Checkpoint("log.example", 5, bytes(range(32)))
NOW = 1_790_000_000


def test_the_request_of_the_specification_reads_and_writes_back():
    request = Request.parse(EXAMPLE)
    assert request.old == 20_852_014
    assert request.proof[0] == b64decode("PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=")
    assert len(request.proof) == 4
    assert Checkpoint.parse(notes.parse(request.checkpoint)[0]).size == 20_852_163
    assert bytes(request) == EXAMPLE


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary(max_size=300))
def test_any_request_is_read_as_it_was_written(old, proof, checkpoint):
    request = Request(old, tuple(proof), checkpoint)
    assert Request.parse(bytes(request)) == request


HASH_LINE = b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "no empty line"),
        (b"old 1\n", "no empty line"),
        (b"size 1\n\nx", "old size"),
        (b"old 01\n\nx", "old size"),
        (b"old -1\n\nx", "old size"),
        (b"old  1\n\nx", "old size"),
        (b"old 1\r\n\nx", "old size"),
        (b"old 9223372036854775808\n\nx", "old size"),
        ("old ١\n\nx".encode(), "ASCII"),
        (b"old 1\nAAAA\n\nx", "32 bytes"),
        (b"old 1\n*\n\nx", "base64"),
        (b"old 1\n" + HASH_LINE * 64 + b"\nx", "63"),
        (b"old 1\n\n" + b"x" * witnessing.MOST_BYTES, "larger"),
    ],
)
def test_what_is_no_request_is_refused_by_what_is_wrong_with_it(body, what):
    with pytest.raises(RequestMalformed, match=what):
        Request.parse(body)


@pytest.mark.parametrize("body", [b"", b"12", b"012\n", b"-1\n", b"12\n\n", b"1e3\n", b"\xd9\xa1\n", b"9" * 30 + b"\n"])
def test_an_answer_that_tells_no_size_is_refused(body):
    with pytest.raises(AnswerMalformed):
        witnessing.size_of(body)
    assert witnessing.size_of(witnessing.size_line(12)) == 12


@pytest.mark.parametrize(
    "body", [b"", b"\n", b"<html>\n", b"\xff\n", b"\x00", "— name".encode(), "— name AA==\n".encode()]
)
def test_an_answer_that_holds_no_signature_lines_is_refused(body):
    with pytest.raises(AnswerMalformed):
        witnessing.lines(body)


def test_a_log_without_entries_has_one_root():
    with pytest.raises(EmptyRootFalse):
        Checkpoint("log.example", 0, bytes(32))
    assert Checkpoint("log.example", 0, merkle.EMPTY_ROOT).size == 0


def test_a_cosignature_with_mldsa_holds_for_its_checkpoint_name_and_time():
    signed = checkpoints.sign(HEAD, [LOG, PQ], time=NOW)
    _, note = checkpoints.open_checkpoint(signed, log=LOG.verifier, witnesses=[PQ.verifier])
    assert {(each.key, each.time) for each in note.signatures} == {(LOG.verifier, None), (PQ.verifier, NOW)}
    renamed = SignerKey("other.example", PQ.private, ML_DSA_44)
    body = PQ.sign(HEAD.text, time=NOW).body
    with pytest.raises(NoteForged):
        renamed.verifier.check(HEAD.text, notes.Signature(renamed.name, renamed.verifier.key_id, body))
    later = (NOW + 1).to_bytes(8, "big") + body[8:]
    with pytest.raises(NoteForged):
        PQ.verifier.check(HEAD.text, notes.Signature(PQ.name, PQ.verifier.key_id, later))


def test_the_structure_under_an_mldsa_cosignature_is_the_one_of_the_specification():
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    signature = PQ.sign(HEAD.text, time=NOW).body
    structure = b"".join(
        [
            b"subtree/v1\n\0",
            b"\x0fwitness.example",
            NOW.to_bytes(8, "big"),
            b"\x0blog.example",
            bytes(8),
            (5).to_bytes(8, "big"),
            bytes(range(32)),
        ]
    )
    MLDSA44PublicKey.from_public_bytes(PQ.verifier.public).verify(signature[8:], structure)
    assert len(signature) == 8 + 2420


def test_mldsa_cosigns_checkpoints_and_nothing_else():
    with pytest.raises(NoteForged, match="checkpoints"):
        PQ.sign("a text\n", time=NOW)


def test_a_key_is_kept_as_32_bytes_and_comes_back():
    for key in (PQ, PLAIN, LOG):
        assert SignerKey.of_secret(key.name, key.secret, key.kind).verifier == key.verifier
        assert key.secret.hex() not in repr(key)


# -- m of n, counted by operator


def signer(name, kind=COSIGNATURE):
    return SignerKey.generate(name, kind)


HOUSES = {
    "Justice Abroad": [
        signer("justice.example/a"),
        signer("justice.example/b"),
        signer("justice.example/a", ML_DSA_44),
    ],
    "Memory": [signer("memory.example")],
    "Monitor 33": [signer("monitor.example")],
}


def policy(needed):
    operators = [
        Operator(name, "LT", tuple((key.verifier, f"https://{key.name}") for key in keys))
        for name, keys in HOUSES.items()
    ]
    return Policy.of_operators(Log(LOG.verifier), operators, needed=needed)


def test_three_keys_of_one_operator_are_one_of_two():
    with pytest.raises(QuorumMissing):
        policy(2).accept(checkpoints.sign(HEAD, [LOG, *HOUSES["Justice Abroad"]], time=NOW))
    two = [HOUSES["Justice Abroad"][2], HOUSES["Memory"][0]]
    accepted = policy(2).accept(checkpoints.sign(HEAD, [LOG, *two], time=NOW))
    assert {witness.name.partition("/")[0] for witness, _ in accepted.witnessed} == {"Justice-Abroad-LT", "Memory-LT"}


def test_the_rule_of_operators_is_a_trust_file_that_reads_the_same():
    assert Policy.parse(policy(2).written()) == policy(2)


def test_more_operators_than_there_are_cannot_be_asked_for():
    with pytest.raises(PolicyMalformed, match="4 of 3"):
        policy(4)


def test_a_cosignature_that_states_no_time_does_not_count():
    timeless = HOUSES["Justice Abroad"][2].sign(HEAD.text, time=0)
    signed = checkpoints.sign(HEAD, [LOG]) + timeless.line.encode()
    with pytest.raises(QuorumMissing):
        policy(1).accept(signed)
