"""How a person is reached, and what happens around them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import before_contact, pages, persons

if TYPE_CHECKING:
    from dokaz.design.component import Shown

Permission = access.Permission
TITLES = {
    "channel": later("Channel"), "safe_times": later("Safe times"), "words_to_use": later("Words to use"),
    "must_not_know": later("Who must not know"), "note": later("Note"),
}  # fmt: skip
HINTS = {
    "channel": later("Which one, with the number or address."),
    "safe_times": later("When nobody else hears or reads it, with the time zone."),
    "words_to_use": later("Who the caller is said to be, and what is asked first."),
    "must_not_know": later("At home, at work, in the family."),
}


class Reached(fields.Form):
    """Nothing of it is kept as a draft: it belongs to the compartment of contacts."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, label in TITLES.items():
            self.fields[name] = forms.CharField(
                label=label, help_text=HINTS.get(name, ""), required=False, max_length=2000,
                widget=fields.LongText(rows=2),
            )  # fmt: skip


class Noted(fields.Form):
    kept = ("circumstance", "on", "reason", "seen")

    circumstance = forms.ChoiceField(
        label=later("What happened"), widget=fields.Radios,
        choices=lambda: [(each.value, _worded(each)) for each in people.Circumstance],
    )  # fmt: skip
    on = fields.Date(label=later("When"), help_text=later("As far as it is known."))
    reason = forms.CharField(
        label=later("How you know it"), max_length=2000, widget=fields.LongText(rows=2),
        help_text=later("Name nobody; a reference of an item or person is enough."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


class Mistaken(fields.Form):
    kept = ("reason", "seen")

    reason = forms.CharField(
        label=later("Why it was a mistake"), max_length=2000, widget=fields.LongText(rows=2),
        help_text=later("Name nobody; a reference of an item or person is enough."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


@require_safe
@pages.signed_in
def contact(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """How to reach somebody, for members of the compartment of contacts; first whether they agreed to it."""
    access.require(reader.session, Permission.SEE_CONTACTS, now=reader.now)
    who = persons.person(ref, reader)
    before = before_contact.known(who, reader)
    if stop := before_contact.stop(request, reader, before, back=reverse("one-person", args=[who.ref])):
        return stop
    known = people.contact(who.id, by=reader.session, now=reader.now)
    return pages.page(
        request, "contact", reader, who=who, before=before, about=_about(known),
        edit=reverse("edit-contact", args=[who.ref]) + before.onward, may_write=reader.may(Permission.WRITE_CONTACTS),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def edit(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_CONTACTS, now=reader.now)
    who = persons.person(ref, reader)
    before = before_contact.known(who, reader)
    if request.method != "POST" and (
        stop := before_contact.stop(request, reader, before, back=reverse("one-person", args=[who.ref]))
    ):
        return stop
    known = people.contact(who.id, by=reader.session, now=reader.now).details
    held = {name: getattr(known, name) for name in TITLES} if known else {}
    form, others = Reached.sent(request, initial={**held, "seen": who.number}), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        details = people.ContactDetails(**{name: given[name].strip() for name in TITLES})
        try:
            people.change_contact(who.id, details=details, seen=given["seen"], by=reader.session, now=reader.now)
        except records.StaleRevision as why:
            others = persons.stale(form, why, who.number)
        except people.ContactTooLong as why:
            form.add_error("note", str(why))
        except records.RecordLocked as why:
            form.add_error(None, str(why))
        else:
            return persons.back(who)
    return persons.written(
        request, reader, form, who, title=_("How to reach this person"), others=others, press=_("Seal it"),
        sentences=[
            *before.sentences(), _("Others see only that something about the person changed, as with every change."),
        ],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def note(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    form, others = Noted.sent(request, initial={"seen": who.number}), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            people.note_situation(
                who.id, circumstance=people.Circumstance(given["circumstance"]), on=given["on"],
                reason=given["reason"], seen=given["seen"], by=reader.session, now=reader.now,
            )  # fmt: skip
        except records.StaleRevision as why:
            others = persons.stale(form, why, who.number)
        except people.SituationTooLong as why:
            form.add_error("reason", str(why))
        else:
            return persons.back(who)
    return persons.written(
        request, reader, form, who, title=_("What happened around this person"), others=others, press=_("Note it"),
        sentences=[_(
            "After a change for the worse no yes from before counts, and a package that waits for a second person is "
            "not made. Whoever records consent finds this person on their first page, to ask again."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def take_back(request: HttpRequest, reader: pages.Reader, ref: str, number: int) -> HttpResponse:
    """Say that a note was a mistake."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    told = {each.number: each for each in people.situations(who.id, by=reader.session, now=reader.now)}
    if number not in told:
        raise people.SituationUnknown
    form, others = Mistaken.sent(request, initial={"seen": who.number}), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            people.take_back_situation(
                who.id, number=number, reason=given["reason"], seen=given["seen"], by=reader.session, now=reader.now
            )
        except records.StaleRevision as why:
            others = persons.stale(form, why, who.number)
        except people.SituationTooLong as why:
            form.add_error("reason", str(why))
        else:
            return persons.back(who)
    return persons.written(
        request, reader, form, who, title=_("Take back: {what}").format(what=told[number].circumstance.says),
        others=others, press=_("Take it back"), sentences=[_("It counts no more. Both stay in the record.")],
    )  # fmt: skip


def _worded(each: people.Circumstance) -> str:
    return _("{what} (for the worse)").format(what=each.says) if each.worse else each.says


def _about(known: people.ContactKnown) -> Summary | None:
    if known.details is None or known.at is None or known.by is None:
        return None
    facts: list[tuple[str, Shown]] = [(str(title), getattr(known.details, name)) for name, title in TITLES.items()]
    facts.append((_("Last changed"), f"{instant(known.at)}, {access.name_of(known.by)}"))
    return Summary.of(facts)
