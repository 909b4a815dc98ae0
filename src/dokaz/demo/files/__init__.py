"""Real file formats made on the spot: the same content and seed give the same bytes."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from dokaz.demo.contents import Archive, Chat, Content, Film, Mail, Paper, Photograph, Recording, Table, Text
from dokaz.demo.files import chats, documents, mail, media, photographs, scans, tables

__all__ = ["make"]


def _paper(paper: Paper, chance: Random) -> bytes:
    return documents.make(paper, chance) if paper.form in documents.FORMS else scans.make(paper, chance)


_MAKERS: Mapping[type, Callable[[Any, Random], bytes]] = {
    Photograph: photographs.make,
    Paper: _paper,
    Mail: lambda letter, chance: mail.make(letter, chance, make),
    Chat: chats.make,
    Recording: media.record,
    Film: media.film,
    Table: tables.table,
    Text: tables.text,
    Archive: lambda archive, chance: tables.archive(archive, chance, make),
}


def make(content: Content, chance: Random) -> bytes:
    """Give the bytes of one file; raises ToolMissing where a program that it needs is not installed."""
    maker: Callable[[Any, Random], bytes] = _MAKERS[type(content)]
    return maker(content, chance)
