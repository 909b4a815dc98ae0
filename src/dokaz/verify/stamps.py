"""RFC 3161 time stamps (with RFC 5816): an outside authority's signed word that a digest existed at a time.

A stamp is judged at its own time: an authority whose certificate has ended since still vouches for what it stamped
before (`Stamp.ends` tells when). The library checks the signature and, once more, the chain; what it leaves open is
checked here: that the signing certificate is for time stamps alone, and that the signature names it (ESSCertIDv2).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client.errors import VerificationError

from dokaz.verify import der, notes
from dokaz.verify.chains import chain_at
from dokaz.verify.errors import (
    StampForged,
    StampMalformed,
    StampNonceWrong,
    StampOfOther,
    StampPolicyWrong,
    StampRefused,
    StampSignerUnfit,
    StampWeak,
)

__all__ = [
    "MEDIA_REPLY",
    "MEDIA_REQUEST",
    "Request",
    "Stamp",
    "certificates",
    "check",
    "fingerprint",
    "is_practice",
    "name_of",
    "pem",
    "request",
    "stamped_part",
]

MEDIA_REQUEST, MEDIA_REPLY = "application/timestamp-query", "application/timestamp-reply"
PRACTICE = "Practice authority"  # how the root of a demo is called: it vouches for nothing
MOST_BYTES = 1 << 18

_SHA256 = "2.16.840.1.101.3.4.2.1"
_STRONG = {_SHA256: "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512"}
_SHA1 = "1.3.14.3.2.26"
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ESS_CERT_ID = bytes.fromhex("2a864886f70d010910020c")  # RFC 2634: by SHA-1
_ESS_CERT_ID_V2 = bytes.fromhex("2a864886f70d010910022f")  # RFC 5816
_SHA2_IN_DER = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
# RFC 3161 2.4.2, PKIFailureInfo
_WHY = {
    0: "it does not know the hash algorithm",
    2: "it does not serve such requests",
    5: "the request did not reach it whole",
    14: "its clock is not available",
    15: "it does not serve this policy",
    16: "it does not serve this extension",
    17: "it lacks information that was asked for",
    25: "its system failed",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to an authority; the answer must repeat `nonce`."""

    data: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp that holds: who signed it, at what time by their clock, and the chain from the signer up to the root."""

    time: datetime
    policy: str
    chain: tuple[x509.Certificate, ...]
    data: bytes  # the answer in one spelling: granted, without remarks, the certificates in order

    @property
    def signer(self) -> str:
        """The name in the certificate of whoever signed."""
        return name_of(self.chain[0])

    @property
    def root(self) -> x509.Certificate:
        return self.chain[-1]

    @property
    def ends(self) -> datetime:
        """When the first certificate of the chain ends; a newer stamp must be there before."""
        return min(each.not_valid_after_utc for each in self.chain)

    @property
    def practice(self) -> bool:
        """Whether the chain ends in the root of a demo."""
        return is_practice(self.root)


def request(message: bytes) -> Request:
    """Ask for a stamp over the SHA-256 of a message, with a random nonce and with the signer's certificate."""
    made = rfc3161_client.TimestampRequestBuilder(message, rfc3161_client.HashAlgorithm.SHA256).build()
    assert made.nonce is not None
    return Request(made.as_bytes(), made.nonce)


def check(
    answer: bytes,
    *,
    digest: bytes,
    roots: Sequence[x509.Certificate],
    chain: Sequence[x509.Certificate] = (),
    nonce: int | None = None,
    policy: str | None = None,
) -> Stamp:
    """Believe an answer, or a token alone, over this SHA-256 if its signer chains to one of `roots` at its own time.

    `chain` are further certificates that may stand between. Raises one of the StampFaults, the first that holds.
    """
    try:
        return _checked(answer, digest, roots, chain, nonce, policy)
    except (ValueError, LookupError, OverflowError, x509.InvalidVersion) as why:  # of kinds that no library knows
        raise StampMalformed(f"The time stamp does not read as one (RFC 3161): {why}.") from None


def _checked(
    answer: bytes,
    digest: bytes,
    roots: Sequence[x509.Certificate],
    chain: Sequence[x509.Certificate],
    nonce: int | None,
    policy: str | None,
) -> Stamp:
    ordered = _ordered(_granted_token(answer))
    data = der.encoded(der.SEQUENCE, der.encoded(der.SEQUENCE, bytes([der.INTEGER, 1, 0])) + ordered)
    response = rfc3161_client.decode_timestamp_response(data)
    told, signed = response.tst_info, response.signed_data
    _refuse_weak(told.message_imprint.hash_algorithm, signed.digest_algorithms)
    _refuse_other(told, digest, nonce, policy)
    known = [*(x509.load_der_x509_certificate(each) for each in signed.certificates), *chain]
    signer, time = _signer(signed, known), told.gen_time.astimezone(UTC)
    path = chain_at(signer, time=time, roots=roots, between=known)
    _refuse_unfit(signer)
    _refuse_unnamed(ordered, signer)
    _refuse_forged(response, digest, path)
    return Stamp(time, told.policy.dotted_string, path, data)


def certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file, or the one of a DER file. Raises StampMalformed."""
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except (ValueError, x509.InvalidVersion):
        raise StampMalformed("This is no certificate in PEM or DER form.") from None


def pem(chain: Sequence[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in chain)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in lower-case hex, as `openssl x509 -fingerprint -sha256` gives it but for colons."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_practice(root: x509.Certificate) -> bool:
    """Whether a root says of itself that it was made to try things out."""
    return PRACTICE.lower() in name_of(root).lower()


def stamped_part(checkpoint: bytes) -> bytes:
    """What a stamp is over: a checkpoint as the log signed it, with the first signature line and without cosignatures.

    So that the stamp also shows that the signature stood then, and a key stolen later signs no older log.
    """
    _, signatures = notes.parse(checkpoint)
    end = checkpoint.rindex(b"\n\n") + 2 + len(signatures[0].line.encode())
    return checkpoint[:end]


def name_of(certificate: x509.Certificate) -> str:
    """What a certificate's subject is called: its common name, and its organisation where that says more."""
    found = [
        str(each.value)
        for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
        for each in certificate.subject.get_attributes_for_oid(oid)
    ]
    return ", ".join(dict.fromkeys(found)) or certificate.subject.rfc4514_string() or fingerprint(certificate)


def _granted_token(answer: bytes) -> der.Node:
    """The token inside an answer; an answer that holds none says why."""
    if len(answer) > MOST_BYTES:
        raise StampMalformed(f"The time stamp is larger than {MOST_BYTES} bytes.")
    parts = der.children(der.parsed(answer))
    if parts and parts[0].tag == der.OID:  # ContentInfo: the token alone
        return der.parsed(answer)
    status = der.children(parts[0]) if parts else ()
    if not status or status[0].tag != der.INTEGER:
        raise StampMalformed("The answer has no status (RFC 3161 2.4.2).")
    if int.from_bytes(status[0].content, "big") not in (0, 1):  # granted, grantedWithMods
        raise StampRefused(f"The authority refused: {_reason(status)}.")
    if len(parts) != 2:
        raise StampMalformed("The answer says that a stamp was granted, and holds none.")
    return parts[1]


def _reason(status: Sequence[der.Node]) -> str:
    bits = next((node.content[1:] for node in status if node.tag == 0x03), b"")
    number = int.from_bytes(bits, "big")
    places = [place for place in range(len(bits) * 8) if number >> (len(bits) * 8 - 1 - place) & 1]
    return next((_WHY[place] for place in places if place in _WHY), "it does not say why")


def _signed_parts(token: der.Node) -> tuple[der.Node, ...]:
    """version, digest algorithms, content, certificates and revocation lists where there are any, signer infos."""
    outer = der.children(token)
    if len(outer) != 2 or outer[0].content != _SIGNED_DATA or len(der.children(outer[1])) != 1:
        raise StampMalformed("The time stamp is not a signed message (RFC 5652 5.1).")
    parts = der.children(der.children(outer[1])[0])
    if len(parts) < 4 or parts[-1].tag != der.SET:
        raise StampMalformed("The signed message of the time stamp lacks a part (RFC 5652 5.1).")
    return parts


def _ordered(token: der.Node) -> bytes:
    """The token with its certificates in the order of DER. No signature covers that order, and openssl keeps none."""
    content_type, _ = der.children(token)
    parts = [_in_order(node) if node.tag == 0xA0 else node.whole for node in _signed_parts(token)]
    signed = der.encoded(der.SEQUENCE, b"".join(parts))
    return der.encoded(der.SEQUENCE, content_type.whole + der.encoded(0xA0, signed))


def _in_order(certificate_set: der.Node) -> bytes:
    return der.encoded(certificate_set.tag, b"".join(sorted(each.whole for each in der.children(certificate_set))))


def _refuse_weak(imprint: x509.ObjectIdentifier, digests: set[x509.ObjectIdentifier]) -> None:
    for used in (imprint, *digests):
        if used.dotted_string not in _STRONG:
            name = "SHA-1" if used.dotted_string == _SHA1 else used.dotted_string
            raise StampWeak(f"The time stamp rests on {name}, which no longer holds anything. Only SHA-2 is accepted.")
    if imprint.dotted_string != _SHA256:
        raise StampOfOther("The time stamp is over another kind of hash than the SHA-256 that was sent.")


def _refuse_other(
    told: rfc3161_client.tsp.TimeStampTokenInfo, digest: bytes, nonce: int | None, policy: str | None
) -> None:
    if not hmac.compare_digest(told.message_imprint.message, digest):
        raise StampOfOther("The time stamp is over other bytes: another checkpoint, or this one was changed.")
    if nonce is not None and told.nonce != nonce:
        raise StampNonceWrong("The answer does not repeat our nonce: it is an old one, or was meant for somebody else.")
    if policy and told.policy.dotted_string != policy:
        raise StampPolicyWrong(f"The stamp follows the policy {told.policy.dotted_string}, and {policy} is asked for.")


def _signer(signed: rfc3161_client.tsp.SignedData, known: Sequence[x509.Certificate]) -> x509.Certificate:
    infos = list(signed.signer_infos)
    if len(infos) != 1:
        raise StampMalformed("A time stamp has exactly one signature (RFC 3161 2.4.2).")
    for each in known:
        if (each.issuer, each.serial_number) == (infos[0].issuer, infos[0].serial_number):
            return each
    raise StampSignerUnfit("The certificate of whoever signed is neither in the time stamp nor beside it.")


def _refuse_unfit(signer: x509.Certificate) -> None:
    # RFC 3161 2.3: one extended key usage, timeStamping, and critical
    try:
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        usage = None
    if usage is None or not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise StampSignerUnfit("The certificate of the signer is not for time stamps alone (RFC 3161 2.3).")


def _refuse_unnamed(token: bytes, signer: x509.Certificate) -> None:
    """RFC 5816: what is signed names the signer's certificate, so that no other one with the same key stands in."""
    info = der.children(_signed_parts(der.parsed(token))[-1])[0]
    signed = next((node for node in der.children(info) if node.tag == 0xA0), None)
    attributes = {der.children(each)[0].content: each for each in der.children(signed)} if signed else {}
    if _ESS_CERT_ID_V2 not in attributes:
        if _ESS_CERT_ID in attributes:
            raise StampWeak("The time stamp names its signer by SHA-1 only; RFC 5816 asks for more.")
        raise StampSignerUnfit("The time stamp does not name the certificate of its signer (RFC 5816).")
    if _named_digest(attributes[_ESS_CERT_ID_V2], signer) is False:
        raise StampSignerUnfit("The time stamp names another certificate than the one that signed it (RFC 5816).")


def _named_digest(attribute: der.Node, signer: x509.Certificate) -> bool:
    """Whether the first ESSCertIDv2 holds the hash of this certificate; SHA-256 where it names no algorithm."""
    try:
        value = der.children(der.children(attribute)[1])[0]  # SET of one SigningCertificateV2
        parts = der.children(der.children(der.children(value)[0])[0])
        algorithm, digest = (parts[0], parts[1]) if parts[0].tag == der.SEQUENCE else (None, parts[0])
        kind = _SHA2_IN_DER[der.children(algorithm)[0].content] if algorithm else hashes.SHA256()
    except (IndexError, KeyError):
        return False
    return hmac.compare_digest(digest.content, signer.fingerprint(kind))


def _refuse_forged(response: rfc3161_client.TimeStampResponse, digest: bytes, path: Sequence[x509.Certificate]) -> None:
    builder = rfc3161_client.VerifierBuilder(tsa_certificate=path[0], intermediates=list(path[1:-1]), roots=[path[-1]])
    try:
        builder.build().verify(response, digest)
    except (VerificationError, ValueError) as why:
        raise StampForged(f"The signature of the time stamp does not hold: {why}") from None
