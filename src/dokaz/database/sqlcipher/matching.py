"""LIKE, UPPER and LOWER that know every alphabet.

SQLite folds A to Z only, so that "окрестина" does not find "Окрестина". These three replace its own.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

__all__ = ["register"]

_Matcher = Callable[[str], bool]


def register(connection: Any) -> None:
    """Replace the built-in functions on this connection."""
    create = partial(connection.create_function, deterministic=True)
    create("LIKE", 2, _like)
    create("LIKE", 3, _like)
    create("UPPER", 1, _upper)
    create("LOWER", 1, _lower)


def _upper(value: object) -> str | None:
    return None if value is None else _text(value).upper()


def _lower(value: object) -> str | None:
    return None if value is None else _text(value).lower()


def _like(pattern: object, value: object, escape: object = "") -> bool | None:
    if pattern is None or value is None or escape is None:
        return None
    return _matcher(_text(pattern), _text(escape))(_text(value).casefold())


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@lru_cache(maxsize=128)
def _matcher(pattern: str, escape: str) -> _Matcher:
    pieces = _pieces(pattern.casefold(), escape.casefold())
    literal = "".join(piece for piece, wild in pieces if not wild)
    match [piece if wild else "x" for piece, wild in pieces]:
        case [] | ["x"]:
            return literal.__eq__
        case ["%", "x", "%"]:
            return lambda text: literal in text
        case ["x", "%"]:
            return lambda text: text.startswith(literal)
        case ["%", "x"]:
            return lambda text: text.endswith(literal)
    expression = "".join(_WILD[piece] if wild else re.escape(piece) for piece, wild in pieces)
    compiled = re.compile(expression, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


_WILD = {"%": ".*", "_": ".", "": "(?!)"}  # an escape with nothing after it matches nothing


def _pieces(pattern: str, escape: str) -> list[tuple[str, bool]]:
    """Split a pattern into literal runs and wildcards; `True` marks a wildcard."""
    pieces: list[tuple[str, bool]] = []
    letters = iter(pattern)
    for letter in letters:
        escaped = bool(escape) and letter == escape
        piece = next(letters, "") if escaped else letter
        wild = not piece or (not escaped and piece in _WILD)
        if not wild and pieces and not pieces[-1][1]:
            piece = pieces.pop()[0] + piece
        pieces.append((piece, wild))
    return pieces
