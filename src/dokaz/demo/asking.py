"""Three authorities of the invented world: a request of one under way, and one on which everything that may go goes.

The institutions exist; their contacts, what they ask for and everything else said here is invented.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from dokaz.access import api as access
from dokaz.demo.inhabiting import played, residents
from dokaz.demo.loading import held
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.verify import age

Now = Callable[[], datetime]
INVENTED = "Read in the law and asked by telephone (invented)."
DAYS_LEFT, DAYS_FOR_INPUT = 21, 45
PROSECUTOR: Mapping[str, str] = {
    "name": "Lietuvos Respublikos generalinė prokuratūra",
    "name_en": "Prosecutor General's Office of the Republic of Lithuania",
    "body": "prosecutor", "country": "LT", "mark": "prosecutor-general", "death_penalty": "abolished",
    "in_absentia": "new-trial", "note": "The institution exists. Its contact here is invented.",
}  # fmt: skip
EXPERTS: Mapping[str, str] = {
    "name": "Group of Independent Experts on the Human Rights Situation in Belarus",
    "body": "un", "mark": "experts-belarus", "mandate_from": "2024", "resolution": "A/HRC/RES/55/27",
    "note": "The mandate exists. The call for input here is invented.",
}  # fmt: skip
OTP: Mapping[str, str] = {
    "name": "Office of the Prosecutor of the International Criminal Court", "body": "icc",
    "note": "The institution exists. Its contact here is invented.",
}  # fmt: skip
NOT_REDACTED = "Somebody is seen in it who did not agree, and nobody has redacted it yet (invented)."
COVER = """Title: The closing of a reading circle, 2020 (invented)
To: Office of the Prosecutor
Matter: 2020-INV (invented)

These are the files of an invented world. Nobody in them exists.

The first of them was received on the day that its report names [{ref}]."""


def enter_requests(home: Path, *, by: access.Session, now: Now) -> str:
    """Write down two authorities, a call for input, and a request as far as "relevance reviewed", once.

    Says the reference of the request.
    """
    if there := _there(PROSECUTOR, by, now):
        return there.ref
    archive = access.compartment("archive", by=by).id
    authority = disclosure.add_authority(fields=PROSECUTOR, compartment=archive, by=by, now=now())
    experts = disclosure.add_authority(fields=EXPERTS, compartment=archive, by=by, now=now())
    call = {"title": "Closing of reading circles, 2020 (invented)", "deadline": _day(now, DAYS_FOR_INPUT)}
    disclosure.note_under(experts, kind=disclosure.CALL, fields=call, by=by, now=now())
    key = {"key": str(age.X25519Identity.generate().recipient), "whose": "Nobody's: its other half was thrown away"}
    disclosure.note_under(authority, kind=disclosure.KEY, fields=key, by=by, now=now())
    request = _received(home, authority, by, now)
    found = [line.ref for line in held(by=by, now=now())][:2]
    answers = dict(zip(found, (records.Judgement.POSITIVE, records.Judgement.NEGATIVE), strict=False))
    _goes_on(request, answers, by, now)
    return request.ref


def ask_for_everything(home: Path, refs: Sequence[str], /, *, by: access.Session, now: Now) -> disclosure.Request:
    """A request of the ICC's prosecutor on which all of these were found relevant, as far as a second person is asked.

    Asked again it is the same request, and what was not found before is found now.
    """
    request = _there(OTP, by, now)
    if request is None:
        archive = access.compartment("archive", by=by).id
        request = _received(
            home, disclosure.add_authority(fields=OTP, compartment=archive, by=by, now=now()), by, now
        )  # fmt: skip
        _goes_on(request, dict.fromkeys(refs, records.Judgement.POSITIVE), by, now)
        _say_how(request, by, now)
        _step(request, "check-consent", by, now)
        _step(request, "end-redaction", by, now)
    else:
        known = {each.ref for each in disclosure.candidates_of(request, by=by, now=now())}
        new = [ref for ref in refs if ref not in known]
        if new:
            _find(request, dict.fromkeys(new, records.Judgement.POSITIVE), by, now)
    return disclosure.request(request.ref, by=by, now=now())


def note_receipt(request: disclosure.Request, /, *, by: access.Session, now: Now) -> None:
    """They have it, as its receipt says."""
    _step(disclosure.request(request.ref, by=by, now=now()), "note-receipt", by, now)


def _there(fields: Mapping[str, str], by: access.Session, now: Now) -> disclosure.Request | None:
    """The request of this authority of the invented world, where it was written down before."""
    found = records.of_kind(disclosure.REQUEST, by=by, now=now())
    whose = disclosure.authorities_of([each.id for each in found], by=by, now=now())
    mine = (each for each in found if each.id in whose and whose[each.id].name == fields["name"])
    return next(map(disclosure.Request, mine), None)


def _received(home: Path, authority: disclosure.Authority, by: access.Session, now: Now) -> disclosure.Request:
    contact = _contact(home, authority, by, now)
    return disclosure.record_request(authority, fields=_asked(contact, now), by=by, now=now())


def _say_how(request: disclosure.Request, by: access.Session, now: Now) -> None:
    """Named and in clear, as it is uploaded there; the cover note leads to the first item that goes, and what
    must be redacted first stays.
    """
    _write(request, disclosure.TERMS, {"form": "named"}, by, now)
    prepared = disclosure.what_goes(request, by=by, now=now()).leaving.prepared
    first = next(each.goes.ref for each in prepared if each.goes)
    stays = {"stays": "\n".join(each.ref for each in prepared if each.owed), "stays_why": NOT_REDACTED}
    (how,) = disclosure.written_under(request.id, kind=disclosure.TERMS.code, by=by, now=now())
    disclosure.write_anew(
        how, fields={**stays, "cover": COVER.format(ref=first)}, seen=how.number, reason="With a cover note", by=by,
        now=now(),
    )  # fmt: skip


def _contact(home: Path, authority: disclosure.Authority, by: access.Session, now: Now) -> records.Held:
    """Verified by the founder by a call, and checked by the custodian of the partner house."""
    fields = {
        "name": "International cooperation (invented)", "channel": "mail", "address": "desk@prosecutor.invalid",
        "verified_by": "public-number", "verified_with": "The number on their own page (invented)",
        "verified_on": _day(now),
    }  # fmt: skip
    noted = disclosure.note_under(authority, kind=disclosure.CONTACT, fields=fields, by=by, now=now())
    partner = played(home, residents(home)[1], now=now)
    return records.move(noted.id, move="accept", seen=noted.number, comment=INVENTED, by=partner, now=now())


def _asked(contact: records.Held, now: Now) -> dict[str, object]:
    return {
        "direction": "asked", "their_ref": "00-1-00001-00 (invented)", "received_on": _day(now),
        "contact": str(contact.id), "purpose": "justice", "deadline": _day(now, DAYS_LEFT),
        "what": "Photographs and papers that show how the reading circle was closed.",
        "legal_basis": "Invented article of an invented treaty",
    }  # fmt: skip


def _goes_on(
    request: disclosure.Request, answers: Mapping[str, records.Judgement], by: access.Session, now: Now
) -> None:
    """Every step up to the review of relevance, each with what it needs; `answers` are to what was found."""
    denied = {field.name: "no" for field in disclosure.ELIGIBILITY.fields if field.options}
    reasons = {f"{name}_why": INVENTED for name in denied}
    _step(request, "verify-authority", by, now)
    _write(request, disclosure.ELIGIBILITY, {**denied, **reasons}, by, now)
    _step(request, "find-eligible", by, now)
    _write(request, disclosure.SCOPE, {"inside": "September to November 2020, one town"}, by, now)
    _step(request, "set-scope", by, now)
    _find(request, answers, by, now)
    _step(request, "end-search", by, now)
    _step(request, "end-review", by, now)


def _find(request: disclosure.Request, answers: Mapping[str, records.Judgement], by: access.Session, now: Now) -> None:
    """A search found these, and each is judged."""
    search = {"what": "The closing of the circle", "where": "The whole collection", "on": _day(now)}
    _write(request, disclosure.SEARCH, {**search, "found": "\n".join(answers)}, by, now)
    for item, judgement in answers.items():
        disclosure.judge_relevance(
            request, item=item, judgement=judgement, reason="Whether it shows the square (invented).", by=by, now=now()
        )


def _write(
    request: disclosure.Request, kind: records.RecordKind, fields: Mapping[str, object], by: access.Session, now: Now
) -> None:
    disclosure.write_under(request, kind=kind, fields=fields, by=by, now=now())


def _step(request: disclosure.Request, step: str, by: access.Session, now: Now) -> None:
    disclosure.advance(request.id, step=step, seen=request.held.number, comment=INVENTED, by=by, now=now())


def _day(now: Now, days: int = 0) -> str:
    return (now() + timedelta(days=days)).date().isoformat()
