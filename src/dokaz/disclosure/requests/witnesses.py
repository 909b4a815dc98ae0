"""Access to a witness: whom an authority may hear, whether they may be asked, and what the authority may be told.

The record lies where its author puts it, at best where the person lies, and only those see it who plan contacts. What
happened around the person for the worse stops it, and so does what they said about being contacted. Nobody is asked and
nothing told for a request that does not go on, or to which its authority, its contact or its checklist is an obstacle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.disclosure import linking
from dokaz.disclosure.requests import advancing, telling
from dokaz.disclosure.requests.contacting import require_contactable
from dokaz.disclosure.requests.errors import (
    AnswerMissing,
    NotAgreed,
    PersonMissing,
    RequestError,
    StillAgreed,
    TellsWho,
)
from dokaz.disclosure.requests.recording import Request
from dokaz.disclosure.requests.telling import Told
from dokaz.disclosure.requests.witness_states import AGREED
from dokaz.disclosure.requests.words import WITNESS, WITNESS_TOLD, Reply
from dokaz.kernel.given import is_said, text
from dokaz.people import api as people
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """How it stands with a possible witness: exactly what the authority may be told now, and for ourselves why nobody
    may be asked and nothing told, empty where nothing stands against it; and whether the person ever agreed.
    """

    told: Told
    against: str
    ever_agreed: bool


_ANSWERED = ("channel", "asked_on", "reply", "words", "may_tell")


def plan_witness(
    request: Request,
    /,
    *,
    fields: Mapping[str, object],
    compartment: UUID | None = None,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """Write down whom it may be that an authority wants to hear; of the compartment of the request unless one is named.

    Raises NotPermitted, FieldError of `records`.
    """
    kind = records.kind_of(WITNESS)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_REQUESTS, compartment=request.held.compartment, now=now)
        return linking.begin_under(request.held, kind, fields=fields, compartment=compartment, by=by, now=now)


def witnesses_of(request: UUID, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What is written down about possible witnesses of a request, where the account may look. Raises NotPermitted."""
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONTACTS, now=now)
        return linking.under(request, WITNESS, by=by, now=now)


def note_told(
    witness: records.Held, /, *, fields: Mapping[str, object], by: access.Session, now: datetime
) -> records.Held:
    """Write down that the authority was told of a witness who agreed: on which day, by which way, in which words.

    Of today everything is asked anew that is asked before the person counts as having agreed. What was told on an
    earlier day is written down wherever the person had agreed on that day: what came since does not undo it.

    Raises NotAgreed, what `require_agreed` raises, NotPermitted, FieldError of `records`.
    """
    kind = records.kind_of(WITNESS_TOLD)
    with access.acting(by, now=now):
        held = linking.named(records.kind_of(WITNESS), ref=witness.id, by=by, now=now)
        day = _day_before(now.date(), str(fields.get("told_on", "")))
        if (_state_on(day, held, by=by, now=now) if day else held.state) != AGREED:
            raise NotAgreed
        if day is None:
            require_agreed(held, by=by, now=now)
        made = linking.begin_under(held, kind, fields=fields, by=by, now=now)
        _refuse_telling_who(made.fields, "words", _person(held, by=by, now=now))
    return made


def told_of_witness(witness: UUID, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What the authority was told of a witness, oldest first, and what came of it. Raises NotPermitted."""
    return linking.under(witness, WITNESS_TOLD, by=by, now=now)


def require_no_longer_agreed(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """Before it counts that somebody changed their mind, it stands at themselves: else more would be told of them.

    Raises StillAgreed.
    """
    if linking.above(held.id, by=by, now=now).state == AGREED:
        raise StillAgreed


def require_askable(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """What is asked before a person is asked. Raises what `advancing.require_admitted` raises, PersonMissing,
    PersonInDanger, ContactNotAgreed.
    """
    request = _request(held, by=by, now=now)
    advancing.require_admitted(request.held, by=by, now=now)
    person = _person(held, by=by, now=now)
    require_contactable(person, occasion=request.ref, by=by, now=now)


def require_agreed(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """What is asked before a person counts as having agreed. Raises what `require_askable` raises, AnswerMissing,
    TellsWho.
    """
    require_askable(held, by=by, now=now)
    reply = text(held.fields, "reply")
    if not all(is_said(held.fields, name) for name in _ANSWERED) or not Reply(reply).agrees:
        raise AnswerMissing
    _refuse_telling_who(held.fields, "may_tell", _person(held, by=by, now=now))


def standing_of_witness(held: records.Held, /, *, by: access.Session, now: datetime) -> WitnessStanding:
    """How it stands now. Each time it is asked anew whether the person is safe and agrees, and whether the request
    still stands. Of somebody whom the account may not see nothing is told. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        request = _request(held, by=by, now=now)
        against = _stands_against(held, by=by, now=now)
        agreed = any(step.state == AGREED for step in records.steps(held.id, by=by, now=now))
    told = telling.told_of(
        request=request.ref, their_ref=text(request.held.fields, "their_ref"), state=held.state, fields=held.fields,
        nothing_against=not against,
    )  # fmt: skip
    return WitnessStanding(told, against, agreed)


def _stands_against(held: records.Held, *, by: access.Session, now: datetime) -> str:
    try:
        require_askable(held, by=by, now=now)
    except (RequestError, records.RecordNotFound) as why:
        return str(why)
    return ""


def _day_before(today: date, written: str) -> date | None:
    """The day that is written, where it is over; None for today, a later one, and what is no day."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day < today else None


def _state_on(day: date, held: records.Held, *, by: access.Session, now: datetime) -> str:
    """In which state the plan was at the end of a day."""
    steps = records.steps(held.id, by=by, now=now)
    return next((each.state for each in reversed(steps) if each.at.date() <= day), "")


def _refuse_telling_who(fields: Mapping[str, object], name: str, person: people.Person) -> None:
    if telling.tells_who(text(fields, name), person=person.ref, pseudonym=person.pseudonym):
        raise TellsWho


def _person(held: records.Held, *, by: access.Session, now: datetime) -> people.Person:
    """Raises PersonMissing, RecordNotFound of `records`."""
    ref = text(held.fields, "person")
    if not ref:
        raise PersonMissing
    return people.person(ref, by=by, now=now)


def _request(held: records.Held, *, by: access.Session, now: datetime) -> Request:
    return Request(linking.above(held.id, by=by, now=now))
