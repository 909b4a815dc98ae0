"""Signing in and out: a name and its pass-phrase on one page, the second factor on the next."""

import json
import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Tone
from dokaz.design.notices import Banner
from dokaz.kernel import clock
from dokaz.safeguards import api as safeguards
from dokaz.web.office import codes, cookies, pages
from dokaz.web.office.site import here

PASSKEY, APP, PAPER = "passkey", "totp", "paper"
SECRET = re.compile("[A-Z2-7]{32}")  # as `access.new_app_secret` makes it


class NameAndPassphrase(fields.Form):
    name = forms.CharField(
        label=_("Your name here"),
        help_text=_("It was given to you when you were let in, and looks like T-7K3F-9QXM4."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    passphrase = forms.CharField(
        label=_("Pass-phrase"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class OneCode(fields.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of the codes you keep on paper."),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false", "class": "width-10"}),
    )

    def without_app(self) -> "OneCode":
        """For those whose organisation accepts no app."""
        self.fields["code"].help_text = _("One of the codes you keep on paper. A code from an app does not count here.")
        return self


class FirstApp(fields.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "width-10"}),
    )
    secret = forms.RegexField(
        SECRET, widget=forms.HiddenInput, error_messages={"invalid": _("The picture is a new one: scan it again.")}
    )

    def secret_or(self, fresh: access.AppSecret) -> str:
        """The secret whose picture was shown, so that a wrong code does not change it; a fresh one where none was."""
        sent = self.data.get("secret", "")
        return sent if SECRET.fullmatch(sent) else fresh.text


@require_http_methods(pages.PAGES)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step."""
    form, status = NameAndPassphrase.sent(request), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            tokens = access.begin_sign_in(
                here().home, name=given["name"], passphrase=given["passphrase"], device=cookies.device(request),
                now=clock.now(),
            )  # fmt: skip
        except access.TooManySignIns as why:
            form.add_error(None, str(why))
            status = pages.status_of(why)
        except access.SignInError as why:
            form.add_error(None, str(why))
        else:
            response = HttpResponseRedirect(_second_step(request))
            cookies.keep_pending(response, tokens)
            return response
    kept = request.GET.get(pages.KEPT) == "1"
    onward = pages.onward(request)
    return pages.page(request, "sign-in", form=form, onward=onward, kept=kept, old=_old(request), status=status)


def _old(request: HttpRequest) -> Banner | None:
    """A word to whoever comes with a browser without what guards this office there (ASVS 3.7.5).

    Every browser since March 2023 says where a request comes from; those that do know our cookies' `__Host-` and
    `SameSite` too, our policy for content, and how a page is kept apart from those of other sites.
    """
    if "Sec-Fetch-Site" in request.headers:
        return None
    text = _(
        "It does not say where its requests come from, or something on the way takes that out. What guards this office "
        "in a browser may not work in it. Use one that is kept up to date, before you type anything."
    )
    return Banner(str(_("This browser may be too old")), str(text), Tone.BAD)


@require_http_methods(pages.PAGES)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step, by whatever this account has; one that has nothing yet adds its first."""
    tokens, office, now = cookies.pending(request), here(), clock.now()
    waiting = access.waiting_sign_in(tokens, machine=office.machine, now=now)
    if not waiting.kinds & {PASSKEY, APP}:
        return HttpResponseRedirect(f"{reverse('first-factor')}?{request.GET.urlencode()}")
    form = OneCode.sent(request)
    if request.method == "POST" and _proves(request, form):
        try:
            return _signed_in(request, _prove(request, form, tokens))
        except (access.FactorRefused, access.SignInSlowed) as why:
            form.add_error("code", str(why))
    options = access.ask_passkey(tokens, site=office.passkeys, machine=office.machine, now=now) if (
        PASSKEY in waiting.kinds
    ) else None  # fmt: skip
    return pages.page(
        request, "second-factor", form=form if waiting.apps else form.without_app(), passkey=shown_options(options),
        typed=bool(waiting.kinds & {APP, PAPER}), onward=pages.onward(request),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
def first_factor(request: HttpRequest) -> HttpResponse:
    """Nobody works here with a pass-phrase alone: the first second factor is added before anything else."""
    tokens, office, now = cookies.pending(request), here(), clock.now()
    form = FirstApp.sent(request)
    if request.method == "POST" and _proves(request, form):
        try:
            return _signed_in(request, _enrol(request, form, tokens), to=reverse("codes"))
        except (access.FactorRefused, access.SignInSlowed) as why:
            form.add_error("code", str(why))
    options = access.ask_new_passkey(tokens, site=office.passkeys, machine=office.machine, now=now)
    passkey, onward = shown_options(options), pages.onward(request)
    if not access.waiting_sign_in(tokens, machine=office.machine, now=now).apps:
        return pages.page(request, "first-passkey", form=form, passkey=passkey, onward=onward)
    fresh = access.first_app_secret(tokens, issuer=office.collection, machine=office.machine, now=now)
    secret = form.secret_or(fresh)
    return pages.page(
        request, "first-factor", form=form, secret=codes.grouped(secret), raw=secret,
        picture=codes.picture(codes.address(secret, like=fresh)), passkey=passkey, onward=onward,
    )  # fmt: skip


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    access.sign_out(cookies.session(request), machine=here().machine, now=clock.now())
    response = pages.page(request, "signed-out")
    cookies.drop_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(pages.PAGES)
@pages.signed_in
def prove(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Once more before what is sensitive."""
    form = OneCode.sent(request)
    if request.method == "POST" and _proves(request, form):
        try:
            _prove_again(request, form, reader)
            safeguards.proved_again(by=reader.session, now=reader.now)
        except access.FactorRefused as why:
            form.add_error("code", str(why))
        else:
            return HttpResponseRedirect(pages.onward(request))
    kept = request.GET.get(pages.KEPT) == "1"
    held = {each.kind for each in access.factors(by=reader.session)}
    options = access.ask_passkey_again(
        cookies.session(request), site=here().passkeys, machine=here().machine, now=reader.now
    ) if PASSKEY in held else None  # fmt: skip
    form = form if access.apps_accepted(by=reader.session) else form.without_app()
    return pages.page(
        request, "prove", reader, form=form, passkey=shown_options(options), onward=pages.onward(request), kept=kept
    )


def _second_step(request: HttpRequest) -> str:
    onward = pages.onward(request)
    return reverse("second-factor") + (f"?{urlencode({pages.NEXT: onward})}" if onward != "/" else "")


def _proves(request: HttpRequest, form: fields.Form) -> bool:
    return "passkey" in request.POST or form.is_valid()


def answered(request: HttpRequest) -> dict[str, Any] | None:
    """What the browser's passkey said; None where a code was sent. Raises FactorRefused for what is no answer."""
    if "passkey" not in request.POST:
        return None
    try:
        said = json.loads(request.POST["passkey"])
    except (ValueError, RecursionError) as why:
        raise access.FactorRefused from why
    if not isinstance(said, dict):
        raise access.FactorRefused
    return said


def _prove(request: HttpRequest, form: fields.Form, tokens: access.Tokens) -> access.SignedIn:
    office, device, now = here(), cookies.device(request), clock.now()
    answer = answered(request)
    if answer is None:
        return access.prove_code(tokens, code=form.cleaned_data["code"], device=device, machine=office.machine, now=now)
    return access.prove_passkey(
        tokens, answer=answer, site=office.passkeys, device=device, machine=office.machine, now=now
    )


def _prove_again(request: HttpRequest, form: fields.Form, reader: pages.Reader) -> None:
    tokens, machine, answer = cookies.session(request), here().machine, answered(request)
    if answer is None:
        access.prove_again(tokens, code=form.cleaned_data["code"], machine=machine, now=reader.now)
    else:
        access.prove_passkey_again(tokens, answer=answer, site=here().passkeys, machine=machine, now=reader.now)


def _enrol(request: HttpRequest, form: fields.Form, tokens: access.Tokens) -> access.SignedIn:
    office, device, now = here(), cookies.device(request), clock.now()
    answer = answered(request)
    if answer is None:
        given = form.cleaned_data
        return access.enrol_app(
            tokens, secret=given["secret"], code=given["code"], device=device, machine=office.machine, now=now
        )
    return access.enrol_passkey(
        tokens, answer=answer, site=office.passkeys, device=device, machine=office.machine, now=now
    )


def _signed_in(request: HttpRequest, done: access.SignedIn, *, to: str | None = None) -> HttpResponse:
    response = HttpResponseRedirect(to or pages.onward(request))
    cookies.keep_session(response, done)
    return response


def shown_options(options: object) -> str:
    return json.dumps(options) if options else ""
