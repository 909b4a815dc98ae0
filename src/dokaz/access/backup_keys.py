"""To whom back-ups are sealed: offline keys that accounts vouch for, and recovery (SECURITY 3.4)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from dokaz.access import keyrings, models, permissions, statements
from dokaz.access.backup_key_errors import BackupKeyKnown, BackupKeyMalformed, BackupKeyUnknown
from dokaz.access.errors import StatementWithdrawn
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.verify.age import KeyMalformed, X25519Recipient

BACKUP = "access.backup"  # as the register of what is gone knows such a key


def admit_backup_recipient(public: str, /, *, by: Session, now: datetime) -> X25519Recipient:
    """Say, signed, that back-ups are sealed to this key (`age1…`), whose secret is kept offline.

    Raises NotPermitted, BackupKeyMalformed, BackupKeyKnown.
    """
    permissions.require(by, Permission.MANAGE_BACKUPS, now=now)
    recipient = _parsed(public)
    with permissions.acting(by, now=now):
        if recipient in backup_recipients():
            raise BackupKeyKnown(key=recipient)
        statement = statements.write(
            Kind.BACKUP, ordered_id(now), public_key=recipient.public, pen=keyrings.pen(by), now=now
        )
        journal.record(
            "access:backup:admit",
            by=by.actor,
            now=now,
            about=[str(statement.id)],
            facts={"key": str(recipient)},
            records=[database.digest(statement)],
        )
    return recipient


def withdraw_backup_recipient(public: str, /, *, by: Session, now: datetime) -> None:
    """Say, signed, that nothing more is sealed to this key. What was sealed to it stays open to it.

    Raises NotPermitted, BackupKeyMalformed, BackupKeyUnknown.
    """
    permissions.require(by, Permission.MANAGE_BACKUPS, now=now)
    recipient = _parsed(public)
    with permissions.acting(by, now=now):
        admitted = [row for row in _believed() if _key(row) == recipient.public]
        if not admitted:
            raise BackupKeyUnknown(key=recipient)
        for row in admitted:
            withdrawal = statements.write(Kind.WITHDRAWAL, row.id, public_key=None, pen=keyrings.pen(by), now=now)
            entry = journal.record(
                "access:backup:withdraw",
                by=by.actor,
                now=now,
                about=[str(row.id)],
                facts={"key": str(recipient)},
                records=[database.digest(withdrawal)],
            )
            journal.list_gone(BACKUP, rows=[row.id], entry=entry)


def backup_recipients() -> tuple[X25519Recipient, ...]:
    """The keys that back-ups are sealed to now, oldest first; those withdrawn are left out. Raises StatementError."""
    return tuple(standing().values())


def standing() -> dict[UUID, X25519Recipient]:
    """The keys that back-ups are sealed to now, by their statements."""
    return {row.id: X25519Recipient(_key(row)) for row in _believed()}


def recovery_recipient() -> X25519Recipient:
    """The newest recovery key, to which every back-up is sealed as well. Raises StatementError."""
    return X25519Recipient(bytes(keyrings.trusted_recovery().box_public))


def _believed() -> Iterator[models.Statement]:
    rows = list(models.Statement.objects.filter(kind=Kind.BACKUP).order_by("made_at", "id"))
    chain = statements.Chain(*(row.id for row in rows))
    for row in rows:
        try:
            chain.trusted(row.id, kind=Kind.BACKUP, subject=row.subject, public_key=_key(row))
        except StatementWithdrawn:
            continue
        yield row


def _key(row: models.Statement) -> bytes:
    return bytes(row.public_key or b"")


def _parsed(public: str) -> X25519Recipient:
    try:
        recipient = X25519Recipient.parse(public.strip())
        recipient.wrap(bytes(16))  # a point of low order keeps nothing secret: noticed now, not at the first back-up
    except KeyMalformed as why:
        raise BackupKeyMalformed(what=why) from why
    return recipient
