"""Conversations as messengers export them: WhatsApp's text, and result.json of Telegram Desktop."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from dokaz.adapters.parsers import texts
from dokaz.adapters.parsers.outcomes import LONGEST_MESSAGE, Unreadable, beginning, pages_of, short, whole

_EACH = 100
_PAGE = 16 * 1024
_WHEN = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f][AaPp]\.? ?[Mm]\.?)?"
_LINE = re.compile(rf"^\u200e?(?:\[(?P<in>{_WHEN})\]|(?P<out>{_WHEN}) -) (?P<said>.*)$")
_BEGINS = re.compile(rb"(?<=\n)(?:\xe2\x80\x8e)?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}")
_WHO = re.compile(r"^([^:\n]{1,80}): ?(.*)$", re.DOTALL)
_MEDIA = re.compile(
    r"^\u200e?(?:(?P<named>[^<>\n]+\.\w{2,5}) \([^()\n]+\)|<[^:<>\n]+: (?P<attached>[^<>\n]+\.\w{2,5})>)", re.MULTILINE
)


def whatsapp(file: BinaryIO, number: int, beside: Mapping[str, str]) -> dict[str, Any]:
    """Messages in the order of the file, times as it writes them: whose clock and zone it was, it does not say."""
    found = texts.page(file, number, begins=_BEGINS, most=_PAGE)
    found["messages"] = [_with_part(each, beside) for each in _messages(found.pop("text"))]
    found["notes"] = ["times-as-written"]
    return found


def _messages(text: str) -> Iterator[dict[str, Any]]:
    lines: list[str] = []
    when = ""
    for line in text.removeprefix("\ufeff").splitlines():
        begun = _LINE.match(line)
        if begun:
            if when or lines:
                yield _message(when, lines)
            when, lines = begun["in"] or begun["out"], [begun["said"]]
        else:
            lines.append(line)
    if when or lines:
        yield _message(when, lines)


def _message(when: str, lines: list[str]) -> dict[str, Any]:
    said = "\n".join(lines)
    who = _WHO.match(said)
    name, text = (who[1].strip("\u200e ~"), who[2]) if who else ("", said)
    media = _MEDIA.match(text)
    return {
        "who": short(name), "when": when, "text": beginning(text, LONGEST_MESSAGE), "service": not who,
        "media": short((media["named"] or media["attached"]).lstrip("\u200e")) if media else "",
    }  # fmt: skip


def _with_part(message: dict[str, Any], beside: Mapping[str, str]) -> dict[str, Any]:
    """Where the export holds the file a message names, its place."""
    return message | {"part": beside.get(message["media"], "")}


def telegram(file: BinaryIO, number: int, beside: Mapping[str, str]) -> dict[str, Any]:
    """One chat, or all of an account's export one after another. Raises Unreadable."""
    try:
        export = json.loads(whole(file))
        messages = list(_all(export))
    except (ValueError, TypeError, AttributeError, RecursionError) as why:
        raise Unreadable("broken") from why
    pages = pages_of(len(messages), _EACH)
    number = min(max(1, number), pages)
    shown = messages[(number - 1) * _EACH : number * _EACH]
    return {
        "page": number, "pages": pages, "count": len(messages), "notes": ["times-of-exporter"],
        "heads": [[name, short(export.get(name))] for name in ("name", "type") if export.get(name)],
        "messages": [_with_part(each, beside) for each in shown],
    }  # fmt: skip


def _all(export: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "messages" in export:
        yield from map(_telegram_message, export["messages"])
        return
    for chat in export["chats"]["list"]:
        yield {"who": "", "when": "", "text": short(chat.get("name")), "media": "", "service": True}
        yield from map(_telegram_message, chat.get("messages", ()))


def _telegram_message(each: Mapping[str, Any]) -> dict[str, Any]:
    service = each.get("type") == "service"
    text = _plain(each.get("text", ""))
    if service:
        text = " ".join(filter(None, (str(each.get("action", "")), str(each.get("title", "")), text)))
    if each.get("forwarded_from"):
        text = f"↪ {each['forwarded_from']}\n{text}"
    return {
        "who": short(each.get("from") or each.get("actor")), "when": str(each.get("date", "")).replace("T", " "),
        "text": beginning(text, LONGEST_MESSAGE), "service": service, "media": _telegram_media(each),
    }  # fmt: skip


def _plain(text: Any) -> str:
    """A text, or pieces of one, some with a style or a link."""
    if isinstance(text, list):
        return "".join(piece if isinstance(piece, str) else str(piece.get("text", "")) for piece in text)
    return str(text)


def _telegram_media(each: Mapping[str, Any]) -> str:
    for name in ("photo", "file", "media_type"):
        if each.get(name):
            return short(each[name])
    if place := each.get("location_information"):
        return f"{place.get('latitude')}, {place.get('longitude')}"
    return ""
