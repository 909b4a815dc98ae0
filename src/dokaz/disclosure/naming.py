"""Names that survive every system: docket-ready ASCII for files."""

import re
import unicodedata

__all__ = ["file_name"]

LONGEST_STEM = 60
LONGEST_SUFFIX = 10

# Cyrillic of Belarusian, Russian and Ukrainian as BGN/PCGN would write it in ASCII; a name for a docket, not a record
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "io", "є": "ie", "ж": "zh",
        "з": "z", "і": "i", "и": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ł": "l", "đ": "d",
        "ø": "o", "ß": "ss",
    }
)  # fmt: skip
_NOT_ASCII = re.compile(r"[^A-Za-z0-9]+")


def file_name(ref: str, name: str) -> str:
    """`<REF>_<name>.<ext>` in letters, digits, `-`, `.`, `_`; unique because the reference is.

    `ref` may be a number and a reference, joined by `_`.
    """
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        stem, suffix = name, ""
    short = _ascii(stem)[:LONGEST_STEM].strip("-") or "file"
    extension = _ascii(suffix)[:LONGEST_SUFFIX].strip("-").lower()
    return f"{ref}_{short}.{extension}" if extension else f"{ref}_{short}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold().translate(_LATIN)
    decomposed = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return _NOT_ASCII.sub("-", decomposed).strip("-")
