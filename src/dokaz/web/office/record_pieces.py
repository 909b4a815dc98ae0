"""What pages about any kind of record share: its fields, what a revision changed, its steps, and who may be named."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dokaz.access import api as access
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, SummaryRow, Timeline
from dokaz.kernel.codes import Kind
from dokaz.people import api as people
from dokaz.records import api as records

SHORT = 80
Named = Mapping[str, Mapping[str, str]]  # of a field that names something by its id: how people know it
NOTHING_NAMED: Named = {}
WAYS = {
    Kind.ITEM: "item", Kind.PERSON: "one-person", Kind.AUTHORITY: "one-authority", Kind.REQUEST: "one-request",
    Kind.RELEASE: "one-release",
}  # fmt: skip
_TONES = {
    "open": Tone.PLAIN, "review-asked": Tone.CAREFUL, "returned": Tone.CAREFUL, "reviewed": Tone.GOOD,
    "noted": Tone.CAREFUL, "checked": Tone.GOOD, "relevance-reviewed": Tone.GOOD, "clarification-asked": Tone.CAREFUL,
    "agreed": Tone.GOOD, "given-out": Tone.CAREFUL, "received-there": Tone.GOOD, "recalled": Tone.BAD,
    "settled": Tone.GOOD,
}  # fmt: skip


class Telling:
    """The fields of a kind and their words, asked for once for a page."""

    def __init__(self, kind: str) -> None:
        self.kind = records.kind_of(kind)
        own = (each.field for each in records.own_fields(kind))
        self.fields = {each.name: each for each in (*self.kind.fields, *own)}  # those that were retired are read still
        self.words = records.vocabulary(self.fields.values())

    def title(self, name: str) -> str:
        return self.fields[name].says if name in self.fields else name

    def value(self, name: str, value: object) -> str:
        """As a person reads it; empty where nothing is said."""
        if value is None or name not in self.fields:
            return "" if value is None else str(value)
        return records.told(self.fields[name], value=value, words=self.words)  # type: ignore[arg-type]

    def shown(self, name: str, value: object) -> Shown:
        """A reference leads there."""
        text = self.value(name, value)
        field = self.fields.get(name)
        way = next((name for kind, name in WAYS.items() if text.startswith(f"{kind}-")), "")
        if way and field and field.type is records.FieldType.LINK:
            return Link(text, reverse(way, args=[text]))
        if field and field.managed and _is_id(text):
            return Link(_("Open it"), reverse("review", args=[text]), self.title(name))
        return text


def summary(held: records.Held, telling: Telling, named: Named = NOTHING_NAMED) -> Summary:
    """What a record says, in the order of its fields; what one names by an id as it is `named`."""
    names = [name for name in (*telling.fields, *held.fields) if name in held.fields]
    return Summary(
        tuple(
            SummaryRow(telling.title(name), _shown(name, held.fields[name], telling, named))
            for name in dict.fromkeys(names)
        )
    )


def _shown(name: str, value: object, telling: Telling, named: Named) -> Shown:
    return named[name].get(str(value), "") if name in named else telling.shown(name, value)


def standing(found: Iterable[records.Held], telling: Telling, named: Named = NOTHING_NAMED) -> list[dict[str, object]]:
    """What of a kind was written down under something, each whole, with who wrote it, for `written-parts.html`."""
    return [
        {"id": each.id, "summary": summary(each, telling, named), "state": state(each),
         "open": each.state == records.COUNTS, "by": written_by(each)}
        for each in found
    ]  # fmt: skip


def written_by(each: records.Held) -> str:
    return _("{when}, {who}").format(when=instant(each.written_at), who=access.name_of(each.written_by))


def revisions(found: Iterable[records.RecordRevision], telling: Telling) -> Timeline:
    """Every revision, the newest first, each with what it changed and why."""
    return Timeline(tuple(_revised(each, telling) for each in reversed(list(found))))


def changes(found: Iterable[records.Difference], telling: Telling) -> Summary:
    return Summary(tuple(SummaryRow(telling.title(each.field), _changed(each, telling)) for each in found))


def steps(found: Iterable[records.StepTaken], kind: records.RecordKind) -> Timeline:
    """Every step, the newest first, with its comment."""
    return Timeline(
        tuple(
            Happening(instant(each.at), act_says(each, kind), str(access.name_of(each.by)), _step(each))
            for each in reversed(list(found))
        )
    )


def act_says(step: records.StepTaken, kind: records.RecordKind) -> str:
    """A step in words: where it led to, or whose hands it changed."""
    others = {"assign": _("Handed on"), "put-down": _("Put down")}
    return others[step.act] if step.act in others else kind.states.state(step.state).says


def named(held: records.Held | records.Waits) -> str:
    """How a record is called on a page: by its reference, or by its kind where such have none."""
    kind = records.kind_of(held.kind)
    return held.ref if kind.letter else kind.says


def state(held: records.Held) -> Tag:
    return state_tag(held.state, records.kind_of(held.kind))


def state_of_person(who: people.Person) -> Shown:
    """How the record of a person stands, where it is not simply worked on."""
    first = people.PERSON.states.first.code
    return "" if who.state == first else state_tag(who.state, people.PERSON)


def state_tag(code: str, kind: records.RecordKind) -> Tag:
    return Tag(kind.states.state(code).says, _TONES.get(code, Tone.NOTE))


def colleagues(compartment: UUID) -> list[tuple[str, str]]:
    """The members of a compartment, by the names they sign in with, for a form."""
    found = sorted((str(access.name_of(each)), str(each)) for each in access.members_of([compartment]))
    return [(account, name) for name, account in found]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _revised(each: records.RecordRevision, telling: Telling) -> Happening:
    title = _("Revision {number}").format(number=each.number)
    told = list(_reasoned(each, telling))
    return Happening(instant(each.at), title, str(access.name_of(each.by)), Summary(tuple(told)))


def _reasoned(each: records.RecordRevision, telling: Telling) -> Iterator[SummaryRow]:
    if each.reason:
        yield SummaryRow(_("Why"), each.reason)
    yield from changes(each.changed, telling).rows


def _changed(each: records.Difference, telling: Telling) -> str:
    before, after = telling.value(each.field, each.before), telling.value(each.field, each.after)
    if not after:
        return _("Nothing any more; it was: {before}").format(before=before)
    if not before or len(before) + len(after) > SHORT:
        return after
    return _("{after}; it was: {before}").format(before=before, after=after)


def _step(each: records.StepTaken) -> str:
    to = _("Now the turn of {name}.").format(name=access.name_of(each.holder)) if each.holder else ""
    return " ".join(filter(None, (each.comment, to)))
