"""What is known of the items that are to leave, and the evidence of their receipt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.errors import ExhibitDiffers, NothingNamed, ReceiptAltered, ReceiptErased, ReceiptMissing
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealBroken
from dokaz.verify import canonical, merkle
from dokaz.verify.canonical import Value
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import ProofMismatch, VerifyError
from dokaz.verify.package.layout import OBJECT_RECORDS, RECEIPTS
from dokaz.verify.proofs import Proof

__all__ = ["AT_ONCE", "Evidence", "Head", "evidence", "groups", "records", "salts"]

AT_ONCE = 128  # items of one transaction: few enough for open files, many enough for one fsync to cost nothing
SALT_SIZE = 32
PAGES = "PDF:PageCount"  # as ExifTool names it
_MOST_PAGES = 1_000_000  # what says more is no paper

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What opens the leaf of a receipt, and leads from it to the checkpoint."""

    event: bytes
    salt: bytes = field(repr=False)
    proof: Proof

    @property
    def facts(self) -> dict[str, Value]:
        return canonical.read_event(self.event)

    @property
    def at(self) -> str:
        return str(self.facts["at"])

    @property
    def organisation(self) -> str:
        """The id of the organisation for which it was received."""
        by = self.facts["by"]
        assert isinstance(by, dict)
        return str(by["organisation"])

    @property
    def said(self) -> tuple[Value, Value]:
        """SHA-256 and size of the bytes as they were received."""
        facts = self.facts["facts"]
        assert isinstance(facts, dict)
        return facts.get("sha256"), facts.get("size")


@dataclass(frozen=True, slots=True)
class Head:
    """The checkpoint that all proofs of a package lead to, as signed and as read, and the key that signed it."""

    signed: bytes
    checkpoint: Checkpoint
    vkey: str


def records(refs: Sequence[str], *, by: access.Session, now: datetime) -> list[custody.Record]:
    """Every named item once, in the order named; each showing is an entry.

    Raises NothingNamed, and ItemNotFound and ItemDestroyed of `custody`.
    """
    found: dict[str, custody.Record] = {}
    for group in groups(refs):
        for record in custody.show_many(group, by=by, now=now):
            if record.destroyed:
                raise custody.ItemDestroyed(ref=record.ref)
            found.setdefault(record.ref, _without_metadata(record))
    if not found:
        raise NothingNamed
    return list(found.values())


def _without_metadata(record: custody.Record) -> custody.Record:
    """What is embedded in a file does not leave with the report, and may be as large as the file's maker liked.

    But how many pages it says it has, which whoever opens it sees.
    """
    examinations = tuple(replace(each, metadata=_pages(each.metadata)) for each in record.examinations)
    return replace(record, examinations=examinations)


def _pages(metadata: Mapping[str, Any]) -> dict[str, int]:
    count = metadata.get(PAGES)
    return {PAGES: count} if type(count) is int and 0 < count <= _MOST_PAGES else {}


def groups(named: Sequence[Named]) -> Iterator[Sequence[Named]]:
    for start in range(0, len(named), AT_ONCE):
        yield named[start : start + AT_ONCE]


def evidence(
    records: Sequence[custody.Record], *, head: Head, protected: set[UUID], by: access.Session
) -> dict[str, Evidence]:
    """The receipts of these items, by reference, under this head of the log.

    Raises ReceiptMissing, ReceiptErased, ReceiptAltered, and ExhibitDiffers where the receipt says another hash.
    """
    receipts = _receipts(records, protected=protected, by=by)
    proofs = journal.prove_many([receipts[record.ref].entry for record in records], size=head.checkpoint.size)
    return {record.ref: _evidence(record, receipts[record.ref], proofs, head) for record in records}


def salts(records: Sequence[custody.Record], *, by: access.Session) -> dict[str, bytes]:
    """The salts of the receipts of these items, as far as the log holds them by now: a package takes only such items.

    Raises ReceiptErased.
    """
    protected = {each for each in {record.compartment for record in records} if access.sealing(each).protected}
    receipts = _sealed_receipts(protected, by=by)
    receipts |= _open_receipts([record for record in records if record.compartment not in protected], missing_ok=True)
    return {record.ref: receipts[record.ref].salt for record in records if record.ref in receipts}


def _receipts(records: Sequence[custody.Record], *, protected: set[UUID], by: access.Session) -> dict[str, "_Receipt"]:
    receipts = _sealed_receipts(protected, by=by)
    receipts |= _open_receipts([record for record in records if record.compartment not in protected])
    for record in records:
        if record.ref not in receipts:
            raise ReceiptMissing(ref=record.ref)
    return receipts


def _evidence(record: custody.Record, receipt: "_Receipt", proofs: Mapping[int, journal.Proof], head: Head) -> Evidence:
    """Checked as a stranger will check it: a stored receipt is believed no more than a stored column."""
    place = proofs[receipt.entry]
    made = Evidence(receipt.event, receipt.salt, Proof(place.index, place.hashes, head.signed))
    try:
        merkle.verify_inclusion(
            leaf_hash=merkle.leaf_hash(journal.commitment(receipt.event, salt=receipt.salt)),
            index=place.index,
            size=head.checkpoint.size,
            proof=place.hashes,
            root=head.checkpoint.root,
        )
    except ProofMismatch as why:
        raise ReceiptAltered(ref=record.ref) from why
    if record.sha256 is not None and made.said != (record.sha256, record.size):
        raise ExhibitDiffers(ref=record.ref)
    return made


@dataclass(frozen=True, slots=True)
class _Receipt:
    """The entry that an item was received or recorded with, and what opens its leaf."""

    entry: int
    event: bytes
    salt: bytes = field(repr=False)


def _sealed_receipts(compartments: set[UUID], *, by: access.Session) -> dict[str, _Receipt]:
    """The receipts of protected compartments, whose entries name their item only inside the seal.

    Reads the whole log once; where there is no protected compartment it reads nothing.
    """
    found: dict[str, _Receipt] = {}
    for placed in journal.read(compartments=compartments) if compartments else ():
        if placed.sealed is None or placed.compartment not in compartments:
            continue
        try:
            body = access.open_sealed(placed.compartment, sealed=placed.sealed, by=by)
        except (SealBroken, access.KeyNotHeld):  # a damaged entry hinders its own item only, which is then named
            continue
        salt, event = body[:SALT_SIZE], body[SALT_SIZE:]
        if ref := _received(event):
            found.setdefault(ref, _Receipt(placed.entry, event, salt))  # the first: an item is received once
    return found


def _open_receipts(records: Sequence[custody.Record], *, missing_ok: bool = False) -> dict[str, _Receipt]:
    compartments = {record.compartment for record in records}
    about = journal.entries_about_many(
        [record.ref for record in records], verbs=RECEIPTS | OBJECT_RECORDS, compartments=compartments
    )
    wanted = [record for record in records if about[record.ref] or not missing_ok]
    entries = {record.ref: _entry(record, about[record.ref]) for record in wanted}
    opened = journal.evidence_many(list(entries.values()))
    return {ref: _Receipt(entry, opened[entry].event, opened[entry].salt) for ref, entry in entries.items()}


def _entry(record: custody.Record, about: Sequence[journal.PlacedEntry]) -> int:
    mine = [placed for placed in about if placed.compartment == record.compartment]
    for placed in mine:
        if placed.event and _received(placed.event) == record.ref:
            return placed.entry
    if any(placed.erased for placed in mine):
        raise ReceiptErased(ref=record.ref)
    raise ReceiptMissing(ref=record.ref)


def _received(event: bytes) -> str | None:
    """The reference of the item whose receipt this is; None for every other event, and for what is none."""
    try:
        read = canonical.read_event(event)
    except VerifyError:
        return None
    about = read.get("about")
    is_receipt = read.get("verb") in RECEIPTS | OBJECT_RECORDS
    return str(about[0]) if is_receipt and isinstance(about, list) and about else None
