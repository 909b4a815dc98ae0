"""The invented records: who gave what, how, and under which conditions (the fields of a receipt)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from dokaz.demo.contents import Content

Sensitivity = Literal["open", "internal", "sealed"]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented name, for documents that would carry one; the data knows the person by pseudonym and code only."""

    part: str
    belarusian: str
    russian: str
    english: str


@dataclass(frozen=True, slots=True)
class Organisation:
    key: str
    belarusian: str
    russian: str
    english: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what an item came from; `ref` is a P-code for a person and empty for a public page or an office.

    The code stands in the papers of the world alone. Items name their source by the pseudonym, which the person bears
    who is entered for it under a reference of their own.
    """

    part: str
    ref: str
    pseudonym: str
    kind: Literal["person", "organisation", "public page"]
    languages: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file to be received; `path` is relative to the folder and uses `/`. `source` names a Source by its part."""

    path: str
    title: str
    description: str
    source: str
    channel: str
    place: str
    original_holder: str
    how_obtained: str
    languages: tuple[str, ...]
    arrived: datetime
    content: Content
    sensitivity: Sensitivity = "internal"
    restrictions: str = ""


@dataclass(frozen=True, slots=True)
class Derivative:
    """A file made from another one; `of` is the path of the item it was made from."""

    path: str
    of: str
    kind: Literal["transcript", "redacted copy"]
    how_made: str
    title: str
    languages: tuple[str, ...]
    made_at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a physical object from hand to hand; equal `giver` and `taker` mean that it stayed."""

    at: datetime
    event: Literal["examined in place", "left in place", "handed over", "stored", "digitised", "returned"]
    giver: str
    taker: str
    place: str
    reason: str
    condition: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class PhysicalObject:
    key: str
    title: str
    description: str
    source: str
    photographs: tuple[str, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class World:
    seed: int
    town: tuple[str, str, str]
    persons: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    sources: tuple[Source, ...]
    items: tuple[Item, ...]
    objects: tuple[PhysicalObject, ...]
    derivatives: tuple[Derivative, ...]

    def source(self, part: str) -> Source:
        """Give the source that plays a part; raises KeyError for a part that nobody plays."""
        return {source.part: source for source in self.sources}[part]


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the world: at `path`, or not made, with `missing` saying why and what would help."""

    record: Item | Derivative
    path: Path | None
    sha256: str
    size: int
    missing: str = ""
