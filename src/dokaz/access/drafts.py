"""What somebody had typed when their session ended: sealed to them alone, offered at the next sign-in (SECURITY 1.16).

A form carries a token that names its account, its page and those of its fields that may be kept; its code is made with
a key of the machine, so that it is believed without a session, and for nobody else's account.
"""

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from dokaz.access import keyrings, permissions
from dokaz.access.errors import StatementError
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import DraftUnknown
from dokaz.access.sign_in_rows import Draft
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import KEY_SIZE, Purpose, derive, open_field, open_with, seal_field, seal_to

LASTS, TOKEN_LASTS = timedelta(days=7), timedelta(days=1)
HELD, LARGEST = 5, 65_536  # drafts an account, bytes a draft
WRAPPED = 1 + KEY_SIZE + KEY_SIZE + 16  # a sealed draft key, as `seal_to` makes it
CODE = 32


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """Words that were typed and not sent in time: in which page's form, and when."""

    id: UUID
    place: str
    kept_at: datetime
    words: Mapping[str, Sequence[str]] = field(repr=False)


def form_token(*, place: str, fields: Collection[str], by: Session, now: datetime) -> str:
    """A token for one form, issued to this account: which page's it is, and which fields may be kept of it.

    Name no field whose words open anything: a pass-phrase, a code, a fingerprint.
    """
    told = {"account": str(by.actor.account), "place": place, "fields": sorted(fields), "at": int(now.timestamp())}
    text = json.dumps(told, separators=(",", ":")).encode()
    return urlsafe_b64encode(_code(text, by) + text).decode()


def keep_draft(
    token: str, /, *, place: str, sent: Mapping[str, Sequence[str]], machine: Session, now: datetime
) -> bool:
    """Seal what a form brought to the account its token was issued to, and say whether anything was kept.

    Nothing is where the token is not ours, too old or of another page, or where its account works here no more.
    """
    told = _believed(token, machine, now)
    if told is None or told["place"] != place:
        return False
    words = {name: list(sent[name]) for name in told["fields"] if any(sent.get(name, ()))}
    text = json.dumps([place, words]).encode()
    account = UUID(told["account"])
    if not words or len(text) > LARGEST or not permissions.roles_held(account, now=now):
        return False
    try:
        keys = keyrings.trusted_account(account)
    except StatementError:
        return False
    _put(account, bytes(keys.box_public), text, now)
    return True


def drafts(*, by: Session, now: datetime) -> tuple[KeptDraft, ...]:
    """One's own, newest first. What other keys were made for opens no more, and is left out."""
    rows = Draft.objects.filter(account=by.actor.account, kept_at__gt=now - LASTS).order_by("-id")
    return tuple(draft for row in rows if (draft := _opened(row, by)) is not None)


def drop_draft(draft: UUID, /, *, by: Session, now: datetime) -> KeptDraft:
    """Give the words once more and forget them. Raises DraftUnknown, also for another person's."""
    found = next((each for each in drafts(by=by, now=now) if each.id == draft), None)
    if found is None:
        raise DraftUnknown
    Draft.objects.filter(pk=draft, account=by.actor.account).delete()
    return found


def _put(account: UUID, public_key: bytes, text: bytes, now: datetime) -> None:
    """No more than a few an account, so that a token in wrong hands fills no disk."""
    row = ordered_id(now)
    key = os.urandom(KEY_SIZE)
    sealed = seal_to(public_key, key, aad=_label(row)) + seal_field(key, text, aad=_label(row))
    with transaction.atomic():
        Draft.objects.filter(kept_at__lte=now - LASTS).delete()
        Draft.objects.create(id=row, account_id=account, kept_at=now, sealed=sealed)
        newest = Draft.objects.filter(account=account).order_by("-id").values_list("id", flat=True)[:HELD]
        Draft.objects.filter(account=account).exclude(id__in=list(newest)).delete()


def _opened(row: Draft, by: Session) -> KeptDraft | None:
    sealed = bytes(row.sealed)
    try:
        key = open_with(by.keys.box.secret, sealed[:WRAPPED], aad=_label(row.id))
        place, words = json.loads(open_field(key, sealed[WRAPPED:], aad=_label(row.id)))
    except SealBroken:
        return None
    return KeptDraft(row.id, place, row.kept_at, words)


def _believed(token: str, machine: Session, now: datetime) -> dict[str, Any] | None:
    try:
        raw = urlsafe_b64decode(token)
    except ValueError:
        return None
    code, text = raw[:CODE], raw[CODE:]
    if not hmac.compare_digest(code, _code(text, machine)):
        return None
    told: dict[str, Any] = json.loads(text)
    return told if told["at"] + TOKEN_LASTS.total_seconds() > now.timestamp() else None


def _code(text: bytes, by: Session) -> bytes:
    return hmac.digest(derive(by.keys.machine.secret, Purpose.FORM_TOKEN), text, "sha256")


def _label(draft: UUID) -> bytes:
    return b"draft\x00" + draft.bytes
