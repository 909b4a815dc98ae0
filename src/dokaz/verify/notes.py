"""C2SP signed-note v1.0.0: a text with signature lines, and the keys that make and check them.

Three kinds of signature are checked here: Ed25519 over the text, and the two timestamped cosignatures of
C2SP tlog-cosignature. Lines by keys we do not know are kept and given back, and never counted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature

from dokaz.verify import cosignatures
from dokaz.verify.cosignatures import COSIGNATURE, ED25519, ML_DSA_44, PUBLIC_SIZES, PrivateKey
from dokaz.verify.errors import KeyMalformed, NoteForged, NoteMalformed, NoteUnsigned
from dokaz.verify.wire import base64_of, from_base64

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "ML_DSA_44",
    "Note",
    "Signature",
    "SignerKey",
    "Verified",
    "VerifierKey",
    "cosign",
    "open_note",
    "parse",
    "parse_lines",
    "sign",
    "signers_of",
]

MOST_SIGNATURES = 100  # signed-note: at least 16 MUST be accepted, and a limit SHOULD stand
MOST_BYTES = 1_000_000

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")  # signed-note: no ASCII control characters other than newline
_LINE = re.compile(r"— ([^ ]+) ([A-Za-z0-9+/=]+)")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, not yet believed."""

    name: str
    key_id: bytes
    body: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {base64_of(self.key_id + self.body)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name and kind it signs under (a vkey)."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        _refuse_name(self.name)
        size = PUBLIC_SIZES.get(self.kind, len(self.public))
        if len(self.public) != size:
            raise KeyMalformed(f"The key of {self.name} is not {size} bytes long.")

    @property
    def checkable(self) -> bool:
        """Whether signatures of this kind can be checked here; others are only carried along."""
        return self.kind in PUBLIC_SIZES

    @property
    def timed(self) -> bool:
        """Whether its signatures state a time: whether it is a cosigner's."""
        return cosignatures.timed(self.kind)

    @property
    def key_id(self) -> bytes:
        return cosignatures.key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        match = _VKEY.fullmatch(vkey)
        if not match:
            raise KeyMalformed("A verifier key reads <name>+<8 hex digits>+<base64>, and this does not.")
        name, key_id, encoded = match.groups()
        material = from_base64(encoded, what="verifier key", error=KeyMalformed)
        key = cls(name, material[0], material[1:])
        if key.key_id.hex() != key_id:
            raise KeyMalformed(f"The key of {name} does not have the identifier {key_id}: a letter was changed.")
        return key

    def check(self, text: str, signature: Signature) -> int | None:
        """Raise NoteForged unless the signature is by this key; give the time of a cosignature."""
        body, time = signature.body, None
        if self.timed:
            time, body = int.from_bytes(body[:8], "big"), body[8:]
        message = cosignatures.message(self.kind, name=self.name, text=text, time=time)
        try:
            cosignatures.public_key(self.kind, self.public).verify(body, message)
        except (InvalidSignature, ValueError):
            raise NoteForged(f"The signature by {self.name} does not fit: the note or the line was changed.") from None
        return time


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key with the name and kind it signs under."""

    name: str
    private: PrivateKey = field(repr=False)
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not self.verifier.checkable:
            raise KeyMalformed(f"No signatures of the kind 0x{self.kind:02x} are made here.")

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> "SignerKey":
        return cls(name, cosignatures.generate(kind), kind)

    @classmethod
    def of_secret(cls, name: str, secret: bytes, kind: int) -> "SignerKey":
        """The key of 32 secret bytes; for ML-DSA they are its seed."""
        return cls(name, cosignatures.private_key(kind, secret), kind)

    @property
    def secret(self) -> bytes:
        """The 32 bytes to keep, for `of_secret`."""
        return self.private.private_bytes_raw()

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, *, time: int | None = None) -> Signature:
        """Sign a note text; a cosignature key needs the POSIX time, any other key takes none."""
        if (time is None) == self.verifier.timed:
            raise KeyMalformed(f"{self.name}: a cosignature names its time, and only a cosignature does.")
        _refuse_text(text)
        stamp = b"" if time is None else time.to_bytes(8, "big")
        message = cosignatures.message(self.kind, name=self.name, text=text, time=time)
        return Signature(self.name, self.verifier.key_id, stamp + self.private.sign(message))


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that was checked; `time` is what a cosigner states."""

    key: VerifierKey
    time: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A text that at least one known key signed."""

    text: str
    signatures: tuple[Verified, ...]
    unknown: tuple[Signature, ...]


def sign(text: str, signers: Iterable[SignerKey], *, time: int | None = None) -> bytes:
    """Make a signed note; cosignature keys among the signers state `time`."""
    lines = [_signed_by(signer, text, time).line for signer in signers]
    if not lines:
        raise NoteUnsigned("A note needs at least one signature.")
    return f"{text}\n{''.join(lines)}".encode()


def cosign(note: bytes, signers: Iterable[SignerKey], *, time: int | None = None) -> bytes:
    """Add signature lines to a note. Whoever cosigns must have checked the note before."""
    text, _ = parse(note)
    return note + "".join(_signed_by(signer, text, time).line for signer in signers).encode()


def open_note(data: bytes, known: Iterable[VerifierKey], *, most: int = MOST_BYTES) -> Note:
    """Read a note and check every signature by a known key. Raises NoteForged if one fails, NoteUnsigned if none is."""
    text, signatures = parse(data, most=most)
    keys = _by_line(known)
    verified: list[Verified] = []
    unknown: list[Signature] = []
    for signature in signatures:
        key = keys.get((signature.name, signature.key_id))
        if key is None:
            unknown.append(signature)
        else:
            verified.append(Verified(key, key.check(text, signature)))
    if not verified:
        raise NoteUnsigned("No key that we know has signed this note.")
    return Note(text, tuple(verified), tuple(unknown))


def parse(data: bytes, *, most: int = MOST_BYTES) -> tuple[str, tuple[Signature, ...]]:
    """Split a note into text and signature lines, believing neither."""
    text, newline, block = _readable(data, most).rpartition("\n\n")  # signed-note: separated by the last empty line
    if not newline:
        raise NoteMalformed("The note has no blank line followed by signature lines.")
    return text + "\n", _signatures(block)


def parse_lines(data: bytes) -> tuple[Signature, ...]:
    """Read signature lines that came without their text, as a log witness answers, believing none."""
    return _signatures(_readable(data, MOST_BYTES))


def _signatures(block: str) -> tuple[Signature, ...]:
    lines = block.removesuffix("\n").split("\n")
    if not block.endswith("\n"):
        raise NoteMalformed("There is no signature line, or the last one does not end.")
    if len(lines) > MOST_SIGNATURES:
        raise NoteMalformed(f"There are more than {MOST_SIGNATURES} signatures.")
    return tuple(_signature(line) for line in lines)


def _readable(data: bytes, most: int) -> str:
    if len(data) > most:
        raise NoteMalformed(f"The note is larger than {most} bytes.")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise NoteMalformed("The note is not UTF-8.") from None
    if _CONTROL.search(whole):
        raise NoteMalformed("The note holds a control character other than newline.")
    return whole


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    if not match:
        raise NoteMalformed("A signature line does not read: dash, key name, base64.")
    name, encoded = match.groups()
    blob = from_base64(encoded, what=f"signature by {name}", error=NoteMalformed)
    if "+" in name or any(letter.isspace() for letter in name) or len(blob) < 5:
        raise NoteMalformed(f"The signature line of {name!r} cannot be read.")
    return Signature(name, blob[:4], blob[4:])


def _signed_by(signer: SignerKey, text: str, time: int | None) -> Signature:
    return signer.sign(text, time=time if cosignatures.timed(signer.kind) else None)


def _by_line(known: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    keys: dict[tuple[str, bytes], VerifierKey] = {}
    for key in known:
        if key.checkable and keys.setdefault((key.name, key.key_id), key) != key:
            raise KeyMalformed(f"Two different keys of {key.name} share one identifier; trust only one of them.")
    return keys


def _refuse_name(name: str) -> None:
    # signed-note: non-empty, no Unicode spaces, no plus
    if not name or "+" in name or any(letter.isspace() for letter in name) or not _encodable(name):
        raise KeyMalformed(f"{name!r} cannot be the name of a key: it is empty or holds a space, a plus or a control.")


def _encodable(name: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in name) and not _CONTROL.search(name)


def _refuse_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteMalformed("A note text ends in a newline and holds no other control character.")


def signers_of(signatures: Sequence[Verified]) -> set[VerifierKey]:
    """The distinct keys: one key that signs twice counts once."""
    return {each.key for each in signatures}
