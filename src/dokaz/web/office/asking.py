"""Asking a person for consent: how they are asked, the text, one question a page, and everything once more at the end.

Nothing is stored before the end: what was answered so far goes with the form from page to page, and is in no address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.design import fields, languages
from dokaz.kernel.languages import Language, said
from dokaz.people import api as persons
from dokaz.web.office import consent_texts, pages
from dokaz.web.office.asking_forms import End, How, Reply, countries_in

HOW, TEXT, END, CHECK = "how", "text", "end", "check"
ON, BACK, RECORD, TO = "on", "back", "record", "to:"


@dataclass(frozen=True, slots=True)
class Walk:
    """The pages in their order, and what was answered so far."""

    sent: QueryDict
    texts: tuple[consent.ConsentText, ...]
    questions: tuple[consent.ConsentQuestion, ...]

    @classmethod
    def of(cls, request: HttpRequest, reader: pages.Reader) -> "Walk":
        return cls(request.POST, consent.in_use(by=reader.session, now=reader.now), _asked(request.POST))

    @property
    def steps(self) -> tuple[str, ...]:
        return (HOW, TEXT, *(question.code for question in self.questions), END, CHECK)

    @property
    def step(self) -> str:
        step = self.sent.get("step", HOW)
        return step if step in self.steps else HOW

    def beside(self, step: str, go: str) -> str:
        """Where a press leads from here."""
        if go.startswith(TO):
            return go.removeprefix(TO) if go.removeprefix(TO) in self.steps else step
        at = self.steps.index(step) + (-1 if go == BACK else 1)
        return self.steps[min(max(at, 0), len(self.steps) - 1)]

    def form(self, step: str, *, checked: bool) -> fields.Form:
        """The form of a page, with what was answered there before."""
        data = self.sent or None
        if step == HOW:
            return How(data, texts=self.texts, checked=checked)
        if step == END:
            return End(data, checked=checked)
        for question in self.questions:
            if step == question.code:
                return Reply(data, question=question, language=self.language, checked=checked)
        return fields.Form(data, checked=checked)

    def said(self, name: str) -> str:
        """What was typed or chosen under this name so far."""
        return str(self.sent.get(name, ""))

    def carried(self, form: fields.Form) -> Iterator[tuple[str, str]]:
        """What was answered on other pages, to be sent along with this one."""
        here = {form.add_prefix(name) for name in form.fields}
        for name in self.names:
            if name not in here and self.said(name):
                yield name, self.said(name)

    @property
    def names(self) -> tuple[str, ...]:
        replies = (f"{question.code}-{part}" for question in self.questions for part in ("reply", "form"))
        return (*How.base_fields, *End.base_fields, *replies)

    @property
    def language(self) -> Language:
        """In which the person hears the questions, whatever language the page is in."""
        return self.text.asked_in if self.text else languages.shown()

    @property
    def text(self) -> consent.ConsentText | None:
        return next((each for each in self.texts if str(each.id) == self.said("statement")), None)


def _asked(sent: Mapping[str, Any]) -> tuple[consent.ConsentQuestion, ...]:
    try:
        return consent.questions(countries_in(str(sent.get("countries", ""))))
    except consent.RecipientUnreadable:
        return consent.questions()


@require_http_methods(pages.PAGES)
@pages.signed_in
def ask(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    person = persons.person(ref, by=reader.session, now=reader.now)
    walk, go = Walk.of(request, reader), request.POST.get("go", ON)
    if request.method != "POST":
        return _page(request, reader, person, walk, HOW, walk.form(HOW, checked=False))
    here, form = walk.step, walk.form(walk.step, checked=not languages.is_switching(request))
    if languages.is_switching(request) or (go != BACK and not _answered(form, person, reader)):
        return _page(request, reader, person, walk, here, form)
    if go == RECORD:
        return _record(request, reader, person, walk)
    there = walk.beside(here, go)
    return _page(request, reader, person, walk, there, walk.form(there, checked=False))


def _answered(form: fields.Form, person: persons.Person, reader: pages.Reader) -> bool:
    """Whether a page may be left: also that whoever speaks is known, while nothing else is asked yet."""
    if form.is_valid() and isinstance(form, How):
        form.spoken_by(reader, of=person.id)
    return form.is_valid()


def _record(request: HttpRequest, reader: pages.Reader, person: persons.Person, walk: Walk) -> HttpResponse:
    """Every page is checked once more; the first that has an error is shown."""
    forms_ = {step: walk.form(step, checked=True) for step in walk.steps}
    for step, form in forms_.items():
        if not form.is_valid():
            return _page(request, reader, person, walk, step, form)
    replies = [form for form in forms_.values() if isinstance(form, Reply)]
    answers = [answered for form in replies if (answered := form.answered) is not None]
    first = forms_[HOW]
    assert isinstance(first, How)
    how = _how_asked(first, forms_[END].cleaned_data, walk, first.spoken_by(reader, of=person.id))
    if first.errors:
        return _page(request, reader, person, walk, HOW, first)
    try:
        made = consent.record_decisions(person.id, asking=how, answers=answers, by=reader.session, now=reader.now)
    except (consent.DecisionError, consent.StatementError, custody.ItemNotFound, custody.ReferenceUnreadable) as why:
        form = forms_[CHECK]
        form.add_error(None, str(why))
        return _page(request, reader, person, walk, CHECK, form)
    return HttpResponseRedirect(reverse("what-was-said", args=[person.ref, made]))


def _how_asked(form: How, end: Mapping[str, Any], walk: Walk, speaker: UUID | None) -> consent.Asking:
    how = form.cleaned_data
    voice = consent.Voice(how["voice"])
    return consent.Asking(
        said_on=how["said_on"], statement=UUID(how["statement"]), language=walk.text.language if walk.text else "",
        medium=consent.Medium(how["medium"]), interpreter=how["interpreter"], interpreted=how["interpreted"],
        voice=voice, speaker=speaker,
        assent={"yes": True, "no": False}.get(how["assent"]) if voice is consent.Voice.GUARDIAN else None,
        proof=tuple(end["proof"].replace(",", " ").split()), review=end["review"], conditions=end["conditions"],
        reason=end["reason"],
    )  # fmt: skip


def _page(
    request: HttpRequest, reader: pages.Reader, person: persons.Person, walk: Walk, step: str, form: fields.Form
) -> HttpResponse:
    question = form.question if isinstance(form, Reply) else None
    with languages.reading(walk.language):
        asked = _as_asked(walk, question) if question else None
    form.kept = (*walk.names, "step")  # type: ignore[attr-defined]
    return pages.page(
        request, "asking", reader, form=form, person=person, step=step, question=question, carried=walk.carried(form),
        title="" if question else _title(step), first=step == HOW,
        lines=list(_lines(walk)) if step == CHECK else None,
        to_interpret=consent_texts.to_interpret(walk.text) if walk.text and step not in (HOW, END) else None,
        text=walk.text if step == TEXT else None, unread=consent_texts.unread(walk.text) if walk.text else None,
        told_in=walk.language, parts=consent_texts.parts(walk.text, walk.language) if walk.text else [],
        place=_place(walk, question) if question else person.pseudonym, asked=asked,
    )  # fmt: skip


def _as_asked(walk: Walk, question: consent.ConsentQuestion) -> dict[str, str]:
    """What is read aloud of a question, in the language spoken."""
    return {"asks": question.asks, "explains": question.explains, "counted": _place(walk, question)}


def _place(walk: Walk, question: consent.ConsentQuestion) -> str:
    return _("Question {number} of {count}").format(
        number=walk.steps.index(question.code) - 1, count=len(walk.questions)
    )


def _title(step: str) -> str:
    return {
        HOW: _("How the person is asked"),
        TEXT: _("Read this aloud, and answer what is asked"),
        END: _("Before the end"),
        CHECK: _("Everything once more"),
    }[step]


def _lines(walk: Walk) -> Iterator[tuple[str, str, str, str]]:
    """How it was asked, and each question with the answer, in words, the page where it is changed, and in which
    language it is said: what the person is read in theirs.
    """
    page = languages.shown()
    for name, field in walk.form(HOW, checked=False).fields.items():
        if walk.said(name):
            chosen = {str(code): str(words) for code, words in getattr(field, "choices", ())}
            yield str(field.label), chosen.get(walk.said(name), walk.said(name)), HOW, page
    for question in walk.questions:
        with languages.reading(walk.language):
            told = answer(walk.said(f"{question.code}-reply"), _form(walk, question))
            line = (question.asks, told, question.code, walk.language)
        yield line
    for name, field in End.base_fields.items():
        if walk.said(name):
            yield str(field.label), walk.said(name), END, page


def _form(walk: Walk, question: consent.ConsentQuestion) -> str:
    return walk.said(f"{question.code}-form") if len(question.forms) > 1 else ""


def answer(reply: str, form: str = "") -> str:
    """An answer in words; silence allows nothing, and undoes nothing said earlier."""
    if reply not in set(consent.Reply):
        return _("Nothing was said. That allows nothing.")
    words = said(consent.Reply(reply).words)
    shown = form in set(consent.Form) and reply == consent.Reply.YES
    return f"{words}: {said(consent.Form(form).words).lower()}" if shown else words
