"""The register of releases: what left the house and to whom, narrowed down by state, recipient and year."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import MAXYEAR
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.lists import Task, Tasks
from dokaz.design.tables import AFTER, Chip, Chips, Column, Facet, Facets, FacetValue, Table, facet_value, pager
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import facets, pages, record_pieces, request_list

PAGE, FEW = 100, 3
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
    chosen = min(facets.read(year, query.getlist(YEAR)), default=None)
    found = releases.register(
        by=reader.session, now=reader.now, before=pages.identifier(query.get(AFTER, "")), limit=PAGE + 1,
        states=states, to=to, year=chosen,
    )  # fmt: skip
    shown, more = found[:PAGE], len(found) > PAGE
    whole = not more and AFTER not in query
    told = ngettext("{count} release on this page", "{count} releases on this page", len(shown))
    return pages.page(
        request, "releases", reader, table=_table(shown), due=Tasks(tuple(_due(reader))),
        chips=_chips(states, to, chosen, here), facets=_facets(shown, to, chosen, here, reader, whole=whole),
        pager=pager(told.format(count=len(shown)), here=here, next_key=str(shown[-1].id) if more else None),
    )  # fmt: skip


def to_whom(recipient: str) -> str:
    """Who got it, in words."""
    return consent.Recipient.parse(recipient).words


def tasks(reader: pages.Reader) -> list[Task]:
    """The first of what is due about what left the house: for whoever works on requests."""
    found = _due(reader)
    made = found[:FEW]
    if (left := len(found) - FEW) > 0:
        words = ngettext("{count} more", "{count} more", left).format(count=left)
        made.append(Task(_("Look at what else waits about releases"), Tag(words, Tone.NOTE), reverse("releases")))
    return made


def address_of(each: releases.DueAbout) -> str:
    """Where what is due is done."""
    if each.what in {releases.DueWhat.DEMAND, releases.DueWhat.TELL}:
        return reverse("one-compelled", args=[each.record])
    return reverse("one-release", args=[each.ref])


def of_packages(packages: Sequence[str], reader: pages.Reader) -> dict[str, Link]:
    """The way to the release of each of these packages, where this reader may see it."""
    if not (packages and reader.may(Permission.SEE_REQUESTS)):
        return {}
    found = releases.of_packages(packages, by=reader.session, now=reader.now)
    return {each.package: Link(each.ref, reverse("one-release", args=[each.ref])) for each in found}


def of_request(request: UUID, reader: pages.Reader) -> Table:
    """What went on a request."""
    return _table(reversed(releases.of_request(request, by=reader.session, now=reader.now)))


def _due(reader: pages.Reader) -> list[Task]:
    """What has to be done by a day, the late first."""
    if not reader.may(Permission.WORK_ON_REQUESTS):
        return []
    found = releases.due_about(by=reader.session, now=reader.now)
    return [Task(each.says, request_list.deadline(each.on, reader), address_of(each)) for each in found]


def _table(found: Iterable[releases.Release]) -> Table:
    columns = (
        Column(_("Release"), whole=True), Column(_("To whom")), Column(_("Items")), Column(_("Made on")),
        Column(_("State")), Column(_("They may keep it until")),
    )  # fmt: skip
    empty = _("Nothing has left the house that you may see.")
    return Table(_("Releases"), columns, tuple(map(_row, found)), empty, dense=True, caption_hidden=True)


def _row(each: releases.Release) -> tuple[Shown, ...]:
    there, until = Link(each.ref, reverse("one-release", args=[each.ref])), each.until
    return (
        there, to_whom(each.recipient), each.count, request_list.on_day(each.made_on), record_pieces.state(each.held),
        request_list.on_day(until) if until else "",
    )  # fmt: skip


def _facets(
    shown: Collection[releases.Release], to: Collection[str], chosen: int | None, here: Address,
    reader: pages.Reader, *, whole: bool,
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
        Facet(_("Year"), tuple(_years(years, chosen, here, whole=whole))),
    )  # fmt: skip
    return Facets(tuple(each for each in several if each.values))


def _years(counts: Counter[int], chosen: int | None, here: Address, *, whole: bool) -> Iterator[FacetValue]:
    """One at a time."""
    first = here.minus(AFTER)
    for each in sorted({*counts, *([chosen] if chosen else [])}, reverse=True):
        href = first.minus(YEAR) if each == chosen else first.put(YEAR, str(each))
        yield FacetValue(str(each), str(href), counts[each] if whole else None, each == chosen)


def _chips(states: Iterable[str], to: Iterable[str], chosen: int | None, here: Address) -> Chips | None:
    first = here.minus(AFTER)
    told = [
        Chip(releases.RELEASE.states.state(code).says, str(first.minus(STATE, code))) for code in sorted(states)
    ]  # fmt: skip
    told += [Chip(to_whom(code), str(first.minus(TO, code))) for code in sorted(to)]
    told += [Chip(str(chosen), str(first.minus(YEAR)))] if chosen else []
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


def year(text: str) -> int:
    """A year of an address. Raises ValueError for what is no year in which anything can have left."""
    found = pages.whole(text)
    if found is None or not FIRST_YEAR <= found < MAXYEAR:
        raise ValueError(text)
    return found
