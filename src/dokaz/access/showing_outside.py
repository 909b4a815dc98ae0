"""The log as people of the house look after it: how it stands, signing its head, and having it shown outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import jobs, permissions, witness_keys
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.jobs.api import Job
from dokaz.journal import api as journal

ASK = "access:checkpoint:ask"


@dataclass(frozen=True, slots=True)
class LogState:
    """How the log stands: what it is called and how long it is, who keeps it outside, and when each was last heard of.

    `departed` says why nothing is signed, where that is so; `waiting_since` when the oldest entry without a place was
    written. `mirrors` is empty to who may not say which there are.
    """

    identity: journal.Identity
    head: journal.Head
    waiting_since: datetime | None
    departed: journal.LogDeparted | None
    witnesses: tuple[journal.AdmittedWitness, ...]
    mirrors: tuple[journal.AddedMirror, ...]
    authorities: tuple[journal.Authority, ...]
    heard: Mapping[str, datetime]  # by key of a witness, and name of an authority
    witnessed: journal.Witnessed | None


def log_state(*, by: Session, now: datetime) -> LogState:
    """How the log stands; each witness is believed by its signed statement. Raises NotPermitted, StatementError."""
    permissions.require(by, Permission.VERIFY_JOURNAL, now=now)
    newest = journal.signed_heads(limit=1)
    told = journal.cosigned_head()
    return LogState(
        identity=journal.identity(),
        head=journal.head(),
        waiting_since=journal.waiting_since(),
        departed=journal.departure(),
        witnesses=witness_keys.trusted_witnesses(),
        mirrors=journal.mirrors() if permissions.may(by, permission=Permission.MANAGE_WITNESSES, now=now) else (),
        authorities=journal.authorities(),
        heard=journal.last_heard(),
        witnessed=journal.witnessed(told or newest[0].size) if newest else None,
    )


def checkpoints(
    *, before: int | None = None, limit: int = 50, by: Session, now: datetime
) -> tuple[journal.SignedHead, ...]:
    """The signed checkpoints, newest first, a page at a time. Raises NotPermitted."""
    permissions.require(by, Permission.VERIFY_JOURNAL, now=now)
    return journal.signed_heads(before=before, limit=limit)


def sign_checkpoint(*, by: Session, now: datetime) -> bytes:
    """Place every entry and sign the head; nothing leaves the house. Raises NotPermitted, LogDeparted of `journal`."""
    permissions.require(by, Permission.SIGN_CHECKPOINT, now=now)
    return journal.checkpoint(now=now)


def publish_later(*, by: Session, now: datetime) -> Job:
    """Ask that log witnesses, mirrors and time-stamp authorities be asked in the background. Raises NotPermitted."""
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.SIGN_CHECKPOINT, now=now)
        job = jobs.publication.enqueue(arguments={}, key=jobs.publication.name, now=now)
        journal.record(ASK, by=by.actor, now=now, about=[str(job.id)])
    return job
