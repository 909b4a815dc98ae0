"""What stands about an account now, its keys and its role, and how that ends: each end is signed and listed as gone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import keyrings, models, permissions, slots, statements
from dokaz.access.accounts import Locked
from dokaz.access.errors import AccountUnknown, StatementError
from dokaz.access.models import StatementKind as Kind
from dokaz.access.passphrases import Argon2Cost
from dokaz.access.roles import named_role
from dokaz.access.sessions import Session
from dokaz.access.waiting import KeySlot
from dokaz.database import api as database
from dokaz.journal import api as journal

# as the register of what is gone knows them
ACCOUNT, KEYS, ROLE = "access.account", "access.accountkeys", "access.role"


def keys_of(account: UUID) -> models.AccountKeys:
    """The keys of an account at work, held against their entry. Raises AccountUnknown."""
    try:
        keys = keyrings.trusted_account(account)
    except StatementError as why:
        raise AccountUnknown(account=account) from why
    journal.vouch(database.digest(keys))
    return keys


def public_key(keys: models.AccountKeys) -> bytes:
    return bytes(keys.box_public) + bytes(keys.sign_public)


def locked(keys: models.AccountKeys) -> Locked:
    cost = Argon2Cost(memory_kib=keys.memory_kib, passes=keys.passes, lanes=keys.lanes)
    return Locked(
        keys.account_id, keys.number, public_key(keys), bytes(keys.salt), cost, bytes(keys.verifier), bytes(keys.sealed)
    )


def role_said(account: UUID, *, now: datetime) -> str:
    return named_role(permissions.roles_held(account, now=now))


def ended_roles(account: UUID, *, now: datetime) -> list[models.Role]:
    """The open roles, ended now; the entry of the act names them."""
    ended = list(models.Role.objects.filter(account=account, held_to=None).order_by("id"))
    journal.vouch(*database.digests(*ended))
    for role in ended:
        role.held_to = max(now, role.held_from + timedelta(microseconds=1))  # CHECK role_half_open
        role.save(update_fields=["held_to"])
    return ended


def withdrawn(account: UUID, *, by: Session, now: datetime) -> list[models.Statement]:
    """Say, signed, that whatever was said about the account holds no longer; what it signed before stays."""
    pen = keyrings.pen(by)
    return [statements.write(Kind.WITHDRAWAL, said, public_key=None, pen=pen, now=now) for said in _standing(account)]


def at_work() -> set[UUID]:
    """The accounts about which some statement still stands."""
    said = models.Statement.objects.filter(kind=Kind.ACCOUNT).exclude(id__in=_withdrawals())
    return set(said.values_list("subject", flat=True))


def is_renewed_since(account: UUID, /, *, when: datetime) -> bool:
    """Whether the keys it had then open nothing now: it was withdrawn, or given others. Another pass-phrase for the
    same keys is not enough, nor another role. Raises RecordUnvouched of `journal`.
    """
    if account not in at_work():
        return True
    held = models.AccountKeys.objects.filter(account=account, box_public=keys_of(account).box_public)
    first = held.order_by("number")[0]
    journal.vouch(database.digest(first))
    return first.set_at > when


def settled(file: slots.HomeFile) -> slots.HomeFile:
    """The home's file with the slots that the rows bear out: after a crash, or a change made on another machine.

    A slot whose account was withdrawn, or whose pass-phrase is not the one in force, goes; one that is missing here
    comes from its row. What no entry vouches for changes nothing. An account this database has never heard of keeps
    its slot: the database may be an older one.
    """
    rows = {row.account_id: row for row in models.AccountKeys.objects.order_by("number")}
    working = at_work()
    kept = [slot for slot in file.slots if _in_force(slot, rows.get(slot.account), working)]
    there = {slot.account for slot in kept}
    missing = [row for account, row in rows.items() if account in working and account not in there]
    found = [*kept, *_from_rows(missing, file.machine)]
    return file if found == list(file.slots) else file.with_slots(found)


def _standing(account: UUID) -> list[UUID]:
    said = models.Statement.objects.filter(kind=Kind.ACCOUNT, subject=account).exclude(id__in=_withdrawals())
    return list(said.order_by("made_at", "id").values_list("id", flat=True))


def _withdrawals() -> Collection[UUID]:
    return set(models.Statement.objects.filter(kind=Kind.WITHDRAWAL).values_list("subject", flat=True))


def _in_force(slot: slots.Slot, keys: models.AccountKeys | None, working: set[UUID]) -> bool:
    if keys is None:
        return True
    if slot.account in working and slot.salt == bytes(keys.salt):
        return True
    return not _vouched(keys)


def _from_rows(rows: list[models.AccountKeys], machine: UUID) -> list[slots.Slot]:
    kept = {each.keys_id: each for each in KeySlot.objects.filter(keys__in=rows, machine=machine)}
    found = [(keys, kept[keys.id]) for keys in rows if keys.id in kept and _vouched(keys, kept[keys.id])]
    return [slots.Slot(keys.account_id, bytes(keys.salt), locked(keys).cost, bytes(row.sealed)) for keys, row in found]


def _vouched(*rows: models.AccountKeys | KeySlot) -> bool:
    try:
        journal.vouch(*database.digests(*rows))
    except journal.RecordUnvouched:
        return False
    return True
