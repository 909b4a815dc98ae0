"""The register of releases: what left the house and to whom, narrowed down by state, recipient and year."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import MAXYEAR, date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown
from dokaz.design.tables import AFTER, Chip, Chips, Column, Facet, Facets, FacetValue, Table, facet_value, pager
from dokaz.kernel.dates import Span, in_words
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import facets, pages, record_pieces

PAGE = 100
STATE, TO, YEAR = "state", "to", "year"
FIRST_YEAR = 2000
Permission = access.Permission
STATES = {each.code for each in releases.RELEASE.states.states}


@require_safe
@pages.signed_in
def register(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    here, query = Address.of(request), request.GET
    states, to = facets.read(_state, query.getlist(STATE)), facets.read(_addressee, query.getlist(TO))
    year = next(iter(sorted(facets.read(_year, query.getlist(YEAR)))), None)
    found = releases.register(
        by=reader.session, now=reader.now, before=pages.identifier(query.get(AFTER, "")), limit=PAGE + 1,
        states=states, to=to, year=year,
    )  # fmt: skip
    shown, more = found[:PAGE], len(found) > PAGE
    whole = not more and AFTER not in query
    told = ngettext("{count} release on this page", "{count} releases on this page", len(shown))
    return pages.page(
        request, "releases", reader, table=_table(shown), chips=_chips(states, to, year, here),
        facets=_facets(shown, to, year, here, reader, whole=whole),
        pager=pager(told.format(count=len(shown)), here=here, next_key=str(shown[-1].id) if more else None),
    )  # fmt: skip


def to_whom(recipient: str) -> str:
    """Who got it, in words."""
    return consent.Recipient.parse(recipient).words


def day(on: date) -> str:
    return in_words(Span.days(on, on + timedelta(days=1)))


def _table(found: Iterable[releases.Release]) -> Table:
    columns = (
        Column(_("Release"), whole=True), Column(_("To whom")), Column(_("Items")), Column(_("Made on")),
        Column(_("State")), Column(_("They may keep it until")),
    )  # fmt: skip
    empty = _("Nothing has left the house that you may see.")
    return Table(_("Releases"), columns, tuple(map(_row, found)), empty, dense=True, caption_hidden=True)


def _row(each: releases.Release) -> tuple[Shown, ...]:
    return (
        Link(each.ref, reverse("one-release", args=[each.ref])), to_whom(each.recipient), each.count, day(each.made_on),
        record_pieces.state(each.held), day(each.until) if each.until else "",
    )  # fmt: skip


def _facets(
    shown: Collection[releases.Release], to: Collection[str], year: int | None, here: Address, reader: pages.Reader, *,
    whole: bool,
) -> Facets:  # fmt: skip
    """Where there are more than this page holds, how many went to whom and in which year is not counted."""
    counts = records.counted(releases.RELEASE, by=reader.session, now=reader.now)
    states = tuple(
        facet_value(each.says, name=STATE, code=each.code, count=counts.get(each.code, 0), here=here)
        for each in releases.RELEASE.states.states
        if counts.get(each.code) or here.has(STATE, each.code)
    )
    of = Counter(each.addressee for each in shown)
    addressees = tuple(
        facet_value(to_whom(code), name=TO, code=code, count=of[code] if whole else None, here=here)
        for code in sorted({*of, *to}, key=to_whom)
    )
    years = Counter(each.made_on.year for each in shown)
    several = (
        Facet(_("State"), states), Facet(_("To whom"), addressees),
        Facet(_("Year"), tuple(_years(years, year, here, whole=whole))),
    )  # fmt: skip
    return Facets(tuple(each for each in several if each.values))


def _years(counts: Counter[int], chosen: int | None, here: Address, *, whole: bool) -> Iterator[FacetValue]:
    """One at a time."""
    first = here.minus(AFTER)
    for year in sorted({*counts, *([chosen] if chosen else [])}, reverse=True):
        href = first.minus(YEAR) if year == chosen else first.put(YEAR, str(year))
        yield FacetValue(str(year), str(href), counts[year] if whole else None, year == chosen)


def _chips(states: Iterable[str], to: Iterable[str], year: int | None, here: Address) -> Chips | None:
    first = here.minus(AFTER)
    told = [
        Chip(releases.RELEASE.states.state(code).says, str(first.minus(STATE, code))) for code in sorted(states)
    ]  # fmt: skip
    told += [Chip(to_whom(code), str(first.minus(TO, code))) for code in sorted(to)]
    told += [Chip(str(year), str(first.minus(YEAR)))] if year else []
    return Chips(tuple(told), here.path) if told else None


def _state(code: str) -> str:
    """Raises ValueError for a state that no release can be in."""
    if code not in STATES:
        raise ValueError(code)
    return code


def _addressee(code: str) -> str:
    """Raises ValueError for what is no State or mechanism."""
    try:
        found = str(consent.Recipient.parse(code))
    except consent.RecipientUnreadable as why:
        raise ValueError(code) from why
    if releases.addressee_of(found) != found:
        raise ValueError(code)
    return found


def _year(text: str) -> int:
    """Raises ValueError for what is no year in which anything can have left."""
    year = pages.whole(text)
    if year is None or not FIRST_YEAR <= year < MAXYEAR:
        raise ValueError(text)
    return year
