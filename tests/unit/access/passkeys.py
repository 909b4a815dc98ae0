"""A passkey in software: what a browser and an authenticator do together (WebAuthn level 2, 6 and 7)."""

import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

AAGUID = bytes(16)
Flag = AuthenticatorData.FLAG


@dataclass
class SoftPasskey:
    """One key of one site, in a browser that is at `origin`."""

    origin: str
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    counter: int = 0

    def create(self, options):
        client = self._client("webauthn.create", options["challenge"])
        credential = AttestedCredentialData.create(AAGUID, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(
            sha256(options["rp"]["id"].encode()).digest(), Flag.UP | Flag.UV | Flag.AT, self.counter, bytes(credential)
        )
        made = AttestationObject.create("none", data, {})
        return self._answer(
            {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(made))}
        )

    def get(self, options):
        self.counter += 1
        client = self._client("webauthn.get", options["challenge"])
        data = AuthenticatorData.create(sha256(options["rpId"].encode()).digest(), Flag.UP | Flag.UV, self.counter)
        signature = self.key.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signature),
            }
        )

    def _client(self, kind, challenge):
        return bytes(CollectedClientData.create(kind, websafe_decode(challenge), self.origin))

    def _answer(self, response):
        identity = websafe_encode(self.id)
        return {
            "id": identity,
            "rawId": identity,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
