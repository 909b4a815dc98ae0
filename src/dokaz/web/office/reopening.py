"""An item that is to stay shut after somebody took their consent back is opened by a new decision, with a reason."""

from typing import ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.dates import instant
from dokaz.kernel.languages import said
from dokaz.web.office import pages


class Opening(fields.Form):
    """Why it has to be opened all the same."""

    kept: ClassVar = ("reason",)

    reason = forms.CharField(
        label=later("Why it has to be opened all the same"), max_length=2_000, widget=fields.LongText(rows=3),
        help_text=later("It is kept with your name, and counts for you, today."),
    )  # fmt: skip


def stopped(ref: str, reader: pages.Reader, *, needs: access.Permission) -> HttpResponse | None:
    """The way to a new decision, where the file of this item is to stay shut; None where it may be opened, and for
    whoever lacks the right that is needed anyway: they are refused by what they asked for. `ref` as it was typed.
    """
    if not reader.may(needs):
        return None
    (item,) = custody.placed([ref], by=reader.session)
    if consent.kept_shut(item.ref, by=reader.session, now=reader.now) is None:
        return None
    return HttpResponseRedirect(reverse("reopen", args=[item.ref]))


@require_http_methods(pages.PAGES)
@pages.signed_in
def reopen(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, access.Permission.OPEN_ITEMS, now=reader.now)
    record = custody.show(ref, by=reader.session, now=reader.now)
    shut, there = consent.kept_shut(record.ref, by=reader.session, now=reader.now), reverse("item", args=[record.ref])
    if shut is None:
        return HttpResponseRedirect(there)
    form = Opening.sent(request)
    if request.method == "POST" and form.is_valid():
        consent.decide_to_open(record.ref, reason=form.cleaned_data["reason"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(there)
    return pages.page(
        request, "form", reader, form=form, title=_("It is to stay shut"), back=there, press=_("Decide to open it"),
        lead=record.ref,
        sentences=[
            _("After somebody in it took their consent back, this was decided on {when}: {outcome}.").format(
                when=instant(shut.at), outcome=said(shut.outcome.words)
            ),
            _("Open it only where that is needed, and say why. Then go back to the item."),
        ],
    )  # fmt: skip
