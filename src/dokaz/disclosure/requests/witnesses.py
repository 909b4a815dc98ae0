"""Access to a witness: whom an authority may hear, whether they may be asked, and what the authority may be told.

The record lies where its author puts it, at best where the person lies, and only those see it who plan contacts. What
happened around the person for the worse stops it, and so does what they said about being contacted. Nobody is asked and
nothing told for a request that does not go on, or to which its authority, its contact or its checklist is an obstacle.
"""

from collections.abc import Mapping
from datetime import datetime
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
    """Write down that the authority was told of a witness who agreed: on which day, by which way, in which words. Asked
    anew is everything that is asked before the person counts as having agreed.

    Raises NotAgreed, what `require_agreed` raises, NotPermitted, FieldError of `records`.
    """
    kind = records.kind_of(WITNESS_TOLD)
    with access.acting(by, now=now):
        held = linking.named(records.kind_of(WITNESS), ref=witness.id, by=by, now=now)
        if held.state != AGREED:
            raise NotAgreed
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


def what_may_be_told(held: records.Held, /, *, by: access.Session, now: datetime) -> Told:
    """Exactly what the authority may be told now. Each time it is asked anew whether the person is safe and agrees,
    and whether the request still stands.

    Of somebody whom the account may not see nothing is told. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        request = _request(held, by=by, now=now)
        safe = not _stands_against(held, by=by, now=now)
    return telling.told_of(
        request=request.ref, their_ref=text(request.held.fields, "their_ref"), state=held.state, fields=held.fields,
        still_safe=safe, still_agreed=safe,
    )  # fmt: skip


def what_stands_against(held: records.Held, /, *, by: access.Session, now: datetime) -> str:
    """Why nobody may be asked for this and nothing told now; empty where nothing stands against it. For ourselves.

    Raises NotPermitted.
    """
    with access.acting(by, now=now):
        return _stands_against(held, by=by, now=now)


def _stands_against(held: records.Held, *, by: access.Session, now: datetime) -> str:
    try:
        require_askable(held, by=by, now=now)
    except (RequestError, records.RecordNotFound) as why:
        return str(why)
    return ""


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
