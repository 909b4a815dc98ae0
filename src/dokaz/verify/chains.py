"""The chain of certificates from a signer up to a root that the reader trusts, at one moment (RFC 5280 6)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes

from dokaz.verify.errors import (
    StampChainMissing,
    StampExpired,
    StampNotYetValid,
    StampRootUnknown,
    StampSignerUnfit,
    StampWeak,
)

__all__ = ["chain_at", "is_root"]

LONGEST = 8
_STRONG = (hashes.SHA256, hashes.SHA384, hashes.SHA512, hashes.SHA3_256, hashes.SHA3_384, hashes.SHA3_512)


def chain_at(
    signer: x509.Certificate, *, time: datetime, roots: Sequence[x509.Certificate], between: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The certificates from the signer to a root, each valid at this time and signed by the next.

    Raises StampRootUnknown, StampChainMissing, StampExpired, StampNotYetValid, StampSignerUnfit, StampWeak.
    """
    path = [signer]
    while path[-1] not in roots:
        path.append(_issuer(path[-1], roots, between))
        if len(path) > LONGEST:
            raise StampChainMissing(f"The chain of certificates is longer than {LONGEST}.")
    if path[0] in roots:
        raise StampSignerUnfit("The signer's own certificate was given as a root; name the one that issued it.")
    _refuse_wrong_makers(path)
    for each in path:
        _refuse_outside(each, time)
    return tuple(path)


def is_root(certificate: x509.Certificate) -> bool:
    """Whether a certificate vouches for itself."""
    return certificate.subject == certificate.issuer and _signed_by(certificate, certificate)


def _issuer(
    certificate: x509.Certificate, roots: Sequence[x509.Certificate], between: Sequence[x509.Certificate]
) -> x509.Certificate:
    for each in (*roots, *between):  # a trusted root first: the shortest chain
        if each != certificate and _signed_by(certificate, each):
            return each
    if is_root(certificate):
        raise StampRootUnknown(f"The chain ends in a root that is not trusted: {certificate.subject.rfc4514_string()}.")
    raise StampChainMissing(f"The certificate of {certificate.issuer.rfc4514_string()} is missing from the chain.")


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _refuse_wrong_makers(path: Sequence[x509.Certificate]) -> None:
    for depth, (each, maker) in enumerate(pairwise(path)):
        if not _may_issue(maker, below=depth):
            raise StampSignerUnfit(f"{maker.subject.rfc4514_string()} may not issue certificates (RFC 5280 4.2.1.9).")
        # the root's own signature is not asked: it is trusted by itself
        if not isinstance(each.signature_hash_algorithm, _STRONG) and each.signature_hash_algorithm is not None:
            name = each.signature_hash_algorithm.name.upper()
            raise StampWeak(f"The certificate of {each.subject.rfc4514_string()} is signed over {name}.")


def _may_issue(maker: x509.Certificate, *, below: int) -> bool:
    try:
        basic = maker.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    try:
        usage = maker.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    deep = basic.path_length is not None and below > basic.path_length
    return basic.ca and not deep and (usage is None or usage.key_cert_sign)


def _refuse_outside(certificate: x509.Certificate, time: datetime) -> None:
    name = certificate.subject.rfc4514_string()
    if time > certificate.not_valid_after_utc:
        raise StampExpired(f"The certificate of {name} had ended when the time stamp was made.")
    if time < certificate.not_valid_before_utc:
        raise StampNotYetValid(f"The certificate of {name} was not valid yet when the time stamp was made.")
