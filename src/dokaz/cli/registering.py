"""The words for what stands in the register of releases."""

from collections.abc import Iterator

from dokaz.consent import api as consent
from dokaz.kernel.languages import _, counted, said
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.verify.showing import shown

UNSEEN = _("and {items} from compartments you do not belong to")


def facts(release: releases.Release) -> dict[str, object]:
    """One release for a program: codes, references and digests as they stand."""
    fields = release.held.fields
    told = {each.name: str(fields[each.name]) if each.name in fields else None for each in releases.RELEASE.fields}
    return {"ref": release.ref, "state": release.held.state, **told, "items": release.count}


def line(release: releases.Release) -> str:
    """One release in a list."""
    items = counted("{count} item", "{count} items", release.count)
    return f"{release.ref}  {release.made_on}  {_whom(release)}  {items}  {_state(release)}"


def whole(release: releases.Release, went: releases.ReleasedItems) -> tuple[dict[str, object], list[str]]:
    """One release with its items, for a program and for a person."""
    given = {"exhibits": {each.ref: each.number for each in went.items}, "unseen": went.unseen}
    told = [f"{release.ref}  {_state(release)}", *_labelled(release), "", *_items(went)]
    return facts(release) | given, [shown(each) for each in told]


def _labelled(release: releases.Release) -> Iterator[str]:
    fields, words = release.held.fields, {"recipient": _whom(release)}
    vocabulary = records.vocabulary(releases.RELEASE.fields)
    for each in releases.RELEASE.fields:
        if each.name in fields:
            value = words.get(each.name) or records.told(each, value=fields[each.name], words=vocabulary)
            yield f"  {each.says}: {value}"


def _items(went: releases.ReleasedItems) -> Iterator[str]:
    for each in went.items:
        yield f"  {each.number}  {each.ref}"
    if went.unseen:
        yield "  " + said(UNSEEN).format(items=counted("{count} item", "{count} items", went.unseen))


def _whom(release: releases.Release) -> str:
    return consent.Recipient.parse(release.recipient).words


def _state(release: releases.Release) -> str:
    return releases.RELEASE.states.state(release.held.state).says
