"""The words of a mail: who, to whom, when, about what, the body, and what was attached (by name, type and size)."""

import email
import sys
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from dokaz.adapters.parsers import mails

from . import markup, plain
from .answers import TOO_MUCH, Failed, Said, answer, evidence

__all__ = ["written"]

_HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject")
_DEEPEST, _MOST_PARTS = 30, 5_000
_TOO_LARGE = b"[a letter that is too large to be read here]\n"


def letter() -> Said:
    with evidence() as stream:
        message = email.message_from_binary_file(stream)
    parts, attached, text = _read(message)
    return {"parts": parts, "attachments": attached}, text


def mailbox() -> Said:
    """Letters are divided by form feeds. One that cannot be read here is a line that says so.

    What lies beyond the limit of the whole is not read, and `read` of `letters` says that.
    """
    found, read, unread, texts, size = 0, 0, 0, list[bytes](), 0
    with evidence() as stream:
        for data in mails.letters(stream):
            found += 1
            if size > markup.MOST_WRITTEN:
                continue  # it is counted
            text = _said(data)
            size += len(text or _TOO_LARGE) + 1
            if size <= markup.MOST_WRITTEN:
                read, unread = read + bool(text), unread + (not text)
                texts.append(text or _TOO_LARGE)
    return {"letters": found, "read": read, "unread": unread}, b"\f".join(texts)


def _said(data: bytes | None) -> bytes:
    """The text of a letter of a mailbox; nothing where it is too large."""
    try:
        return _read(email.message_from_bytes(data))[2] if data is not None else b""
    except Failed:
        return b""


def _read(message: Message) -> tuple[int, int, bytes]:
    """How many parts it has and how many are attached, and its text."""
    parts = sum(1 for _ in message.walk())
    if parts > _MOST_PARTS:
        raise Failed(TOO_MUCH)
    attached = sum(1 for part in message.walk() if _is_attached(part))
    return parts, attached, plain.of_bytes("\n".join(written(message)) + "\n")


def written(message: Message, depth: int = 0) -> Iterator[str]:
    """Its lines; a mail within a mail stands where it was put."""
    if depth > _DEEPEST:
        raise Failed(TOO_MUCH)
    for name in _HEADERS:
        for value in message.get_all(name, ()):
            yield f"{name}: {_header(value)}"
    yield ""
    yield from _part(message, depth)


def _part(part: Message, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise Failed(TOO_MUCH)
    kind, inner = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(inner, list) and _parts(inner):
        yield from written(_parts(inner)[0], depth + 1)
    elif isinstance(inner, list):
        for each in _chosen(_parts(inner)) if kind == "multipart/alternative" else _parts(inner):
            yield from _part(each, depth + 1)
    elif _is_attached(part):
        yield f"[{_header(part.get_filename() or '')} · {kind} · {len(mails.content(part))}]"
    else:
        yield mails.words(part, most=markup.MOST_WRITTEN).rstrip()


def _parts(inner: list[Any]) -> list[Message]:
    return [each for each in inner if isinstance(each, Message)]


def _chosen(alternatives: list[Message]) -> list[Message]:
    """Of several ways to say the same, the plainest that says something (RFC 2046 5.1.4 puts it first)."""
    for part in alternatives:
        if part.get_content_type() == "text/plain" and mails.content(part).strip():
            return [part]
    return alternatives[-1:]


def _is_attached(part: Message) -> bool:
    if part.is_multipart():
        return False
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def _header(value: object) -> str:
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (LookupError, ValueError):  # an encoded word of no known encoding stands as it came
        return " ".join(str(value).split())


if __name__ == "__main__":
    answer({"letter": letter, "mailbox": mailbox}[sys.argv[1]])
