"""The forms of asking for consent: how somebody is asked, one question, and the end."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.consent import api as consent
from dokaz.design import fields
from dokaz.kernel.countries import is_country, two_letters
from dokaz.kernel.languages import Language, said
from dokaz.kernel.tags import language_tag
from dokaz.kernel.worded import Worded
from dokaz.web.office import consent_texts, form_pieces, pages, persons


class Spoken(fields.Form):
    """What the person says themself, or another for them, who is then named."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.by_another and not given.get("speaker"):
            self.add_error("speaker", _("Say who speaks for the person."))
        return given

    @property
    def by_another(self) -> bool:
        return self.cleaned_data.get("voice") not in (None, consent.Voice.PERSON.value)

    def spoken_by(self, reader: pages.Reader, *, of: UUID) -> UUID | None:
        """Who speaks for this person; None for the person, and with an error of the form where nobody else is found."""
        found = persons.named(self, "speaker", reader) if self.by_another else None
        if found is not None and found.id == of:
            self.add_error("speaker", themself())
            return None
        return found.id if found else None


class How(Spoken):
    """How somebody is asked. Of whoever speaks for another: who, and what the other says."""

    said_on = form_pieces.day(later("On which day"))
    statement = forms.ChoiceField(
        label=later("By which text"), help_text=later("The newest approved one of each language.")
    )
    medium = forms.ChoiceField(
        label=later("How you speak"), choices=form_pieces.worded(consent.Medium), widget=fields.Radios
    )
    voice = forms.ChoiceField(
        label=later("Who answers"), choices=form_pieces.worded(consent.Voice), widget=fields.Radios
    )
    speaker = forms.CharField(
        label=later("Who that is"), required=False, max_length=40,
        help_text=later("Of a guardian or relative: their reference, such as P-7K3F-9QXM4."),
    )  # fmt: skip
    assent = forms.ChoiceField(
        label=later("What the child, or the person spoken for, says"), required=False, widget=fields.Radios,
        choices=(("yes", later("Agrees")), ("no", later("Does not agree")), ("not-asked", later("Was not asked"))),
    )  # fmt: skip
    interpreter = forms.CharField(
        label=later("Interpreter"), required=False, max_length=200, help_text=later("A reference or another name.")
    )
    interpreted = forms.CharField(
        label=later("Into which language they interpret"), required=False, max_length=35,
        help_text=later("Its code, such as uk, ar or uz-Latn."), widget=forms.TextInput(dict(form_pieces.TYPED)),
    )  # fmt: skip
    countries = forms.CharField(
        label=later("Countries to ask about one by one"), required=False, max_length=100,
        help_text=later("Their codes, such as lt, pl."),
    )  # fmt: skip

    def __init__(self, *args: Any, texts: Sequence[consent.ConsentText], **named: Any) -> None:
        super().__init__(*args, **named)
        choices = fields.to_choose((str(each.id), consent_texts.name(each)) for each in texts)
        self.fields["statement"].choices = choices  # type: ignore[attr-defined]

    def clean_countries(self) -> str:
        given: str = self.cleaned_data["countries"]
        if any(not two_letters(each) for each in countries_in(given)):
            raise forms.ValidationError(_("Write two letters for each country, such as lt, pl."))
        if unknown := [each for each in countries_in(given) if not is_country(each)]:
            raise forms.ValidationError(str(consent.CountryUnknown(code=", ".join(unknown))))
        return given

    def clean_interpreted(self) -> str:
        given: str = self.cleaned_data["interpreted"]
        if given and not language_tag(given):
            raise forms.ValidationError(str(consent.LanguageUnreadable(text=given)))
        return language_tag(given)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("interpreter") and "interpreted" in given and not given["interpreted"]:
            self.add_error("interpreted", _("Say into which language they interpret: that is what the person hears."))
        return given


class End(fields.Form):
    """What is said at the end, about all of it."""

    conditions = forms.CharField(
        label=later("Conditions, in the person's own words"), required=False, max_length=2_000,
        widget=fields.LongText(rows=3),
    )  # fmt: skip
    review = form_pieces.day(
        later("On which day to ask again"),
        later("For example 2026-03-04. From that day on nothing goes out before the person was asked again."),
        required=False,
    )
    proof = forms.CharField(
        label=later("What shows the consent"), required=False, max_length=300,
        help_text=later("References of items, such as a recording or a signed page."),
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Anything a colleague should know"), required=False, max_length=2_000,
        widget=fields.LongText(rows=3),
    )  # fmt: skip


class Reply(fields.Form):
    """One question: four answers of equal weight, none chosen beforehand, and any may be left out. They are said in the
    language of whoever is asked, not of the page.
    """

    reply = forms.ChoiceField(label=later("Answer"), required=False, widget=fields.Radios)
    form = forms.ChoiceField(label=later("After a yes: how openly"), required=False, widget=fields.Radios)

    def __init__(self, *args: Any, question: consent.ConsentQuestion, language: Language, **named: Any) -> None:
        super().__init__(*args, prefix=question.code, **named)
        self.question = question
        for name, codes in (("reply", consent.OFFERED), ("form", question.forms)):
            self.fields[name].choices = _read_out(codes, language)  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["lang"] = language.value
        if len(question.forms) == 1:
            del self.fields["form"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("reply") == consent.Reply.YES.value and "form" in self.fields and not given.get("form"):
            self.add_error("form", _("Say how openly it may go."))
        return given

    @property
    def answered(self) -> consent.Answered | None:
        """What was answered; None where it was left out."""
        if not self.cleaned_data.get("reply"):
            return None
        reply = consent.Reply(self.cleaned_data["reply"])
        chosen = consent.Form(self.cleaned_data["form"]) if self.cleaned_data.get("form") else self.question.forms[0]
        return consent.Answered(self.question.scope, reply, chosen if reply is consent.Reply.YES else None)


def _read_out(codes: Iterable[Worded], language: Language) -> tuple[tuple[str, str], ...]:
    """Codes to choose from, said in the language of whoever is asked."""
    return tuple((each.value, said(each.words, language)) for each in codes)


def countries_in(text: str) -> list[str]:
    """The codes of countries in what was typed."""
    return text.replace(",", " ").split()


def themself() -> str:
    """What is said where somebody is named as speaking for themself."""
    return _("This is the person themself. Name whoever speaks for them, or say that the person does.")
