"""States and territories by their two letters (ISO 3166-1), as they are typed, and by their names."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dokaz.kernel.languages import Language, spoken

_TWO = re.compile(r"[A-Za-z]{2}")
_NAMES = Path(__file__).with_name("countries.txt")
_COLUMNS = (Language.ENGLISH, Language.BELARUSIAN, Language.RUSSIAN)


def two_letters(text: str) -> str:
    """In capitals; empty for what is not two Latin letters."""
    typed = text.strip()
    return typed.upper() if _TWO.fullmatch(typed) else ""


def is_country(text: str) -> bool:
    """Whether these are the two letters of a country that is known here."""
    return two_letters(text) in _names()


def country_name(code: str, language: Language | None = None) -> str:
    """The name of a country in the language given or spoken; the letters themselves where no country has them."""
    names = _names().get(code.upper())
    return names[language or spoken()] if names else code.upper()


@cache
def _names() -> Mapping[str, Mapping[Language, str]]:
    lines = [line.split("\t") for line in _NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {code: dict(zip(_COLUMNS, names, strict=True)) for code, *names in lines}
