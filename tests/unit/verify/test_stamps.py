"""Time stamps by `openssl ts`, spoilt in every way in which an authority or a forger could spoil one."""

import shutil
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authorities import HOUR, POLICY, STAMPING, Authority, certified, moment, query

from dokaz.verify import der, stamps
from dokaz.verify.errors import (
    StampChainMissing,
    StampExpired,
    StampFault,
    StampForged,
    StampMalformed,
    StampNonceWrong,
    StampNotYetValid,
    StampOfOther,
    StampPolicyWrong,
    StampRefused,
    StampRootUnknown,
    StampSignerUnfit,
    StampWeak,
)

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps")

MESSAGE = b"archive.example/log\n12\nroot\n\n\xe2\x80\x94 archive.example/log sig\n"
DIGEST = sha256(MESSAGE).digest()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def answer(authority):
    return authority.stamp(MESSAGE)


def checked(answer, authority, **more):
    return stamps.check(answer, **{"digest": DIGEST, "roots": authority.roots, **more})


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_stamp_says_when_and_by_whom(tmp_path, kind):
    authority = Authority(tmp_path, kind=kind)
    asked = stamps.request(MESSAGE)
    stamp = checked(authority.reply(asked.data), authority, nonce=asked.nonce, policy=POLICY)
    assert abs(stamp.time - moment()) < timedelta(minutes=1)
    assert stamp.signer == "Test authority"
    assert stamp.chain == (authority.signer.certificate, authority.root.certificate)
    assert stamp.ends == authority.root.certificate.not_valid_after_utc
    assert not stamp.practice


def test_what_is_kept_of_an_answer_is_checked_again_as_it_was(authority, answer):
    kept = checked(answer, authority).data
    assert checked(kept, authority) == checked(answer, authority)
    token = der.children(der.parsed(kept))[1].whole
    assert checked(token, authority).data == kept


def test_a_stamp_holds_after_its_certificate_has_ended(tmp_path):
    ends = moment() + HOUR
    authority = Authority(tmp_path, signing={"until": ends})
    assert checked(authority.stamp(MESSAGE), authority).ends == ends


def test_certificates_stand_in_any_order_as_openssl_writes_them(tmp_path):
    authority = Authority(tmp_path)
    middle = certified("Middle", by=authority.root, authority=True)
    authority.signer = certified("Signer", by=middle)
    for also in ((middle.certificate, authority.root.certificate), (authority.root.certificate, middle.certificate)):
        authority.also = also
        assert len(checked(authority.stamp(MESSAGE), authority).chain) == 3


def test_a_certificate_between_may_come_from_beside_the_stamp(tmp_path):
    authority = Authority(tmp_path)
    middle = certified("Middle", by=authority.root, authority=True)
    authority.signer = certified("Signer", by=middle)
    answer = authority.stamp(MESSAGE)
    assert len(checked(answer, authority, chain=[middle.certificate]).chain) == 3
    with pytest.raises(StampChainMissing, match="Middle"):
        checked(answer, authority)


def test_a_stamp_without_certificates_needs_them_beside_it(authority, tmp_path):
    answer = authority.reply(query(MESSAGE, tmp_path, "-sha256"))
    assert checked(answer, authority, chain=[authority.signer.certificate]).signer == "Test authority"
    with pytest.raises(StampSignerUnfit, match="neither in the time stamp nor beside it"):
        checked(answer, authority)


def test_the_root_of_a_demo_is_known_by_its_name(tmp_path):
    authority = Authority(tmp_path, name="Practice authority 1")
    assert checked(authority.stamp(MESSAGE), authority).practice


def test_another_digest(authority, answer):
    with pytest.raises(StampOfOther):
        checked(answer, authority, digest=sha256(b"another").digest())


def test_another_nonce_and_another_policy(authority, answer):
    with pytest.raises(StampNonceWrong):
        checked(answer, authority, nonce=1)
    with pytest.raises(StampPolicyWrong, match=r"1\.2\.3\.4\.1"):
        checked(answer, authority, policy="1.2.3.4.9")


def test_a_root_nobody_trusts(authority, answer, tmp_path):
    authority_with_root = Authority(tmp_path)
    authority_with_root.also = (authority_with_root.root.certificate,)
    with pytest.raises(StampRootUnknown, match="Test authority root"):
        checked(authority_with_root.stamp(MESSAGE), authority)
    with pytest.raises(StampChainMissing):  # the same name, another key
        checked(answer, authority_with_root)


def test_a_signer_is_no_root(authority, answer):
    with pytest.raises(StampSignerUnfit, match="given as a root"):
        checked(answer, authority, roots=[authority.signer.certificate])


def test_a_certificate_that_had_ended_or_was_not_valid_yet(tmp_path):
    over = Authority(tmp_path / "over", signing={"since": moment() - 2 * HOUR, "until": moment() - HOUR})
    with pytest.raises(StampExpired):
        checked(over.stamp(MESSAGE), over)
    early = Authority(tmp_path / "early", signing={"since": moment() + HOUR})
    with pytest.raises(StampNotYetValid):
        checked(early.stamp(MESSAGE), early)


@pytest.mark.parametrize(
    "signing", [{"usages": [STAMPING, x509.ExtendedKeyUsageOID.CODE_SIGNING]}, {"critical": False}, {"usages": []}]
)
def test_a_certificate_that_is_not_for_time_stamps_alone(tmp_path, signing, authority):
    # openssl itself refuses to sign with such a certificate: the stamp is made with a good one and then read with it
    unfit = certified("Test authority", by=authority.root, **signing)
    with pytest.raises(StampSignerUnfit, match="for time stamps alone"):
        stamps._refuse_unfit(unfit.certificate)


def test_a_signer_of_signers_that_may_not_be_one(tmp_path):
    authority = Authority(tmp_path)
    middle = certified("Middle", by=authority.root, usages=[])
    authority.signer = certified("Signer", by=middle)
    with pytest.raises(StampSignerUnfit, match="may not issue"):
        checked(authority.stamp(MESSAGE), authority, chain=[middle.certificate])


def test_sha1_in_the_imprint_the_signature_or_the_name_of_the_signer(authority, tmp_path):
    weak = authority.reply(query(MESSAGE, tmp_path, "-sha1", "-cert"), digests="sha1")
    with pytest.raises(StampWeak, match="SHA-1"):
        checked(weak, authority)
    with pytest.raises(StampWeak, match="SHA-1"):
        checked(authority.stamp(MESSAGE, signer_digest="sha1"), authority)
    with pytest.raises(StampWeak, match="names its signer by SHA-1"):
        checked(authority.stamp(MESSAGE, ess_cert_id_alg="sha1"), authority)


def test_another_certificate_of_the_same_key_does_not_stand_in(authority, answer):
    # RFC 5816: the signature names one certificate; a twin with its issuer and number is not that one
    signer = authority.signer.certificate
    twin = (
        x509.CertificateBuilder(signer.issuer, signer.subject, signer.public_key(), signer.serial_number)
        .not_valid_before(signer.not_valid_before_utc)
        .not_valid_after(signer.not_valid_after_utc + timedelta(days=3650))
    )
    for each in signer.extensions:
        twin = twin.add_extension(each.value, each.critical)
    made = twin.sign(authority.root.key, signer.signature_hash_algorithm)
    token = der.parsed(checked(answer, authority).data)
    swapped = stamps._ordered(der.children(token)[1])
    with pytest.raises(StampSignerUnfit, match="names another certificate"):
        stamps._refuse_unnamed(swapped, made)


def test_a_refusal_gives_the_authoritys_reason(authority, tmp_path):
    with pytest.raises(StampRefused, match="does not know the hash algorithm"):
        checked(authority.reply(query(MESSAGE, tmp_path, "-sha512", "-cert")), authority)
    with pytest.raises(StampRefused, match="does not serve this policy"):
        checked(authority.reply(query(MESSAGE, tmp_path, "-sha256", "-tspolicy", "1.9.9")), authority)


@pytest.mark.parametrize(
    "data",
    [b"", b"0", b"0\x80\x00\x00", b"<html>", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x00", b"\x1f" * 40, b"0" * 300_000],
    ids=["nothing", "half", "indefinite", "html", "no status", "granted nothing", "strange tag", "huge"],
)  # fmt: skip
def test_garbage_is_named_as_garbage(authority, data):
    with pytest.raises(StampMalformed):
        checked(data, authority)


def test_a_time_that_was_changed_is_found(authority, answer):
    start = answer.index(b"\x18\x0f20")
    with pytest.raises((StampForged, StampExpired, StampNotYetValid)):
        checked(answer[: start + 2] + b"2026" + b"0101" + answer[start + 10 :], authority)
    digit = answer[start + 15] ^ 1  # another second
    with pytest.raises(StampForged):
        checked(answer[: start + 15] + bytes([digit]) + answer[start + 16 :], authority)


def test_a_name_in_a_kind_of_text_that_does_not_exist_is_a_malformed_stamp(authority, answer):
    name = answer.rindex(b"\x0c\x13Test authority root")  # of the issuer, where the signer is named
    with pytest.raises(StampMalformed):
        checked(answer[:name] + b"\x0d" + answer[name + 1 :], authority)


def test_a_certificate_of_a_version_that_does_not_exist_is_refused(authority, answer):
    version = answer.index(bytes.fromhex("a003020102"))  # [0] EXPLICIT INTEGER 2: version 3 (RFC 5280 4.1.2.1)
    with pytest.raises(StampMalformed, match="not a valid X509 version"):
        checked(answer[: version + 4] + b"\x03" + answer[version + 5 :], authority)


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")  # of spoilt serial numbers
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_makes_another_statement(authority, answer, data):
    place = data.draw(st.integers(0, len(answer) - 1))
    bit = data.draw(st.integers(0, 7))
    spoilt = answer[:place] + bytes([answer[place] ^ 1 << bit]) + answer[place + 1 :]
    whole = checked(answer, authority)
    try:
        stamp = checked(spoilt, authority)
    except StampFault:
        return
    assert (stamp.time, stamp.policy, stamp.chain) == (whole.time, whole.policy, whole.chain)


@given(data=st.binary(max_size=300))
def test_what_is_encoded_is_parsed(data):
    node = der.parsed(der.encoded(0x04, data))
    assert (node.tag, node.content) == (0x04, data)
