"""States by their two letters (ISO 3166-1), as they are typed."""

import re

_TWO = re.compile(r"[A-Za-z]{2}")


def two_letters(text: str) -> str:
    """In capitals; empty for what is not two Latin letters."""
    typed = text.strip()
    return typed.upper() if _TWO.fullmatch(typed) else ""
