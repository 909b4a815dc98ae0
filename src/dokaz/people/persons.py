"""Persons: a pseudonym with roles over time, never a name (DESIGN 9). What is apart is written beside each change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.dates import Span
from dokaz.kernel.ids import random_id
from dokaz.people import beginning, beside
from dokaz.people.beginning import Beginning
from dokaz.people.beside import NOTHING, Apart
from dokaz.people.contacts import ContactDetails
from dokaz.people.identities import NAMELESS, IdentityDetails
from dokaz.people.kinds import PERSON
from dokaz.people.roles import RoleHeld, read_roles, written_roles
from dokaz.people.words import PROTECTED, Vulnerability
from dokaz.records import api as records

MOST = 200
NO_FIELDS: Mapping[str, object] = {}
_OURS = frozenset(each.name for each in PERSON.fields)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cases under a pseudonym. `number` is the revision that a change states as seen."""

    id: UUID
    ref: str
    compartment: UUID
    number: int
    pseudonym: str = field(repr=False)
    roles: tuple[RoleHeld, ...] = field(repr=False)
    vulnerabilities: tuple[Vulnerability, ...] = field(repr=False)
    born_around: Span | None = field(repr=False)
    note: str = field(repr=False)
    own: Mapping[str, records.Said] = field(repr=False)  # what the platform's fields say, by their codes
    state: str
    written_at: datetime
    written_by: UUID

    @property
    def protected(self) -> bool:
        """Whether their own consent binds by the roles written now; also where none was recorded yet.

        `binding.bound` asks what was written before as well.
        """
        return not self.roles or any(role.part in PROTECTED for role in self.roles)


def begin(  # noqa: PLR0913 - a person has this many sides
    *,
    compartment: UUID,
    pseudonym: str,
    roles: Iterable[RoleHeld] = (),
    vulnerabilities: Iterable[Vulnerability] = (),
    born_around: Span | None = None,
    note: str = "",
    identity: IdentityDetails = NAMELESS,
    contact: ContactDetails | None = None,
    own: Mapping[str, object] = NO_FIELDS,
    by: access.Session,
    now: datetime,
) -> Person:
    """Add a person, with an identity and a contact that are sealed and of one size whether known or not.

    `own` are fields that the platform defined, by their codes. Raises NotPermitted, KeepingUnset, FieldError of
    `records`, NamesNotHeld of `access` where a name is given, ContactTooLong, IdentityTooLong, NameWithoutLetter,
    PseudonymIsName, ItemNotFound of `custody`.
    """
    fields = {**_fields(pseudonym, roles, vulnerabilities, born_around, note), **own}
    new = records.NewRecord(fields=fields, record=random_id())
    (made,) = beginning.begin_all([Beginning(new, identity, contact)], compartment=compartment, by=by, now=now)
    return told(made)


def person(ref_or_id: str | UUID, /, *, by: access.Session, now: datetime) -> Person:
    """One person, by reference or id. Raises RecordNotFound of `records` alike for elsewhere and nowhere."""
    if isinstance(ref_or_id, UUID):
        return told(records.held(ref_or_id, by=by, now=now))
    return told(records.find(ref_or_id, by=by, now=now))


def persons(
    *,
    by: access.Session,
    now: datetime,
    before: UUID | None = None,
    limit: int = 50,
    compartment: UUID | None = None,
) -> tuple[Person, ...]:
    """The persons the account may see, in an order that says nothing; `before` is the last id of the page before."""
    page = records.of_kind(PERSON, by=by, now=now, before=before, limit=min(limit, MOST), compartment=compartment)
    return tuple(map(told, page))


def persons_of(ids: Iterable[UUID], /, *, by: access.Session, now: datetime) -> tuple[Person, ...]:
    """Several persons at once, each once, in the order named. Raises RecordNotFound of `records`."""
    wanted = tuple(dict.fromkeys(ids))
    return tuple(map(told, records.held_many(wanted, by=by, now=now))) if wanted else ()


def persons_among(ids: Iterable[UUID], /, *, by: access.Session, now: datetime) -> tuple[Person, ...]:
    """Those of these persons that the account may see; of the others nothing is told."""
    wanted = tuple(ids)
    return tuple(map(told, records.held_of(wanted, by=by, now=now))) if wanted else ()


def revise_person(  # noqa: PLR0913 - a person has this many sides
    person: UUID,
    /,
    *,
    pseudonym: str,
    roles: Iterable[RoleHeld],
    vulnerabilities: Iterable[Vulnerability],
    born_around: Span | None,
    note: str,
    own: Mapping[str, object] = NO_FIELDS,
    seen: int,
    reason: str,
    by: access.Session,
    now: datetime,
) -> Person:
    """Write everything about a person anew; of the platform's fields those in `own`. Raises what `records` raises."""
    fields = {**_fields(pseudonym, roles, vulnerabilities, born_around, note), **own}
    return told(changed(person, fields=fields, seen=seen, reason=reason, by=by, now=now))


def revise_all(changes: Sequence[records.Change], *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """One change to many persons, each with its covers. Raises what `records.revise_many` raises."""
    with access.acting(by, now=now):
        covered = [
            replace(each, cover=[*each.cover, *beside.rows(each.record, NOTHING, by=by, now=now)]) for each in changes
        ]
        return records.revise_many(covered, by=by, now=now)


def changed(
    person: UUID,
    /,
    *,
    fields: Mapping[str, object],
    seen: int,
    reason: str = "",
    apart: Apart = NOTHING,
    even_in: frozenset[str] = frozenset(),
    by: access.Session,
    now: datetime,
) -> records.Held:
    """The next revision of a person, whatever changed: beside it three rows, each a real one or a cover (`beside`)."""
    with access.acting(by, now=now):
        rows = beside.rows(person, apart, by=by, now=now)
        mine, cover = ((), rows) if apart.nothing else (rows, ())
        return records.revise(
            person, fields=fields, seen=seen, reason=reason, beside=mine, cover=cover, even_in=even_in, by=by, now=now
        )  # fmt: skip


def told(held: records.Held) -> Person:
    """A record of our kind as a person."""
    said: Mapping[str, Any] = held.fields
    born = said.get("born_around")
    return Person(
        id=held.id,
        ref=held.ref,
        compartment=held.compartment,
        number=held.number,
        pseudonym=str(said.get("pseudonym", "")),
        roles=read_roles(str(said.get("roles", ""))),
        vulnerabilities=tuple(Vulnerability(each) for each in said.get("vulnerabilities", ())),
        born_around=born if isinstance(born, Span) else None,
        note=str(said.get("note", "")),
        own={name: value for name, value in said.items() if name not in _OURS},
        state=held.state,
        written_at=held.written_at,
        written_by=held.written_by,
    )


def _fields(
    pseudonym: str,
    roles: Iterable[RoleHeld],
    vulnerabilities: Iterable[Vulnerability],
    born_around: Span | None,
    note: str,
) -> dict[str, object]:
    return {
        "pseudonym": pseudonym,
        "roles": written_roles(roles),
        "vulnerabilities": tuple(each.value for each in vulnerabilities),
        "born_around": born_around,
        "note": note,
    }
