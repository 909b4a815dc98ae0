"""My account: second factors, codes on paper, and where I am signed in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.web.office import codes, pages, roles
from dokaz.web.office.signing_in import PAGES, FirstApp
from dokaz.web.office.site import here

KINDS = {"totp": later("App for codes"), "passkey": later("Passkey")}


@require_safe
@pages.signed_in
def me(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    held = [(each, KINDS[each.kind], instant(each.added_at)) for each in access.factors(by=reader.session)]
    seen = access.browsers(by=reader.session, now=reader.now)
    return pages.page(
        request, "me", reader, about=_about(reader), factors=held, left=access.codes_left(by=reader.session),
        locked=reader.session.locked,
        browsers=[(each, instant(each.began_at), each.id == reader.resumed.id) for each in seen],
    )  # fmt: skip


@require_http_methods(PAGES)
@pages.signed_in
def add_app(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    form = FirstApp.sent(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            access.add_app(given["secret"], code=given["code"], by=reader.session, now=reader.now)
        except access.FactorRefused as why:
            form.add_error("code", str(why))
        else:
            return HttpResponseRedirect(reverse("me"))
    fresh = access.new_app_secret(by=reader.session, issuer=here().collection)
    secret = form.data.get("secret") or fresh.text
    return pages.page(
        request, "add-app", reader, form=form, secret=codes.grouped(secret), raw=secret,
        picture=codes.picture(codes.address(secret, like=fresh)), status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
@pages.signed_in
def remove_factor(request: HttpRequest, reader: pages.Reader, factor: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.remove_factor(factor, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("me"))


@require_http_methods(PAGES)
@pages.signed_in
def new_codes(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """The codes are shown once, on the page that answers the press."""
    access.require_fresh(reader.resumed, now=reader.now)
    made = access.new_codes(by=reader.session, now=reader.now) if request.method == "POST" else ()
    return pages.page(request, "codes", reader, codes=made, left=access.codes_left(by=reader.session))


@require_POST
@pages.signed_in
def end_browser(request: HttpRequest, reader: pages.Reader, browser: UUID) -> HttpResponse:  # noqa: ARG001
    access.revoke(browser=browser, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("me"))


def _about(reader: pages.Reader) -> Summary:
    account = reader.session.actor.account
    return Summary((
        SummaryRow(_("Your name here"), str(access.name_of(account))),
        SummaryRow(_("Your role"), roles.title(reader.session.actor.role)),
        SummaryRow(_("Signed in until"), instant(reader.resumed.ends_at)),
    ))  # fmt: skip
