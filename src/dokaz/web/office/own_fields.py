"""Fields that the people of the house give a kind of record, without a developer."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.tables import Column, Table
from dokaz.kernel.languages import Language
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages
from dokaz.web.office.wordlists import CODE, Named, in_language

_HELP: dict[str, Any] = {"required": False, "max_length": 400}


def _kinds() -> tuple[records.RecordKind, ...]:
    """Those that take fields of the house."""
    return tuple(each for each in records.every_kind() if not each.managed)


class Definition(Named):
    """A field. Its code and type never change, so the page of one that is there does not ask for them."""

    kept: ClassVar = ("code", "label_en", "label_be", "label_ru", "help_en", "help_be", "help_ru")

    kind = forms.ChoiceField(
        label=later("Kind of record"), choices=lambda: [(each.code, each.says) for each in _kinds()]
    )
    code = form_pieces.reference(later("Code"), CODE)
    type = forms.ChoiceField(
        label=later("What it holds"), choices=lambda: [(each.value, each.says) for each in records.FieldType]
    )
    thesaurus = forms.ChoiceField(label=later("Words to choose from"), required=False)
    help_en = in_language(Language.ENGLISH, later("Help, in English"), **_HELP)
    help_be = in_language(Language.BELARUSIAN, later("Help, in Belarusian"), **_HELP)
    help_ru = in_language(Language.RUSSIAN, later("Help, in Russian"), **_HELP)
    sensitivity = forms.ChoiceField(
        label=later("Where it may stand"), widget=fields.Radios, initial=records.Sensitivity.SEALED.value,
        choices=lambda: [(each.value, each.says) for each in records.Sensitivity],
        help_text=later(
            "Every value is sealed in the database. What names, locates or describes a person stays on its page."
        ),
    )  # fmt: skip
    required = forms.BooleanField(label=later("It must be answered, or be said why not"), required=False)
    retired = forms.BooleanField(label=later("Not filled any more; what it says stays"), required=False)

    field_order = (
        "kind", "code", "label_en", "label_be", "label_ru", "type", "thesaurus", "help_en", "help_be", "help_ru",
        "sensitivity", "required", "retired",
    )  # fmt: skip

    def offer(self) -> None:
        none = [("", _("None"))]
        found = [(each.code, each.says) for each in records.thesauri() if each.tree is None]
        self.fields["thesaurus"].choices = none + found  # type: ignore[attr-defined]

    def written(self, kind: str, code: str, type_: records.FieldType, reader: pages.Reader) -> None:
        given = self.cleaned_data
        records.write_field(
            kind, code=code, type=type_, labels=self.labels, help=self.three("help"), thesaurus=given["thesaurus"],
            required=given["required"], sensitivity=records.Sensitivity(given["sensitivity"]),
            retired=given.get("retired", False), seen=given["seen"], by=reader.session, now=reader.now,
        )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def every(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, access.Permission.MANAGE_WORDS, now=reader.now)
    form = Definition.sent(request)
    form.offer()
    del form.fields["retired"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            form.written(given["kind"], given["code"], records.FieldType(given["type"]), reader)
        except records.RecordsError as why:
            form.add_error(_place_of(why), str(why))
        else:
            return HttpResponseRedirect(reverse("record-fields"))
    kinds = _kinds()
    tables = [(kind, _table(kind)) for kind in kinds]
    return pages.page(request, "record-fields", reader, tables=tables, **pages.offered(form, there=bool(kinds)))


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, kind: str, code: str) -> HttpResponse:
    access.require(reader.session, access.Permission.MANAGE_WORDS, now=reader.now)
    declared = records.kind_of(kind)
    there = next((each for each in records.own_fields(kind) if each.field.name == code), None)
    if there is None:
        raise records.FieldGone(code=code)
    form = Definition.sent(request, initial=_initial(there))
    form.offer()
    for name in ("kind", "code", "type"):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            form.written(kind, code, there.field.type, reader)
        except records.RecordsError as why:
            place = _place_of(why)
            form.add_error(place if place in form.fields else None, str(why))  # its code is not asked here
        else:
            return HttpResponseRedirect(reverse("record-fields"))
    return pages.page(
        request, "form", reader, form=form, title=there.field.says, back=reverse("record-fields"),
        lead=f"{declared.says}, {code}, {there.field.type.says}", press=_("Save as a new version"),
    )  # fmt: skip


def _initial(there: records.OwnField) -> dict[str, Any]:
    field = there.field
    told: dict[str, Any] = {
        "thesaurus": field.thesaurus, "required": field.required, "sensitivity": field.sensitivity.value,
        "retired": there.retired, "seen": there.number,
    }  # fmt: skip
    for name, labels in (("label", field.label), ("help", field.help)):
        if isinstance(labels, records.Labels):
            told |= {f"{name}_{each}": getattr(labels, each) for each in ("en", "be", "ru")}
    return told


def _place_of(why: records.RecordsError) -> str | None:
    if isinstance(why, records.ThesaurusNeeded):
        return "thesaurus"
    return "code" if isinstance(why, records.CodeUnfit | records.StaleWords | records.FieldCodeTaken) else None


def _table(kind: records.RecordKind) -> Table | None:
    """What the platform added to a kind; None where that is nothing."""
    columns = (Column(_("Field")), Column(_("Code"), whole=True), Column(_("What it holds")), Column(_("State")))
    own = tuple(_own(each) for each in records.own_fields(kind.code))
    return Table(kind.says, columns, own, "", caption_hidden=True) if own else None


def _own(each: records.OwnField) -> tuple[Shown, ...]:
    state = Tag(_("Not filled any more"), Tone.CAREFUL) if each.retired else Tag(_("Added here"), Tone.GOOD)
    there = reverse("record-field", args=[each.kind, each.field.name])
    return (Link(each.field.says, there), each.field.name, each.field.type.says, state)
