"""What may leave of the invented world: each file looked through, and asked about, or weighed by two; and what stays.

Nothing of it is set by hand: the persons agreed to what they agreed to (`agreeing`), and the package is what follows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.demo.inhabiting import played, residents
from dokaz.demo.loading import held
from dokaz.demo.records import World
from dokaz.people import api as people

Now = Callable[[], datetime]
LOOKED = "Gone through from the first page to the last (invented)."
CAME = "Brought it, and said so (invented)."
WHY = "It is a public page, or was written in the house about its own work (invented)."
HARM = "It says of nobody more than stands on the public page (invented)."


def look_through(home: Path, /, *, world: World, by: access.Session, now: Now) -> None:
    """Say of each file of the world whom it comes from, and that it was looked through; and weigh what is nobody's.

    What somebody copied into the home beside it stays as it came: nobody looked through it, so it goes nowhere.
    """
    lines = held(by=by, now=now())
    looked = people.appearances_of_many([line.ref for line in lines], by=by, now=now())
    new = [each for each in looked if not each.examined]
    sources = {record.ref: record.source for record in _records(looked if new else (), by, now)}
    known = {source.pseudonym: source.part for source in world.sources}
    persons = _persons(world, by, now)
    bases = list[UUID]()
    for each in new:
        part = known.get(_source(each.item, sources, by) or "")
        if part is None:
            continue
        if part in persons and not each.persons:
            people.appear(
                persons[part].id, item=each.item, relation=people.Relation.COMES_FROM, pinpoint="", reason=CAME, by=by,
                now=now(),
            )  # fmt: skip
        people.examined(each.item, reason=LOOKED, by=by, now=now())
        if part not in persons:
            bases.append(_basis(each.item, by, now))
    _weigh(home, bases, now)


def _records(found: Iterable[people.Appearances], by: access.Session, now: Now) -> tuple[custody.Record, ...]:
    return tuple(custody.show_many([each.item for each in found], by=by, now=now()))


def _source(ref: str, sources: Mapping[str, str | None], by: access.Session) -> str | None:
    """Of a derivative, where the first thing it was made of came from."""
    line = custody.lineages([ref], by=by)[ref]
    return sources.get(line.origins[-1] if line.origins else ref)


def _persons(world: World, by: access.Session, now: Now) -> dict[str, people.Person]:
    there = {each.pseudonym: each for each in people.persons(by=by, now=now())}
    return {one.part: there[world.source(one.part).pseudonym] for one in world.persons}


def _basis(item: str, by: access.Session, now: Now) -> UUID:
    return consent.record_basis(
        item=item, scope=consent.Scope(consent.Purpose.JUSTICE), articles=[consent.Article.A6_1_E], why=WHY, harm=HARM,
        by=by, now=now(),
    )  # fmt: skip


def _weigh(home: Path, bases: Sequence[UUID], now: Now) -> None:
    if bases:
        partner = played(home, residents(home)[1], now=now)
        for basis in bases:
            consent.weigh_harm(basis, weighed=HARM, by=partner, now=now())
