"""Ways to narrow the items down: the address is the query, and holds codes only."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.tables import AFTER, Chip, Chips, Facet, Facets, FacetValue, facet_value
from dokaz.kernel.languages import said

Value = TypeVar("Value")

KIND, FAMILY, CHANNEL, COMPARTMENT, YEAR, MONTH = "kind", "type", "came", "in", "year", "month"


def asked(request: HttpRequest) -> custody.Only:
    """What the address asks for. Raises Http404 for a value that no facet has."""
    query = request.GET
    return custody.Only(
        kinds=read(custody.Kind, query.getlist(KIND)),
        families=read(custody.Family, query.getlist(FAMILY)),
        channels=read(custody.Channel, query.getlist(CHANNEL)),
        compartments=read(UUID, query.getlist(COMPARTMENT)),
        year=_number(query.get(YEAR), within=range(date.min.year, date.max.year)),
        month=_number(query.get(MONTH), within=range(1, 13)) if YEAR in query else None,
    )


def facets(counts: custody.Counts, *, only: custody.Only, here: Address, house: Mapping[UUID, str]) -> Facets:
    """Every way that would show something, with its count. Only what the reader may see was counted."""
    several = [
        _facet(_("Kind"), KIND, counts.kinds, here, custody.Kind, _words),
        _facet(_("Type"), FAMILY, counts.families, here, custody.Family, _words),
        _facet(_("Came by"), CHANNEL, counts.channels, here, custody.Channel, _words),
    ]
    if len(house) > 1:
        several.append(_facet(_("Compartment"), COMPARTMENT, counts.compartments, here, house, house.__getitem__))
    return Facets(tuple(each for each in (*several, _when(counts, only, here)) if each.values))


def chips(only: custody.Only, *, here: Address, house: Mapping[UUID, str]) -> Chips | None:
    """What is in force, each with the way to be without it; None where nothing is."""
    here = here.minus(AFTER)
    told: list[Chip] = [
        Chip(f"{title}: {words}", str(here.minus(name, str(code)))) for title, name, code, words in _chosen(only, house)
    ]
    if only.year is not None:
        told.append(Chip(_when_words(only), str(here.minus(YEAR).minus(MONTH))))
    return Chips(tuple(told), here.path) if told else None


def compartments(reader: access.Session) -> dict[UUID, str]:
    return {each.id: each.name for each in access.compartments(by=reader)}


def read(kind: Callable[[str], Value], given: Iterable[str]) -> frozenset[Value]:
    """The values of a query by what each stands for. Raises Http404 for one that stands for nothing."""
    try:
        return frozenset(map(kind, given))
    except ValueError as why:
        raise Http404 from why


def _number(given: str | None, *, within: range) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 4 and int(given) in within):
        raise Http404
    return int(given)


def _facet(
    title: str, name: str, counts: Mapping[Any, int], here: Address, order: Iterable[Any], words: Callable[[Any], str]
) -> Facet:
    return Facet(title, tuple(_values(name, counts, here, order, words)))


def _values(
    name: str, counts: Mapping[Any, int], here: Address, order: Iterable[Any], words: Callable[[Any], str]
) -> Iterator[FacetValue]:
    for code in order:
        if counts.get(code) or here.has(name, str(code)):
            yield facet_value(words(code), name=name, code=str(code), count=counts.get(code, 0), here=here)


def _when(counts: custody.Counts, only: custody.Only, here: Address) -> Facet:
    """Years, the newest first; of the one that is chosen its months."""
    if only.year is None:
        return Facet(_("Received"), tuple(_one_of(YEAR, counts.years, here, str)))
    return Facet(_("Received in {year}").format(year=only.year), tuple(_one_of(MONTH, counts.months, here, _month)))


def _one_of(name: str, counts: Mapping[int, int], here: Address, words: Callable[[int], str]) -> Iterator[FacetValue]:
    for value in sorted(counts, reverse=True):
        chosen, first = here.has(name, str(value)), here.minus(AFTER)
        href = first.minus(name) if chosen else first.put(name, str(value))
        yield FacetValue(words(value), str(href), counts[value], chosen)


def _chosen(only: custody.Only, house: Mapping[UUID, str]) -> Iterator[tuple[str, str, object, str]]:
    for kind in sorted(only.kinds):
        yield _("Kind"), KIND, kind, _words(kind)
    for family in sorted(only.families):
        yield _("Type"), FAMILY, family, _words(family)
    for channel in sorted(only.channels):
        yield _("Came by"), CHANNEL, channel, _words(channel)
    for compartment in sorted(only.compartments):
        yield _("Compartment"), COMPARTMENT, compartment, house.get(compartment, _("one you do not belong to"))


def _words(code: Any) -> str:
    return said(code.words)


def _month(number: int) -> str:
    return str(MONTHS[number])


def _when_words(only: custody.Only) -> str:
    if only.month is None:
        return _("Received in {year}").format(year=only.year)
    return _("Received: {month} {year}").format(month=_month(only.month), year=only.year)
