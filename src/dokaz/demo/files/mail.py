"""E-mail as a mail program saves it: RFC 5322 with MIME (RFC 2045-2047, 2231)."""

import mimetypes
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from random import Random
from typing import Any

from dokaz.demo.contents import MARK, MARK_ASCII, Mail


def make(letter: Mail, chance: Random, attach: Callable[[Any, Random], bytes]) -> bytes:
    """Give the message with its attachments; `attach` turns each attached content into bytes."""
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(letter, chance):
        message[name] = value
    way = "base64" if letter.charset == "utf-8" else "8bit"
    message.set_content(f"{letter.text}\n\n-- \n{MARK}\n", charset=letter.charset, cte=way)
    for name, content in letter.attached:
        main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(attach(content, chance), maintype=main, subtype=sub, filename=name)
    if message.is_multipart():
        message.set_boundary(f"=_{chance.getrandbits(96):024x}")
    return message.as_bytes()


def _headers(letter: Mail, chance: Random) -> list[tuple[str, str]]:
    headers = [
        ("From", letter.sender),
        ("To", letter.to),
        ("Subject", letter.subject),
        ("Date", letter.sent.strftime("%a, %d %b %Y %H:%M:%S %z")),
        # RFC 2606: nothing can ever be delivered to .example or .invalid.
        ("Message-ID", f"<{chance.getrandbits(64):016x}@mail.example>"),
        ("X-Note", MARK_ASCII),
    ]
    if letter.answers:
        headers.append(("In-Reply-To", f"<{chance.getrandbits(64):016x}@mail.example>"))
    return headers
