"""Arrivals of one compartment that become durable and are acknowledged together.

    1  take      each arrival's bytes into the store (`arriving`), nothing visible yet
    2  keep      payloads durable under their random names
    3  headers   their copies durable in the header store
    4  rows      blobs, items, events, notes and one journal entry each, in one transaction
    5  answer    receipts; payloads that turned out to be held already are dropped
A crash before 4 has committed leaves files nobody acknowledged, which `sweep` removes; one after it leaves whole items.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction

from dokaz.access import api as access
from dokaz.custody import arriving, vault, walking
from dokaz.custody.arriving import Taken, is_full
from dokaz.custody.errors import NoRoom, Refused
from dokaz.custody.models import Blob
from dokaz.custody.receipts import Arrival, Receipt, Refusal
from dokaz.custody.rows import Held, Marks, Parentage, Writer, marks
from dokaz.kernel.faults import step
from dokaz.verify import age

MOST_FILES = 256
MOST_BYTES = 64 * 1024 * 1024
_ATTEMPTS = 4

Answer = Receipt | Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a group goes and by whose hand."""

    compartment: UUID
    by: access.Session
    equality_key: bytes | None = field(repr=False)

    @classmethod
    def of(cls, compartment: UUID, *, by: access.Session) -> "Place":
        try:
            return cls(compartment, by, access.equality_key(compartment, by=by))
        except access.KeyNotHeld:
            return cls(compartment, by, None)


@dataclass(slots=True)
class Group:
    """What was taken and is not answered yet, in the order it came."""

    place: Place
    parentage: Parentage | None = None
    slots: list[Taken | Refusal] = field(default_factory=list)
    size: int = 0
    headers: dict[str, bytes] = field(default_factory=dict)  # of payloads that are durable, by name
    generation: int = 0

    @property
    def full(self) -> bool:
        return len(self.slots) >= MOST_FILES or self.size >= MOST_BYTES

    def take(self, arrival: Arrival) -> None:
        try:
            taken = arriving.take(arrival, store=vault.store())
        except Refused as error:
            self.slots.append(walking.refusal(error, name=arrival.name, path=arrival.path))
            return
        self.slots.append(taken)
        self.size += taken.size

    def settle(self, now: Callable[[], datetime]) -> list[Answer]:
        """Make everything durable, and answer each slot; a full disk refuses the group and leaves nothing of it."""
        taken = [slot for slot in self.slots if isinstance(slot, Taken)]
        answers: Iterator[Answer]
        try:
            answers = iter(self._acknowledged(taken, now) if taken else ())
        except (OSError, OperationalError) as why:
            if not is_full(why):
                raise
            self._reclaim()
            answers = iter([_no_room(each) for each in taken])
        finally:
            self.discard()
        return [slot if isinstance(slot, Refusal) else next(answers) for slot in self.slots]

    def discard(self) -> None:
        """Drop what was not kept. What was kept and not acknowledged is left to `sweep`, which asks the rows."""
        for slot in self.slots:
            if isinstance(slot, Taken):
                slot.deposit.discard()

    def _acknowledged(self, taken: list[Taken], now: Callable[[], datetime]) -> list[Receipt]:
        known = [marks(each, self.place.equality_key) for each in taken]
        for attempt in range(_ATTEMPTS):
            self._keep(self._unheld(taken, known))
            try:
                return self._written(taken, known, now())
            except (KeyError, IntegrityError):
                # Another receiver came first, bytes counted as held were destroyed, or a reference was drawn twice.
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _unheld(self, taken: Sequence[Taken], known: Sequence[Marks]) -> list[Taken]:
        """Those whose bytes must be kept: held neither by the compartment nor by an earlier one of the group."""
        held = Held.of(self.place.compartment, list(known))
        first: dict[bytes, Taken] = {}
        for each, mark in zip(taken, known, strict=True):
            if held.lacks_bytes(mark):
                first.setdefault(mark.equality, each)
        return [each for each in first.values() if each.deposit.name not in self.headers]

    def _keep(self, fresh: Sequence[Taken]) -> None:
        if not fresh:
            return
        to = access.sealing(self.place.compartment)
        step("custody:keep")
        vault.store().keep([each.deposit for each in fresh])
        self._put({each.deposit.name: each.file_key for each in fresh}, to)

    def _put(self, file_keys: dict[str, bytes], to: access.Sealing) -> None:
        step("custody:headers")
        made = {name: age.seal_header(key, to.recipients) for name, key in file_keys.items()}
        self.headers |= made
        self.generation = to.generation
        vault.headers().put(made)

    def _written(self, taken: Sequence[Taken], known: Sequence[Marks], now: datetime) -> list[Receipt]:
        with transaction.atomic():
            step("custody:rows")
            to = access.sealing(self.place.compartment)
            if self.headers and to.generation != self.generation:  # SECURITY 1.7: a member left meanwhile
                self._put({each.deposit.name: each.file_key for each in taken if each.deposit.name in self.headers}, to)
            held = Held.of(self.place.compartment, list(known))
            writer = Writer(self.place.by, to, now, held, self.headers, self.parentage)
            for each, mark in zip(taken, known, strict=True):
                writer.add(each, mark)
            receipts = writer.write()
            step("custody:commit")
        step("custody:committed")
        self._drop(self.headers.keys() - writer.blobs_written)
        return receipts

    def _reclaim(self) -> None:
        """Give a full disk back what this group kept, as far as no row names it."""
        with access.whole_house("receive"):
            named = set(Blob.objects.filter(name__in=self.headers).values_list("name", flat=True))
        self._drop(self.headers.keys() - named)

    def _drop(self, names: set[str]) -> None:
        """Take durable payloads that no row names out of the store again."""
        for name in names:
            for held in (vault.store(), vault.headers()):
                with suppress(FileNotFoundError):
                    held.remove(name)


def _no_room(taken: Taken) -> Refusal:
    error = NoRoom(name=walking.shown(taken.arrival.name), size=taken.size, free=vault.store().free())
    return walking.refusal(error, name=taken.arrival.name, path=taken.arrival.path)
