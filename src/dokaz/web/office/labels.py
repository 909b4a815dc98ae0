"""Labels on an item or a record: what a source claims apart from what a reviewer observed, each with its reason."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.dates import instant
from dokaz.kernel.errors import NotThere
from dokaz.records import api as records
from dokaz.web.office import pages

ITEM = "item"


class Labelling(fields.Form):
    """Which label is put, or taken off, and why."""

    kept: ClassVar = ("label", "reason")

    label = forms.ChoiceField(label=later("Label"))
    reason = forms.CharField(
        label=later("Why"), max_length=10_000, widget=fields.LongText(rows=2),
        help_text=later("Where exactly the source says so, or where exactly you see it."),
    )  # fmt: skip

    def offer(self, lists: tuple[records.Thesaurus, ...]) -> None:
        every: list[tuple[str, object]] = [("", _("Choose one"))]
        for each in lists:
            if each.tree is not None:
                words = [(f"{each.code}/{term.code}", term.says) for term in each.chosen_from]
                every.append((f"{each.tree.says}: {each.says}", words))
        self.fields["label"].choices = every  # type: ignore[attr-defined]


class TakingOff(fields.Form):
    reason = forms.CharField(label=later("Why it goes"), max_length=10_000, widget=fields.LongText(rows=2))


@require_http_methods(pages.PAGES)
@pages.signed_in
def of_item(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    record = custody.show(ref, by=reader.session, now=reader.now)
    back = reverse("item", args=[record.ref])
    may = not record.destroyed and reader.may(access.Permission.DESCRIBE_ITEMS)
    return _labels(request, reader, record.item, kind=ITEM, ref=record.ref, back=back, may=may)


@require_http_methods(pages.PAGES)
@pages.signed_in
def of_record(request: HttpRequest, reader: pages.Reader, record: UUID) -> HttpResponse:
    held = records.held(record, by=reader.session, now=reader.now)
    kind = records.kind_of(held.kind)
    back = reverse("review", args=[record])
    return _labels(request, reader, record, kind=kind.code, ref=held.ref, back=back, may=reader.may(kind.writes))


def _labels(
    request: HttpRequest, reader: pages.Reader, thing: UUID, *, kind: str, ref: str, back: str, may: bool
) -> HttpResponse:
    """The labels of one thing, and two forms: to put one on, or to take the one that `off` names off again."""
    lists = records.thesauri()
    off = request.POST.get("off", "")
    form = Labelling.sent(request) if not off else Labelling()
    form.offer(lists)
    taking = TakingOff.sent(request) if off else TakingOff()
    sent: fields.Form = taking if off else form
    if request.method == "POST" and sent.is_valid():
        try:
            _take_off(off, taking, reader) if off else _put(form, thing, kind, reader)
        except NotThere:
            raise
        except records.RecordsError as why:
            sent.add_error("reason" if isinstance(why, records.ReasonMissing) else None, str(why))
        else:
            return HttpResponseRedirect(request.path)
    found = records.labels_on(thing, kind=kind, by=reader.session, now=reader.now)
    return pages.page(
        request, "labels", reader, ref=ref, back=back, putting=form, off=off,
        trees=[(tree.says, list(_told(found, lists, tree))) for tree in records.Tree],
        **pages.offered(sent, there=may),
    )  # fmt: skip


def _put(form: Labelling, thing: UUID, kind: str, reader: pages.Reader) -> None:
    thesaurus, _slash, term = form.cleaned_data["label"].partition("/")
    records.put_label(
        thing, kind=kind, thesaurus=thesaurus, term=term, reason=form.cleaned_data["reason"], by=reader.session,
        now=reader.now,
    )  # fmt: skip


def _take_off(off: str, form: TakingOff, reader: pages.Reader) -> None:
    if (label := pages.identifier(off)) is None:
        raise records.LabelUnknown
    records.take_label_off(label, reason=form.cleaned_data["reason"], by=reader.session, now=reader.now)


def _told(
    found: tuple[records.LabelPut, ...], lists: tuple[records.Thesaurus, ...], tree: records.Tree
) -> Iterator[dict[str, object]]:
    known = {each.code: each for each in lists}
    for each in found:
        if each.tree is tree:
            yield {
                "id": each.id, "says": known[each.thesaurus].term(each.term).says, "reason": each.reason,
                "by": str(access.name_of(each.by)), "when": instant(each.at), "method": each.method,
                "list": known[each.thesaurus],
            }  # fmt: skip
