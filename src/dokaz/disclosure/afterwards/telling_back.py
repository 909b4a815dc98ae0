"""Telling the persons concerned what went of them, to whom and for what: each through a way that is safe for them.

Whether anybody was told is seen only by those who plan contacts, in the compartment in which the person lies.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import linking
from dokaz.disclosure.afterwards.errors import TellingMissing
from dokaz.disclosure.afterwards.words import PLANNED, TOLD_BACK, WITHDRAWN
from dokaz.disclosure.requests.contacting import require_contactable
from dokaz.disclosure.requests.errors import ContactNotAgreed, PersonInDanger, PersonMissing
from dokaz.kernel.given import is_said, text
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases

_SAID = ("channel", "told_on", "words")


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who is in a release: in which of its items, and what was written down about telling them."""

    person: people.Person
    items: tuple[str, ...]
    tellings: tuple[records.Held, ...] = field(repr=False)

    @property
    def waits(self) -> bool:
        """Whether they are still to be told, or it is to be written down why not."""
        return all(each.state in {PLANNED, WITHDRAWN} for each in self.tellings)

    @property
    def planned(self) -> records.Held | None:
        """What was written down last that they are to be told; None where nothing was."""
        return next((each for each in reversed(self.tellings) if each.state == PLANNED), None)


def concerned(release: releases.Release, /, *, by: access.Session, now: datetime) -> tuple[Concerned, ...]:
    """Everybody who is in what went, or in what that was made of, where the account may see them; by pseudonym.

    Raises NotPermitted.
    """
    with access.acting(by, now=now):
        seen, items = _persons_in(release, by, now)
        told = _tellings(release.id, by, now)
        return tuple(
            Concerned(each, tuple(sorted(items[each.id])), told.get(each.ref, ()))
            for each in sorted(seen, key=lambda each: (each.pseudonym, each.ref))
        )


def hindered(person: people.Person, /, *, release: releases.Release, by: access.Session, now: datetime) -> str:
    """What keeps anybody from turning to a person who is in a release now; empty where nothing does.

    Raises NotPermitted, and what `people` refuses.
    """
    try:
        require_contactable(person, occasion=_occasion(release), by=by, now=now)
    except (PersonInDanger, ContactNotAgreed) as why:
        return str(why)
    return ""


def plan_telling(
    release: releases.Release,
    /,
    *,
    fields: Mapping[str, object],
    by: access.Session,
    now: datetime,
) -> records.Held:
    """Write down that somebody who is in a release is to be told, or was. It lies where the person lies.

    Raises NotPermitted, FieldError of `records`, PersonMissing where they are not in it or may not be seen.
    """
    kind = records.kind_of(TOLD_BACK)
    with access.acting(by, now=now):
        seen, _items = _persons_in(release, by, now)
        named = next((each for each in seen if _is(each, fields)), None)
        if named is None:
            raise PersonMissing
        given = {**fields, "person": named.ref}
        return linking.begin_under(release.held, kind, fields=given, compartment=named.compartment, by=by, now=now)


def require_told(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """What is asked before somebody counts as told. Raises PersonInDanger, ContactNotAgreed, TellingMissing."""
    person = people.person(text(held.fields, "person"), by=by, now=now)
    release = releases.release(linking.above(held.id, by=by, now=now).id, by=by, now=now)
    require_contactable(person, occasion=_occasion(release), by=by, now=now)
    if not all(is_said(held.fields, name) for name in _SAID):
        raise TellingMissing


def _is(person: people.Person, fields: Mapping[str, object]) -> bool:
    return str(fields.get("person", "")).strip().upper() == person.ref


def _persons_in(
    release: releases.Release, by: access.Session, now: datetime
) -> tuple[Sequence[people.Person], Mapping[UUID, set[str]]]:
    """Everybody in it whom the account may see, and in which of its items each is. Raises NotPermitted."""
    access.require(by, access.Permission.SEE_CONTACTS, now=now)
    items = _items_of_persons([each.ref for each in releases.items_of(release, by=by, now=now).items], by, now)
    return people.persons_among(sorted(items), by=by, now=now), items


def _items_of_persons(refs: list[str], by: access.Session, now: datetime) -> dict[UUID, set[str]]:
    """Of everybody in these items, or in what they were made of, in which; as far as the account may see them."""
    lines = custody.lineages(refs, by=by) if refs else {}
    made = {ref: (ref, *line.origins) for ref, line in lines.items()}
    every = sorted({one for several in made.values() for one in several})
    inside = {each.item: each.persons for each in people.appearances_of_many(every, by=by, now=now)}
    found = defaultdict[UUID, set[str]](set)
    for ref, several in made.items():
        for one in several:
            for person in inside[one]:
                found[person].add(ref)
    return found


def _tellings(release: UUID, by: access.Session, now: datetime) -> dict[str, tuple[records.Held, ...]]:
    """What was written down about telling, by the reference of the person."""
    found = defaultdict[str, list[records.Held]](list)
    for each in linking.under(release, TOLD_BACK, by=by, now=now):
        found[text(each.fields, "person")].append(each)
    return {person: tuple(several) for person, several in found.items()}


def _occasion(release: releases.Release) -> str:
    return text(release.held.fields, "request")
