"""The second act of destroying, and the same again after a restore.

What is decided stands in one transaction: mark, empty rows, no header, erased entries, register. What cannot be part of
it comes after: copies of headers, payloads, the database's own free pages. Only then it is told as done. Cut off
anywhere, the same command goes on: before the transaction nothing has happened, after it nothing opens any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dokaz.access import api as access
from dokaz.custody import acting, remains, vault
from dokaz.custody.destruction import DestructionReceipt, DestructionReport, Going
from dokaz.custody.errors import PayloadLocked, ReceiptOutdated, StoreUnfit
from dokaz.custody.models import Blob, Destruction, Item, Proposal
from dokaz.custody.proposing import DESTROY, going, settle_journal, words_of
from dokaz.custody.receipts import Circumstances
from dokaz.custody.shredding import BLOB, ITEM, Decided, shred
from dokaz.custody.steps import Step
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said

FINISH, AGAIN = "custody:destruction:finish", "custody:item:destroy-again"
_AT_ONCE = 100
SERVER_KEEPS = timedelta(days=35)  # docs/operating.md: longer than that no log and no back-up of a server is kept
NOT_TAKEN = _("The store did not take away the sealed bytes of {ref} ({why}). Nothing opens them.")


def destroy(receipt: DestructionReceipt, *, by: access.Session, now: datetime) -> DestructionReport:
    """Destroy what the receipt names, by the approval that a second person gave to exactly that.

    When this returns, no key in the house opens the files, and the mark of each item stays. The same call goes on where
    one was cut off, and changes nothing where all is done. Outside any transaction. Raises ReceiptOutdated where what
    would go has changed, NotPermitted, ItemNotFound, ApprovalMissing and ApprovalExpired of `access`, StoreFault,
    DatabaseBusy of `database`, and LogDeparted of `journal`.
    """
    settle_journal(now=now)
    access.require(by, access.Permission.DESTROY_ITEMS, compartment=receipt.compartment, now=now)
    if not _marks(receipt=receipt.sha256):
        _decide(receipt, by=by, now=now)
        step(Step.COMMITTED)
    marks = _marks(receipt=receipt.sha256)
    left = finish([mark for mark in marks if mark.finished_at is None], by=by, now=now)
    return DestructionReport(remains.told(_marks(receipt=receipt.sha256)), left)


def replay_gone(idents: Collection[bytes], *, by: access.Session, now: datetime) -> int:
    """Destroy again, after a restore, the items and files that these identifiers name, and say how many items.

    No second person is asked: the register proves that two decided it. Doing it again finishes what was cut off.
    Outside any transaction. Raises NotPermitted, StoreFault, and DatabaseBusy of `database`.
    """
    access.require(by, access.Permission.DESTROY_ITEMS, now=now)
    items, blobs = _named(idents)
    for start in range(0, len(items), _AT_ONCE):
        with access.acting(by, now=now):
            for item in items[start : start + _AT_ONCE]:
                shred(item, blobs.get(item.blob_id), Decided(by, now, AGAIN))
    finish_all(by=by, now=now)
    return len(items)


def finish_all(*, by: access.Session, now: datetime) -> None:
    """`finish` for whatever was cut off."""
    finish(_marks(finished_at=None), by=by, now=now)


def finish(marks: Sequence[Destruction], *, by: access.Session, now: datetime) -> tuple[str, ...]:
    """Take away what no transaction could, and only then say of each that it is done; give the sentences of what is
    left to others.
    """
    if not marks:
        return ()
    journal.keep_register()
    for mark in marks:
        _remove_copy(mark)
    step(Step.COPIES_GONE)
    kept = [sentence for mark in marks for sentence in _remove_payload(mark)]
    step(Step.PAYLOADS_GONE)
    elsewhere = database.scrub()
    step(Step.SCRUBBED)
    with access.acting(by, now=now), access.whole_house("destroy"):
        for mark in marks:
            mark.finished_at, mark.kept_until = now, _kept_until(now, in_files=bool(elsewhere))
            mark.save(update_fields=["finished_at", "kept_until", "locked_until"])
        journal.record_many([_finished(mark, by, now) for mark in marks])
    step(Step.FINISHED)
    return *kept, *elsewhere


def _kept_until(now: datetime, *, in_files: bool) -> datetime | None:
    """Until when a copy may open it: our back-ups, and what a server's own log and back-ups keep, 35 days at most."""
    held = vault.kept_until()
    return max(held or now, now + SERVER_KEEPS) if in_files else held


def _decide(receipt: DestructionReceipt, *, by: access.Session, now: datetime) -> None:
    items = acting.find_many(receipt.refs, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.DESTROY_ITEMS, compartment=receipt.compartment, now=now)
        said = _said(receipt, by)
        if by.home != receipt.home or not _the_same(going(items, by=by), receipt.items):
            raise ReceiptOutdated
        digest = bytes.fromhex(receipt.sha256)
        approval = access.consume(
            DESTROY, digest=digest, compartment=receipt.compartment, by=by, now=now, size=len(items)
        )
        second = access.approver(approval)
        decided = Decided(by, now, DESTROY, said, receipt, approval, second)
        gone = {each.item: each for each in receipt.items}
        for item in items:
            shred(item, item.blob if gone[item.id].shreds else None, decided)
        for index in sorted({index for each in receipt.items for index in each.entries}):
            journal.erase(index, reason=receipt.ground.value, by=by.actor, second=second, now=now)
        step(Step.ENTRIES_ERASED)


def _said(receipt: DestructionReceipt, by: access.Session) -> Circumstances:
    """Why, as the proposal has it sealed; it must be the one that the receipt was made with."""
    with access.scope(by):
        proposal = Proposal.objects.filter(pk=receipt.proposal).first()
    if proposal is None or database.digest(proposal).sha256 != receipt.proposal_sha256:
        raise ReceiptOutdated
    words = words_of(proposal, access.open_records(proposal.compartment_id, by=by))
    return Circumstances(reason=words["reason"], authority=words["authority"])


def _the_same(now: Sequence[Going], then: Sequence[Going]) -> bool:
    """A store may lengthen a lock meanwhile; nothing else may have changed."""
    return [replace(each, locked_until=None) for each in now] == [replace(each, locked_until=None) for each in then]


def _marks(**wanted: object) -> list[Destruction]:
    with access.whole_house("destroy"):
        found = Destruction.objects.select_related("item", "blob", "proposal", "compartment").filter(**wanted)
        return list(found.order_by("id"))


def _named(idents: Collection[bytes]) -> tuple[list[Item], dict[object, Blob]]:
    """The items these identifiers name and no mark stands for, and the files that went with them."""
    with access.whole_house("restore"):
        ids = Item.objects.filter(destruction=None).order_by("id").values_list("id", flat=True)
        named = journal.gone_among(ITEM, rows=ids.iterator(), idents=idents)
        items = list(Item.objects.select_related("compartment", "blob").filter(id__in=named).order_by("id"))
    blobs = {item.blob_id: item.blob for item in items if item.blob}
    gone = set(journal.gone_among(BLOB, rows=list(blobs), idents=idents))
    return items, {id_: blob for id_, blob in blobs.items() if id_ in gone}


def _remove_copy(mark: Destruction) -> None:
    if mark.blob is not None:
        remains.drop_copy(mark.blob)


def _remove_payload(mark: Destruction) -> list[str]:
    """One that the store does not give up stays, and says nothing without its header."""
    if mark.blob is None:
        return []
    try:
        vault.store().remove(mark.blob.name)
    except FileNotFoundError:
        pass
    except PayloadLocked as locked:
        mark.locked_until = locked.until
    except StoreUnfit as refused:  # the key of the operating page may not delete
        return [said(NOT_TAKEN).format(ref=mark.item.ref, why=refused.facts["why"])]
    return []


def _finished(mark: Destruction, by: access.Session, now: datetime) -> journal.Draft:
    return journal.Draft(
        verb=FINISH,
        by=by.actor,
        now=now,
        about=[mark.item.ref],
        records=database.digests(mark),
        compartment=mark.compartment_id,
        sealed=mark.compartment.protected,
    )
