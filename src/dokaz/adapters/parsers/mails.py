"""Letters: RFC 5322 with MIME, mailboxes of them (RFC 4155), and Outlook's .msg."""

import email
import re
import time
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any, BinaryIO

from dokaz.adapters.parsers import texts
from dokaz.adapters.parsers.outcomes import MOST_TAKEN, Inner, Unreadable, held, pages_of, part, short, size_of, whole

HEADS = ("From", "Sender", "To", "Cc", "Bcc", "Date", "Subject", "Reply-To", "In-Reply-To", "Message-ID")
_EACH = 25  # letters on a page of a mailbox
_MOST_PARTS = 500
_LONGEST = 256 * 1024
_BLOCK = 1024 * 1024
_SECONDS = 8.0  # for the list of a large mailbox
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def _parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _said(message: Message, name: str) -> str:
    """A header as it reads; as it stands where it does not parse."""
    try:
        return short(message.get(name, ""))
    except Exception:  # noqa: BLE001 - the library raises all sorts for malformed headers
        return short(next((value for key, value in message.raw_items() if key.lower() == name.lower()), ""))


def facts(file: BinaryIO, number: int) -> dict[str, Any]:  # noqa: ARG001 - a letter has one page
    data = whole(file)
    message = _parsed(data)
    body = _body(message)
    return {
        "heads": [[name, said] for name in HEADS if (said := _said(message, name))],
        "text": body[0][:_LONGEST],
        "notes": body[1],
        "beneath": texts.decoded(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0][: _LONGEST // 4])[0],
        "parts": [
            part(str(number), name, mime=mime, size=len(content))
            for number, (name, mime, content) in enumerate(_leaves(message), start=1)
        ],
    }


def _body(message: EmailMessage) -> tuple[str, list[str]]:
    found = _shown(message)
    if found is None:
        return "", ["no-body"]
    return words(found), ["html-only"] if found.get_content_type() == "text/html" else []


def _shown(message: EmailMessage) -> Message | None:
    """Of several ways to say the same, the plainest that says something (RFC 2046 5.1.4)."""
    forms = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    there = [form for form in forms if form is not None]
    return next((form for form in there if content(form).strip()), there[0] if there else None)


def words(leaf: Message, *, most: int = texts.MOST_WORDS) -> str:
    """What a part that is text says; of HTML its words, so many letters of them."""
    data, declared = content(leaf), leaf.get_content_charset() or ""
    if leaf.get_content_type() == "text/html":
        return texts.words_of(texts.decoded_page(data, declared)[0], most=most)
    return texts.decoded(data, declared)[0]


def content(leaf: Message) -> bytes:
    """The bytes that a part without parts carries."""
    found = leaf.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _carried_by(leaf: Message) -> bytes:
    if leaf.get_content_type() == "message/rfc822" and isinstance(inner := leaf.get_payload(), list) and inner:
        return inner[0].as_bytes() if isinstance(inner[0], Message) else b""
    return content(leaf)


def _leaves(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    """Everything that is carried beside the words shown: attachments, pictures, the other form of the body."""
    shown = _shown(message)
    waiting, count = list[Message]([message]), 0
    while waiting and count < _MOST_PARTS:
        each = waiting.pop(0)
        payload = each.get_payload()
        if each.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]
        elif each is not shown:
            count += 1
            yield _name(each), each.get_content_type(), _carried_by(each)


def _name(leaf: Message) -> str:
    try:
        return short(leaf.get_filename())
    except Exception:  # noqa: BLE001 - as in `_said`
        return ""


def take(file: BinaryIO, number: int) -> Inner:
    for at, (name, mime, content) in enumerate(_leaves(_parsed(whole(file))), start=1):
        if at == number:
            return Inner(held(content), name, mime)
    raise Unreadable("no-such-part")


def mailbox(file: BinaryIO, number: int) -> dict[str, Any]:
    """A page of its letters, each by the place where it begins; a list that ends early says so."""
    places, until, notes = list[int](), time.monotonic() + _SECONDS, list[str]()
    for _line_at, begins in _beginnings(file):
        places.append(begins)
        if time.monotonic() > until:
            notes = ["list-cut"]
            break
    pages = pages_of(len(places), _EACH)
    number = min(max(1, number), pages)
    shown = places[(number - 1) * _EACH : number * _EACH]
    return {
        "page": number, "pages": pages, "count": len(places), "parts": [_line(file, each) for each in shown],
        "notes": notes,
    }  # fmt: skip


def _line(file: BinaryIO, place: int) -> dict[str, Any]:
    file.seek(place)
    message = email.message_from_bytes(re.split(rb"\r?\n\r?\n", file.read(64 * 1024), maxsplit=1)[0], policy=default)
    said = {name: _said(message, name) for name in ("Subject", "From", "Date")}
    return part(str(place), said["Subject"], mime="message/rfc822", who=said["From"], when=said["Date"])


def letter_at(file: BinaryIO, place: int) -> Inner:
    """The letter of a mailbox that begins there, without what the mailbox put to it, and those beside it."""
    size, places, before = size_of(file), _beginnings(file), list[int]()
    for _line_at, begins in places:
        if begins == place:
            break
        before.append(begins)
    else:
        raise Unreadable("no-such-part")
    end, after = next(places, (size, ""))
    beside = {"number": len(before) + 1, "before": str(before[-1]) if before else "", "after": str(after)}
    data, quoted = _unquoted(_between(file, place, end))
    notes = ("unquoted",) if quoted else ()
    return Inner(held(data), "letter.eml", "message/rfc822", notes=notes, turning=beside)


def letters(file: BinaryIO) -> Iterator[bytes | None]:
    """Each letter of a mailbox as it was sent; None for one that is too large to be read here."""
    places, size = list(_beginnings(file)), size_of(file)
    ends = [*(line for line, _begins in places[1:]), size]
    for (_line_at, begins), end in zip(places, ends, strict=True):
        data = _between(file, begins, end)
        yield _unquoted(data)[0] if len(data) <= MOST_TAKEN else None


def _between(file: BinaryIO, place: int, end: int) -> bytes:
    file.seek(place)
    return file.read(min(end - place, MOST_TAKEN + 1))


def _unquoted(data: bytes) -> tuple[bytes, int]:
    """Lines that begin with "From " as they were before a mailbox put a sign before them (mboxrd), and how many."""
    return _QUOTED.subn(rb"\1", data)


def _beginnings(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each letter's "From " line begins, and where the letter behind it (RFC 4155 appendix A)."""
    file.seek(0)
    at, after_nothing = 0, True
    while line := file.readline(_BLOCK):
        if after_nothing and line.startswith(b"From "):
            yield at, at + len(line)
        at += len(line)
        after_nothing = line in (b"\n", b"\r\n")


def _property(box: Any, at: str, tag: str) -> str:
    for suffix, encoding in (("001F", "utf-16-le"), ("001E", "")):
        name = f"{at}__substg1.0_{tag}{suffix}"
        if box.exists(name):
            return texts.decoded(box.openstream(name).read(_LONGEST), encoding)[0].rstrip("\x00")
    return ""


_HTML = "__substg1.0_10130102"
_LETTER = (  # MS-OXPROPS: the property of each line
    ("From", "0C1A"), ("To", "0E04"), ("Cc", "0E03"), ("Subject", "0037"), ("Message-ID", "1035"),
    ("In-Reply-To", "1042"),
)  # fmt: skip


def letter(file: BinaryIO, number: int) -> dict[str, Any]:  # noqa: ARG001 - a letter has one page
    """An Outlook message (MS-OXMSG)."""
    box = _box(file)
    heads = [[name, short(said)] for name, tag in _LETTER if (said := _property(box, "", tag))]
    address = _property(box, "", "5D01") or _property(box, "", "0C1F")
    headers = _property(box, "", "007D")
    text, notes = _words_in(box)
    dated = _said(email.message_from_string(headers, policy=default), "Date") if headers else ""
    return {
        "heads": heads + [[name, said] for name, said in (("Sender", short(address)), ("Date", dated)) if said],
        "text": text,
        "notes": notes,
        "beneath": headers[: _LONGEST // 4],
        "parts": [part(str(at), name, mime=mime) for at, (_place, name, mime) in enumerate(_carried(box), start=1)],
    }


def _words_in(box: Any) -> tuple[str, list[str]]:
    if plain := _property(box, "", "1000"):
        return plain, []
    if box.exists(_HTML):
        return texts.words_of(texts.decoded_page(box.openstream(_HTML).read(4 * _LONGEST))[0]), ["html-only"]
    return "", ["no-body"]


def _box(file: BinaryIO) -> Any:
    import olefile  # noqa: PLC0415 - for this format only

    return olefile.OleFileIO(held(whole(file)))


def _carried(box: Any) -> list[tuple[str, str, str]]:
    folders = sorted({path[0] for path in box.listdir() if path[0].startswith("__attach_version1.0_#")})[:_MOST_PARTS]
    return [
        (at, _property(box, f"{at}/", "3707") or _property(box, f"{at}/", "3704"), _property(box, f"{at}/", "370E"))
        for at in folders
    ]


def take_from_letter(file: BinaryIO, number: int) -> Inner:
    box = _box(file)
    carried = _carried(box)
    if not 1 <= number <= len(carried):
        raise Unreadable("no-such-part")
    at, name, mime = carried[number - 1]
    stream = f"{at}/__substg1.0_37010102"
    if not box.exists(stream):
        raise Unreadable("no-such-part")
    return Inner(held(box.openstream(stream).read()), name, mime)
