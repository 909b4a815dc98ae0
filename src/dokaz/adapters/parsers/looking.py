"""One question about a file, or about a file within it, answered by the parser that reads such files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from dokaz.adapters.parsers import bundles, captures, chats, exports, kinds, mails, papers, pictures, sounds, texts
from dokaz.adapters.parsers.outcomes import Inner, Unreadable, whole

DEEPEST = 4
PAGE, PICTURE, PART = "page", "picture", "part"

_TAKING: dict[str, Callable[[BinaryIO, int], Inner]] = {
    "bundle": bundles.take,
    "captures": captures.take,
    "mail": mails.take,
    "mailbox": mails.letter_at,
    "letter": mails.take_from_letter,
}
_FACTS: dict[str, Callable[[BinaryIO, int], dict[str, Any]]] = {
    "picture": pictures.facts,
    "paper": papers.facts,
    "bundle": bundles.facts,
    "mail": mails.facts,
    "mailbox": mails.mailbox,
    "letter": mails.letter,
    "loudness": sounds.facts,
    "text": texts.page,
}
_CHATS: dict[str, Callable[[BinaryIO, int, Mapping[str, str]], dict[str, Any]]] = {
    "whatsapp": chats.whatsapp,
    "telegram": chats.telegram,
    "telegram-pages": exports.telegram,
}
_SHAPES = {**dict.fromkeys(_CHATS, "chat"), "letter": "mail", "": "none"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: a page in words, its picture, or a part as it came. `part` leads to a file within the file."""

    want: str
    name: str
    page: int
    part: tuple[int, ...]
    colour: bool
    every: bool

    @classmethod
    def of(cls, question: Mapping[str, Any]) -> "Asked":
        return cls(
            question["want"], question["name"], question["page"], tuple(question["part"]),
            question["colour"], question["every"],
        )  # fmt: skip


def look(file: BinaryIO, asked: Asked, give: Callable[[bytes], None]) -> dict[str, Any]:
    """The answer; a picture or a part itself goes to `give`. Raises Unreadable."""
    if len(asked.part) > DEEPEST:
        raise Unreadable("no-such-part")
    inner, kind = Inner(file, asked.name), kinds.of(file, asked.name)
    for number in asked.part:
        if kind not in _TAKING:
            raise Unreadable("no-such-part")
        inner = _TAKING[kind](inner.file, number)
        kind = kinds.of(inner.file, inner.name)
    if asked.want == PART:
        give(whole(inner.file))
        return {"name": inner.name, "mime": inner.mime}
    if asked.want == PICTURE:
        return _drawn(inner.file, kind, asked, give)
    return _seen(inner, kind, asked)


def _drawn(file: BinaryIO, kind: str, asked: Asked, give: Callable[[bytes], None]) -> dict[str, Any]:
    drawing = {"picture": pictures.drawn, "paper": papers.drawn}.get(kind)
    if drawing is None:
        raise Unreadable("no-such-part")
    data, mime = drawing(file, asked.page, colour=asked.colour)
    give(data)
    return {"mime": mime}


def _seen(inner: Inner, kind: str, asked: Asked) -> dict[str, Any]:
    within = asked.part
    if kind == "bundle" and (number := bundles.foremost(inner.file)) is not None and not asked.every:
        outside = within
        inner, within = bundles.take(inner.file, number), (*within, number)
        kind = kinds.of(inner.file, inner.name)
        found = _told(inner, kind, asked, ".".join(map(str, outside)))
        found["notes"] = [*found.get("notes", ()), "of-a-bundle"]
    else:
        found = _told(inner, kind, asked, ".".join(map(str, within[:-1]))) | inner.turning
        found["notes"] = [*found.get("notes", ()), *inner.notes]
    return {**found, "shape": _SHAPES.get(kind, kind), "name": inner.name, "within": ".".join(map(str, within))}


def _told(inner: Inner, kind: str, asked: Asked, outside: str) -> dict[str, Any]:
    if kind in _CHATS:
        start = f"{outside}." if outside else ""
        beside = {name: start + number for name, number in inner.beside.items()}
        return _CHATS[kind](inner.file, asked.page, beside)
    if kind == "captures":
        return captures.facts(inner.file, asked.page, every=asked.every)
    if kind == "text" and inner.mime.startswith(("text/html", "application/xhtml")):
        page = texts.decoded_page(whole(inner.file), texts.charset_in(inner.mime.encode()))[0]
        return {"text": texts.words_of(page), "notes": ["html-only"]}
    if kind not in _FACTS:
        return {}
    return _FACTS[kind](inner.file, asked.page)
