"""What decides about persons and items, read at once for many: their papers here, and what `people` knows of them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import flags, grounds, papers, recording, speaking, statements
from dokaz.consent.ages import of_age
from dokaz.consent.facts import Appearing, ConsentDecision, ItemFacts, PersonFacts
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Written
from dokaz.consent.words import Reply, Voice
from dokaz.kernel.dates import Moment, Span
from dokaz.kernel.portions import portions
from dokaz.people import api as people
from dokaz.people.api import Circumstance, SituationNoted, Vulnerability

_OF_PERSON = (PaperKind.DECISIONS, PaperKind.SPEAKERS, *grounds.KINDS)
_AT_ONCE = 2_000


def items(refs: Sequence[str], /, *, by: access.Session, now: datetime) -> dict[str, ItemFacts]:
    """What decides about each of these items: who is in it, or in what it was made of (`people.reckoned_in_many`).

    Who lies where the account may not look is told as somebody unseen.
    """
    written = papers.read(refs, *grounds.KINDS, by=by)
    return {
        each.item: _item_facts(each, written.get(each.item, []))
        for each in people.reckoned_in_many(refs, by=by, now=now)
    }


def _item_facts(item: people.Reckoned, mine: Sequence[Written]) -> ItemFacts:
    return ItemFacts(
        examined=item.examined,
        whole=item.whole,
        peopled=item.peopled,
        appearing=tuple(Appearing(person, relation) for person, relation in sorted(item.who)),
        bases=grounds.standing(mine),
        papers=tuple(one.id for one in mine),
    )


def persons_in(found: Iterable[ItemFacts], /) -> frozenset[UUID]:
    """Everybody who is in any of these items."""
    return frozenset(each.person for item in found for each in item.appearing)


def people_of(ids: Collection[UUID], /, *, by: access.Session, now: datetime) -> dict[UUID, PersonFacts]:
    """What decides about each of these persons; who is missing lies where the account may not look.

    Whoever is judged to be the same as one of them is heard as well, wherever they refused something.
    """
    seen = _seen(ids, by, now)
    same = people.same_persons(seen, by=by, now=now)
    beside = _seen(frozenset().union(*same.values()) - seen.keys(), by, now)
    facts = _all_facts([*seen.values(), *beside.values()], by, now)
    return {person: _heard_with(facts[person], [facts.get(each) for each in same[person]]) for person in seen}


def _seen(ids: Collection[UUID], by: access.Session, now: datetime) -> dict[UUID, people.Person]:
    return {
        each.id: each
        for some in portions(sorted(ids), of=_AT_ONCE)
        for each in people.persons_among(some, by=by, now=now)
    }


def _all_facts(persons: Sequence[people.Person], by: access.Session, now: datetime) -> dict[UUID, PersonFacts]:
    """Of each person by themself."""
    written = papers.read([str(each.id) for each in persons], *_OF_PERSON, by=by)
    noted = {
        person: several
        for some in portions((each.id for each in persons), of=_AT_ONCE)
        for person, several in people.situations_of(some, by=by, now=now).items()
    }
    bound = people.bound(persons, by=by, now=now)
    texts = {of.asking.statement for mine in written.values() for of in _recorded(mine) if of.asking.statement}
    changed = statements.changed_since(texts)
    inside = flags.inside_since(persons, by=by, now=now)
    found = (_facts(each, written.get(str(each.id), []), noted.get(each.id, ()), changed) for each in persons)
    return {
        each.person: replace(each, bound=each.person in bound, inside_since=inside.get(each.person)) for each in found
    }


def _heard_with(mine: PersonFacts, others: Sequence[PersonFacts | None]) -> PersonFacts:
    """A person with what was refused, became worse and was flagged under the other records of them."""
    known = [each for each in others if each is not None]
    worse = [each.worse_on for each in (mine, *known) if each.worse_on is not None]
    inside = [each.inside_since for each in (mine, *known) if each.inside_since is not None]
    refused = [one for each in known for one in each.decisions if one.reply is not Reply.YES]
    return replace(
        mine,
        bound=mine.bound or any(each.bound for each in known),
        out_of_sight=len(known) < len(others),
        worse_on=max(worse, default=None),
        inside_since=max(inside, default=None),
        decisions=(*mine.decisions, *refused),
        papers=(*mine.papers, *(paper for each in known for paper in each.papers)),
    )


def decisions(mine: Iterable[Written], /) -> Iterator[ConsentDecision]:
    """What was said in these papers, as the algebra reads it."""
    return (decision for each in _recorded(mine) for decision in each.decisions)


def items_of(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[str, ...]:
    """The items in which a person is, or may be, where the account may look."""
    found = people.appearances_of_person(person, by=by, now=now)
    return tuple(dict.fromkeys(each.item for each in found if each.counts))


def _facts(
    person: people.Person, mine: Sequence[Written], noted: Iterable[SituationNoted], changed: frozenset[UUID]
) -> PersonFacts:
    speakers = speaking.newest([each for each in mine if each.kind is PaperKind.SPEAKERS])
    of_age_from, of_age_by = _coming_of_age(person.born_around)
    several, said = list(noted), tuple(decisions(mine))
    return PersonFacts(
        person=person.id,
        child=Vulnerability.CHILD in person.vulnerabilities,
        of_age_from=of_age_from,
        of_age_by=of_age_by,
        guarded_from=min((each.permits_from for each in said if _is_of_guardian(each)), default=None),
        represented=speakers.guardian_decides or Vulnerability.GUARDED in person.vulnerabilities,
        gone=speakers.kin_decide or any(each.circumstance is Circumstance.DIED for each in several),
        kin=speakers.kin,
        excluded=frozenset(speakers.excluded),
        worse_on=max((each.latest for each in several if each.circumstance.worse), default=None),
        changed_statements=changed,
        bases=grounds.standing(mine),
        decisions=said,
        papers=tuple(each.id for each in mine),
    )


def _is_of_guardian(each: ConsentDecision) -> bool:
    return each.voice is Voice.GUARDIAN and each.reply is Reply.YES


def _recorded(mine: Iterable[Written]) -> Iterator[recording.Recorded]:
    return (recording.recorded(each) for each in mine if each.kind is PaperKind.DECISIONS)


def _coming_of_age(born: Span | None) -> tuple[date | None, date | None]:
    """The first and the last day on which somebody can come of age; without a birth neither is known."""
    if born is None or not isinstance(born.begin, Moment) or not isinstance(born.end, Moment):
        return None, None
    return of_age(born.begin.first_day), of_age(born.end.last_day)
