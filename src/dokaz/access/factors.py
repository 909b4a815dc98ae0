"""Second factors: codes from an app (RFC 6238), passkeys (WebAuthn level 2), and codes on paper for when both are lost.

Their secrets are sealed to the account's own key, so they can be checked only after the pass-phrase has opened it.
What they hold back is held back by code alone (SECURITY 1.4).
"""

import hmac
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyotp
from django.db.models import Model
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from dokaz.access import app_rules, decoys, names, permissions
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import AppNotAccepted, FactorRefused, FactorUnknown, LastFactor
from dokaz.access.sign_in_rows import FactorKind, RecoveryCode, SecondFactor
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.codes import ALPHABET
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import Purpose, derive, open_with, seal_to

SECONDS = 30  # RFC 6238 4.1: one code
CODES, CODE_LENGTH = 10, 10  # of Crockford's alphabet: 50 bits each
PAPER = "paper"
# what fido2 raises over an answer that no passkey gives: it reads CBOR and JSON as they come
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


@dataclass(frozen=True, slots=True)
class PasskeySite:
    """For whom a passkey is made: the site's name, its host (the relying party), and its only origin."""

    name: str
    host: str
    origin: str

    def server(self) -> Fido2Server:
        return Fido2Server(
            PublicKeyCredentialRpEntity(name=self.name, id=self.host), verify_origin=lambda given: given == self.origin
        )


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor as its owner sees it; an app counts only while their organisation accepts one."""

    id: UUID
    kind: str
    added_at: datetime
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is asked for a passkey: options for its API, and what has to be in the answer."""

    options: Mapping[str, Any]
    expected: bytes


@dataclass(frozen=True, slots=True)
class AppSecret:
    """The secret of an app before its first code was checked: as text to type, and as an address to scan."""

    text: str
    address: str


def factors(*, by: Session) -> tuple[Factor, ...]:
    """The second factors of this account, oldest first, and whether each is accepted; held against their entries."""
    rows, apps = _standing(by), apps_accepted(by=by)
    return tuple(Factor(row.id, row.kind, row.added_at, _counts(row, apps=apps)) for row in rows)


def apps_accepted(*, by: Session) -> bool:
    """Whether this account's organisation accepts codes from an app."""
    return app_rules.accepted(by.actor.account)


def codes_left(*, by: Session) -> int:
    """How many codes on paper are left."""
    return RecoveryCode.objects.filter(account=by.actor.account, ended_at=None).count()


def new_app_secret(*, by: Session, issuer: str) -> AppSecret:
    """A fresh secret; nothing is stored before `add_app` has seen a code of it. Raises AppNotAccepted."""
    _require_apps(by)
    text = pyotp.random_base32(32)
    name = str(names.name_of(by.actor.account))
    return AppSecret(text, pyotp.TOTP(text, name=name, issuer=issuer).provisioning_uri())


def add_app(secret: str, /, *, code: str, by: Session, now: datetime) -> UUID:
    """Add an app whose code proves that it has the secret.

    Raises AppNotAccepted, FactorRefused, DatabaseBusy of `database`.
    """
    with permissions.acting(by, now=now):
        _require_apps(by)
        used = _step_of(secret, code, after=0, now=now)
        return _add(FactorKind.TOTP, secret.encode(), used=used, by=by, now=now)


def creation(site: PasskeySite, *, by: Session) -> Challenge:
    """What a browser is asked in order to make a passkey."""
    name = str(names.name_of(by.actor.account))
    user = PublicKeyCredentialUserEntity(name=name, id=by.actor.account.bytes, display_name=name)
    options, state = site.server().register_begin(
        user, _credentials(by), user_verification=UserVerificationRequirement.PREFERRED
    )
    return Challenge(_plain(options), json.dumps(state).encode())


def add_passkey(
    answer: Mapping[str, Any], /, *, expected: bytes, site: PasskeySite, by: Session, now: datetime
) -> UUID:
    """Add the passkey that a browser made for this challenge and this site. Raises FactorRefused."""
    try:
        made = site.server().register_complete(json.loads(expected), answer)
    except _UNREADABLE as why:
        raise FactorRefused from why
    credential = made.credential_data
    assert credential is not None  # register_complete has checked it
    return _add(FactorKind.PASSKEY, bytes(credential), used=made.counter, by=by, now=now)


def request(site: PasskeySite, *, by: Session) -> Challenge:
    """What a browser is asked in order to use a passkey. Raises FactorUnknown where the account has none."""
    credentials = _credentials(by)
    if not credentials:
        raise FactorUnknown
    options, state = site.server().authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.PREFERRED
    )
    return Challenge(_plain(options), json.dumps(state).encode())


def prove_passkey(
    answer: Mapping[str, Any], /, *, expected: bytes, site: PasskeySite, by: Session, now: datetime
) -> SecondFactor:
    """The passkey that answered this challenge of this site. Raises FactorRefused."""
    held = {credential.credential_id: (row, credential) for row, credential in _passkeys(by)}
    known = [credential for _, credential in held.values()]
    try:
        used = site.server().authenticate_complete(json.loads(expected), known, answer)
    except _UNREADABLE as why:
        raise FactorRefused from why
    row, _ = held[used.credential_id]
    return _counted(row, max(row.used + 1, int(now.timestamp())))


def prove_code(code: str, /, *, by: Session, now: datetime) -> SecondFactor | RecoveryCode:
    """The app, or the code on paper, that this code is of; it counts once.

    Raises FactorRefused, alike for a wrong code and for the right one of an app that is not accepted.
    """
    written = "".join(code.split()).replace("-", "").upper()
    if len(written) == CODE_LENGTH:
        return _spent(written, by, now)
    apps = apps_accepted(by=by)
    for row in _standing(by):
        if row.kind == FactorKind.TOTP:
            step = _matching(_opened(row, by).decode(), written, after=row.used, now=now)
            if step is not None and apps:  # the same work whether it counts or not
                return _counted(row, step)
    raise FactorRefused


def new_codes(*, by: Session, now: datetime) -> tuple[str, ...]:
    """Ten codes on paper in place of those there were; each stands once for a second factor, not for a pass-phrase."""
    refuse_locked(by)
    made = [_drawn() for _ in range(CODES)]
    with permissions.acting(by, now=now):
        ended = list(RecoveryCode.objects.filter(account=by.actor.account, ended_at=None))
        for row in ended:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
        account = by.actor.account
        rows = [
            RecoveryCode(id=ordered_id(now), account_id=account, digest=_digest(code, by), made_at=now) for code in made
        ]
        RecoveryCode.objects.bulk_create(rows)
        journal.record(
            "access:recovery-codes:make", by=by.actor, now=now, about=[str(account)], facts={"count": CODES},
            records=database.digests(*ended, *rows),
        )  # fmt: skip
    return tuple(f"{code[:5]}-{code[5:]}" for code in made)


def remove(factor: UUID, /, *, by: Session, now: datetime) -> None:
    """Withdraw a second factor of one's own. Raises FactorUnknown, LastFactor."""
    refuse_locked(by)
    with permissions.acting(by, now=now):
        rows, apps = _standing(by), apps_accepted(by=by)
        row = next((each for each in rows if each.id == factor), None)
        if row is None:
            raise FactorUnknown
        if not any(_counts(each, apps=apps) for each in rows if each.id != factor):
            raise LastFactor
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _record("access:factor:withdraw", row, by, now)


def ended(account: UUID, /, *, now: datetime) -> list[SecondFactor | RecoveryCode]:
    """Withdraw every second factor and code of an account, for the entry of the act: new keys open none of the old."""
    kept = SecondFactor.objects.filter(account=account, withdrawn_at=None).order_by("id")
    codes = RecoveryCode.objects.filter(account=account, ended_at=None).order_by("id")
    for factor in (gone := list(kept)):
        factor.withdrawn_at = now
        factor.save(update_fields=["withdrawn_at"])
    for code in (spent := list(codes)):
        code.ended_at = now
        code.save(update_fields=["ended_at"])
    return [*gone, *spent]


def _add(kind: FactorKind, secret: bytes, *, used: int, by: Session, now: datetime) -> UUID:
    refuse_locked(by)
    factor = ordered_id(now)
    with permissions.acting(by, now=now):
        row = SecondFactor.objects.create(
            id=factor, account_id=by.actor.account, kind=kind, used=used, added_at=now,
            sealed=seal_to(by.keys.box.public, secret, aad=_label(factor)),
        )  # fmt: skip
        copies = decoys.copied(factor, secret, account=by.actor.account, now=now)
        _record("access:factor:add", row, by, now, *copies)
    return factor


def _record(verb: str, row: SecondFactor, by: Session, now: datetime, *copies: Model) -> None:
    records = database.digests(row, *copies)
    journal.record(verb, by=by.actor, now=now, about=[str(row.id)], facts={"kind": row.kind}, records=records)


def _standing(by: Session) -> list[SecondFactor]:
    rows = list(SecondFactor.objects.filter(account=by.actor.account, withdrawn_at=None).order_by("added_at", "id"))
    journal.vouch(*database.digests(*rows))
    return rows


def _counts(row: SecondFactor, *, apps: bool) -> bool:
    return apps or row.kind != FactorKind.TOTP


def _require_apps(by: Session) -> None:
    if not apps_accepted(by=by):
        raise AppNotAccepted


def _passkeys(by: Session) -> list[tuple[SecondFactor, AttestedCredentialData]]:
    rows = [row for row in _standing(by) if row.kind == FactorKind.PASSKEY]
    return [(row, AttestedCredentialData(_opened(row, by))) for row in rows]


def _credentials(by: Session) -> list[AttestedCredentialData]:
    return [credential for _, credential in _passkeys(by)]


def refuse_locked(by: Session) -> None:
    """Under duress nothing of the account changes, and the refusal is one that anybody may meet."""
    if by.locked:
        raise database.DatabaseBusy


def opened_factors(by: Session) -> list[tuple[UUID, bytes]]:
    """The secrets of one's second factors, for the keys of a duress word."""
    return [(row.id, _opened(row, by)) for row in _standing(by)]


def _opened(row: SecondFactor, by: Session) -> bytes:
    """Raises SealBroken; and DatabaseBusy of `database` to keys that are no account's, whose refusal tells nothing."""
    try:
        if by.keys.codes:
            return decoys.opened_copy(row.id, by)
        return open_with(by.keys.box.secret, bytes(row.sealed), aad=_label(row.id))
    except SealBroken:
        refuse_locked(by)
        raise


def _counted(row: SecondFactor, used: int) -> SecondFactor:
    """Two browsers that send the same code at once: the update of one finds nothing."""
    if not SecondFactor.objects.filter(pk=row.pk, used__lt=used, withdrawn_at=None).update(used=used):
        raise FactorRefused
    row.used = used
    return row


def _step_of(secret: str, code: str, *, after: int, now: datetime) -> int:
    step = _matching(secret, "".join(code.split()), after=after, now=now)
    if step is None:
        raise FactorRefused
    return step


def _matching(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """The half-minute this code is of: this one or a neighbour (RFC 6238 5.2), and later than the last one used."""
    try:
        app = pyotp.TOTP(secret)
        here = int(now.timestamp()) // SECONDS
        fitting = [step for step in (here - 1, here, here + 1) if hmac.compare_digest(app.at(step * SECONDS), code)]
    except (ValueError, TypeError):  # no base 32, or a code with letters that no digit is
        return None
    return next((step for step in fitting if step > after), None)


def _spent(code: str, by: Session, now: datetime) -> RecoveryCode:
    rows = RecoveryCode.objects.filter(account=by.actor.account, digest=_digest(code, by), ended_at=None)
    row = rows.first()
    if row is None:
        raise FactorRefused
    journal.vouch(database.digest(row))
    if not rows.update(ended_at=now):
        raise FactorRefused
    row.ended_at = now
    return row


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _digest(code: str, by: Session) -> bytes:
    return hmac.digest(by.keys.codes or codes_key(by), code.encode(), "sha256")


def codes_key(by: Session) -> bytes:
    """What codes on paper are checked with; it opens nothing."""
    secret = by.keys.box.secret
    return derive(secret, Purpose.RECOVERY_CODE)


def _plain(options: object) -> Mapping[str, Any]:
    """As JSON: binary values in URL-safe base 64, as browsers' own `parse…FromJSON` read them."""
    asked: Mapping[str, Any] = json.loads(json.dumps(dict(options)["publicKey"], default=dict))  # type: ignore[call-overload]
    return asked


def _label(factor: UUID) -> bytes:
    return b"second-factor\x00" + factor.bytes
