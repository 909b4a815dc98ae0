"""What is taken from a person: a role, the keys for a journey, the account itself; and another role, by two."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link
from dokaz.design.lists import SummaryRow
from dokaz.web.office import admitting, pages, roles
from dokaz.web.office.site import here, house


class Press(fields.Form):
    """A page with one button."""


class OneRole(fields.Form):
    role = forms.ChoiceField(label=later("Role"), widget=fields.Radios, choices=roles.choices)


class EvenAlone(fields.Form):
    even_alone = forms.BooleanField(
        label=later("Also where only the holders of recovery shares could give the keys back"), required=False
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def give_role(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    """Ask a second person for another role."""
    _ready(reader, access.Permission.MANAGE_ACCOUNTS, about=account)
    form = OneRole.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            asked = access.propose_role(form.cleaned_data["role"], account=account, by=reader.session, now=reader.now)
        except access.RoleHeld as why:
            form.add_error("role", str(why))
        else:
            return HttpResponseRedirect(reverse("approval", args=[asked.approval]))
    sentences = [
        _("It takes the place of the role held now, once a second person has approved it and you have done it.")
    ]
    return _form(
        request, reader, form, account, title=_("Another role for {name}"), press=_("Ask a second person"),
        sentences=sentences,
    )  # fmt: skip


@require_safe
@pages.signed_in
def end_role(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    """The one page before: what ends, and what stays."""
    colleague = _ready(reader, access.Permission.MANAGE_ACCOUNTS, about=account)
    return pages.stop(
        request,
        reader,
        _("You are about to end the role of {name}").format(name=access.name_of(account)),
        _(
            "They sign in no more, from this moment. The keys of their compartments stay with them until you withdraw "
            "the account or remove them from each compartment."
        ),
        (SummaryRow(_("Role"), roles.held(colleague.roles)),),
        onward=reverse("end-role-now", args=[account]),
        back=reverse("person", args=[account]),
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def end_role_now(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    _ready(reader, access.Permission.MANAGE_ACCOUNTS, about=account)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        access.end_role(account=account, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("person", args=[account]))
    return _form(
        request, reader, form, account, title=_("End the role of {name}"), press=_("End the role"), weight="grave"
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def travel(request: HttpRequest, reader: pages.Reader, account: UUID | None = None) -> HttpResponse:
    """Travel mode, for oneself or a colleague: nothing they know opens a compartment until members give again."""
    me = reader.session.actor.account
    whose = account or me
    if whose == me:
        access.require_fresh(reader.resumed, now=reader.now)
    else:
        _ready(reader, access.Permission.MANAGE_COMPARTMENTS, about=whose)
    form = EvenAlone.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            left = access.travel(
                account=whose, by=reader.session, now=reader.now, even_alone=form.cleaned_data["even_alone"]
            )
        except access.OnlyMember as why:
            form.add_error("even_alone", str(why))
        else:
            return _left_behind(request, reader, whose, left)
    names = ", ".join(each.name for each in _of(whose, reader)) or _("none")
    opens_nothing = _(
        "Nothing the person knows, says or types opens them then, whoever asks. The role stays, and so does signing in."
    )
    mine_opens_nothing = _(
        "Nothing you know, say or type opens them then, whoever asks. You keep your role and can sign in."
    )
    sentences = [
        _("Before a journey the keys of compartments are left behind: {names}.").format(names=names),
        mine_opens_nothing if whose == me else opens_nothing,
        _("Coming back, members of each compartment give the keys again."),
    ]
    title = _("Leave your keys behind for a journey") if whose == me else _("Leave the keys of {name} behind")
    return _form(
        request, reader, form, whose, title=title, press=_("Leave the keys behind"), weight="grave",
        sentences=sentences, back=reverse("me") if whose == me else None,
    )  # fmt: skip


@require_safe
@pages.signed_in
def withdraw(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    """The one page before: what ends, which compartments get new keys, and what this cannot take back."""
    _ready(reader, access.Permission.MANAGE_ACCOUNTS, access.Permission.MANAGE_COMPARTMENTS, about=account)
    circles = _of(account, reader)
    alone = [each.name for each in circles if len(each.members) == 1]
    name = str(access.name_of(account))
    facts = [
        SummaryRow(_("Ends at once"), _("The account, its role, its keys and all its sessions")),
        SummaryRow(_("New keys for those who remain in"), ", ".join(each.name for each in circles) or _("none")),
    ]
    if alone:
        facts.append(SummaryRow(_("Left to recovery, for no other member is there"), ", ".join(alone)))
    facts.append(
        SummaryRow(
            _("Cannot be taken back"),
            _(
                "What the person read, copied or extracted, and what opens in a copy of the home or "
                "a back-up made before"
            ),
        )
    )
    return pages.stop(
        request,
        reader,
        _("You are about to withdraw {name}").format(name=name),
        _("Nobody can undo this: who comes back is let in anew, with new keys."),
        tuple(facts),
        onward=reverse("withdraw-now", args=[account]),
        back=reverse("person", args=[account]),
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def withdraw_now(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    _ready(reader, access.Permission.MANAGE_ACCOUNTS, access.Permission.MANAGE_COMPARTMENTS, about=account)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        done = house().withdraw(here().home, account=account, by=reader.session, now=reader.now)
        sentences = [_("New keys for those who remain: {names}.").format(names=", ".join(done.renewed) or _("none"))]
        if done.left_to_recovery:
            names = ", ".join(done.left_to_recovery)
            sentences.append(_("No member is left here, and only recovery opens: {names}.").format(names=names))
        return pages.page(
            request, "done", reader, title=_("{name} is withdrawn").format(name=access.name_of(account)),
            sentences=sentences, onward=Link(_("People"), reverse("people")),
        )  # fmt: skip
    return _form(
        request, reader, form, account, title=_("Withdraw {name}"), press=_("Withdraw the account"), weight="grave"
    )


def _ready(reader: pages.Reader, *permissions: access.Permission, about: UUID) -> access.Colleague:
    """Whom it is about; refused before anything is asked. Raises NotPermitted, ProofTooOld, AccountUnknown."""
    for permission in permissions:
        access.require(reader.session, permission, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    return admitting.at_work(about, reader)


def _of(account: UUID, reader: pages.Reader) -> list[access.Circle]:
    """The compartments an account belongs to, as far as the reader may see them."""
    circles = access.circles(by=reader.session, now=reader.now)
    return [each for each in circles if any(member.id == account for member in each.members)]


def _left_behind(
    request: HttpRequest, reader: pages.Reader, account: UUID, left: tuple[access.LeftBehind, ...]
) -> HttpResponse:
    sentences = []
    for each in left:
        who = ", ".join(str(access.name_of(one)) for one in each.can_grant)
        again = _("{name}: can be given again by {who}.") if who else _("{name}: only recovery can give its keys back.")
        sentences.append(again.format(name=each.compartment, who=who))
    return pages.page(
        request, "done", reader, title=_("The keys of {name} are left behind").format(name=access.name_of(account)),
        sentences=sentences or [_("There were none.")], onward=Link(_("Home"), reverse("home")),
    )  # fmt: skip


def _form(
    request: HttpRequest, reader: pages.Reader, form: fields.Form, account: UUID, *, title: str, **values: Any
) -> HttpResponse:
    values["back"] = values.get("back") or reverse("person", args=[account])
    return pages.page(
        request, "form", reader, form=form, title=title.format(name=access.name_of(account)), **values
    )  # fmt: skip
