"""Canonical JSON (RFC 8785): one value has one spelling, so that its hash can be agreed upon."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring as _quoted  # RFC 8785 3.2.2.2: \b \t \n \f \r \" \\ and \u00xx only
from typing import NoReturn, TypeAlias

from dokaz.verify.errors import NotCanonical, NumberRefused

__all__ = ["Value", "dumps", "event_bytes", "loads", "read_event"]

Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"

LARGEST_EXACT = 2**53  # RFC 7493 2.2: beyond it a double no longer holds every integer


def dumps(value: Value) -> bytes:
    """Write a value as RFC 8785. This will refuse what I-JSON cannot hold: NaN, lone surrogates, other key types."""
    return _encoded(value, floats=True)


def event_bytes(event: Mapping[str, Value]) -> bytes:
    """Write an event of the journal: RFC 8785 without floats, so that no two readers round differently."""
    return _encoded(event, floats=False)


def loads(data: bytes) -> Value:
    """Read RFC 8785 bytes. This will refuse any other spelling of the same value."""
    return _read(data, floats=True)


def read_event(data: bytes) -> dict[str, Value]:
    """Read an event of the journal; the inverse of `event_bytes`."""
    event = _read(data, floats=False)
    if not isinstance(event, dict):
        raise NotCanonical("An event is a JSON object, and this is not one.")
    return event


def _encoded(value: Value, *, floats: bool) -> bytes:
    parts: list[str] = []
    try:
        _write(value, parts, floats)
        return "".join(parts).encode()
    except RecursionError:
        raise NotCanonical("The value is nested too deeply.") from None
    except UnicodeEncodeError:
        raise NotCanonical("A text holds half of a surrogate pair (RFC 7493 2.1 forbids it).") from None


def _read(data: bytes, *, floats: bool) -> Value:
    try:
        value: Value = json.loads(
            data.decode(), object_pairs_hook=_without_twins, parse_int=_number, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(f"This is not JSON that can be read: {fault}.") from None
    if _encoded(value, floats=floats) != data:
        raise NotCanonical("The JSON is not in canonical form: spacing, order, escapes or numbers differ (RFC 8785 3).")
    return value


def _write(value: Value, parts: list[str], floats: bool) -> None:  # noqa: FBT001 - internal, once per value
    if isinstance(value, str):
        parts.append(_quoted(value))
    elif value is None or isinstance(value, bool):
        parts.append(_LITERALS[value])
    elif isinstance(value, int):
        parts.append(_integer(value))
    elif type(value) is dict or isinstance(value, Mapping):  # what is asked first costs a tenth
        _write_object(value, parts, floats)
    elif isinstance(value, list | tuple):
        _write_array(value, parts, floats)
    elif isinstance(value, float) and floats:
        parts.append(_ecmascript(value))
    else:
        _refuse(value)


_LITERALS: dict[bool | None, str] = {None: "null", True: "true", False: "false"}


def _write_array(values: Sequence[Value], parts: list[str], floats: bool) -> None:  # noqa: FBT001
    before = "["
    for value in values:
        parts.append(before)
        _write(value, parts, floats)
        before = ","
    parts.append("]" if values else "[]")


def _write_object(members: Mapping[str, Value], parts: list[str], floats: bool) -> None:  # noqa: FBT001
    before = "{"
    for key in _ordered(members):
        value = members[key]
        if type(value) is str:  # most are, and a call for each is half of the work
            parts.append(f"{before}{_quoted(key)}:{_quoted(value)}")
        else:
            parts.append(f"{before}{_quoted(key)}:")
            _write(value, parts, floats)
        before = ","
    parts.append("}" if members else "{}")


def _ordered(keys: Iterable[str]) -> list[str]:
    try:
        plain = "".join(keys).isascii()
    except TypeError:
        plain = False  # a key is no text; `_utf16` names it
    return sorted(keys) if plain else sorted(keys, key=_utf16)  # one order in ASCII, and three times as fast


def _utf16(key: str) -> bytes:
    # RFC 8785 3.2.3: keys are ordered by their UTF-16 code units, so U+1F600 comes before U+FB33
    if not isinstance(key, str):
        raise NotCanonical(f"The key {key!r} is not a text.")
    return key.encode("utf-16-be")


def _integer(value: int) -> str:
    if not -LARGEST_EXACT <= value <= LARGEST_EXACT:
        size = value.bit_length()
        raise NumberRefused(f"An integer of {size} bits is beyond 2^53 and would be rounded by other readers.")
    return int.__repr__(value)


def _refuse(value: object) -> NoReturn:
    if isinstance(value, float):
        raise NumberRefused(f"The float {value!r} may not stand in an event; write an integer or a text.")
    raise NotCanonical(f"A {type(value).__name__} has no form in JSON.")


def _ecmascript(value: float) -> str:
    """Write a double as ECMAScript does (RFC 8785 3.2.2.3; ECMA-262 Number::toString)."""
    if not math.isfinite(value):
        raise NumberRefused(f"{value!r} has no form in JSON.")
    if value == 0:
        return "0"  # minus zero too
    sign, digits, point = _shortest(value)
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _shortest(value: float) -> tuple[str, str, int]:
    """Sign, shortest digits that read back as this double, and where the decimal point stands among them."""
    negative, figures, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, figures))
    return "-" if negative else "", digits.rstrip("0"), len(digits) + exponent


def _without_twins(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical("An object names the same key twice (RFC 7493 2.3 forbids it).")
    return members


def _number(text: str) -> int | float:
    # 10^20 is a legal spelling of a double; Python would read an exact integer that no double holds
    if len(text) > 17:
        return float(text)
    return int(text) if abs(int(text)) <= LARGEST_EXACT else float(text)


def _no_constant(name: str) -> NoReturn:
    raise NotCanonical(f"{name} has no form in JSON.")
