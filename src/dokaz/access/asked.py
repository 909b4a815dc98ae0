"""What exactly two people decide about an account: its text and SHA-256, and the fingerprint that is read aloud."""

import hmac
from hashlib import sha256
from typing import Any

from dokaz.access.waiting import Admission, AdmissionAct
from dokaz.verify import canonical

GROUPS, GROUP = 6, 4  # 96 bits: who could make other keys of the same fingerprint could break the keys themselves


_VERBS = {act: f"access:account:{act}" for act in AdmissionAct.values}


def verb_of(admission: Admission) -> str:
    return _VERBS[str(admission.act)]


def is_about_an_account(verb: str) -> bool:
    """Whether an approval of this verb is worth something only with the row that says what is asked for."""
    return verb in _VERBS.values()


def digest_of(admission: Admission) -> bytes:
    """The SHA-256 of what the approval is asked for: which account, which keys, of which organisation, which role."""
    return sha256(canonical.event_bytes(_told(admission))).digest()


def fingerprint_of(public_key: bytes) -> str:
    """What the owner of new keys reads to the second person: `3f9c 07aa …`."""
    digits = sha256(b"dokaz/v1/fingerprint\x00" + public_key).hexdigest()[: GROUPS * GROUP]
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def same_fingerprint(typed: str, public_key: bytes) -> bool:
    """Whether this is the fingerprint of these keys, however it is spaced."""
    plain = "".join(letter for letter in typed.lower() if letter.isalnum()).encode()
    return hmac.compare_digest(plain, fingerprint_of(public_key).replace(" ", "").encode())


def _told(admission: Admission) -> dict[str, Any]:
    return {
        "v": 1,
        "act": str(admission.act),
        "account": str(admission.account),
        "organisation": None if admission.organisation_id is None else str(admission.organisation_id),
        "role": str(admission.role),
        "public_key": bytes(admission.public_key).hex(),
        "number": admission.number,
    }
