"""After a withdrawal: what is done with each copy, what is beyond recall, and who speaks for whom cannot themself."""

from typing import Any, ClassVar
from uuid import UUID

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
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.tables import Column, Table
from dokaz.kernel.languages import said
from dokaz.people import api as persons
from dokaz.verify import showing
from dokaz.web.office import asking_forms, form_pieces, pages, release_list
from dokaz.web.office.persons import named


class Deciding(fields.Form):
    """What is done with one copy, and why."""

    kept: ClassVar = ("item", "outcome", "reason")

    item = forms.ChoiceField(label=later("Which copy"))
    outcome = forms.ChoiceField(
        label=later("What is to be done with it"), widget=fields.Radios,
        choices=form_pieces.worded(consent.CopyOutcome),
    )  # fmt: skip
    reason = forms.CharField(label=later("Why"), max_length=2_000, widget=fields.LongText(rows=3))

    def __init__(self, *args: Any, copies: tuple[consent.Copy, ...], **named: Any) -> None:
        super().__init__(*args, **named)
        choices = fields.to_choose((each.item, f"{each.item} {showing.shown(each.name)}") for each in copies)
        self.fields["item"].choices = choices  # type: ignore[attr-defined]


class Speaking(fields.Form):
    """Who speaks for a person from now on, whole. `seen` is when what it is written on was recorded."""

    kept: ClassVar = ("decides", "kin", "excluded", "reason", "seen")

    decides = forms.ChoiceField(
        label=later("Who decides"), widget=fields.Radios,
        choices=(
            ("person", later("The person")),
            ("guardian", later("A guardian, with the person")),
            ("kin", later("The next of kin: the person is dead or missing")),
        ),
    )  # fmt: skip
    kin = forms.CharField(
        label=later("Next of kin, in their order"), required=False, max_length=500,
        help_text=later(
            "Their references. The first decides; where they do not agree, that is a no. #1 or another number stands "
            "for somebody recorded before whom you may not see."
        ),
    )  # fmt: skip
    excluded = forms.CharField(
        label=later("Guardians who do not speak"), required=False, max_length=500,
        help_text=later("Their references. Neither their yes nor their no counts."),
    )  # fmt: skip
    reason = forms.CharField(label=later("Why"), max_length=2_000, widget=fields.LongText(rows=3))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


@require_http_methods(pages.PAGES)
@pages.signed_in
def copies(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    if request.method == "POST":
        access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    person = persons.person(ref, by=reader.session, now=reader.now)
    found = consent.copies_of(person.id, by=reader.session, now=reader.now)
    form = Deciding.sent(request, copies=found)
    if request.method == "POST" and form.is_valid():
        try:
            consent.decide_copy(
                person.id, item=form.cleaned_data["item"], outcome=consent.CopyOutcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"], by=reader.session, now=reader.now,
            )  # fmt: skip
        except consent.OutcomeError as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("copies", args=[person.ref]))
    left = [given for copy in found for given in copy.given_out]
    decides = reader.may(access.Permission.RECORD_CONSENT) and bool(found)
    return pages.page(
        request, "copies", reader, person=person, table=_copies(found), left=_left(left, reader),
        to_erase=_to_erase(found) if reader.may(access.Permission.DESTROY_ITEMS) else [],
        **pages.offered(form, there=decides),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def speakers(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    person = persons.person(ref, by=reader.session, now=reader.now)
    before = consent.speakers_of(person.id, by=reader.session, now=reader.now)
    form = Speaking.sent(request, initial=_initial(before, reader))
    if request.method == "POST" and form.is_valid() and (said_now := _speakers(form, person, before, reader)):
        consent.say_who_speaks(person.id, speakers=said_now, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("consent", args=[person.ref]))
    return pages.page(
        request, "form", reader, form=form, title=_("Who speaks for the person"), lead=person.pseudonym,
        back=reverse("consent", args=[person.ref]), press=_("Record it"),
    )  # fmt: skip


def _to_erase(found: tuple[consent.Copy, ...]) -> list[str]:
    """What is to be destroyed and is there still."""
    decided = [(each.item, each.decided) for each in found if not each.destroyed]
    return [item for item, one in decided if one is not None and one.outcome is consent.CopyOutcome.ERASE]


def _copies(found: tuple[consent.Copy, ...]) -> Table:
    return Table(
        caption=_("Copies"),
        columns=(Column(_("Item"), whole=True), Column(_("Name")), Column(_("Decided")), Column(_("Why"))),
        rows=tuple(_copy(each) for each in found),
        empty=_("No item is known in which this person is."),
        caption_hidden=True,
    )


def _copy(each: consent.Copy) -> tuple[Shown, ...]:
    link = Link(each.item, reverse("item", args=[each.item]))
    if each.destroyed:
        return (link, "", Tag(_("Destroyed"), Tone.BAD), "")
    if each.decided is None:
        return (link, showing.shown(each.name), Tag(_("To be decided"), Tone.CAREFUL), "")
    return (link, showing.shown(each.name), said(each.decided.outcome.words), each.decided.reason)


def _left(found: list[custody.GivenOut], reader: pages.Reader) -> Table:
    there = release_list.of_packages(sorted({each.package for each in found}), reader)
    return Table(
        caption=_("Beyond recall"),
        columns=(
            Column(_("Package"), whole=True),
            Column(_("Item"), whole=True),
            Column(_("Left the house"), whole=True),
            Column(_("Release"), whole=True),
        ),
        rows=tuple(
            (each.package, each.item, instant(each.at), there.get(each.package, ""))
            for each in sorted(found, key=lambda each: each.at)
        ),
        empty=_("No copy has left the house, as far as you may see."),
        caption_hidden=True,
    )


def _initial(before: consent.Speakers, reader: pages.Reader) -> dict[str, str]:
    """What was recorded last; whoever this reader may not see is kept as a number, so that nobody is lost unseen."""
    named = {
        each.id: each.ref
        for each in persons.persons_among([*before.kin, *before.excluded], by=reader.session, now=reader.now)
    }
    told = {one: named.get(one, mark) for mark, one in _marked(before).items()}
    decides = "kin" if before.kin_decide else "guardian" if before.guardian_decides else "person"
    kin, excluded = (", ".join(told[one] for one in several) for several in (before.kin, before.excluded))
    return {"decides": decides, "kin": kin, "excluded": excluded, "seen": _seen(before)}


def _marked(before: consent.Speakers) -> dict[str, UUID]:
    """Everybody recorded, by a number that says nothing of them."""
    return {f"#{at}": one for at, one in enumerate(dict.fromkeys([*before.kin, *before.excluded]), 1)}


def _seen(before: consent.Speakers) -> str:
    return before.recorded_at.isoformat() if before.recorded_at else ""


def _speakers(
    form: Speaking, person: persons.Person, before: consent.Speakers, reader: pages.Reader
) -> consent.Speakers | None:
    """What was typed, once everybody in it is known; what is not there stands beside its field."""
    given = form.cleaned_data
    if given["seen"] != _seen(before):
        form.add_error(None, _("Somebody changed it while you wrote. Open the page again, and write yours on that."))
    kept = _marked(before)
    found: dict[str, list[UUID]] = {"kin": [], "excluded": []}
    for name, ids in found.items():
        for ref in given[name].replace(",", " ").split():
            one = kept.get(ref) or _named(form, name, reader, ref)
            if one == person.id:
                form.add_error(name, asking_forms.themself())
            elif one is not None:
                ids.append(one)
    if form.errors:
        return None
    return consent.Speakers(
        guardian_decides=given["decides"] == "guardian", kin_decide=given["decides"] == "kin",
        kin=tuple(found["kin"]), excluded=tuple(found["excluded"]), reason=given["reason"],
    )  # fmt: skip


def _named(form: Speaking, name: str, reader: pages.Reader, ref: str) -> UUID | None:
    found = named(form, name, reader, ref=ref)
    return found.id if found else None
