"""Derivatives that programs make: text, recognised text, previews, stills, waveforms; and what items resemble.

The item is opened with the keys of whoever works, its bytes go to a child process in the sandbox, and what comes back
is received as an item of its own, sealed like any other. A file that breaks its program is held as before: the attempt
and its code are recorded, and the error says what it was.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import acting, likeness, opening, vault
from dokaz.custody.errors import HasNoBytes, NotOffered
from dokaz.custody.groups import Place
from dokaz.custody.models import Attempt, Item, Likeness
from dokaz.custody.ports import Made, Offer
from dokaz.custody.receipts import Arrival, Receipt
from dokaz.custody.receiving import receive_alone
from dokaz.custody.rows import Parentage
from dokaz.custody.words import Attempted, Channel, Making
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

ATTEMPT = "custody:item:attempt"
LIKENESS = "custody.likeness"
ENDED = (Attempted.MADE.value, Attempted.NOTHING.value)

Together = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class MakingDone:
    """How one making of an item ended; `receipt` is that of the new item, where there is one."""

    making: Making
    outcome: Attempted
    receipt: Receipt | None = None


def make(ref: str, *, making: Making, by: access.Session, now: datetime) -> MakingDone:
    """Let a program make one derivative of an item and receive it, once for each version of the program.

    Works in protected compartments too, for a member. Raises ItemNotFound, NotPermitted, HasNoBytes, NotOffered,
    BytesMissing, BytesAltered, and NotMade where the program could not: the item is held all the same.
    """
    return make_within(ref, making=making, by=by, now=now, together=lambda _outcome: nullcontext())


def make_within(ref: str, *, making: Making, by: access.Session, now: datetime, together: Together) -> MakingDone:
    """`make`, whose rows are written within a block of the caller's; it is given the outcome, a code."""
    item = acting.find(ref, by=by)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=item.compartment_id, now=now)
    return _Attempt(item, offer(item, making), by, now, together).ended()


def make_granted(job: UUID, *, making: Making, by: access.Session, now: datetime, together: Together) -> MakingDone:
    """`make_within` for a worker that belongs to no compartment: a member's grant to this job opens the one file.

    What is made is sealed to the compartment, so the worker cannot open it again. Raises GrantMissing of `access`, and
    what `make_within` does.
    """
    item, given = opening.granted(job, by=by, now=now)
    return _Attempt(item, offer(item, making), by, now, together, given.file_key).ended()


def makings(ref: str, *, by: access.Session, now: datetime) -> tuple[Making, ...]:
    """What the programs of this installation make of such an item. Raises ItemNotFound, ItemDestroyed, NotPermitted."""
    item = acting.find(ref, by=by)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=item.compartment_id, now=now)
    return tuple(each.making for each in offers(item))


def offers(item: Item) -> tuple[Offer, ...]:
    """What the programs of this installation make of an item's bytes."""
    return vault.makers().offers(item.mime) if item.blob else ()


def offer(item: Item, making: Making) -> Offer:
    """Raises HasNoBytes, NotOffered."""
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)
    for each in offers(item):
        if each.making is making:
            return each
    raise NotOffered(ref=item.ref, making=making.value, mime=item.mime)


@dataclass(frozen=True, slots=True)
class _Attempt:
    item: Item
    offer: Offer
    by: access.Session
    now: datetime
    together: Together
    file_key: bytes | None = field(default=None, repr=False)  # where a member granted it

    def ended(self) -> MakingDone:
        if self.ended_before:
            with self.together(Attempted.ALREADY.value):
                return MakingDone(self.offer.making, Attempted.ALREADY)
        return self.record(self.made())

    @property
    def ended_before(self) -> bool:
        with access.whole_house("derive"):
            return Attempt.objects.filter(
                item=self.item,
                making=self.offer.making.value,
                tool=self.offer.tool,
                tool_version=self.offer.version,
                outcome__in=ENDED,
            ).exists()

    def made(self) -> Made:
        assert self.item.blob is not None
        with self._opened() as stream, opening.faults(self.item.ref):
            return vault.makers().make(stream, size=self.item.blob.size, mime=self.item.mime, making=self.offer.making)

    def _opened(self) -> opening.Plaintext:
        if self.file_key is not None:
            return opening.plaintext_by(self.file_key, self.item)
        with access.acting(self.by, now=self.now):  # a key that is not held is refused with an entry (SECURITY 5.7)
            return opening.plaintext(self.item, opening.Keyring(self.by))

    def record(self, made: Made) -> MakingDone:
        """Raises what kept it from being made, once that is recorded."""
        if made.trouble is not None:
            with access.acting(self.by, now=self.now):
                self._tell(made.trouble.code)
            raise made.trouble(ref=self.item.ref)
        if made.content is None:
            with access.acting(self.by, now=self.now), self.together(Attempted.NOTHING.value):
                self._tell(Attempted.NOTHING.value)
            return MakingDone(self.offer.making, Attempted.NOTHING)
        return MakingDone(self.offer.making, Attempted.MADE, self._received(made, made.content))

    def _tell(self, outcome: str) -> None:
        """The item was read and nothing came of it: a row and an entry, with a code and no word."""
        row = self._row(outcome, access.seal_records(self.item.compartment_id))
        row.save(force_insert=True)
        journal.record(
            ATTEMPT,
            by=self.by.actor,
            now=self.now,
            about=[self.item.ref],
            facts={"making": self.offer.making.value, "outcome": outcome},
            records=database.digests(row),
            compartment=self.item.compartment_id,
            sealed=self.item.compartment.protected,
        )

    def _row(self, outcome: str, sealer: access.RecordSealer) -> Attempt:
        return Attempt(
            id=ordered_id(self.now),
            item=self.item,
            compartment_id=self.item.compartment_id,
            generation=sealer.generation,
            at=self.now,
            by=self.by.actor.account,
            making=self.offer.making.value,
            tool=self.offer.tool,
            tool_version=self.offer.version,
            outcome=outcome,
        )

    def _received(self, made: Made, content: bytes) -> Receipt:
        item, making = self.item, self.offer.making
        arrival = Arrival(
            open=lambda: io.BytesIO(content),
            name=f"{item.ref}-{making.value}.{made.ending}",
            source=f"{item.ref} {making.value} {self.offer.tool} {self.offer.version}",
            channel=Channel.MADE_HERE,
            size=len(content),
        )
        parentage = Parentage(
            item, making, self.offer.tool, self.offer.version, made.parameters, mime=made.mime,
            beside=lambda: self._beside(made, content),
        )  # fmt: skip
        place = Place.of(item.compartment_id, by=self.by)
        within = lambda: self.together(Attempted.MADE.value)  # noqa: E731 - a block for each attempt to commit
        return receive_alone(arrival, place, now=self.now, parentage=parentage, within=within)

    def _beside(self, made: Made, content: bytes) -> Iterator[Model]:
        """In the transaction that writes them: a member may have left since the item was read (SECURITY 1.7)."""
        sealer = access.seal_records(self.item.compartment_id)
        yield self._row(Attempted.MADE.value, sealer)
        for method, marks in _marks(made, content).items():
            if marks and not self._resembled_before(method):
                yield self._likeness(method, marks, sealer)

    def _resembled_before(self, method: str) -> bool:
        with access.whole_house("derive"):
            return Likeness.objects.filter(item=self.item, method=method).exists()

    def _likeness(self, method: str, marks: list[str], sealer: access.RecordSealer) -> Likeness:
        row = ordered_id(self.now)
        made = access.seal_words(sealer, model=LIKENESS, row=row, field="marks", words={"marks": marks})
        return Likeness(
            id=row,
            item=self.item,
            compartment_id=self.item.compartment_id,
            generation=made.generation,
            at=self.now,
            resemblance=likeness.METHODS[method].value,
            method=method,
            record_key=made.record_key,
            marks=made.words,
        )


def _marks(made: Made, content: bytes) -> dict[str, list[str]]:
    said = content.decode("utf-8", "replace") if made.mime == "text/plain" else ""
    shown = [mark for mark in map(likeness.of_picture, made.pictures) if mark]
    return {"picture-1": shown, "text-1": list(likeness.of_text(said))}
