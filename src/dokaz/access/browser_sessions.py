"""Signed in at a browser: pass-phrase, then second factor, then a row that one cookie finds and another one opens.

The account's keys rest in the row, sealed under 32 bytes that only the browser has (SECURITY 1.4). So neither the
database, nor the machine, nor a stolen session id opens anything; and deleting the row ends the session everywhere.
Between the two steps the row can do nothing but prove the second factor.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from dokaz.access import (
    accounts,
    browser_keys,
    decoys,
    devices,
    factors,
    keyrings,
    locks,
    models,
    names,
    passphrases,
    permissions,
    slots,
    turned,
)
from dokaz.access.browser_keys import BY_WORD, Shut, Tokens
from dokaz.access.devices import SeenDevice
from dokaz.access.errors import WITHOUT_ROLE, NotPermitted, StatementError, WrongPassphrase
from dokaz.access.factors import PAPER, PasskeySite
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import (
    BrowserUnknown,
    FactorAlready,
    FactorRefused,
    ProofTooOld,
    SessionOver,
    SignInRefused,
    SignInSlowed,
    TooManySignIns,
)
from dokaz.access.sign_in_rows import BrowserSession, Device, DeviceUse, RecoveryCode, SecondFactor, Stage
from dokaz.access.turned import Stranger
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code

PENDING, LONGEST = timedelta(minutes=5), timedelta(hours=12)
FRESH = timedelta(minutes=10)  # how long a proof of the second factor is good for what is sensitive
SEEN = timedelta(minutes=1)
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in between its two steps: which kinds of second factor it may be proved with; none has to be added.

    `apps`: whether an app is accepted, so that one may be added.
    """

    name: str
    kinds: frozenset[str]
    apps: bool = True


@dataclass(frozen=True, slots=True)
class Resumed:
    """A browser that is signed in, for one request; `strangers` are devices new to the account, seen elsewhere."""

    id: UUID
    session: Session
    proved_at: datetime
    ends_at: datetime
    device: UUID | None = None
    strangers: tuple[SeenDevice, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that is whole: the browser's new cookies, and whether this account was never seen in it before."""

    tokens: Tokens
    device: bytes = field(repr=False)
    new_device: bool


@dataclass(frozen=True, slots=True)
class SeenBrowser:
    """One browser in which an account is signed in, as the list of sessions shows it."""

    id: UUID
    account: UUID
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


def begin(home: Path, /, *, name: str, passphrase: str, device: bytes | None = None, now: datetime) -> Tokens:
    """The first step: the pass-phrase of the account with this name, good for five minutes of proving the second.

    `device` is the browser's mark: one known to this account waits for its own failures only.

    Raises SignInRefused, alike and after the same work whatever was wrong, SignInSlowed and TooManySignIns.
    """
    typed = names.typed(name)
    known = devices.known(device, typed)
    _refuse_early(typed, known, now)
    try:
        keys, opened, shut = _opened(home, typed, passphrase, now, known=known is not None)
    except TooManySignIns:
        turned.away(Stranger.TOO_MANY, now=now)
        raise
    except (WrongPassphrase, StatementError, NotPermitted):
        turned.failed(typed, device=known, now=now)
        turned.away(Stranger.SIGN_IN, now=now)
        raise SignInRefused from None
    tokens = Tokens.new()  # what failed before is forgotten once the second factor was proved as well
    browser_keys.keep(tokens, keys, opened, stage=Stage.PENDING, lasts=PENDING, now=now, shut=shut)
    return tokens


def waiting(tokens: Tokens, /, *, machine: Session, now: datetime) -> Waiting:
    """Raises SessionOver."""
    by = browser_keys.session(browser_keys.find(tokens, Stage.PENDING, now), tokens, machine, now)
    kinds = frozenset(each.kind for each in factors.factors(by=by) if each.accepted)
    paper = {PAPER} if factors.codes_left(by=by) else set()
    return Waiting(str(names.name_of(by.actor.account)), kinds | paper, factors.apps_accepted(by=by))


def prove_code(tokens: Tokens, /, *, code: str, device: bytes | None, machine: Session, now: datetime) -> SignedIn:
    """The second step, by a code. Raises SessionOver, SignInSlowed, FactorRefused, FactorsSpent."""
    return _proved(tokens, lambda by, _row: factors.prove_code(code, by=by, now=now), device, machine, now)


def ask_passkey(tokens: Tokens, /, *, site: PasskeySite, machine: Session, now: datetime) -> Mapping[str, Any]:
    """What the browser is to sign. Raises SessionOver, FactorUnknown."""
    row = browser_keys.find(tokens, Stage.PENDING, now)
    return _asked(row, factors.request(site, by=browser_keys.session(row, tokens, machine, now)))


def prove_passkey(
    tokens: Tokens, /, *, answer: Mapping[str, Any], site: PasskeySite, device: bytes | None, machine: Session,
    now: datetime,
) -> SignedIn:  # fmt: skip
    """The second step, by a passkey. Raises SessionOver, SignInSlowed, FactorRefused, FactorsSpent."""

    def prove(by: Session, row: BrowserSession) -> SecondFactor:
        return factors.prove_passkey(answer, expected=_expected(row), site=site, by=by, now=now)

    return _proved(tokens, prove, device, machine, now)


def new_app_secret(tokens: Tokens, /, *, issuer: str, machine: Session, now: datetime) -> factors.AppSecret:
    """For an account without a second factor. Raises SessionOver, FactorAlready, AppNotAccepted."""
    return factors.new_app_secret(by=_without_factor(tokens, machine, now)[1], issuer=issuer)


def enrol_app(
    tokens: Tokens, /, *, secret: str, code: str, device: bytes | None, machine: Session, now: datetime
) -> SignedIn:
    """Add the first second factor, an app, and be signed in by it.

    Raises SessionOver, FactorAlready, AppNotAccepted, FactorRefused.
    """

    def enrol(by: Session, _row: BrowserSession) -> SecondFactor:
        _refuse_enrolled(by)
        return SecondFactor.objects.get(pk=factors.add_app(secret, code=code, by=by, now=now))

    return _proved(tokens, enrol, device, machine, now)


def ask_new_passkey(tokens: Tokens, /, *, site: PasskeySite, machine: Session, now: datetime) -> Mapping[str, Any]:
    """For an account without a second factor. Raises SessionOver, FactorAlready."""
    row, by = _without_factor(tokens, machine, now)
    return _asked(row, factors.creation(site, by=by))


def enrol_passkey(
    tokens: Tokens, /, *, answer: Mapping[str, Any], site: PasskeySite, device: bytes | None, machine: Session,
    now: datetime,
) -> SignedIn:  # fmt: skip
    """Add the first second factor, a passkey. Raises SessionOver, FactorAlready, FactorRefused."""

    def enrol(by: Session, row: BrowserSession) -> SecondFactor:
        _refuse_enrolled(by)
        added = factors.add_passkey(answer, expected=_expected(row), site=site, by=by, now=now)
        return SecondFactor.objects.get(pk=added)

    return _proved(tokens, enrol, device, machine, now)


def resume(tokens: Tokens, /, *, machine: Session, now: datetime) -> Resumed:
    """Open the account for one request. Raises SessionOver."""
    row = browser_keys.find(tokens, Stage.OPEN, now)
    session = browser_keys.session(row, tokens, machine, now)
    if now - row.seen_at >= SEEN:
        BrowserSession.objects.filter(pk=row.pk).update(seen_at=now)
    assert row.proved_at is not None  # CHECK browser_open_once_proved
    strangers = devices.strangers(row.account_id, here=row.device_id, now=now)
    return Resumed(row.id, session, row.proved_at, row.ends_at, row.device_id, () if session.locked else strangers)


def stay(resumed: Resumed, /, *, now: datetime) -> int:
    """After another pass-phrase for the same keys: this browser goes on, and the account's others end. Says how many.

    Raises SessionOver where the keys themselves were replaced.
    """
    by = resumed.session
    keys = keyrings.trusted_account(by.actor.account)
    if bytes(keys.box_public) != by.keys.box.public:
        raise SessionOver
    BrowserSession.objects.filter(pk=resumed.id).update(keys=keys)
    others = [row for row in _of_account(by.actor.account, by, now) if row.id != resumed.id]
    return devices.end_sessions(others, by=by, now=now)


def require_fresh(resumed: Resumed, /, *, now: datetime) -> None:
    """Return only if the second factor was proved in the last ten minutes. Raises ProofTooOld."""
    if now - resumed.proved_at >= FRESH:
        raise ProofTooOld


def prove_again(tokens: Tokens, /, *, code: str, machine: Session, now: datetime) -> None:
    """Prove the second factor once more, before what is sensitive. Raises SessionOver, FactorRefused, FactorsSpent."""
    _proved_again(tokens, lambda by, _row: factors.prove_code(code, by=by, now=now), machine, now)


def ask_passkey_again(tokens: Tokens, /, *, site: PasskeySite, machine: Session, now: datetime) -> Mapping[str, Any]:
    """What the browser of one who is signed in is to sign. Raises SessionOver, FactorUnknown."""
    row = browser_keys.find(tokens, Stage.OPEN, now)
    return _asked(row, factors.request(site, by=browser_keys.session(row, tokens, machine, now)))


def prove_passkey_again(
    tokens: Tokens, /, *, answer: Mapping[str, Any], site: PasskeySite, machine: Session, now: datetime
) -> None:
    """As `prove_again`, by a passkey. Raises SessionOver, FactorRefused, FactorsSpent."""

    def prove(by: Session, row: BrowserSession) -> SecondFactor:
        return factors.prove_passkey(answer, expected=_expected(row), site=site, by=by, now=now)

    _proved_again(tokens, prove, machine, now)


def ask_another_passkey(tokens: Tokens, /, *, site: PasskeySite, machine: Session, now: datetime) -> Mapping[str, Any]:
    """What the browser of one who is signed in makes a passkey of. Raises SessionOver."""
    row = browser_keys.find(tokens, Stage.OPEN, now)
    return _asked(row, factors.creation(site, by=browser_keys.session(row, tokens, machine, now)))


def add_passkey(
    tokens: Tokens, /, *, answer: Mapping[str, Any], site: PasskeySite, machine: Session, now: datetime
) -> None:
    """Add one beside the second factors there are. Raises SessionOver, FactorRefused, DatabaseBusy of `database`."""
    by = browser_keys.session(row := browser_keys.find(tokens, Stage.OPEN, now), tokens, machine, now)
    factors.add_passkey(answer, expected=_expected(row), site=site, by=by, now=now)


def end(tokens: Tokens, /, *, machine: Session, now: datetime) -> None:
    """Sign out. Nothing happens where the session is over already."""
    try:
        row = browser_keys.find(tokens, Stage.OPEN, now)
        by = browser_keys.session(row, tokens, machine, now)
    except SessionOver:
        return
    devices.end_sessions([row], by=by, now=now)


def browsers(*, account: UUID | None = None, by: Session, now: datetime) -> tuple[SeenBrowser, ...]:
    """Where an account, one's own or a colleague's, is signed in, newest first. Raises NotPermitted."""
    rows = _of_account(account or by.actor.account, by, now)
    return tuple(SeenBrowser(row.id, row.account_id, row.began_at, row.seen_at, row.ends_at) for row in rows)


def revoke(*, browser: UUID | None = None, account: UUID | None = None, by: Session, now: datetime) -> int:
    """End one browser session or all of an account, one's own or a colleague's, in every process at once.

    Raises NotPermitted, and BrowserUnknown where one is named that is not the account's, or is over.
    """
    rows = [row for row in _of_account(account or by.actor.account, by, now) if browser in (None, row.id)]
    if browser and not rows:
        raise BrowserUnknown
    return devices.end_sessions(rows, by=by, now=now)


def _opened(
    home: Path, typed: Code | None, passphrase: str, now: datetime, *, known: bool
) -> tuple[models.AccountKeys, bytes, Shut]:
    """The account's keys, what is opened of them, and whether the session is shut.

    One Argon2id run a slot, and one where there is none; both words are compared, whichever it is. Raises
    WrongPassphrase, StatementError, NotPermitted, TooManySignIns.
    """
    file = slots.read(home)
    pepper = slots.read_bytes(home, slots.PEPPER_FILE)
    fitting = [slot for slot in file.slots if names.name_of(slot.account) == typed] or [_nobodys(file, typed)]
    for slot in fitting:
        stretched = passphrases.stretch(passphrase, salt=slot.salt, pepper=pepper, cost=slot.cost, known=known)
        word = decoys.word_of(slot.account, salt=slot.salt)
        forced, locked = decoys.fits(word, stretched), locks.is_locked(slot.account)
        if slot.open(stretched.machine) is not None or forced:
            keys = keyrings.trusted_account(slot.account)
            if not permissions.roles_held(slot.account, now=now):
                raise NotPermitted(sentence=WITHOUT_ROLE, permission="sign-in")
            owned = hmac.compare_digest(bytes(keys.verifier), stretched.verifier)
            if word is not None and forced and word.keys_id == keys.id:
                return keys, decoys.opened(word, stretched), BY_WORD
            if not owned:
                raise WrongPassphrase
            box, sign = accounts.opened(keys, stretched)
            return keys, box.secret + sign.secret, Shut(locked=locked)
    raise WrongPassphrase


def _refuse_early(name: Code | None, known: bytes | None, now: datetime) -> None:
    """Who has to wait was turned away. Raises SignInSlowed."""
    try:
        turned.refuse_early(name, device=known, now=now)
    except SignInSlowed:
        turned.away(Stranger.TOO_OFTEN, now=now)
        raise


def _nobodys(file: slots.HomeFile, typed: Code | None) -> slots.Slot:
    """As dear to try as some real one, and for one name always as the same; no key opens it."""
    drawn = int.from_bytes(sha256(file.home.bytes + str(typed).encode()).digest())
    like = file.slots[drawn % len(file.slots)]  # they need not all be alike: the cost may have been another once
    return slots.Slot(file.home, secrets.token_bytes(accounts.SALT_SIZE), like.cost, like.machine)


def _proved(
    tokens: Tokens,
    prove: Callable[[Session, BrowserSession], SecondFactor | RecoveryCode],
    device: bytes | None,
    machine: Session,
    now: datetime,
) -> SignedIn:
    row = browser_keys.find(tokens, Stage.PENDING, now)
    by = browser_keys.session(row, tokens, machine, now)
    name = names.name_of(by.actor.account)
    known = devices.known(device, name)
    _refuse_early(name, known, now)
    browser_keys.count_try(row)
    fresh = Tokens.new()
    try:
        return _begun(row, fresh, lambda: prove(by, row), device, by, now)
    except FactorRefused:  # who has a pass-phrase may begin as often as they like, and guess no faster for it
        turned.failed(name, device=known, now=now)
        raise


def _proved_again(
    tokens: Tokens, prove: Callable[[Session, BrowserSession], SecondFactor | RecoveryCode], machine: Session,
    now: datetime,
) -> None:  # fmt: skip
    row = browser_keys.find(tokens, Stage.OPEN, now)
    by = browser_keys.session(row, tokens, machine, now)
    browser_keys.count_try(row)
    with permissions.acting(by, now=now):
        used = prove(by, row)
        BrowserSession.objects.filter(pk=row.pk).update(proved_at=now, tries=0)
        _record("access:session:prove", used, facts={}, by=by, now=now)


def _begun(
    row: BrowserSession,
    fresh: Tokens,
    prove: Callable[[], SecondFactor | RecoveryCode],
    device: bytes | None,
    by: Session,
    now: datetime,
) -> SignedIn:
    with permissions.acting(by, now=now):
        _refuse_shut_meanwhile(row)
        used = prove()
        known = devices.known(device, names.name_of(by.actor.account))
        given, seen, written, new = devices.seen(device, by.actor.account, now)
        row.delete()
        opened = by.keys.box.secret + by.keys.sign.secret + by.keys.codes
        if by.locked and not by.keys.codes:  # the right pass-phrase of an account that is locked
            opened = decoys.strangers()
        browser_keys.keep(
            fresh,
            row.keys,
            opened,
            stage=Stage.OPEN,
            lasts=LONGEST,
            now=now,
            device=seen,
            shut=Shut(row.locked, row.forced),
        )
        _record("access:session:begin", used, *written, facts={"new_device": new}, by=by, now=now)
        turned.cleared(names.name_of(by.actor.account), device=known)
    return SignedIn(fresh, given, new)


def _refuse_shut_meanwhile(row: BrowserSession) -> None:
    """A sign-in that was half done when its account was locked is over, whichever of the two was written first."""
    there = BrowserSession.objects.filter(pk=row.pk).exists()
    if not there or (locks.is_locked(row.account_id) and not row.locked):
        raise SessionOver


def _record(
    verb: str,
    used: SecondFactor | RecoveryCode,
    *also: Device | DeviceUse,
    facts: dict[str, Any],
    by: Session,
    now: datetime,
) -> None:
    kind = used.kind if isinstance(used, SecondFactor) else PAPER
    records = database.digests(used, *also)
    journal.record(verb, by=by.actor, now=now, about=[str(used.id)], facts={"factor": kind, **facts}, records=records)


def _asked(row: BrowserSession, challenge: factors.Challenge) -> Mapping[str, Any]:
    BrowserSession.objects.filter(pk=row.pk).update(challenge=challenge.expected)
    return challenge.options


def _expected(row: BrowserSession) -> bytes:
    """A challenge is answered once. Raises FactorRefused."""
    if row.challenge is None or not BrowserSession.objects.filter(pk=row.pk, challenge=row.challenge).update(
        challenge=None
    ):
        raise FactorRefused
    return bytes(row.challenge)


def _without_factor(tokens: Tokens, machine: Session, now: datetime) -> tuple[BrowserSession, Session]:
    row = browser_keys.find(tokens, Stage.PENDING, now)
    by = browser_keys.session(row, tokens, machine, now)
    _refuse_enrolled(by)
    return row, by


def _refuse_enrolled(by: Session) -> None:
    if factors.factors(by=by):
        raise FactorAlready


def _of_account(account: UUID, by: Session, now: datetime) -> list[BrowserSession]:
    if account != by.actor.account:
        permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    return list(BrowserSession.objects.filter(account=account, stage=Stage.OPEN).order_by("-began_at", "-id"))
