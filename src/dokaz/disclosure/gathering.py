"""What is known of the items that are to leave, and the evidence of their receipt."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.errors import NothingNamed, ReceiptErased, ReceiptMissing
from dokaz.journal import api as journal
from dokaz.verify import canonical
from dokaz.verify.canonical import Value
from dokaz.verify.package.layout import OBJECT_RECORDS, RECEIPTS
from dokaz.verify.proofs import Proof

__all__ = ["AT_ONCE", "Evidence", "evidence", "groups", "records"]

AT_ONCE = 64  # items of one transaction: few enough for open files, many enough for one fsync to cost nothing
SALT_SIZE = 32


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


def records(refs: Sequence[str], *, by: access.Session, now: datetime) -> list[custody.Record]:
    """Every named item once, in the order named; each showing is an entry. Raises NothingNamed, ItemNotFound."""
    found: dict[str, custody.Record] = {}
    for group in groups(refs):
        with access.acting(by, now=now):
            for ref in group:
                record = custody.show(ref, by=by, now=now)
                found.setdefault(record.ref, record)
    if not found:
        raise NothingNamed
    return list(found.values())


def groups(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(refs), AT_ONCE):
        yield refs[start : start + AT_ONCE]


def evidence(
    record: custody.Record, *, checkpoint: bytes, size: int, sealed: dict[str, tuple[int, bytes, bytes]]
) -> Evidence:
    """The receipt of one item under a checkpoint of that size. Raises ReceiptMissing, ReceiptErased."""
    entry, event, salt = _open_receipt(record) or sealed.get(record.ref) or _missing(record.ref)
    proof = journal.prove(entry, size=size)
    return Evidence(event, salt, Proof(proof.index, proof.hashes, checkpoint))


def sealed_receipts(compartments: set[UUID], *, by: access.Session) -> dict[str, tuple[int, bytes, bytes]]:
    """The receipts of protected compartments, whose entries name their item only inside the seal.

    Reads the whole log once; where there is no protected compartment it reads nothing.
    """
    found: dict[str, tuple[int, bytes, bytes]] = {}
    for placed in journal.read(compartments=compartments) if compartments else ():
        if placed.sealed is None or placed.compartment not in compartments:
            continue
        body = access.open_sealed(placed.compartment, sealed=placed.sealed, by=by)
        salt, event = body[:SALT_SIZE], body[SALT_SIZE:]
        ref = _received(event)
        if ref:
            found[ref] = (placed.entry, event, salt)
    return found


def _open_receipt(record: custody.Record) -> tuple[int, bytes, bytes] | None:
    erased = False
    for placed in journal.entries_about(record.ref, compartments=[record.compartment]):
        if placed.verb in RECEIPTS | OBJECT_RECORDS and placed.erased:
            erased = True
        elif placed.event and _received(placed.event) == record.ref:
            opened = journal.evidence(placed.entry)
            return placed.entry, opened.event, opened.salt
    if erased:
        raise ReceiptErased(ref=record.ref)
    return None


def _received(event: bytes) -> str | None:
    """The reference of the item whose receipt this is; None for every other event."""
    read = canonical.read_event(event)
    about = read.get("about")
    with suppress(TypeError):
        if read.get("verb") in RECEIPTS | OBJECT_RECORDS and isinstance(about, list) and about:
            return str(about[0])
    return None


def _missing(ref: str) -> tuple[int, bytes, bytes]:
    raise ReceiptMissing(ref=ref)
