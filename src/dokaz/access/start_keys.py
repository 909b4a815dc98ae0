"""Starting without a person: a key that opens this machine and no account, for a TPM or a token to keep (SECURITY 1.8).

It is one line of text, 256 random bits with a checksum, so that it can be given wherever a pass-phrase file is asked
for. What it starts does what a machine may do by itself; nobody can be granted anything by it.
"""

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dokaz.access import permissions, slots
from dokaz.access.errors import NoStartKey, StartKeyDamaged, WrongStartKey
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.journal import api as journal
from dokaz.kernel.ids import random_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, Purpose, derive

MAKE, END = "access:start-key:make", "access:start-key:end"
_PREFIX = "DOKAZ-START-KEY-1-"
_CHECK = 3  # bytes: with the key 280 bits, which base32 (RFC 4648 6) writes without padding


@dataclass(frozen=True, slots=True)
class StartKey:
    """A new one: the slot of the home's file that it opens, and its line, which is written nowhere else."""

    slot: slots.StartSlot
    line: str = field(repr=False)


def is_start_key(words: str, /) -> bool:
    """Whether this is, or was meant to be, a start key and no pass-phrase."""
    return words.strip().upper().startswith(_PREFIX)


def make_start_key(*, by: Session, now: datetime) -> StartKey:
    """A key that this home's machine starts with, once its slot stands in the home's file.

    The entry comes first: where no slot was written after it, nobody was shown the key. Raises NotPermitted.
    """
    secret = os.urandom(KEY_SIZE)
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.LET_START, now=now)
        journal.record(MAKE, by=by.actor, now=now, about=[str(by.machine)])
    slot = slots.sealed_start(random_id(), by.keys.machine, key=_key(secret))
    return StartKey(slot, _PREFIX + base64.b32encode(secret + _check(secret)).decode())


def end_start_key(*, by: Session, drop: Callable[[], bool], now: datetime) -> None:
    """Let the machine start by pass-phrases alone. `drop` takes the slot out of the home's file and says if there was
    one; the entry follows it, also where an earlier try was cut off before.

    Raises NotPermitted, NoStartKey.
    """
    journal.sequence(now=now)  # an entry of that earlier try is found by its place
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.LET_START, now=now)
        told = journal.entries_about_many([str(by.machine)], verbs={MAKE, END})[str(by.machine)]
        if not drop() and (not told or told[-1].verb == END):
            raise NoStartKey
        journal.record(END, by=by.actor, now=now, about=[str(by.machine)])


def opened_by(slot: slots.StartSlot | None, line: str, /) -> BoxPair:
    """The machine's key pair. Raises StartKeyDamaged, WrongStartKey."""
    secret = _read(line)
    pair = slot.open(_key(secret)) if slot else None
    if pair is None:
        raise WrongStartKey
    return pair


def _read(line: str) -> bytes:
    written = line.strip().upper().removeprefix(_PREFIX)
    try:
        held = base64.b32decode(written)
    except ValueError as why:
        raise StartKeyDamaged from why
    secret, check = held[:KEY_SIZE], held[KEY_SIZE:]
    if check != _check(secret):
        raise StartKeyDamaged
    return secret


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(_PREFIX.encode() + secret).digest()[:_CHECK]


def _key(secret: bytes) -> bytes:
    return derive(secret, Purpose.MACHINE_START)
