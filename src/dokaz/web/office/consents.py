"""What a person agreed to: where it stands now, every asking, taking it back, and what is done then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, SummaryRow, Timeline
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.languages import said
from dokaz.kernel.tags import own_name
from dokaz.people import api as persons
from dokaz.web.office import asking, asking_forms, form_pieces, pages

EVERYTHING = "everything"


class Withdrawing(asking_forms.Spoken):
    """Taking consent back: as few questions as can be. Nobody has to say why."""

    kept: ClassVar = ("what", "said_on", "medium", "voice", "speaker", "reason")

    what = forms.ChoiceField(label=later("What is taken back"), widget=fields.Radios)
    said_on = form_pieces.day(
        later("On which day this was said"), later("For example 2026-03-04. It counts at once, whatever day you give.")
    )
    medium = forms.ChoiceField(
        label=later("How you heard of it"), choices=form_pieces.worded(consent.Medium), widget=fields.Radios
    )
    voice = forms.ChoiceField(
        label=later("Who said it"), choices=form_pieces.worded(consent.Voice), widget=fields.Radios
    )
    speaker = forms.CharField(
        label=later("Who that is"), required=False, max_length=40,
        help_text=later("Of a guardian or relative: their reference, such as P-7K3F-9QXM4."),
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Why, if the person said so"), required=False, max_length=2_000, widget=fields.LongText(rows=3)
    )

    def __init__(self, *args: Any, ways: Iterable[consent.Way], **named: Any) -> None:
        super().__init__(*args, **named)
        given = [(each.question.code, each.question.asks) for each in ways if each.form is not None]
        self.fields["what"].choices = [(EVERYTHING, _("Everything")), *given]  # type: ignore[attr-defined]


@require_safe
@pages.signed_in
def of_person(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    person = persons.person(ref, by=reader.session, now=reader.now)
    ways = consent.ways_of_person(person.id, by=reader.session, now=reader.now)
    askings = consent.decisions_of(person.id, by=reader.session, now=reader.now)
    speakers = consent.speakers_of(person.id, by=reader.session, now=reader.now)
    looks = dict.fromkeys(look.says for way in ways for look in way.decision.looks)
    return pages.page(
        request, "consent", reader, person=person, askings=_timeline(person, askings),
        table=where_it_may_go(ways, reader, named=False),
        looks=_to_look_at(list(looks)), may_record=reader.may(access.Permission.RECORD_CONSENT),
        withdrawn=any(_is_withdrawal(each) for each in askings), speakers=_speakers(speakers, reader),
        bound=bool(persons.bound([person], by=reader.session, now=reader.now)),
    )  # fmt: skip


@require_safe
@pages.signed_in
def what_was_said(request: HttpRequest, reader: pages.Reader, ref: str, which: UUID) -> HttpResponse:
    """One asking, to be read out or printed."""
    person = persons.person(ref, by=reader.session, now=reader.now)
    found = consent.decisions_of(person.id, by=reader.session, now=reader.now)
    one = next((each for each in found if each.id == which), None)
    if one is None:
        raise consent.AskingUnknown
    return pages.page(
        request, "what-was-said", reader, person=person, about=Summary(tuple(_about_asking(one))),
        answers=Summary(tuple(SummaryRow(_asked(each), _answer(each)) for each in one.answers)),
        withdrawn=_is_withdrawal(one),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def withdraw(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    person = persons.person(ref, by=reader.session, now=reader.now)
    ways = consent.ways_of_person(person.id, by=reader.session, now=reader.now)
    form = Withdrawing.sent(request, ways=ways, initial={"voice": consent.Voice.PERSON.value})
    if request.method == "POST" and form.is_valid() and _withdrawn(person, form, ways, reader):
        return HttpResponseRedirect(reverse("copies", args=[person.ref]))
    return pages.page(
        request, "form", reader, form=form, title=_("Take consent back"), back=reverse("consent", args=[person.ref]),
        press=_("Record it"), lead=person.pseudonym,
        sentences=[
            _("From the moment you record it, it lets nothing go out any more. What has left the house stays beyond"
              " recall: the next page lists it, so that you can tell the person."),
            _("A package that is being made now stops, and nothing of it is kept."),
        ],
    )  # fmt: skip


def where_it_may_go(ways: Sequence[consent.Way], reader: pages.Reader, *, named: bool = True) -> Table:
    """Each use and recipient with yes or no in words, and because of what; each person by reference where `named`."""
    told = _named(ways, reader) if named else {}
    return Table(
        caption=_("Where it may go"),
        columns=(Column(_("For what and to whom")), Column(_("Now")), Column(_("Because"))),
        rows=tuple((scope(each.question.scope), _now(each), _because(each, told)) for each in ways),
        empty="",
        caption_hidden=True,
    )


def _named(ways: Iterable[consent.Way], reader: pages.Reader) -> dict[UUID, str]:
    """The references of those the decisions speak of whom this reader may see."""
    decisions = [way.decision for way in ways]
    every = [each.person for one in decisions for each in one.because]
    every += [each.person for one in decisions for each in one.conditions]
    ids = dict.fromkeys(person for person in every if person is not None)
    return {each.id: each.ref for each in persons.persons_among(ids, by=reader.session, now=reader.now)}


def scope(each: consent.Scope) -> str:
    purpose = said(each.purpose.words) if each.purpose else _("Every use")
    recipient = each.recipient.words if each.recipient else _("everybody")
    once = f" ({each.occasion})" if each.occasion else ""
    return f"{purpose}: {recipient}{once}"


def _now(way: consent.Way) -> Shown:
    if way.question.scope.recipient == consent.HOUSE:
        return Tag(_("Yes"), Tone.GOOD) if way.form else Tag(_("No"), Tone.BAD)
    if way.form is None:
        return Tag(_("May not go"), Tone.BAD)
    if any(each.kind is consent.ConditionKind.REDACT for each in way.decision.conditions):
        return Tag(_("May go, redacted"), Tone.CAREFUL)
    return Tag(_("May go: {form}").format(form=said(way.form.words).lower()), Tone.GOOD)


def _because(way: consent.Way, named: Mapping[UUID, str]) -> str:
    """Reasons, conditions and what to look at, each with whom it is about."""
    decision = way.decision
    told = [(each.says, each.person) for each in decision.because]
    told += [(each.says, each.person) for each in decision.conditions if each.kind in _SHOWN]
    told += [(each.says, each.person) for each in decision.looks]
    return " ".join(dict.fromkeys(_about(says, person, named) for says, person in told))


_SHOWN = frozenset({consent.ConditionKind.REDACT, consent.ConditionKind.AS_SAID})


def _about(says: str, person: UUID | None, named: Mapping[UUID, str]) -> str:
    return f"{named[person]}: {says}" if person is not None and person in named else says


def _to_look_at(looks: list[str]) -> Banner | None:
    return Banner(_("Somebody should look at this"), " ".join(looks), Tone.CAREFUL) if looks else None


def _timeline(person: persons.Person, askings: Iterable[consent.Recorded]) -> Timeline:
    return Timeline(tuple(_happening(person, each) for each in reversed(list(askings))))


def _happening(person: persons.Person, each: consent.Recorded) -> Happening:
    title = _("Consent taken back") if _is_withdrawal(each) else _("Asked for consent")
    recorded = _("recorded {when}").format(when=instant(each.recorded_at))
    by = f"{recorded}, {access.name_of(each.recorded_by)}"
    return Happening(day(each.asking.said_on), Link(title, reverse("what-was-said", args=[person.ref, each.id])), by)


def _is_withdrawal(each: consent.Recorded) -> bool:
    return any(answer.reply is consent.Reply.WITHDRAWN for answer in each.answers)


def _about_asking(each: consent.Recorded) -> Iterable[SummaryRow]:
    how = each.asking
    facts: list[tuple[str, Shown | None]] = [
        (_("Said on"), day(how.said_on)),
        (_("Recorded"), f"{instant(each.recorded_at)}, {access.name_of(each.recorded_by)}"),
        (
            _("Text"),
            Link(own_name(how.language), reverse("consent-text", args=[how.statement])) if how.statement else None,
        ),
        (_("How"), said(how.medium.words)),
        (_("Who answered"), said(how.voice.words)),
        (_("What the person spoken for said"), _assent(how)),
        (_("Interpreter"), how.interpreter),
        (_("Interpreted into"), own_name(how.interpreted)),
        (_("Ask again on"), day(how.review) if how.review else None),
        *((_("What shows the consent"), Link(ref, reverse("item", args=[ref]))) for ref in how.proof),
        (_("Conditions, in the person's own words"), how.conditions),
        (_("Note"), how.reason),
    ]
    return (SummaryRow(title, value) for title, value in facts if value)


def _assent(how: consent.Asking) -> str:
    if how.voice is not consent.Voice.GUARDIAN:
        return ""
    return {True: _("Agrees"), False: _("Does not agree"), None: _("Was not asked")}[how.assent]


def _asked(each: consent.Answered) -> str:
    known = {question.scope: question.asks for question in consent.questions(_countries(each.scope))}
    return known.get(each.scope) or scope(each.scope)


def _countries(asked: consent.Scope) -> list[str]:
    steps = asked.recipient.steps if asked.recipient else ()
    return [steps[1]] if len(steps) == 2 and steps[0] == "authority" else []


def _answer(each: consent.Answered) -> str:
    return asking.answer(each.reply.value, each.form.value if each.form else "")


def _speakers(each: consent.Speakers, reader: pages.Reader) -> Summary | None:
    if each.recorded_at is None:
        return None
    every = [*each.kin, *each.excluded]
    named = {one.id: one for one in persons.persons_among(every, by=reader.session, now=reader.now)}
    hidden = _("somebody you may not see")
    order = [
        f"{at}. {named[one].ref} {named[one].pseudonym}" if one in named else f"{at}. {hidden}"
        for at, one in enumerate(each.kin, 1)
    ]
    silent = [named[one].ref if one in named else hidden for one in each.excluded]
    facts = [
        (_("Who decides"), _decides(each)),
        (_("Next of kin, in their order"), ", ".join(order)),
        (_("Guardians who do not speak"), ", ".join(silent)),
        (_("Why"), each.reason),
    ]
    return Summary.of(facts)


def _decides(each: consent.Speakers) -> str:
    if each.kin_decide:
        return _("The next of kin: the person is dead or missing")
    return _("A guardian, with the person") if each.guardian_decides else _("The person")


def _withdrawn(person: persons.Person, form: Withdrawing, ways: Iterable[consent.Way], reader: pages.Reader) -> bool:
    """Whether it was recorded; else the form says what is wrong."""
    given, speaker = form.cleaned_data, form.spoken_by(reader, of=person.id)
    if form.errors:
        return False
    chosen = {each.question.code: each.question.scope for each in ways}
    how = consent.Asking(
        said_on=given["said_on"], medium=consent.Medium(given["medium"]), voice=consent.Voice(given["voice"]),
        reason=given["reason"], speaker=speaker,
    )  # fmt: skip
    scope = chosen.get(given["what"], consent.EVERYTHING)
    try:
        consent.withdraw(person.id, asking=how, scope=scope, by=reader.session, now=reader.now)
    except consent.DecisionError as why:
        form.add_error("said_on", str(why))
    return not form.errors


def day(on: date) -> str:
    return in_words(Span.parse(on.isoformat()))
