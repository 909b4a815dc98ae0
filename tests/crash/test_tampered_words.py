"""What outsiders say of a log is spoiled in every way we could think of; both verifiers name the file and the rule."""

import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from tests import packages
from tests.authorities import HOUR, Authority, moment
from tests.packages import DAY, EXHIBITS, SEEN, Sender, bag_again, rewrite_index

from dokaz.verify import checkpoints, der, notes, package, stamps
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.command import run
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey
from dokaz.verify.package import layout
from dokaz.verify.policies import Policy
from dokaz.verify.witnessing import Request

SENDER = Sender()
ONE, TWO, THREE = EXHIBITS
OLD, HEAD = 7, 9  # entries 5 and 6 are the first two exhibits; the third came after the older head
OLDER, JOINING = layout.head_path(OLD), layout.consistency_path(OLD)
GRANTED = bytes.fromhex("3003020100")
STAMP, CHAIN = layout.stamp_path(OLD, "alpha"), layout.chain_path(OLD, "alpha")


@pytest.fixture(scope="module")
def alpha(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("alpha"), name="Alpha")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """An authority that calls itself alpha too."""
    return Authority(tmp_path_factory.mktemp("other"), name="Alpha")


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("practice"), name="Practice authority one")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, alpha):
    """Head and older head cosigned; both stamped by alpha."""
    folder = tmp_path_factory.mktemp("sent") / "package"
    return SENDER.package(folder, earlier=[OLD], stamped=[(OLD, "alpha", alpha), (HEAD, "alpha", alpha)])


@pytest.fixture
def spoilt(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "package"))


@pytest.fixture
def trust(tmp_path):
    path = tmp_path / "trust"
    path.write_bytes(SENDER.trust(quorum="w"))
    return path


def both(folder, *, trust=None, roots=()):
    """The exit code and the faults of both, which must be the same, and what each of them says."""
    policy = Policy.parse(trust.read_bytes()) if trust else None
    verdict = package.check(folder, trust=policy, roots=frozenset(roots))
    asked = ["--trust", str(trust)] * bool(trust) + [word for root in roots for word in ("--tsa-root", root)]
    code, theirs, said = packages.by_script(folder, *asked)
    ours = {(fault.code, fault.path) for fault in verdict.faults}
    told = package.told(verdict, trust="trust" if trust else None)
    assert (verdict.exit_code, ours) == (code, theirs), (told, said)
    return code, ours, (told, said)


def change(folder, name, old, new):
    data = (folder / name).read_bytes()
    assert data.count(old) >= 1
    (folder / name).write_bytes(data.replace(old, new, 1))


def flip(folder, name, place=-20):
    data = bytearray((folder / name).read_bytes())
    data[place] ^= 1
    (folder / name).write_bytes(bytes(data))


def swap(folder, one, two):
    held = (folder / one).read_bytes()
    (folder / one).write_bytes((folder / two).read_bytes())
    (folder / two).write_bytes(held)


def signed_again(folder, name, text=None, *, witness=None):
    """Sign this head anew with the true log key, and with a cosignature that was made for something else."""
    own, _ = notes.parse((folder / name).read_bytes())
    cosignature = notes.parse((folder / layout.CHECKPOINT).read_bytes())[1][1] if witness is None else witness
    head = Checkpoint.parse(text or own)
    (folder / name).write_bytes(checkpoints.sign(head, [SENDER.log]) + cosignature.line.encode())


def altered_line(folder):
    signed = (folder / OLDER).read_text()
    line = signed.splitlines()[-1]
    (folder / OLDER).write_text(signed.replace(line, line[:-8] + ("B" if line[-8] == "A" else "A") + line[-7:]))


def altered_proof(folder):
    read = Request.parse((folder / JOINING).read_bytes())
    hashes = (bytes(32), *read.proof[1:])
    (folder / JOINING).write_bytes(bytes(Request(read.old, hashes, read.checkpoint)))


def other_tree(folder):
    """An older head that the log's key signed, of a tree that never became this one."""
    signed_again(folder, OLDER, Checkpoint(packages.ORIGIN, OLD, bytes(range(32))).text, witness=_cosigned_other())


def _cosigned_other():
    return SENDER.witness.sign(Checkpoint(packages.ORIGIN, OLD, bytes(range(32))).text, time=SEEN)


def misspelled_root(folder):
    """A letter that no base64 has, which one reader might step over and the next might not."""
    data = (folder / CHAIN).read_text()
    at = data.rindex("-----BEGIN") + 60
    (folder / CHAIN).write_text(data[:at] + "!" + data[at:])


def longer_than_the_log(folder):
    (folder / OLDER).rename(folder / layout.head_path(90))
    (folder / JOINING).rename(folder / layout.consistency_path(90))
    rewrite_index(folder, lambda index: index.update(heads=[90], stamps=index["stamps"][1:]))
    for path in (STAMP, CHAIN):
        (folder / path).unlink()


SPOILED = {
    "the cosignature of another checkpoint": (lambda f: signed_again(f, OLDER), "note-forged", OLDER),
    "a line of a cosignature altered": (altered_line, "note-forged", OLDER),
    "the older head unsigned": (lambda f: change(f, OLDER, b"\n7\n", b"\n6\n"), "note-forged", OLDER),
    "the older head of another tree": (other_tree, "log-forked", JOINING),
    "the consistency proof altered": (altered_proof, "log-forked", JOINING),
    "the consistency proof from elsewhere": (lambda f: change(f, JOINING, b"old 7", b"old 6"), "log-forked", JOINING),
    "the consistency proof unreadable": (lambda f: flip(f, JOINING, 0), "package-malformed", JOINING),
    "the consistency proof to another head": (
        lambda f: change(f, JOINING, b"\n9\n", b"\n8\n"),
        "checkpoint-differs",
        JOINING,
    ),
    "the consistency proof removed": (lambda f: (f / JOINING).unlink(), "evidence-missing", JOINING),
    "the older head removed": (lambda f: (f / OLDER).unlink(), "evidence-missing", OLDER),
    "an older head under another size": (longer_than_the_log, "package-malformed", layout.head_path(90)),
    "an older head that the index does not name": (
        lambda f: rewrite_index(f, lambda index: index.update(heads=[])),
        "evidence-strange",
        OLDER,
    ),
    "stamps swapped between two heads": (
        lambda f: swap(f, STAMP, layout.stamp_path(HEAD, "alpha")),
        "stamp-of-other",
        STAMP,
    ),
    "a stamp altered": (lambda f: flip(f, STAMP), "stamp-false", STAMP),
    "a stamp cut short": (lambda f: (f / STAMP).write_bytes((f / STAMP).read_bytes()[:-9]), "stamp-false", STAMP),
    "a stamp removed": (lambda f: (f / STAMP).unlink(), "evidence-missing", STAMP),
    "the chain removed": (lambda f: (f / CHAIN).unlink(), "evidence-missing", CHAIN),
    "the root spelled in another way": (misspelled_root, "stamp-false", STAMP),
    "the chain emptied": (lambda f: (f / CHAIN).write_bytes(b""), "stamp-false", STAMP),
    "a stamp that the index does not name": (
        lambda f: rewrite_index(f, lambda index: index["stamps"].pop()),
        "evidence-strange",
        layout.stamp_path(HEAD, "alpha"),
    ),
    "a stamp said to be earlier than it is": (
        lambda f: rewrite_index(f, lambda index: index["stamps"][0].update(time=index["stamps"][0]["time"] - DAY)),
        "index-false",
        layout.INDEX,
    ),
    "a real authority said to be for practice": (
        lambda f: rewrite_index(f, lambda index: index["stamps"][0].update(practice=True)),
        "index-false",
        layout.INDEX,
    ),
    "another root named in the index": (
        lambda f: rewrite_index(f, lambda index: index["stamps"][0].update(root="0" * 64)),
        "index-false",
        layout.INDEX,
    ),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_both_verifiers_name_the_file_and_the_rule(spoilt, spoil):
    make, rule, path = spoil
    make(spoilt)
    bag_again(spoilt)  # the forger also rewrites the lists of hashes
    code, faults, _ = both(spoilt)
    assert (code, (rule, path) in faults) == (1, True), faults


def test_a_chain_that_ends_in_a_root_that_did_not_sign_is_named(spoilt, other):
    signer, _root = stamps.certificates((spoilt / CHAIN).read_bytes())
    (spoilt / CHAIN).write_bytes(stamps.pem([signer, *other.roots]))
    bag_again(spoilt)
    assert both(spoilt)[:2] == (1, {("stamp-false", STAMP)})


def test_a_chain_without_its_root_is_named(spoilt):
    (spoilt / CHAIN).write_bytes(stamps.pem(stamps.certificates((spoilt / CHAIN).read_bytes())[:1]))
    bag_again(spoilt)
    assert both(spoilt)[:2] == (1, {("stamp-false", STAMP)})


def restamped(folder, authority, **config):
    """Lay down a stamp of another making under the same name, with a chain that fits it."""
    made = authority.stamp(stamps.stamped_part((folder / OLDER).read_bytes()), **config)
    (folder / STAMP).write_bytes(made)
    (folder / CHAIN).write_bytes(stamps.pem([authority.signer.certificate, *authority.roots]))
    bag_again(folder)


@pytest.mark.parametrize(
    ("signing", "config"),
    [
        ({"since": moment() - 2 * HOUR, "until": moment() - HOUR}, {}),
        ({"since": moment() + HOUR}, {}),
        ({}, {"signer_digest": "sha1"}),
        ({}, {"ess_cert_id_alg": "sha1"}),
    ],
    ids=["ended", "not yet begun", "signed over SHA-1", "its signer named by SHA-1"],
)
def test_a_stamp_that_was_never_good_is_named(tmp_path, spoilt, signing, config):
    restamped(spoilt, Authority(tmp_path / "unfit", signing=signing), **config)
    assert both(spoilt)[:2] == (1, {("stamp-false", STAMP)})


def test_a_stamp_with_a_remark_that_reads_as_a_time_is_named(spoilt):
    token = (spoilt / STAMP).read_bytes()
    at = token.index(GRANTED)
    remark = der.encoded(der.SEQUENCE, der.encoded(0x0C, b"x\n\nTST info:\nTime stamp: Jan 1 00:00:00 2010 GMT\n"))
    status = der.encoded(der.SEQUENCE, GRANTED[2:] + remark)
    (spoilt / STAMP).write_bytes(der.encoded(der.SEQUENCE, status + token[at + len(GRANTED) :]))
    bag_again(spoilt)
    assert both(spoilt)[:2] == (1, {("stamp-false", STAMP)})


def test_a_stamp_by_whoever_calls_itself_the_same_is_told_by_its_root(spoilt, alpha, other):
    """Stamp, chain and index replaced: the package agrees with itself, and a fingerprint learnt elsewhere tells."""
    (spoilt / CHAIN).unlink()
    row = packages.stamp(spoilt, (spoilt / OLDER).read_bytes(), OLD, "alpha", other)
    head = packages.stamp(spoilt, (spoilt / layout.CHECKPOINT).read_bytes(), HEAD, "alpha", other)
    told = [{**asdict(each)} for each in (row, head)]
    rewrite_index(spoilt, lambda index: index.update(stamps=told))
    bag_again(spoilt)
    assert both(spoilt)[:2] == (0, set())
    root = stamps.fingerprint(alpha.root.certificate)
    assert both(spoilt, roots=[root])[:2] == (1, {("stamp-root-unknown", "log/stamps")})


def test_a_root_learnt_another_way_gives_a_day_and_the_files_it_is_about(whole, alpha):
    code, _, said = both(whole, roots=[stamps.fingerprint(alpha.root.certificate)])
    today = f"{moment().day} {moment():%B %Y}"
    assert code == 0
    for each in said:
        assert each.startswith("Checked against the time-stamp roots you named")
        assert f"3 of 3 files unchanged since {today}, when" in each


def test_a_fingerprint_as_openssl_writes_it(whole, alpha):
    root = stamps.fingerprint(alpha.root.certificate).upper()
    colons = ":".join(root[at : at + 2] for at in range(0, 64, 2))
    code, faults, _ = packages.by_script(whole, "--tsa-root", colons)
    assert (code, faults) == (0, set())
    assert run([str(whole), "--tsa-root", colons]) == 0
    assert run([str(whole), "--tsa-root", "12:34"]) == packages.by_script(whole, "--tsa-root", "12:34")[0] == 2


def test_an_exhibit_received_after_the_older_head_is_not_unchanged_since_then(tmp_path, trust):
    late = SENDER.package(tmp_path / "late", earlier=[OLD], cosigned=False)
    trust.write_bytes(SENDER.trust())
    code, _, said = both(late, trust=trust)
    assert code == 0
    for each in said:
        assert f"2 of 3 files unchanged ({ONE}, {TWO}) since 3 March 2026, when" in each
        assert f"1 of 3 files unchanged ({THREE}) since they were recorded in the log" in each
    assert package.check(late, trust=Policy.parse(trust.read_bytes())).since is None


def test_a_quorum_that_only_an_older_head_has_is_too_little_for_what_came_later(tmp_path, trust):
    late = SENDER.package(tmp_path / "late", earlier=[OLD], cosigned=False)
    assert both(late, trust=trust)[:2] == (1, {("quorum-missing", layout.CHECKPOINT)})
    old = SENDER.package(tmp_path / "old", earlier=[9], cosigned=False, size=11)
    assert both(old, trust=trust)[:2] == (0, set())


def test_a_policy_weakened_in_the_package_binds_nobody(tmp_path, trust):
    """It asks for nobody; whoever learnt the rule another way asks for two operators, and one has signed."""
    second = SignerKey.generate("second.example", COSIGNATURE)
    lines = [
        f"log {SENDER.log.verifier}", f"witness w {SENDER.witness.verifier}", f"witness s {second.verifier}",
        "group one any w", "group two any s", "group operators 2 one two", "quorum operators", "",
    ]  # fmt: skip
    trust.write_text("\n".join(lines))
    weak = SENDER.package(tmp_path / "weak")
    assert both(weak)[:2] == (0, set())
    assert both(weak, trust=trust)[:2] == (1, {("quorum-missing", layout.CHECKPOINT)})


def test_a_practice_authority_vouches_for_nothing_whoever_believes_it(tmp_path, practice):
    made = SENDER.package(tmp_path / "made", cosigned=False, stamped=[(HEAD, "one", practice)])
    for roots in ([], [stamps.fingerprint(practice.root.certificate)]):
        verdict = package.check(made, roots=frozenset(roots))
        told = package.told(verdict)
        _, faults, said = packages.by_script(made, *[word for root in roots for word in ("--tsa-root", root)])
        assert verdict.since is None
        assert (verdict.faults, set(faults)) == ((), set())
        for each in (told, said):
            assert "no outside party vouches for the time" in each
            assert "PRACTICE AUTHORITY" in each
            assert "vouches for nothing" in each


def test_a_practice_root_passed_off_as_an_authority_is_named(tmp_path, practice):
    made = SENDER.package(tmp_path / "made", stamped=[(HEAD, "one", practice)])
    rewrite_index(made, lambda index: index["stamps"][0].update(practice=False))
    bag_again(made)
    assert both(made)[:2] == (1, {("index-false", layout.INDEX)})


def test_ml_dsa_is_checked_by_the_one_and_said_to_be_unchecked_by_the_other(tmp_path, trust):
    sender = Sender(SENDER.log, SignerKey.generate("quantum.example", ML_DSA_44))
    made = sender.package(tmp_path / "made")
    trust.write_bytes(sender.trust(quorum="w"))
    verdict = package.check(made, trust=Policy.parse(trust.read_bytes()))
    code, faults, said = packages.by_script(made, "--trust", str(trust))
    assert (verdict.exit_code, verdict.since, code, faults) == (0, SEEN, 3, set())
    assert "NOT CHECKED log/checkpoint: The signature by quantum.example" in said
    assert "no outside party vouches for the time" in said


def test_without_openssl_stamps_are_said_to_be_unchecked(whole, alpha):
    root = stamps.fingerprint(alpha.root.certificate)
    code, faults, said = packages.by_script(whole, "--tsa-root", root, path="/nowhere")
    assert (code, faults) == (3, set())
    assert f"NOT CHECKED {STAMP}: The time stamp" in said


@pytest.mark.parametrize("form", [1, 2])
def test_a_package_of_an_older_form_is_still_whole(tmp_path, trust, form):
    made = SENDER.package(tmp_path / "made")
    packages.of_older_form(made, form)
    assert both(made, trust=trust)[:2] == (0, set())


def test_a_package_of_the_first_form_has_no_stamps_to_tell_of(spoilt):
    rewrite_index(spoilt, lambda index: index.update(format="dokaz-package/1"))
    bag_again(spoilt)
    code, faults, _ = both(spoilt)
    assert (code, ("package-malformed", layout.INDEX) in faults) == (1, True)
