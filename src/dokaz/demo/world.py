"""The invented world: the same seed gives the same records and the same bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from dokaz.demo.errors import FontMissing, ToolMissing
from dokaz.demo.records import Derivative, Item, Made, Person, Source, World
from dokaz.demo.story import accounts, cast, documents, messages, objects, photographs, recordings, registers, scans
from dokaz.kernel.codes import ALPHABET, RANDOM_CHARACTERS, Code, Kind

__all__ = ["make_files", "world"]

_TEMPLATES = (
    *photographs.ITEMS,
    *documents.ITEMS,
    *accounts.ITEMS,
    *scans.ITEMS,
    *messages.MAIL_ITEMS,
    *messages.CHAT_ITEMS,
    *recordings.ITEMS,
    *registers.ITEMS,
)


@cache
def world(seed: int) -> World:
    """Give the records of the invented world; the seed chooses names, pseudonyms, codes and the town."""
    chance = Random(f"dokaz demo {seed}")
    town = chance.choice(cast.TOWNS)
    persons = cast.persons(chance.sample(cast.NAMES, len(cast.PARTS)))
    sources = _sources(chance)
    words = _words(town, persons, sources)
    return World(
        seed=seed,
        town=town,
        persons=persons,
        organisations=cast.ORGANISATIONS,
        sources=sources,
        items=_filled(_TEMPLATES, words),
        objects=_filled(objects.OBJECTS, words),
        derivatives=_filled(scans.DERIVATIVES, words),
    )


def make_files(invented: World, folder: Path) -> list[Made]:
    """Write every file of the world below `folder`; one that needs a missing program or font is named instead."""
    records: tuple[Item | Derivative, ...] = (*invented.items, *invented.derivatives)
    return [_made(record, invented.seed, folder) for record in records]


def _made(record: Item | Derivative, seed: int, folder: Path) -> Made:
    from dokaz.demo.files import make  # noqa: PLC0415 - a tenth of the start of every command

    try:
        data = make(record.content, _chance(record, seed))
    except (ToolMissing, FontMissing) as error:
        return Made(record, None, "", 0, missing=str(error))
    path = folder / record.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Made(record, path, hashlib.sha256(data).hexdigest(), len(data))


def _chance(record: Item | Derivative, seed: int) -> Random:
    """A covered copy draws the same picture as the original it is made from."""
    drawn_as = record.of if isinstance(record, Derivative) else record.path
    return Random(f"dokaz demo {seed} {drawn_as}")


def _sources(chance: Random) -> tuple[Source, ...]:
    nicks = chance.sample(cast.PSEUDONYMS, len(cast.PARTS))
    languages = {"keeper": ("be", "en"), "reader": ("be", "ru"), "neighbour": ("ru",), "relative": ("ru", "be")}
    known = tuple(
        Source(part, _code(chance), nick, "person", languages[part], "invented")
        for part, nick in zip(cast.PARTS, nicks, strict=True)
    )
    archive = Source("archive", "", "the archive", "organisation", ("be", "ru", "en"), "work of the archive itself")
    page = Source("page", "", "a public page", "public page", ("be",), "saved by the archive, invented")
    return (*known, archive, page)


def _code(chance: Random) -> str:
    return str(Code(Kind.PERSON, "".join(chance.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))))


def _words(town: tuple[str, str, str], persons: tuple[Person, ...], sources: tuple[Source, ...]) -> dict[str, str]:
    words = dict(zip(("town_be", "town_ru", "town_en"), town, strict=True))
    for person in persons:
        words[f"{person.part}_be"] = person.belarusian
        words[f"{person.part}_ru"] = person.russian
        words[f"{person.part}_en"] = person.english
    for source in sources:
        words[f"{source.part}_ref"] = source.ref
        words[f"{source.part}_nick"] = source.pseudonym
    return words


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """Fill the places in braces in every string of a nested frozen record."""
    if isinstance(value, str):
        return value.format_map(words)
    if isinstance(value, tuple):
        return tuple(_filled(part, words) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _filled(getattr(value, field.name), words) for field in fields(value)})
    return value
