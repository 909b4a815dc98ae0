"""Forms as the house draws them: Django's forms with our templates, no HTML5 validation, and messages that help.

A form inherits from `Form`; in its template stand `{% error_summary form %}` and `{% field form.name %}`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dokaz.design import languages
from dokaz.design.dates import Parts, PartsUnclear
from dokaz.kernel.dates import Doubt, Span

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Renderer(DjangoTemplates):
    field_template_name = "design/field.html"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, and the address of the place to mend it."""

    text: str
    href: str


class Form(forms.Form):
    """A form checked by the server only, on submit. Unchecked it shows what was typed, says nothing, is never valid."""

    use_required_attribute = False
    default_renderer = Renderer()  # one for all: with the class Django would look for templates anew for each form

    def __init__(self, *args: Any, checked: bool = True, **named: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **named})
        self.checked = checked
        for field in self.fields.values():
            _say_what_is_missing(field)

    @classmethod
    def sent(cls, request: HttpRequest, **named: Any) -> Self:
        """The form as the reader left it: empty, to be checked, or only to be read in another language."""
        if request.method != "POST":
            return cls(**named)
        return cls(request.POST, request.FILES, checked=not languages.is_switching(request), **named)

    def is_valid(self) -> bool:
        return self.checked and super().is_valid()

    def full_clean(self) -> None:
        if self.checked:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order of the page, the whole form first."""
        whole = [Problem(str(text), "#main") for text in self.non_field_errors()]
        return (
            *whole,
            *(Problem(f"{field.label}: {text}", f"#{anchor(field)}") for field in self for text in field.errors),
        )


def _say_what_is_missing(field: forms.Field) -> None:
    """Where the form has no sentence of its own: Django's "This field is required." says neither what nor why."""
    if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _("An answer is needed here.")


def anchor(field: BoundField) -> str:
    """The id of the first control of a field, where a link from the error summary leads."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)


class Radios(forms.RadioSelect):
    template_name = "design/widgets/choices.html"


class Checkboxes(forms.CheckboxSelectMultiple):
    template_name = "design/widgets/choices.html"


def to_choose(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices for a list that opens: where there are several, first one that is none, so that each is chosen."""
    several = list(found)
    return [("", gettext("Choose one")), *several] if len(several) > 1 else several


class LongText(forms.Textarea):
    def __init__(self, *, rows: int = 5) -> None:
        super().__init__({"rows": rows})


DOUBTS = (
    (Doubt.NONE.name, _("Certain")),
    (Doubt.APPROXIMATE.name, _("About this time")),
    (Doubt.UNCERTAIN.name, _("Perhaps, not certain")),
    (Doubt.BOTH.name, _("Perhaps, about this time")),
)


def _number(width: int) -> forms.TextInput:
    return forms.TextInput({"inputmode": "numeric", "class": f"width-{width}", "autocomplete": "off"})


class DateParts(forms.MultiWidget):
    """Day, month, year and how certain they are, as one group."""

    template_name = "design/widgets/date.html"
    use_fieldset = True
    labels = (_("Day"), _("Month"), _("Year"), _("How certain"))

    def __init__(self) -> None:
        super().__init__([_number(2), _number(2), _number(4), forms.Select(choices=DOUBTS)])

    def decompress(self, value: Any) -> list[str]:
        parts = Parts.of(value) if isinstance(value, Span) else Parts()
        return [parts.day, parts.month, parts.year, parts.doubt]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
        return context


class Date(forms.Field):
    """One date as far as it is known; its value is a `Span` or None. Year alone and month alone are answers."""

    widget = DateParts
    default_error_messages: ClassVar[dict[str, "StrOrPromise"]] = {
        "no_year": _("Give the year in four digits, such as 2020. Day and month may stay empty."),
        "no_month": _("Give the month as well, or leave the day empty."),
        "not_numbers": _("Write day, month and year in numbers, such as 12, 8 and 2020."),
        "no_doubt": _("Say how certain the date is."),
        "no_such_day": _("There is no such day in the calendar. Check day and month."),
    }

    def to_python(self, value: Any) -> Span | None:
        given = Parts(*((part or "").strip() for part in value)) if isinstance(value, list) else Parts()
        if given.blank:
            return None
        try:
            return given.span()
        except PartsUnclear as unclear:
            raise ValidationError(self.error_messages[unclear.why], code=unclear.why) from unclear
