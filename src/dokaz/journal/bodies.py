"""Checking entries one by one: body against leaf, and what stands beside an entry against its event."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dokaz.journal import register
from dokaz.journal.erasing import BODY, RESTORED
from dokaz.journal.events import ERASE, LOG_RESTORED, SALT_SIZE, commitment
from dokaz.journal.findings import Fault, Finding
from dokaz.journal.models import Body, Entry, Subject, Written
from dokaz.kernel.errors import DokazError
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

__all__ = ["Bodies", "Unseal"]

Unseal = Callable[[UUID, bytes], bytes | None]  # None: of a compartment that the reader does not belong to


@dataclass(frozen=True, slots=True)
class _Erased:
    """A body that is gone: where it stood, the entry that covers it, and whether the register names it."""

    index: int | None
    covering: int
    listed: bool


@dataclass(slots=True)
class Bodies:
    """Goes through every entry once, and remembers erasures until all covering entries have been seen."""

    unseal: Unseal | None
    found: list[Finding] = field(default_factory=list)
    seen: int = 0
    unopened: int = 0
    _erased: dict[int, _Erased] = field(default_factory=dict)  # by entry
    _covers: dict[int, tuple[int, bool]] = field(
        default_factory=dict
    )  # index -> covering entry, whether decided by two
    _restores: dict[int, tuple[int, int]] = field(default_factory=dict)  # entry of a restore -> first index, end

    def check(self, entries: Collection[Entry], place: dict[int, int]) -> None:
        ids = [entry.id for entry in entries]
        bodies = Body.objects.in_bulk(ids)
        marks = _marks(ids)
        for entry in entries:
            self.seen += 1
            self._check_one(entry, bodies.get(entry.id), place.get(entry.id), marks[entry.id])

    def finish(self) -> None:
        for entry, erased in self._erased.items():
            covering, decided = self._covers.get(-1 if erased.index is None else erased.index, (None, False))
            if covering != erased.covering or covering <= entry or not decided:
                self._report(Fault.ERASED_UNCOVERED, erased.index, entry)
            elif not erased.listed:
                self._report(Fault.GONE_UNLISTED, erased.index, entry)

    def _report(self, fault: Fault, index: int | None, entry: int) -> None:
        self.found.append(Finding(fault, named(index, entry)))

    def _check_one(self, entry: Entry, body: Body | None, index: int | None, marks: "_Marks") -> None:
        if body is None:
            self._report(Fault.BODY_MISSING, index, entry.id)
        elif body.erased_by_id is not None:
            self._erased[entry.id] = _Erased(index, body.erased_by_id, register.names(BODY, bytes(entry.leaf).hex()))
        elif body.sealed is None and (body.salt is None or body.event is None):
            self._report(Fault.ERASED_UNCOVERED, index, entry.id)
        else:
            self._check_opened(entry, body, index, marks)

    def _check_opened(self, entry: Entry, body: Body, index: int | None, marks: "_Marks") -> None:
        try:
            opened = self._opened(entry, body)
        except (DokazError, VerifyError):
            self._report(Fault.BODY_UNSEALABLE, index, entry.id)
            return
        if opened is None:
            self.unopened += 1
            return
        salt, event = opened
        if commitment(salt, event) != bytes(entry.leaf):
            self._report(Fault.BODY_ALTERED, index, entry.id)
        self._check_event(entry, event, index, marks)

    def _opened(self, entry: Entry, body: Body) -> tuple[bytes, bytes] | None:
        if body.sealed is None:
            assert body.salt is not None
            assert body.event is not None
            return bytes(body.salt), bytes(body.event)
        if self.unseal is None or entry.compartment is None:
            return None
        plain = self.unseal(entry.compartment, bytes(body.sealed))
        return None if plain is None else (plain[:SALT_SIZE], plain[SALT_SIZE:])

    def _check_event(self, entry: Entry, raw: bytes, index: int | None, marks: "_Marks") -> None:
        try:
            event = canonical.read_event(raw)
            expected = _Marks.of(entry, event)
        except (VerifyError, KeyError, TypeError):
            self._report(Fault.BODY_MALFORMED, index, entry.id)
            return
        if marks != expected or not _columns_fit(entry, event):
            self._report(Fault.MARKS_ALTERED, index, entry.id)
        if event["verb"] == ERASE and isinstance(event["facts"], dict):
            self._note_cover(entry.id, event)
        if event["verb"] == LOG_RESTORED and isinstance(event["facts"], dict):
            self._restores[entry.id] = _range(event["facts"])

    def covers_loss(self, covering: int, index: int) -> bool:
        """Whether that entry says that a restore lost what stood at this index."""
        first, end = self._restores.get(covering, (0, 0))
        return first <= index < end

    def _note_cover(self, entry: int, event: dict[str, Any]) -> None:
        target, second = event["facts"].get("index"), event["facts"].get("second")
        # after a restore the register, which only two persons' decisions ever reached, stands for the second
        again = second is None and event["facts"].get("reason") == RESTORED
        self._covers[target] = (entry, again or second not in (None, event["by"]["account"]))

    def undone(self, place: dict[int, int]) -> Iterator[Finding]:
        """Bodies that stand although an entry says they were erased."""
        for index in self._covers:
            entry = place.get(index)
            if entry is not None and entry not in self._erased:
                yield Finding(Fault.ERASURE_UNDONE, named(index, entry))

    @property
    def covered(self) -> list[int]:
        return list(self._covers)


def _range(facts: dict[str, Any]) -> tuple[int, int]:
    return int(facts.get("from", 0)), int(facts.get("to", 0))


def named(index: int | None, entry: int) -> str:
    return f"entry {entry}, not yet in the log" if index is None else f"index {index} (entry {entry})"


@dataclass(slots=True)
class _Marks:
    """What stands beside an entry in tables of its own, so that it is found."""

    subjects: set[str] = field(default_factory=set)
    written: set[tuple[str, str, str | None]] = field(default_factory=set)

    @classmethod
    def of(cls, entry: Entry, event: dict[str, Any]) -> "_Marks":
        records = {(each["kind"], each["id"], each["sha256"]) for each in event["records"]}
        return cls(set() if entry.sealed else set(event["about"]), records)


def _columns_fit(entry: Entry, event: dict[str, Any]) -> bool:
    place = None if entry.compartment is None else str(entry.compartment)
    verb = None if entry.sealed else event["verb"]
    return (entry.verb, place, entry.erasable) == (verb, event.get("compartment"), event.get("erasable", False))


def _marks(ids: list[int]) -> dict[int, _Marks]:
    marks: dict[int, _Marks] = defaultdict(_Marks)
    for entry, ref in Subject.objects.filter(entry_id__in=ids).values_list("entry_id", "ref"):
        marks[entry].subjects.add(ref)
    written = Written.objects.filter(entry_id__in=ids)
    for entry, kind, row, digest in written.values_list("entry_id", "kind", "row", "sha256"):
        marks[entry].written.add((kind, row, digest))
    return marks
