"""The two keys of a log witness, sealed under a pass-phrase (SECURITY 1.3, 1.8)."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from dokaz.cosigning.errors import WitnessStaysClosed
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.sealing import Purpose, derive, open_field, seal_field
from dokaz.verify.notes import COSIGNATURE, ML_DSA_44, SignerKey

__all__ = ["DEFAULT_COST", "KINDS", "Cost", "SealedKeys", "new_keys"]

KINDS = (COSIGNATURE, ML_DSA_44)  # a witness signs with both: every log can read the one, the other outlasts it
SALT_SIZE = 16
LABEL = b"witness-keys\x00"


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess at the pass-phrase is (RFC 9106). Anything but the default is for tests."""

    memory_kib: int = 262_144
    passes: int = 3
    lanes: int = 4


DEFAULT_COST = Cost()


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """What stands in the file: nobody reads a key out of it without the pass-phrase."""

    salt: bytes
    cost: Cost
    sealed: bytes

    @classmethod
    def seal(cls, keys: tuple[SignerKey, ...], *, passphrase: str, cost: Cost) -> "SealedKeys":
        salt = os.urandom(SALT_SIZE)
        secrets = json.dumps([b64encode(key.secret).decode() for key in keys]).encode()
        return cls(salt, cost, seal_field(_stretched(passphrase, salt, cost), secrets, aad=_label(keys[0].name)))

    def open(self, *, name: str, passphrase: str) -> tuple[SignerKey, ...]:
        """Raises WitnessStaysClosed."""
        try:
            secrets = open_field(_stretched(passphrase, self.salt, self.cost), self.sealed, aad=_label(name))
        except SealBroken as why:
            raise WitnessStaysClosed from why
        each = zip(json.loads(secrets), KINDS, strict=True)
        return tuple(SignerKey.of_secret(name, b64decode(secret), kind) for secret, kind in each)

    def facts(self) -> dict[str, Any]:
        cost = {"m": self.cost.memory_kib, "t": self.cost.passes, "p": self.cost.lanes}
        return {"salt": b64encode(self.salt).decode(), "argon2": cost, "sealed": b64encode(self.sealed).decode()}

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "SealedKeys":
        cost = facts["argon2"]
        cost = Cost(memory_kib=int(cost["m"]), passes=int(cost["t"]), lanes=int(cost["p"]))
        return cls(b64decode(facts["salt"], validate=True), cost, b64decode(facts["sealed"], validate=True))


def new_keys(name: str) -> tuple[SignerKey, ...]:
    return tuple(SignerKey.generate(name, kind) for kind in KINDS)


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    words = " ".join(passphrase.split())
    argon2 = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return derive(argon2.derive(words.encode()), Purpose.WITNESS_AT_REST)


def _label(name: str) -> bytes:
    return LABEL + name.encode()
