"""Judgements as they are recorded: sealed rows, one after the other, of which none is ever changed (DESIGN 5.8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.records import rows
from dokaz.records.errors import (
    AlreadyReversed,
    JudgedWithItself,
    JudgementNotFound,
    QuestionUnknown,
    ReasonMissing,
)
from dokaz.records.judgement_rows import JudgementRow
from dokaz.records.judgements import Judged, Judgement, taken_back
from dokaz.records.kinds import RecordKind, every_kind

JUDGE, REVERSE, JUDGEMENTS = "judge", "reverse", "judgements"
ROW = "records.judgementrow"
_SAME = "same-"
_OF_QUESTION = "question = %s"
# either side by its own index: with OR the databases read every answer to the question
_ABOUT = """id IN (
    SELECT id FROM records_judgementrow WHERE question = %s AND one IN %s
    UNION ALL SELECT id FROM records_judgementrow WHERE question = %s AND other IN %s)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairQuestion:
    """What can be judged of two things, and who may. `directed`: it asks of the one about the other."""

    code: str
    module: str
    sees: access.Permission
    writes: access.Permission
    directed: bool = False

    def verb(self, act: str) -> str:
        return f"{self.module}:{self.code}:{act}"


Asked = PairQuestion | RecordKind
_declared: dict[str, PairQuestion] = {}


def declare_question(*questions: PairQuestion) -> None:
    """Make questions known, in `AppConfig.ready` of the module whose they are; twice the same does no harm."""
    for each in questions:
        known = _declared.setdefault(each.code, each)
        assert known == each, f"Two modules declare the question {each.code}."


def sameness(kind: RecordKind, /) -> PairQuestion:
    """The question that every kind of record has: whether two of them are the same in the world."""
    return PairQuestion(code=f"{_SAME}{kind.code}", module=kind.module, sees=kind.sees, writes=kind.writes)


def judge(  # noqa: PLR0913 - an answer has this many sides
    question: Asked,
    one: UUID,
    other: UUID,
    /,
    *,
    judgement: Judgement,
    reason: str,
    compartment: UUID,
    about: str = "",
    words: Mapping[str, Any] | None = None,
    beside: Sequence[Model] = (),
    by: access.Session,
    now: datetime,
) -> Judged:
    """Record an answer, which from now on stands in place of any earlier one to the same question.

    A kind of record stands for the question whether two of them are the same. `about` is a code and part of the
    question; `words` are sealed with the reason. `beside` are rows of the caller's module, as with `begin`. Raises
    NotPermitted, ReasonMissing, JudgedWithItself.
    """
    asked = as_question(question)
    with access.acting(by, now=now):
        access.require(by, asked.writes, compartment=compartment, now=now)
        if one == other:
            raise JudgedWithItself
        if not reason.strip():
            raise ReasonMissing
        first, second = (one, other) if asked.directed else sorted((one, other))
        told = {"judgement": judgement.value, "reverses": None, "more": dict(words or {})}
        key = (asked.code, about, first, second)
        return _written(asked, JUDGE, key, told, reason, compartment, beside=beside, by=by, now=now)


def reverse(
    judgement: UUID, /, *, reason: str, beside: Sequence[Model] = (), by: access.Session, now: datetime
) -> Judged:
    """Take a judgement back by a new one: what stood before it stands again. A reversal can itself be taken back.

    Raises JudgementNotFound, NotPermitted, ReasonMissing, AlreadyReversed.
    """
    with access.acting(by, now=now):
        taken = _found(judgement, by=by)
        asked = question_of(taken.question)
        access.require(by, asked.writes, compartment=taken.compartment, now=now)
        if not reason.strip():
            raise ReasonMissing
        if taken.id in taken_back(_of_key(taken.key, by=by)):
            raise AlreadyReversed
        told = {"judgement": Judgement.NONE.value, "reverses": str(taken.id), "more": {}}
        return _written(asked, REVERSE, taken.key, told, reason, taken.compartment, beside=beside, by=by, now=now)


def judgements(
    question: Asked, /, *, by: access.Session, now: datetime, of: UUID | Iterable[UUID] | None = None
) -> tuple[Judged, ...]:
    """Every answer that the account may see, oldest first: all of a question, or those about some things.

    `standing` and `clusters` say what follows from them. An entry names the things that were asked about, one a
    compartment. Raises NotPermitted, RecordUnvouched of `journal`.
    """
    asked = as_question(question)
    with database.beside_others(), access.acting(by, now=now):
        access.require(by, asked.sees, now=now)
        with access.scope(by):
            there = JudgementRow.objects.select(**_asking(asked, of), related=["compartment"])
        told = tuple(sorted(_opened(there, by=by), key=_turn))
        for place in {row.compartment_id for row in there}:
            access.require(by, asked.sees, compartment=place, now=now)
        journal.record_many(_told(asked, there, by, now))
    return told


def judged(judgement: UUID, /, *, by: access.Session, now: datetime) -> Judged:
    """One answer as it was given. An entry names what it is about. Raises JudgementNotFound, NotPermitted."""
    with access.acting(by, now=now):
        there = _there(judgement, by=by)
        (found,) = _opened(there, by=by)
        asked = question_of(found.question)
        access.require(by, asked.sees, compartment=found.compartment, now=now)
        journal.record_many(_told(asked, there, by, now))
    return found


def question_of(code: str) -> PairQuestion:
    """Raises QuestionUnknown."""
    for kind in every_kind():
        if code == f"{_SAME}{kind.code}":
            return sameness(kind)
    try:
        return _declared[code]
    except KeyError:
        raise QuestionUnknown(question=code) from None


def as_question(asked: Asked) -> PairQuestion:
    """The question itself; of a kind of record, whether two of it are the same."""
    return sameness(asked) if isinstance(asked, RecordKind) else asked


def _asking(question: PairQuestion, of: UUID | Iterable[UUID] | None) -> dict[str, Any]:
    if of is None:
        return {"where": _OF_QUESTION, "values": [question.code]}
    several = (of,) if isinstance(of, UUID) else tuple(of)
    return {"where": _ABOUT, "values": [question.code, several, question.code, several]}


def _written(  # noqa: PLR0913 - as many sides as the row has
    question: PairQuestion,
    act: str,
    key: tuple[str, str, UUID, UUID],
    told: Mapping[str, Any],
    reason: str,
    compartment: UUID,
    *,
    beside: Sequence[Model],
    by: access.Session,
    now: datetime,
) -> Judged:
    to = access.sealing(compartment)
    sealer = access.RecordSealer(to)
    code, about, one, other = key
    new = rows.row_id(one, now, beside=other)
    row = JudgementRow(
        **rows.sealed(sealer, model=ROW, row=new, told=told, reason=reason, by=by, now=now),
        question=code, about=about, one=one, other=other, number=_next(key),
    )  # fmt: skip
    row.save(force_insert=True)
    for each in beside:
        if each._state.adding:  # noqa: SLF001 - Django's public name
            each.save(force_insert=True)
    journal.record(
        question.verb(act),
        by=by.actor,
        now=now,
        about=[str(one), str(other)],
        facts={"judgement": str(row.id), "number": row.number, "question": code},
        records=database.digests(row, *beside),
        compartment=compartment,
        sealed=to.protected,
    )
    return _judged(row, rows.Written(by.actor.account, now, reason.strip(), told))


def _turn(judged: Judged) -> tuple[datetime, int, UUID]:
    """By the time under the seal: an id need not tell it."""
    return judged.at, judged.number, judged.id


def _next(key: tuple[str, str, UUID, UUID]) -> int:
    """The number after all there are, whatever their compartment."""
    code, about, one, other = key
    with access.whole_house("judgement-number"):
        there = JudgementRow.objects.filter(question=code, about=about, one=one, other=other).order_by("-number")
        newest = there.values_list("number", flat=True).first()
    return (newest or 0) + 1


def _found(judgement: UUID, *, by: access.Session) -> Judged:
    return _opened(_there(judgement, by=by), by=by)[0]


def _there(judgement: UUID, *, by: access.Session) -> Sequence[JudgementRow]:
    """The one row, or JudgementNotFound."""
    with access.scope(by):
        there = JudgementRow.objects.select(where="id = %s", values=[judgement], related=["compartment"])
    if not there:
        raise JudgementNotFound
    return there


def _of_key(key: tuple[str, str, UUID, UUID], *, by: access.Session) -> tuple[Judged, ...]:
    with access.scope(by):
        there = JudgementRow.objects.select(
            where="question = %s AND about = %s AND one = %s AND other = %s", values=list(key)
        )
    return _opened(there, by=by)


def _opened(there: Sequence[JudgementRow], *, by: access.Session) -> tuple[Judged, ...]:
    rows.vouch(there, by=by)
    openers = rows.Openers(by)
    return tuple(_judged(row, rows.opened(row, openers, model=ROW)) for row in there)


def _judged(row: JudgementRow, written: rows.Written) -> Judged:
    reverses = written.told["reverses"]
    return Judged(
        id=row.id,
        question=row.question,
        about=row.about,
        one=row.one,
        other=row.other,
        number=row.number,
        judgement=Judgement(written.told["judgement"]),
        reason=written.reason,
        by=written.by,
        at=written.at,
        compartment=row.compartment_id,
        reverses=None if reverses is None else UUID(reverses),
        words=written.told["more"],
    )


def _told(
    question: PairQuestion, there: Sequence[JudgementRow], by: access.Session, now: datetime
) -> list[journal.Draft]:
    """SECURITY 5.1: one entry a compartment, sealed where that is protected."""
    places: dict[UUID, list[JudgementRow]] = defaultdict(list)
    for row in there:
        places[row.compartment_id].append(row)
    return [
        journal.Draft(
            verb=question.verb(JUDGEMENTS),
            by=by.actor,
            now=now,
            about=[str(thing) for thing in dict.fromkeys(each for row in mine for each in (row.one, row.other))],
            facts={"shown": len(mine)},
            compartment=place,
            sealed=mine[0].compartment.protected,
        )
        for place, mine in places.items()
    ] or [journal.Draft(verb=question.verb(JUDGEMENTS), by=by.actor, now=now, facts={"shown": 0})]
