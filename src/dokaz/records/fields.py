"""What a field of a record can hold, how it is checked, and how it rests inside the sealed words.

A value rests under the name of its type, so that it is read again when nobody declares its field any more.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from dokaz.kernel import codes
from dokaz.kernel.answers import Answer, Silence
from dokaz.kernel.dates import Span
from dokaz.kernel.errors import CodeError, DateError
from dokaz.kernel.languages import Language, Sentence, _, said, spoken
from dokaz.kernel.worded import Worded
from dokaz.records.errors import (
    ChoiceUnknown,
    FieldError,
    FieldMissing,
    FieldNotDate,
    FieldNotLink,
    FieldNotNumber,
    FieldNotOneLine,
    FieldNotText,
    FieldNotYesNo,
    FieldTooLong,
)

LONGEST_LINE, LONGEST_TEXT, MOST_DIGITS = 1_000, 200_000, 30
SILENCE = "silence"

Value = str | tuple[str, ...] | Span | Decimal | bool
Said = Value | Answer[Any]  # a value as it is, or the reason why there is none


class FieldType(Worded):
    """What kind of thing a field holds. The stored code never changes; the word may."""

    TEXT = "text", _("One line of text")
    LONG = "long-text", _("Longer text")
    CHOICE = "choice", _("One of several words")
    CHOICES = "choices", _("Any of several words")
    DATE = "date", _("Date, exact or not")
    NUMBER = "number", _("Number")
    YES_NO = "yes-no", _("Yes or no")
    LINK = "link", _("Reference to an item or record")


@dataclass(frozen=True, slots=True)
class Labels:
    """One meaning in the three languages, written by the people of the house."""

    en: str
    be: str
    ru: str

    @property
    def says(self) -> str:
        """In the language spoken; in English where nobody wrote that one yet."""
        return self.of(spoken()) or self.en

    def of(self, language: Language) -> str:
        told: str = getattr(self, language.value)
        return told


Label = Sentence | Labels  # of ours, in the catalogues; or theirs, in the rows


def label_says(label: Label) -> str:
    return label.says if isinstance(label, Labels) else said(label)


class Sensitivity(Worded):
    """How a field is treated beyond being sealed: whether it may stand in lists and counts."""

    INTERNAL = "internal", _("May stand in lists")
    SEALED = "sealed", _("Only on the record's own page")


@dataclass(frozen=True, slots=True)
class Option:
    """A word to choose, that stands in code."""

    code: str
    label: Label

    @property
    def says(self) -> str:
        return label_says(self.label)


def options(*, words: type[Worded]) -> tuple[Option, ...]:
    """Codes with words, as what may be chosen in a field."""
    return tuple(Option(each.value, Sentence(each.words)) for each in words)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record. Words to choose stand in `options`, or in the thesaurus named.

    Every value is sealed in the database, whatever its sensitivity.
    """

    name: str
    type: FieldType
    label: Label = field(kw_only=True)
    required: bool = field(default=False, kw_only=True)
    options: tuple[Option, ...] = field(default=(), kw_only=True)
    thesaurus: str = field(default="", kw_only=True)
    sensitivity: Sensitivity = field(default=Sensitivity.SEALED, kw_only=True)
    help: Label = field(default=Sentence(""), kw_only=True)
    own: bool = field(default=False, kw_only=True)  # the platform defined it
    awaited: bool = field(default=False, kw_only=True)  # may stay open for now; its module waits for the answer
    managed: bool = field(default=False, kw_only=True)  # its module alone writes it, in a form of its own
    # how its module reads what is typed, and tells what is held, where that is more than a text; may raise FieldError
    reads: Callable[[str], str] | None = field(default=None, kw_only=True)
    tells: Callable[[str], str] | None = field(default=None, kw_only=True)
    # what its module demands of a text beyond its type, and how it is written then; may raise FieldError
    checks: Callable[["Field", str], str] | None = field(default=None, kw_only=True)

    @property
    def says(self) -> str:
        return label_says(self.label)

    @property
    def hint(self) -> str:
        return label_says(self.help)

    @property
    def chooses(self) -> bool:
        return self.type in (FieldType.CHOICE, FieldType.CHOICES)

    @property
    def longest(self) -> int:
        return LONGEST_TEXT if self.type is FieldType.LONG else LONGEST_LINE


def checked(asked: Field, value: object, *, known: Collection[str]) -> Said | None:
    """What the field holds for this value; None where nothing is said. `known` are the words that may be chosen.

    Raises FieldError.
    """
    if isinstance(value, Answer):
        return value if value.silence is not None else checked(asked, value.value, known=known)
    if value is None or value in ("", ()):
        return None
    made = _CHECKS[asked.type](asked, value)
    if asked.checks is not None and isinstance(made, str) and made:
        made = asked.checks(asked, made)
    for choice in _chosen(asked, made):
        if choice not in known:
            raise ChoiceUnknown(field=asked.says, choice=choice)
    return None if made in ("", ()) else made


def require(asked: Field, value: Said | None) -> None:
    """Raises FieldMissing; a reason why there is no answer is enough."""
    if asked.required and value is None:
        raise FieldMissing(field=asked.says)


def stored(value: Said, kind: FieldType) -> dict[str, Any]:
    if isinstance(value, Answer):
        assert value.silence is not None
        return {SILENCE: value.silence.value}
    return {kind.value: _STORED.get(kind, lambda given: given)(value)}


def restored(told: Mapping[str, Any]) -> Said:
    ((name, value),) = told.items()
    if name == SILENCE:
        return Answer(silence=Silence(value))
    made: Value = _RESTORED.get(FieldType(name), lambda given: given)(value)
    return made


def _chosen(asked: Field, made: Value) -> tuple[str, ...]:
    if not asked.chooses:
        return ()
    return made if isinstance(made, tuple) else (str(made),)


def _line(asked: Field, value: object) -> str:
    text = _text(asked, value).strip()
    if len(text.splitlines()) > 1:
        raise FieldNotOneLine(field=asked.says)
    return text


def _text(asked: Field, value: object) -> str:
    if not isinstance(value, str):
        raise FieldNotText(field=asked.says)
    if len(value) > asked.longest:
        raise FieldTooLong(field=asked.says, found=len(value), most=asked.longest)
    return "\n".join(value.replace("\x00", "").splitlines()).strip("\n")


def _choices(asked: Field, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Collection):
        raise FieldNotText(field=asked.says)
    return tuple(dict.fromkeys(_line(asked, each) for each in value))


def _date(asked: Field, value: object) -> Span:
    if isinstance(value, Span):
        return value
    span: Span = _parsed(asked, value, Span.parse, DateError, FieldNotDate)
    return span


def _number(asked: Field, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str) or len(str(value)) > MOST_DIGITS:
        raise FieldNotNumber(field=asked.says)
    number: Decimal = _parsed(asked, str(value), Decimal, InvalidOperation, FieldNotNumber)
    if not number.is_finite():
        raise FieldNotNumber(field=asked.says)
    return number


def _yes_no(asked: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldNotYesNo(field=asked.says)
    return value


def _link(asked: Field, value: object) -> str:
    return str(_parsed(asked, value, codes.parse, CodeError, FieldNotLink))


def _parsed(
    asked: Field, value: object, read: Callable[[str], Any], wrong: type[Exception], refusal: type[FieldError]
) -> Any:
    try:
        return read(_line(asked, value))
    except wrong as why:
        raise refusal(field=asked.says) from why


_CHECKS: Mapping[FieldType, Callable[[Field, object], Value]] = {
    FieldType.TEXT: _line, FieldType.LONG: _text, FieldType.CHOICE: _line, FieldType.CHOICES: _choices,
    FieldType.DATE: _date, FieldType.NUMBER: _number, FieldType.YES_NO: _yes_no, FieldType.LINK: _link,
}  # fmt: skip
_STORED: Mapping[FieldType, Callable[[Any], Any]] = {
    FieldType.CHOICES: list, FieldType.DATE: str, FieldType.NUMBER: str,
}  # fmt: skip
_RESTORED: Mapping[FieldType, Callable[[Any], Any]] = {
    FieldType.CHOICES: tuple, FieldType.DATE: Span.parse, FieldType.NUMBER: Decimal,
}  # fmt: skip
