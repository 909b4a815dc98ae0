"""A chat as Telegram Desktop exports it: `result.json` beside the folder `photos`."""

import json
from datetime import datetime
from random import Random

from dokaz.demo.contents import Chat, Message


def make(chat: Chat, chance: Random) -> bytes:
    """Give `result.json` of one group; photographs are named relative to the export folder."""
    writers = sorted({message.writer for message in chat.messages})
    ids = {writer: f"user{chance.randrange(10**9, 2 * 10**9)}" for writer in writers}
    group = {"name": chat.name, "type": "private_group", "id": chance.randrange(10**9, 2 * 10**9)}
    first = _founded(chat, ids)
    rest = [_message(number, message, ids, dict(chat.photos)) for number, message in enumerate(chat.messages, start=2)]
    # Telegram Desktop indents by one space and writes letters as they are.
    return json.dumps({**group, "messages": [first, *rest]}, ensure_ascii=False, indent=1).encode()


def _when(moment: datetime, name: str = "date") -> dict[str, str]:
    """Telegram writes the clock of the exporting machine, and beside it the second since 1970."""
    return {name: moment.strftime("%Y-%m-%dT%H:%M:%S"), f"{name}_unixtime": str(int(moment.timestamp()))}


def _founded(chat: Chat, ids: dict[str, str]) -> dict[str, object]:
    founder = chat.messages[0]
    return {
        "id": 1,
        "type": "service",
        **_when(founder.sent),
        "actor": founder.writer,
        "actor_id": ids[founder.writer],
        "action": "create_group",
        "title": chat.name,
        "members": list(ids),
        "text": "",
        "text_entities": [],
    }


def _message(number: int, message: Message, ids: dict[str, str], photos: dict[str, object]) -> dict[str, object]:
    told: dict[str, object] = {"id": number, "type": "message", **_when(message.sent)}
    told |= {"from": message.writer, "from_id": ids[message.writer]}
    if message.forwarded:
        told["forwarded_from"] = message.forwarded
    if message.answers:
        told["reply_to_message_id"] = message.answers
    if message.photo:
        assert message.photo in photos, "a message shows a photograph that the export does not hold"
        told |= {"photo": message.photo, "width": 1024, "height": 768}
    return told | {"text": message.text, "text_entities": _entities(message.text)}


def _entities(text: str) -> list[dict[str, str]]:
    return [{"type": "plain", "text": text}] if text else []
