"""The fields of a kind of record as questions of a form: all of them, or those that the platform gave it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dokaz.design import fields
from dokaz.kernel.answers import Answer, Silence
from dokaz.records import api as records

NOTHING: Mapping[str, records.Said] = {}
NO_CHOICES: Mapping[str, list[tuple[str, str]]] = {}
FEW = 3  # words that are seen at once
PREFIX = "own-"  # so that none has the name of a question that the form asks itself
Type = records.FieldType
HINTS = {
    Type.DATE: lambda: _("As exact as it is known: 2020-08-12, 2020-08 or 2020."),
    Type.LINK: lambda: _("The reference of an item or record, such as E-EACS-XJSW0."),
}


class Filling:
    """The platform's own fields of one kind, asked for once for a page; `said` is what stands in a record's.

    `whole`: those of its module as well, where the house itself answers, so that nobody is silent. A field that its
    module manages is asked where the page gives what may be chosen in it.
    """

    def __init__(
        self, kind: records.RecordKind, said: Mapping[str, records.Said] = NOTHING, *, whole: bool = False,
        choices: Mapping[str, list[tuple[str, str]]] = NO_CHOICES,
    ) -> None:  # fmt: skip
        self._kind, self._said, self._whole, self._choices = kind, said, whole, choices
        asked = (each for each in records.fields_of(kind) if each.own or whole)
        self._fields = {f"{PREFIX}{each.name}": each for each in asked if not each.managed or each.name in choices}
        self._words = records.vocabulary(self._fields.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the questions, for what a form keeps."""
        return tuple(self._fields)

    def questions(self) -> dict[str, forms.Field]:
        found = {name: self._question(each) for name, each in self._fields.items()}
        for name, question in found.items():
            question.awaited = self._fields[name].awaited  # type: ignore[attr-defined]
        return found

    def initial(self) -> dict[str, object]:
        """What stands there, as it would be typed."""
        held = {name: each for name, each in self._fields.items() if each.name in self._said}
        return {name: self._typed(each, self._said[each.name]) for name, each in held.items()}

    def typed(self, first: Mapping[str, str]) -> dict[str, str]:
        """What stands in some of the questions at first, by the names of their fields, as a form takes it."""
        return {f"{PREFIX}{name}": text for name, text in first.items() if f"{PREFIX}{name}" in self._fields}

    def read(self, form: forms.Form) -> dict[str, object]:
        """What was answered, by the names of the fields; what is wrong stands beside the question."""
        texts = {
            each.name: _text(form.cleaned_data[name]) for name, each in self._fields.items() if name not in form.errors
        }
        found, wrong = records.read_fields(self._kind, texts=texts, before=self._said)
        for name, why in wrong.items():
            form.add_error(f"{PREFIX}{name}", str(why))
        return found

    def blame(self, form: forms.Form, why: records.FieldError) -> None:
        """Say what is wrong beside the question it is about, which an error names as a page does."""
        named = (name for name, each in self._fields.items() if each.says == why.facts.get("field"))
        form.add_error(next(named, None), str(why))

    def _question(self, asked: records.Field) -> forms.Field:
        common: dict[str, Any] = {
            "label": asked.says, "required": asked.required, "help_text": asked.hint or HINTS.get(asked.type, str)(),
            "error_messages": {"required": _("An answer is needed here.")},
        }  # fmt: skip
        if asked.name in self._choices:
            return forms.ChoiceField(**common, choices=[("", _("Choose one")), *self._choices[asked.name]])
        if self._whole and asked.type is Type.CHOICE and len(asked.options) in range(1, FEW + 1):
            return forms.ChoiceField(**common, choices=self._chosen(asked), widget=fields.Radios)
        if asked.type is Type.CHOICES:
            return forms.MultipleChoiceField(
                **common, choices=[*self._chosen(asked), *_silences()], widget=fields.Checkboxes
            )
        if asked.type is Type.YES_NO:
            answers = [(each.says, each.says) for each in (records.Judgement.POSITIVE, records.Judgement.NEGATIVE)]
            return forms.ChoiceField(**common, choices=[*answers, *_silences()], widget=fields.Radios)
        if asked.chooses:
            silences = () if self._whole else _silences()
            return forms.ChoiceField(**common, choices=[("", _("Choose one")), *self._chosen(asked), *silences])
        look = fields.LongText(rows=3) if asked.type is Type.LONG else forms.TextInput({"autocomplete": "off"})
        return forms.CharField(**common, max_length=asked.longest, widget=look)

    def _chosen(self, asked: records.Field) -> list[tuple[str, str]]:
        """A word that is not chosen any more may stay where it stands."""
        said = self._said.get(asked.name)
        stands = {said} if isinstance(said, str) else set(said) if isinstance(said, tuple) else set()
        found = {each.code: each.says for each in self._words.chosen_from[asked.name]}
        found |= {each.code: each.says for each in self._words.ever[asked.name] if each.code in stands}
        return list(found.items())

    def _typed(self, asked: records.Field, value: records.Said) -> object:
        if isinstance(value, Answer) and value.silence and (asked.chooses or asked.type is Type.YES_NO):
            return [value.silence.value] if asked.type is Type.CHOICES else value.silence.value
        if asked.chooses:
            return list(value) if isinstance(value, tuple) else value
        return records.typed(asked, value=value, words=self._words)


def _silences() -> Iterable[tuple[str, str]]:
    return ((each.value, each.says) for each in Silence)


def _text(given: object) -> str:
    return "; ".join(given) if isinstance(given, list) else str(given or "")
