"""Authorities as they are written down: one State's body or one mechanism, with what is known under it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import linking
from dokaz.disclosure.authorities import rules
from dokaz.disclosure.authorities.checks import is_checked
from dokaz.disclosure.authorities.errors import BodyVouchedFor
from dokaz.disclosure.authorities.kinds import AUTHORITY, CONTACT, KEY, OF_AUTHORITIES
from dokaz.disclosure.authorities.words import Body, DeathPenalty, InAbsentia
from dokaz.kernel.given import first_day, is_said, last_day
from dokaz.records import api as records

MOST = 200
_WHO = ("body", "country", "mark")  # what a check of a contact or key is about


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that may get something, or nothing: under which recipient of consent it falls says `recipient`."""

    held: records.Held = field(repr=False)

    @property
    def id(self) -> UUID:
        return self.held.id

    @property
    def ref(self) -> str:
        return self.held.ref

    @property
    def name(self) -> str:
        return str(self.held.fields["name"])

    @property
    def body(self) -> Body:
        return Body(str(self.held.fields["body"]))

    @property
    def recipient(self) -> consent.Recipient | None:
        """What people are asked about, and nothing wider; None where nothing ever goes there."""
        return rules.recipient(self.held.fields)

    @property
    def mandate_unknown(self) -> bool:
        """Whether it is a mechanism of which nobody wrote down since when, and by which decision, it has a mandate."""
        written = all(is_said(self.held.fields, name) for name in ("mandate_from", "resolution"))
        return self.body.has_a_mandate and not written

    def has_mandate(self, on: date, /) -> bool:
        """Whether its mandate runs on this day, as far as days are written down; a body without one always may ask."""
        begins, ends = first_day(self.held.fields, "mandate_from"), last_day(self.held.fields, "mandate_to")
        return (begins is None or begins <= on) and (ends is None or on <= ends)

    @property
    def may_kill(self) -> bool:
        """Whether its State puts people to death, or may, as far as is written down."""
        known = self.held.fields.get("death_penalty")
        return isinstance(known, str) and known != DeathPenalty.UNKNOWN and DeathPenalty(known).possible

    @property
    def convicts_absent(self) -> bool:
        """Whether somebody can be convicted there in their absence without a new trial, by what is written down."""
        return self.held.fields.get("in_absentia") == InAbsentia.POSSIBLE


def add_authority(*, fields: Mapping[str, object], compartment: UUID, by: access.Session, now: datetime) -> Authority:
    """Write an authority down. Raises NotPermitted, FieldError of `records`, CountryMissing."""
    _refuse_unfit(fields)
    return Authority(records.begin(AUTHORITY, fields=fields, compartment=compartment, by=by, now=now))


def authority(ref_or_id: str | UUID, /, *, by: access.Session, now: datetime) -> Authority:
    """One authority. Raises RecordNotFound of `records` alike for elsewhere, nowhere and another kind; NotPermitted."""
    return Authority(linking.named(AUTHORITY, ref=ref_or_id, by=by, now=now))


def authorities(
    *, by: access.Session, now: datetime, before: UUID | None = None, limit: int = 50
) -> tuple[Authority, ...]:
    """Those the account may see, newest first; `before` is the last id seen. Raises NotPermitted."""
    return tuple(map(Authority, records.of_kind(AUTHORITY, by=by, now=now, before=before, limit=min(limit, MOST))))


def note_under(
    authority: Authority,
    /,
    *,
    kind: records.RecordKind,
    fields: Mapping[str, object],
    by: access.Session,
    now: datetime,
) -> records.Held:
    """Note a contact, a key or a call for input of an authority; a contact or key counts once a second one checked it.

    Raises NotPermitted, FieldError of `records`, KeyUnreadable, SameWay.
    """
    assert kind in OF_AUTHORITIES
    _refuse_same_way(fields)
    return linking.begin_under(authority.held, kind, fields=fields, by=by, now=now)


def noted_under(
    authority: UUID, /, *, kind: records.RecordKind, by: access.Session, now: datetime
) -> tuple[records.Held, ...]:
    """The contacts, keys or calls of an authority, oldest first, with those that were taken back."""
    return linking.under(authority, kind.code, by=by, now=now)


def checked_contacts(authority: UUID, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """The contacts through which this authority, and no other, is known to speak. Without one it is not verified."""
    return _checked(authority, CONTACT, by, now)


def checked_keys(authority: UUID, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """The keys of which a second person found that they are those of this authority."""
    return _checked(authority, KEY, by, now)


def _checked(authority: UUID, kind: records.RecordKind, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    return tuple(each for each in noted_under(authority, kind=kind, by=by, now=now) if is_checked(each))


def verified(several: Iterable[UUID], /, *, by: access.Session, now: datetime) -> frozenset[UUID]:
    """Those of these authorities that have a checked contact."""
    found = linking.under_many(several, CONTACT.code, by=by, now=now)
    return frozenset(each for each, contacts in found.items() if any(map(is_checked, contacts)))


def refuse_rewritten(
    authority: records.Held, fields: Mapping[str, object], /, *, by: access.Session, now: datetime
) -> None:
    """Whoever is vouched for stays who they are: body, country and short name change only while nothing of it counts.

    Raises BodyVouchedFor.
    """
    before = {name: authority.fields.get(name) for name in _WHO}
    changed = [name for name in _WHO if name in fields and (fields[name] or None) != (before[name] or None)]
    if not changed:
        return
    vouched = (each for kind in (CONTACT, KEY) for each in noted_under(authority.id, kind=kind, by=by, now=now))
    if any(map(is_checked, vouched)):
        raise BodyVouchedFor(field=next(each.says for each in AUTHORITY.fields if each.name == changed[0]))


def refuse_unfit(kind: str, fields: Mapping[str, object], /) -> None:
    """What a kind of ours demands of all its fields together. Raises FieldError of `records`."""
    if (asks := _TOGETHER.get(kind)) is not None:
        asks(fields)


def _refuse_unfit(fields: Mapping[str, object]) -> None:
    if fields.get("body"):  # where it is missing, `records` says so
        rules.require_country(fields, next(each.says for each in AUTHORITY.fields if each.name == "country"))


def _refuse_same_way(fields: Mapping[str, object]) -> None:
    rules.require_another_way(fields, next(each.says for each in CONTACT.fields if each.name == "verified_with"))


_TOGETHER: Mapping[str, Callable[[Mapping[str, object]], None]] = {
    AUTHORITY.code: _refuse_unfit,
    CONTACT.code: _refuse_same_way,
}
