"""How much left the house, by quarter and by the State or mechanism it went to: for the reports of the house."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.design.component import Shown
from dokaz.design.tables import Column, Table
from dokaz.releases import api as releases
from dokaz.web.office import facets, pages, release_list

YEAR = release_list.YEAR


@require_safe
@pages.signed_in
def counts(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, access.Permission.SEE_REQUESTS, now=reader.now)
    years = facets.read(release_list.year, request.GET.getlist(YEAR))
    found = releases.counts(by=reader.session, now=reader.now, year=min(years, default=None))
    return pages.page(request, "release-counts", reader, table=_table(found), year=min(years, default=None))


def _table(found: tuple[releases.RegisterCount, ...]) -> Table:
    columns = tuple(map(Column, (
        _("Quarter"), _("To whom"), _("Releases"), _("Items"), _("Confirmed by them"), _("Questions on use"),
        _("Of them open"), _("Recalls sent"), _("Of them answered"), _("Notices under the GDPR"),
        _("Compelled disclosures"),
    )))  # fmt: skip
    empty = _("Nothing has left the house that you may see.")
    return Table(_("Counts for reports"), columns, tuple(map(_row, found)), empty, dense=True, caption_hidden=True)


def _row(each: releases.RegisterCount) -> tuple[Shown, ...]:
    quarter = _("Quarter {quarter}, {year}").format(quarter=each.quarter.number, year=each.quarter.year)
    return (
        quarter, release_list.to_whom(each.addressee), each.releases, each.items, each.confirmed, each.questions,
        each.questions_open, each.recalls, each.recalls_answered, each.notices, each.compelled,
    )  # fmt: skip
