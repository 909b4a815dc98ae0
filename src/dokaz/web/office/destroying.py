"""Destroying in the office, in two acts and by two people: proposed here, read by the second one, and done here."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Weight
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.kernel.errors import CodeError
from dokaz.web.office import asked_for, form_pieces, pages


class Proposal(fields.Form):
    """What goes, and why. What is named beside the item is as good as proposed: nothing is added without a look."""

    kept: ClassVar = ("ground", "reason", "authority", "others")

    ground = forms.ChoiceField(label=later("Why"), choices=lambda: form_pieces.worded(custody.Ground))
    reason = forms.CharField(
        label=later("Why, in your words"), max_length=2_000, widget=fields.LongText(rows=3),
        help_text=later("It is sealed to the compartment, and stays when the item is gone."),
    )  # fmt: skip
    authority = forms.CharField(label=later("Rule or order it rests on"), max_length=2_000, required=False)
    others = forms.CharField(
        label=later("Which go with it"), max_length=20_000, required=False, widget=fields.LongText(rows=3),
        help_text=later(
            "References of items, one a line. What was made of it, or is the same file received again, stays unless it "
            "stands here."
        ),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def propose(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """The first act: exactly what would go is kept, and a second person is asked for that and nothing else."""
    access.require(reader.session, access.Permission.DESTROY_ITEMS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    record = custody.show(ref, by=reader.session, now=reader.now)
    there = reverse("item", args=[record.ref])
    if record.destroyed:
        return HttpResponseRedirect(there)
    form = Proposal.sent(
        request, initial={"ground": request.GET.get("ground", ""), "others": "\n".join(record.derivatives)}
    )
    if request.method == "POST" and form.is_valid() and (asked := _asked(record.ref, form, reader)):
        return HttpResponseRedirect(reverse("approval", args=[asked]))
    return pages.page(
        request, "form", reader, form=form, title=_("Propose that it is destroyed"), lead=record.ref, back=there,
        press=_("Ask a second person"), weight=Weight.GRAVE,
        sentences=[
            _(
                "Nothing is destroyed yet. A second person, whose account does not come from you, reads exactly what "
                "would go and what would remain, and says yes or no."
            ),
            _("Copies that were extracted or read before cannot be recalled."),
        ],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def destroy(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:
    """The second act, by whoever asked. Cut off, the same press goes on; where all is done it changes nothing."""
    access.require(reader.session, access.Permission.DESTROY_ITEMS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    proposed = _approved(approval, reader)
    form = fields.Form.sent(request)
    if request.method == "POST" and form.is_valid():
        return _destroyed(request, custody.destroy(proposed.receipt, by=reader.session, now=reader.now), reader)
    return pages.page(
        request, "form", reader, form=form, title=_("Destroy exactly this"), weight=Weight.GRAVE,
        about=Summary(tuple(asked_for.destruction(proposed))), press=_("Destroy it now"),
        back=reverse("approval", args=[approval]),
        sentences=[_("This cannot be taken back.")],
    )  # fmt: skip


def _asked(ref: str, form: Proposal, reader: pages.Reader) -> UUID | None:
    """The approval that was asked for; None where an item named beside it is none, and the form says so."""
    given = form.cleaned_data
    refs = list(dict.fromkeys([ref, *given["others"].split()]))
    try:
        asked = custody.propose_destruction(
            refs, ground=custody.Ground(given["ground"]), reason=given["reason"], authority=given["authority"],
            by=reader.session, now=reader.now,
        )  # fmt: skip
    except (CodeError, custody.ItemNotFound, custody.ItemDestroyed, custody.SeveralCompartments) as why:
        access.note_absent(why, by=reader.session, now=reader.now)
        form.add_error("others", str(why))
        return None
    return asked.approval


def _approved(approval: UUID, reader: pages.Reader) -> custody.DestructionProposed:
    """What the reader asked for and a second person approved. Raises ApprovalUnknown for everything else."""
    asked = access.approval(approval, by=reader.session, now=reader.now)
    if asked.verb != custody.DESTROY or asked.asked_by != reader.session.actor.account or asked.approved_by is None:
        raise access.ApprovalUnknown
    proposed = custody.proposed_destruction(asked.sha256, by=reader.session, now=reader.now)
    if proposed is None:
        raise access.ApprovalUnknown
    return proposed


def _destroyed(request: HttpRequest, report: custody.DestructionReport, reader: pages.Reader) -> HttpResponse:
    gone = len(report.items)
    kept = max((each.kept_until for each in report.items if each.kept_until), default=None)
    in_backups = [_("Back-ups hold the keys until {when}.").format(when=instant(kept))] if kept else []
    first = report.items[0].ref
    return pages.page(
        request, "done", reader,
        title=ngettext("{count} item is destroyed", "{count} items are destroyed", gone).format(count=grouped(gone)),
        sentences=[*in_backups, *report.left], onward=Link(_("What remains of it"), reverse("item", args=[first])),
    )  # fmt: skip
