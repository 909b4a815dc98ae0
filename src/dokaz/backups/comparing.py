"""Whether the open database holds, table by table, exactly the rows that a back-up lists.

A part is named by a keyed hash of its text, so the names that the rows give now say it without reading the shelf.
"""

from itertools import zip_longest

from django.db.models import Model

from dokaz.backups import parts, rows
from dokaz.backups.lists import Backup, Listed

__all__ = ["differing"]


def differing(backup: Backup) -> tuple[str, ...]:
    held = {table.name: (table, model) for table, model in rows.tables()}
    listed = {each.table: each for each in backup.tables}
    unpaired = held.keys() ^ listed.keys()
    paired = held.keys() & listed.keys()
    return tuple(sorted({*unpaired, *(name for name in paired if not _same(listed[name], *held[name], backup.naming))}))


def _same(listed: Listed, table: rows.Table, model: type[Model], naming: bytes) -> bool:
    pairs = zip_longest(listed.parts, rows.segments(table, model))
    return all(names is not None and segment is not None and _are(names, segment, naming) for names, segment in pairs)


def _are(names: tuple[str, str | None], segment: rows.Segment, naming: bytes) -> bool:
    main, beside = names
    return _is(main, segment.text, naming) and _is(beside, segment.apart, naming)


def _is(name: str | None, text: bytes | None, naming: bytes) -> bool:
    if name is None or text is None:
        return name is None and text is None
    return parts.part_name(parts.place_of(name), naming, text) == name
