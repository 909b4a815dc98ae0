"""The records of a kind, and one change to several of them: chosen, looked at row by row, then made as one group."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.design import fields, languages
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown
from dokaz.design.dates import instant
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.kernel.errors import NotThere
from dokaz.records import api as records
from dokaz.web.office import pages, record_pieces

PAGE, MOST_COLUMNS = 20, 3
NOT_SEEN: Mapping[UUID, int] = {}


class Choosing(fields.Form):
    """Which records, which field, and what is to stand there."""

    record = forms.MultipleChoiceField(
        label=later("Records"), widget=fields.Checkboxes,
        error_messages={"required": later("Choose at least one record.")},
    )  # fmt: skip
    field = forms.ChoiceField(label=later("Which field changes"))
    value = forms.CharField(
        label=later("What stands there then"), required=False, max_length=200_000, widget=fields.LongText(rows=2),
        help_text=later(
            "A word by its label or code, several with semicolons between; a date as 2020-08-12. Empty takes away what "
            "stands there."
        ),
    )  # fmt: skip

    def offer(
        self, held: tuple[records.Held, ...], telling: record_pieces.Telling, *, seen: Mapping[UUID, int] = NOT_SEEN
    ) -> None:
        """Each record on the revision that was seen, which is the newest one at first."""
        named = [(f"{each.id}:{seen.get(each.id, each.number)}", _named(each, telling)) for each in held]
        self.fields["record"].choices = named  # type: ignore[attr-defined]
        mine = [each for each in records.fields_of(telling.kind) if not each.managed]
        self.fields["field"].choices = fields.to_choose((each.name, each.says) for each in mine)  # type: ignore[attr-defined]


class Changing(Choosing):
    """The same, after the preview: what was shown is what is done."""

    kept: ClassVar = ("reason",)

    reason = forms.CharField(label=later("Why you change it"), max_length=10_000)

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["record"].widget = forms.MultipleHiddenInput()
        self.fields["field"].widget = self.fields["value"].widget = forms.HiddenInput()


@require_safe
@pages.signed_in
def records_of(request: HttpRequest, reader: pages.Reader, kind: str) -> HttpResponse:
    """Those of a kind that this account may see, a page at a time."""
    declared = records.kind_of(kind)
    before = pages.identifier(request.GET.get(AFTER, ""))
    found = records.of_kind(declared, by=reader.session, now=reader.now, before=before, limit=PAGE + 1)
    form, telling = Choosing(), record_pieces.Telling(kind)
    form.offer(found[:PAGE], telling)
    return _listed(request, reader, form, telling, found)


def _listed(
    request: HttpRequest, reader: pages.Reader, form: Choosing, telling: record_pieces.Telling,
    found: tuple[records.Held, ...], *, mending: bool = False,
) -> HttpResponse:  # fmt: skip
    """With `mending` the form is what the page is about: read in another language it keeps what was typed."""
    held, declared = found[:PAGE], telling.kind
    count = ngettext("{count} record on this page", "{count} records on this page", len(held))
    onward = str(held[-1].id) if len(found) > PAGE else None
    return pages.page(
        request, "records-of", reader, title=declared.says, table=_table(held, telling), choosing=form,
        kind=declared.code, **pages.offered(form, there=mending),
        may=declared.tables and reader.may(declared.writes) and bool(held),
        pager=pager(count.format(count=len(held)), here=Address.of(request), next_key=onward),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def change(request: HttpRequest, reader: pages.Reader, kind: str) -> HttpResponse:
    """The preview of one change to many, and with a reason the change itself."""
    declared, telling = records.kind_of(kind), record_pieces.Telling(kind)
    seen, field = _seen(request), request.POST.get("field", "")
    doing = "reason" in request.POST
    if request.method == "POST" and ("record" not in request.POST or (languages.is_switching(request) and not doing)):
        return _mend(request, reader, telling, seen)
    if request.method != "POST" or not seen:
        return HttpResponseRedirect(reverse("records-of", args=[kind]))
    form = Changing.sent(request) if doing else Changing(request.POST, checked=False)
    try:
        given = {field: _value(request, telling)}
        lines = records.preview_change(list(seen), fields=given, by=reader.session, now=reader.now)
        form.offer(tuple(each.record for each in lines), telling, seen=seen)
        fit = {each.record.id: seen[each.record.id] for each in lines if each.refusal is None}
        if doing and fit and form.is_valid():
            reason = form.cleaned_data["reason"]
            records.change_many(fit, fields=given, reason=reason, by=reader.session, now=reader.now)
            return HttpResponseRedirect(reverse("records-of", args=[kind]))
    except NotThere:
        raise
    except records.FieldError as why:
        return _mend(request, reader, telling, seen, why)
    except records.RecordsError as why:
        return pages.page(request, "refused", reader, status=pages.status_of(why), sentence=str(why))
    return pages.page(
        request, "change-records", reader, title=declared.says, kind=kind, fits=len(fit), field=telling.title(field),
        table=_preview(lines, telling, field), sent=list(request.POST.getlist("record")),
        **pages.offered(form, there=bool(fit)),
    )  # fmt: skip


def _mend(
    request: HttpRequest, reader: pages.Reader, telling: record_pieces.Telling, seen: Mapping[UUID, int],
    why: records.FieldError | None = None,
) -> HttpResponse:  # fmt: skip
    """The form as it was sent, with what is to be put right; of what was chosen, nothing has to be chosen again."""
    held = (
        records.held_many(seen, by=reader.session, now=reader.now)
        if seen
        else records.of_kind(telling.kind, by=reader.session, now=reader.now, before=None, limit=PAGE + 1)
    )
    form = Choosing.sent(request)
    form.offer(held, telling, seen=seen)
    if form.is_valid() and why is not None:
        form.add_error("value", str(why))
    return _listed(request, reader, form, telling, held, mending=True)


def _value(request: HttpRequest, telling: record_pieces.Telling) -> object:
    """Raises FieldError."""
    asked = telling.fields.get(request.POST.get("field", ""))
    if asked is None:
        raise records.FieldUnknown(field=request.POST.get("field", "")[:60])
    return records.entered(asked, text=request.POST.get("value", ""), words=telling.words)


def _seen(request: HttpRequest) -> dict[UUID, int]:
    """The records that were chosen, each with the revision that was looked at."""
    found = {}
    for each in request.POST.getlist("record"):
        record, _colon, number = each.partition(":")
        named, revision = pages.identifier(record), pages.whole(number)
        if named is not None and revision is not None:
            found[named] = revision
    return found


def _columns(telling: record_pieces.Telling) -> list[str]:
    """What may stand in a list: fields that the platform or the module said may."""
    allowed = [each.name for each in telling.fields.values() if each.sensitivity is records.Sensitivity.INTERNAL]
    return allowed[:MOST_COLUMNS]


def _named(each: records.Held, telling: record_pieces.Telling) -> str:
    told = [telling.value(name, each.fields.get(name)) for name in _columns(telling)]
    return ", ".join(filter(None, (each.ref, *told)))


def _table(held: tuple[records.Held, ...], telling: record_pieces.Telling) -> Table:
    names = _columns(telling)
    columns = (
        Column(_("Record"), whole=True), *(Column(telling.title(name)) for name in names), Column(_("State")),
        Column(_("Revision"), numeric=True), Column(_("Written"), whole=True),
    )  # fmt: skip
    rows = tuple(_row(each, names, telling) for each in held)
    empty = _("There is nothing here that you may see yet.")
    return Table(telling.kind.says, columns, rows, empty, dense=True, caption_hidden=True)


def _row(each: records.Held, names: list[str], telling: record_pieces.Telling) -> tuple[Shown, ...]:
    told = [telling.value(name, each.fields.get(name)) for name in names]
    there = Link(each.ref, reverse("review", args=[each.id]))
    return (there, *told, record_pieces.state(each), each.number, instant(each.written_at))


def _preview(lines: tuple[records.BulkLine, ...], telling: record_pieces.Telling, field: str) -> Table:
    columns = (Column(_("Record"), whole=True), Column(_("Stands there now")), Column(_("What happens")))
    rows = tuple(_previewed(each, telling, field) for each in lines)
    return Table(_("What would change"), columns, rows, _("Nothing is chosen."), dense=True, caption_hidden=True)


def _previewed(each: records.BulkLine, telling: record_pieces.Telling, field: str) -> tuple[Shown, ...]:
    if each.refusal is not None:
        return (each.record.ref, telling.value(field, each.record.fields.get(field)), str(each.refusal))
    (first, *_rest) = each.differences
    after = telling.value(first.field, first.after) or _("Nothing any more")
    return (each.record.ref, telling.value(first.field, first.before), after)
