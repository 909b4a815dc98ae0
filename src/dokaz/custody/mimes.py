"""The MIME type from the first bytes, at receipt: a table and a few looks inside, some microseconds a file.

What the sender says and how the file is named count only where bytes cannot tell (comma-separated values from text).
PRONOM's second opinion is `examine`'s.
"""

import mimetypes
import re

HEAD = 4096
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"age-encryption.org/v1", "application/x-age"),
    (0, b"-----BEGIN PGP", "application/pgp-encrypted"),
    (0, b"WARC/1.", "application/warc"),
    (257, b"ustar", "application/x-tar"),
)
_RIFF = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLD_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"avif": "image/avif",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
}
_TEXTS = {"csv": "text/csv", "tsv": "text/tab-separated-values", "md": "text/markdown", "srt": "application/x-subrip"}
_MAIL = (b"received:", b"return-path:", b"from:", b"message-id:", b"delivered-to:", b"mime-version:", b"date:")
_MAILBOX = re.compile(rb"from \S+ .{0,60}\d\d:\d\d.{0,20}(19|20)\d\d( [+-]\d{4})?\r?\n")  # RFC 4155 appendix A
_MIME = re.compile(rb"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
_CONTROL = bytes(frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b"))


def of(head: bytes, *, name: str = "") -> str:
    """The type of a file that begins with these bytes; `application/octet-stream` where nothing is recognised."""
    head = head[:HEAD]
    if not head:
        return EMPTY
    return _by_magic(head) or _container(head, name) or _text(head, name) or UNKNOWN


def _by_magic(head: bytes) -> str | None:
    for offset, magic, mime in _MAGIC:
        if head.startswith(magic, offset):
            if mime == "video/x-matroska" and b"webm" in head[:64]:
                return "video/webm"
            if mime == "audio/ogg" and b"theora" in head[:128]:
                return "video/ogg"
            return mime
    return None


def _container(head: bytes, name: str) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":  # ISO/IEC 14496-12 4.3
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip(head)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _OLD_OFFICE.get(_suffix(name), "application/x-ole-storage")
    return None


def _zip(head: bytes) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument 1.3 part 2, 3.3: stored first and uncompressed
        end = 38 + int.from_bytes(head[22:26], "little")
        return _declared(head[38:end])
    if b"[Content_Types].xml" in head or b"_rels/" in head or b"docProps/" in head:
        for folder, mime in _OFFICE.items():
            if folder in head:
                return mime
    return "application/zip"


def _declared(mime: bytes) -> str:
    return mime.decode("ascii") if _MIME.fullmatch(mime) else "application/zip"


def _text(head: bytes, name: str) -> str | None:
    if len(head.translate(None, _CONTROL)) < len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    return _written(start, name) or _TEXTS.get(_suffix(name)) or _named_text(name) or "text/plain"


def _written(start: bytes, name: str) -> str | None:
    """What its first words say."""
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if start.startswith(b"<?xml"):
        return "image/svg+xml" if b"<svg" in start else "application/xml"
    if start.startswith((b"{", b"[")) and _suffix(name) in ("", "json"):
        return "application/json"
    if _MAILBOX.match(start):
        return "application/mbox"
    return "message/rfc822" if start.startswith(_MAIL) else None


def _named_text(name: str) -> str | None:
    guessed, _ = mimetypes.guess_type("x." + _suffix(name)[:12], strict=True)
    return guessed if guessed and guessed.startswith("text/") else None


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
