"""The forms of asking for consent: how somebody is asked, one question, and the end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.consent import api as consent
from dokaz.design import fields
from dokaz.kernel.languages import said
from dokaz.web.office import consent_texts

said_later = lazy(said, str)
DAY_HINT = later("For example 2026-03-04.")


def day_field(label: object, hint: object = DAY_HINT, *, required: bool = True) -> forms.DateField:
    """A day of the calendar that is known for certain."""
    return forms.DateField(
        label=label, help_text=hint, required=required, input_formats=["%Y-%m-%d"],  # type: ignore[arg-type]
        widget=forms.TextInput({"class": "width-10", "autocomplete": "off"}),
        error_messages={"invalid": later("Write the day as year, month and day, such as 2026-03-04.")},
    )  # fmt: skip


def worded(codes: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((each.value, said_later(each.words)) for each in codes)


class How(fields.Form):
    """How somebody is asked. Of whoever speaks for another: who, and what the other says."""

    said_on = day_field(later("On which day"))
    statement = forms.ChoiceField(label=later("By which text"), help_text=later("Only approved ones are here."))
    medium = forms.ChoiceField(label=later("How you speak"), choices=worded(consent.Medium), widget=fields.Radios)
    voice = forms.ChoiceField(label=later("Who answers"), choices=worded(consent.Voice), widget=fields.Radios)
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
        try:
            consent.questions(countries_in(given))
        except consent.RecipientUnreadable as why:
            raise forms.ValidationError(_("Write two letters for each country, such as lt, pl.")) from why
        return given

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("voice") not in (None, consent.Voice.PERSON.value) and not given.get("speaker"):
            self.add_error("speaker", _("Say who speaks for the person."))
        return given


class End(fields.Form):
    """What is said at the end, about all of it."""

    conditions = forms.CharField(
        label=later("Conditions, in the person's own words"), required=False, max_length=2_000,
        widget=fields.LongText(rows=3),
    )  # fmt: skip
    review = day_field(
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
    """One question: four answers of equal weight, none chosen beforehand, and any may be left out."""

    reply = forms.ChoiceField(
        label=later("Answer"), required=False, choices=worded(consent.OFFERED), widget=fields.Radios
    )
    form = forms.ChoiceField(label=later("After a yes: how openly"), required=False, widget=fields.Radios)

    def __init__(self, *args: Any, question: consent.ConsentQuestion, **named: Any) -> None:
        super().__init__(*args, prefix=question.code, **named)
        self.question = question
        self.fields["form"].choices = worded(question.forms)  # type: ignore[attr-defined]
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


def countries_in(text: str) -> list[str]:
    """The codes of countries in what was typed."""
    return text.replace(",", " ").split()
