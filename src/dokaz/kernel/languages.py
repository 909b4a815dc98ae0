"""The three languages everything is written in, and how a sentence marked in code is said in one of them.

Sentences are written in English and marked with `_`; they are looked up when they are shown, not when they are made,
so an error raised in a worker is read in the reader's language.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
DOMAIN = "django"  # the domain Django reads: pages and sentences share the catalogues


class Language(StrEnum):
    """A language, by its BCP 47 tag."""

    BELARUSIAN = "be"
    ENGLISH = "en"
    RUSSIAN = "ru"

    @property
    def own_name(self) -> str:
        """The name of the language in that language, as a person choosing it expects to read it."""
        return _OWN_NAMES[self]


_OWN_NAMES = {Language.BELARUSIAN: "Беларуская", Language.ENGLISH: "English", Language.RUSSIAN: "Русский"}
_spoken: ContextVar[Language] = ContextVar("spoken", default=Language.ENGLISH)


class Sentence(str):
    """Words of ours, marked by `_`, as opposed to words that were given to us: only these are ever looked up."""

    __slots__ = ()


def _(sentence: str) -> Sentence:
    """Mark a sentence for the catalogues, and give it back as it stands."""
    return Sentence(sentence)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say sentences in this language until the block ends, in this thread or task only."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """The language sentences are said in here and now."""
    return _spoken.get()


def said(sentence: str, language: Language | None = None) -> str:
    """The sentence in the language given or spoken; in English where the catalogue has no translation."""
    if not sentence:
        return ""  # of nothing a catalogue would give its own header
    return _catalogue(language or spoken()).gettext(sentence)


def counted(one: str, many: str, count: int) -> str:
    """A sentence with `{count}` in the form this number needs in the language spoken; marks it for the catalogues."""
    return _catalogue(spoken()).ngettext(one, many, count).format(count=count)


def catalogues() -> list[Path]:
    """The folder `locale` of every package that has one, which is all it takes to be read: there is no list."""
    return sorted(HOUSE.glob("**/locale"))


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """What all packages say. A test holds that no two of them say one sentence in different words."""
    house = gettext.NullTranslations()
    for folder in catalogues():
        house.add_fallback(gettext.translation(DOMAIN, folder, [language.value], fallback=True))
    return house
