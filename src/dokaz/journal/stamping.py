"""Time stamps on published checkpoints: asked for, checked, kept, and checked again (ADR 0015).

What waits is not a list of its own: it is the newest checkpoint, for each authority that has not stamped it. A late
stamp over an older one would say no more, since the newest begins with all that the older ones held.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, connection, transaction

from dokaz.database import api as database
from dokaz.journal import wires
from dokaz.journal.authorities import Authority, authorities
from dokaz.journal.errors import (
    AuthorityAway,
    AuthorityStrange,
    InsideTransaction,
    StrangeCheckpoint,
)
from dokaz.journal.events import Draft
from dokaz.journal.findings import Fault, Finding
from dokaz.journal.models import Checkpoint, TimeStamp
from dokaz.journal.recording import record_many
from dokaz.journal.steps import Step
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step
from dokaz.verify import stamps
from dokaz.verify.errors import StampFault, VerifyError

__all__ = ["KeptStamp", "NotStamped", "Stamped", "stamp", "stamps_on", "verify_stamps"]

CLOCKS_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Stamped:
    """An authority has vouched for a checkpoint. `ahead` is its clock against ours; `odd` says that one is wrong."""

    authority: str
    size: int
    at: datetime
    ends: datetime
    practice: bool
    ahead: timedelta

    @property
    def odd(self) -> bool:
        return abs(self.ahead) > CLOCKS_MAY_DIFFER


@dataclass(frozen=True, slots=True)
class NotStamped:
    """An authority did not stamp a checkpoint, or its answer does not hold. It is asked again in the next round."""

    authority: str
    size: int
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class KeptStamp:
    """A stamp as it is kept: the answer, the chain up to the root, and the time by the authority's clock."""

    authority: str
    size: int
    at: datetime
    answer: bytes
    chain: bytes  # PEM, the signer first and the root last


def stamp(size: int, *, by: Actor, now: datetime) -> tuple[Stamped | NotStamped, ...]:
    """Have the signed checkpoint of this size stamped by each authority that has not, and keep what holds.

    One authority's fault does not keep the next from being asked. Raises InsideTransaction, StrangeCheckpoint where no
    checkpoint of this size was signed, NotWired, and RecordUnvouched.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    note = Checkpoint.objects.filter(size=size).values_list("note", flat=True).first()
    if note is None:
        raise StrangeCheckpoint(why=f"no checkpoint of {size} entries was signed here.")
    done = set(TimeStamp.objects.filter(checkpoint_id=size).values_list("authority_id", flat=True))
    wanted = [each for each in authorities() if each.id not in done]
    return tuple(_stamped(each, size, stamps.stamped_part(bytes(note)), by, now) for each in wanted)


def _stamped(authority: Authority, size: int, message: bytes, by: Actor, now: datetime) -> Stamped | NotStamped:
    asked = stamps.request(message)
    try:
        answer = wires.stamper().ask(authority.url, asked.data)
        made = stamps.check(
            answer,
            digest=sha256(message).digest(),
            roots=authority.roots,
            chain=authority.chain,
            nonce=asked.nonce,
            policy=authority.policy or None,
        )
    except (AuthorityAway, AuthorityStrange, StampFault) as why:
        return NotStamped(authority.name, size, why.code, str(why))
    told = Stamped(authority.name, size, made.time, made.ends, made.practice, made.time - now)
    _keep(authority, size, made, told, by, now)
    return told


def _keep(authority: Authority, size: int, made: stamps.Stamp, told: Stamped, by: Actor, now: datetime) -> None:
    step(Step.STAMP_CHECKED)
    try:
        with transaction.atomic():
            row = TimeStamp.objects.create(
                checkpoint_id=size,
                authority_id=authority.id,
                answer=made.data,
                chain=stamps.pem(made.chain).decode(),
                at=made.time,
                kept_at=now,
            )
            facts: dict[str, str | int] = {
                "authority": authority.name,
                "size": size,
                "sha256": sha256(made.data).hexdigest(),
                "ahead": int(told.ahead.total_seconds()),
            }
            record_many([
                Draft(verb="journal:stamp:keep", by=by, now=now, facts=facts, records=[database.digest(row)])
            ])  # fmt: skip
    except IntegrityError:  # another process has had the same checkpoint stamped meanwhile; one stamp is enough
        return
    step(Step.STAMP_KEPT)


def stamps_on(size: int) -> tuple[KeptStamp, ...]:
    """The stamps on the checkpoint of this size, the earliest first. They were checked when they were kept."""
    rows = TimeStamp.objects.filter(checkpoint_id=size).select_related("authority").order_by("at", "id")
    return tuple(_kept(row) for row in rows)


def verify_stamps(*, everything: bool, now: datetime) -> "StampFindings":
    """Check kept stamps again, each at its own time: all, or the first and the newest of each authority."""
    found, held = list[Finding](), list[Stamped]()
    for authority in authorities(withdrawn=True):
        for row in _chosen(authority, everything=everything):
            try:
                held.append(_checked_again(row, authority))
            except VerifyError as why:
                what = f"time stamp by {authority.name} over {row.checkpoint_id} entries ({why})"
                found.append(Finding(Fault.STAMP_BROKEN, what))
    return StampFindings(tuple(found), tuple(sorted(held, key=lambda each: (each.at, each.size))), now)


@dataclass(frozen=True, slots=True)
class StampFindings:
    """What holds of the stamps, the earliest first, and what does not."""

    found: tuple[Finding, ...]
    held: tuple[Stamped, ...]
    now: datetime

    def ending(self, within: timedelta) -> tuple[Stamped, ...]:
        """The newest stamp of each authority, where its certificate has ended or ends so soon: stamp anew before."""
        newest = {each.authority: each for each in self.held}
        return tuple(each for each in newest.values() if each.ends - self.now <= within)


def _chosen(authority: Authority, *, everything: bool) -> Iterator[TimeStamp]:
    rows = TimeStamp.objects.filter(authority_id=authority.id).select_related("checkpoint").order_by("id")
    if everything:
        return rows.iterator(chunk_size=200)
    ends = {row.id: row for row in (rows.first(), rows.last()) if row is not None}
    return iter(ends.values())


def _checked_again(row: TimeStamp, authority: Authority) -> Stamped:
    message = stamps.stamped_part(bytes(row.checkpoint.note))
    made = stamps.check(
        bytes(row.answer),
        digest=sha256(message).digest(),
        roots=authority.roots,
        chain=stamps.certificates(row.chain.encode()),
        policy=authority.policy or None,
    )
    ahead = made.time - row.kept_at
    return Stamped(authority.name, row.checkpoint_id, made.time, made.ends, made.practice, ahead)


def _kept(row: TimeStamp) -> KeptStamp:
    return KeptStamp(row.authority.name, row.checkpoint_id, row.at, bytes(row.answer), row.chain.encode())
