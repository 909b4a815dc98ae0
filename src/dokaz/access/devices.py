"""Devices in which an account signed in before: one is told of each that is new, and says whether it was oneself.

A device is a cookie and nothing more. What was known before does not wait for strangers who try its owner's name; one
that its owner did not know is signed out, and is new again when it comes back.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from dokaz.access import factors, names, permissions
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import DeviceUnknown
from dokaz.access.sign_in_rows import BrowserSession, Device, DeviceUse, Stage
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code
from dokaz.kernel.ids import ordered_id

MARK = 32
DISOWN = "access:device:disown"
TOLD = timedelta(days=30)  # how long one is told of a device that nobody answered for
_UNANSWERED = """
    JOIN access_device ON access_device.id = device_id
    WHERE access_device.account_id = %s AND known_at IS NULL AND disowned_at IS NULL AND first_at > %s
    ORDER BY access_deviceuse.id"""


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device in which an account signed in: since when, when last, and what its owner said of it, if anything."""

    id: UUID
    first_at: datetime
    last_at: datetime
    mine: bool | None
    here: bool


def digest_of(mark: bytes | None) -> bytes | None:
    """What is kept of the cookie."""
    return sha256(mark).digest() if mark else None


def known(mark: bytes | None, name: Code | None) -> bytes | None:
    """The digest of a device that signed in to the account of this name before and was not disowned; or None.

    Whose rows no entry vouches for is not known.
    """
    digest = digest_of(mark)
    rows = DeviceUse.objects.select_related("device").filter(device__digest=digest, disowned_at=None)
    for row in rows if digest else ():
        if names.name_of(row.device.account_id) == name and _vouched(row):
            return digest
    return None


def seen(mark: bytes | None, account: UUID, now: datetime) -> tuple[bytes, Device, list[DeviceUse | Device], bool]:
    """The browser's mark, its row for this account, the rows to be named in the entry, and whether it is new there."""
    digest = digest_of(mark)
    device = Device.objects.filter(account=account, digest=digest).first() if digest else None
    use = DeviceUse.objects.filter(device=device).first() if device else None
    if device is None or (use is not None and use.disowned_at is not None):
        return _first_seen(mark if device is None else None, account, now)
    if use is None:  # of before uses were kept
        use = DeviceUse.objects.create(id=ordered_id(now), device=device, last_at=now, known_at=now)
    else:
        journal.vouch(*database.digests(device, use))
        use.last_at = now
        use.save(update_fields=["last_at"])
    return mark or b"", device, [use], False


def devices(*, account: UUID | None = None, here: UUID | None = None, by: Session, now: datetime) -> list[SeenDevice]:
    """Where an account, one's own or a colleague's, ever signed in, newest use first; `here` is one's own device.

    Raises NotPermitted.
    """
    if account not in (None, by.actor.account):
        permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    rows = _of_account(account or by.actor.account)
    return [_told(row, here) for row in sorted(rows, key=lambda row: row.last_at, reverse=True)]


def strangers(account: UUID, *, here: UUID | None, now: datetime) -> tuple[SeenDevice, ...]:
    """The devices new to this account about which its owner was asked at another one and has not answered."""
    rows = database.select(DeviceUse, sql=_UNANSWERED, values=[account, now - TOLD], related=["device"])
    return tuple(_told(row, here) for row in rows if row.device_id != here)


def know_device(device: UUID, /, *, here: UUID | None, by: Session, now: datetime) -> None:
    """Say that it was oneself. No device answers for itself. Raises DeviceUnknown, and DatabaseBusy of `database`."""
    factors.refuse_locked(by)
    with permissions.acting(by, now=now):
        row = _own(device, here, by)
        row.known_at = now
        row.save(update_fields=["known_at"])
        _record("access:device:know", row, by, now)


def disown_device(device: UUID, /, *, here: UUID | None, by: Session, now: datetime) -> int:
    """Say that it was not oneself: its sessions end at once, and it counts as known no more.

    Raises DeviceUnknown, and DatabaseBusy of `database`.
    """
    factors.refuse_locked(by)
    with permissions.acting(by, now=now):
        row = _own(device, here, by)
        row.disowned_at = now
        row.save(update_fields=["disowned_at"])
        _record(DISOWN, row, by, now)
        rows = BrowserSession.objects.filter(device=device, account=by.actor.account, stage=Stage.OPEN)
        return end_sessions(list(rows), by=by, now=now)


def disown_devices(*, account: UUID, by: Session, now: datetime) -> int:
    """Count no device of an account as known any more, after one of them or all were in other hands: say how many.

    Whoever signs in there does it as from a new one. Sessions are `revoke`'s. Raises NotPermitted.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        rows = [row for row in _of_account(account) if row.disowned_at is None]
        for row in rows:
            row.known_at, row.disowned_at = None, now  # CHECK device_answered_once
            row.save(update_fields=["known_at", "disowned_at"])
            _record(DISOWN, row, by, now)
    return len(rows)


def drop(row: BrowserSession) -> None:
    """One that was begun under duress is over and stays a while: the house has to see it (`duress`)."""
    if row.locked:
        over = row.began_at + timedelta(microseconds=1)  # CHECK browser_ends_later
        BrowserSession.objects.filter(pk=row.pk).update(ends_at=over)
    else:
        row.delete()


def end_sessions(rows: Sequence[BrowserSession], *, by: Session, now: datetime) -> int:
    """End these sessions, each with an entry of its own, and say how many."""
    with permissions.acting(by, now=now):
        for row in rows:
            row_id = row.id
            drop(row)
            about = [str(row_id), str(row.account_id)]
            journal.record("access:session:end", by=by.actor, now=now, about=about)
    return len(rows)


def _first_seen(
    mark: bytes | None, account: UUID, now: datetime
) -> tuple[bytes, Device, list[DeviceUse | Device], bool]:
    """A new device. The first one of an account is its owner's: nobody is there to be asked."""
    given = mark or secrets.token_bytes(MARK)
    first = not Device.objects.filter(account=account).exists()
    made = Device.objects.create(id=ordered_id(now), account_id=account, digest=digest_of(given), first_at=now)
    use = DeviceUse.objects.create(id=ordered_id(now), device=made, last_at=now, known_at=now if first else None)
    return given, made, [made, use], True


def _own(device: UUID, here: UUID | None, by: Session) -> DeviceUse:
    row = next((row for row in _of_account(by.actor.account) if row.device_id == device), None)
    if row is None or row.known_at or row.disowned_at or device == here:
        raise DeviceUnknown
    return row


def _of_account(account: UUID) -> list[DeviceUse]:
    rows = list(DeviceUse.objects.select_related("device").filter(device__account=account))
    journal.vouch(*database.digests(*rows))
    return rows


def _vouched(row: DeviceUse) -> bool:
    try:
        journal.vouch(*database.digests(row, row.device))
    except journal.RecordUnvouched:
        return False
    return True


def _told(row: DeviceUse, here: UUID | None) -> SeenDevice:
    mine = True if row.known_at else False if row.disowned_at else None
    return SeenDevice(row.device_id, row.device.first_at, row.last_at, mine, row.device_id == here)


def _record(verb: str, row: DeviceUse, by: Session, now: datetime) -> None:
    journal.record(verb, by=by.actor, now=now, about=[str(row.device_id)], records=[database.digest(row)])
