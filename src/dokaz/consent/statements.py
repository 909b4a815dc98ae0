"""The texts by which people are asked: versions in each language, approved by another person before they are used."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import models, shipped
from dokaz.consent.errors import (
    LanguageUnreadable,
    ReadingNotSound,
    StatementApproved,
    StatementIncomplete,
    StatementOwn,
    StatementStale,
    StatementUnknown,
)
from dokaz.consent.models import MarkKind
from dokaz.consent.words import Told
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import Language, said
from dokaz.kernel.tags import language_tag

__all__ = [
    "MAIN",
    "ConsentText",
    "approve_statement",
    "changed_since",
    "in_use",
    "note_native",
    "note_reading",
    "statement",
    "statements",
    "write_shipped",
    "write_statement",
]

MAIN = "main"  # the text most people are asked by
WRITE, APPROVE = "consent:statement:write", "consent:statement:approve"
NATIVE, ALOUD = "consent:statement:confirm", "consent:statement:voice"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a text in one language, and what people did about it."""

    id: UUID
    code: str
    language: str
    number: int
    parts: Mapping[Told, str]
    material: bool  # what it says differs from the version before, and not only how
    written_by: UUID
    written_at: datetime
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    read_by_native: datetime | None = None
    aloud: tuple[str, ...] = ()  # items in which it is read aloud

    @property
    def asked_in(self) -> Language:
        """In which the questions beneath it are put: its own language, or English, to be interpreted."""
        return Language.ENGLISH if self.to_interpret else Language(_spoken(self.language))

    @property
    def to_interpret(self) -> bool:
        """Whether the house does not have the questions in the language of the text."""
        return _spoken(self.language) not in set(Language)

    @property
    def missing(self) -> tuple[Told, ...]:
        """What the text does not tell yet; nothing may be missing before it is approved."""
        return tuple(part for part in Told if not self.parts.get(part, "").strip())


def _spoken(tag: str) -> str:
    return tag.partition("-")[0]


def write_statement(
    *,
    language: str,
    parts: Mapping[Told, str],
    seen: int,
    material: bool = True,
    code: str = MAIN,
    by: access.Session,
    now: datetime,
) -> ConsentText:
    """Write the next version of a text; `seen` is the version it was written on, 0 for the first.

    It may be incomplete, and is used by nobody before another person has approved it.
    `language` is any, by its tag (BCP 47). Raises NotPermitted, StatementStale, LanguageUnreadable.
    """
    access.require(by, access.Permission.WRITE_STATEMENTS, now=now)
    if not language or language_tag(language) != language:
        raise LanguageUnreadable(text=language)
    with access.acting(by, now=now):
        newest = _newest_number(code, language)
        if newest != seen:
            raise StatementStale(newest=newest)
        row = models.Statement.objects.create(
            id=ordered_id(now), code=code, language=language, number=seen + 1, parts=_stored(parts),
            material=material or seen == 0, written_by=by.actor.account, written_at=now,
        )  # fmt: skip
        _record(WRITE, row, [row], by, now)
    return _told([row])[0]


def write_shipped(*, by: access.Session, now: datetime) -> tuple[ConsentText, ...]:
    """Write the text that comes with the house, as a draft, in each language that has none yet. Raises NotPermitted."""
    lacking = [language for language in Language if not _newest_number(MAIN, language.value)]
    return tuple(
        write_statement(language=each.value, parts=shipped.parts(each), seen=0, by=by, now=now) for each in lacking
    )


def approve_statement(statement: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Say that people may be asked by this text. Whoever wrote it cannot, nor who is not independent of them.

    Raises NotPermitted, StatementUnknown, StatementIncomplete, StatementOwn, StatementApproved.
    """
    access.require(by, access.Permission.APPROVE_STATEMENTS, now=now)
    with access.acting(by, now=now):
        row = _row(statement)
        found = _told([row])[0]
        if found.approved_at is not None:
            raise StatementApproved
        if found.missing:
            raise StatementIncomplete(missing=", ".join(said(part.words) for part in found.missing))
        if row.written_by == by.actor.account or not access.independent(by.actor.account, of=row.written_by):
            raise StatementOwn
        _mark(APPROVE, MarkKind.APPROVED, row, by, now)


def note_native(statement: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Say that a native speaker has read this version. Raises NotPermitted, StatementUnknown."""
    access.require(by, access.Permission.WRITE_STATEMENTS, now=now)
    with access.acting(by, now=now):
        _mark(NATIVE, MarkKind.NATIVE, _row(statement), by, now)


def note_reading(statement: UUID, /, *, item: str, by: access.Session, now: datetime) -> None:
    """Say which item is this version, read aloud: a sound recording.

    Raises NotPermitted, StatementUnknown, ReadingNotSound, ItemNotFound of `custody`.
    """
    access.require(by, access.Permission.WRITE_STATEMENTS, now=now)
    record = custody.show(item, by=by, now=now)
    ref = record.ref
    if record.destroyed or custody.family(record.mime) is not custody.Family.AUDIO:
        raise ReadingNotSound(item=ref)
    with access.acting(by, now=now):
        _mark(ALOUD, MarkKind.ALOUD, _row(statement), by, now, item=ref)


def statement(statement: UUID, /, *, by: access.Session, now: datetime) -> ConsentText:
    """One version, as its entries tell it. Raises NotPermitted, StatementUnknown."""
    access.require(by, access.Permission.SEE_CONSENT, now=now)
    return _told([_row(statement)])[0]


def statements(
    *, code: str | None = None, language: str | None = None, by: access.Session, now: datetime
) -> tuple[ConsentText, ...]:
    """Every version, or those of one text or language, the newest of each first. Raises NotPermitted."""
    access.require(by, access.Permission.SEE_CONSENT, now=now)
    asked = {"code": code, "language": language}
    wanted = {name: value for name, value in asked.items() if value is not None}
    return _told(models.Statement.objects.filter(**wanted).order_by("code", "language", "-number"))


def in_use(*, by: access.Session, now: datetime) -> tuple[ConsentText, ...]:
    """The newest approved version of each text in each language, by which people are asked. Raises NotPermitted."""
    newest: dict[tuple[str, str], ConsentText] = {}
    for each in statements(by=by, now=now):  # the newest of each first
        if each.approved_at is not None:
            newest.setdefault((each.code, each.language), each)
    return tuple(newest.values())


def approved(identifiers: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these versions that are approved, by the entries (SECURITY 5.6)."""
    marks = list(models.StatementMark.objects.filter(statement__in=list(identifiers), kind=MarkKind.APPROVED))
    journal.vouch(*database.digests(*marks))
    return frozenset(mark.statement_id for mark in marks)


def changed_since(identifiers: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these versions after which one was approved that says something else."""
    rows = list(models.Statement.objects.filter(id__in=list(identifiers)))
    later = list(models.Statement.objects.filter(material=True, code__in={row.code for row in rows}))
    journal.vouch(*database.digests(*rows, *later))
    in_use = approved(row.id for row in later)
    newest: dict[tuple[str, str], int] = defaultdict(int)
    for row in later:
        if row.id in in_use:
            newest[row.code, row.language] = max(newest[row.code, row.language], row.number)
    return frozenset(row.id for row in rows if newest[row.code, row.language] > row.number)


def _told(rows: Iterable[models.Statement]) -> tuple[ConsentText, ...]:
    texts = list(rows)
    marks = list(models.StatementMark.objects.filter(statement__in=texts).order_by("id"))
    journal.vouch(*database.digests(*texts, *marks))
    of = defaultdict(list)
    for mark in marks:
        of[mark.statement_id].append(mark)
    return tuple(_one(row, of[row.id]) for row in texts)


def _one(row: models.Statement, marks: Sequence[models.StatementMark]) -> ConsentText:
    first = {mark.kind: mark for mark in reversed(marks)}
    approval, native = first.get(MarkKind.APPROVED), first.get(MarkKind.NATIVE)
    return ConsentText(
        id=row.id,
        code=row.code,
        language=row.language,
        number=row.number,
        parts={Told(part): text for part, text in json.loads(row.parts).items()},
        material=row.material,
        written_by=row.written_by,
        written_at=row.written_at,
        approved_by=approval.by if approval else None,
        approved_at=approval.at if approval else None,
        read_by_native=native.at if native else None,
        aloud=tuple(mark.item for mark in marks if mark.kind == MarkKind.ALOUD),
    )


def _stored(parts: Mapping[Told, str]) -> str:
    return json.dumps({part.value: text.strip() for part, text in sorted(parts.items())}, ensure_ascii=False)


def _row(statement: UUID) -> models.Statement:
    row = models.Statement.objects.filter(pk=statement).first()
    if row is None:
        raise StatementUnknown
    return row


def _newest_number(code: str, language: str) -> int:
    numbers = models.Statement.objects.filter(code=code, language=language).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def _mark(
    verb: str, kind: MarkKind, row: models.Statement, by: access.Session, now: datetime, *, item: str = ""
) -> None:
    mark = models.StatementMark.objects.create(
        id=ordered_id(now), statement=row, kind=kind.value, item=item, by=by.actor.account, at=now
    )
    _record(verb, row, [mark], by, now)


def _record(
    verb: str,
    row: models.Statement,
    written: Sequence[models.Statement | models.StatementMark],
    by: access.Session,
    now: datetime,
) -> None:
    facts: dict[str, Any] = {"code": row.code, "language": row.language, "number": row.number}
    journal.record(verb, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=database.digests(*written))
