"""The row of a browser: the keys of its account, sealed under 32 bytes that only the browser has (SECURITY 1.4).

Neither the database, nor the machine, nor a stolen session id opens them; deleting the row ends access everywhere.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dokaz.access import devices, keyrings, models, permissions
from dokaz.access.errors import StatementError
from dokaz.access.sessions import Keys, Session
from dokaz.access.sign_in_errors import FactorsSpent, SessionOver
from dokaz.access.sign_in_rows import BrowserSession, Device, Stage
from dokaz.database import api as database
from dokaz.kernel.actors import Actor
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, Purpose, SignPair, derive, open_field, seal_field

IDLE = timedelta(minutes=30)
TRIES = 5
SECRET = 32
_OF_BROWSER = "WHERE digest = %s AND stage = %s"  # a digest is of one row


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a browser holds: one cookie finds the row, the other opens it. Neither is ever stored here."""

    session: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Tokens":
        return cls(secrets.token_bytes(SECRET), secrets.token_bytes(SECRET))

    @property
    def digest(self) -> bytes:
        return sha256(self.session).digest()


@dataclass(frozen=True, slots=True)
class Shut:
    """Whether a session opens nothing: of an account that is locked, or `forced` by a duress word."""

    locked: bool = False
    forced: bool = False


OPEN = Shut()
BY_WORD = Shut(locked=True, forced=True)


def keep(
    tokens: Tokens, keys: models.AccountKeys, opened: bytes, *, stage: Stage, lasts: timedelta, now: datetime,
    device: Device | None = None, shut: Shut = OPEN,
) -> BrowserSession:  # fmt: skip
    """Seal opened keys into a new row for what a browser will hold."""
    row = BrowserSession(
        id=ordered_id(now), digest=tokens.digest, account_id=keys.account_id, keys=keys, stage=stage, began_at=now,
        seen_at=now, ends_at=now + lasts, proved_at=now if stage == Stage.OPEN else None, device=device,
        locked=shut.locked, forced=shut.forced,
    )  # fmt: skip
    row.sealed = seal_field(_sealing_key(tokens, stage, row.id), opened, aad=_label(row.id))
    with transaction.atomic():
        BrowserSession.objects.filter(ends_at__lte=now, locked=False).delete()  # the others: `duress`
        row.save(force_insert=True)
    return row


def find(tokens: Tokens, stage: Stage, now: datetime) -> BrowserSession:
    """The row that a browser's cookie finds, while it lasts. Raises SessionOver."""
    rows = database.select(BrowserSession, sql=_OF_BROWSER, values=[tokens.digest, stage.value])
    if not rows:
        raise SessionOver
    row = rows[0]
    if now >= row.ends_at or now - row.seen_at >= IDLE:
        devices.drop(row)
        raise SessionOver
    return row


def session(row: BrowserSession, tokens: Tokens, machine: Session, now: datetime) -> Session:
    """What the row holds, if its keys are still those of the account and it has a role. Raises SessionOver."""
    try:
        opened = open_field(_sealing_key(tokens, Stage(row.stage), row.id), bytes(row.sealed), aad=_label(row.id))
        keys = keyrings.trusted_account(row.account_id)
    except (SealBroken, StatementError) as why:
        raise SessionOver from why
    held = permissions.roles_held(row.account_id, now=now)
    if keys.id != row.keys_id or not held:
        devices.drop(row)
        raise SessionOver
    (account,) = database.select(models.Account, sql="WHERE id = %s", values=[row.account_id])
    box, sign = BoxPair.from_secret(opened[:KEY_SIZE]), SignPair.from_secret(opened[KEY_SIZE : 2 * KEY_SIZE])
    return Session(
        Actor(row.account_id, str(account.organisation_id), min(held).value), machine.home, machine.home_kind,
        machine.machine, Keys(box, sign, machine.keys.machine, codes=opened[2 * KEY_SIZE :]), browser=row.id,
        locked=row.locked,
    )  # fmt: skip


def count_try(row: BrowserSession) -> None:
    """Before it is made, so that many at once are no more than five. Raises FactorsSpent."""
    if not BrowserSession.objects.filter(pk=row.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        devices.drop(row)
        raise FactorsSpent


def _sealing_key(tokens: Tokens, stage: Stage, row: UUID) -> bytes:
    purpose = Purpose.SESSION if stage == Stage.OPEN else Purpose.PENDING_SESSION
    return derive(tokens.key, purpose, info=row.bytes)


def _label(row: UUID) -> bytes:
    return b"browser-session\x00" + row.bytes
