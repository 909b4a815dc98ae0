"""Reading what a person typed or brought in a table as the value of a field. Nothing is guessed: it fits, or not.

A word may be given by its code or by its label in any of the three languages, a silence by its sentence or its code.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from dokaz.kernel.answers import Answer, Silence
from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.languages import Language, said, speaking
from dokaz.records import thesauri
from dokaz.records.errors import ChoiceAmbiguous, ChoiceUnknown, FieldError, FieldNotYesNo
from dokaz.records.fields import Field, FieldType, Labels, Option, Said
from dokaz.records.judgements import Judgement

Words = Mapping[str, tuple[Option, ...]]
_Codes = Mapping[str, frozenset[str]]  # by label
_SEPARATORS = str.maketrans({"\n": ";", "|": ";"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of some fields, by the name of the field: those to choose now, and all there ever were."""

    chosen_from: Words
    ever: Words
    _read: dict[str, tuple[frozenset[str], _Codes]] = field(default_factory=dict, compare=False, repr=False)

    def meant(self, name: str, text: str) -> frozenset[str]:
        """What a code, or else a label in any language and however it is capitalised, stands for in a field.

        A table asks for each of its cells, so the words of a field are read once.
        """
        if name not in self._read:
            every = (*self.ever[name], *self.chosen_from[name])
            self._read[name] = frozenset(each.code for each in every), _by_label(every)
        codes, by_label = self._read[name]
        return frozenset({text}) if text in codes else by_label.get(text.casefold(), frozenset())


def vocabulary(fields: Iterable[Field]) -> Vocabulary:
    """Raises RecordUnvouched of `journal`."""
    every = tuple(fields)
    lists = thesauri.named(each.thesaurus for each in every if each.thesaurus)
    now: dict[str, tuple[Option, ...]] = {}
    ever: dict[str, tuple[Option, ...]] = {}
    for asked in every:
        held = lists.get(asked.thesaurus)
        now[asked.name] = _options(held.chosen_from) if held else asked.options
        ever[asked.name] = _options(held.terms) if held else asked.options
    return Vocabulary(now, ever)


def entered(asked: Field, /, *, text: str, words: Vocabulary) -> object:
    """The value for `Checking`; None where nothing was typed. Raises FieldError."""
    typed = text.strip()
    if not typed:
        return None
    if (silence := _silences().get(typed.casefold())) is not None:
        return Answer(silence=silence)
    if asked.type is FieldType.YES_NO:
        return _yes_no(asked, typed)
    if asked.type is FieldType.CHOICE:
        return _choice(asked, typed, words)
    if asked.type is FieldType.CHOICES:
        parts = (part.strip() for part in typed.translate(_SEPARATORS).split(";"))
        return tuple(_choice(asked, part, words) for part in parts if part)
    reads = asked.reads or (str if asked.type is FieldType.LONG else str.strip)
    return reads(text)


def typed(asked: Field, /, *, value: Said | None, words: Vocabulary) -> str:
    """The value as it is typed: what `entered` reads again."""
    if value is None:
        return ""
    if isinstance(value, Answer):
        return value.silence.says if value.silence else ""
    if isinstance(value, bool):
        return (Judgement.POSITIVE if value else Judgement.NEGATIVE).says
    if isinstance(value, tuple):
        return "; ".join(_written(asked, code, words) for code in value)
    return _written(asked, str(value), words) if asked.type is FieldType.CHOICE else str(value)


def told(asked: Field, /, *, value: Said | None, words: Vocabulary) -> str:
    """The value as a person reads it: a date in words, a word by its label."""
    if isinstance(value, Span):
        return in_words(value)
    if asked.chooses and isinstance(value, str | tuple):
        return "; ".join(_label(asked, code, words) for code in ((value,) if isinstance(value, str) else value))
    if asked.tells is not None and isinstance(value, str):
        return asked.tells(value)
    return typed(asked, value=value, words=words)


def _choice(asked: Field, text: str, words: Vocabulary) -> str:
    """A word that is retired is found as well: whether it may be chosen is asked where it is written."""
    found = words.meant(asked.name, text)
    if len(found) > 1:
        found &= {each.code for each in words.chosen_from[asked.name]}
    if len(found) > 1:
        raise ChoiceAmbiguous(field=asked.says, choice=text, codes=", ".join(sorted(found)))
    if not found:
        raise ChoiceUnknown(field=asked.says, choice=text)
    (code,) = found
    return code


def _by_label(options: Iterable[Option]) -> _Codes:
    found = defaultdict[str, set[str]](set)
    for option in options:
        for label in _labels(option):
            found[label].add(option.code)
    return {label: frozenset(codes) for label, codes in found.items()}


def _labels(option: Option) -> set[str]:
    """Its label in each language, however it is capitalised."""
    if isinstance(option.label, Labels):
        return {option.label.of(language).casefold() for language in Language} - {""}
    return {said(option.label, language).casefold() for language in Language}


def _written(asked: Field, code: str, words: Vocabulary) -> str:
    """The label of a word; its code where the label would be read as another word, or as several, or as a silence."""
    label = _label(asked, code, words)
    try:
        read = entered(asked, text=label, words=words)
    except FieldError:
        return code
    return label if read in (code, (code,)) else code


def _label(asked: Field, code: str, words: Vocabulary) -> str:
    return next((each.says for each in words.ever[asked.name] if each.code == code), code)


def _options(terms: Iterable[thesauri.Term]) -> tuple[Option, ...]:
    return tuple(Option(term.code, term.labels) for term in terms)


def _yes_no(asked: Field, text: str) -> bool:
    for judgement, value in ((Judgement.POSITIVE, True), (Judgement.NEGATIVE, False)):
        if text.casefold() in _in_each_language(judgement):
            return value
    raise FieldNotYesNo(field=asked.says)


@cache
def _in_each_language(sentence: Judgement | Silence) -> frozenset[str]:
    found = set()
    for language in Language:
        with speaking(language):
            found.add(sentence.says.casefold())
    return frozenset(found)


@cache
def _silences() -> Mapping[str, Silence]:
    return {text: silence for silence in Silence for text in (silence.value, *_in_each_language(silence))}
