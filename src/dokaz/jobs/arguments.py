"""What a job may be told: ids, numbers, yes and no. A queue is readable to whoever reads the database."""

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

from dokaz.jobs.errors import ArgumentRefused, NameRefused

__all__ = ["Argument", "Arguments", "read", "require_code", "require_name", "written"]

Argument: TypeAlias = str | int | bool | None
Arguments: TypeAlias = Mapping[str, Argument]

LONGEST = 1000  # a guard of the table holds it too
_ID = re.compile(r"[A-Za-z0-9:._-]{0,100}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
_CODE = re.compile(r"[a-z0-9][a-z0-9/._-]{0,59}", re.ASCII)
_INTEGERS = range(-(2**53) + 1, 2**53)  # RFC 8259 6: those every reader of JSON reads the same


def written(arguments: Arguments) -> str:
    """The text that is stored. Raises ArgumentRefused, which names the argument and not its value."""
    for name, value in arguments.items():
        if not (_WORD.fullmatch(name) and _plain(value)):
            raise ArgumentRefused(name=name if _WORD.fullmatch(name) else "?")
    text = json.dumps(dict(arguments), sort_keys=True, separators=(",", ":"))
    if len(text) > LONGEST:
        raise ArgumentRefused(name=max(arguments, key=lambda name: len(str(arguments[name]))))
    return text


def read(text: str) -> dict[str, Argument]:
    return dict(json.loads(text))


def require_name(name: str, *, longest: int) -> str:
    """The name, if it can stand in a row. Raises NameRefused."""
    if not (name and len(name) <= longest and _ID.fullmatch(name[:100]) and _ID.fullmatch(name[100:])):
        raise NameRefused(name=name)
    return name


def require_code(code: str) -> str:
    """The outcome of a job, if it is a code and no sentence. Raises NameRefused."""
    if code and not _CODE.fullmatch(code):
        raise NameRefused(name=code)
    return code


def _plain(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return value in _INTEGERS
    return isinstance(value, str) and bool(_ID.fullmatch(value))
