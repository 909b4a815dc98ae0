"""Looking at the file of an item: asked for by a press, shown by a viewer, or played from any minute.

No byte of a file is interpreted by the browser as a page: pictures were drawn anew, everything else is text, and films
and sound are sent under one of a few types of our own choosing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.component import Component, Link
from dokaz.design.notices import Banner
from dokaz.kernel import codes
from dokaz.verify import showing
from dokaz.web.office import drawing, pages, ranges, reopening, saving
from dokaz.web.office.drawing import Place

FILMS: Mapping[str, str] = {
    "video/mp4": "video/mp4", "video/webm": "video/webm", "video/ogg": "video/ogg", "video/quicktime": "video/mp4",
}  # fmt: skip
SOUNDS: Mapping[str, str] = {
    "audio/mpeg": "audio/mpeg", "audio/wav": "audio/wav", "audio/ogg": "audio/ogg", "audio/mp4": "audio/mp4",
    "audio/aac": "audio/aac", "audio/flac": "audio/flac",
}  # fmt: skip
_TIME = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-5]?[0-9]):)?([0-9]{1,6})(\.[0-9]{1,3})?")
_PART = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15}){0,3}")
_FURTHEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says, each part of it checked; what is no number is not there."""

    page: int
    part: str
    colour: bool
    every: bool
    seconds: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        part, page = request.GET.get("part", ""), request.GET.get("page", "")
        return cls(
            page=min(int(page), _FURTHEST) if re.fullmatch(r"[1-9][0-9]{0,7}", page) else 1,
            part=part if _PART.fullmatch(part) else "",
            colour=request.GET.get("colour") == "yes",
            every=request.GET.get("every") == "yes",
            seconds=seconds(request.GET.get("t", "")),
        )

    def wanted(self, *, want: str = "page", colour: bool = False) -> custody.Wanted:
        return custody.Wanted(want, page=self.page, part=numbers(self.part), colour=colour, every=self.every)


def numbers(part: str) -> tuple[int, ...]:
    return tuple(map(int, part.split("."))) if _PART.fullmatch(part) else ()


def _part(request: HttpRequest) -> tuple[int, ...]:
    """The part that is to stand or leave by itself. Raises Http404 where none is named."""
    if part := numbers(request.POST.get("part", "")):
        return part
    raise Http404


def seconds(text: str) -> str:
    """One place of a film, however it is written: 180, 3:00 or 0:03:00. Anything else is its beginning."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return ""
    hours, minutes, whole = (int(each or 0) for each in found.groups()[:3])
    return f"{hours * 3600 + minutes * 60 + whole}{found[4] or ''}"


@require_POST
@pages.signed_in
def ask(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """“Show”: from here on the item is open in this session, and the journal says so once.

    The whole record is shown for this: only it names what was made of a film or a sound, and to say what belongs to an
    item without an entry would be a look that nobody is told of.
    """
    record = custody.show(ref, by=reader.session, now=reader.now)
    if (stop := reopening.stopped(record.ref, reader, needs=access.Permission.OPEN_ITEMS)) is not None:
        return stop
    custody.ask_to_see(ref, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    for beside in _seen_with(record, reader):
        if not custody.readers(beside.ref, by=reader.session).handed_back:
            custody.ask_to_see(beside.ref, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    there = pages.onward(request)
    return HttpResponseRedirect(reverse("view", args=[ref]) if there == "/" else there)


@require_safe
@pages.signed_in
def view(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """One page of the file; before it was asked for, the warning and the press that asks."""
    record = custody.show(ref, by=reader.session, now=reader.now)
    if (stop := reopening.stopped(record.ref, reader, needs=access.Permission.OPEN_ITEMS)) is not None:
        return stop
    if not custody.is_asked_for(ref, sitting=reader.resumed.id, by=reader.session):
        return pages.page(
            request, "before-looking", reader, record=record, graphic=custody.is_graphic(record),
            onward=request.get_full_path(), readers=custody.readers(ref, by=reader.session),
        )  # fmt: skip
    asked = Asked.of(request)
    place = Place(record, asked.page, asked.part, asked.colour, asked.every, asked.seconds)
    shown = _played(record, reader, place) or _read(record, reader, asked, place)
    return pages.page(
        request, "view", reader, record=record, place=place, shown=shown, named=_named(record, shown),
        rest=_rest(record, reader),
        may_take=reader.may(access.Permission.EXTRACT_ITEMS), may_keep=reader.may(access.Permission.DERIVE_ITEMS),
    )  # fmt: skip


def _named(record: custody.Record, shown: drawing.Drawn) -> str:
    """The part or the file by the name that a stranger chose."""
    return showing.shown((shown.view and shown.view.name) or record.name)


def _rest(record: custody.Record, reader: pages.Reader) -> Banner | None:
    if not (custody.is_graphic(record) and custody.exposure(by=reader.session, now=reader.now).rest):
        return None
    text = _("A rest helps more than one more item. Nobody sees this but you.")
    return Banner(_("You have seen much today"), text, link=Link(_("Looking after yourself"), reverse("care")))


def _seen_with(record: custody.Record, reader: pages.Reader) -> list[custody.Record]:
    """What was made of a film or recording to tell what to expect of it: it is looked at together with it."""
    if record.mime not in FILMS and record.mime not in SOUNDS:
        return []
    told = [each.ref for each in record.made if not each.destroyed and _tells(each, record)]
    beside = [each for each in told if not reopening.stopped(each, reader, needs=access.Permission.OPEN_ITEMS)]
    return custody.show_many(beside, by=reader.session, now=reader.now) if beside else []


def _tells(made: custody.Derivative, record: custody.Record) -> bool:
    if made.making is custody.Making.WAVEFORM:
        return made.mime == "application/json"
    return record.mime in FILMS and made.mime.startswith("image/")


def _played(record: custody.Record, reader: pages.Reader, place: Place) -> drawing.Drawn | None:
    if record.mime not in FILMS and record.mime not in SOUNDS:
        return drawing.unplayable() if record.mime.startswith(("video/", "audio/")) else None
    sitting, made = reader.resumed.id, _seen_with(record, reader)
    beside = [each for each in made if custody.is_asked_for(each.ref, sitting=sitting, by=reader.session)]
    stills = [each for each in beside if each.mime.startswith("image/")]
    loudness = _loudness([each for each in beside if each not in stills], reader, place)
    return drawing.film(place, stills, loudness) if record.mime in FILMS else drawing.sound(place, loudness)


def _loudness(made: list[custody.Record], reader: pages.Reader, place: Place) -> Component | None:
    """Of several, made by different versions of the program, the newest."""
    if not made:
        return None
    newest = max(made, key=lambda each: each.received_at)
    found = custody.look(
        newest.ref, wanted=custody.Wanted(), sitting=reader.resumed.id, by=reader.session, now=reader.now
    )  # fmt: skip
    return drawing.loudness(found, replace(place, page=1))


def _read(record: custody.Record, reader: pages.Reader, asked: Asked, place: Place) -> drawing.Drawn:
    found = custody.look(
        record.ref, wanted=asked.wanted(), sitting=reader.resumed.id, by=reader.session, now=reader.now
    )  # fmt: skip
    return drawing.drawn(found, place)


@require_safe
@pages.signed_in
def picture(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """One page or picture, drawn anew in a sandbox: in grey unless its colours were asked for or it is marked safe."""
    if (stop := reopening.stopped(ref, reader, needs=access.Permission.OPEN_ITEMS)) is not None:
        return stop
    asked = Asked.of(request)
    wanted = asked.wanted(want="picture", colour=asked.colour)
    found = custody.look(ref, wanted=wanted, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    if found.trouble is not None:
        return HttpResponse(status=404, headers={"Content-Security-Policy": saving.INERT}, content_type="text/plain")
    return HttpResponse(found.data, content_type=found.mime, headers={"Content-Security-Policy": saving.INERT})


@require_safe
@pages.signed_in
def content(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponseBase:
    """The bytes of a film or recording by range, under a type of ours; nothing else is sent this way."""
    if (stop := reopening.stopped(ref, reader, needs=access.Permission.OPEN_ITEMS)) is not None:
        return stop
    opened = custody.stream(ref, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    kind = FILMS.get(opened.mime) or SOUNDS.get(opened.mime)
    if kind is None:
        opened.bytes.close()
        return pages.absent(request)
    response = ranges.answer(request, opened.bytes, size=opened.size, kind=kind)
    response.headers["Content-Security-Policy"] = saving.INERT
    return response


@require_POST
@pages.signed_in
def take(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """A file within the file, to be saved and never to be shown by the browser."""
    part = _part(request)
    if (stop := reopening.stopped(ref, reader, needs=access.Permission.EXTRACT_ITEMS)) is not None:
        return stop
    found = custody.take_part(ref, part=part, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    return saving.saved(HttpResponse(found.data), "-".join(map(str, (codes.parse(ref), *part))))


@require_POST
@pages.signed_in
def keep(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """A file within the file becomes an item of its own, made of this one."""
    part = _part(request)
    if (stop := reopening.stopped(ref, reader, needs=access.Permission.DERIVE_ITEMS)) is not None:
        return stop
    kept = custody.keep_part(ref, part=part, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("item", args=[kept.ref]))
