"""Whether every file is unchanged: how the whole stands, what needs attention, and checking again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Shown, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.kernel.languages import said
from dokaz.web.office import pages
from dokaz.web.office.items import OneItem


@require_safe
@pages.signed_in
def fixity(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    return _page(request, reader, OneItem())


@require_POST
@pages.signed_in
def check_all(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    """Everything that a worker may open; the page leads to the work that does it."""
    job = custody.check_later(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job.id]))


@require_POST
@pages.signed_in
def check_one(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    form = OneItem.sent(request)
    if not form.is_valid():
        return _page(request, reader, form)
    try:
        job = custody.check_later(form.cleaned_data["ref"], by=reader.session, now=reader.now)
    except (custody.ItemNotFound, custody.ReferenceUnreadable, custody.HasNoBytes, custody.ItemDestroyed) as why:
        access.note_absent(why, by=reader.session, now=reader.now)
        form.add_error("ref", str(why))
        return _page(request, reader, form)
    return HttpResponseRedirect(reverse("job", args=[job.id]))


@require_POST
@pages.signed_in
def check_mine(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Some files of protected compartments, in the member's own session: no worker opens them."""
    report = custody.check_mine(by=reader.session, now=reader.now)
    return _page(request, reader, OneItem(), came=_came(report))


@require_POST
@pages.signed_in
def mend(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    job = custody.mend_later(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job.id]))


def _page(request: HttpRequest, reader: pages.Reader, form: OneItem, *, came: Banner | None = None) -> HttpResponse:
    state = custody.fixity_state(by=reader.session, now=reader.now)
    found = custody.fixity_findings(by=reader.session, now=reader.now) if state.attention else ()
    return pages.page(
        request, "fixity", reader, form=form, came=came, whole=_whole(state), about=_about(state),
        protected=state.protected, table=_table(found), may_mend=reader.may(access.Permission.MEND),
        mendable=any(isinstance(each.finding, custody.HeaderFault) for each in found),
    )  # fmt: skip


def _whole(state: custody.FixityState) -> Banner:
    """How the whole stands in one sentence."""
    if state.attention:
        title = ngettext("{count} item needs attention", "{count} items need attention", state.attention)
        text = _("Change nothing. Each is named below with what was found; the original stays as it is.")
        return Banner(title.format(count=grouped(state.attention)), text, Tone.BAD)
    if not state.checked:
        return Banner(_("Nothing was checked yet"), _("Check everything once, and then every week."), Tone.CAREFUL)
    never = state.items - state.checked
    if never:
        title = ngettext("{count} item was never checked", "{count} items were never checked", never)
        return Banner(title.format(count=grouped(never)), _("What was checked is unchanged."), Tone.CAREFUL)
    title = ngettext("{count} item is unchanged", "All {count} items are unchanged", state.items)
    text = _("Every file was opened, read to its end, and held against the hash it was received with.")
    return Banner(title.format(count=grouped(state.items)), text, Tone.GOOD)


def _about(state: custody.FixityState) -> Summary:
    rows = [SummaryRow(_("Items with a file"), state.items), SummaryRow(_("Checked at least once"), state.checked)]
    if state.newest and state.oldest:
        rows += [
            SummaryRow(_("Last check"), instant(state.newest)),
            SummaryRow(_("Longest ago"), instant(state.oldest)),
        ]
    return Summary(tuple(rows))


def _table(found: tuple[custody.Noticed, ...]) -> Table:
    return Table(
        caption=_("What needs attention"),
        columns=(Column(_("Item"), whole=True), Column(_("What was found")), Column(_("When"), whole=True)),
        rows=tuple(map(_row, found)),
        empty=_("Nothing needs attention."),
    )


def _row(each: custody.Noticed) -> tuple[Shown, ...]:
    return Link(each.ref, reverse("item", args=[each.ref])), said(each.finding.words), instant(each.at)


def _came(report: custody.FixityReport | None) -> Banner:
    """What the check that was just made found."""
    if report is None:
        return Banner(_("Nothing to check"), _("You belong to no protected compartment with files."), arrives=True)
    count = sum(report.counts.values())
    title = ngettext("{count} file was checked", "{count} files were checked", count).format(count=count)
    text = " ".join(fault.says for fault in report.faults) or _("All of them are unchanged.")
    return Banner(title, text, Tone.GOOD if report.clean else Tone.BAD, arrives=True)
