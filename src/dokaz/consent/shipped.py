"""The text that comes with the house. Nobody uses it before a person here has read and approved it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dokaz.consent.words import Told
from dokaz.kernel.languages import Language

_TEXTS = Path(__file__).with_name("texts")
_PART = re.compile(r"^# (?P<code>[a-z-]+)\n(?P<text>.*?)(?=^# |\Z)", re.MULTILINE | re.DOTALL)


@cache
def parts(language: Language) -> Mapping[Told, str]:
    """What the shipped text tells in this language, one text for each thing that must be told."""
    found = _PART.finditer((_TEXTS / f"{language.value}.txt").read_text(encoding="utf-8"))
    return {Told(part["code"]): part["text"].strip() for part in found}
