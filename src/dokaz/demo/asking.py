"""Two authorities of the invented world, and a request of one that has come as far as it goes by now.

The institutions exist; their contacts, what they ask for and everything else said here is invented.
"""

from collections.abc import Callable, Mapping
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


def enter_requests(home: Path, *, by: access.Session, now: Now) -> str:
    """Write down two authorities, a call for input, and a request as far as "relevance reviewed", once.

    Says the reference of the request.
    """
    there = records.of_kind(disclosure.REQUEST, by=by, now=now())
    if there:
        return there[0].ref
    archive = access.compartment("archive", by=by).id
    authority = disclosure.add_authority(fields=PROSECUTOR, compartment=archive, by=by, now=now())
    contact = _contact(home, authority, by, now)
    experts = disclosure.add_authority(fields=EXPERTS, compartment=archive, by=by, now=now())
    call = {"title": "Closing of reading circles, 2020 (invented)", "deadline": _day(now, DAYS_FOR_INPUT)}
    disclosure.note_under(experts, kind=disclosure.CALL, fields=call, by=by, now=now())
    key = {"key": str(age.X25519Identity.generate().recipient), "whose": "Nobody's: its other half was thrown away"}
    disclosure.note_under(authority, kind=disclosure.KEY, fields=key, by=by, now=now())
    request = disclosure.record_request(authority, fields=_asked(contact, now), by=by, now=now())
    _goes_on(request, by, now)
    return request.ref


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


def _goes_on(request: disclosure.Request, by: access.Session, now: Now) -> None:
    """Every step that can be taken today, each with what it needs."""
    found = [line.ref for line in held(by=by, now=now())][:2]
    denied = {field.name: "no" for field in disclosure.ELIGIBILITY.fields if field.options}
    reasons = {f"{name}_why": INVENTED for name in denied}
    search = {"what": "The closing of the circle", "where": "The whole collection", "on": _day(now)}
    _step(request, "verify-authority", by, now)
    _write(request, disclosure.ELIGIBILITY, {**denied, **reasons}, by, now)
    _step(request, "find-eligible", by, now)
    _write(request, disclosure.SCOPE, {"inside": "September to November 2020, one town"}, by, now)
    _step(request, "set-scope", by, now)
    _write(request, disclosure.SEARCH, {**search, "found": "\n".join(found)}, by, now)
    _step(request, "end-search", by, now)
    for item, judgement in zip(found, (records.Judgement.POSITIVE, records.Judgement.NEGATIVE), strict=False):
        disclosure.judge_relevance(
            request, item=item, judgement=judgement, reason="Whether it shows the square (invented).", by=by, now=now()
        )
    _step(request, "end-review", by, now)


def _write(
    request: disclosure.Request, kind: records.RecordKind, fields: Mapping[str, object], by: access.Session, now: Now
) -> None:
    disclosure.write_under(request, kind=kind, fields=fields, by=by, now=now())


def _step(request: disclosure.Request, step: str, by: access.Session, now: Now) -> None:
    disclosure.advance(request.id, step=step, seen=request.held.number, comment=INVENTED, by=by, now=now())


def _day(now: Now, days: int = 0) -> str:
    return (now() + timedelta(days=days)).date().isoformat()
