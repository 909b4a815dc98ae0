"""Bringing a table of records in: from an item that was received, so that the table itself is kept and sealed.

A dry run says of every row whether it fits; the rows that do not go back as a table to be mended. Nothing is brought
in before somebody has seen this and said why.
"""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages, saving

AT_ONCE, BATCH, SHOWN = 5_000, 500, 100
WORKBOOK, CSV = "xlsx", "csv"


class Source(fields.Form):
    """Which table, as which kind of record."""

    kept: ClassVar[tuple[str, ...]] = ("ref", "kind")

    ref = form_pieces.reference(
        later("Table"),
        later("The reference of the received item, such as E-EACS-XJSW0. CSV in UTF-8, or a workbook (.xlsx)."),
    )
    kind = forms.ChoiceField(
        label=later("What its rows are"),
        choices=lambda: fields.to_choose((each.code, each.says) for each in records.every_kind() if each.tables),
    )


class Bringing(Source):
    """The same table, where its rows are to lie, and why they come in."""

    kept: ClassVar = ("ref", "kind", "compartment", "reason")

    compartment = forms.ChoiceField(
        label=later("Compartment"), required=False,
        help_text=later("Where the records are to lie; the table stays where it is. Whoever belongs there sees them."),
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Why you bring it in"), max_length=10_000, widget=fields.LongText(rows=2),
        help_text=later("Where the table comes from. It stands in the first revision of each record."),
    )  # fmt: skip

    def __init__(self, *args: object, by: access.Session, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["compartment"].choices = form_pieces.compartments(by)  # type: ignore[attr-defined]
        for name in ("ref", "kind"):
            self.fields[name].widget = forms.HiddenInput()

    def place(self, otherwise: UUID, by: access.Session) -> UUID:
        """Where the records are to lie: with the table where nobody said."""
        named = self.cleaned_data["compartment"]
        return access.compartment(named, by=by).id if named else otherwise


class Undoing(fields.Form):
    kept: ClassVar = ("reason",)

    reason = forms.CharField(label=later("Why it is taken back"), max_length=10_000, widget=fields.LongText(rows=2))


@require_safe
@pages.signed_in
def imports(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """What was brought in, the templates, and the form that leads to a dry run."""
    access.require(reader.session, access.Permission.IMPORT_RECORDS, now=reader.now)
    found = records.imports(by=reader.session, now=reader.now)
    columns = (
        Column(_("Begun"), whole=True), Column(_("Table"), whole=True), Column(_("Kind")),
        Column(_("Rows"), numeric=True), Column(_("State")),
    )  # fmt: skip
    rows = tuple(_row(each) for each in found)
    table = Table(_("Imports"), columns, rows, _("Nothing was brought in yet."), caption_hidden=True)
    kinds = [(each.says, each.code) for each in records.every_kind() if each.tables and reader.may(each.writes)]
    return pages.page(
        request, "imports", reader, table=table, kinds=kinds,
        source=Source(request.GET if "ref" in request.GET else None),
    )  # fmt: skip


@require_safe
@pages.signed_in
def template(request: HttpRequest, reader: pages.Reader, kind: str) -> HttpResponse:
    """An empty table with the headings of a kind, and its words to choose on a second sheet."""
    access.require(reader.session, access.Permission.IMPORT_RECORDS, now=reader.now)
    headings, words = records.template(records.kind_of(kind))
    if request.GET.get("as") == CSV:
        return saving.saved(HttpResponse(records.as_csv([headings])), f"{kind}.{CSV}")
    sheets = [(_("Records"), [headings]), (_("Words"), [[_("Column"), _("Code"), _("Word")], *words])]
    return saving.saved(HttpResponse(records.as_workbook(sheets)), f"{kind}.{WORKBOOK}")


@require_http_methods(pages.PAGES)
@pages.signed_in
def plan(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """The dry run: how many rows fit, and what is wrong with each of the others."""
    access.require(reader.session, access.Permission.IMPORT_RECORDS, now=reader.now)
    asked = Source(request.POST if request.method == "POST" else request.GET)
    made, record = _planned(asked, reader) if asked.is_valid() else (None, None)
    if made is None or record is None:
        return pages.page(request, "import-source", reader, form=asked)
    initial = {"ref": record.ref, "kind": made.kind, "compartment": str(record.compartment)}
    form = Bringing.sent(request, initial=initial, by=reader.session)
    if request.method == "POST" and form.is_valid():
        try:
            place = form.place(record.compartment, reader.session)
            made = records.plan_import(
                made.kind, sheet=made.sheet, compartment=place, by=reader.session, now=reader.now
            )
            begun = records.begin_import(
                made, name=record.ref, reason=form.cleaned_data["reason"], compartment=place, by=reader.session,
                now=reader.now,
            )  # fmt: skip
            _bring(begun, made, reader)
        except records.RecordsError as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("import", args=[begun.id]))
    return _shown(request, reader, made, record, form)


@require_POST
@pages.signed_in
def report(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """The rows that do not fit, each with what is wrong, as a table to be mended and received again."""
    access.require(reader.session, access.Permission.IMPORT_RECORDS, now=reader.now)
    access.require(reader.session, access.Permission.EXTRACT_ITEMS, now=reader.now)
    form = Source.sent(request)
    made, record = _planned(form, reader) if form.is_valid() else (None, None)
    if made is None or record is None:
        return pages.page(request, "import-source", reader, form=form)
    return saving.saved(HttpResponse(records.as_csv(records.wrong_rows(made))), f"{record.ref}-to-mend.{CSV}")


@require_safe
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, run: UUID) -> HttpResponse:
    found = records.find_import(run, by=reader.session, now=reader.now)
    return _one(request, reader, found, Undoing())


@require_POST
@pages.signed_in
def go_on(request: HttpRequest, reader: pages.Reader, run: UUID) -> HttpResponse:
    """The next rows of the same table."""
    found = records.find_import(run, by=reader.session, now=reader.now)
    asked = Source({"ref": found.name, "kind": found.kind})
    asked.is_valid()
    made, _record = _planned(asked, reader, place=found.compartment)
    if made is None:
        return pages.page(request, "import-source", reader, form=asked)
    _bring(found, made, reader)
    return HttpResponseRedirect(reverse("import", args=[run]))


@require_POST
@pages.signed_in
def undo(request: HttpRequest, reader: pages.Reader, run: UUID) -> HttpResponse:
    found = records.find_import(run, by=reader.session, now=reader.now)
    form = Undoing.sent(request)
    if not form.is_valid():
        return _one(request, reader, found, form)
    left = records.undo_import(run, reason=form.cleaned_data["reason"], most=AT_ONCE, by=reader.session, now=reader.now)
    touched = "".join(f"&touched={ref}" for ref in left.touched[:SHOWN])
    return HttpResponseRedirect(f"{reverse('import', args=[run])}?left={left.left}{touched}")


def _planned(
    form: Source, reader: pages.Reader, *, place: UUID | None = None
) -> tuple[records.ImportPlan | None, custody.Record | None]:
    """The plan of the item that the form names, for records that lie in `place` or with it; what is wrong with it
    stands in the form.
    """
    ref, kind = form.cleaned_data["ref"], form.cleaned_data["kind"]
    try:
        record = custody.show(ref, by=reader.session, now=reader.now)
        with custody.open_item(ref, by=reader.session, now=reader.now, reason="import") as stream:
            sheet = records.read_sheet(stream, size=record.size or 0)
    except custody.ItemNotFound as why:
        access.note_absent(why, by=reader.session, now=reader.now)
        form.add_error("ref", str(why))
        return None, None
    except (records.SheetError, custody.CustodyError) as why:
        form.add_error("ref", str(why))
        return None, None
    made = records.plan_import(
        kind, sheet=sheet, compartment=place or record.compartment, by=reader.session, now=reader.now
    )
    return made, record


def _bring(found: records.Import, made: records.ImportPlan, reader: pages.Reader) -> None:
    for _batch in range(AT_ONCE // BATCH):
        found = records.go_on(found.id, plan=made, most=BATCH, by=reader.session, now=reader.now)
        if found.complete:
            return


def _shown(
    request: HttpRequest, reader: pages.Reader, made: records.ImportPlan, record: custody.Record, form: Bringing
) -> HttpResponse:
    columns = (Column(_("Row")), Column(_("Column")), Column(_("What to do")))
    refused = made.refusals
    rows = tuple((str(each.row), each.column, str(each.why)) for each in refused[:SHOWN])
    table = Table(_("What does not fit"), columns, rows, _("Every row fits."), dense=True, caption_hidden=True)
    return pages.page(
        request, "import-plan", reader, about=_about(made, record), table=table, ref=record.ref,
        kind=made.kind, fits=len(made.fit), wrong=len(made.refused), more=max(0, len(refused) - SHOWN),
        others=made.sheet.others, apart=_apart(made), may_report=reader.may(access.Permission.EXTRACT_ITEMS),
        **pages.offered(form, there=bool(made.fit)),
    )  # fmt: skip


def _apart(made: records.ImportPlan) -> str:
    """What of the table is not written into the records themselves."""
    return ", ".join(each.says for each in records.kind_of(made.kind).apart if each.name in made.columns)


def _about(made: records.ImportPlan, record: custody.Record) -> Summary:
    return Summary((
        SummaryRow(_("Table"), Link(record.ref, reverse("item", args=[record.ref]))),
        SummaryRow(_("Kind"), records.kind_of(made.kind).says),
        SummaryRow(_("Rows"), len(made.rows)),
        SummaryRow(_("Rows that fit"), len(made.fit)),
        SummaryRow(_("Rows that do not"), len(made.refused)),
    ))  # fmt: skip


def _one(request: HttpRequest, reader: pages.Reader, found: records.Import, form: Undoing) -> HttpResponse:
    touched = [ref for ref in request.GET.getlist("touched") if len(ref) < 40]
    facts: list[tuple[str, Shown]] = [
        (_("Table"), Link(found.name, reverse("item", args=[found.name]))),
        (_("Kind"), records.kind_of(found.kind).says),
        (_("Begun"), f"{instant(found.at)}, {access.name_of(found.by)}"),
        (_("Why"), found.reason),
        (_("Rows that fit"), found.rows - found.refused),
        (_("Rows that do not"), found.refused),
        (_("Brought in"), found.done),
        (_("State"), _state(found)),
    ]
    return pages.page(
        request, "import", reader, found=found, touched=touched, kind=found.kind,
        about=Summary(tuple(SummaryRow(title, value) for title, value in facts)),
        left=pages.number(request, "left") or 0, apart=_still_says(found, reader),
        may_destroy=reader.may(access.Permission.DESTROY_ITEMS),
        **pages.offered(form, there=found.taken_back_at is None),
    )  # fmt: skip


def _still_says(found: records.Import, reader: pages.Reader) -> str:
    """What the table may still say to everybody who may open it, though it is kept apart from the records."""
    apart = records.kind_of(found.kind).apart
    if not apart or found.name not in custody.still_held([found.name], by=reader.session):
        return ""
    return ", ".join(each.says for each in apart)


def _state(found: records.Import) -> Tag:
    if found.taken_back_at is not None:
        return Tag(_("Taken back"), Tone.CAREFUL)
    return Tag(_("Complete"), Tone.GOOD) if found.complete else Tag(_("Not complete yet"), Tone.NOTE)


def _row(each: records.Import) -> tuple[Shown, ...]:
    words = ngettext("{done} of {count}", "{done} of {count}", each.rows)
    told = words.format(done=grouped(each.done), count=grouped(each.rows))
    there = Link(instant(each.at), reverse("import", args=[each.id]))
    return (there, each.name, records.kind_of(each.kind).says, told, _state(each))
