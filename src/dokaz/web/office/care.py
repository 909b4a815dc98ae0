"""Looking after oneself: how much was seen, when to rest, and what one does not want to open. Shown to nobody else."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.web.office import pages


class Rest(fields.Form):
    after = forms.IntegerField(
        label=later("After how many in a day do you want to be told"),
        help_text=later("0 means never."),
        min_value=0,
        max_value=999,
        error_messages={
            "invalid": later("Write a number from 0 to 999."), "min_value": later("Write a number from 0 to 999."),
            "max_value": later("Write a number from 0 to 999."),
        },
        widget=forms.TextInput({"inputmode": "numeric", "class": "width-4", "autocomplete": "off"}),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def care(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    seen = custody.exposure(by=reader.session, now=reader.now)
    form = Rest.sent(request, initial={"after": seen.after})
    if request.method == "POST" and form.is_valid():
        custody.rest_after(form.cleaned_data["after"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("care"))
    may_see = reader.may(access.Permission.SEE_ITEMS)
    return pages.page(
        request, "care", reader, seen=seen, form=form,
        closed=custody.handed_back(by=reader.session, now=reader.now) if may_see else (),
        unread=custody.unread(by=reader.session, now=reader.now) if may_see else (),
    )  # fmt: skip


@require_POST
@pages.signed_in
def hand_back(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:  # noqa: ARG001
    """“Not for me”: no reason is asked, and nobody is told who it was."""
    custody.hand_back(ref, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("item", args=[ref]))


@require_POST
@pages.signed_in
def take_up(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:  # noqa: ARG001
    custody.take_up(ref, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("item", args=[ref]))
