"""Fixity: every stored byte read again and held against the hash it was received with. Never stops at a fault."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dokaz.access import api as access
from dokaz.custody import acting, hashing, lastchecks, opening, vault
from dokaz.custody.errors import (
    BytesAltered,
    BytesMissing,
    CustodyError,
    HeaderMissing,
    ItemDestroyed,
    StoreAway,
    StoreUnfit,
)
from dokaz.custody.events import Deed
from dokaz.custody.models import Blob, FixityRun, Item
from dokaz.custody.receipts import Checked, Circumstances, FixityReport
from dokaz.custody.words import OF_KEY, Act, Finding, HeaderFault
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealError
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _, said

BEGIN, CHECK, END = "custody:fixity:begin", "custody:item:check", "custody:fixity:end"
_AT_ONCE = 256
UNMARKED = _("What was sealed about {ref} is gone, and no mark says that it was destroyed.")
_FAULTS = (CustodyError, OSError, access.AccessError, SealError)


def check(
    *,
    by: access.Session,
    now: datetime | Callable[[], datetime],
    refs: Sequence[str] | None = None,
    told: Callable[[Checked], None] | None = None,
) -> FixityReport:
    """Read every item the account may see, or those named, and say of each: unchanged, altered, missing or unreadable.

    Each finding is a custody event with its entry, kept in groups as the run goes; `told` hears each at once. The
    header in the database is compared with its copy: unchanged bytes stay unchanged, and the fault of the header is
    named beside them. Physical objects and what was destroyed
    have nothing to check and are not counted. The end of the run has an entry for
    each compartment, sealed where that is protected (SECURITY 5.1). Raises NotPermitted, ItemNotFound for a reference
    that is none, StoreAway and StoreUnfit where the whole store cannot be read; what was found before is kept.
    """
    clock = now if callable(now) else lambda: now
    access.require(by, access.Permission.CHECK_FIXITY, now=clock())
    run = Run(by, clock)
    run.begin()
    for group in grouped(_named(refs, by) if refs is not None else every(by), _AT_ONCE):
        run.check(group, told or (lambda _checked: None))
    return run.end()


@dataclass(slots=True)
class Run:
    """One pass, kept in groups; its row and entries say when it began and how it ended."""

    by: access.Session
    clock: Callable[[], datetime]
    row: FixityRun = field(init=False)
    counts: dict[UUID, Counter[Finding]] = field(default_factory=lambda: defaultdict(Counter))
    protected: set[UUID] = field(default_factory=set)
    faults: list[Checked] = field(default_factory=list)
    _hashes: dict[UUID, "str | _Fault"] = field(default_factory=dict)
    _keys: opening.Keyring = field(init=False)

    def begin(self, run: UUID | None = None) -> None:
        now = self.clock()
        self.row = FixityRun(id=run or ordered_id(now), began_at=now, began_by=self.by.actor.account)
        with access.acting(self.by, now=now):
            self.row.save(force_insert=True)
            journal.record_many([self._of_the_row(BEGIN, now)])

    def go_on(self, row: FixityRun) -> None:
        """Take up a run that was cut off."""
        self.row = row

    def check(self, items: Sequence[Item], told: Callable[[Checked], None]) -> None:
        """Read a group, then keep its findings together."""
        deeds, answers = {}, []
        self._keys = opening.Keyring(self.by)
        for item in items:
            checked, found = self._read(item)
            deeds[item.id] = self._deed(item, checked, found)
            answers.append(checked)
        self._keep(items, deeds)
        for answer, item in zip(answers, items, strict=True):
            self._count(answer, item)
            told(answer)

    def end(self, *, together: Callable[[], AbstractContextManager[None]] = nullcontext) -> FixityReport:
        now = self.clock()
        self.row.ended_at = now
        for finding, count in self._total(of=self.counts.keys() - self.protected).items():
            setattr(self.row, finding.value, count)
        with access.acting(self.by, now=now), together():
            self.row.save(force_update=True)
            journal.record_many([self._of_the_row(END, now), *self._of_compartments(now)])
        return FixityReport(self.row.id, self.row.began_at, self._total(of=self.counts), tuple(self.faults))

    def _count(self, answer: Checked, item: Item) -> None:
        self.counts[item.compartment_id][answer.finding] += 1
        if item.compartment.protected:
            self.protected.add(item.compartment_id)
        if answer.finding is not Finding.UNCHANGED or answer.header_fault:
            self.faults.append(answer)

    def _total(self, *, of: Iterable[UUID]) -> dict[Finding, int]:
        counted = sum((self.counts[compartment] for compartment in of), Counter())
        return {finding: counted[finding] for finding in Finding}

    def _of_the_row(self, verb: str, now: datetime) -> journal.Draft:
        records = database.digests(self.row)
        return journal.Draft(verb=verb, by=self.by.actor, now=now, about=[str(self.row.id)], records=records)

    def _of_compartments(self, now: datetime) -> Iterator[journal.Draft]:
        """SECURITY 5.1: nobody reads in one compartment's entry how much lies in another."""
        for compartment, counts in sorted(self.counts.items()):
            yield journal.Draft(
                verb=END,
                by=self.by.actor,
                now=now,
                about=[str(self.row.id)],
                facts={finding.value: counts[finding] for finding in Finding},
                compartment=compartment,
                sealed=compartment in self.protected,
            )

    def _read(self, item: Item) -> tuple[Checked, str | None]:
        """One blob is read once a run; what is found is held against each item it belongs to."""
        assert item.blob is not None
        if item.blob.id not in self._hashes:
            self._hashes[item.blob.id] = _hash(item, self._keys)
        return _finding(item, item.blob, self._hashes[item.blob.id], self._keys.opener(item.compartment_id))

    def _deed(self, item: Item, checked: Checked, found: str | None) -> Deed:
        return Deed(
            Act.CHECKED,
            self.by.actor,
            self.clock(),
            Circumstances(reason=f"{OF_KEY} {checked.header_fault.value}" if checked.header_fault else ""),
            outcome=checked.finding.value,
            run=self.row.id,
            hash_after=found,
            protected=item.compartment.protected,
        )

    def _keep(self, items: Sequence[Item], deeds: dict[UUID, Deed]) -> None:
        now = self.clock()
        with access.acting(self.by, now=now):
            acting.happened_to_each(CHECK, items, deeds, facts=["outcome"])
            lastchecks.follow(items, deeds, now=now)


def _finding(item: Item, blob: Blob, found: "str | _Fault", opener: access.RecordOpener) -> tuple[Checked, str | None]:
    """What is found, in a sentence that names this item, and the hash of what was read."""
    try:
        expected = opening.sha256_of(item, opener=opener)
        key_fault = header_fault(blob)
    except _FAULTS as why:
        found = _fault(why)
    if isinstance(found, _Fault):
        return Checked(item.ref, found.finding, said(found.says).format(ref=item.ref, reason=found.reason)), None
    if found != expected:
        says = said(_("The SHA-256 of {ref} is {found}.")).format(ref=item.ref, found=found)
        return Checked(item.ref, Finding.ALTERED, says), found
    if key_fault:
        says = said(_("The bytes of {ref} are unchanged; {fault}.")).format(ref=item.ref, fault=said(key_fault.words))
        return Checked(item.ref, Finding.UNCHANGED, says, key_fault), found
    return Checked(item.ref, Finding.UNCHANGED, said(_("{ref} is unchanged.")).format(ref=item.ref)), found


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a blob gave no hash; `says` has a place for the item."""

    finding: Finding
    says: str
    reason: object = ""


def _fault(why: Exception) -> _Fault:
    if isinstance(why, StoreAway | StoreUnfit):  # no fault of one file: it may not be written into every chain
        raise why
    if isinstance(why, ItemDestroyed):  # marked ones are not looked at
        return _Fault(Finding.MISSING, UNMARKED)
    if isinstance(why, BytesMissing | HeaderMissing):
        return _Fault(Finding.MISSING, why.says)
    if isinstance(why, BytesAltered):
        return _Fault(Finding.ALTERED, why.says, why.facts["reason"])
    return _Fault(Finding.UNREADABLE, _("{ref} could not be read: {reason}"), why)


def _hash(item: Item, keys: opening.Keyring) -> str | _Fault:
    assert item.blob is not None
    try:
        with opening.plaintext(item, keys) as stream, opening.faults(item.ref):
            return hashing.sha256_of(stream, size=item.blob.size)
    except _FAULTS as why:
        return _fault(why)


def header_fault(blob: Blob) -> HeaderFault | None:
    """The header lies twice; both must be there and be the same (SECURITY 3.1). Raises what the store raises.

    A header that follows to a newer key is for a moment ahead in its copy, and a row may have been read hours ago. So a
    difference is believed only once nobody else writes.
    """
    found = _between(blob.header, blob.name)
    if found is not HeaderFault.COPY_ALTERED:
        return found
    with transaction.atomic(), access.whole_house("fixity"):
        return _between(Blob.objects.values_list("header", flat=True).get(pk=blob.pk), blob.name)


def _between(header: bytes | memoryview | None, name: str) -> HeaderFault | None:
    if header is None:
        return HeaderFault.ROW_MISSING
    try:
        copy = vault.headers().get(name)
    except FileNotFoundError:
        return HeaderFault.COPY_MISSING
    return None if copy == bytes(header) else HeaderFault.COPY_ALTERED


def _named(refs: Iterable[str], by: access.Session) -> Iterator[Item]:
    for item in acting.find_many(refs, by=by):
        if item.blob is not None:
            yield item


def to_check(*, but: Collection[UUID] = ()) -> QuerySet[Item]:
    """The items with bytes that were not destroyed, without those of some compartments. In a scope."""
    return Item.objects.filter(blob__isnull=False, destruction=None).exclude(compartment__in=but)


def every(
    by: access.Session, *, after: UUID | None = None, but: Callable[[], Collection[UUID]] = tuple
) -> Iterator[Item]:
    """Every item to check that the account may see, in their order and from behind one of them.

    They are asked for in pages, and so is which compartments are left out: a run may take days, and new ones come
    meanwhile.
    """
    while True:
        with access.scope(by):
            page = to_check(but=but()).select_related("blob", "compartment").order_by("id")
            found = list((page if after is None else page.filter(id__gt=after))[:_AT_ONCE])
        if not found:
            return
        yield from found
        after = found[-1].id


def grouped(items: Iterable[Item], at_once: int) -> Iterator[list[Item]]:
    """As many at once: what is kept together, and what a crash may let be read again."""
    left = iter(items)
    while group := list(islice(left, at_once)):
        yield group
