"""Lists that have to be worked off: what is compromised, and what ends when somebody leaves. For custodians."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped, in_bytes
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.design.tables import AFTER, Column, Pager, Table, pager
from dokaz.kernel.languages import Language, said
from dokaz.people import api as people
from dokaz.safeguards import api as safeguards
from dokaz.web.office import facets, form_pieces, pages

Kind = safeguards.CompromiseKind
PAGE = 50  # persons
KINDS = {
    Kind.ACCOUNT: later("An account"),
    Kind.DEVICE: later("A device of an account"),
    Kind.COMPARTMENT: later("A compartment"),
    Kind.MACHINE: later("This machine"),
    Kind.PACKAGE: later("A release: a package that left the house"),
    Kind.PROVIDER: later("A provider outside the house"),
}


class Suspected(fields.Form):
    what = forms.ChoiceField(
        label=later("What may be in other hands"),
        help_text=later(
            "If it is your own account or device, you are signed out, and another custodian lets you in again."
        ),
    )
    package = form_pieces.reference(
        later("Code of the package"), later("Only for a release. It looks like K-7K3F-9QXM4."), required=False
    )
    since = form_pieces.day(
        later("Since which day, at the earliest"),
        later("For example 2026-03-04. Too early costs work; too late leaves somebody unwarned."),
    )

    def __init__(self, *args: Any, reader: pages.Reader, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["what"].choices = fields.to_choose(_choices(reader))  # type: ignore[attr-defined]

    @property
    def suspect(self) -> tuple[Kind, str]:
        kind, _colon, subject = self.cleaned_data["what"].partition(":")
        return Kind(kind), subject or self.cleaned_data["package"]

    @property
    def began(self) -> datetime:
        day = self.cleaned_data["since"]
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


class WhoLeaves(fields.Form):
    who = forms.ChoiceField(label=later("Who leaves"))

    def __init__(self, *args: Any, reader: pages.Reader, **named: Any) -> None:
        super().__init__(*args, **named)
        mine = reader.session.actor.account
        others = [each for each in access.colleagues(by=reader.session, now=reader.now) if each.account != mine]
        self.fields["who"].choices = fields.to_choose(  # type: ignore[attr-defined]
            (str(each.account), str(access.name_of(each.account))) for each in others
        )


@require_http_methods(pages.PAGES)
@pages.signed_in
def compromises(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    found = safeguards.compromises(by=reader.session, now=reader.now)
    form = Suspected.sent(request, reader=reader)
    if request.method == "POST" and form.is_valid():
        kind, subject = form.suspect
        try:
            made = safeguards.mark_compromised(
                kind, subject=subject, since=form.began, by=reader.session, now=reader.now
            )
        except safeguards.SuspectError as why:
            form.add_error("since" if isinstance(why, safeguards.SinceLater) else "what", str(why))
        else:
            return HttpResponseRedirect(reverse("compromise", args=[made.id]))
    table = Table(
        caption=_("What was marked as compromised"),
        columns=(
            Column(_("What")),
            Column(_("Since"), whole=True),
            Column(_("Known since"), whole=True),
            Column(_("State")),
        ),
        rows=tuple(_row(each, reader) for each in found),
        empty=_("Nothing was marked as compromised."),
        caption_hidden=True,
    )
    return pages.page(request, "compromises", reader, table=table, form=form)


@require_safe
@pages.signed_in
def compromise(request: HttpRequest, reader: pages.Reader, which: UUID) -> HttpResponse:
    found = safeguards.compromise(which, by=reader.session, now=reader.now)
    notice = safeguards.notice(found, language=Language(get_language() or Language.ENGLISH))
    return pages.page(
        request, "compromise", reader, found=found, title=_title(found, reader), about=_about(found, reader),
        refs=found.reach.refs, steps=[each for each in found.steps if not each.person], notice=notice,
        left=_left(found, reader.now), **_persons(request, found, reader),
    )  # fmt: skip


@require_POST
@pages.signed_in
def compromise_step(request: HttpRequest, reader: pages.Reader, which: UUID) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    step = request.POST.get("step", "")
    safeguards.do_compromise_step(which, step=step, by=reader.session, now=reader.now)
    after = request.POST.get(AFTER, "")
    there = reverse("compromise", args=[which])
    return HttpResponseRedirect(f"{there}?{AFTER}={int(after)}#persons" if after.isdecimal() else there)


@require_http_methods(pages.PAGES)
@pages.signed_in
def leavings(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = safeguards.leavings(by=reader.session, now=reader.now)
    form = WhoLeaves.sent(request, reader=reader)
    if request.method == "POST" and form.is_valid():
        try:
            who = UUID(form.cleaned_data["who"])
            begun = safeguards.begin_leaving(account=who, by=reader.session, now=reader.now)
        except safeguards.ListError as why:
            form.add_error("who", str(why))
        else:
            return HttpResponseRedirect(reverse("leaving", args=[begun]))
    table = Table(
        caption=_("Who leaves or has left"),
        columns=(Column(_("Name here"), whole=True), Column(_("Begun"), whole=True), Column(_("State"))),
        rows=tuple(_leaver(each) for each in found),
        empty=_("Nobody leaves."),
        caption_hidden=True,
    )
    return pages.page(request, "leavings", reader, table=table, form=form)


@require_safe
@pages.signed_in
def leaving(request: HttpRequest, reader: pages.Reader, which: UUID) -> HttpResponse:
    found = safeguards.leaving_list(which, by=reader.session, now=reader.now)
    return pages.page(
        request, "leaving", reader, found=found, name=str(access.name_of(found.account)), steps=found.steps
    )  # fmt: skip


@require_POST
@pages.signed_in
def leaving_step(request: HttpRequest, reader: pages.Reader, which: UUID) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    safeguards.do_leaving_step(which, step=request.POST.get("step", ""), by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("leaving", args=[which]))


def _choices(reader: pages.Reader) -> list[tuple[str, str]]:
    people = access.colleagues(by=reader.session, now=reader.now)
    named = [(str(each.account), str(access.name_of(each.account))) for each in people if not each.withdrawn]
    found = [(f"{kind.value}:{account}", f"{KINDS[kind]}: {name}") for kind in (Kind.ACCOUNT, Kind.DEVICE)
             for account, name in named]  # fmt: skip
    places = access.compartments(by=reader.session)
    found += [(f"{Kind.COMPARTMENT.value}:{each.id}", f"{KINDS[Kind.COMPARTMENT]}: {each.name}") for each in places]
    outside = safeguards.providers(by=reader.session, now=reader.now)
    found += [(f"{Kind.PROVIDER.value}:{each.code}", f"{said(each.service.words)}: {each.name}") for each in outside]
    machine = (f"{Kind.MACHINE.value}:{reader.session.machine}", str(KINDS[Kind.MACHINE]))
    return [*found, machine, (f"{Kind.PACKAGE.value}:", str(KINDS[Kind.PACKAGE]))]


def _title(each: safeguards.Compromise, reader: pages.Reader) -> str:
    kind = str(KINDS[each.kind])
    match each.kind:
        case Kind.ACCOUNT | Kind.DEVICE:
            return f"{kind}: {access.name_of(UUID(each.subject))}"
        case Kind.COMPARTMENT:
            return f"{kind}: {facets.compartments(reader.session).get(UUID(each.subject), each.subject)}"
        case Kind.PACKAGE:
            return f"{kind}: {each.subject}"
        case Kind.PROVIDER:
            return f"{kind}: {each.reach.provider}"
        case Kind.MACHINE:
            return kind


def _row(each: safeguards.Compromise, reader: pages.Reader) -> tuple[Link | Tag | str, ...]:
    state = Tag(_("Ended"), Tone.GOOD) if each.ended_at else Tag(_("To be done"), Tone.CAREFUL)
    link = Link(_title(each, reader), reverse("compromise", args=[each.id]))
    return (link, instant(each.since), instant(each.known_at), state)


def _leaver(each: safeguards.LeavingList) -> tuple[Link | Tag | str, ...]:
    state = Tag(_("Ended"), Tone.GOOD) if each.ended_at else Tag(_("To be done"), Tone.CAREFUL)
    link = Link(str(access.name_of(each.account)), reverse("leaving", args=[each.id]))
    return (link, instant(each.begun_at), state)


def _about(each: safeguards.Compromise, reader: pages.Reader) -> Summary:
    reach = each.reach
    if reach.service:
        return _about_provider(each, reader)
    facts = [
        (_("Since"), instant(each.since)),
        (_("Marked"), f"{instant(each.known_at)}, {access.name_of(each.marked_by)}"),
        (_("Colleagues within reach"), ", ".join(str(access.name_of(account)) for account in reach.accounts)),
        (_("Compartments within reach"), grouped(len(reach.compartments))),
        (_("Persons within reach"), grouped(len(reach.persons))),
        (_("Persons whose records could be read"), grouped(reach.counts.get("persons-readable", 0))),
        (_("Items that could be read"), grouped(reach.counts.get("items-readable", 0))),
        (_("Items shown, opened or changed"), grouped(reach.counts.get("items-touched", 0))),
        (_("Entries of the journal"), grouped(reach.entries)),
    ]
    if reach.unread:
        facts.append((_("Entries you hold no key of"), grouped(reach.unread)))
    return Summary.of(facts)


def _persons(request: HttpRequest, each: safeguards.Compromise, reader: pages.Reader) -> dict[str, Any]:
    """Who is to be warned, a page of them, each with the pages of theirs that this reader may open."""
    every = [step for step in each.steps if step.person]
    after = int(given) if (given := request.GET.get(AFTER, "")).isdecimal() and len(given) < len("1000000") else 0
    shown = every[after : after + PAGE]
    sight = people.within_sight([step.person for step in shown], by=reader.session, now=reader.now)
    return {
        "persons": [
            {"step": step, "there": step.person in sight, "reached": sight.get(step.person, False)} for step in shown
        ],
        "persons_after": after,
        "persons_pager": _pager(request, every, after) if every else None,
    }


def _pager(request: HttpRequest, every: list[safeguards.Step], after: int) -> Pager:
    settled = sum(step.done for step in every)
    words = ngettext(
        "{settled} of {count} person is settled.", "{settled} of {count} persons are settled.", len(every)
    ).format(settled=grouped(settled), count=grouped(len(every)))
    onward = str(after + PAGE) if after + PAGE < len(every) else None
    return pager(words, here=Address.of(request), next_key=onward)


def _about_provider(each: safeguards.Compromise, reader: pages.Reader) -> Summary:
    """What lay there, and in plain words what it opens: nothing."""
    reach, service = each.reach, safeguards.OutsideService(each.reach.service)
    facts = [
        (_("What it does for us"), said(service.words)),
        (_("Since"), instant(each.since)),
        (_("Marked"), f"{instant(each.known_at)}, {access.name_of(each.marked_by)}"),
        (_("What lay there"), said(safeguards.HELD[service])),
    ]
    if "files-held" in reach.counts:
        facts += [
            (_("Sealed files there"), grouped(reach.counts["files-held"])),
            (_("Their size"), in_bytes(reach.counts["bytes-held"])),
            (_("Of compartments"), _places(reach.sealed_of, reader)),
        ]
    if reach.entries:
        facts.append((_("Entries whose hashes are there"), grouped(reach.entries)))
    facts.append((_("Keys"), _("None was there: none is renewed, and copies may leave compartments as before.")))
    return Summary.of(facts)


def _places(places: tuple[UUID, ...], reader: pages.Reader) -> str:
    """By their names, and how many there are that this reader does not belong to."""
    known = facets.compartments(reader.session)
    named = sorted(known[place] for place in places if place in known)
    others = len(places) - len(named)
    words = ngettext("{count} you do not belong to", "{count} you do not belong to", others).format(count=others)
    return ", ".join([*named, words] if others else named)


def _left(each: safeguards.Compromise, now: datetime) -> str:
    """The deadline in words."""
    hours = int((each.deadline - now).total_seconds() // 3600)
    if hours < 0:
        return _("The 72 hours ended on {deadline}. Send the notice now, and say why it is late.").format(
            deadline=instant(each.deadline)
        )
    words = ngettext(
        "The supervisory authority is told within 72 hours: until {deadline}, {hours} hour from now.",
        "The supervisory authority is told within 72 hours: until {deadline}, {hours} hours from now.", hours,
    )  # fmt: skip
    return words.format(deadline=instant(each.deadline), hours=hours)
