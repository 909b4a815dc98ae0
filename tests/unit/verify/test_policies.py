from itertools import combinations, count

import pytest

from dokaz.verify import checkpoints, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import (
    KeyMalformed,
    NoteForged,
    NoteUnsigned,
    PolicyMalformed,
    QuorumMissing,
    UnknownLogKey,
)
from dokaz.verify.notes import COSIGNATURE, SignerKey
from dokaz.verify.policies import Policy

LOG = SignerKey.generate("log.example")
OTHER_LOG = SignerKey.generate("other.example")
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {name: SignerKey.generate(f"{name.lower()}.example", COSIGNATURE) for name in NAMES}
HEAD = Checkpoint("log.example", 5, bytes(range(32)))


def witness_line(name):
    return f"witness {name} {WITNESSES[name].verifier}"


# the shape of the example in C2SP tlog-policy
EXAMPLE = "\n".join(
    [
        f"log {LOG.verifier} https://log.example/",
        "# three of one organisation",
        *map(witness_line, NAMES[:3]),
        "group X-witnesses 2 X1 X2 X3",
        "",
        *map(witness_line, NAMES[3:]),
        "\tgroup  Y-witnesses any Y1 Y2\tY3 ",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)


def signed_by(*names):
    signers = [LOG, *(WITNESSES[name] for name in names)]
    return checkpoints.sign(HEAD, signers, time=1000)


@pytest.mark.parametrize("names", [names for size in range(7) for names in combinations(NAMES, size)])
def test_two_of_one_house_and_one_of_another_are_the_quorum(names):
    policy = Policy.parse(EXAMPLE.encode())
    enough = sum(name[0] == "X" for name in names) >= 2 and any(name[0] == "Y" for name in names)
    if enough:
        accepted = policy.accept(signed_by(*names))
        assert accepted.checkpoint == HEAD
        assert {(witness.name, time) for witness, time in accepted.witnessed} == {(name, 1000) for name in names}
    else:
        with pytest.raises(QuorumMissing):
            policy.accept(signed_by(*names))


def test_a_policy_without_witnesses_asks_for_the_log_alone():
    policy = Policy.parse(f"log {LOG.verifier}\nquorum none\n".encode())
    assert policy.accept(signed_by("X1")).witnessed == ()


def test_one_witness_signing_twice_counts_once_and_at_the_earlier_time():
    policy = Policy.parse(EXAMPLE.encode())
    twice = notes.cosign(signed_by("X1", "Y1"), [WITNESSES["X1"]], time=900)
    with pytest.raises(QuorumMissing):
        policy.accept(twice)
    accepted = policy.accept(notes.cosign(twice, [WITNESSES["X2"]], time=1100))
    assert {witness.name: time for witness, time in accepted.witnessed} == {"X1": 900, "X2": 1100, "Y1": 1000}


def test_a_log_that_is_not_listed_is_not_believed():
    policy = Policy.parse(EXAMPLE.encode())
    other = Checkpoint("other.example", 5, bytes(range(32)))
    with pytest.raises(UnknownLogKey, match=r"other\.example"):
        policy.accept(checkpoints.sign(other, [OTHER_LOG, LOG, *WITNESSES.values()], time=1))


def test_witnesses_cannot_stand_in_for_the_log():
    policy = Policy.parse(EXAMPLE.encode())
    with pytest.raises(UnknownLogKey, match="has signed"):
        policy.accept(checkpoints.sign(HEAD, WITNESSES.values(), time=1))
    with pytest.raises(NoteUnsigned):
        policy.accept(checkpoints.sign(HEAD, [OTHER_LOG]))


def test_a_checkpoint_whose_size_was_changed_after_signing_is_a_forgery():
    policy = Policy.parse(EXAMPLE.encode())
    with pytest.raises(NoteForged):
        policy.accept(signed_by(*NAMES).replace(b"\n5\n", b"\n6\n", 1))


def test_names_are_octets_and_not_letters():
    kelvin = "\u212a"
    text = f"{witness_line('X1').replace('X1', 'K')}\nquorum {kelvin}\n"
    with pytest.raises(PolicyMalformed, match="Line 2"):
        Policy.parse(text.encode())
    opaque = witness_line("X1").encode().replace(b"X1 ", b"\xff\xfe ") + b"\nquorum \xff\xfe\n"
    assert Policy.parse(opaque).quorum.encode("utf-8", "surrogateescape") == b"\xff\xfe"


KEY = str(WITNESSES["X1"].verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"log {LOG.verifier}\n",
        "quorum none\nquorum none\n",
        "quorum\n",
        "quorum missing\n",
        f"log {LOG.verifier}\nlog {LOG.verifier}\nquorum none\n",
        f"log {KEY}\nquorum none\n",
        f"log {LOG.verifier} url more\nquorum none\n",
        f"witness a {LOG.verifier}\nquorum a\n",
        f"witness a {KEY}\nwitness b {KEY}\nquorum a\n",
        f"witness none {KEY}\nquorum none\n",
        f"witness a {KEY}\ngroup a any a\nquorum a\n",
        f"witness a {KEY}\ngroup g 2 a\nquorum g\n",
        f"witness a {KEY}\ngroup g 0 a\nquorum g\n",
        f"witness a {KEY}\ngroup g 01 a\nquorum g\n",
        f"witness a {KEY}\ngroup g some a\nquorum g\n",
        f"witness a {KEY}\ngroup g any\nquorum g\n",
        f"witness a {KEY}\ngroup g any a a\nquorum g\n",
        f"witness a {KEY}\ngroup g any a\ngroup h any a\nquorum g\n",
        f"witness a {KEY}\ngroup g any b\nwitness b {KEY}\nquorum g\n",
        f"group g any g\nwitness a {KEY}\nquorum g\n",
        f"quorum a\nwitness a {KEY}\n",
        f"witness a {KEY}\r\nquorum a\r\n",
        "quorum none\x00\n",
        "quorum none\x7f\n",
        "trust everybody\nquorum none\n",
        "group g any none\nquorum g\n",
    ],
    ids=map(str, count()),  # the texts hold new keys on each run
)
def test_a_trust_file_with_a_fault_is_refused(text):
    with pytest.raises(PolicyMalformed):
        Policy.parse(text.encode())


def test_a_mistyped_key_is_refused():
    with pytest.raises(KeyMalformed):
        Policy.parse(f"log {str(LOG.verifier)[:-4]}AAAA\nquorum none\n".encode())
