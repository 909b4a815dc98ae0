"""Letting somebody in, and new keys for one who forgot: asked for here, at a browser that is lent to the newcomer."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link
from dokaz.web.office import pages, roles
from dokaz.web.office.site import here, house


class WhoAndWhat(fields.Form):
    """Of which organisation, and what they may do. `stage` tells this page from the newcomer's, which comes after."""

    kept: ClassVar = ("organisation", "role")

    organisation = forms.CharField(
        label=later("Organisation"),
        help_text=later("Written as before where somebody of it works here; otherwise a new one."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=later("Role"), widget=fields.Radios, choices=roles.choices)


class OwnWords(fields.Form):
    """A pass-phrase that its owner alone sees, twice. The words proposed are shown, and typed by whoever keeps them."""

    passphrase = forms.CharField(
        label=later("Pass-phrase"),
        help_text=later("The eight words above, or your own: at least twenty characters, ten of them different."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=later("The same once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    proposed = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, second = given.get("passphrase"), given.get("again")
        if first and second and first != second:
            self.add_error("again", _("This is not the same. Type it again."))
        return given

    def words(self) -> str:
        """What is proposed on this page, the same until it is left."""
        return str(self.data.get("proposed") or access.propose_passphrase())


class Newcomer(OwnWords):
    organisation = forms.CharField(widget=forms.HiddenInput, max_length=200)
    role = forms.CharField(widget=forms.HiddenInput, max_length=20)


@require_http_methods(pages.PAGES)
@pages.signed_in
def admit(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Who shall be let in; then the newcomer sits down here."""
    access.require(reader.session, access.Permission.MANAGE_ACCOUNTS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    form = WhoAndWhat.sent(request)
    alone = access.may_admit_alone(by=reader.session)
    if request.method == "POST" and form.is_valid() and (not alone or _can_approve(form)):
        return _newcomer_page(request, reader, Newcomer(initial=form.cleaned_data))
    known = ", ".join(access.organisations(by=reader.session, now=reader.now))
    sentences = [_("Organisations here: {names}.").format(names=known)]
    sentences.append(
        _("Nobody else is here yet, so you let the second person in alone, once; the journal says so.")
        if alone
        else _("A second person approves it: one who does not owe their account to you, nor you to them.")
    )
    return pages.page(
        request, "form", reader, form=form, title=_("Let a person in"), sentences=sentences, press=_("Go on"),
        back=reverse("people"),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def newcomer(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """The newcomer's own page: the pass-phrase goes nowhere but into their keys."""
    access.require(reader.session, access.Permission.MANAGE_ACCOUNTS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admit"))
    form = Newcomer.sent(request)
    if form.is_valid():
        try:
            return _let_in(request, reader, form)
        except access.WeakPassphrase as why:
            form.add_error("passphrase", str(why))
    return _newcomer_page(request, reader, form)


@require_http_methods(pages.PAGES)
@pages.signed_in
def new_keys(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    """For one who forgot the pass-phrase and sits here now: new keys, approved as for a newcomer."""
    access.require(reader.session, access.Permission.MANAGE_ACCOUNTS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    at_work(account, reader)
    form = OwnWords.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            asked = house().propose_keys(
                here().home, passphrase=form.cleaned_data["passphrase"], account=account, by=reader.session,
                now=reader.now, cost=here().cost,
            )  # fmt: skip
        except access.WeakPassphrase as why:
            form.add_error("passphrase", str(why))
        else:
            return _read_aloud(request, reader, asked)
    sentences = [_("The person whose keys these are sits down here now. What follows is theirs alone: look away.")]
    sentences.append(
        _(
            "The keys they had open nothing afterwards, and members give them each compartment again. Where a "
            "pass-phrase was not forgotten but stolen, withdraw the account first and let the person in anew."
        )
    )
    return words_page(
        request, reader, form, title=_("New keys for {name}").format(name=access.name_of(account)),
        sentences=sentences, back=reverse("person", args=[account]),
    )  # fmt: skip


def at_work(account: UUID, reader: pages.Reader) -> access.Colleague:
    """Whom a page is about, before it speaks of them. Raises NotPermitted, AccountUnknown (also for the withdrawn)."""
    found = access.colleague(account, by=reader.session, now=reader.now)
    if found.withdrawn:
        raise access.AccountUnknown(account=account)
    return found


def _can_approve(form: WhoAndWhat) -> bool:
    try:
        access.require_approver(form.cleaned_data["role"])
    except access.CompanionCannotApprove as why:
        form.add_error("role", str(why))
        return False
    return True


def _newcomer_page(request: HttpRequest, reader: pages.Reader, form: Newcomer) -> HttpResponse:
    sentences = [_("The new person sits down here now. What follows is theirs alone: look away.")]
    return words_page(
        request, reader, form, title=_("Your pass-phrase"), sentences=sentences, back=reverse("admit"),
        action=reverse("newcomer"),
    )  # fmt: skip


def words_page(request: HttpRequest, reader: pages.Reader, form: OwnWords, **values: Any) -> HttpResponse:
    """Eight words are shown on it, once; whoever takes them writes them down and types them."""
    words = form.words()
    form.initial["proposed"] = words
    values["sentences"] = [
        *values["sentences"],
        _("These eight words are drawn for you and shown on this page only. Write them down where nobody else reads."),
    ]
    return pages.page(request, "form", reader, form=form, words=words, **{"press": _("Make my keys"), **values})


def _let_in(request: HttpRequest, reader: pages.Reader, form: Newcomer) -> HttpResponse:
    given = form.cleaned_data
    named, by, now = given["organisation"], reader.session, reader.now
    alone = access.may_admit_alone(by=by)
    if alone:
        access.require_approver(given["role"])
    access.require_strong(given["passphrase"])
    organisation = access.organisation(named, by=by, now=now) or access.add_organisation(name=named, by=by, now=now)
    wanted = {"passphrase": given["passphrase"], "organisation": access.OrganisationId(organisation)}
    more = {"role": given["role"], "by": by, "now": now, "cost": here().cost}
    if not alone:
        return _read_aloud(request, reader, house().propose_account(here().home, **wanted, **more))
    account = house().admit_alone(here().home, **wanted, **more)
    return pages.page(
        request, "done", reader, code=str(access.name_of(account)),
        title=_("You are let in. This is your name here"),
        sentences=[_("Note it: you sign in with it and your pass-phrase. From now on letting a person in takes two.")],
        onward=Link(_("Give the browser back"), reverse("people")),
    )  # fmt: skip


def _read_aloud(request: HttpRequest, reader: pages.Reader, asked: access.AdmissionAsked) -> HttpResponse:
    """The fingerprint stands on this page and on no other, for its owner's paper."""
    name = str(access.name_of(asked.account))
    return pages.page(
        request, "done", reader, code=asked.fingerprint, title=_("Note this fingerprint on your own paper"),
        sentences=[
            _(
                "It is shown this once. Read it to the second person in a call or face to face; they "
                "type what they hear."
            ),
            _(
                "Your name here will be {name}. Note it as well: you sign in with it and your "
                "pass-phrase."
            ).format(name=name),
            _("Nothing has changed yet. A second person approves, and then whoever asked lets you in."),
        ],
        onward=Link(_("I have it on paper"), reverse("approval", args=[asked.approval])),
    )  # fmt: skip
