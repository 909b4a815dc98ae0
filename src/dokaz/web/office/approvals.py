"""Approvals: what waits for a second person, the yes or no to exactly one thing, and doing what was approved."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.amounts import in_bytes
from dokaz.design.component import Link, Weight
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.design.tables import Column, Table
from dokaz.web.office import asked_for, going_out, pages, portion, taking
from dokaz.web.office.site import here, house


class Yes(fields.Form):
    """The yes to what has no keys."""


class YesToKeys(fields.Form):
    fingerprint = forms.CharField(
        label=later("Fingerprint, as the person reads it to you"),
        help_text=later(
            "24 letters and digits. In a call where you know the voice, or face to face; from their own paper, and "
            "never from a message. This office does not show it."
        ),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


@require_safe
@pages.signed_in
def approvals(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """What waits, what one asked for, what is approved and not used, and what is closed."""
    mine = access.own_requests(by=reader.session, now=reader.now)
    others = [each for each in _open(reader) if each.asked_by != reader.session.actor.account]
    waiting = tuple(each for each in others if not each.approved_by)
    given = tuple(each for each in others if each.approved_by)
    parts = [
        (_("Waits for your decision"), waiting, _("Nobody waits for you.")),
        (_("You asked for"), mine, _("You have asked for nothing that is still open.")),
        (_("Approved and not used yet"), given, ""),
        (_("Closed in the last thirty days"), access.past_approvals(by=reader.session, now=reader.now), ""),
    ]
    tables = [_table(title, rows, empty, reader) for title, rows, empty in parts if rows or empty]
    return pages.page(request, "approvals", reader, tables=tables)


@require_safe
@pages.signed_in
def approval(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:
    asked = access.approval(approval, by=reader.session, now=reader.now)
    told, me = asked_for.told(asked, reader), reader.session.actor.account
    leaving = portion.Portion.of(request, told.refs, says=portion.items)
    mine, is_open = asked.asked_by == me, asked.open(reader.now)
    ready = is_open and mine and asked.approved_by is not None
    decides = is_open and not mine and reader.may(access.Permission.APPROVE)
    apart = not decides or access.independent(me, of=asked.asked_by)
    made = taking.waiting(asked.id, reader)
    return pages.page(
        request, "approval", reader, asked=asked, title=asked_for.title(asked.verb), told=told,
        state=asked_for.state(asked, reader.now), about=Summary((*told.facts, *asked_for.asked_rows(asked))),
        leaving=going_out.table(leaving.keys, reader) if leaving.pager else None, pager=leaving.pager,
        may_approve=decides and not asked.approved_by and told.whole and apart,
        apart=apart,
        may_decline=decides and asked.approved_by in (None, me),
        may_take_back=is_open and mine,
        may_finish=ready and told.account is not None,
        by_command=asked.verb if ready and not (told.account or told.place or told.elsewhere) else "",
        may_make=ready and told.sealed, made=made,
        its_size=in_bytes(made.size) if made else "",
        place=told.place if ready or (is_open and told.elsewhere) else "",
    )  # fmt: skip


@require_safe
@pages.signed_in
def before(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:
    """The one page before a yes: exactly what will be done."""
    access.require_fresh(reader.resumed, now=reader.now)
    asked, told = _to_approve(approval, reader)
    return pages.stop(
        request,
        reader,
        _("You are about to approve: {what}").format(what=asked_for.title(asked.verb)),
        _("Your approval holds for exactly this, once. If anything of it changes, it holds no more."),
        (*told.facts, *asked_for.asked_rows(asked)),
        onward=reverse("approve", args=[approval]),
        back=reverse("approval", args=[approval]),
        weight=Weight.GRAVE if told.account is None else Weight.MAIN,
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def approve(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    asked, told = _to_approve(approval, reader)
    form = (YesToKeys if told.has_keys else Yes).sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            access.approve(
                approval, by=reader.session, now=reader.now, fingerprint=form.cleaned_data.get("fingerprint")
            )
        except access.FingerprintDiffers as why:
            form.add_error("fingerprint", str(why))
        else:
            return HttpResponseRedirect(reverse("approval", args=[approval]))
    return pages.page(
        request, "form", reader, form=form, title=_("Approve: {what}").format(what=asked_for.title(asked.verb)),
        about=Summary((*(told.facts if told.account else ()), *asked_for.asked_rows(asked))),
        press=_("Approve exactly this"), back=reverse("approval", args=[approval]),
    )  # fmt: skip


@require_POST
@pages.signed_in
def decline(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:  # noqa: ARG001
    access.decline(approval, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("approval", args=[approval]))


@require_POST
@pages.signed_in
def take_back(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:  # noqa: ARG001
    access.take_back(approval, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("approval", args=[approval]))


@require_POST
@pages.signed_in
def finish(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:
    """Do what a second person approved about an account."""
    access.require_fresh(reader.resumed, now=reader.now)
    done = house().admit(here().home, approval=approval, by=reader.session, now=reader.now)
    name = str(access.name_of(done.account))
    sentence = {
        "admit": _("{name} is let in and can sign in now. It belongs to no compartment yet."),
        "renew": _("{name} has new keys, and those before open nothing."),
        "role": _("{name} has another role now."),
    }[done.act]
    more = (
        [_("Members give these compartments again: {names}.").format(names=", ".join(done.lost))] if done.lost else []
    )
    if done.left_to_recovery:
        names = ", ".join(done.left_to_recovery)
        more.append(_("No member is left here, and only recovery opens: {names}.").format(names=names))
    return pages.page(
        request, "done", reader, title=sentence.format(name=name), sentences=more,
        onward=Link(_("Look at {name}").format(name=name), reverse("person", args=[done.account])),
    )  # fmt: skip


def _open(reader: pages.Reader) -> tuple[access.Approval, ...]:
    if not reader.may(access.Permission.APPROVE):
        return ()
    return access.approvals(by=reader.session, now=reader.now)


def _to_approve(approval: UUID, reader: pages.Reader) -> tuple[access.Approval, asked_for.Told]:
    """What can be shown whole, and is open. Raises ApprovalUnknown, NotPermitted."""
    access.require(reader.session, access.Permission.APPROVE, now=reader.now)
    asked = access.approval(approval, by=reader.session, now=reader.now)
    told = asked_for.told(asked, reader)
    if not asked.open(reader.now) or not told.whole:
        raise access.ApprovalUnknown
    return asked, told


def _table(title: str, rows: tuple[access.Approval, ...], empty: str, reader: pages.Reader) -> Table:
    return Table(
        caption=title,
        columns=(Column(_("What")), Column(_("Asked for by")), Column(_("Until"), whole=True), Column(_("State"))),
        rows=tuple(
            (
                Link(asked_for.title(each.verb), reverse("approval", args=[each.id]), instant(each.asked_at)),
                str(access.name_of(each.asked_by)),
                instant(each.expires_at),
                asked_for.state(each, reader.now),
            )
            for each in rows
        ),
        empty=empty,
    )
