"""The requests, narrowed down by state and authority with what is late first, and their deadlines on the first page."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.lists import Task
from dokaz.design.tables import AFTER, Chip, Chips, Column, Facet, Facets, Table, facet_value, pager
from dokaz.disclosure import api as disclosure
from dokaz.kernel.dates import Span, in_words
from dokaz.records import api as records
from dokaz.web.office import facets, pages, record_pieces

PAGE, FEW = 100, 3
STATE, OF = "state", "of"
Permission = access.Permission
REACHED = {each.to for each in disclosure.REQUEST.states.moves} | {disclosure.REQUEST.states.first.code}


@require_safe
@pages.signed_in
def requests(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Those that are open unless a state is asked for; of those on the page the late ones first."""
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    here = Address.of(request)
    asked, of = facets.read(_state, request.GET.getlist(STATE)), request.GET.getlist(OF)
    found = _found(asked or disclosure.OPEN_STATES, of, request.GET.get(AFTER, ""), reader)
    more = not of and len(found) > PAGE  # those of one authority stand on one page
    shown = found[:PAGE] if more else found
    names = _names(shown, reader)
    told = ngettext("{count} request on this page", "{count} requests on this page", len(shown))
    return pages.page(
        request, "requests", reader, table=_table(shown, names, reader), chips=_chips(asked, of, names, here),
        facets=_facets(shown, names, here, reader, whole=not more),
        pager=pager(told.format(count=len(shown)), here=here, next_key=str(shown[-1].id) if more else None),
    )  # fmt: skip


def tasks(reader: pages.Reader) -> list[Task]:
    """What has to be done by a day, the late first: for whoever works on requests."""
    if not reader.may(Permission.WORK_ON_REQUESTS):
        return []
    found = disclosure.due(by=reader.session, now=reader.now)
    made = [
        Task(
            each.title if each.kind == disclosure.CALL.code else _("Go on with the request {ref}").format(ref=each.ref),
            deadline(each.on, reader),
            _address(each),
        )
        for each in found[:FEW]
    ]
    if (left := len(found) - FEW) > 0:
        words = ngettext("{count} more", "{count} more", left).format(count=left)
        made.append(Task(_("Look at the other deadlines"), Tag(words, Tone.NOTE), reverse("requests")))
    return made


def due(held: records.Held, reader: pages.Reader) -> Shown:
    """Until when a request has time, and whether that is over; once it was answered, only until when it had."""
    return _until(held, disclosure.deadlines_of([held], by=reader.session, now=reader.now)[held.id], reader)


def _found(states: Collection[str], of: Collection[str], after: str, reader: pages.Reader) -> list[records.Held]:
    """Those in these states; of these authorities alone, where any is named. Raises RecordNotFound of `records`."""
    by, now = reader.session, reader.now
    if not of:
        before = pages.identifier(after)
        return list(records.of_kind(disclosure.REQUEST, by=by, now=now, before=before, limit=PAGE + 1, states=states))
    named = [disclosure.authority(ref, by=by, now=now).id for ref in dict.fromkeys(of)]
    found = (each.held for one in named for each in disclosure.requests_of(one, by=by, now=now))
    return [each for each in found if each.state in states]


def _names(found: Iterable[records.Held], reader: pages.Reader) -> dict[str, str]:
    """The authorities of these requests, by their references."""
    several = disclosure.authorities_of([each.id for each in found], by=reader.session, now=reader.now)
    return {who.ref: who.name for who in several.values()}


def _table(found: Collection[records.Held], names: Mapping[str, str], reader: pages.Reader) -> Table:
    until = disclosure.deadlines_of(found, by=reader.session, now=reader.now)
    dated = [(until[each.id], each) for each in found]
    dated.sort(key=lambda pair: (pair[0] is None, pair[0] or date.max))
    columns = (
        Column(_("Request"), whole=True), Column(_("Authority")), Column(_("Who began")), Column(_("State")),
        Column(_("Until when")),
    )  # fmt: skip
    rows = tuple(_row(each, day, names, reader) for day, each in dated)
    return Table(_("Requests"), columns, rows, _("None is open that you may see."), dense=True, caption_hidden=True)


def _row(each: records.Held, day: date | None, names: Mapping[str, str], reader: pages.Reader) -> tuple[Shown, ...]:
    began = next(one.says for one in disclosure.Direction if one == each.fields["direction"])
    there = Link(each.ref, reverse("one-request", args=[each.ref]))
    named = names[str(each.fields["authority"])]
    return (there, named, began, record_pieces.state(each), _until(each, day, reader))


def _until(each: records.Held, day: date | None, reader: pages.Reader) -> Shown:
    if day is None:
        return ""
    return deadline(day, reader) if each.state in disclosure.UNANSWERED else on_day(day)


def _facets(
    shown: Collection[records.Held], names: Mapping[str, str], here: Address, reader: pages.Reader, *, whole: bool
) -> Facets:
    """Where there are more than this page holds, how many are of an authority is not counted."""
    counts = records.counted(disclosure.REQUEST, by=reader.session, now=reader.now)
    of = Counter(str(each.fields["authority"]) for each in shown)
    states = tuple(
        facet_value(each.says, name=STATE, code=each.code, count=counts.get(each.code, 0), here=here)
        for each in disclosure.REQUEST.states.states
        if counts.get(each.code) or here.has(STATE, each.code)
    )
    authorities = tuple(
        facet_value(name, name=OF, code=ref, count=of[ref] if whole else None, here=here)
        for ref, name in sorted(names.items(), key=lambda pair: pair[1])
    )
    several = (Facet(_("State"), states), Facet(_("Authority"), authorities))
    return Facets(tuple(each for each in several if each.values))


def _chips(asked: Iterable[str], of: Iterable[str], names: Mapping[str, str], here: Address) -> Chips | None:
    first = here.minus(AFTER)
    told = [Chip(disclosure.REQUEST.states.state(code).says, str(first.minus(STATE, code))) for code in sorted(asked)]
    told += [Chip(names.get(ref, ref), str(first.minus(OF, ref))) for ref in dict.fromkeys(of)]
    return Chips(tuple(told), here.path) if told else None


def _state(code: str) -> str:
    """Raises ValueError for a state that no request can come to."""
    if code not in REACHED:
        raise ValueError(code)
    return code


def _address(each: disclosure.Due) -> str:
    if each.kind == disclosure.REQUEST.code:
        return reverse("one-request", args=[each.ref])
    return reverse("review", args=[each.record])


def deadline(day: date, reader: pages.Reader) -> Tag:
    """Until when something has time, and whether that is over."""
    words = on_day(day)
    if day < reader.now.date():
        return Tag(_("Late: was due on {day}").format(day=words), Tone.BAD)
    return Tag(_("Until {day}").format(day=words), Tone.CAREFUL)


def on_day(day: date) -> str:
    """A day in words."""
    return in_words(Span.days(day, day + timedelta(days=1)))
