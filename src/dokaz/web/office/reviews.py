"""What waits for whom, and one record as it is reviewed: its steps, whose turn it is, and every revision of it."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag
from dokaz.design.tables import Column, Table
from dokaz.records import api as records
from dokaz.web.office import facets, pages, record_pieces, written

_STEP, _HAND_ON, _PUT_DOWN = "step", "hand-on", "put-down"


class Step(fields.Form):
    """The next step of a record. `seen` is the revision that was looked at."""

    kept: ClassVar = ("step", "comment", "to")

    step = forms.ChoiceField(label=later("What you do"), widget=fields.Radios)
    comment = forms.CharField(
        label=later("Comment"), required=False, max_length=10_000, widget=fields.LongText(rows=3),
        help_text=later("Needed to return it, open it again or take it back. It stays with the record."),
    )  # fmt: skip
    to = forms.ChoiceField(
        label=later("Whose turn it is then"), required=False,
        help_text=later("Only members of its compartment are named here."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def offer(self, held: records.Held, reader: pages.Reader) -> None:
        moves = records.possible(held, by=reader.session, now=reader.now)
        named = [(each.code, each.says) for each in moves]
        kind = records.kind_of(held.kind)
        if reader.may(kind.writes):
            named.append((_HAND_ON, _("Hand it on to a colleague; its state stays")))
        if held.holder == reader.session.actor.account:
            named.append((_PUT_DOWN, _("Put it down: it is not your turn any more")))
        self.fields["step"].choices = named  # type: ignore[attr-defined]
        nobody = [("", _("Nobody in particular"))]
        self.fields["to"].choices = nobody + record_pieces.colleagues(held.compartment)  # type: ignore[attr-defined]

    @property
    def offers(self) -> bool:
        """Whether there is anything that this reader may do."""
        return bool(self.fields["step"].choices)  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("step") == _HAND_ON and not self.cleaned_data.get("to"):
            self.add_error("to", _("Say whose turn it is."))

    def taken(self, held: records.Held, reader: pages.Reader) -> None:
        """Raises what the verbs raise."""
        given, to = self.cleaned_data, self.cleaned_data["to"]
        comment, by, now = given["comment"], reader.session, reader.now
        if given["step"] == _HAND_ON:
            records.assign(held.id, to=UUID(to), comment=comment, by=by, now=now)
        elif given["step"] == _PUT_DOWN:
            records.put_down(held.id, comment=comment, by=by, now=now)
        else:
            records.move(
                held.id, move=given["step"], seen=given["seen"], comment=comment, to=UUID(to) if to else None, by=by,
                now=now,
            )  # fmt: skip


@require_safe
@pages.signed_in
def reviews(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = records.waiting(by=reader.session, now=reader.now)
    mine, others = ([each for each in found if each.mine is it] for it in (True, False))
    house = facets.compartments(reader.session)
    kinds = [(each.says, reverse("records-of", args=[each.code])) for each in _kinds(reader)]
    return pages.page(
        request, "reviews", reader, kinds=kinds,
        mine=_table(mine, house, _("Your turn"), _("No record waits for you.")),
        others=_table(others, house, _("For anybody to review"), _("No record waits for a review.")),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def review(request: HttpRequest, reader: pages.Reader, record: UUID) -> HttpResponse:
    """A record as it stands, with its steps; the form takes the next one, on the revision that was looked at."""
    held = records.held(record, by=reader.session, now=reader.now)
    form, taken = next_step(request, held, reader)
    if taken:
        return HttpResponseRedirect(reverse("review", args=[record]))
    kind, telling = records.kind_of(held.kind), record_pieces.Telling(held.kind)
    steps = records.steps(record, by=reader.session, now=reader.now)
    return pages.page(
        request, "review", reader, held=held, title=record_pieces.named(held),
        kind=kind.says if kind.letter else "", state=record_pieces.state(held),
        about=record_pieces.summary(held, telling), steps=record_pieces.steps(steps, kind),
        turn=str(access.name_of(held.holder)) if held.holder else "", home=written.home_of(held, reader),
        may_be_reviewed=any(each.waits for each in kind.states.states),
        **pages.offered(form, there=form.offers),
    )  # fmt: skip


def next_step(request: HttpRequest, held: records.Held, reader: pages.Reader) -> tuple[Step, bool]:
    """The form for the next step of a record, and whether that was sent and taken."""
    form = Step.sent(request, initial={"seen": held.number})
    form.offer(held, reader)
    return form, request.method == "POST" and form.is_valid() and _take(form, held, reader)


def _take(form: Step, held: records.Held, reader: pages.Reader) -> bool:
    """Take the step that was chosen; where it is refused the form says why."""
    try:
        form.taken(held, reader)
    except records.RecordsError as why:
        form.add_error("comment" if isinstance(why, records.ReasonMissing) else None, str(why))
        return False
    return True


@require_safe
@pages.signed_in
def history(request: HttpRequest, reader: pages.Reader, record: UUID) -> HttpResponse:
    held = records.held(record, by=reader.session, now=reader.now)
    found = records.history(record, by=reader.session, now=reader.now)
    timeline = record_pieces.revisions(found, record_pieces.Telling(held.kind))
    return pages.page(request, "record-history", reader, ref=record_pieces.named(held), record=record, history=timeline)


def _kinds(reader: pages.Reader) -> list[records.RecordKind]:
    return [each for each in records.every_kind() if reader.may(each.sees)]


def _table(found: list[records.Waits], house: dict[UUID, str], caption: str, empty: str) -> Table:
    columns = (Column(_("Record"), whole=True), Column(_("Kind")), Column(_("State")), Column(_("Compartment")))
    return Table(caption, columns, tuple(_row(each, house) for each in found), empty, caption_hidden=True)


def _row(each: records.Waits, house: dict[UUID, str]) -> tuple[Shown, ...]:
    kind = records.kind_of(each.kind)
    state: Tag = record_pieces.state_tag(each.state, kind)
    there = Link(record_pieces.named(each), reverse("review", args=[each.record]))
    return (there, kind.says, state, house.get(each.compartment, ""))
