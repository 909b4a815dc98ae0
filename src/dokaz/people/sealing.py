"""Words that are sealed to one size, whether there is much to say or nothing."""

import json
from collections.abc import Mapping
from typing import Any

from dokaz.access import api as access
from dokaz.kernel.ids import random_id
from dokaz.kernel.sealing import size_class


def padded(words: Mapping[str, Any], *, least: int) -> tuple[bytes, int]:
    """JSON in UTF-8 of the size class of `least` bytes, and by how many bytes it is longer than that allows."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return text.ljust(least), max(0, len(text) - size_class(least) + 1)


def unpadded(text: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(text.decode("utf-8", "surrogatepass"))
    return told


def sealed_row(sealer: access.RecordSealer, text: bytes, *, model: str) -> dict[str, Any]:
    """The columns of a row of `model` that hold `text` sealed to its compartment under a key of the row's own."""
    row = random_id()
    key = sealer.new(row)
    return {
        "id": row,
        "compartment_id": sealer.compartment,
        "generation": key.generation,
        "record_key": key.wrapped,
        "words": sealer.seal(key, model=model, row=row, field="words", value=text),
    }
