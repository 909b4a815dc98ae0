"""A picture: drawn anew from its pixels, upright, at its full size, and nothing that stood beside them goes along."""

import io
from typing import Any

from PIL import Image

from dokaz.adapters.parsers import pictures

from ..answers import evidence
from . import covering
from .orders import BEYOND_END, SEVERAL, Orders, main, refuse

_ONE_PICTURE = ("MPO", "HEIF")  # what else is in such a file of a telephone is not taken along
_SHARP = ("PNG", "GIF", "TIFF", "BMP")
_QUALITY = 92
_CHUNKS = frozenset({b"IHDR", b"IDAT", b"IEND"})  # of PNG: nothing that says anything


def make(orders: Orders) -> dict[str, Any]:
    marks = orders.marks("area")
    refuse(any(mark["page"] != 1 for mark in marks), BEYOND_END)
    with evidence() as stream, pictures.opened(stream) as image:
        sharp, several = image.format in _SHARP, getattr(image, "n_frames", 1) > 1
        refuse(several and image.format not in _ONE_PICTURE, SEVERAL)
        shown = pictures.seen(image, max(image.size))
    covering.cover(shown, covering.boxes(marks))
    data, mime = pictures.written(shown, colour=True, sharp=sharp, quality=_QUALITY)
    with orders.other_file("r+b") as copy:
        copy.write(data)
    return {"mime": mime, "width": shown.width, "height": shown.height}


def check(orders: Orders) -> dict[str, Any]:
    with evidence() as stream:
        data = stream.read()
    refuse(not bare(data))
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        refuse(dict(image.getexif()) or getattr(image, "n_frames", 1) > 1)
        refuse(not covering.covered(image, covering.boxes(orders.marks("area"))))
    return {"boxes": len(orders.marks("area"))}


def bare(data: bytes) -> bool:
    """Whether a PNG or JPEG holds the picture and nothing else: no profile, note, thumbnail or byte after its end."""
    return _bare_png(data) if data.startswith(b"\x89PNG") else bare_jpeg(data)


def _bare_png(data: bytes) -> bool:
    at, kind = 8, b""
    while at + 12 <= len(data) and kind != b"IEND":
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind not in _CHUNKS:
            return False
        at += 12 + length
    return kind == b"IEND" and at == len(data)


def bare_jpeg(data: bytes) -> bool:
    """ITU T.81 B: from its beginning to its end no segment but those that are needed to draw it, and JFIF's own."""
    if not data.startswith(b"\xff\xd8\xff") or not data.endswith(b"\xff\xd9"):
        return False
    at = 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        jfif = marker == 0xE0 and data[at + 4 : at + 9] == b"JFIF\x00" and length == 16
        if 0xE0 <= marker <= 0xFE and not jfif:
            return False
        at += 2 + length
    return data[at : at + 2] == b"\xff\xda" and data.find(b"\xff\xd9", at) == len(data) - 2


if __name__ == "__main__":
    main(make, check)
