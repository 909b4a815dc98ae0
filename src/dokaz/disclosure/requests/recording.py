"""Requests as they are written down, and what is written down under them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import linking
from dokaz.disclosure.authorities import keeping
from dokaz.disclosure.authorities.keeping import Authority
from dokaz.disclosure.authorities.kinds import AUTHORITY, CONTACT, KEY
from dokaz.disclosure.requests import rules
from dokaz.disclosure.requests.eligibility import assurances_of, dealing_with, noted_of
from dokaz.disclosure.requests.errors import (
    AssuranceGone,
    AuthorityChanged,
    ContactOfAnother,
    KeyOfAnother,
    NotOfRequest,
    StaysUnexplained,
)
from dokaz.disclosure.requests.kinds import ELIGIBILITY, OF_REQUESTS, REQUEST, SEARCH, TERMS
from dokaz.kernel.given import is_said, lines, text
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class Request:
    """What an authority asked for, or what we offer it, as it stands."""

    held: records.Held = field(repr=False)

    @property
    def id(self) -> UUID:
        return self.held.id

    @property
    def ref(self) -> str:
        return self.held.ref

    @property
    def authority(self) -> str:
        """The reference of the authority."""
        return text(self.held.fields, "authority")


def record_request(
    authority: Authority,
    /,
    *,
    fields: Mapping[str, object],
    by: access.Session,
    now: datetime,
) -> Request:
    """Write down what an authority asks for, or what we offer it. It lies where the authority lies.

    Raises NotPermitted, FieldError of `records`, ContactOfAnother.
    """
    with access.acting(by, now=now):
        _refuse_strange_contact(authority.id, fields, by=by)
        given = {**fields, "authority": authority.ref}
        made = linking.begin_under(authority.held, REQUEST, fields=given, by=by, now=now)
    return Request(made)


def request(ref_or_id: str | UUID, /, *, by: access.Session, now: datetime) -> Request:
    """One request. Raises RecordNotFound of `records` alike for elsewhere, nowhere and another kind; NotPermitted."""
    return Request(linking.named(REQUEST, ref=ref_or_id, by=by, now=now))


def requests_of(authority: UUID, /, *, by: access.Session, now: datetime) -> tuple[Request, ...]:
    """The requests of an authority, and what we offered it, oldest first. Raises NotPermitted."""
    return tuple(map(Request, linking.under(authority, REQUEST.code, by=by, now=now)))


def authority_of(request: UUID, /, *, by: access.Session, now: datetime) -> Authority:
    """Raises RecordNotFound of `records` where the account may not see the authority."""
    return Authority(linking.above(request, by=by, now=now))


def concerns(authority: Authority, /) -> dict[str, str]:
    """What is written about an authority in words that a checklist has to deal with, by the names of its fields."""
    return {danger.noted_as: words for danger, words in noted_of(authority.held.fields).items()}


def authorities_of(several: Collection[UUID], /, *, by: access.Session, now: datetime) -> dict[UUID, Authority]:
    """Those of these requests, by request, as far as the account may see them. Raises NotPermitted."""
    above = linking.parents_of(several, by=by)
    found = {each.id: Authority(each) for each in records.held_of(above.values(), by=by, now=now)}
    return {request: found[parent] for request, parent in above.items() if parent in found}


def write_under(
    request: Request,
    /,
    *,
    kind: records.RecordKind,
    fields: Mapping[str, object],
    about: int | None = None,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """Write down the checklist, the scope, a search or a question of a request, or how it goes. Of checklists and of
    how it goes the last one counts.

    `about` is the revision of the authority that was read for a checklist; without it the one of now is dealt with.
    What a search found, and what holds a written assurance, must be items the account may see. Raises NotPermitted,
    FieldError of `records`, AuthorityChanged, KeyOfAnother, NotOfRequest, StaysUnexplained, AssuranceGone, ItemNotFound
    of `custody`.
    """
    assert kind in OF_REQUESTS
    with access.acting(by, now=now):
        if kind == TERMS:
            _refuse_strange_terms(request.id, fields, by=by, now=now)
        if kind == ELIGIBILITY:
            fields = {**fields, **_dealing(request.id, fields, {}, about=about, by=by, now=now)}
        made = linking.begin_under(request.held, kind, fields=fields, by=by, now=now)
        refuse_unseen(made.fields, by=by)
        _refuse_absent_assurances(made.fields, by=by)
    return made


def written_under(request: UUID, /, *, kind: str, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What of a kind is written down under a request, oldest first, with what was taken back."""
    return linking.under(request, kind, by=by, now=now)


def write_anew(
    record: records.Held,
    /,
    *,
    fields: Mapping[str, object],
    seen: int,
    reason: str,
    about: int | None = None,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """The next revision of an authority, a request, or of what is written down under one. Of which authority a request
    is never changes; `about` is as for `write_under`.

    Raises what `records.revise` raises, CountryMissing, SameWay, ContactOfAnother, BodyVouchedFor, AuthorityChanged,
    KeyOfAnother, NotOfRequest, StaysUnexplained, AssuranceGone, ItemNotFound of `custody`.
    """
    with access.acting(by, now=now):
        whole = {**record.fields, **fields}
        keeping.refuse_unfit(record.kind, whole)
        if record.kind == AUTHORITY.code:
            keeping.refuse_rewritten(records.held(record.id, by=by, now=now), fields, by=by, now=now)
        if record.kind == REQUEST.code:
            fields = {name: value for name, value in fields.items() if name != "authority"}
            authority = linking.parent_of(record.id, by=by)
            _refuse_strange_contact(authority, whole, by=by)
        if record.kind == TERMS.code:
            _refuse_strange_terms(linking.above(record.id, by=by, now=now).id, whole, by=by, now=now)
        if record.kind == ELIGIBILITY.code:
            request = linking.above(record.id, by=by, now=now).id
            fields = {**fields, **_dealing(request, whole, record.fields, about=about, by=by, now=now)}
        made = records.revise(record.id, fields=fields, seen=seen, reason=reason, by=by, now=now)
        if "found" in fields:
            refuse_unseen(made.fields, by=by)
        if record.kind == ELIGIBILITY.code:
            new = {name: said for name, said in made.fields.items() if said != record.fields.get(name)}
            _refuse_absent_assurances(new, by=by)
    return made


def refuse_unseen(fields: Mapping[str, object], /, *, by: access.Session) -> None:
    """Raises ItemNotFound of `custody` for what a search says it found, where the account may not look."""
    if found := lines(fields, "found"):
        custody.placed(found, by=by)


def _dealing(
    request: UUID, fields: Mapping[str, object], before: Mapping[str, object], *, about: int | None,
    by: access.Session, now: datetime,
) -> dict[str, str]:  # fmt: skip
    """With which words about the authority a checklist deals: those that were read. Raises AuthorityChanged."""
    who = authority_of(request, by=by, now=now)
    if about not in (None, who.held.number):
        raise AuthorityChanged
    return dealing_with(who.held.fields, fields, before)


def _refuse_absent_assurances(fields: Mapping[str, object], *, by: access.Session) -> None:
    """What holds a written assurance is an item that is there, and that whoever names it may see."""
    for name, ref in assurances_of(fields).items():
        custody.placed([ref], by=by)
        if not custody.still_held([ref], by=by):
            raise AssuranceGone(field=_title(ELIGIBILITY, name), item=ref)


def _refuse_strange_contact(authority: UUID | None, fields: Mapping[str, object], *, by: access.Session) -> None:
    if _is_strange(authority, text(fields, "contact"), CONTACT, by=by):
        raise ContactOfAnother(field=_title(REQUEST, "contact"))


def _refuse_strange_terms(request: UUID, fields: Mapping[str, object], *, by: access.Session, now: datetime) -> None:
    """A key is one of theirs; what stays, or is named, was found for the request or made of that, and why is said."""
    if _is_strange(linking.parent_of(request, by=by), text(fields, "key"), KEY, by=by):
        raise KeyOfAnother(field=_title(TERMS, "key"))
    if is_said(fields, "stays") and not is_said(fields, "stays_why"):
        raise StaysUnexplained(field=_title(TERMS, "stays_why"))
    asked = [each for each in TERMS.fields if each.name in {"stays", "named"} and is_said(fields, each.name)]
    told = {each.name: rules.references(each, text(fields, each.name)).splitlines() for each in asked}
    if not told:
        return
    searches = linking.under(request, SEARCH.code, by=by, now=now)
    found = {ref for each in searches for ref in lines(each.fields, "found")}
    made_of = custody.lineages([ref for refs in told.values() for ref in refs], by=by)
    for name, refs in told.items():
        if strange := [ref for ref in refs if found.isdisjoint((ref, *made_of[ref].origins))]:
            raise NotOfRequest(field=_title(TERMS, name), items=", ".join(strange))


def _title(kind: records.RecordKind, name: str) -> str:
    return next(each.says for each in kind.fields if each.name == name)


def _is_strange(authority: UUID | None, named: str, kind: records.RecordKind, *, by: access.Session) -> bool:
    """Whether a record is named that is not noted under this authority."""
    known = () if authority is None else linking.ids_under(authority, kind.code, by=by)
    return bool(named) and named not in map(str, known)
