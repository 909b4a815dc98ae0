"""Loading the invented world into a practice home, through the same verbs that real material goes through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.demo.contents import Photograph
from dokaz.demo.records import Derivative, Item, Made, Move, PhysicalObject, World
from dokaz.disclosure import api as disclosure
from dokaz.kernel.regions import SCALE, Box

CHANNELS: Mapping[str, custody.Channel] = {
    "anonymous page": custody.Channel.PORTAL,
    "anonymous page, folder as exported": custody.Channel.PORTAL,
    "e-mail to the archive": custody.Channel.MAIL,
    "encrypted message, as a file": custody.Channel.MAIL,
    "memory card handed over in person": custody.Channel.IN_PERSON,
    "object, scanned by the archive": custody.Channel.MADE_HERE,
    "paper copy, printed file sent along": custody.Channel.POST,
    "paper, scanned by the archive": custody.Channel.MADE_HERE,
    "saved from a mail program, handed over on a memory card": custody.Channel.IN_PERSON,
    "saved from a public page": custody.Channel.OPEN_SOURCE,
    "taken by the documenter": custody.Channel.MADE_HERE,
    "written in the house": custody.Channel.MADE_HERE,
}

MAKINGS: Mapping[str, custody.Making] = {
    "transcript": custody.Making.TRANSCRIPT,
    "redacted copy": custody.Making.REDACTION,
}


PAGE = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the practice home now holds of the invented world."""

    files: tuple[str, ...]
    objects: tuple[str, ...]
    refusals: tuple[custody.Refusal, ...]
    missing: tuple[str, ...]  # what was not made, and which Debian package would help


def load(world: World, made: list[Made], *, by: access.Session, now: datetime) -> Loaded:
    """This will receive every file, derivative and object of the world that is not held yet."""
    answers = list(custody.receive_many(_arrivals(world, made), by=by, now=now))
    receipts = [answer for answer in answers if isinstance(answer, custody.Receipt)]
    for receipt in receipts:
        if receipt.outcome is not custody.Outcome.ALREADY_HELD:
            custody.examine(receipt.ref, by=by, now=now)
    refs, names = {receipt.path: receipt.ref for receipt in receipts}, {line.name for line in held(by=by, now=now)}
    for one in made:
        if isinstance(one.record, Derivative) and one.path and one.path.name not in names:
            _made_of(one, refs, by=by, now=now)
    for thing in world.objects:
        if thing.title not in names:
            _record(thing, world, by=by, now=now)
    lines = held(by=by, now=now)
    return Loaded(
        files=tuple(line.ref for line in lines if line.kind is not custody.Kind.OBJECT),
        objects=tuple(line.ref for line in lines if line.kind is custody.Kind.OBJECT),
        refusals=tuple(answer for answer in answers if isinstance(answer, custody.Refusal)),
        missing=tuple(one.missing for one in made if one.missing),
    )


def held(*, by: access.Session, now: datetime) -> list[custody.Line]:
    """Everything in the home, oldest first."""
    lines: list[custody.Line] = []
    while page := custody.items(by=by, now=now, after=lines[-1].ref if lines else None, limit=PAGE):
        lines += page
    return lines[::-1]


def _arrivals(world: World, made: list[Made]) -> Iterator[custody.Arrival]:
    for one in made:
        if isinstance(one.record, Item) and one.path:
            yield _arrival(one.record, one.path, world, one.size)


def _arrival(item: Item, path: Path, world: World, size: int) -> custody.Arrival:
    return custody.Arrival(
        open=lambda: path.open("rb"),
        name=path.name,
        path=item.path,
        source=world.source(item.source).pseudonym,
        channel=CHANNELS[item.channel],
        description=_description(item),
        size=size,
    )


def _description(item: Item) -> custody.Description:
    return custody.Description(
        title=item.title,
        description=item.description,
        place=item.place,
        holders=(item.original_holder,),
        obtained=item.how_obtained,
        languages=item.languages,
        sensitivity=item.sensitivity,
        restrictions=(item.restrictions,) if item.restrictions else (),
    )


def _made_of(made: Made, refs: Mapping[str | None, str], *, by: access.Session, now: datetime) -> None:
    """A covered copy is redacted here, as people do it; where no program can be shut in, it is the one that came."""
    content = made.record.content
    if not (isinstance(content, Photograph) and content.hidden):
        _derive(made, refs, by=by, now=now)
        return
    parent = custody.show(refs[made.record.of], by=by, now=now)  # type: ignore[union-attr] # a derivative is of something
    if any(each.making is custody.Making.REDACTION for each in parent.made):
        return
    try:
        disclosure.redact(parent.ref, plan=_covered(parent, content.hidden), here=True, by=by, now=now)
    except custody.CageMissing:
        _derive(made, refs, by=by, now=now)


def _covered(parent: custody.Record, hidden: tuple[float, float, float, float]) -> disclosure.RedactionPlan:
    left, top, right, bottom = (round(side * SCALE) for side in hidden)
    area = disclosure.MarkedArea(1, Box(left, top, right, bottom))
    return disclosure.new_plan(parent).with_marks(disclosure.RedactionMark(area, disclosure.RedactionReason.PLACE))


def _derive(made: Made, refs: Mapping[str | None, str], *, by: access.Session, now: datetime) -> custody.Receipt:
    record, path = made.record, made.path
    assert isinstance(record, Derivative)
    assert path is not None
    with path.open("rb") as stream:
        return custody.derive(
            stream,
            parent=refs[record.of],
            making=MAKINGS[record.kind],
            name=path.name,
            tool="by hand",
            tool_version="",
            parameters={"how": record.how_made},
            description=custody.Description(title=record.title, languages=record.languages),
            by=by,
            now=now,
        )


def _record(thing: PhysicalObject, world: World, *, by: access.Session, now: datetime) -> str:
    first, *later = [move for move in thing.moves if move.event != "examined in place"]
    began = custody.Act.LEFT_IN_PLACE if first.event == "left in place" else custody.Act.COLLECTED
    receipt = custody.record_object(
        custody.Description(
            title=thing.title, description=thing.description, place=first.place, condition=first.condition
        ),
        name=thing.title,
        source=world.source(thing.source).pseudonym,
        act=began,
        circumstances=_circumstances(first),
        by=by,
        now=now,
    )
    for move in later:
        act = custody.return_object if move.event == "returned" else custody.move_object
        act(receipt.ref, circumstances=_circumstances(move), by=by, now=now)
    return receipt.ref


def _circumstances(move: Move) -> custody.Circumstances:
    return custody.Circumstances(
        came_from=move.giver,
        went_to=move.taker,
        reason=f"{move.event}: {move.reason}",
        place=move.place,
        justification=f"{move.at:%Y-%m-%d %H:%M}; condition: {move.condition}; seal: {move.seal or 'none'}",
    )
