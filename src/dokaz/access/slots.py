"""HOME/home.json: what a home is, and for each account a slot in which its pass-phrase opens the machine's key.

Where the machine may start without a person, one more slot, which a start key opens and which is no account's.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from dokaz.access.errors import HomeUnreadable
from dokaz.access.passphrases import Argon2Cost
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.sealing import BoxPair, open_field, seal_field

HOME_FILE = "home.json"
PEPPER_FILE = "pepper"
DATABASE_KEY_FILE = "keys/database.age"
PEPPER_ESCROW_FILE = "keys/pepper.age"
LOG_ESCROW_FILE = "keys/log-{number}.age"


@dataclass(frozen=True, slots=True)
class Slot:
    """One account's way to open this machine: its Argon2id parameters, and the machine's secret sealed under them."""

    account: UUID
    salt: bytes
    cost: Argon2Cost
    machine: bytes = field(repr=False)

    def open(self, key: bytes) -> BoxPair | None:
        """The machine's key pair, or None where the key is another one."""
        return _opened(self.machine, key, _label(self.account))


@dataclass(frozen=True, slots=True)
class StartSlot:
    """The way to open this machine without a person: its secret, sealed under a key derived from the start key."""

    id: UUID
    machine: bytes = field(repr=False)

    def open(self, key: bytes) -> BoxPair | None:
        """The machine's key pair, or None where the key is another one."""
        return _opened(self.machine, key, _start_label(self.id))


@dataclass(frozen=True, slots=True)
class HomeFile:
    """What stands in home.json. The fingerprint pins the ceremony.

    Nothing in it is secret, and nothing says whose home it is: it lies in clear on a disk that may be seized.
    """

    home: UUID
    kind: str
    fingerprint: str
    machine: UUID
    slots: tuple[Slot, ...]
    start: StartSlot | None = None

    def written(self) -> bytes:
        return (json.dumps(self._facts(), ensure_ascii=False, indent=1) + "\n").encode()

    def with_slot(self, slot: Slot) -> "HomeFile":
        """This slot in the place of whatever the account had."""
        return self.with_slots([*(each for each in self.slots if each.account != slot.account), slot])

    def with_slot_beside(self, slot: Slot) -> "HomeFile":
        """This slot and the account's old one: while a pass-phrase changes, either opens the machine."""
        return self.with_slots([*self.slots, slot])

    def with_slots(self, found: Sequence[Slot]) -> "HomeFile":
        return replace(self, slots=tuple(found))

    def with_start(self, start: StartSlot | None) -> "HomeFile":
        """This slot in the place of the one there was; with None the machine starts by pass-phrases alone."""
        return replace(self, start=start)

    def _facts(self) -> dict[str, Any]:
        return {
            "v": 1,
            "home": str(self.home),
            "kind": self.kind,
            "ceremony": self.fingerprint,
            "machine": str(self.machine),
            "slots": [_slot_facts(slot) for slot in self.slots],
            **({} if self.start is None else {"start": _start_facts(self.start)}),
        }


def sealed(account: UUID, machine: BoxPair, *, key: bytes, salt: bytes, cost: Argon2Cost) -> Slot:
    return Slot(account, salt, cost, seal_field(key, machine.secret, aad=_label(account)))


def sealed_start(id: UUID, machine: BoxPair, *, key: bytes) -> StartSlot:  # noqa: A002 - it is one
    return StartSlot(id, seal_field(key, machine.secret, aad=_start_label(id)))


def read(home: Path) -> HomeFile:
    """Raises HomeUnreadable."""
    try:
        return _parsed((home / HOME_FILE).read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise HomeUnreadable(home=home, what=why) from why


def without_start(content: bytes) -> bytes:
    """The bytes of a home.json of which no start key opens anything: what came back may be from before it was ended."""
    file = _parsed(content)
    return content if file.start is None else file.with_start(None).written()


def read_bytes(home: Path, name: str) -> bytes:
    """A file of the home. Raises HomeUnreadable."""
    try:
        return (home / name).read_bytes()
    except OSError as why:
        raise HomeUnreadable(home=home, what=why) from why


def _parsed(content: bytes) -> HomeFile:
    """Raises ValueError, KeyError or TypeError where it is none."""
    facts: dict[str, Any] = json.loads(content)
    if facts["v"] != 1:
        raise ValueError(f"version {facts['v']}")
    bytes.fromhex(facts["ceremony"])
    return HomeFile(
        home=UUID(facts["home"]),
        kind=str(facts["kind"]),
        fingerprint=str(facts["ceremony"]),
        machine=UUID(facts["machine"]),
        slots=tuple(_slot(each) for each in facts["slots"]),
        start=_start(facts["start"]) if "start" in facts else None,
    )


def _slot(facts: dict[str, Any]) -> Slot:
    cost = facts["argon2"]
    return Slot(
        account=UUID(facts["account"]),
        salt=base64.b64decode(facts["salt"], validate=True),
        cost=Argon2Cost(memory_kib=int(cost["m"]), passes=int(cost["t"]), lanes=int(cost["p"])),
        machine=base64.b64decode(facts["sealed"], validate=True),
    )


def _slot_facts(slot: Slot) -> dict[str, Any]:
    return {
        "account": str(slot.account),
        "salt": base64.b64encode(slot.salt).decode(),
        "argon2": {"m": slot.cost.memory_kib, "t": slot.cost.passes, "p": slot.cost.lanes},
        "sealed": base64.b64encode(slot.machine).decode(),
    }


def _opened(machine: bytes, key: bytes, label: bytes) -> BoxPair | None:
    try:
        return BoxPair.from_secret(open_field(key, machine, aad=label))
    except SealBroken:
        return None


def _start(facts: dict[str, Any]) -> StartSlot:
    return StartSlot(UUID(facts["id"]), base64.b64decode(facts["sealed"], validate=True))


def _start_facts(slot: StartSlot) -> dict[str, Any]:
    return {"id": str(slot.id), "sealed": base64.b64encode(slot.machine).decode()}


def _start_label(id: UUID) -> bytes:  # noqa: A002 - it is one
    return b"start\x00" + id.bytes


def _label(account: UUID) -> bytes:
    return b"slot\x00" + account.bytes
