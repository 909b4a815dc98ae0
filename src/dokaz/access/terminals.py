"""The second factor at a terminal: a code, and for a quarter of an hour the proof that one was given there (ADR 0028).

The proof is an HMAC under a key that only the opened account gives. It says who, where and when, and is no secret.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from dokaz.access import factors, keyrings, names, permissions, turned
from dokaz.access.factors import PAPER, Factor
from dokaz.access.models import HomeKind
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import FactorNeeded, FactorNotTypable
from dokaz.access.sign_in_rows import FactorKind, RecoveryCode, SecondFactor
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.sealing import Purpose, derive

LASTS = timedelta(minutes=15)
BEGIN = "access:session:begin"
KEPT = "kept"
_SECONDS = 8  # bytes
# What is typed here has a count of its own, as a known device has: strangers at the office, who know a name and no
# pass-phrase, make nobody wait here, and a sign-in here gives them no new tries.
HERE = sha256(b"dokaz/v1/terminal").digest()


class Terminal(Protocol):
    """Where somebody typed a command."""

    def place(self) -> bytes:
        """Which login session of which machine since its start; empty where it cannot be told."""

    def kept(self, name: str) -> bytes:
        """What `keep` was given under this name; empty where nothing is there."""

    def keep(self, name: str, proof: bytes) -> None:
        """Keep this in memory for this user alone, or not at all."""

    def code(self) -> tuple[str, datetime]:
        """Ask for a code; what was typed, and when."""


def begin(by: Session, terminal: Terminal | None, *, now: datetime) -> None:
    """Enter the sign-in, once the second factor was proved where the account has one.

    In a practice home, which anyone at the machine can open, none is asked for. Raises FactorNeeded without a terminal,
    FactorNotTypable, SignInSlowed, FactorRefused.
    """
    known = () if by.home_kind == HomeKind.PRACTICE else factors.factors(by=by)
    if not known:
        _enter(by, None, now)
    elif terminal is None:
        raise FactorNeeded
    elif _holds(terminal.kept(_name(by)), by, known, terminal.place(), now):
        _enter(by, KEPT, now)
    else:
        _prove(by, known, terminal, now)


def _prove(by: Session, known: tuple[Factor, ...], terminal: Terminal, now: datetime) -> None:
    if not (factors.codes_left(by=by) or any(each.kind == FactorKind.TOTP and each.accepted for each in known)):
        raise FactorNotTypable
    name = names.name_of(by.actor.account)
    turned.refuse_early(name, device=HERE, now=now)
    code, at = terminal.code()
    turned.failed(name, device=HERE, now=at)  # before it is tried, so that many at once are counted
    with permissions.acting(by, now=at):
        _enter(by, factors.prove_code(code, by=by, now=at), at)
    turned.cleared(name, device=HERE)
    if place := terminal.place():
        terminal.keep(_name(by), _proof(by, known, place, at))


def _enter(by: Session, proved: SecondFactor | RecoveryCode | str | None, now: datetime) -> None:
    with permissions.acting(by, now=now):
        if proved is None or isinstance(proved, str):
            journal.record(BEGIN, by=by.actor, now=now, facts={"factor": proved} if proved else {})
            return
        kind = proved.kind if isinstance(proved, SecondFactor) else PAPER
        about, records = [str(proved.id)], database.digests(proved)
        journal.record(BEGIN, by=by.actor, now=now, about=about, facts={"factor": kind}, records=records)


def _holds(kept: bytes, by: Session, known: tuple[Factor, ...], place: bytes, now: datetime) -> bool:
    if not place or len(kept) <= _SECONDS:
        return False
    try:
        at = datetime.fromtimestamp(int.from_bytes(kept[:_SECONDS], "big"), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return at <= now < at + LASTS and hmac.compare_digest(kept, _proof(by, known, place, at))


def _proof(by: Session, known: tuple[Factor, ...], place: bytes, at: datetime) -> bytes:
    seconds = int(at.timestamp()).to_bytes(_SECONDS, "big")
    keys = keyrings.trusted_account(by.actor.account).id
    said = [
        seconds,
        by.home.bytes,
        by.actor.account.bytes,
        keys.bytes,
        *sorted(each.id.bytes for each in known if each.accepted),
    ]
    key = derive(by.keys.box.secret, Purpose.TERMINAL_PROOF)
    return seconds + hmac.digest(key, sha256(place).digest() + b"".join(said), "sha256")


def _name(by: Session) -> str:
    return sha256(b"dokaz/v1/terminal-name\x00" + by.home.bytes + by.actor.account.bytes).hexdigest()[:32]
