"""Arrivals of one compartment that become durable and are acknowledged together.

    1  take      each arrival's bytes into the store (`arriving`), nothing visible yet
    2  keep      payloads durable under their random names
    3  headers   their copies durable in the header store
    4  rows      blobs, items, events, notes and one journal entry each, in one transaction
    5  answer    receipts; payloads that turned out to be held already are dropped
A crash before 4 has committed leaves files nobody acknowledged, which `sweep` removes; one after it leaves whole items.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.custody import arriving, vault, walking
from dokaz.custody.arriving import Taken, is_full
from dokaz.custody.errors import HeldBytesLost, NoRoom, PayloadLocked, Refused
from dokaz.custody.models import Blob
from dokaz.custody.receipts import Arrival, Receipt, Refusal
from dokaz.custody.rows import Held, Marks, Parentage, Writer, first_items, marks
from dokaz.database import api as database
from dokaz.kernel.faults import step
from dokaz.verify import age

MOST_FILES = 256
MOST_BYTES = 64 * 1024 * 1024
_ATTEMPTS = 4

Answer = Receipt | Refusal


@dataclass(slots=True)
class Place:
    """Where a group goes and by whose hand; and to whom the group before it was sealed, which may be outdated."""

    compartment: UUID
    by: access.Session
    equality_key: bytes | None = field(repr=False)
    last: access.Sealing | None = None

    @classmethod
    def of(cls, compartment: UUID, *, by: access.Session) -> "Place":
        try:
            return cls(compartment, by, access.equality_key(compartment, by=by))
        except access.KeyNotHeld:
            return cls(compartment, by, None)


@dataclass(slots=True)
class Group:
    """What was taken and is not answered yet, in the order it came. While it is open, nothing is swept."""

    place: Place
    parentage: Parentage | None = None
    settles: Callable[[list[Receipt]], None] | None = None  # called with the receipts in the transaction of the rows
    within: Callable[[], AbstractContextManager[None]] = nullcontext  # the transaction its rows are a part of
    slots: list[Taken | Refusal] = field(default_factory=list)
    size: int = 0
    headers: dict[str, bytes] = field(default_factory=dict)  # of payloads that are durable, by name
    recipients: tuple[age.Recipient, ...] = ()  # of these headers
    _known: list[Marks] = field(default_factory=list)
    _keeping: Future[None] | None = None
    _held: ExitStack = field(default_factory=ExitStack)
    _free: int = 0

    def __post_init__(self) -> None:
        vault.headers().require_fit()
        self._held.enter_context(vault.store().receiving())
        self._free = vault.store().free()

    @property
    def full(self) -> bool:
        return len(self.slots) >= MOST_FILES or self.size >= MOST_BYTES

    @property
    def taken(self) -> list[Taken]:
        return [slot for slot in self.slots if isinstance(slot, Taken)]

    def take(self, arrival: Arrival) -> None:
        try:
            taken = arriving.take(arrival, store=vault.store(), free=self._free - self.size)
        except Refused as error:
            self.slots.append(walking.refusal(error, name=arrival.name, path=arrival.path, found_at=arrival.found_at))
            return
        self.put(taken)

    def put(self, taken: Taken) -> None:
        """What is sealed in the store already."""
        self.slots.append(taken)
        self.size += taken.size

    def keep(self, keeper: Executor) -> None:
        """Begin to make the payloads durable, in another thread, while the caller takes the next group."""
        self._known = [marks(each, self.place.equality_key) for each in self.taken]
        held = Held.of(self.place.compartment, self._known)
        self._refuse_lost(held)
        self._submit(keeper, held)

    def _refuse_lost(self, held: Held) -> None:
        """Bytes recorded as held and no longer there are not acknowledged again: these may be the last copy."""
        for each, mark in zip(self.taken, tuple(self._known), strict=True):
            blob = held.blob(mark)
            if blob is not None and not vault.store().holds(blob.name, size=blob.stored_size):
                error = HeldBytesLost(name=walking.shown(each.arrival.name), ref=first_items([blob])[blob.id])
                self.slots[self.slots.index(each)] = _refused(error, each)
                self._known.remove(mark)
                each.discard()

    def answer(self, keeper: Executor, now: Callable[[], datetime]) -> list[Answer]:
        """Wait until everything is durable, and answer each slot; a full store refuses the group, leaving nothing.

        Raises DatabaseFull of `database`, and leaves nothing either.
        """
        answers: Iterator[Answer]
        try:
            answers = iter(self._acknowledged(keeper, now) if self._known else ())
        except OSError as why:
            if not is_full(why):
                raise
            self._reclaim()
            answers = iter([_no_room(each) for each in self.taken])
        except database.DatabaseFull:
            self._reclaim()
            raise
        finally:
            self.close()
        return [slot if isinstance(slot, Refusal) else next(answers) for slot in self.slots]

    def close(self) -> None:
        """Drop what was not kept. What was kept and not acknowledged is left to `sweep`, which asks the rows."""
        if self._keeping is not None:
            wait([self._keeping])
        for taken in self.taken:
            taken.discard()
        self._held.close()

    def _acknowledged(self, keeper: Executor, now: Callable[[], datetime]) -> list[Receipt]:
        for attempt in range(_ATTEMPTS):
            if self._keeping is not None:
                self._keeping.result()
            try:
                return self._written(now())
            except (KeyError, IntegrityError):
                # Another receiver came first, bytes counted as held were destroyed, or a reference was drawn twice.
                if attempt == _ATTEMPTS - 1:
                    raise
                self._submit(keeper, Held.of(self.place.compartment, self._known))
        raise AssertionError("unreachable")

    def _submit(self, keeper: Executor, held: Held) -> None:
        fresh = self._unheld(held)
        self._keeping = keeper.submit(self._make_durable, fresh, self._expected()) if fresh else None

    def _expected(self) -> access.Sealing:
        """To whom to seal, so far as is known; `_written` asks where it counts."""
        if self.place.last is None:
            self.place.last = access.sealing(self.place.compartment)
        return self.place.last

    def _unheld(self, held: Held) -> list[Taken]:
        """Those whose bytes must be kept: held neither by the compartment nor by an earlier one of the group."""
        first: dict[bytes, Taken] = {}
        for each, mark in zip(self.taken, self._known, strict=True):
            if held.lacks_bytes(mark):
                first.setdefault(mark.equality, each)
        return [each for each in first.values() if each.deposit.name not in self.headers]

    def _make_durable(self, fresh: Sequence[Taken], to: access.Sealing) -> None:
        step("custody:keep")
        _keep([each for each in fresh if not each.kept])
        self._put({each.deposit.name: each.file_key for each in fresh}, to)

    def _put(self, file_keys: dict[str, bytes], to: access.Sealing) -> None:
        step("custody:headers")
        made = {name: age.seal_header(key, to.recipients) for name, key in file_keys.items()}
        self.headers |= made
        self.recipients = to.recipients
        vault.headers().put(made)

    def _written(self, now: datetime) -> list[Receipt]:
        with self.within(), database.beside_others(), transaction.atomic():
            step("custody:rows")
            self.place.last = to = access.sealing(self.place.compartment)
            self._follow_generation(to)
            held = Held.of(self.place.compartment, self._known)
            writer = Writer(self.place.by, to, now, held, self.headers, self.parentage)
            for each, mark in zip(self.taken, self._known, strict=True):
                writer.add(each, mark)
            receipts = writer.write()
            if self.settles:
                self.settles(receipts)
            step("custody:commit")
        step("custody:committed")
        self._drop(self.headers.keys() - writer.blobs_written)
        return receipts

    def _follow_generation(self, to: access.Sealing) -> None:
        """SECURITY 1.7: a member may have left since the headers were made; then they are made anew."""
        if self.headers and to.recipients != self.recipients:
            self._put(
                {each.deposit.name: each.file_key for each in self.taken if each.deposit.name in self.headers}, to
            )

    def _reclaim(self) -> None:
        """Give back what this group kept, as far as no row names it."""
        with access.whole_house("receive"):
            named = set(Blob.objects.filter(name__in=self.headers).values_list("name", flat=True))
        self._drop(self.headers.keys() - named - {each.deposit.name for each in self.taken if each.comes_again})

    def _drop(self, names: set[str]) -> None:
        """Take durable payloads that no row names out of the store again."""
        for name in names:
            for held in (vault.store(), vault.headers()):
                with suppress(FileNotFoundError, PayloadLocked):  # a locked one is left to a later `sweep`
                    held.remove(name)


def _keep(fresh: Sequence[Taken]) -> None:
    """A payload whose keeping failed is one of which nobody knows what of it is durable."""
    for each in fresh:
        each.kept = None
    if fresh:
        vault.store().keep([each.deposit for each in fresh])
    for each in fresh:
        each.kept = True


def _no_room(taken: Taken) -> Refusal:
    error = NoRoom(name=walking.shown(taken.arrival.name), size=taken.size, free=vault.store().free())
    return _refused(error, taken)


def _refused(error: Refused, taken: Taken) -> Refusal:
    arrival = taken.arrival
    return walking.refusal(error, name=arrival.name, path=arrival.path, found_at=arrival.found_at)
