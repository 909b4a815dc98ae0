"""What a person said: recorded once for each asking, never changed. What is said later is an asking of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import papers, statements, subjects
from dokaz.consent.errors import (
    AnsweredTwice,
    CountryUnknown,
    FormTooOpen,
    LanguageUnreadable,
    NothingAnswered,
    ReviewPassed,
    SaidInFuture,
    SpeakerThemself,
    SpeakerUnclear,
    StatementNotApproved,
)
from dokaz.consent.facts import ConsentDecision
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Written
from dokaz.consent.scopes import EVERYTHING, Recipient, Scope
from dokaz.consent.words import Form, Medium, Purpose, Reply, Voice
from dokaz.custody import api as custody
from dokaz.kernel.countries import is_country
from dokaz.kernel.languages import said
from dokaz.kernel.tags import language_tag

RECORD, WITHDRAW, SHOW = "consent:decisions:record", "consent:decisions:withdraw", "consent:person:show"
_EASTMOST = timedelta(hours=14)  # where it is tomorrow already


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How somebody was asked: when, by which text, in which language and way, who spoke, and what shows it (S-18)."""

    said_on: date
    statement: UUID | None = None
    language: str = ""  # BCP 47, in which it was explained
    medium: Medium = Medium.IN_PERSON
    interpreter: str = ""
    interpreted: str = ""  # BCP 47, in which the person heard it where somebody interpreted
    voice: Voice = Voice.PERSON
    speaker: UUID | None = None  # the guardian or relative, a person themself
    assent: bool | None = None  # what the child, or the person spoken for, said
    proof: tuple[str, ...] = ()  # items that show the consent
    review: date | None = None  # the day on which one asks again
    conditions: str = ""  # in the person's own words
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: about what, what, and for a yes how openly."""

    scope: Scope
    reply: Reply
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One asking as it was recorded."""

    id: UUID
    person: UUID
    asking: Asking
    answers: tuple[Answered, ...]
    recorded_at: datetime
    recorded_by: UUID

    @property
    def decisions(self) -> tuple[ConsentDecision, ...]:
        """What was said, as the algebra reads it."""
        return tuple(_decision(self, each) for each in self.answers)


def record_decisions(
    person: str | UUID, /, *, asking: Asking, answers: Sequence[Answered], by: access.Session, now: datetime
) -> UUID:
    """Record what a person said at one asking, and give the asking. A question that was skipped is left out.

    A yes needs the form in which it may go, and a text that is approved.
    Raises NotPermitted, DecisionError, LanguageUnreadable, StatementNotApproved, ItemNotFound of `custody`, and what
    `people` refuses.
    """
    return _write(RECORD, person, asking, answers, by, now)


def withdraw(
    person: str | UUID,
    /,
    *,
    asking: Asking,
    scope: Scope = EVERYTHING,
    by: access.Session,
    now: datetime,
) -> UUID:
    """Record that consent was taken back, for everything or for one scope. It counts at once, whatever day it bears.

    Needs no text, no reason and no proof. Raises NotPermitted, SaidInFuture, SpeakerUnclear, and what `people` refuses.
    """
    return _write(WITHDRAW, person, asking, [Answered(scope, Reply.WITHDRAWN)], by, now)


def decisions_of(person: str | UUID, /, *, by: access.Session, now: datetime) -> tuple[Recorded, ...]:
    """Every asking of a person, oldest first; reading them is an entry. Raises NotPermitted, what `people` refuses."""
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = papers.read([subject.key], PaperKind.DECISIONS, by=by)[subject.key]
        papers.record(SHOW, subject, by=by, now=now)
    return tuple(map(recorded, found))


def recorded(written: Written) -> Recorded:
    """A paper of decisions, read."""
    words = written.words
    asking = Asking(
        said_on=date.fromisoformat(words["said_on"]),
        statement=_uuid(words["statement"]),
        language=words["language"],
        medium=Medium(words["medium"]),
        interpreter=words["interpreter"],
        interpreted=words.get("interpreted", ""),
        voice=Voice(words["voice"]),
        speaker=_uuid(words["speaker"]),
        assent=words["assent"],
        proof=tuple(words["proof"]),
        review=None if words["review"] is None else date.fromisoformat(words["review"]),
        conditions=words["conditions"],
        reason=words["reason"],
    )
    answers = tuple(map(_answered, words["answers"]))
    return Recorded(written.id, UUID(written.subject), asking, answers, written.at, written.by)


def scope_words(scope: Scope) -> list[str | None]:
    """A scope as papers hold it."""
    purpose = None if scope.purpose is None else scope.purpose.value
    recipient = None if scope.recipient is None else str(scope.recipient)
    return [purpose, recipient, scope.occasion]


def scope_of(words: Sequence[str | None]) -> Scope:
    purpose, recipient, occasion = words
    return Scope(
        None if purpose is None else Purpose(purpose),
        None if recipient is None else Recipient.parse(recipient),
        occasion or "",
    )


def _write(
    verb: str,
    person: str | UUID,
    asking: Asking,
    answers: Sequence[Answered],
    by: access.Session,
    now: datetime,
) -> UUID:
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECORD_CONSENT, compartment=subject.compartment, now=now)
        _refuse_asking(asking, subject.key, now)
        _refuse_answers(answers)
        _refuse_untold(asking, answers)
        _refuse_proof(asking.proof, by)
        return papers.write(PaperKind.DECISIONS, subject, _words(asking, answers), verb=verb, by=by, now=now)


def _refuse_asking(asking: Asking, person: str, now: datetime) -> None:
    if asking.said_on > (now + _EASTMOST).date():
        raise SaidInFuture(day=asking.said_on.isoformat())
    if asking.review is not None and asking.review <= asking.said_on:
        raise ReviewPassed
    if (asking.voice is Voice.PERSON) != (asking.speaker is None):
        raise SpeakerUnclear
    if asking.speaker is not None and str(asking.speaker) == person:
        raise SpeakerThemself
    if asking.interpreted and not language_tag(asking.interpreted):
        raise LanguageUnreadable(text=asking.interpreted)


def _refuse_answers(answers: Sequence[Answered]) -> None:
    if not answers:
        raise NothingAnswered
    if len({each.scope for each in answers}) < len(answers):
        raise AnsweredTwice
    for each in answers:
        country = each.scope.recipient.country if each.scope.recipient else ""
        if country and each.reply is not Reply.WITHDRAWN and not is_country(country):
            raise CountryUnknown(code=country)
        widest = each.scope.purpose.widest if each.scope.purpose else Form.NAMED
        yes = each.reply is Reply.YES
        if yes != (each.form is not None) or (each.form is not None and each.form.shows_more_than(widest)):
            raise FormTooOpen(form=said(widest.words))


def _refuse_untold(asking: Asking, answers: Sequence[Answered]) -> None:
    """A yes is informed only where an approved text was explained."""
    if not any(each.reply is Reply.YES for each in answers):
        return
    if asking.statement is None or asking.statement not in statements.approved([asking.statement]):
        raise StatementNotApproved


def _refuse_proof(refs: Sequence[str], by: access.Session) -> None:
    seen = custody.visible(refs, by=by)
    for ref in refs:
        if ref not in seen:
            raise custody.ItemNotFound(ref=ref)


def _words(asking: Asking, answers: Sequence[Answered]) -> Mapping[str, Any]:
    return {
        "said_on": asking.said_on.isoformat(),
        "statement": asking.statement and str(asking.statement),
        "language": asking.language,
        "medium": asking.medium.value,
        "interpreter": asking.interpreter,
        "interpreted": language_tag(asking.interpreted),
        "voice": asking.voice.value,
        "speaker": asking.speaker and str(asking.speaker),
        "assent": asking.assent,
        "proof": list(asking.proof),
        "review": asking.review and asking.review.isoformat(),
        "conditions": asking.conditions,
        "reason": asking.reason,
        "answers": [[*scope_words(each.scope), each.reply.value, each.form and each.form.value] for each in answers],
    }


def _answered(words: Sequence[Any]) -> Answered:
    *scope, reply, form = words
    return Answered(scope_of(scope), Reply(reply), None if form is None else Form(form))


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _decision(of: Recorded, each: Answered) -> ConsentDecision:
    asking = of.asking
    return ConsentDecision(
        of=of.id,
        scope=each.scope,
        reply=each.reply,
        form=each.form,
        said_on=asking.said_on,
        recorded_at=of.recorded_at,
        voice=asking.voice,
        speaker=asking.speaker,
        assent=asking.assent,
        review=asking.review,
        statement=asking.statement,
        conditioned=bool(asking.conditions),
    )
