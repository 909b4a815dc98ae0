"""What a person said: recorded once for each sitting, never changed. What is said later is a sitting of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import papers, statements, subjects
from dokaz.consent.errors import (
    AnsweredTwice,
    FormTooOpen,
    NothingAnswered,
    ReviewPassed,
    SaidInFuture,
    SpeakerUnclear,
    StatementNotApproved,
)
from dokaz.consent.facts import ConsentDecision
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Written
from dokaz.consent.scopes import EVERYTHING, Recipient, Scope
from dokaz.consent.words import Channel, Form, Purpose, Reply, Voice
from dokaz.custody import api as custody
from dokaz.kernel.languages import said

RECORD, WITHDRAW, SHOW = "consent:decisions:record", "consent:decisions:withdraw", "consent:person:show"
_EASTMOST = timedelta(hours=14)  # where it is tomorrow already


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """How somebody was asked: when, by which text, in which language and way, who spoke, and what shows it (S-18)."""

    said_on: date
    statement: UUID | None = None
    language: str = ""  # BCP 47, in which it was explained
    channel: Channel = Channel.IN_PERSON
    interpreter: str = ""
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
    """One sitting as it was recorded."""

    id: UUID
    person: UUID
    sitting: Sitting
    answers: tuple[Answered, ...]
    recorded_at: datetime
    recorded_by: UUID

    @property
    def decisions(self) -> tuple[ConsentDecision, ...]:
        """What was said, as the algebra reads it."""
        return tuple(_decision(self, each) for each in self.answers)


def record_decisions(
    person: str | UUID, /, *, sitting: Sitting, answers: Sequence[Answered], by: access.Session, now: datetime
) -> UUID:
    """Record what a person said at one sitting, and give the sitting. A question that was skipped is left out.

    A yes needs the form in which it may go, and a text that is approved.
    Raises NotPermitted, DecisionError, StatementNotApproved, ItemNotFound of `custody`, and what `people` refuses.
    """
    return _write(RECORD, person, sitting, answers, by, now)


def withdraw(
    person: str | UUID,
    /,
    *,
    sitting: Sitting,
    scope: Scope = EVERYTHING,
    by: access.Session,
    now: datetime,
) -> UUID:
    """Record that consent was taken back, for everything or for one scope. It counts at once, whatever day it bears.

    Needs no text, no reason and no proof. Raises NotPermitted, SaidInFuture, SpeakerUnclear, and what `people` refuses.
    """
    return _write(WITHDRAW, person, sitting, [Answered(scope, Reply.WITHDRAWN)], by, now)


def decisions_of(person: str | UUID, /, *, by: access.Session, now: datetime) -> tuple[Recorded, ...]:
    """Every sitting of a person, oldest first; reading them is an entry. Raises NotPermitted, what `people` refuses."""
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = papers.read([subject.key], PaperKind.DECISIONS, by=by)[subject.key]
        papers.record(SHOW, subject, by=by, now=now)
    return tuple(map(recorded, found))


def recorded(written: Written) -> Recorded:
    """A paper of decisions, read."""
    words = written.words
    sitting = Sitting(
        said_on=date.fromisoformat(words["said_on"]),
        statement=_uuid(words["statement"]),
        language=words["language"],
        channel=Channel(words["channel"]),
        interpreter=words["interpreter"],
        voice=Voice(words["voice"]),
        speaker=_uuid(words["speaker"]),
        assent=words["assent"],
        proof=tuple(words["proof"]),
        review=None if words["review"] is None else date.fromisoformat(words["review"]),
        conditions=words["conditions"],
        reason=words["reason"],
    )
    answers = tuple(map(_answered, words["answers"]))
    return Recorded(written.id, UUID(written.subject), sitting, answers, written.at, written.by)


def scope_words(scope: Scope) -> list[str | None]:
    """A scope as papers hold it."""
    purpose, recipient = scope.purpose, scope.recipient
    return [purpose and purpose.value, recipient and str(recipient), scope.occasion]


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
    sitting: Sitting,
    answers: Sequence[Answered],
    by: access.Session,
    now: datetime,
) -> UUID:
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECORD_CONSENT, compartment=subject.compartment, now=now)
        _refuse_sitting(sitting, now)
        _refuse_answers(answers)
        _refuse_untold(sitting, answers)
        _refuse_proof(sitting.proof, by)
        return papers.write(PaperKind.DECISIONS, subject, _words(sitting, answers), verb=verb, by=by, now=now)


def _refuse_sitting(sitting: Sitting, now: datetime) -> None:
    if sitting.said_on > (now + _EASTMOST).date():
        raise SaidInFuture(day=sitting.said_on.isoformat())
    if sitting.review is not None and sitting.review <= sitting.said_on:
        raise ReviewPassed
    if (sitting.voice is Voice.PERSON) != (sitting.speaker is None):
        raise SpeakerUnclear


def _refuse_answers(answers: Sequence[Answered]) -> None:
    if not answers:
        raise NothingAnswered
    if len({each.scope for each in answers}) < len(answers):
        raise AnsweredTwice
    for each in answers:
        widest = each.scope.purpose.widest if each.scope.purpose else Form.NAMED
        yes = each.reply is Reply.YES
        if yes != (each.form is not None) or (each.form is not None and each.form.shows_more_than(widest)):
            raise FormTooOpen(form=said(widest.words))


def _refuse_untold(sitting: Sitting, answers: Sequence[Answered]) -> None:
    """A yes is informed only where an approved text was explained."""
    if not any(each.reply is Reply.YES for each in answers):
        return
    if sitting.statement is None or sitting.statement not in statements.approved([sitting.statement]):
        raise StatementNotApproved


def _refuse_proof(refs: Sequence[str], by: access.Session) -> None:
    seen = custody.visible(refs, by=by)
    for ref in refs:
        if ref not in seen:
            raise custody.ItemNotFound(ref=ref)


def _words(sitting: Sitting, answers: Sequence[Answered]) -> Mapping[str, Any]:
    return {
        "said_on": sitting.said_on.isoformat(),
        "statement": sitting.statement and str(sitting.statement),
        "language": sitting.language,
        "channel": sitting.channel.value,
        "interpreter": sitting.interpreter,
        "voice": sitting.voice.value,
        "speaker": sitting.speaker and str(sitting.speaker),
        "assent": sitting.assent,
        "proof": list(sitting.proof),
        "review": sitting.review and sitting.review.isoformat(),
        "conditions": sitting.conditions,
        "reason": sitting.reason,
        "answers": [[*scope_words(each.scope), each.reply.value, each.form and each.form.value] for each in answers],
    }


def _answered(words: Sequence[Any]) -> Answered:
    *scope, reply, form = words
    return Answered(scope_of(scope), Reply(reply), None if form is None else Form(form))


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _decision(of: Recorded, each: Answered) -> ConsentDecision:
    sitting = of.sitting
    return ConsentDecision(
        of=of.id,
        scope=each.scope,
        reply=each.reply,
        form=each.form,
        said_on=sitting.said_on,
        recorded_at=of.recorded_at,
        voice=sitting.voice,
        speaker=sitting.speaker,
        assent=sitting.assent,
        review=sitting.review,
        statement=sitting.statement,
        conditioned=bool(sitting.conditions),
    )
