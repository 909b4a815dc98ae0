"""Lists of words that people choose from, and the labels of the two trees with their written method."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.tables import Column, Table
from dokaz.kernel.languages import Language
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages

CODE = later("Small Latin letters, digits and hyphens. It never changes, and stands in what is exported.")


def in_language(language: Language, label: Any, **more: Any) -> forms.CharField:
    """A line in one language; the page reads it out in that language."""
    widget = more.pop("widget", None) or forms.TextInput()
    widget.attrs["lang"] = language.value
    return forms.CharField(label=label, widget=widget, max_length=more.pop("max_length", 200), **more)


class Named(fields.Form):
    """Something with a label in each language. `seen` is the version it is written on."""

    label_en = in_language(Language.ENGLISH, later("In English"))
    label_be = in_language(Language.BELARUSIAN, later("In Belarusian"))
    label_ru = in_language(Language.RUSSIAN, later("In Russian"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, initial=0)

    @property
    def labels(self) -> records.Labels:
        return self.three("label")

    def three(self, name: str) -> records.Labels:
        given = {each: self.cleaned_data.get(f"{name}_{each}", "") for each in ("en", "be", "ru")}
        return records.Labels(**given)


class NewList(Named):
    kept: ClassVar = ("code", "label_en", "label_be", "label_ru", "tree", "method_en", "method_be", "method_ru")

    code = form_pieces.reference(later("Code"), CODE)
    tree = forms.ChoiceField(
        label=later("What its words are for"), required=False, widget=fields.Radios,
        choices=lambda: [("", _("To choose from in fields")), *((each.value, each.says) for each in records.Tree)],
    )  # fmt: skip
    method_en = in_language(
        Language.ENGLISH, later("Method, in English"), required=False, max_length=20_000,
        widget=fields.LongText(rows=3), help_text=later("When a label is put and when not. Needed for labels."),
    )  # fmt: skip
    method_be = in_language(
        Language.BELARUSIAN, later("Method, in Belarusian"), required=False, max_length=20_000,
        widget=fields.LongText(rows=3),
    )  # fmt: skip
    method_ru = in_language(
        Language.RUSSIAN, later("Method, in Russian"), required=False, max_length=20_000,
        widget=fields.LongText(rows=3),
    )  # fmt: skip

    field_order = ("code", "label_en", "label_be", "label_ru", "tree", "method_en", "method_be", "method_ru")

    def written(self, code: str, reader: pages.Reader, tree: records.Tree | None) -> records.Thesaurus:
        return records.write_thesaurus(
            code, labels=self.labels, method=self.three("method"), tree=tree, seen=self.cleaned_data["seen"],
            by=reader.session, now=reader.now,
        )  # fmt: skip


class Word(Named):
    kept: ClassVar = ("code", "label_en", "label_be", "label_ru", "parent")

    code = form_pieces.reference(later("Code"), CODE)
    parent = forms.ChoiceField(label=later("Below which word"), required=False)
    retired = forms.BooleanField(label=later("Not chosen any more; it stays where it stands"), required=False)

    field_order = ("code", "label_en", "label_be", "label_ru", "parent", "retired")

    def offer(self, held: records.Thesaurus, *, term: records.Term | None = None) -> None:
        others = [each for each in held.chosen_from if term is None or each.code != term.code]
        named = [("", _("None: at the top")), *((each.code, each.says) for each in others)]
        if term and term.parent and term.parent not in {each.code for each in others}:
            named.append((term.parent, held.term(term.parent).says))
        self.fields["parent"].choices = named  # type: ignore[attr-defined]
        if term is not None:
            del self.fields["code"]
        else:
            del self.fields["retired"]


class Order(fields.Form):
    codes = forms.CharField(
        label=later("Order"), help_text=later("The codes, one a line, each once."), max_length=50_000,
        widget=fields.LongText(rows=6),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def lists(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    form = NewList.sent(request)
    if request.method == "POST" and form.is_valid():
        tree = form.cleaned_data["tree"]
        try:
            made = form.written(form.cleaned_data["code"], reader, records.Tree(tree) if tree else None)
        except records.RecordsError as why:
            form.add_error(_place_of(why), str(why))
        else:
            return HttpResponseRedirect(reverse("word-list", args=[made.code]))
    columns = (Column(_("List")), Column(_("Code"), whole=True), Column(_("For")), Column(_("Words"), numeric=True))
    found = records.thesauri()
    table = Table(
        _("Lists of words"), columns, tuple(_row(each) for each in found), _("There is no list yet."),
        caption_hidden=True,
    )  # fmt: skip
    return pages.page(request, "word-lists", reader, table=table, **pages.offered(form, there=_may(reader)))


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, code: str) -> HttpResponse:
    """A list with its words. Three forms, told apart by the button that sends them."""
    held = records.thesaurus(code)
    sent = request.POST.get("do", "")
    word, order = (
        (Word.sent(request) if sent == "add" else Word()),
        (Order.sent(request) if sent == "order" else Order()),
    )
    word.offer(held)
    order.initial["codes"] = "\n".join(term.code for term in held.terms)
    form: fields.Form = order if sent == "order" else word
    if request.method == "POST" and form.is_valid():
        try:
            _add(word, held, reader) if form is word else _order(order, held, reader)
        except records.RecordsError as why:
            form.add_error(_place_of(why) if form is word else "codes", str(why))
        else:
            return HttpResponseRedirect(reverse("word-list", args=[code]))
    return pages.page(
        request, "word-list", reader, held=held, table=_terms(held), word=word, order=order,
        tree=held.tree.says if held.tree else "", **pages.offered(form, there=_may(reader)),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def change(request: HttpRequest, reader: pages.Reader, code: str) -> HttpResponse:
    """What a list is called, and its method."""
    access.require(reader.session, access.Permission.MANAGE_WORDS, now=reader.now)
    held = records.thesaurus(code)
    form = NewList.sent(
        request, initial=_three(held.labels, "label") | _three(held.method, "method") | {"seen": held.number}
    )
    for name in ("code", "tree", *(() if held.tree else ("method_en", "method_be", "method_ru"))):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            form.written(code, reader, held.tree)
        except records.RecordsError as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("word-list", args=[code]))
    return pages.page(
        request, "form", reader, form=form, title=held.says, back=reverse("word-list", args=[code]),
        press=_("Save as a new version"),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def term(request: HttpRequest, reader: pages.Reader, code: str, term: str) -> HttpResponse:
    access.require(reader.session, access.Permission.MANAGE_WORDS, now=reader.now)
    held = records.thesaurus(code)
    there = held.term(term)
    given = _three(there.labels, "label") | {"parent": there.parent, "retired": there.retired, "seen": there.number}
    form = Word.sent(request, initial=given)
    form.offer(held, term=there)
    if request.method == "POST" and form.is_valid():
        try:
            records.write_term(
                code, code=term, labels=form.labels, parent=form.cleaned_data["parent"],
                retired=form.cleaned_data["retired"], seen=form.cleaned_data["seen"], by=reader.session, now=reader.now,
            )  # fmt: skip
        except records.RecordsError as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("word-list", args=[code]))
    return pages.page(
        request, "form", reader, form=form, title=there.says, back=reverse("word-list", args=[code]),
        lead=f"{held.says}, {there.code}", press=_("Save as a new version"),
    )  # fmt: skip


def _add(form: Word, held: records.Thesaurus, reader: pages.Reader) -> None:
    given = form.cleaned_data
    records.write_term(
        held.code, code=given["code"], labels=form.labels, parent=given["parent"], by=reader.session, now=reader.now
    )


def _order(form: Order, held: records.Thesaurus, reader: pages.Reader) -> None:
    codes = form.cleaned_data["codes"].split()
    records.order_terms(held.code, codes=codes, by=reader.session, now=reader.now)


def _may(reader: pages.Reader) -> bool:
    return reader.may(access.Permission.MANAGE_WORDS)


def _place_of(why: records.RecordsError) -> str | None:
    return "code" if isinstance(why, records.CodeUnfit | records.StaleWords) else None


def _three(labels: records.Labels, name: str) -> dict[str, Any]:
    return {f"{name}_en": labels.en, f"{name}_be": labels.be, f"{name}_ru": labels.ru}


def _row(each: records.Thesaurus) -> tuple[Shown, ...]:
    purpose = Tag(each.tree.says, Tone.NOTE) if each.tree else _("Fields")
    return (Link(each.says, reverse("word-list", args=[each.code])), each.code, purpose, len(each.chosen_from))


def _terms(held: records.Thesaurus) -> Table:
    columns = (Column(_("Word")), Column(_("Code"), whole=True), Column(_("Below")), Column(_("State")))
    shown = ngettext("{count} word", "{count} words", len(held.terms)).format(count=len(held.terms))
    return Table(
        shown, columns, tuple(_term(each, held) for each in held.terms), _("There is no word in it yet."),
        caption_hidden=True,
    )  # fmt: skip


def _term(each: records.Term, held: records.Thesaurus) -> tuple[Shown, ...]:
    state: Shown = Tag(_("Not chosen any more"), Tone.CAREFUL) if each.retired else _("In use")
    above = held.term(each.parent).says if each.parent else ""
    return (Link(each.says, reverse("word", args=[held.code, each.code])), each.code, above, state)
