"""The list of one back-up: everything that a restore needs to know, in one sealed file."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.backups import parts
from dokaz.backups.errors import NoSuchBackup, PartDamaged, ShelfEmpty
from dokaz.backups.ports import Shelf
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.verify import age

VERSION = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of a back-up: its rows, and the names of its parts with those of what lies apart."""

    table: str
    rows: int
    parts: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """What one back-up holds. `files` are those of the home; they and the keys are secret."""

    id: UUID
    home: UUID
    made_at: datetime
    keys_until: datetime
    size: int
    checkpoint: str | None
    migrations: Mapping[str, str]
    tables: tuple[Listed, ...]
    payloads: int
    payload_bytes: int
    naming: bytes = field(repr=False)
    database_key: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def name(self) -> str:
        stamp = self.made_at.strftime("%Y%m%dT%H%M%SZ")
        return f"{parts.LISTS}{stamp}-{self.id.hex[-12:]}"

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def written(self) -> bytes:
        facts = {
            "v": VERSION,
            "id": str(self.id),
            "home": str(self.home),
            "made_at": clock.timestamp(self.made_at),
            "keys_until": clock.timestamp(self.keys_until),
            "size": self.size,
            "checkpoint": self.checkpoint,
            "migrations": dict(self.migrations),
            "tables": [[table.table, table.rows, table.parts] for table in self.tables],
            "payloads": [self.payloads, self.payload_bytes],
            "naming": _text(self.naming),
            "database_key": _text(self.database_key),
            "files": {name: _text(content) for name, content in self.files.items()},
        }
        return json.dumps(facts, separators=(",", ":")).encode()


def read(content: bytes) -> Backup:
    """Raises PartDamaged."""
    try:
        return _parsed(json.loads(content))
    except (ValueError, KeyError, TypeError) as why:
        raise PartDamaged(what=said(_("its list cannot be read ({why})")).format(why=why)) from why


def _parsed(facts: dict[str, Any]) -> Backup:
    if facts["v"] != VERSION:
        raise ValueError(said(_("version {version} is newer than this program")).format(version=facts["v"]))
    return Backup(
        id=UUID(facts["id"]),
        home=UUID(facts["home"]),
        made_at=clock.parse_timestamp(facts["made_at"]),
        keys_until=clock.parse_timestamp(facts["keys_until"]),
        size=int(facts["size"]),
        checkpoint=facts["checkpoint"],
        migrations=facts["migrations"],
        tables=tuple(
            Listed(table, rows, tuple((main, beside) for main, beside in names))
            for table, rows, names in facts["tables"]
        ),
        payloads=facts["payloads"][0],
        payload_bytes=facts["payloads"][1],
        naming=_bytes(facts["naming"]),
        database_key=_bytes(facts["database_key"]),
        files={name: _bytes(content) for name, content in facts["files"].items()},
    )


def _nobody(_why: PartDamaged) -> None:
    """Nobody is told: what was asked for is found all the same, or the damage is raised."""


def find(
    shelf: Shelf, identities: Sequence[age.Identity], told: Callable[[PartDamaged], None] = _nobody
) -> Iterator[Backup]:
    """The back-ups on a shelf that open, newest first; those damaged are told to `told`, and stop no other.

    Raises ShelfEmpty, and PartDamaged where none opens and one is damaged.
    """
    found, damaged = False, list[PartDamaged]()
    for name in sorted((name for name, _size in shelf.sizes(parts.LISTS)), reverse=True):
        try:
            backup = _listed(shelf, name, identities)
        except age.NoMatch:
            continue
        except PartDamaged as why:
            damaged.append(why)
            told(why)
            continue
        found = True
        yield backup
    if not found:
        raise damaged[0] if damaged else ShelfEmpty(shelf=shelf.name)


def _listed(shelf: Shelf, name: str, identities: Sequence[age.Identity]) -> Backup:
    backup = read(parts.opened(shelf, name, identities))
    if backup.name != name:
        raise PartDamaged(what=said(_("{name} holds the list of {other}")).format(name=name, other=backup.name))
    return backup


def one(shelf: Shelf, identities: Sequence[age.Identity], name: str | None) -> Backup:
    """The newest that opens, or the one of this name and no other. Raises ShelfEmpty, NoSuchBackup, PartDamaged."""
    if name is None:
        return next(find(shelf, identities))
    placed = parts.LISTS + name
    if all(there != placed for there, _ in shelf.sizes(parts.LISTS)):
        raise NoSuchBackup(backup=name, shelf=shelf.name)
    try:
        return _listed(shelf, placed, identities)
    except age.NoMatch as why:
        raise NoSuchBackup(backup=name, shelf=shelf.name) from why


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
