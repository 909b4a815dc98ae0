"""Pictures drawn anew: what the browser gets was never anybody's file. In grey unless colour was asked for."""

import io
from typing import Any, BinaryIO

from PIL import Image, ImageOps

from dokaz.adapters.parsers.outcomes import Unreadable

MOST_PIXELS = 120_000_000  # more than any camera; a file of some bytes can declare far more
LONGEST_SIDE = 1600
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "MPO")

Image.MAX_IMAGE_PIXELS = None  # ours is asked first, and refuses instead of warning


def opened(file: BinaryIO) -> Image.Image:
    """The picture, of which only the head was read. Raises Unreadable."""
    file.seek(0)
    try:
        picture = Image.open(file, formats=FORMATS)
    except Exception as why:
        raise Unreadable("broken") from why
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable("too-many-pixels")
    return picture


def facts(file: BinaryIO, number: int) -> dict[str, Any]:
    picture = opened(file)
    frames = min(getattr(picture, "n_frames", 1), 10_000)
    return {
        "page": min(max(1, number), frames), "pages": frames, "picture": True,
        "heads": [["pixels", f"{picture.width} × {picture.height}"], ["format", picture.format or ""]],
    }  # fmt: skip


def drawn(file: BinaryIO, number: int, *, colour: bool) -> tuple[bytes, str]:
    """One frame, turned as the camera was held, no side longer than a screen's."""
    picture = opened(file)
    if number > 1:
        picture.seek(min(number, getattr(picture, "n_frames", 1)) - 1)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than needed
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return written(ImageOps.exif_transpose(picture), colour=colour)


def written(picture: Image.Image, *, colour: bool, sharp: bool = False) -> tuple[bytes, str]:
    """As PNG where lines must stay sharp, as JPEG otherwise; nothing that stood beside the pixels goes along."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    bare = Image.new("RGB" if colour else "L", picture.size)
    bare.paste(picture.convert(bare.mode))
    out = io.BytesIO()
    if sharp:
        bare.save(out, "PNG", optimize=False, compress_level=4)
        return out.getvalue(), "image/png"
    bare.save(out, "JPEG", quality=86)
    return out.getvalue(), "image/jpeg"
