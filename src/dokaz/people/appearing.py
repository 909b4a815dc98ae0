"""Which persons an item comes from, shows, names or lets be heard: judgements, each with author, date and pinpoint.

They lie with the item: whoever may see it is told by reference that somebody appears, and who that is only where they
may see the person. An item that nobody looked through reads "not examined" (DESIGN 4).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.portions import portions
from dokaz.people import persons
from dokaz.people.kinds import APPEARS, EXAMINED
from dokaz.people.words import Relation
from dokaz.records import api as records
from dokaz.records.api import Judged, Judgement

_AT_ONCE = 2_000
ITEM_AS_A_WHOLE = UUID(int=0)  # the other side of the question whether somebody looked through an item


@dataclass(frozen=True, slots=True)
class Appearance:
    """That a person appears in an item, or does not, as somebody judged; `pinpoint` says where in it."""

    person: UUID
    person_ref: str
    item: str
    relation: Relation
    judgement: Judgement
    pinpoint: str = field(repr=False)
    reason: str = field(repr=False)
    by: UUID
    at: datetime
    id: UUID

    @property
    def counts(self) -> bool:
        """Whether it is to be reckoned with: what is unsure counts as if it were so."""
        return self.judgement in {Judgement.POSITIVE, Judgement.UNSURE}


@dataclass(frozen=True, slots=True)
class Appearances:
    """Who appears in one item. Until somebody looked through all of it, who else does is not known.

    `judgement` is the one that says it was: `take_back_appearance` takes it back as well.
    """

    item: str
    examined: bool
    examined_by: UUID | None
    examined_at: datetime | None
    of: tuple[Appearance, ...]
    judgement: UUID | None = None

    @property
    def persons(self) -> frozenset[UUID]:
        """Those who appear, or may."""
        return frozenset(each.person for each in self.of if each.counts)


def appear(
    person: UUID,
    /,
    *,
    item: str,
    relation: Relation,
    pinpoint: str,
    judgement: Judgement = Judgement.POSITIVE,
    reason: str,
    by: access.Session,
    now: datetime,
) -> Appearance:
    """Judge whether and where a person appears in an item; a later judgement takes the place of an earlier one.

    Raises NotPermitted, RecordNotFound and ReasonMissing of `records`, ItemNotFound of `custody`.
    """
    with access.acting(by, now=now):
        who = persons.person(person, by=by, now=now)
        (where,) = custody.placed([item], by=by)
        told = {"pinpoint": pinpoint.strip(), "person": who.ref, "item": where.ref}
        judged = records.judge(
            APPEARS, who.id, where.id, judgement=judgement, reason=reason, about=relation.value, words=told,
            compartment=where.compartment, by=by, now=now,
        )  # fmt: skip
    return _appearance(judged)


def examined(item: str, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Say that all of an item was looked through for the persons in it, and that those recorded are all.

    Raises NotPermitted, ReasonMissing of `records`, ItemNotFound of `custody`.
    """
    with access.acting(by, now=now):
        (where,) = custody.placed([item], by=by)
        records.judge(
            EXAMINED, where.id, ITEM_AS_A_WHOLE, judgement=Judgement.POSITIVE, reason=reason,
            words={"item": where.ref}, compartment=where.compartment, by=by, now=now,
        )  # fmt: skip


def take_back_appearance(judgement: UUID, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Take a judgement about an appearance back, or that an item was looked through: what stood before it stands again.

    Raises what `records.reverse` raises.
    """
    records.reverse(judgement, reason=reason, by=by, now=now)


def appearances_of(item: str, /, *, by: access.Session, now: datetime) -> Appearances:
    """Who appears in one item. Raises NotPermitted, ItemNotFound of `custody`."""
    return appearances_of_many([item], by=by, now=now)[0]


def appearances_of_many(items: Iterable[str], /, *, by: access.Session, now: datetime) -> tuple[Appearances, ...]:
    """Who appears in each of these items, in the order named. Raises NotPermitted, ItemNotFound of `custody`."""
    where = custody.placed(items, by=by)
    return tuple(each for some in portions(where, of=_AT_ONCE) for each in _of_items(some, by, now))


def ever_in(items: Iterable[str], /, *, by: access.Session) -> frozenset[UUID]:
    """Of whom it was ever said that they are, or are not, in one of these items, whatever stands now.

    For what decides inside the site and is asked at every part of a film: this writes no entry, and nothing of it is
    shown. Raises ItemNotFound of `custody`.
    """
    where = [each.id for each in custody.placed(items, by=by)]
    return frozenset(person for person, _item, _place in records.judged_anywhere(APPEARS, other=where))


def _of_items(where: Sequence[custody.PlacedItem], by: access.Session, now: datetime) -> Iterator[Appearances]:
    ids = [each.id for each in where]
    found, looked = _standing(APPEARS, ids, by, now), _standing(EXAMINED, ids, by, now)
    return (_of_item(each, found.get(each.id, ()), looked.get(each.id, ())) for each in where)


def appearances_of_person(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[Appearance, ...]:
    """In which items that the account may see a person appears, oldest judgement first."""
    persons.person(person, by=by, now=now)
    standing = records.standing(records.judgements(APPEARS, of=person, by=by, now=now))
    mine = [each for each in standing.values() if each.one == person]
    return tuple(map(_appearance, sorted(mine, key=lambda each: each.at)))


def _standing(
    question: records.PairQuestion, ids: list[UUID], by: access.Session, now: datetime
) -> Mapping[UUID, list[Judged]]:
    found: dict[UUID, list[Judged]] = defaultdict(list)
    for each in records.standing(records.judgements(question, of=ids, by=by, now=now)).values():
        found[each.one if question is EXAMINED else each.other].append(each)
    return found


def _of_item(where: custody.PlacedItem, found: Iterable[Judged], looked: Iterable[Judged]) -> Appearances:
    said = next((each for each in looked if each.judgement is Judgement.POSITIVE), None)
    told = sorted(map(_appearance, found), key=lambda each: (each.person_ref, each.relation))
    if said is None:
        return Appearances(where.ref, examined=False, examined_by=None, examined_at=None, of=tuple(told))
    return Appearances(
        where.ref, examined=True, examined_by=said.by, examined_at=said.at, of=tuple(told), judgement=said.id
    )


def _appearance(judged: Judged) -> Appearance:
    return Appearance(
        person=judged.one,
        person_ref=str(judged.words.get("person", "")),
        item=str(judged.words.get("item", "")),
        relation=Relation(judged.about),
        judgement=judged.judgement,
        pinpoint=str(judged.words.get("pinpoint", "")),
        reason=judged.reason,
        by=judged.by,
        at=judged.at,
        id=judged.id,
    )
