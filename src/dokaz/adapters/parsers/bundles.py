"""Archives of files (ZIP): what they hold, each openable by itself. Nothing is unpacked before it is asked for."""

import io
import zipfile
import zlib
from typing import Any, BinaryIO, cast

from dokaz.adapters.parsers import kinds
from dokaz.adapters.parsers.outcomes import Inner, Unreadable, pages_of, part

_EACH = 100
_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError
)  # fmt: skip
CHATS = ("_chat.txt", "result.json")
TELEGRAM_PAGES = "messages.html"  # followed by messages2.html and so on


def _entries(file: BinaryIO) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as why:
        raise Unreadable("broken") from why
    return archive, [entry for entry in archive.infolist() if not entry.is_dir()]


def facts(file: BinaryIO, number: int) -> dict[str, Any]:
    _archive, entries = _entries(file)
    pages = pages_of(len(entries), _EACH)
    number = min(max(1, number), pages)
    first = (number - 1) * _EACH
    lines = [_line(at, entries[at - 1]) for at in range(first + 1, min(first + _EACH, len(entries)) + 1)]
    return {"page": number, "pages": pages, "count": len(entries), "parts": lines}


def _line(at: int, entry: zipfile.ZipInfo) -> dict[str, Any]:
    when = "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*entry.date_time)
    return part(str(at), entry.filename, size=entry.file_size, when=when)


def take(file: BinaryIO, number: int) -> Inner:
    archive, entries = _entries(file)
    if not 1 <= number <= len(entries):
        raise Unreadable("no-such-part")
    entry = entries[number - 1]
    if entry.flag_bits & 1:
        raise Unreadable("password")
    try:
        opened = cast("BinaryIO", io.BufferedReader(cast("Any", archive.open(entry))))
    except _BROKEN as why:
        raise Unreadable("broken") from why
    return Inner(opened, entry.filename, beside=_beside(entry.filename, entries))


def _beside(name: str, entries: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The entries by the name that a text beside them uses: from its own folder."""
    folder = name.rpartition("/")[0]
    start = f"{folder}/" if folder else ""
    return {
        entry.filename.removeprefix(start): str(at)
        for at, entry in enumerate(entries, start=1)
        if entry.filename.startswith(start)
    }


def foremost(file: BinaryIO) -> int | None:
    """The entry that says what the archive is: its only web archive, or the conversation whose media lie beside it."""
    archive, entries = _entries(file)
    names = {entry.filename: at for at, entry in enumerate(entries, start=1)}
    pages = [at for name, at in names.items() if name.startswith("archive/") and ".warc" in name]
    if "datapackage.json" in names and len(pages) == 1:
        return pages[0]
    chats = [at for name, at in names.items() if name.rpartition("/")[2] in CHATS] or [
        names[entry.filename]
        for entry in _exported(entries)
        if _reads(archive, entry) in ("whatsapp", "telegram-pages")
    ]
    return chats[0] if len(chats) == 1 else None


def _exported(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """What may be a conversation by its place: the first of Telegram's pages, or the only text.

    WhatsApp for Android names the text after the conversation, in the language of the telephone. Of several pages of
    that name, as an export of a whole account has, none comes first.
    """
    first = [entry for entry in entries if entry.filename.rpartition("/")[2] == TELEGRAM_PAGES]
    texts = [entry for entry in entries if entry.filename.endswith(".txt")]
    return [each[0] for each in (first, texts) if len(each) == 1]


def _reads(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return ""
    try:
        with archive.open(entry) as text:
            return kinds.of(cast("BinaryIO", io.BytesIO(text.read(kinds.HEAD))))
    except _BROKEN:
        return ""
