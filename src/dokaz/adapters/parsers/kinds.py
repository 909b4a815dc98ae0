"""Which parser reads a file: told by its bytes, and by its name only where bytes are silent."""

import re
import zlib
from typing import BinaryIO

from dokaz.adapters.parsers import texts

HEAD = 8192
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_MAGIC = {"paper": (b"%PDF-",), "bundle": (b"PK\x03\x04", b"PK\x05\x06"), "captures": (b"WARC/",)}
HEIC = re.compile(rb".{4}ftyp(hei[cxms]|hevc|mif1|msf1)", re.DOTALL)  # ISO/IEC 23008-12: what telephones write
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = re.compile(
    rb"(received|return-path|from|to|subject|message-id|delivered-to|mime-version|date|x-[a-z-]+):", re.IGNORECASE
)
_MAILBOX = re.compile(rb"From \S+ .{0,60}\d\d:\d\d.{0,20}(19|20)\d\d( [+-]\d{4})?\r?\n")  # RFC 4155 appendix A
_CONTROL = bytes(frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b"))
_TELEGRAM = re.compile(rb'"(messages|chats)"\s*:')
_TELEGRAM_PAGES = b'class="page_body chat_page'
_LOUDNESS = re.compile(rb'\{"seconds": [0-9.]+, "peaks": \[')  # as `recordings` of `deriving` writes it
_WHATSAPP = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:\xe2\x80\x8e)?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}[^\n]{0,20}?(?:\] | - )",
    re.MULTILINE,
)


def of(file: BinaryIO, name: str = "") -> str:
    """Which it is; "" for none.

    Picture, paper, bundle, captures, mailbox, mail, letter, telegram, telegram-pages, whatsapp, loudness or text.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return _binary(head, name) or _text(head)


def _binary(head: bytes, name: str) -> str:
    if head.startswith(_PICTURES) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP") or head[4:12] == b"ftypavif":
        return "picture"
    if HEIC.match(head):
        return "picture"
    for kind, magics in _MAGIC.items():
        if head.startswith(magics):
            return kind
    if head.startswith(b"\x1f\x8b") and _unpacked(head).startswith(b"WARC/"):
        return "captures"
    return "letter" if head.startswith(_OLE) and name.lower().endswith(".msg") else ""


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 16)
    except zlib.error:
        return b""


def _text(head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or texts.wide(head)
    if not wide and len(head.translate(None, _CONTROL)) < len(head):
        return ""
    if _MAILBOX.match(head):
        return "mailbox"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "mail" if _HEADER.match(start) else _exported(start, head) or "text"


def _exported(start: bytes, head: bytes) -> str:
    """Which messenger wrote it, or that `deriving` did."""
    if start.startswith(b"{") and _TELEGRAM.search(head):
        return "telegram"
    if start[:9].lower().startswith((b"<!doctype", b"<html")) and _TELEGRAM_PAGES in head:
        return "telegram-pages"
    if _LOUDNESS.match(start):
        return "loudness"
    return "whatsapp" if _WHATSAPP.match(start) else ""
