"""Whole age files: header and payload together."""

import os
from collections.abc import Callable, Iterable
from typing import Protocol

from dokaz.verify.age.chunks import BLOCK_SIZE, Sink, Source, write_all
from dokaz.verify.age.header import Header, Lines, seal_header
from dokaz.verify.age.ranges import PayloadReader, SeekableSource
from dokaz.verify.age.stanza import FILE_KEY_SIZE, Identity, Recipient
from dokaz.verify.age.stream import decrypt_payload, encrypt_payload

__all__ = ["AgeSource", "SeekableAgeSource", "decrypt", "encrypt", "new_file_key", "open_range"]


class AgeSource(Source, Lines, Protocol):
    """A binary file with `readinto` and `readline`."""


class SeekableAgeSource(SeekableSource, Lines, Protocol):
    """A binary file that can also be positioned."""

    def tell(self) -> int: ...


def new_file_key() -> bytes:
    """Make the 16 random bytes that encrypt one payload, and never a second one."""
    return os.urandom(FILE_KEY_SIZE)


def encrypt(
    source: Source,
    sink: Sink,
    recipients: Iterable[Recipient],
    *,
    file_key: bytes | None = None,
    on_plaintext: Callable[[memoryview], object] | None = None,
    block_size: int = BLOCK_SIZE,
) -> int:
    """Write a plain age file, readable by the stock `age` program, and give the size of the plaintext.

    A `file_key` given here must be new (`new_file_key`) and is the caller's to forget. `on_plaintext` and
    `block_size` are as in `encrypt_payload`. Raises RecipientsRefused, KeyMalformed before anything is written.
    """
    key = new_file_key() if file_key is None else file_key
    write_all(sink, memoryview(seal_header(key, recipients)))
    return encrypt_payload(source, sink, key, on_plaintext=on_plaintext, block_size=block_size)


def decrypt(source: AgeSource, sink: Sink, identities: Iterable[Identity]) -> int:
    """Decrypt an age file to its end and give the size of the plaintext. Only authentic bytes are written.

    Raises HeaderError, NoMatch, HeaderMacError before anything is written, and PayloadError at the first bad chunk:
    then what was written is authentic but not whole, and must not be taken for the file.
    """
    file_key = Header.parse(source).open(identities)
    return decrypt_payload(source, sink, file_key)


def open_range(source: SeekableAgeSource, identities: Iterable[Identity]) -> PayloadReader:
    """Open an age file for reading at any position; its end is authenticated here.

    Raises as `decrypt` does; a chunk is authenticated when it is read.
    """
    file_key = Header.parse(source).open(identities)
    return PayloadReader(source, file_key, offset=source.tell())
