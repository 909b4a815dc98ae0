"""A duress word (S-54): typed in the place of the pass-phrase it signs in to nothing, and tells a colleague.

The steps and the answer of signing in are those of any sign-in. What follows, the alarm, the end of other sessions and
the keys taken away, is done by the house a few seconds later, so that no answer takes longer for it (ADR 0026).
"""

import hmac
from datetime import datetime
from pathlib import Path
from uuid import UUID

from dokaz.access import compartments, decoys, factors, keyrings, leaving, models, passphrases, permissions, slots
from dokaz.access.duress_errors import DuressWordSame, FactorFirst, LockUnknown, NobodyToAlarm
from dokaz.access.duress_rows import DuressWord, Lock
from dokaz.access.errors import ColleagueNeeded
from dokaz.access.passphrases import Argon2Cost
from dokaz.access.permissions import Permission
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Session
from dokaz.access.sign_in_rows import BrowserSession
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.ids import ordered_id

SET, END = "access:duress-word:set", "access:duress-word:end"
LOCK, LIFT = "access:account:lock", "access:account:unlock"


def set_duress_word(home: Path, /, *, word: str, by: Session, now: datetime) -> None:
    """Agree on a duress word in the place of the one before. It holds until the pass-phrase or the keys change.

    Raises WeakPassphrase, DuressWordSame, FactorFirst, NobodyToAlarm, TooManySignIns, and DatabaseBusy of `database`.
    """
    factors.refuse_locked(by)
    passphrases.require_strong(word)
    if not _colleagues(by, now):
        raise NobodyToAlarm
    held = factors.opened_factors(by)
    if not held:
        raise FactorFirst
    keys = keyrings.trusted_account(by.actor.account)
    cost = Argon2Cost(memory_kib=keys.memory_kib, passes=keys.passes, lanes=keys.lanes)
    pepper = slots.read_bytes(home, slots.PEPPER_FILE)
    stretched = passphrases.stretch(word, salt=bytes(keys.salt), pepper=pepper, cost=cost)
    if hmac.compare_digest(stretched.verifier, bytes(keys.verifier)):
        raise DuressWordSame
    with permissions.acting(by, now=now):
        ended = _ended(by.actor.account, now)
        row = decoys.locked(keys, stretched, codes=factors.codes_key(by), now=now)
        row.save(force_insert=True)
        copies = [decoys.copy(row, factor, secret, now) for factor, secret in held]
        records = database.digests(*ended, row, *copies)
        journal.record(SET, by=by.actor, now=now, about=[str(by.actor.account)], records=records)


def end_duress_word(*, by: Session, now: datetime) -> None:
    """Have no duress word any more; nothing happens where there is none. Raises DatabaseBusy of `database`."""
    factors.refuse_locked(by)
    with permissions.acting(by, now=now):
        if ended := _ended(by.actor.account, now):
            about = [str(by.actor.account)]
            journal.record(END, by=by.actor, now=now, about=about, records=database.digests(*ended))


def has_duress_word(*, by: Session) -> bool:
    """Whether one holds now, for its owner's page; a session under duress is told that there is none."""
    if by.locked:
        return False
    keys = keyrings.trusted_account(by.actor.account)
    return DuressWord.objects.filter(keys=keys, ended_at=None).exists()


def lock_those_under_duress(*, by: Actor, now: datetime) -> tuple[UUID, ...]:
    """Lock each account that was signed in to with its duress word, in the running transaction, and name them: also one
    that was locked before, whose colleagues are to know of it all the same.

    Its other sessions end; its keys of compartments go wherever a member is left who can grant them again. What is
    left is not opened by such a session either, since it holds no key of the account.
    """
    rows = BrowserSession.objects.filter(locked=True)
    told = rows.filter(forced=True)
    found = sorted(set(told.values_list("account", flat=True)))
    for account in sorted(set(found) - locked_accounts()):
        _lock(account, by, now)
    told.filter(account__in=found).update(forced=False)
    rows.filter(ends_at__lte=now, forced=False).delete()
    return tuple(found)


def lock_account(account: UUID, /, *, by: Session, now: datetime) -> bool:
    """Let nobody in by an account that others may hold: the right pass-phrase and factors, also of a sign-in half done,
    open an empty office until a colleague lifts it.

    False where nobody is left who could: the one custodian of a house does not shut themselves out. Raises
    NotPermitted.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        standing = locked_accounts()
        if account in standing:
            return True
        if account == by.actor.account and not _colleagues(by, now) - standing:
            return False
        _shut(account, by.actor, [], now)
    return True


def lift_lock(account: UUID, /, *, by: Session, now: datetime) -> None:
    """Let an account in again, once its person was spoken to where nobody listens. Its duress word ends: it is known.

    Raises NotPermitted, ColleagueNeeded, LockUnknown.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        if account == by.actor.account:
            raise ColleagueNeeded
        row = Lock.objects.filter(account=account, lifted_at=None).first()
        if row is None:
            raise LockUnknown
        journal.vouch(database.digest(row))
        row.lifted_by_id, row.lifted_at = by.actor.account, now
        row.save(update_fields=["lifted_by", "lifted_at"])
        BrowserSession.objects.filter(account=account).delete()
        records = database.digests(row, *_ended(account, now))
        journal.record(LIFT, by=by.actor, now=now, about=[str(account)], records=records)


def locked_accounts() -> frozenset[UUID]:
    """The accounts that are locked now, as their entries tell it. Raises RecordUnvouched of `journal`."""
    return frozenset(locked_since())


def locked_since() -> dict[UUID, datetime]:
    """The same, with when each was locked. Raises RecordUnvouched of `journal`."""
    rows = list(Lock.objects.filter(lifted_at=None))
    journal.vouch(*database.digests(*rows))
    return {row.account_id: row.since for row in rows}


def _lock(account: UUID, by: Actor, now: datetime) -> None:
    gone = [each for place in _grantable(account, now) for each in compartments.let_go(account, place)]
    _shut(account, by, gone, now)


def _shut(account: UUID, by: Actor, gone: list[database.RecordDigest], now: datetime) -> None:
    row = Lock.objects.create(id=ordered_id(now), account_id=account, since=now)
    BrowserSession.objects.filter(account=account, locked=False).delete()
    entry = journal.record(
        LOCK, by=by, now=now, about=[str(account)], facts={"keys": len(gone)}, records=[database.digest(row), *gone]
    )
    journal.list_gone(compartments.WRAP, rows=[each.id for each in gone], entry=entry)


def _grantable(account: UUID, now: datetime) -> list[UUID]:
    """The compartments in which somebody else could give the keys back."""
    places = [row.id for row in compartments.of_account(account)]
    return [
        place
        for place in places
        if any(leaving.may_grant(other, now) for other in compartments.members(place) - {account})
    ]


def _colleagues(by: Session, now: datetime) -> set[UUID]:
    others = models.Role.objects.filter(role=RoleName.CUSTODIAN, held_to=None).exclude(account=by.actor.account)
    return {each.account_id for each in others if permissions.roles_held(each.account_id, now=now)}


def _ended(account: UUID, now: datetime) -> list[DuressWord]:
    rows = list(DuressWord.objects.filter(keys__account=account, ended_at=None).order_by("id"))
    for row in rows:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
    return rows
