"""Sealed fields: each record has a key of its own, wrapped to its compartment's generation (SECURITY 1.13)."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from dokaz.access import keyrings
from dokaz.access.sessions import Session
from dokaz.kernel import sealing
from dokaz.kernel.sealing import KEY_SIZE, SealedBatch, SealOpener

NUMBER_SIZE = keyrings.NUMBER_SIZE


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The key of one record. `wrapped` and `generation` are stored in its row; the key itself is never."""

    wrapped: bytes = field(repr=False)
    generation: int
    key: bytes = field(repr=False)


class RecordSealer:
    """Makes record keys for one compartment with a single exchange, and seals fields under them. Needs no secret."""

    def __init__(self, to: keyrings.Sealing) -> None:
        self.compartment, self.generation = to.compartment, to.generation
        self._public_key = to.public_key

    @cached_property
    def _batch(self) -> SealedBatch:  # made when it is first needed: most acts on an item seal no words
        return SealedBatch(self._public_key)

    def new(self, row: UUID) -> RecordKey:
        """A fresh key for the record with this id; one an id."""
        key, number = os.urandom(KEY_SIZE), self.generation.to_bytes(NUMBER_SIZE, "big")
        wrapped = self._batch.wrap(key, context=_context(self.compartment, number, row))
        return RecordKey(wrapped=number + wrapped, generation=self.generation, key=key)

    def seal(self, key: RecordKey, *, model: str, row: UUID, field: str, value: str | bytes) -> bytes:
        """The value sealed to its place, padded to a size class. Text keeps undecodable bytes of file names."""
        return sealing.seal_field(key.key, _bytes(value), aad=place(model, row, field, key.generation))


class RecordOpener:
    """Opens record keys of one compartment; each generation is unwrapped once."""

    def __init__(self, secret_of: Callable[[int], bytes], compartment: UUID) -> None:
        self._secret_of, self._compartment = secret_of, compartment
        self._openers: dict[int, SealOpener] = {}

    def record(self, wrapped: bytes, *, row: UUID) -> RecordKey:
        """The record's key. Raises KeyNotHeld, SealBroken."""
        number, sealed = bytes(wrapped[:NUMBER_SIZE]), bytes(wrapped[NUMBER_SIZE:])
        generation = int.from_bytes(number, "big")
        if generation not in self._openers:
            self._openers[generation] = SealOpener(self._secret_of(generation))
        key = self._openers[generation].unwrap(sealed, context=_context(self._compartment, number, row))
        return RecordKey(wrapped=bytes(wrapped), generation=generation, key=key)


def seal_records(compartment: UUID, /) -> RecordSealer:
    """Check the compartment's statements once and give a sealer for a batch of records. Raises StatementError."""
    return RecordSealer(keyrings.sealing(compartment))


def open_records(compartment: UUID, /, *, by: Session) -> RecordOpener:
    """Give an opener for many records of one compartment; it holds keys, so let it go soon."""
    return RecordOpener(lambda number: keyrings.generation_secret(compartment, number, by=by), compartment)


def open_record(wrapped: bytes, /, *, compartment: UUID, row: UUID, by: Session) -> RecordKey:
    """Open one record's key. Raises KeyNotHeld, SealBroken."""
    return open_records(compartment, by=by).record(wrapped, row=row)


def open_field(key: RecordKey, /, *, sealed: bytes, model: str, row: UUID, field: str) -> bytes:
    """Open a field that was sealed in exactly this place. Raises SealBroken."""
    return sealing.open_field(key.key, bytes(sealed), aad=place(model, row, field, key.generation))


def open_text(key: RecordKey, /, *, sealed: bytes, model: str, row: UUID, field: str) -> str:
    """Open a text field, as it was given to `seal`. Raises SealBroken."""
    return open_field(key, sealed=sealed, model=model, row=row, field=field).decode("utf-8", "surrogateescape")


def _bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _context(compartment: UUID, number: bytes, row: UUID) -> bytes:
    return b"record\x00" + compartment.bytes + number + row.bytes


def place(model: str, row: UUID, field: str, generation: int) -> bytes:
    # SECURITY 1.13: model, row, field and generation as associated data; zero bytes keep them apart
    return b"\x00".join((model.encode(), row.bytes, field.encode(), generation.to_bytes(NUMBER_SIZE, "big")))
