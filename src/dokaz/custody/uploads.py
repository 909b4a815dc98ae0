"""Files that come in over several requests: begun with their size, sent in parts, closed with name and last bytes.

    1  begin     a row with the file key, sealed under a secret of this process, and a payload nobody can see
    2  append    whole chunks of 64 KiB, each sealed once, in order; what is left over is kept nowhere
    3  close     the last chunk; then the payload is read back, opened and hashed, and received like any other
Until 3 has committed nothing is held: no entry speaks of it, and what was written is given back or swept. A closing
that failed once the last chunk was written can be done again, and nothing is sent anew; afterwards one whose answer got
lost is answered again. In memory of the process: `growing`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID, uuid4

from dokaz.access import api as access
from dokaz.custody import growing, mimes, vault
from dokaz.custody.arriving import Taken, is_full
from dokaz.custody.errors import NameRefused, NoRoom, UploadLost, UploadNotFound, UploadsTooMany
from dokaz.custody.groups import Group, Place
from dokaz.custody.growing import Growing, Incoming
from dokaz.custody.hashing import sha256_of
from dokaz.custody.models import Item
from dokaz.custody.models import Upload as UploadRow
from dokaz.custody.receipts import Arrival, Description, Receipt, Upload
from dokaz.custody.receiving import ARCHIVE, answered_alone
from dokaz.custody.words import Channel, Outcome
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said
from dokaz.verify import age

if TYPE_CHECKING:
    from dokaz.verify.age.ranges import SeekableSource

LASTS = timedelta(hours=12)  # without a further part
MOST = 8  # unfinished ones of one account
TOUCHED = timedelta(minutes=1)


def begin_upload(*, size: int, compartment: UUID | None = None, by: access.Session, now: datetime) -> Upload:
    """Make ready for a file of exactly so many bytes. Nothing of it is held before `close_upload` answers.

    Only this process can go on with it. Raises NotPermitted, NoRoom, UploadsTooMany.
    """
    place = compartment or access.compartment(ARCHIVE, by=by).id
    access.require(by, access.Permission.RECEIVE_EVIDENCE, compartment=place, now=now)
    access.sealing(place)  # raises where nothing can be sealed to it
    _refuse_too_many(by)
    _refuse_without_room(size)
    vault.headers().require_fit()
    row, file_key = UploadRow(id=uuid4(), account=by.actor.account, compartment_id=place, size=size), age.new_file_key()
    deposit = vault.store().begin(size=age.ciphertext_size(size), slowly=True)
    try:
        row.name, row.file_key = deposit.name, growing.seal_key(file_key, upload=row.id)
        row.begun_at = row.touched_at = now
        row.save(force_insert=True)
    except BaseException:
        deposit.discard()
        raise
    grows = Growing(row.account, size, deposit, age.GrowingPayload(file_key, deposit))
    growing.add(row.id, grows)
    return _told(row, grows)


def find_upload(upload: UUID, /, *, by: access.Session, now: datetime) -> Upload:
    """One of the account's own that is not finished. Raises UploadNotFound, UploadLost."""
    row = _unfinished(upload, by, now)
    return _told(row, _growing(row))


def uploads(*, by: access.Session, now: datetime) -> tuple[Upload, ...]:
    """The account's own that can go on, oldest first. What cannot any more is left out."""
    rows = UploadRow.objects.filter(account=by.actor.account, item=None, touched_at__gt=now - LASTS)
    found = [(row, growing.get(row.id)) for row in rows.order_by("begun_at", "id")]
    return tuple(_told(row, grows) for row, grows in found if grows is not None)


def append_upload(
    upload: UUID, /, *, incoming: Incoming, length: int, offset: int, before: str, by: access.Session, now: datetime
) -> Upload:
    """Take the next `length` bytes, which begin at `offset`, and say where it goes on.

    Whole chunks of 64 KiB are sealed as they come, also where the line breaks before `length`; the rest is kept
    nowhere. `before` is the SHA-256 of the 65,536 bytes before `offset` as the sender has them: it tells another file
    by mistake, and proves nothing. Raises UploadNotFound, UploadLost, UploadBusy, OffsetDiffers, OtherFile,
    LongerThanAnnounced, NotPermitted, and then nothing of this part was taken; NoRoom and StoreFault, and then the
    whole upload is lost.
    """
    row = _unfinished(upload, by, now)
    access.require(by, access.Permission.RECEIVE_EVIDENCE, compartment=row.compartment_id, now=now)
    grows = _growing(row)
    with grows.alone():
        grows.require_fits(offset=offset, length=length, before=before)
        _taken_up(row, grows, incoming, length)
        if now - row.touched_at >= TOUCHED:
            UploadRow.objects.filter(pk=row.pk).update(touched_at=now)
        return _told(row, grows)


def close_upload(
    upload: UUID, /, *, rest: bytes, name: str, path: str | None = None, source: str | None = None,
    description: Description | None = None, by: access.Session, now: datetime,
) -> Receipt:  # fmt: skip
    """Seal the last bytes, read everything back, and receive it: payload, header copy, rows and entry are durable.

    SHA-256, size and type are those of what was sealed. A closing that was done already is answered again, without an
    entry. After UploadLost it begins again. Whatever else is raised (UploadNotFound, UploadBusy, ShorterThanAnnounced,
    LongerThanAnnounced, OtherFile, NameRefused, NotPermitted, what `receive` raises), it can be closed again with the
    same last bytes while this process lives, unless the last chunk could not be written or the store failed to keep it:
    then the next closing raises UploadLost.
    """
    row = _own(upload, by, now)
    if row.item_id is not None:
        growing.drop(row.id)
        return _answered_again(row, name, path)
    access.require(by, access.Permission.RECEIVE_EVIDENCE, compartment=row.compartment_id, now=now)
    if not name:
        raise NameRefused
    grows = _growing(row)
    arrival = Arrival(
        open=_never, name=name, path=path, source=source, compartment=row.compartment_id, channel=Channel.UPLOAD,
        description=description or Description(), size=row.size,
    )  # fmt: skip
    with grows.alone():
        grows.require_rest(len(rest))
        try:
            receipt = _received(row, grows, arrival, rest, by, now)
        except BaseException:
            if grows.lost:
                growing.drop(row.id)
            raise
        growing.drop(row.id)
        return receipt


def drop_upload(upload: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Give one of the account's own up; what was written of it is given back. Raises UploadNotFound, UploadBusy."""
    row = _unfinished(upload, by, now)
    grows = growing.get(row.id)
    if grows is None:
        _forget(row)
        return
    with grows.alone():
        _forget(row)


def end_uploads(*, now: datetime) -> int:
    """Give up what did not go on for half a day, and what this process can no longer go on with; say how many."""
    ended = UploadRow.objects.filter(touched_at__lte=now - LASTS).values_list("id", "item")
    if over := list(ended):
        UploadRow.objects.filter(id__in=[upload for upload, _item in over]).delete()
    for upload in _without_row(growing.every()):
        growing.drop(upload)
    return sum(item is None for _upload, item in over)


def _without_row(here: Mapping[UUID, Growing]) -> set[UUID]:
    return here.keys() - set(UploadRow.objects.filter(item=None, id__in=list(here)).values_list("id", flat=True))


def is_awaited(name: str) -> bool:
    """Whether the payload of this name belongs to an upload that may go on, in whichever process."""
    return bool(awaited([name]))


def awaited(names: Iterable[str]) -> set[str]:
    """Those of the names that belong to uploads that may go on: a closing may have kept one and failed after that."""
    return set(UploadRow.objects.filter(name__in=names, item=None).values_list("name", flat=True))


def _refuse_too_many(by: access.Session) -> None:
    mine = [grows for grows in growing.every().values() if grows.account == by.actor.account]
    if len(mine) >= MOST:
        raise UploadsTooMany(count=len(mine))


def _refuse_without_room(size: int) -> None:
    free = vault.store().free() - growing.promised()
    if age.ciphertext_size(size) > free:
        raise _no_room(size, free)


def _no_room(size: int, free: int) -> NoRoom:
    return NoRoom(name=said(_("this file")), size=size, free=max(0, free))


def _own(upload: UUID, by: access.Session, now: datetime) -> UploadRow:
    """Whose it is not, learns nothing of it."""
    row = UploadRow.objects.filter(pk=upload, account=by.actor.account, touched_at__gt=now - LASTS).first()
    if row is None:
        raise UploadNotFound
    return row


def _unfinished(upload: UUID, by: access.Session, now: datetime) -> UploadRow:
    row = _own(upload, by, now)
    if row.item_id is not None:
        raise UploadNotFound
    return row


def _growing(row: UploadRow) -> Growing:
    grows = growing.get(row.id)
    if grows is None:
        raise UploadLost
    return grows


def _told(row: UploadRow, grows: Growing) -> Upload:
    ends = row.touched_at + LASTS
    end = growing.parts_end(row.size)
    return Upload(row.id, row.compartment_id, row.size, end, grows.offset, row.begun_at, ends)


def _taken_up(row: UploadRow, grows: Growing, incoming: Incoming, length: int) -> None:
    """Whatever goes wrong while chunks are sealed leaves it unknown what was written: it begins again."""
    try:
        grows.take(incoming, length)
    except BaseException as why:
        growing.drop(row.id)
        if isinstance(why, OSError) and is_full(why):
            raise _no_room(row.size, vault.store().free()) from why
        raise


def _received(
    row: UploadRow, grows: Growing, arrival: Arrival, rest: bytes, by: access.Session, now: datetime
) -> Receipt:
    group = Group(Place.of(row.compartment_id, by=by), settles=lambda receipts: _settle(row, receipts))
    return answered_alone(group, lambda group: group.put(_read_back(row, grows, arrival, rest)), now=now)


def _read_back(row: UploadRow, grows: Growing, arrival: Arrival, rest: bytes) -> Taken:
    """The closing pass: what the store gives back, opened and hashed, is what is received."""
    try:
        file_key = growing.open_key(bytes(row.file_key), upload=row.id)
        step("custody:upload-close")
        grows.finish(rest)
        step("custody:upload-read-back")
        with vault.store().open(row.name) if grows.kept else grows.deposit.sealed() as sealed:
            plain = age.PayloadReader(cast("SeekableSource", sealed), file_key)
            digest = bytes.fromhex(sha256_of(cast("BinaryIO", plain), size=plain.size))
            plain.seek(0)
            mime = mimes.of(plain.read(mimes.HEAD), name=arrival.name)
    except (age.PayloadError, SealBroken) as why:
        grows.in_doubt = True
        raise UploadLost from why
    except OSError as why:
        raise _no_room(row.size, vault.store().free()) if is_full(why) else why from why
    kept = grows.kept
    grows.taken = Taken(arrival, grows.deposit, file_key, plain.size, digest, mime, comes_again=True, kept=kept)
    return grows.taken


def _settle(row: UploadRow, receipts: list[Receipt]) -> None:
    """In the transaction of the item's rows. Raises UploadNotFound where it was given up meanwhile."""
    if not UploadRow.objects.filter(pk=row.pk, item=None).update(item=receipts[0].item, file_key=b""):
        raise UploadNotFound


def _answered_again(row: UploadRow, name: str, path: str | None) -> Receipt:
    with access.whole_house("receive"):
        (item,) = Item.objects.select(where="id = %s", values=[row.item_id], related=["blob"])
    assert item.blob is not None  # CHECK custody_only_an_object_has_no_bytes
    return Receipt(
        ref=item.ref, item=item.id, sha256=item.blob.sha256 or "", size=item.blob.size, entry=None,
        outcome=Outcome.ALREADY_HELD, name=name, path=path,
    )  # fmt: skip


def _forget(row: UploadRow) -> None:
    UploadRow.objects.filter(pk=row.pk).delete()
    growing.drop(row.id)


def _never() -> BinaryIO:
    raise AssertionError("its bytes are in the store already")
