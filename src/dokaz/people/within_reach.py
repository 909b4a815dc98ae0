"""Which persons a compromise may have shown to others (`safeguards.ports.Contributor`): by references, never by names.

Whether anything is known of how a person is reached says nothing here: every person has a row of it, one like another.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.portions import portions
from dokaz.people import appearing
from dokaz.people.kinds import APPEARS, PERSON
from dokaz.people.models import Contact, Identity, Unmasking
from dokaz.records import api as records
from dokaz.safeguards.ports import Reached, Suspect

AT_ONCE = 500


def reach(suspect: Suspect, /, *, by: access.Session, now: datetime) -> Reached:
    """Those whom entries name, who lie in a compartment, or who are in the items of a package; and where they appear.

    A row that was changed by hand is not refused here: a report that names one too many can still be made.
    """
    if suspect.provider is not None:  # it held no key, so nobody's record was open to it
        return Reached()
    within = _within(suspect, by, now)
    where = {place for _one, _other, place in records.judged_anywhere(APPEARS, one=within)}
    counts = {} if suspect.package else {"persons-readable": len(_recorded_in(suspect.compartments))}
    return Reached(
        counts=counts,
        persons=frozenset(each.ref for each in within.values()),
        stopped=frozenset(where | {each.compartment for each in within.values()}),
    )


def within_sight(refs: Collection[str], /, *, by: access.Session, now: datetime) -> Mapping[str, bool]:
    """Those of these references that the account may see, for links: whether the page of how they are reached is theirs
    to open as well. Nothing is opened, and nothing is told of whether a way to reach them is known.
    """
    if not access.may(by, permission=access.Permission.SEE_PERSONS, now=now):
        return {}
    found = records.visible(refs, kind=PERSON, by=by)
    open_to = set[UUID]()
    if access.may(by, permission=access.Permission.SEE_CONTACTS, now=now):
        with access.scope(by):
            for some in portions(found.values(), of=AT_ONCE):
                open_to |= set(Contact.objects.filter(person__in=some).values_list("person", flat=True))
    return {ref: person in open_to for ref, person in found.items()}


def _within(suspect: Suspect, by: access.Session, now: datetime) -> Mapping[UUID, records.Place]:
    if suspect.package:
        return records.placed_anywhere(PERSON, ids=_in_items(suspect.named, by, now))
    if suspect.accounts:
        return {**_named(suspect.named), **_recorded_in(_unread(suspect, by))}
    sealed = records.placed_anywhere(PERSON, ids=_sealed_in(suspect.compartments))
    return {**_recorded_in(suspect.compartments), **sealed}


def _named(named: Collection[str]) -> Mapping[UUID, records.Place]:
    """By reference, by id, or by the request to see their identity: so they stand in entries of whatever kind."""
    ids = [UUID(each) for each in named if len(each) == len(str(UUID(int=0)))]
    asked = set[UUID]()
    for some in portions(ids, of=AT_ONCE):
        asked |= set(Unmasking.objects.filter(pk__in=some).values_list("identity__person", flat=True))
    codes = [each for each in named if each.startswith(f"{PERSON.letter}-")]
    return records.placed_anywhere(PERSON, named=codes, ids=[*ids, *asked])


def _unread(suspect: Suspect, by: access.Session) -> frozenset[UUID]:
    """Compartments whose sealed entries the one who asks has no key of: whom they name, everybody there may be."""
    mine = {each.id for each in access.compartments(by=by)}
    return frozenset(suspect.compartments & access.protected_compartments()) - mine


def _recorded_in(compartments: Collection[UUID]) -> Mapping[UUID, records.Place]:
    return records.placed_anywhere(PERSON, within=compartments)


def _sealed_in(compartments: Collection[UUID]) -> set[UUID]:
    """Whose contact lies there, or half of whose identity."""
    pairs = [each.id for each in access.all_halves() if {each.first, each.second} & set(compartments)]
    with access.whole_house("compromise"):
        reached = set(Contact.objects.filter(compartment__in=compartments).values_list("person", flat=True))
    return reached | set(Identity.objects.filter(pair__in=pairs).values_list("person", flat=True))


def _in_items(named: Collection[str], by: access.Session, now: datetime) -> set[UUID]:
    """By the judgements that stand, where the one who asks may see them; elsewhere any answer counts as a yes."""
    items = custody.placed_anywhere(named)
    seen = custody.visible(items, by=by)
    found = set[UUID]()
    for each in appearing.appearances_of_many(sorted(seen), by=by, now=now):
        found |= each.persons
    others = [item for ref, item in items.items() if ref not in seen]
    return found | {one for one, _other, _place in records.judged_anywhere(APPEARS, other=others)}
