"""Sealed writings about a person or an item: written with their entry, and believed only as their entry says."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent.errors import PapersGone
from dokaz.consent.models import Paper, PaperKind
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.clock import timestamp
from dokaz.kernel.ids import random_id
from dokaz.records import api as records

MODEL, FIELD = "consent.paper", "words"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about: a person by id or an item by reference, as entries name it, and where it lies."""

    key: str
    ref: str
    compartment: UUID


@dataclass(frozen=True, slots=True)
class Written:
    """A paper, opened."""

    id: UUID
    kind: PaperKind
    subject: str
    compartment: UUID
    at: datetime
    by: UUID
    words: Mapping[str, Any]


def write(
    kind: PaperKind, subject: Subject, words: Mapping[str, Any], *, verb: str, by: access.Session, now: datetime
) -> UUID:
    """Write a paper with its entry, in the running transaction."""
    row, told = random_id(), {**words, "at": timestamp(now), "by": str(by.actor.account)}
    made = access.seal_words(access.seal_records(subject.compartment), model=MODEL, row=row, field=FIELD, words=told)
    paper = Paper.objects.create(
        id=row,
        compartment_id=subject.compartment,
        generation=made.generation,
        kind=kind.value,
        subject=subject.key,
        record_key=made.record_key,
        words=made.words,
    )
    record(verb, subject, by=by, now=now, about=[str(row)], records=[database.digest(paper)])
    return row


def record(
    verb: str,
    subject: Subject,
    *,
    by: access.Session,
    now: datetime,
    about: Collection[str] = (),
    records: Collection[database.RecordDigest] = (),
) -> None:
    """The entry of an act on what a subject's papers say, sealed to its compartment whether or not that is protected:
    that somebody was asked on a day is told to its members alone (S-11).
    """
    draft = journal.Draft(
        verb=verb, by=by.actor, now=now, about=[subject.ref, *about], records=[*records],
        compartment=subject.compartment, sealed=True,
    )  # fmt: skip
    journal.record_many([draft])


def read(subjects: Collection[str], *kinds: PaperKind, by: access.Session) -> dict[str, list[Written]]:
    """The papers about each of these, oldest first: those of compartments the account belongs to.

    Raises PapersGone, and RecordUnvouched of `journal` where one was altered or added by hand (SECURITY 5.6).
    """
    access.once("papers gone", ask=_refuse_gone)
    rows = _rows(list(subjects), [kind.value for kind in kinds], by)
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))
    openers = {place: access.open_records(place, by=by) for place in {row.compartment_id for row in rows}}
    found: dict[str, list[Written]] = defaultdict(list)
    for written in sorted((_opened(row, openers[row.compartment_id]) for row in rows), key=_order):
        found[written.subject].append(written)
    return found


def one(paper: UUID, kind: PaperKind, /, *, by: access.Session) -> Written | None:
    """The paper of this id and kind, where the account may look."""
    with access.scope(by):
        rows = Paper.objects.select(where="id = %s AND kind = %s", values=[paper, kind.value])
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))
    return _opened(rows[0], access.open_records(rows[0].compartment_id, by=by)) if rows else None


def _rows(subjects: list[str], kinds: list[str], by: access.Session) -> list[Paper]:
    with access.scope(by):
        return [
            row
            for start in range(0, len(subjects), _AT_ONCE)
            for row in Paper.objects.select(
                where="subject IN %s AND kind IN %s", values=[subjects[start : start + _AT_ONCE], kinds]
            )
        ]


def _opened(row: Paper, opener: access.RecordOpener) -> Written:
    words = dict(
        access.open_words(opener, record_key=row.record_key, sealed=row.words, model=MODEL, row=row.id, field=FIELD)
    )
    at, account = datetime.fromisoformat(words.pop("at")), UUID(words.pop("by"))
    return Written(row.id, PaperKind(row.kind), row.subject, row.compartment_id, at, account, words)


def _order(written: Written) -> tuple[datetime, str]:
    return written.at, str(written.id)


def refuse_altered() -> None:
    """Return only if everything that decides is there and as its entry says: every paper of the house, who is in which
    item, and what is known of persons. One that was taken away, or hidden by a change of what it is about, is found
    so, and not by looking for those about a subject. Raises PapersGone.
    """
    if journal.verify_records(MODEL, *records.DECIDING).found:
        raise PapersGone


def _refuse_gone() -> None:
    """Entries are counted first: a paper that somebody writes meanwhile is one more, never one too few."""
    spoken_of = journal.count_written(MODEL)
    with access.whole_house("consent"):
        if Paper.objects.count() < spoken_of:
            raise PapersGone
