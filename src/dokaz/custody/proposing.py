"""The first act of destroying: say exactly what will go, and ask a second person for a yes to that and nothing else."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, events, vault
from dokaz.custody.destruction import DestructionAsked, DestructionProposed, DestructionReceipt, Going
from dokaz.custody.errors import SeveralCompartments
from dokaz.custody.models import Event, Item, Proposal, ReceiptText
from dokaz.custody.receipts import CustodyEvent, given_out
from dokaz.custody.rows import ITEM
from dokaz.custody.words import Act, Ground, Kind
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

PROPOSE, DESTROY = "custody:destruction:propose", "custody:item:destroy"
READ = "custody:destruction:read"
PROPOSAL, RECEIPT = "custody.proposal", "custody.receipttext"


def propose_destruction(
    refs: Sequence[str], *, ground: Ground, reason: str, authority: str = "", by: access.Session, now: datetime
) -> DestructionAsked:
    """Say exactly what destroying these items will take away and what will remain, and ask for the approval of that.

    Nothing is destroyed. `reason` and `authority`, the rule or order it rests on, are sealed. The items are of one
    compartment. Raises ItemNotFound, ItemDestroyed, SeveralCompartments, NotPermitted, and LogDeparted of `journal`.
    """
    settle_journal(now=now)
    items = acting.find_many(refs, by=by)
    compartment = _one_compartment(items)
    with access.acting(by, now=now):
        access.require(by, access.Permission.DESTROY_ITEMS, compartment=compartment, now=now)
        proposal = _proposal(compartment, ground, {"reason": reason, "authority": authority}, by=by, now=now)
        receipt = DestructionReceipt(
            home=by.home,
            compartment=compartment,
            proposal=proposal.id,
            proposal_sha256=str(database.digest(proposal).sha256),
            ground=ground,
            asked_by=by.actor.account,
            made_at=now,
            kept_until=vault.kept_until(),
            items=going(items, by=by),
        )
        # never sealed: rows are believed only by an entry that everybody can read. It names no item of a protected one
        journal.record(
            PROPOSE,
            by=by.actor,
            now=now,
            about=[str(proposal.id)] if items[0].compartment.protected else receipt.refs,
            facts={"ground": ground.value, "sha256": receipt.sha256},
            records=database.digests(proposal, _kept(receipt, proposal)),
            compartment=compartment,
        )
        digest = bytes.fromhex(receipt.sha256)
        approval = access.ask(DESTROY, digest=digest, by=by, now=now, compartment=compartment, size=len(items))
    return DestructionAsked(receipt, approval)


def proposed_destruction(sha256: str, /, *, by: access.Session, now: datetime) -> DestructionProposed | None:
    """The receipt with this SHA-256, and why it is asked for, to whoever belongs to its compartment; else None.

    A second person reads here what they approve. Raises NotPermitted.
    """
    with access.scope(by):
        row = ReceiptText.objects.select_related("proposal", "compartment").filter(sha256=sha256).first()
    if row is None:
        return None
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=row.compartment_id, now=now)
        journal.vouch(*database.digests(row, row.proposal))
        opener = access.open_records(row.compartment_id, by=by)
        told = access.open_words(
            opener, record_key=row.record_key, sealed=row.words, model=RECEIPT, row=row.id, field="words"
        )
        said = words_of(row.proposal, opener)
        receipt = DestructionReceipt.read(told["receipt"].encode())
        journal.record(
            READ,
            by=by.actor,
            now=now,
            about=receipt.refs,
            compartment=row.compartment_id,
            sealed=row.compartment.protected,
        )
    return DestructionProposed(receipt, said["reason"], said["authority"])


def words_of(proposal: Proposal, opener: access.RecordOpener) -> dict[str, str]:
    """Why a destruction is asked for: `reason` and `authority`. Raises KeyNotHeld, SealBroken."""
    said: dict[str, str] = access.open_words(
        opener,
        record_key=proposal.record_key,
        sealed=proposal.words,
        model=PROPOSAL,
        row=proposal.id,
        field="words",
    )
    return said


def _kept(receipt: DestructionReceipt, proposal: Proposal) -> ReceiptText:
    row, sealer = ordered_id(receipt.made_at), access.seal_records(receipt.compartment)
    made = access.seal_words(sealer, model=RECEIPT, row=row, field="words", words={"receipt": receipt.written.decode()})
    kept = ReceiptText(
        id=row,
        compartment_id=receipt.compartment,
        generation=made.generation,
        proposal=proposal,
        sha256=receipt.sha256,
        record_key=made.record_key,
        words=made.words,
    )
    kept.save(force_insert=True)
    return kept


def settle_journal(*, now: datetime) -> None:
    """Every entry has its place before one is named for erasing. Raises LogDeparted."""
    if departed := journal.settle(now=now):
        raise departed


def going(items: Sequence[Item], *, by: access.Session) -> tuple[Going, ...]:
    """What will go with each of these, as things stand now."""
    ids = [item.id for item in items]
    entries = journal.erasable(ITEM, rows=[str(item) for item in ids])
    packages = _packages(items, by)
    with access.whole_house("destroy"):
        sharing = _standing("blob_id", {item.blob_id for item in items if item.blob_id}, but=ids)
        children = _standing("parent_id", ids, but=ids)
    return tuple(
        Going(
            ref=item.ref,
            item=item.id,
            kind=Kind(item.kind),
            received_at=item.received_at,
            size=item.blob.size if item.blob else None,
            blob=item.blob_id,
            shreds=item.blob is not None and not _refs(sharing, "blob_id", item.blob_id),
            held_by=_refs(sharing, "blob_id", item.blob_id),
            entries=tuple(entries[str(item.id)]),
            derivatives=_refs(children, "parent_id", item.id),
            packages=packages[item.id],
            locked_until=vault.store().locked_until(item.blob.name) if item.blob else None,
        )
        for item in items
    )


def _one_compartment(items: Iterable[Item]) -> UUID:
    found = acting.in_compartments(items)
    if len(found) != 1:
        raise SeveralCompartments
    return next(iter(found))


def _proposal(
    compartment: UUID, ground: Ground, words: dict[str, str], *, by: access.Session, now: datetime
) -> Proposal:
    row = ordered_id(now)
    made = access.seal_words(access.seal_records(compartment), model=PROPOSAL, row=row, field="words", words=words)
    proposal = Proposal(
        id=row,
        compartment_id=compartment,
        generation=made.generation,
        at=now,
        by=by.actor.account,
        ground=ground.value,
        record_key=made.record_key,
        words=made.words,
    )
    proposal.save(force_insert=True)
    return proposal


def _standing(column: str, values: Iterable[UUID], *, but: Sequence[UUID]) -> list[Item]:
    found = Item.objects.filter(**{f"{column}__in": list(values)}, destruction=None).exclude(id__in=but)
    return list(found.order_by("id"))


def _refs(items: Iterable[Item], column: str, value: UUID | None) -> tuple[str, ...]:
    return tuple(item.ref for item in items if value is not None and getattr(item, column) == value)


def _packages(items: Sequence[Item], by: access.Session) -> dict[UUID, tuple[str, ...]]:
    """The packages that left with a copy of each; one that did not come about after all is none."""
    opener = access.open_records(items[0].compartment_id, by=by)
    with access.whole_house("destroy"):
        given = list(Event.objects.filter(item__in=items, act=Act.GIVEN_OUT).order_by("item_id", "number"))
    told: dict[UUID, list[CustodyEvent]] = {item.id: [] for item in items}
    for row, event in zip(given, events.opened(given, opener=opener), strict=True):
        told[row.item_id].append(event)
    return {item: tuple(given_out(mine)) for item, mine in told.items()}
