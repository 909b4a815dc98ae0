"""Pictures drawn anew: what the browser gets was never anybody's file. In grey unless colour was asked for."""

import io
from typing import Any, BinaryIO

from PIL import Image, ImageOps

from dokaz.adapters.parsers import kinds
from dokaz.adapters.parsers.outcomes import Unreadable

MOST_PIXELS = 120_000_000  # more than any camera; a file of some bytes can declare far more
LONGEST_SIDE = 1600
QUALITY = 86  # of JPEG; above it colours are as fine as brightness
SMOOTH = Image.Resampling.LANCZOS
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "HEIF")  # JPEG is MPO as well

Image.MAX_IMAGE_PIXELS = None  # ours is asked first, and refuses instead of warning


def opened(file: BinaryIO) -> Image.Image:
    """The picture, of which only the head was read. Raises Unreadable."""
    file.seek(0)
    heic = kinds.HEIC.match(file.read(12))
    file.seek(0)
    try:
        if heic:
            import pi_heif  # noqa: PLC0415 - for this format only

            pi_heif.register_heif_opener(thumbnails=False)
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
    """One frame, no side longer than a screen's."""
    picture = opened(file)
    if number > 1:
        picture.seek(min(number, getattr(picture, "n_frames", 1)) - 1)
    return written(seen(picture, LONGEST_SIDE), colour=colour)


def seen(picture: Image.Image, side: int) -> Image.Image:
    """Its frame in colour, turned as the camera was held, on white where transparent, no side longer than this."""
    picture.draft("RGB", (side, side))  # a JPEG is unpacked no larger than needed
    picture.thumbnail((side, side), SMOOTH) if picture.mode in ("RGB", "L") else picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # sixteen bits of grey
        upright = upright.point(lambda value: value / 256).convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    upright = upright.convert("RGB")
    upright.thumbnail((side, side), SMOOTH)
    return upright


def written(picture: Image.Image, *, colour: bool, sharp: bool = False, quality: int = QUALITY) -> tuple[bytes, str]:
    """As PNG where lines must stay sharp, as JPEG otherwise; nothing that stood beside the pixels goes along."""
    bare = Image.new("RGB" if colour else "L", picture.size)
    bare.paste(picture.convert(bare.mode))
    out = io.BytesIO()
    if sharp:
        bare.save(out, "PNG", optimize=False, compress_level=4)
        return out.getvalue(), "image/png"
    bare.save(out, "JPEG", quality=quality, subsampling=0 if quality > QUALITY else -1)
    return out.getvalue(), "image/jpeg"
