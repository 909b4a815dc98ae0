"""Marking what goes out of a copy of an item, having the copy made, and what is told of a redacted copy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.component import Link, Shown, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.disclosure import api as disclosure
from dokaz.kernel.errors import sentence
from dokaz.kernel.languages import Language, said
from dokaz.kernel.regions import Track
from dokaz.records import api as records
from dokaz.web.office import looking, pages, redacting_forms, reopening, work
from dokaz.web.office.drawing import Place
from dokaz.web.office.redacting_forms import BoxMarked, FilmMarked, Marking, SoundMarked, WordsMarked, as_time

LINES = 200
HOW: Mapping[str, Promise] = {
    "encoding": later("read as"), "places": later("places"), "pages": later("pages"), "dpi": later("dots to the inch"),
    "grey": later("pages without colour"), "width": later("width"), "height": later("height"),
    "seconds": later("seconds"), "frames": later("frames"), "rate": later("frames a second"),
}  # fmt: skip
Form = disclosure.RedactionForm


@dataclass(frozen=True, slots=True)
class _Marked:
    """An item that is being marked: its marks as they stand, and as which revision."""

    record: custody.Record
    plan: disclosure.RedactionPlan
    seen: int
    page: int
    pages: int = 1
    text: str = ""
    kept: UUID | None = None

    @property
    def here(self) -> str:
        """This page of it."""
        return reverse("redact", args=[self.record.ref]) + (f"?page={self.page}" if self.page > 1 else "")


@require_http_methods(pages.PAGES)
@pages.signed_in
def redact(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """The file with what is marked in it, and a form to mark more; each press of its button is a revision."""
    record = custody.show(ref, by=reader.session, now=reader.now)
    access.require(reader.session, access.Permission.DERIVE_ITEMS, compartment=record.compartment, now=reader.now)
    if (stop := reopening.stopped(record.ref, reader, needs=access.Permission.DERIVE_ITEMS)) is not None:
        return stop
    if not custody.is_asked_for(ref, sitting=reader.resumed.id, by=reader.session):
        return pages.page(
            request, "before-looking", reader, record=record, graphic=custody.is_graphic(record),
            onward=request.get_full_path(), readers=custody.readers(ref, by=reader.session),
        )  # fmt: skip
    marked = _marked(request, record, reader)
    form, stale = _form(request, marked), False
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] == marked.seen:
            _keep(marked, marked.plan.with_marks(*form.cleaned_data["marks"]), _("Marks were added."), reader)
            return HttpResponseRedirect(marked.here)
        stale = True
    return pages.page(
        request, "redact", reader, form=form, status=409 if stale else None,
        **_shown(marked, reader), stale=_stale() if stale else None,
    )  # fmt: skip


@require_POST
@pages.signed_in
def unmark(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """One mark is taken back."""
    record, held = _held(ref, reader)
    number = pages.whole(request.POST.get("mark", ""))
    if held is None or number is None or pages.whole(request.POST.get("seen", "")) != held.number:
        raise disclosure.PlanMissing(ref=record.ref)
    if number < len(held.plan.marks):
        marked = _Marked(record, held.plan, held.number, 1)
        _keep(marked, held.plan.without(number), _("A mark was taken back."), reader)
    page = pages.whole(request.POST.get("page", "")) or 1
    return HttpResponseRedirect(_Marked(record, held.plan, held.number, page).here)


@require_POST
@pages.signed_in
def make(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """The copy without what is marked; without marks, without what is said beside the content."""
    if (stop := reopening.stopped(ref, reader, needs=access.Permission.DERIVE_ITEMS)) is not None:
        return stop
    record, held = _held(ref, reader)
    plan = held.plan if held else disclosure.new_plan(record)
    if pages.whole(request.POST.get("seen", "")) != (held.number if held else 0):
        raise disclosure.PlanMissing(ref=record.ref)
    asked = disclosure.redact(record.ref, plan=_as_asked(request, plan), by=reader.session, now=reader.now)
    there = reverse("item", args=[asked.receipt.ref]) if asked.receipt else reverse("redact", args=[record.ref])
    return HttpResponseRedirect(there)


def _as_asked(request: HttpRequest, plan: disclosure.RedactionPlan) -> disclosure.RedactionPlan:
    """Of a text also in which language the blocks stand, and whether as many lines remain."""
    language = request.POST.get("language", "")
    if plan.form is not Form.TEXT or language not in set(Language):
        return plan
    return replace(plan, language=Language(language), keep_lines="keep_lines" in request.POST)


def _held(ref: str, reader: pages.Reader) -> tuple[custody.Record, disclosure.KeptMarks | None]:
    record = custody.show(ref, by=reader.session, now=reader.now)
    return record, disclosure.marks_of(record.ref, by=reader.session, now=reader.now)


def _keep(marked: _Marked, plan: disclosure.RedactionPlan, reason: str, reader: pages.Reader) -> None:
    """A mark that is there already changes nothing."""
    try:
        disclosure.keep_marks(
            marked.record.ref, plan=plan, seen=marked.seen, reason=reason, by=reader.session, now=reader.now
        )
    except records.NothingChanged:
        return


def _marked(request: HttpRequest, record: custody.Record, reader: pages.Reader) -> _Marked:
    held = disclosure.marks_of(record.ref, by=reader.session, now=reader.now)
    plan = held.plan if held else disclosure.new_plan(record)
    page, count, text = looking.Asked.of(request).page, 1, ""
    if plan.form is Form.TEXT:
        text = _text(record, reader)
        count = -(-len(disclosure.lines(text)) // LINES)
    elif plan.form in (Form.PAPER, Form.PICTURE):
        found = custody.look(
            record.ref, wanted=custody.Wanted(page=page), sitting=reader.resumed.id, by=reader.session, now=reader.now
        )  # fmt: skip
        count = found.pages if plan.form is Form.PAPER else 1
    return _Marked(
        record, plan, held.number if held else 0, min(page, count), count, text, held.record if held else None
    )


def _text(record: custody.Record, reader: pages.Reader) -> str:
    """Raises FileNotUnderstood of `custody`."""
    text = disclosure.text_of(record.ref, sitting=reader.resumed.id, by=reader.session, now=reader.now)
    if text is None:
        raise custody.FileNotUnderstood(ref=record.ref)
    return text


def _form(request: HttpRequest, marked: _Marked) -> Marking:
    initial = {"seen": marked.seen}
    if marked.plan.form is Form.TEXT:
        return WordsMarked.sent(request, initial=initial, text=marked.text)
    if marked.plan.form in (Form.PICTURE, Form.PAPER):
        return BoxMarked.sent(request, initial=initial, page=marked.page)
    return (SoundMarked if marked.plan.form is Form.SOUND else FilmMarked).sent(request, initial=initial)


def _shown(marked: _Marked, reader: pages.Reader) -> dict[str, Any]:
    """The file as it is marked, every mark, what was made, and what is being made."""
    record, plan = marked.record, marked.plan
    place = Place(record, marked.page)
    kind = looking.FILMS.get(record.mime) or looking.SOUNDS.get(record.mime)
    return {
        "record": record, "plan": plan, "seen": marked.seen, "kept": marked.kept, "page": marked.page, "place": place,
        "languages": [(each.value, each.own_name) for each in Language] if plan.form is Form.TEXT else [],
        "lines": _lines(marked) if plan.form is Form.TEXT else [], "first": (marked.page - 1) * LINES + 1,
        "picture": place.address("picture") if plan.form in (Form.PICTURE, Form.PAPER) else "",
        "boxes": list(_boxes(marked)), "film": plan.form is Form.FILM and bool(kind),
        "sound": plan.form is Form.SOUND and bool(kind), "content": place.address("content"),
        "marks": [(number, where, said(mark.reason.words), mark.words, mark.person)
                  for number, (mark, where) in enumerate(zip(plan.marks, _wheres(marked), strict=True))],
        "turning": _turning(marked), "standing": _standing(record, marked.seen, reader), "copies": _copies(record),
    }  # fmt: skip


def _lines(marked: _Marked) -> list[list[tuple[str, bool]]]:
    """The lines of this page, each in pieces that are marked or not."""
    held = disclosure.lines(marked.text)[(marked.page - 1) * LINES :][:LINES]
    covered = sorted((mark.where.begins, mark.where.ends) for mark in marked.plan.marks)  # type: ignore[union-attr]
    return [_pieces(line, begins, covered) for begins, line in held]


def _pieces(line: str, begins: int, covered: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    found, at = list[tuple[str, bool]](), 0
    for first, last in covered:
        start, stop = max(first - begins, at), min(last - begins, len(line))
        if start < stop:
            found += [(line[at:start], False), (line[start:stop], True)]
            at = stop
    return [piece for piece in (*found, (line[at:], False)) if piece[0]]


def _boxes(marked: _Marked) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of those on this page, as the drawing over the picture counts."""
    for mark in marked.plan.marks:
        if isinstance(mark.where, disclosure.MarkedArea) and mark.where.page == marked.page:
            left, top, right, bottom = mark.where.box.sides
            yield left, top, right - left, bottom - top


def _wheres(marked: _Marked) -> list[str]:
    if marked.plan.form is Form.TEXT:
        return _in_lines(marked)
    return [_where(mark.where, marked.plan.form) for mark in marked.plan.marks]


def _where(where: object, form: Form) -> str:
    if isinstance(where, disclosure.MarkedArea):
        placed = redacting_forms.in_percent(where.box)
        page = _("Page {page}: {box}") if form is Form.PAPER else "{box}"
        return page.format(page=where.page, box=placed)
    if isinstance(where, disclosure.MarkedSound):
        words = _("A tone from {begins} to {ends}") if where.tone else _("Silent from {begins} to {ends}")
        return words.format(begins=as_time(where.stretch.begins), ends=as_time(where.stretch.ends))
    assert isinstance(where, Track)
    if where.whole:
        return _("A box through the whole film")
    count = len(where.frames)
    words = ngettext(
        "A box from {begins} to {ends}, {count} key frame", "A box from {begins} to {ends}, {count} key frames", count
    )
    return words.format(begins=as_time(where.frames[0].at), ends=as_time(where.frames[-1].at), count=count)


def _in_lines(marked: _Marked) -> list[str]:
    held, found = disclosure.lines(marked.text), list[str]()
    for mark in marked.plan.marks:
        begins, ends = mark.where.begins, mark.where.ends  # type: ignore[union-attr] # a text has no others
        number = sum(first <= begins for first, _line in held)
        words = " ".join(marked.text[begins:ends].split())
        shown = words if len(words) <= 60 else f"{words[:60]}…"
        found.append(_("Line {line}: {words}").format(line=number, words=shown))
    return found


def _turning(marked: _Marked) -> Mapping[str, Any] | None:
    if marked.pages < 2:
        return None
    address = reverse("redact", args=[marked.record.ref])
    return {
        "words": _("Page {page} of {pages}").format(page=marked.page, pages=marked.pages),
        "before": f"{address}?page={marked.page - 1}" if marked.page > 1 else "",
        "after": f"{address}?page={marked.page + 1}" if marked.page < marked.pages else "",
    }


def _stale() -> Banner:
    text = _("The marks below are theirs. What you typed is still in the form: look again, and add it.")
    return Banner(_("Somebody changed the marks while you wrote"), text, Tone.CAREFUL, arrives=True)


def _standing(record: custody.Record, number: int, reader: pages.Reader) -> Banner | None:
    """What becomes of the copy that was asked for last by these marks; nothing where none was, or it is there."""
    job = disclosure.standing(record.ref, number=number, by=reader.session)
    if job is None:
        return None
    look = Link(_("Look again"), reverse("redact", args=[record.ref]))
    if job.outcome and job.state in work.STOPPED:
        return Banner(_("The copy was not made"), sentence(job.outcome), Tone.BAD, look)
    return Banner(_("The copy is being made"), str(work.STATES[job.state]), Tone.NOTE, look)


def _copies(record: custody.Record) -> Table | None:
    made = [each for each in record.made if each.making is custody.Making.REDACTION and not each.destroyed]
    if not made:
        return None
    columns = (Column(_("Item"), whole=True), Column(_("What was taken out")), Column(_("Made"), whole=True))
    rows = tuple(
        (Link(each.ref, reverse("item", args=[each.ref])), _reasons(each.parameters), instant(each.made_at))
        for each in made
    )
    return Table(_("Redacted copies"), columns, rows, "", dense=True, caption_hidden=True)


def _reasons(parameters: Mapping[str, Any]) -> str:
    """How many places for which reason; a copy without marks is one without what was said beside the content."""
    return disclosure.reasons_said(parameters.get("reasons") or {}) or _("Only what was said beside the content")


def summary(record: custody.Record) -> Summary | None:
    """What is told on the page of a redacted copy; nothing of other items."""
    if record.making is not custody.Making.REDACTION or "plan" not in record.parameters:
        return None
    made: Mapping[str, Any] = record.parameters.get("made", {})
    facts: list[tuple[str, Shown | None]] = [
        (_("What was taken out"), _reasons(record.parameters)),
        (_("By the marks of revision"), str(record.parameters.get("revision", ""))),
        (_("How it was made"), ", ".join(f"{HOW[name]}: {value}" for name, value in made.items() if name in HOW)),
        (_("Looked through"), _("A second program looked through the copy before it was kept.")),
    ]
    return Summary.of(facts)
