"""A plain list of the files, for whoever uploads them by hand, as with the ICC's OTPLink: CSV for any table."""

from collections.abc import Iterable, Iterator

from dokaz.disclosure.formats.telling import Item, Told, batches
from dokaz.kernel.languages import _, said

__all__ = ["COLUMNS", "cells", "table"]

COLUMNS = (
    _("Exhibit"), _("Reference"), _("File"), _("Original name"), _("Type"), _("Bytes"), "SHA-256",
    _("Received (UTC, by the sender’s clock)"), _("Made of"),
)  # fmt: skip
OBJECT = _("physical object, in the report only")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP ASVS 5.0 1.2.10


def table(told: Told) -> Iterator[bytes]:
    """The list as CSV (RFC 4180), in the language spoken, with a byte order mark so that programs read it as UTF-8."""
    return batches(_lines(told))


def cells(item: Item, numbers: dict[str, str]) -> tuple[str, ...]:
    """What the list says of one item, in the order of COLUMNS."""
    return (
        item.number, item.ref, item.path or said(OBJECT), item.name, item.mime,
        "" if item.size is None else str(item.size), item.sha256, f"{item.received:%Y-%m-%d %H:%M:%S}",
        numbers.get(item.parent, item.parent),
    )  # fmt: skip


def _lines(told: Told) -> Iterator[str]:
    numbers = {item.ref: item.number for item in told.items}
    yield "\ufeff" + _line(map(said, COLUMNS))
    for item in told.items:
        yield _line(cells(item, numbers))


def _line(values: Iterable[str]) -> str:
    return ",".join(map(_cell, values)) + "\r\n"


def _cell(value: str) -> str:
    """A name that a table would run as a formula is kept from it by an apostrophe."""
    safe = f"'{value}" if value.startswith(_FORMULA) else value
    return f'"{safe.replace(chr(34), chr(34) * 2)}"'
