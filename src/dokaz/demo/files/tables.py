"""Plain forms: CSV (RFC 4180), text, and ZIP with fixed times."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import Any

from dokaz.demo.contents import Archive, Table, Text


def table(content: Table, _chance: Random) -> bytes:
    """Give a CSV with semicolons, as office programs with a Belarusian or Russian locale write it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(content.rows)
    return out.getvalue().encode(content.charset)


def text(content: Text, _chance: Random) -> bytes:
    """Give the text as UTF-8; an empty text is a file of zero bytes."""
    return content.text.encode()


def archive(content: Archive, chance: Random, make: Callable[[Any, Random], bytes]) -> bytes:
    """Give a ZIP of made files; `make` turns each member's content into bytes."""
    return _zip(((name, make(member, chance)) for name, member in content.members), content.packed)


def packed(archived: bytes, when: datetime) -> bytes:
    """Write a ZIP again with one fixed time, so that equal members give equal bytes."""
    with zipfile.ZipFile(io.BytesIO(archived)) as opened:
        return _zip([(name, opened.read(name)) for name in opened.namelist()], when)


def _zip(members: Iterable[tuple[str, bytes]], when: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in members:
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o100644 << 16
            target.writestr(entry, data)
    return out.getvalue()
