"""The folder of one log witness.

witness.json            name, verifier keys, and the sealed keys
logs/<SHA-256 of the origin>/
    log.json            origin, verifier key, operator, since when
    held                the newest checkpoint it cosigned, with the log's signature and its own; `states` reads it
    lock                held while a request about this log is decided; empty
mirror/<…>/             leaf hashes of the same logs (`journal.FolderMirror`)
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dokaz.cosigning import states
from dokaz.cosigning.errors import (
    LogRefused,
    WitnessHomeDamaged,
    WitnessHomeMissing,
    WitnessHomeTaken,
    WitnessNameRefused,
)
from dokaz.cosigning.secrets import DEFAULT_COST, Cost, SealedKeys, new_keys
from dokaz.kernel import clock, files
from dokaz.kernel.errors import AlreadyThere
from dokaz.kernel.languages import _, said
from dokaz.verify.errors import KeyMalformed
from dokaz.verify.notes import ED25519, SignerKey, VerifierKey

__all__ = [
    "ServedLog",
    "WitnessKeys",
    "folder_of",
    "keys",
    "make",
    "mirror_folder",
    "newest",
    "published",
    "serve",
    "served",
]

WITNESS_FILE = "witness.json"
LOG_FILE = "log.json"

NO_LOG_KEY = _("the key given is not one that signs checkpoints of a log: {why}")
OTHER_KEY = _("another key is served under the name {origin} already. A log that changed its key is a new one here.")


@dataclass(frozen=True, slots=True)
class WitnessKeys:
    """What a log must know to admit this witness: its name, and a key of each kind."""

    name: str
    vkeys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServedLog:
    """A log whose checkpoints this witness cosigns, and who runs it."""

    origin: str
    vkey: str
    operator: str
    since: str


def make(folder: Path, *, name: str, passphrase: str, cost: Cost = DEFAULT_COST) -> WitnessKeys:
    """Make a log witness in an empty or new folder. Raises WitnessHomeTaken, WitnessNameRefused."""
    if folder.exists() and any(folder.iterdir()):
        raise WitnessHomeTaken(home=folder)
    made = _new_keys(name)
    vkeys = [str(key.verifier) for key in made]
    sealed = SealedKeys.seal(made, passphrase=passphrase, cost=cost)
    try:
        files.write_new(folder / WITNESS_FILE, [_written({"v": 1, "name": name, "keys": vkeys, **sealed.facts()})])
    except AlreadyThere as why:
        raise WitnessHomeTaken(home=folder) from why
    return WitnessKeys(name, tuple(vkeys))


def published(folder: Path) -> WitnessKeys:
    """Name and keys of the witness in a folder. Raises WitnessHomeMissing, WitnessHomeDamaged."""
    facts = _facts(folder)
    return WitnessKeys(str(facts["name"]), tuple(map(str, facts["keys"])))


def keys(folder: Path, *, passphrase: str) -> tuple[SignerKey, ...]:
    """Raises WitnessStaysClosed, WitnessHomeMissing, WitnessHomeDamaged."""
    facts, told = _facts(folder), published(folder)
    try:
        sealed = SealedKeys.of(facts)
    except (ValueError, KeyError, TypeError) as why:
        raise WitnessHomeDamaged(file=WITNESS_FILE, why=why) from why
    opened = sealed.open(name=told.name, passphrase=passphrase)
    if tuple(str(key.verifier) for key in opened) != told.vkeys:
        raise WitnessHomeDamaged(file=WITNESS_FILE, why="keys")
    return opened


def serve(folder: Path, *, vkey: str, operator: str, now: datetime) -> ServedLog:
    """Cosign this log from now on; harmless when repeated. Raises LogRefused, WitnessHomeMissing."""
    _facts(folder)
    key = _log_key(vkey)
    place = folder_of(folder, key.name)
    log = ServedLog(key.name, vkey, operator, clock.timestamp(now))
    files.make_folders(place)
    with files.exclusive(place / states.LOCK):
        if (place / LOG_FILE).exists():
            standing = _log(place)
            if standing.vkey != vkey:
                raise LogRefused(why=said(OTHER_KEY).format(origin=key.name))
            return standing
        states.begin(place)
        facts = {"v": 1, "origin": log.origin, "vkey": vkey, "operator": operator, "since": log.since}
        files.write_new(place / LOG_FILE, [_written(facts)])  # last: with it the log is served
    return log


def served(folder: Path) -> tuple[ServedLog, ...]:
    """Every log this witness cosigns, by origin. Raises WitnessHomeMissing, WitnessHomeDamaged."""
    _facts(folder)
    places = [path.parent for path in (folder / "logs").glob(f"*/{LOG_FILE}")]
    return tuple(sorted(map(_log, places), key=lambda log: log.origin))


def newest(folder: Path, *, log: ServedLog) -> bytes | None:
    """The newest checkpoint it cosigned of a log, read without opening its keys. Raises StateDamaged."""
    own = [VerifierKey.parse(vkey) for vkey in published(folder).vkeys]
    return states.read(folder_of(folder, log.origin), log=VerifierKey.parse(log.vkey), own=own).note


def folder_of(folder: Path, origin: str) -> Path:
    return folder / "logs" / sha256(origin.encode()).hexdigest()


def mirror_folder(folder: Path) -> Path:
    """Where the leaf hashes of the served logs lie, for `journal.FolderMirror`."""
    return folder / "mirror"


def _new_keys(name: str) -> tuple[SignerKey, ...]:
    try:
        if len(name.encode()) > 200:  # tlog-cosignature: at most 255 bytes are signed
            raise WitnessNameRefused(name=name)
        return new_keys(name)
    except (KeyMalformed, UnicodeEncodeError) as why:
        raise WitnessNameRefused(name=name) from why


def _log_key(vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(vkey)
    except KeyMalformed as why:
        raise LogRefused(why=said(NO_LOG_KEY).format(why=why)) from why
    if key.kind != ED25519:
        raise LogRefused(why=said(NO_LOG_KEY).format(why=f"0x{key.kind:02x}"))
    return key


def _facts(folder: Path) -> dict[str, Any]:
    path = folder / WITNESS_FILE
    if not path.is_file():
        raise WitnessHomeMissing(home=folder)
    return _read(path, {"name", "keys", "salt", "argon2", "sealed"})


def _log(place: Path) -> ServedLog:
    facts = _read(place / LOG_FILE, {"origin", "vkey", "operator", "since"})
    return ServedLog(facts["origin"], facts["vkey"], facts["operator"], facts["since"])


def _read(path: Path, names: set[str]) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_bytes())
    except (OSError, ValueError) as why:
        raise WitnessHomeDamaged(file=path.name, why=why) from why
    if not isinstance(facts, dict) or facts.get("v") != 1 or not names <= facts.keys():
        raise WitnessHomeDamaged(file=path.name, why="names")
    return facts


def _written(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()
