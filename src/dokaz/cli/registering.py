"""The words for what stands in the register of releases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

from dokaz.consent import api as consent
from dokaz.kernel.languages import Language, _, counted, said
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.verify.showing import shown

COUNTED = _(
    "{period}  {whom}  releases: {releases}, items: {items}, confirmed: {confirmed}, questions on use: {questions} "
    "(open: {open}), recalls: {recalls} (answered: {answered}), notices: {notices}, compelled: {compelled}"
)
UNSEEN = _("and {items} from compartments you do not belong to")


def facts(release: releases.Release) -> dict[str, object]:
    """One release for a program: codes, references and digests as they stand."""
    fields = release.held.fields
    told = {each.name: str(fields[each.name]) if each.name in fields else None for each in releases.RELEASE.fields}
    return {"ref": release.ref, "state": release.held.state, **told, "items": release.count}


def line(release: releases.Release) -> str:
    """One release in a list."""
    items = counted("{count} item", "{count} items", release.count)
    return f"{release.ref}  {release.made_on}  {_words_of(release.recipient)}  {items}  {_state(release.held)}"


def whole(
    release: releases.Release, went: releases.ReleasedItems, after: Sequence[records.Held]
) -> tuple[dict[str, object], list[str]]:
    """One release with its items and what was written down since, for a program and for a person."""
    given = {"exhibits": {each.ref: each.number for each in went.items}, "unseen": went.unseen}
    later = [{"kind": each.kind, "state": each.state, "fields": _fields(each)} for each in after]
    told = [f"{release.ref}  {_state(release.held)}", *_labelled(release.held), "", *_items(went)]
    for each in after:
        told += ["", f"{records.kind_of(each.kind).says}  {_state(each)}", *_labelled(each)]
    return facts(release) | given | {"written": later}, [shown(each) for each in told]


def count(each: releases.RegisterCount) -> tuple[dict[str, object], str]:
    """What went to one State or mechanism in one quarter, for a program and for a person."""
    numbers = asdict(each) | {"quarter": f"{each.quarter.year}-Q{each.quarter.number}"}
    told = said(COUNTED).format(
        period=numbers["quarter"], whom=_words_of(each.addressee), releases=each.releases, items=each.items,
        confirmed=each.confirmed, questions=each.questions, open=each.questions_open, recalls=each.recalls,
        answered=each.recalls_answered, notices=each.notices, compelled=each.compelled,
    )  # fmt: skip
    return numbers, told


def _fields(held: records.Held) -> dict[str, str]:
    return {name: str(value) for name, value in held.fields.items()}


def _labelled(held: records.Held) -> Iterator[str]:
    """Each field that says something, as a person reads it."""
    asked = records.kind_of(held.kind).fields
    vocabulary = records.vocabulary(asked)
    for each in asked:
        if each.name in held.fields:
            value = records.told(each, value=held.fields[each.name], words=vocabulary)
            yield f"  {each.says}: {_decoded(held, each.name, value)}"


def _decoded(held: records.Held, field: str, value: str) -> str:
    """What stands in the register as a code, in words; what a person wrote, as they wrote it."""
    coded = held.kind == releases.RELEASE.code and field in _OF_CODES
    return _OF_CODES[field](value) if coded else value


def _items(went: releases.ReleasedItems) -> Iterator[str]:
    for each in went.items:
        yield f"  {each.number}  {each.ref}"
    if went.unseen:
        yield "  " + said(UNSEEN).format(items=counted("{count} item", "{count} items", went.unseen))


def _words_of(recipient: str) -> str:
    return consent.Recipient.parse(recipient).words


_OF_CODES: Mapping[str, Callable[[str], str]] = {
    "recipient": _words_of,
    "purpose": lambda code: consent.Purpose(code).says,
    "form": lambda code: consent.Form(code).says,
    "language": lambda code: Language(code).own_name,
}


def _state(held: records.Held) -> str:
    return records.kind_of(held.kind).states.state(held.state).says
