"""One request with its way from step to step, and what is written down for it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow, Task, Tasks
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.web.office import pages, record_pieces, release_list, request_list, reviews, written
from dokaz.web.office.filling import Filling

Permission = access.Permission
UNDER: Mapping[str, written.Under] = {
    "checklist": written.Under(
        disclosure.ELIGIBILITY,
        later("Whether it may get anything"),
        later(
            "Each question is answered with how we know it. What stays open for now, or is not known, counts as a "
            "danger, and nothing goes."
        ),
    ),
    "scope": written.Under(
        disclosure.SCOPE,
        later("Write the scope"),
        later(
            "What lies in the request as we read it, and what does not: so that the search is neither more nor less."
        ),
    ),
    "search": written.Under(
        disclosure.SEARCH,
        later("Write a search down"),
        later("Also a search that found nothing is written down: it shows that somebody looked."),
    ),
    "terms": written.Under(
        disclosure.TERMS,
        later("Say how it goes"),
        later("A second person reads and approves every word of it, with exactly what goes."),
    ),
    "question": written.Under(
        disclosure.CLARIFICATION,
        later("Ask the authority something"),
        later("Write the answer into the same question when it comes. Until then the review cannot end."),
    ),
}
_WAYS: Mapping[str, str] = {"eligible": "checklist", "in-scope": "scope", "searched": "search"}
_LEAVES = frozenset({"consent-checked", "redacted", "released-by-two", "packaged"})


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.WORK_ON_REQUESTS, now=reader.now)
    who = disclosure.authority(ref, by=reader.session, now=reader.now)
    choices = {"contact": written.contacts(who, reader)}
    form = written.Words.sent(request, filling=Filling(disclosure.REQUEST, whole=True, choices=choices))

    def save(words: written.Words) -> str:
        made = disclosure.record_request(who, fields=words.given, by=reader.session, now=reader.now)
        return reverse("one-request", args=[made.ref])

    return written.write(
        request, reader, form, save=save, title=_("Write a request down"), lead=who.name, press=_("Write it down"),
        back=reverse("one-authority", args=[who.ref]),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """How far it is, what holds it up, and the form for the next step."""
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    form, taken = reviews.next_step(request, asked.held, reader)
    if taken:
        return HttpResponseRedirect(reverse("one-request", args=[asked.ref]))
    told = disclosure.progress(asked, by=reader.session, now=reader.now)
    who = disclosure.authority_of(asked.id, by=reader.session, now=reader.now)
    return pages.page(
        request, "one-request", reader, asked=asked, who=who, about=_about(asked, who, reader),
        state=record_pieces.state(asked.held), way=_way(told, reader), found=len(told.facts.candidates),
        written=[_written(name, asked, who, reader) for name in UNDER],
        may_work=reader.may(Permission.WORK_ON_REQUESTS),
        steps=record_pieces.steps(told.all_taken, disclosure.REQUEST), may_plan=reader.may(Permission.SEE_CONTACTS),
        witnesses=_witnesses(asked, reader) if reader.may(Permission.SEE_CONTACTS) else (),
        due=request_list.due(asked.held, reader), went=release_list.of_request(asked.id, reader),
        **pages.offered(form, there=form.offers),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add_under(request: HttpRequest, reader: pages.Reader, ref: str, what: str) -> HttpResponse:
    access.require(reader.session, Permission.WORK_ON_REQUESTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)

    def keep(kind: records.RecordKind, words: written.Words) -> None:
        disclosure.write_under(
            asked, kind=kind, fields=words.given, about=words.about, by=reader.session, now=reader.now
        )

    under = dict(UNDER)
    who = disclosure.authority_of(asked.id, by=reader.session, now=reader.now)
    if what == "terms":
        under[what] = replace(UNDER[what], choices={"key": written.keys(who, reader)})
    if what == "checklist":
        under[what] = replace(UNDER[what], more=written.about_authority(who), about=who.held.number)
    return written.write_under(
        request, reader, under, what, keep=keep, lead=asked.ref,
        back=reverse("one-request", args=[asked.ref]), press=_("Write it down"),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def plan_witness(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """Whom it may be, for ourselves; in the compartment of the person at best."""
    access.require(reader.session, Permission.SEE_CONTACTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    here = reverse("one-request", args=[asked.ref])
    form = written.NewWords.sent(request, filling=Filling(disclosure.WITNESS_REQUEST, whole=True), by=reader.session)

    def save(words: written.Words) -> str:
        disclosure.plan_witness(
            asked, fields=words.given, compartment=form.place(reader.session), by=reader.session, now=reader.now
        )
        return here

    return written.write(
        request, reader, form, save=save, title=_("Access to a witness"), lead=asked.ref, back=here,
        press=_("Write it down"),
        sentences=[_(
            "Choose the compartment in which the person lies. The authority learns nothing of this before the person "
            "agreed, not even whether there is anybody."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def note_told(request: HttpRequest, reader: pages.Reader, ref: str, record: UUID) -> HttpResponse:
    """That the authority was told of a witness who agreed; at first there stands what it may be told."""
    access.require(reader.session, Permission.SEE_CONTACTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    planned = disclosure.witnesses_of(asked.id, by=reader.session, now=reader.now)
    held = next((each for each in planned if each.id == record), None)
    if held is None:
        raise records.RecordNotFound(ref=str(record))
    stands = disclosure.standing_of_witness(held, by=reader.session, now=reader.now)
    here = reverse("one-request", args=[asked.ref])
    filling = Filling(disclosure.TOLD_OF_WITNESS, whole=True)
    form = written.Words.sent(request, filling=filling, initial=filling.typed({"words": stands.told.words}))

    def save(words: written.Words) -> str:
        try:
            disclosure.note_told(held, fields=words.given, by=reader.session, now=reader.now)
        except disclosure.RequestError as why:
            words.add_error(None, str(why))
            return ""
        return here

    return written.write(
        request, reader, form, save=save, title=_("The authority was told"), lead=asked.ref, back=here,
        press=_("Write it down"),
        sentences=_before_telling(stands.against),
    )  # fmt: skip


def _before_telling(against: str) -> list[str]:
    if not against:
        return [_("The person agreed to these words. What is said beyond them may tell who they are.")]
    return [
        against,
        _(
            "Tell the authority nothing now. If it was told on an earlier day, when the person had agreed, write that "
            "down with its day."
        ),
    ]


def _about(asked: disclosure.Request, who: disclosure.Authority, reader: pages.Reader) -> Summary:
    telling, said = record_pieces.Telling(asked.held.kind), dict(asked.held.fields)
    contact = said.pop("contact", None)
    rows = [
        SummaryRow(telling.title(name), telling.shown(name, said[name]))
        for name in telling.fields
        if name in said and name != "authority"
    ]
    named = dict(written.contacts(who, reader)).get(str(contact), "")
    if named:
        rows.append(SummaryRow(telling.title("contact"), Link(named, reverse("review", args=[contact]))))
    return Summary(
        (SummaryRow(telling.title("authority"), Link(who.name, reverse("one-authority", args=[who.ref]))), *rows)
    )


def _way(told: disclosure.Progress, reader: pages.Reader) -> Tasks:
    """The steps in their order: taken by whom and when, which is next, and what it still needs."""
    return Tasks(tuple(_step(each, told, reader) for each in told.steps), id="way")


def _step(each: disclosure.StepOnTheWay, told: disclosure.Progress, reader: pages.Reader) -> Task:
    title = disclosure.REQUEST.states.state(each.state).says
    if each.taken:
        by = _("{when}, {who}: {why}") if each.taken.comment else _("{when}, {who}")
        hint = by.format(when=instant(each.taken.at), who=access.name_of(each.taken.by), why=each.taken.comment)
        return Task(title, Tag(_("Done"), Tone.GOOD), "", hint)
    missing = " ".join(map(str, each.missing))
    if not each.following:
        return Task(title, Tag(_("Later"), Tone.PLAIN))
    if not missing:
        return Task(title, Tag(_("Can be done now"), Tone.NOTE), "#answers", "")
    return Task(title, Tag(_("Something is missing"), Tone.CAREFUL), _to_do(each.state, told, reader), missing)


def _to_do(state: str, told: disclosure.Progress, reader: pages.Reader) -> str:
    """Where what is missing is done."""
    asked = told.request
    if state == "authority-verified":
        return reverse("one-authority", args=[asked.authority])
    if state == "relevance-reviewed":
        return reverse("found", args=[asked.ref])
    if state in _LEAVES:
        return reverse("what-goes", args=[asked.ref])
    if state not in _WAYS or not reader.may(Permission.WORK_ON_REQUESTS):
        return ""
    if state == "eligible" and told.facts.verdict is not None:
        listed = disclosure.written_under(
            asked.id, kind=disclosure.ELIGIBILITY.code, by=reader.session, now=reader.now
        )  # fmt: skip
        return reverse("change-written", args=[listed[-1].id])
    return reverse("add-to-request", args=[asked.ref, _WAYS[state]])


def _written(
    name: str, asked: disclosure.Request, who: disclosure.Authority, reader: pages.Reader
) -> dict[str, object]:
    """What of a kind is written under a request, each whole, with the ways to change it and to take it back."""
    kind = UNDER[name].kind
    found = disclosure.written_under(asked.id, kind=kind.code, by=reader.session, now=reader.now)
    named = {"key": dict(written.keys(who, reader))} if name == "terms" and found else {}
    one_only = name in {"checklist", "scope", "terms"} and any(each.state == records.COUNTS for each in found)
    return {
        "title": _HEADINGS[name], "add": "" if one_only else str(UNDER[name].title),
        "href": reverse("add-to-request", args=[asked.ref, name]),
        "records": record_pieces.standing(found, record_pieces.Telling(kind.code), named),
    }  # fmt: skip


_HEADINGS: Mapping[str, Promise] = {
    "checklist": later("Whether it may get anything"), "scope": later("Scope"), "search": later("Search log"),
    "terms": later("How it goes"),
    "question": later("Questions to the authority"),
}  # fmt: skip


def _witnesses(asked: disclosure.Request, reader: pages.Reader) -> list[dict[str, object]]:
    """Possible witnesses as the house sees them, each with exactly what the authority may be told."""
    planned = disclosure.witnesses_of(asked.id, by=reader.session, now=reader.now)
    return [_witness(each, reader) for each in planned]


def _witness(held: records.Held, reader: pages.Reader) -> dict[str, object]:
    stands = disclosure.standing_of_witness(held, by=reader.session, now=reader.now)
    telling = record_pieces.Telling(disclosure.WITNESS_REQUEST.code)
    return {
        "id": held.id, "summary": record_pieces.summary(held, telling), "state": record_pieces.state(held),
        "told": stands.told.words, "against": stands.against, "by": record_pieces.written_by(held),
        "may_tell": stands.ever_agreed, "were_told": _were_told(held, reader),
    }  # fmt: skip


def _were_told(witness: records.Held, reader: pages.Reader) -> list[dict[str, object]]:
    """What the authority was told of a witness, each with what came of it."""
    telling = record_pieces.Telling(disclosure.TOLD_OF_WITNESS.code)
    return [
        {"id": each.id, "summary": record_pieces.summary(each, telling), "state": record_pieces.state(each),
         "by": record_pieces.written_by(each)}
        for each in disclosure.told_of_witness(witness.id, by=reader.session, now=reader.now)
    ]  # fmt: skip
