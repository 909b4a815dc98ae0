"""Bases in law, recorded apart from consent (S-35): of a person, and of an item that comes from nobody who could agree.

A basis never stands in the place of the consent of somebody whose consent binds. Of an item it counts once a second
person, independent of the first, has weighed the harm as well (DESIGN 9).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import papers, subjects
from dokaz.consent.errors import BasisEmpty, BasisOwn, BasisUnknown, ReasonNeeded
from dokaz.consent.facts import Basis
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Subject, Written
from dokaz.consent.recording import scope_of, scope_words
from dokaz.consent.scopes import Scope
from dokaz.consent.words import Article

RECORD, WEIGH = "consent:basis:record", "consent:basis:weigh"
END, SHOW = "consent:basis:end", "consent:basis:show"
KINDS = (PaperKind.BASIS, PaperKind.WEIGHED, PaperKind.ENDED)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis as it was recorded, with who weighed the harm, and whether it still holds."""

    id: UUID
    subject: str
    scope: Scope
    articles: tuple[Article, ...]
    why: str
    harm: str
    recorded_at: datetime
    recorded_by: UUID
    weighed_by: UUID | None = None
    weighed: str = ""
    ended_at: datetime | None = None

    @property
    def basis(self) -> Basis:
        """As the algebra reads it."""
        return Basis(scope=self.scope, confirmed=self.weighed_by is not None)


def record_basis(
    *,
    person: str | UUID | None = None,
    item: str | None = None,
    scope: Scope,
    articles: Sequence[Article],
    why: str,
    harm: str = "",
    by: access.Session,
    now: datetime,
) -> UUID:
    """Record a basis for a person, or for an item with the harm weighed.

    Raises NotPermitted, BasisEmpty, ItemNotFound of `custody`, and what `people` refuses.
    """
    subject = subjects.one(person, item, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECORD_CONSENT, compartment=subject.compartment, now=now)
        if not articles or not why.strip() or (item is not None and not harm.strip()):
            raise BasisEmpty
        words = {
            "ref": subject.ref,
            "scope": scope_words(scope),
            "articles": sorted({article.value for article in articles}),
            "why": why,
            "harm": harm,
        }
        return papers.write(PaperKind.BASIS, subject, words, verb=RECORD, by=by, now=now)


def weigh_harm(basis: UUID, /, *, weighed: str, by: access.Session, now: datetime) -> None:
    """Weigh the harm of a basis as the second person. Raises NotPermitted, BasisUnknown, BasisOwn, ReasonNeeded."""
    with access.acting(by, now=now):
        subject, first = _find(basis, by, now)
        if first.by == by.actor.account or not access.independent(by.actor.account, of=first.by):
            raise BasisOwn
        if not weighed.strip():
            raise ReasonNeeded
        words = {"basis": str(basis), "weighed": weighed}
        papers.write(PaperKind.WEIGHED, subject, words, verb=WEIGH, by=by, now=now)


def end_basis(basis: UUID, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Say that a basis holds no longer. Raises NotPermitted, BasisUnknown, ReasonNeeded."""
    with access.acting(by, now=now):
        subject, _first = _find(basis, by, now)
        if not reason.strip():
            raise ReasonNeeded
        words = {"basis": str(basis), "reason": reason}
        papers.write(PaperKind.ENDED, subject, words, verb=END, by=by, now=now)


def basis(basis: UUID, /, *, by: access.Session, now: datetime) -> LegalBasis:
    """One basis as it stands, for whoever weighs or ends it; an entry. Raises NotPermitted, BasisUnknown."""
    with access.acting(by, now=now):
        subject, _first = _find(basis, by, now)
        found = grounds(papers.read([subject.key], *KINDS, by=by)[subject.key])
        papers.record(SHOW, subject, by=by, now=now)
    return next(each for each in found if each.id == basis)


def bases_of(
    *, person: str | UUID | None = None, item: str | None = None, by: access.Session, now: datetime
) -> tuple[LegalBasis, ...]:
    """Every basis that was recorded, the newest first; reading them is an entry. Raises as `record_basis` does."""
    subject = subjects.one(person, item, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = papers.read([subject.key], *KINDS, by=by)[subject.key]
        papers.record(SHOW, subject, by=by, now=now)
    return tuple(reversed(grounds(found)))


def grounds(found: Iterable[Written]) -> list[LegalBasis]:
    """The bases among these papers, oldest first."""
    of_kind: dict[PaperKind, list[Written]] = {kind: [] for kind in KINDS}
    for written in found:
        of_kind.get(written.kind, []).append(written)
    weighed = {UUID(each.words["basis"]): each for each in reversed(of_kind[PaperKind.WEIGHED])}
    ended = {UUID(each.words["basis"]): each for each in reversed(of_kind[PaperKind.ENDED])}
    return [_ground(each, weighed.get(each.id), ended.get(each.id)) for each in of_kind[PaperKind.BASIS]]


def standing(found: Iterable[Written]) -> tuple[Basis, ...]:
    """Those among these papers that hold still, as the algebra reads them."""
    return tuple(each.basis for each in grounds(found) if each.ended_at is None)


def _ground(first: Written, weighed: Written | None, ended: Written | None) -> LegalBasis:
    return LegalBasis(
        id=first.id,
        subject=first.subject,
        scope=scope_of(first.words["scope"]),
        articles=tuple(map(Article, first.words["articles"])),
        why=first.words["why"],
        harm=first.words["harm"],
        recorded_at=first.at,
        recorded_by=first.by,
        weighed_by=weighed.by if weighed else None,
        weighed=weighed.words["weighed"] if weighed else "",
        ended_at=ended.at if ended else None,
    )


def _find(basis: UUID, by: access.Session, now: datetime) -> tuple[Subject, Written]:
    first = papers.one(basis, PaperKind.BASIS, by=by)
    if first is None:
        raise BasisUnknown
    access.require(by, access.Permission.RECORD_CONSENT, compartment=first.compartment, now=now)
    return Subject(first.subject, first.words["ref"], first.compartment), first
