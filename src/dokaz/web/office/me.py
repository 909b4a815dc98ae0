"""My account: second factors, codes on paper, and where I am signed in."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.web.office import admitting, codes, cookies, pages, roles
from dokaz.web.office.signing_in import FirstApp, answered, shown_options
from dokaz.web.office.site import here, house


class NewWords(admitting.OwnWords):
    """The pass-phrase as it is now, and another one."""

    field_order = ("old", "passphrase", "again")

    old = forms.CharField(
        label=later("Your pass-phrase as it is now"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


KINDS = {"totp": later("App for codes"), "passkey": later("Passkey")}


@require_safe
@pages.signed_in
def me(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    factors = access.factors(by=reader.session)
    counting = [each.id for each in factors if each.accepted]
    held = [
        (each, KINDS[each.kind], instant(each.added_at), bool({*counting} - {each.id})) for each in factors
    ]  # the last one that counts stays
    seen = access.browsers(by=reader.session, now=reader.now)
    devices = access.devices(here=reader.resumed.device, by=reader.session, now=reader.now)
    return pages.page(
        request, "me", reader, about=_about(reader), factors=held, left=access.codes_left(by=reader.session),
        locked=reader.session.locked, apps=access.apps_accepted(by=reader.session), keys_on=cookies.keys_on(request),
        browsers=[
            (each, instant(each.began_at), instant(each.seen_at), each.id == reader.resumed.id) for each in seen
        ],
        devices=[(each, instant(each.first_at), instant(each.last_at), device_state(each)) for each in devices],
    )  # fmt: skip


def device_state(device: access.SeenDevice) -> Tag:
    """Whose it is, in words."""
    if device.here:
        return Tag(_("This device"), Tone.PLAIN)
    if device.mine is None:
        return Tag(_("New: nobody has said whose it is"), Tone.CAREFUL)
    return Tag(_("Known"), Tone.GOOD) if device.mine else Tag(_("Not theirs: signed out"), Tone.BAD)


@require_POST
@pages.signed_in
def switch_keys(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    """Single keys are listened to in this browser, or no longer."""
    response = HttpResponseRedirect(reverse("me"))
    cookies.keep_keys(response, on=not cookies.keys_on(request))
    return response


@require_POST
@pages.signed_in
def know_device(request: HttpRequest, reader: pages.Reader, device: UUID) -> HttpResponse:  # noqa: ARG001
    access.know_device(device, here=reader.resumed.device, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("me"))


@require_POST
@pages.signed_in
def disown_device(request: HttpRequest, reader: pages.Reader, device: UUID) -> HttpResponse:
    """It is signed out at once; the page says what else to do."""
    access.disown_device(device, here=reader.resumed.device, by=reader.session, now=reader.now)
    return pages.page(
        request, "done", reader, title=_("It is signed out"),
        sentences=[
            _("Somebody has your pass-phrase and your second factor. Change the pass-phrase now and make new codes."),
            _(
                "Then telephone a colleague who can withdraw your account: whoever copied this home "
                "opens it there still."
            ),
        ],
        onward=Link(_("Change my pass-phrase"), reverse("passphrase")),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def passphrase(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Another pass-phrase for the same keys. Sessions elsewhere end."""
    access.require_fresh(reader.resumed, now=reader.now)
    form = NewWords.sent(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            house().change_passphrase(
                here().home, old=given["old"], new=given["passphrase"], by=reader.session, now=reader.now,
                cost=here().cost,
            )  # fmt: skip
        except access.WrongPassphrase:
            form.add_error("old", _("This is not your pass-phrase. Check the spelling and the keyboard layout."))
        except access.WeakPassphrase as why:
            form.add_error("passphrase", str(why))
        except access.TooManySignIns as why:
            form.add_error(None, str(why))
        else:
            return _changed(request, reader)
    return admitting.words_page(
        request, reader, form, title=_("Change my pass-phrase"), back=reverse("me"), press=_("Change it"),
        sentences=[_("It does not help against a copy of the home that somebody took: there the old one still opens.")],
    )  # fmt: skip


def _changed(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.stay_signed_in(reader.resumed, now=reader.now)
    return pages.page(
        request, "done", reader, title=_("The new pass-phrase opens your account"),
        sentences=[_("The old one opens nothing here any more. Everywhere else you are signed out.")],
        onward=Link(_("My account"), reverse("me")),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
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
    secret = form.secret_or(fresh)
    return pages.page(
        request, "add-app", reader, form=form, secret=codes.grouped(secret), raw=secret,
        picture=codes.picture(codes.address(secret, like=fresh)),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add_passkey(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Another passkey, made by the browser's own window."""
    access.require_fresh(reader.resumed, now=reader.now)
    tokens, office, wrong = cookies.session(request), here(), ""
    if request.method == "POST":
        try:
            answer = answered(request) or {}
            access.add_passkey(tokens, answer=answer, site=office.passkeys, machine=office.machine, now=reader.now)
        except access.FactorRefused:
            wrong = _("The passkey was not made. Try again in this window.")
        else:
            return HttpResponseRedirect(reverse("me"))
    options = access.ask_another_passkey(tokens, site=office.passkeys, machine=office.machine, now=reader.now)
    return pages.page(
        request, "add-passkey", reader, passkey=shown_options(options), wrong=wrong, status=422 if wrong else None
    )


@require_POST
@pages.signed_in
def remove_factor(request: HttpRequest, reader: pages.Reader, factor: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.remove_factor(factor, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("me"))


@require_http_methods(pages.PAGES)
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
