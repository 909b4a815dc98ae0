"""Who a person is: written by one who cannot read it, and seen once by two of two organisations."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.kernel.dates import in_words
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import asked_for, pages, persons
from dokaz.web.office.leaving import Press

Permission = access.Permission
SHOWN_FOR = 180  # seconds until the page leaves by itself


def _lines(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=4000, widget=fields.LongText(rows=3))


class WhoTheyAre(fields.Form):
    """Nothing of it is kept as a draft: a draft opens by one person."""

    own = _lines(later("Names as the person says them"), later("One a line: given name, patronymic, surname."))
    document = _lines(later("Names as documents spell them"), later("One a line."))
    former = _lines(later("Former names"), later("One a line."))
    nickname = _lines(later("Nicknames"), later("One a line."))
    language = forms.ChoiceField(
        label=later("Language of these names"), required=False,
        choices=(("", later("Not said")), ("be", "Беларуская"), ("ru", "Русский"), ("pl", "Polski"), ("en", "English")),
    )  # fmt: skip
    born = fields.Date(label=later("Born"), required=False)
    birthplace = forms.CharField(label=later("Place of birth"), required=False, max_length=300)
    documents = _lines(later("Documents"), later("Kind and number, one a line. Keep scans as items."))
    photographs = _lines(later("Photographs"), later("References of items, one a line."))
    note = _lines(later("Note"))
    anew = forms.BooleanField(
        label=later("Begin anew: what was written before counts no more, and its names are not found"),
        help_text=later("It is kept: two people who see the identity are shown it as well, marked, with your reason."),
        required=False,
    )
    reason = _lines(later("Why it is begun anew"), later("Only then. It is sealed with what you write here."))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def details(self) -> people.IdentityDetails:
        given = self.cleaned_data
        names = [
            people.NameForm(line, kind, given["language"]) for kind in people.NameKind for line in _of(given[kind])
        ]
        return people.IdentityDetails(
            names=tuple(names), born=given["born"], birthplace=given["birthplace"].strip(), note=given["note"].strip(),
            documents=_of(given["documents"]), photographs=_of(given["photographs"]),
        )  # fmt: skip


class Why(fields.Form):
    reason = forms.CharField(
        label=later("Why you need to know who this person is"),
        help_text=later("The second person reads it and decides by it. Name nobody else."),
        max_length=2000,
        widget=fields.LongText(rows=3),
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def write(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """Add to who a person is, without reading what is there."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    form, others = WhoTheyAre.sent(request, initial={"seen": who.number}), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            people.write_identity(
                who.id, details=form.details(), adds=not given["anew"], reason=given["reason"], seen=given["seen"],
                by=reader.session, now=reader.now,
            )  # fmt: skip
        except records.StaleRevision as why:
            others = persons.stale(form, why, who.number)
        except (access.NamesNotHeld, access.NamesNotBegun, people.NameWithoutLetter, people.PseudonymIsName) as why:
            form.add_error("own", str(why))
        except custody.ItemNotFound as why:
            access.note_absent(why, by=reader.session, now=reader.now)
            form.add_error("photographs", str(why))
        except people.IdentityTooLong as why:
            form.add_error("note", str(why))
        except (people.IdentityEmpty, records.RecordLocked) as why:
            form.add_error(None, str(why))
        except people.IdentityReasonMissing as why:
            form.add_error("reason", str(why))
        else:
            return persons.back(who)
    return persons.written(
        request, reader, form, who, title=_("Who this person is"), others=others, press=_("Seal it"),
        sentences=[_(
            "This is sealed in two halves the moment you send it: you will not read it again alone. What stands there "
            "already stays, and this is added to it, unless you begin anew and say why."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def ask(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.UNMASK, now=reader.now)
    who = persons.person(ref, reader)
    form = Why.sent(request)
    if request.method == "POST" and form.is_valid():
        made = people.ask_unmask(who.id, reason=form.cleaned_data["reason"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("unmasking", args=[made.id]))
    return persons.written(
        request, reader, form, who, title=_("Ask to see who this person is"), press=_("Ask a second person"),
        sentences=[_(
            "A member of the other half, of another organisation, reads your reason and decides within a day. You are "
            "shown the identity once, and the journal says so."
        )],
    )  # fmt: skip


@require_safe
@pages.signed_in
def requests(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = people.unmaskings(by=reader.session, now=reader.now)
    table = Table(
        caption=_("Requests to see an identity"),
        columns=(
            Column(_("Asked for"), whole=True), Column(_("By"), whole=True), Column(_("Person"), whole=True),
            Column(_("State")),
        ),
        rows=tuple(
            (
                Link(instant(each.asked_at), reverse("unmasking", args=[each.id])), str(access.name_of(each.asked_by)),
                each.ref or _("Sealed to whoever decides"), _state(each, reader),
            )
            for each in found
        ),
        empty=_("Nobody asked in the last two days, as far as it is for you to see."),
        caption_hidden=True,
    )  # fmt: skip
    return pages.page(request, "unmaskings", reader, table=table)


@require_safe
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, unmasking: UUID) -> HttpResponse:
    asked = people.unmasking(unmasking, by=reader.session, now=reader.now)
    mine = asked.asked_by == reader.session.actor.account
    return pages.page(
        request, "unmasking", reader, asked=asked, state=_state(asked, reader), about=Summary(_facts(asked)),
        may_pass=not mine and asked.waits(reader.now) and reader.may(Permission.APPROVE),
        may_show=mine and asked.ready(reader.now),
    )  # fmt: skip


@require_safe
@pages.signed_in
def before_yes(request: HttpRequest, reader: pages.Reader, unmasking: UUID) -> HttpResponse:
    """The one page before a yes."""
    asked = _waiting(reader, unmasking)
    return pages.stop(
        request, reader, _("You are about to let a colleague see who {ref} is").format(ref=asked.ref),
        _("Your session opens your half of this one identity and seals it to them. They see it once, within a day."),
        _facts(asked), onward=reverse("pass-half", args=[unmasking]), back=reverse("unmasking", args=[unmasking]),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def pass_half(request: HttpRequest, reader: pages.Reader, unmasking: UUID) -> HttpResponse:
    asked = _waiting(reader, unmasking)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        people.approve_unmask(unmasking, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("unmasking", args=[unmasking]))
    return pages.page(
        request, "form", reader, form=form, title=_("Let them see who {ref} is").format(ref=asked.ref),
        about=Summary(_facts(asked)), back=reverse("unmasking", args=[unmasking]), press=_("Pass my half on"),
        weight="grave",
    )  # fmt: skip


@require_safe
@pages.signed_in
def before_look(request: HttpRequest, reader: pages.Reader, unmasking: UUID) -> HttpResponse:
    """The one page before an identity is shown."""
    asked = _ready(reader, unmasking)
    facts = (
        SummaryRow(_("Approved by"), str(access.name_of(asked.passed_by)) if asked.passed_by else ""),
        SummaryRow(_("Shown for"), _("Three minutes, once. After that you ask anew.")),
        SummaryRow(_("Recorded"), _("That you looked, when, and on whose yes.")),
    )
    return pages.stop(
        request, reader, _("You are about to see who a person is"),
        _("Look where nobody looks over your shoulder. Write nothing down that is not needed."), facts,
        onward=reverse("show-identity-now", args=[unmasking]), back=reverse("unmasking", args=[unmasking]),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def look(request: HttpRequest, reader: pages.Reader, unmasking: UUID) -> HttpResponse:
    """The identity, once; the page leaves by itself, without a script."""
    _ready(reader, unmasking)
    form = Press.sent(request)
    if request.method != "POST" or not form.is_valid():
        return pages.page(
            request, "form", reader, form=form, title=_("See who this person is"), press=_("Show it once"),
            back=reverse("unmasking", args=[unmasking]), weight="grave",
        )  # fmt: skip
    found = people.unmask(unmasking, by=reader.session, now=reader.now)
    response = pages.page(request, "identity", reader, writings=[_writing(each) for each in found])
    response.headers["Refresh"] = f"{SHOWN_FOR}; url={reverse('unmasking', args=[unmasking])}"
    return response


def _of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _waiting(reader: pages.Reader, unmasking: UUID) -> people.UnmaskingAsked:
    """One that waits for this reader's yes. Raises UnmaskingUnknown, ProofTooOld."""
    access.require(reader.session, Permission.UNMASK, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    asked = people.unmasking(unmasking, by=reader.session, now=reader.now)
    if asked.asked_by == reader.session.actor.account or not asked.waits(reader.now):
        raise people.UnmaskingUnknown
    return asked


def _ready(reader: pages.Reader, unmasking: UUID) -> people.UnmaskingAsked:
    """One that this reader asked for and that can be used. Raises UnmaskingUnknown, ProofTooOld."""
    access.require(reader.session, Permission.UNMASK, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    asked = people.unmasking(unmasking, by=reader.session, now=reader.now)
    if asked.asked_by != reader.session.actor.account or not asked.ready(reader.now):
        raise people.UnmaskingUnknown
    return asked


def _state(asked: people.UnmaskingAsked, reader: pages.Reader) -> Tag:
    if asked.used_at:
        return Tag(_("Shown {when}").format(when=instant(asked.used_at)), Tone.PLAIN)
    if asked.ready(reader.now):
        return Tag(_("Approved: can be shown once"), Tone.GOOD)
    if asked.waits(reader.now):
        return Tag(_("Waits for the other half"), Tone.CAREFUL)
    if asked.ended_by and not asked.passed_by:
        return asked_for.ended(asked.ended_by, asked_by=asked.asked_by)
    if asked.ended_by or (asked.passed_by and not asked.holds and reader.now < asked.expires_at):
        return Tag(_("Taken back before it was used"), Tone.PLAIN)
    return Tag(_("Expired"), Tone.PLAIN)


def _facts(asked: people.UnmaskingAsked) -> tuple[SummaryRow, ...]:
    facts: list[tuple[str, Shown]] = [
        (_("Person"), asked.ref),
        (_("Reason"), asked.reason),
        (_("Asked for by"), str(access.name_of(asked.asked_by))),
        (_("Asked for"), instant(asked.asked_at)),
        (_("Can be used until"), instant(asked.expires_at)),
        (_("Approved by"), str(access.name_of(asked.passed_by)) if asked.passed_by else ""),
    ]
    return tuple(SummaryRow(title, value) for title, value in facts if value)


def _writing(each: people.IdentityShown) -> dict[str, Any]:
    told = each.details
    rows: list[tuple[str, Shown]] = [(form.kind.says, form.text) for form in told.names]
    rows += [
        (_("Born"), in_words(told.born) if told.born else ""), (_("Place of birth"), told.birthplace),
        (_("Documents"), ", ".join(told.documents)), (_("Photographs"), ", ".join(told.photographs)),
        (_("Note"), told.note),
    ]  # fmt: skip
    rows.append((_("Begun anew because"), each.reason))
    said = _("Superseded: written {when} by {who}") if each.superseded else _("Written {when} by {who}")
    by = said.format(when=instant(each.at), who=access.name_of(each.by))
    return {"by": by, "superseded": each.superseded, "about": Summary.of(rows)}
