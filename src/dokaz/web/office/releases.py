"""One release: what went to whom under which decision, its items, and what became of it."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.component import Code, Link, Shown
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.kernel.given import is_said, text
from dokaz.kernel.languages import Language
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import (
    facets,
    pages,
    portion,
    recalls,
    record_pieces,
    release_list,
    request_list,
    reviews,
    written,
)

Permission = access.Permission
UNDER: Mapping[str, written.Under] = {
    "receipt": written.Under(
        releases.RECEIPT,
        later("Write a receipt down"),
        later(
            "They have it when they say so. Let them read the SHA-256 of the tag manifest aloud, in a call to a "
            "checked contact, and compare it with ours."
        ),
    ),
    "use": written.Under(
        releases.USE,
        later("Write down what they do with it"),
        later(
            "That they ask to pass it on, that we ask what became of it, or what we learned. The answer comes here too."
        ),
    ),
    "recall": written.Under(
        releases.RECALL,
        later("Call something back"),
        later(
            "Write what they are told, and when it was sent; their answer comes here too. What left cannot be reached "
            "from here: they destroy it, give it back, or keep it."
        ),
    ),
    "notice": written.Under(
        releases.NOTICE,
        later("Write a notice under the GDPR down"),
        later("Who was told of it under which article; or why nobody is, on which ground."),
    ),
    "compelled": written.Under(
        releases.COMPELLED,
        later("Write a compelled disclosure down"),
        later("An order that concerns this release. Ask counsel before anything is given."),
    ),
}
_HEADINGS: Mapping[str, Promise] = {
    "receipt": later("Receipts from them"), "use": later("What they do with it"), "recall": later("Recalls"),
    "notice": later("Notices under the GDPR"), "compelled": later("Compelled disclosures"),
}  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    release = releases.release(ref, by=reader.session, now=reader.now)
    form, taken = reviews.next_step(request, release.held, reader)
    if taken:
        return HttpResponseRedirect(reverse("one-release", args=[release.ref]))
    went = releases.items_of(release, by=reader.session, now=reader.now)
    some = portion.Portion.of(request, [each.ref for each in went.items], says=portion.items)
    steps = records.steps(release.id, by=reader.session, now=reader.now)
    under = {
        name: releases.written_under(release.id, kind=each.kind.code, by=reader.session, now=reader.now)
        for name, each in UNDER.items()
    }
    return pages.page(
        request, "one-release", reader, release=release, to=release_list.to_whom(release.recipient),
        about=_about(release, reader), state=record_pieces.state(release.held), items=_items(went, some, reader),
        pager=some.pager, unseen=_unseen(went.unseen), steps=record_pieces.steps(steps, releases.RELEASE),
        may_work=reader.may(Permission.WORK_ON_REQUESTS), locked=_locked(release),
        written=[_written(name, under, release) for name in UNDER], due=_due(release, reader),
        recall=recalls.section(release, went, reader),
        call_back=reverse("add-to-release", args=[release.ref, "recall"]), may_tell=reader.may(Permission.SEE_CONTACTS),
        **pages.offered(form, there=form.offers),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add_under(request: HttpRequest, reader: pages.Reader, ref: str, what: str) -> HttpResponse:
    access.require(reader.session, Permission.WORK_ON_REQUESTS, now=reader.now)
    release = releases.release(ref, by=reader.session, now=reader.now)

    def keep(kind: records.RecordKind, words: written.Words) -> None:
        releases.write_under(release, kind=kind, fields=words.given, by=reader.session, now=reader.now)

    anew = what == "recall" and request.method != "POST"
    recall = replace(UNDER["recall"], initial=recalls.prefilled(release, reader) if anew else {})
    return written.write_under(
        request, reader, {**UNDER, "recall": recall}, what, keep=keep, lead=release.ref,
        back=reverse("one-release", args=[release.ref]),
        press=_("Write it down"),
    )  # fmt: skip


def _due(release: releases.Release, reader: pages.Reader) -> Shown:
    """Until when they may keep it, and whether that is over."""
    return request_list.deadline(release.until, reader) if release.until and not _locked(release) else ""


def _written(name: str, under: Mapping[str, tuple[records.Held, ...]], release: releases.Release) -> dict[str, object]:
    """What of a kind is written under a release, each whole, and of a recall what stays beyond it."""
    told = record_pieces.standing(under[name], record_pieces.Telling(UNDER[name].kind.code))
    if name == "recall":
        uses = tuple(each.fields for each in under["use"] if each.state == records.COUNTS)
        for one, each in zip(told, under[name], strict=True):
            one["more"] = releases.beyond(each.fields, uses=uses).says
    return {
        "title": _HEADINGS[name], "add": str(UNDER[name].title), "records": told,
        "href": reverse("add-to-release", args=[release.ref, name]),
    }  # fmt: skip


def _locked(release: releases.Release) -> bool:
    return releases.RELEASE.states.state(release.held.state).locked


def _about(release: releases.Release, reader: pages.Reader) -> Summary:
    """What went to whom under which decision, with the way to each of them."""
    telling, fields = record_pieces.Telling(release.held.kind), release.held.fields
    told = _told(release, reader)
    return Summary(
        tuple(
            SummaryRow(telling.title(name), told[name] if name in told else telling.shown(name, fields[name]))
            for name in telling.fields
            if name in told or (name in fields and name not in _LEFT_OUT)
        )
    )


def _told(release: releases.Release, reader: pages.Reader) -> dict[str, Shown]:
    """What stands in the register as a code, in words."""
    fields = release.held.fields
    in_clear = _("To none: it lay in clear where it was made")
    return {
        "package": Code(release.package),
        "recipient": release_list.to_whom(release.recipient),
        "purpose": consent.Purpose(text(fields, "purpose")).says,
        "form": consent.Form(text(fields, "form")).says,
        "language": Language(text(fields, "language")).own_name,
        "key": Code(text(fields, "key")) if is_said(fields, "key") else in_clear,
        "tag_manifest": Code(text(fields, "tag_manifest")),
        "approval": _approval(text(fields, "approval"), reader),
    }


_LEFT_OUT = {"occasion"}  # it is the request, or stands in the entry that the package was made


def _approval(approval: str, reader: pages.Reader) -> Shown:
    if not approval:
        return ""
    if not reader.may(Permission.APPROVE):
        return Code(approval)
    return Link(_("The approval, with exactly what was asked"), reverse("approval", args=[approval]))


def _items(went: releases.ReleasedItems, some: portion.Portion, reader: pages.Reader) -> Table:
    """A portion of those that this reader may see, by the numbers under which the recipient knows them."""
    there, names = {each.ref: each for each in went.items}, facets.compartments(reader.session)
    columns = (Column(_("Exhibit"), whole=True), Column(_("Item"), whole=True), Column(_("Compartment")))
    cells = len(columns) - (len(names) == 1)
    rows = tuple(
        (there[ref].number, Link(ref, reverse("item", args=[ref])), names.get(there[ref].compartment, ""))[:cells]
        for ref in some.keys
    )
    return Table(_("Items"), columns[:cells], rows, _("None that you may see."), dense=True, caption_hidden=True)


def _unseen(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} more item went, from a compartment you do not belong to.",
        "{count} more items went, from compartments you do not belong to.", count,
    ).format(count=count)  # fmt: skip
