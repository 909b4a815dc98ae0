"""The age v1 header: read, written, opened and re-written apart from its payload (C2SP age, "Header").

A header carries the file key, the payload does not. So a header can be stored elsewhere, replaced when recipients
change (`rewrap`), or destroyed to make its payload unreadable for ever.
"""

import hmac
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dokaz.verify.age.errors import HeaderError, HeaderMacError, NoMatch, RecipientsRefused, StanzaMalformed
from dokaz.verify.age.hybrid import STANZA_TYPE as HYBRID
from dokaz.verify.age.stanza import (
    COLUMNS,
    FILE_KEY_SIZE,
    Identity,
    Recipient,
    Stanza,
    from_base64,
    to_base64,
)

__all__ = ["MAX_HEADER_SIZE", "Header", "Lines", "open_header", "rewrap", "seal_header"]

# Ours, not the specification's: some 10,000 X25519 recipients. A longer header is an attack on memory.
MAX_HEADER_SIZE = 1 << 20
_VERSION = b"age-encryption.org/v1\n"
_FAMILY = b"age-encryption.org/"
_MAC_SIZE = 32
# C2SP age, ABNF: arg-line = "-> " argument *(SP argument) LF; argument = 1*VCHAR
_ARGUMENTS = re.compile(rb"-> [!-~]+(?: [!-~]+)*")


class Lines(Protocol):
    """Where a header can be read from: any binary file. Not one byte after the header is taken."""

    def readline(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Header:
    """Stanzas and MAC. What `parse` read, `encode` writes again byte for byte."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    @classmethod
    def parse(cls, source: bytes | Lines) -> "Header":
        """Read a header. From bytes, it must be all there is; from a file, the payload follows.

        Raises HeaderError, which names the line.
        """
        if isinstance(source, bytes):
            return _parse_whole(source)
        return _parse(_Numbered(source))

    @classmethod
    def sealed(cls, stanzas: Sequence[Stanza], file_key: bytes) -> "Header":
        """Put stanzas under a MAC. Raises RecipientsRefused for a mixture age does not allow."""
        _refuse_mixture([stanza.type for stanza in stanzas])
        bare = cls(tuple(stanzas), b"")
        return cls(bare.stanzas, bare._mac(file_key))

    def encode(self) -> bytes:
        """Write the header as it stands at the beginning of an age file."""
        return self._authenticated() + b" " + to_base64(self.mac).encode("ascii") + b"\n"

    def open(self, identities: Iterable[Identity]) -> bytes:
        """Give the file key. Raises NoMatch, HeaderMacError, StanzaMalformed, WorkFactorTooHigh."""
        for identity in identities:
            file_key = identity.unwrap(self.stanzas)
            if file_key is not None:
                self.check(file_key)
                return file_key
        raise NoMatch

    def check(self, file_key: bytes) -> None:
        """Return when the header is the one written with this file key. Raises HeaderMacError."""
        if not hmac.compare_digest(self.mac, self._mac(file_key)):
            raise HeaderMacError

    def _authenticated(self) -> bytes:
        # The MAC covers the header up to and including the mark, without the space that follows it.
        return _VERSION + b"".join(stanza.encode() for stanza in self.stanzas) + b"---"

    def _mac(self, file_key: bytes) -> bytes:
        key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=b"header").derive(file_key)
        return hmac.digest(key, self._authenticated(), "sha256")


def seal_header(file_key: bytes, recipients: Iterable[Recipient]) -> bytes:
    """Wrap a file key of 16 random bytes to the recipients.

    Raises RecipientsRefused when there are none, when a passphrase is not alone, or when post-quantum and other
    recipients are mixed.
    """
    if len(file_key) != FILE_KEY_SIZE:
        raise ValueError("a file key is 16 bytes from the system's randomness")
    encoded = Header.sealed([recipient.wrap(file_key) for recipient in recipients], file_key).encode()
    if len(encoded) > MAX_HEADER_SIZE:
        raise RecipientsRefused("These are more recipients than one header can hold; make several files.")
    return encoded


def open_header(header: bytes, identities: Iterable[Identity]) -> bytes:
    """Give the file key. Raises HeaderError, NoMatch, HeaderMacError."""
    return Header.parse(header).open(identities)


def rewrap(header: bytes, identities: Iterable[Identity], recipients: Iterable[Recipient]) -> bytes:
    """Give a new header for the same payload, open to `recipients` only.

    Whoever opened the old header may have kept its file key: rewrapping takes away nothing they already hold.
    """
    return seal_header(open_header(header, identities), recipients)


class _Numbered:
    """Lines without their ending, counted from 1, with a limit on all of them together."""

    def __init__(self, source: Lines) -> None:
        self._source = source
        self._left = MAX_HEADER_SIZE
        self.line = 0

    def next(self) -> bytes:
        self.line += 1
        line = self._source.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise self.wrong("the header is longer than 1 MiB")
        if not line.endswith(b"\n"):
            raise self.wrong("the file ends inside the header")
        return line[:-1]

    def wrong(self, defect: str) -> HeaderError:
        return HeaderError(defect, line=self.line)


def _parse_whole(encoded: bytes) -> Header:
    source = io.BytesIO(encoded)
    header = Header.parse(source)
    if source.read(1):
        raise HeaderError("bytes follow its MAC")
    return header


def _parse(lines: _Numbered) -> Header:
    _check_version(lines)
    stanzas: list[Stanza] = []
    while not (line := lines.next()).startswith(b"---"):
        stanzas.append(_stanza(line, lines))
    mac = _base64(line[4:]) if line.startswith(b"--- ") else None
    if mac is None or len(mac) != _MAC_SIZE:
        raise lines.wrong("the MAC is not canonical base64 of 32 bytes after '--- '")
    if not stanzas:
        raise lines.wrong("there is no recipient")
    _refuse_company(stanzas)
    return Header(tuple(stanzas), mac)


def _check_version(lines: _Numbered) -> None:
    line = lines.next() + b"\n"
    if line != _VERSION:
        known = line.startswith(_FAMILY)
        raise lines.wrong("this version of age is not v1" if known else "this is not an age file")


def _stanza(line: bytes, lines: _Numbered) -> Stanza:
    number = lines.line
    if not _ARGUMENTS.fullmatch(line):
        raise lines.wrong("a stanza begins with '->' and arguments of visible characters, one space apart")
    kind, *arguments = line[3:].decode("ascii").split(" ")
    return Stanza(kind, tuple(arguments), b"".join(_body(lines)), number)


def _body(lines: _Numbered) -> Iterator[bytes]:
    width = COLUMNS
    while width == COLUMNS:
        line = lines.next()
        width = len(line)
        data = _base64(line)
        if data is None or width > COLUMNS:
            raise lines.wrong("the body of a stanza is canonical base64 without padding in lines of 64 columns")
        yield data


def _base64(line: bytes) -> bytes | None:
    return from_base64(line.decode("ascii")) if line.isascii() else None


def _refuse_company(stanzas: Sequence[Stanza]) -> None:
    # "An scrypt stanza, if present, MUST be the only stanza in the header"
    for stanza in stanzas:
        if stanza.type == "scrypt" and len(stanzas) > 1:
            raise StanzaMalformed("a passphrase stanza stands alone in its header", line=stanza.line)


def _refuse_mixture(types: Sequence[str]) -> None:
    if not types:
        raise RecipientsRefused("A file needs at least one recipient.")
    if "scrypt" in types and len(types) > 1:
        raise RecipientsRefused("A passphrase cannot share a file with another passphrase or recipient.")
    # "the same file SHOULD NOT be encrypted to both this recipient type and to other non-quantum-resistant types"
    if HYBRID in types and set(types) != {HYBRID}:
        raise RecipientsRefused("Post-quantum and other recipients are not mixed: the weakest would decide for all.")
