"""Languages by their tag (BCP 47), as it is typed, and by their own names. `languages` are those the house speaks."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dokaz.kernel.countries import is_country

_TAG = re.compile(  # RFC 5646, 2.1: language, script, region and variants; nothing private
    r"(?P<language>[a-z]{2,3})(?P<script>-[a-z]{4})?(?P<region>-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
)
_LONGEST = 35  # RFC 5646, 4.4.1
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})  # ISO 639-2: not one language, or none  # codespell:ignore mis
_NAMES = Path(__file__).with_name("language_names.txt")


def language_tag(text: str) -> str:
    """A tag as it is written (RFC 5646, 2.1.1); empty for what names no language."""
    found = _TAG.fullmatch(text.strip().lower())
    if found is None or len(found[0]) > _LONGEST:
        return ""
    language, region = found["language"], (found["region"] or "").upper()
    known = language in _names() if len(language) == 2 else language not in _NO_LANGUAGE  # ISO 639-1, 639-2 and -3
    if not known or (region[1:].isalpha() and not is_country(region[1:])):
        return ""
    script = f"-{found['script'][1:].title()}" if found["script"] else ""
    return language + script + region + found["variants"]


def own_name(tag: str) -> str:
    """The name of a language in that language, with what more the tag says; the tag itself where it is not known."""
    parts = tag.split("-")
    for count in range(len(parts), 0, -1):
        known, more = _names().get("-".join(parts[:count])), "-".join(parts[count:])
        if known:
            return f"{known} ({more})" if more else known
    return tag


@cache
def _names() -> Mapping[str, str]:
    lines = [line for line in _NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {tag: name for tag, _, name in (line.partition("\t") for line in lines)}
