"""Words of a row, sealed under the key of that row: JSON, so that every field is there whether empty or not.

JSON with every character beyond ASCII escaped keeps what is no Unicode text: undecodable bytes of file names.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dokaz.access.sealed_fields import RecordOpener, RecordSealer, open_field

Column = bytes | memoryview  # as either database gives it back


@dataclass(frozen=True, slots=True)
class SealedWords:
    """What a row stores: the wrapped key, the sealed words, and the generation they are sealed to."""

    record_key: bytes
    words: bytes
    generation: int


def seal_words(sealer: RecordSealer, /, *, model: str, row: UUID, field: str, words: Mapping[str, Any]) -> SealedWords:
    """The words sealed to their place, under a fresh key of their row."""
    key = sealer.new(row)
    text = json.dumps(words, separators=(",", ":"))
    return SealedWords(key.wrapped, sealer.seal(key, model=model, row=row, field=field, value=text), key.generation)


def open_words(
    opener: RecordOpener, /, *, record_key: Column, sealed: Column, model: str, row: UUID, field: str
) -> Any:
    """The words again. Raises KeyNotHeld, SealBroken."""
    key = opener.record(bytes(record_key), row=row)
    return json.loads(open_field(key, sealed=bytes(sealed), model=model, row=row, field=field))
