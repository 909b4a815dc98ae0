"""What may not be with others any more, since people took back what they had agreed to: release by release."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.lists import Task
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.disclosure import api as disclosure
from dokaz.releases import api as releases
from dokaz.web.office import pages, release_list

Permission = access.Permission


@require_safe
@pages.signed_in
def recalls(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """A portion of the releases at a time: there may be none on this page, and some on the next."""
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    before = pages.identifier(request.GET.get(AFTER, ""))
    found = disclosure.recalls_due(before=before, by=reader.session, now=reader.now)
    columns = (
        Column(_("Release"), whole=True), Column(_("To whom")), Column(_("Items"), numeric=True),
        Column(_("Reason, of the first item")),
    )  # fmt: skip
    empty = (
        _("None on this page.")
        if found.onward or before
        else _("Nothing has to be called back, as far as you may see.")
    )
    rows = tuple(map(_row, found.releases))
    table = Table(_("What has to be called back"), columns, rows, empty, caption_hidden=True)
    next_key = str(found.onward) if found.onward else None
    more = pager(_several(len(found.releases)), here=Address.of(request), next_key=next_key)
    return pages.page(request, "recalls", reader, table=table, pager=more if found.releases or next_key else None)


def tasks(reader: pages.Reader) -> list[Task]:
    """That something may not be with others any more, or that somebody has to look whether it is so."""
    if not reader.may(Permission.SEE_REQUESTS):
        return []
    found = disclosure.recalls_known(by=reader.session, now=reader.now)
    if found is None:
        hint = _("What left is weighed again. You have not looked today, or since somebody said something new.")
        tag = Tag(_("To be looked at"), Tone.NOTE)
        return [Task(_("Look whether something has to be called back"), tag, reverse("recalls"), hint)]
    if not found.releases:
        return []
    several = _("{count} or more").format(count=found.releases) if found.more else _several(found.releases)
    hint = _("Somebody took consent back, or something else changed, since it left.")
    return [Task(_("Call back what may not be with others"), Tag(several, Tone.BAD), reverse("recalls"), hint)]


def section(release: releases.Release, went: releases.ReleasedItems, reader: pages.Reader) -> Table | None:
    """What of one release may not be with them any more; None where all of it may."""
    found = disclosure.to_recall(release, went=went.items, by=reader.session, now=reader.now)
    if not found.items:
        return None
    columns = (Column(_("Item"), whole=True), Column(_("Exhibit"), whole=True), Column(_("Why")))
    rows = tuple((_item(each.ref), each.number, " ".join(each.says)) for each in found.items)
    return Table(_("What may not be with them any more"), columns, rows, "", dense=True, caption_hidden=True)


def prefilled(release: releases.Release, reader: pages.Reader) -> dict[str, str]:
    """What a recall of exactly this says first; whoever writes it may change all of it."""
    found = disclosure.to_recall(release, by=reader.session, now=reader.now).items
    if not found:
        return {}
    cause = {"cause": "withdrawal"} if all(each.withdrawn for each in found) else {}
    return {**cause, "extent": "some", "items": "\n".join(each.ref for each in found)}


def _row(each: disclosure.ToRecall) -> tuple[Shown, ...]:
    release, first = each.release, each.items[0]
    there = Link(release.ref, reverse("one-release", args=[release.ref]))
    return (there, release_list.to_whom(release.recipient), str(len(each.items)), " ".join(first.says))


def _item(ref: str) -> Link:
    return Link(ref, reverse("item", args=[ref]))


def _several(count: int) -> str:
    return ngettext("{count} release", "{count} releases", count).format(count=count)
