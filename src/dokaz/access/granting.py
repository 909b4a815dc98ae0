"""Granted jobs: how background work reaches one item of a compartment that no machine opens (SECURITY 1.9).

A worker makes a key pair that exists in its memory only and says so in a signed statement. A member's session seals the
file key of one item to the workers there are, for one job and an hour at most. A worker that ended took its key along:
no other opens what was granted to it, so the job waits for a member, and runs only by a new grant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from dokaz.access import keyrings, models, permissions, statements
from dokaz.access.errors import GrantExpired, GrantMissing, NoWorker, StatementWithdrawn
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session, WorkerKeys
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.clock import timestamp
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import BoxPair, open_with, seal_to

__all__ = ["LONGEST_GRANT", "Granted", "begin_worker", "end_worker", "grant_job", "redeem_grant"]

BEGIN, END = "access:worker:begin", "access:worker:end"
LONGEST_GRANT = timedelta(hours=1)
_MOST_WORKERS = 16
_FILE_KEY = 16  # bytes, of an age file


@dataclass(frozen=True, slots=True)
class Granted:
    """One item's file key, for one job; and what the member gave the worker beside it."""

    item: UUID
    compartment: UUID
    file_key: bytes = field(repr=False)
    beside: bytes = field(default=b"", repr=False)


def begin_worker(*, by: Session, now: datetime) -> Session:
    """The session of a worker that jobs can be granted to, until `end_worker`. Raises NotPermitted."""
    permissions.require(by, Permission.RUN_JOBS, now=now)
    pair, worker = BoxPair.new(), ordered_id(now)
    with permissions.acting(by, now=now):
        pen = keyrings.pen(by)
        said = statements.write(Kind.WORKER, worker, public_key=pair.public, pen=pen, now=now)
        ending = statements.sign(Kind.WITHDRAWAL, said.id, public_key=None, pen=pen, now=now)
        _tell(BEGIN, worker, said, by, now)
    return replace(by, keys=replace(by.keys, worker=WorkerKeys(pair, said.id, ending)))


def end_worker(*, by: Session, now: datetime) -> None:
    """Say, signed, that nothing more is to be granted to this worker; its key ends with its process.

    It was signed when the worker began: the account that signs may have been let go since. Said once, however often.
    """
    assert by.keys.worker is not None
    gone = by.keys.worker.ending
    with permissions.acting(by, now=now):
        if models.Statement.objects.filter(pk=gone.pk).exists():
            return
        said = models.Statement.objects.get(pk=by.keys.worker.statement)
        gone.save(force_insert=True)
        _tell(END, said.subject, gone, by, now)


def _tell(verb: str, worker: UUID, said: models.Statement, by: Session, now: datetime) -> None:
    journal.record(verb, by=by.actor, now=now, about=[str(worker)], records=[database.digest(said)])


def grant_job(
    job: UUID,
    /,
    *,
    item: UUID,
    compartment: UUID,
    file_key: bytes,
    beside: bytes = b"",
    by: Session,
    now: datetime,
    lasting: timedelta = LONGEST_GRANT,
) -> list[models.Grant]:
    """Seal an item's file key to every worker there is, for this job and so long, in the running transaction.

    `beside`: what the worker needs to know for it, and may not read where it rests; its length shows.
    The caller asked whether the account may, and writes the entry with the digests of these rows. Raises NoWorker.
    """
    workers = list(islice(_workers(), _MOST_WORKERS))
    if not workers:
        raise NoWorker
    seconds = int(min(lasting, LONGEST_GRANT).total_seconds())
    label = _label(job, item, compartment, now + timedelta(seconds=seconds))
    return [
        models.Grant.objects.create(
            id=ordered_id(now),
            compartment_id=compartment,
            job=str(job),
            item=item,
            worker_key=worker,
            sealed=seal_to(worker, file_key + beside, aad=label),
            granted_by_id=by.actor.account,
            granted_at=now,
            seconds=seconds,
        )
        for worker in workers
    ]


def redeem_grant(job: UUID, /, *, by: Session, now: datetime) -> Granted:
    """What the newest grant of a job opens to this worker. Raises GrantMissing, GrantExpired, SealBroken."""
    if by.keys.worker is None:
        raise GrantMissing
    pair = by.keys.worker.pair
    row = models.Grant.objects.filter(job=str(job), worker_key=pair.public).order_by("-granted_at", "-id").first()
    if row is None:
        raise GrantMissing
    until = row.granted_at + timedelta(seconds=row.seconds)
    if not row.granted_at <= now < until:
        raise GrantExpired
    label = _label(job, row.item, row.compartment_id, until)
    opened = open_with(pair.secret, bytes(row.sealed), aad=label)
    return Granted(row.item, row.compartment_id, opened[:_FILE_KEY], opened[_FILE_KEY:])


def _label(job: UUID, item: UUID, compartment: UUID, until: datetime) -> bytes:
    """SECURITY 1.9: the grant names job, item and expiry, and opens for no other."""
    return b"grant\x00" + compartment.bytes + job.bytes + item.bytes + timestamp(until).encode()


def _workers() -> Iterator[bytes]:
    """Keys of workers that did not say they ended, newest first, of accounts that still have their keys."""
    ended = models.Statement.objects.filter(kind=Kind.WITHDRAWAL).values("subject")
    begun = models.Statement.objects.filter(kind=Kind.WORKER).exclude(id__in=ended)
    for row in begun.select_related("signer").order_by("-made_at", "-id"):
        key = bytes(row.public_key or b"")
        try:
            statements.trusted(row.id, kind=Kind.WORKER, subject=row.subject, public_key=key)
            _require_standing(row.signer)
        except StatementWithdrawn:
            continue
        yield key


def _require_standing(signer: models.Statement | None) -> None:
    assert signer is not None  # an account: `statements` says who may sign a worker's key
    statements.trusted(signer.id, kind=Kind.ACCOUNT, subject=signer.subject, public_key=bytes(signer.public_key or b""))
