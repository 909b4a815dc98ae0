"""A preview of a picture, encoded anew so that only what it shows goes on, and its grey miniature."""

import io
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

from .answers import TOO_MUCH, Failed, Said, answer, evidence

__all__ = ["GREY_SIDE", "MOST_PIXELS", "grey", "jpeg", "opened"]

GREY_SIDE = 64
PREVIEW_SIDE = 1600
MOST_PIXELS = 120_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "AVIF")


def main() -> Said:
    with evidence() as stream, opened(stream) as image:
        size, frames = image.size, getattr(image, "n_frames", 1)
        shown = seen(image, PREVIEW_SIDE)
    facts = {"width": size[0], "height": size[1], "frames": frames, "side": PREVIEW_SIDE, "pictures": 1}
    return facts, grey(shown) + jpeg(shown)


def opened(stream: BinaryIO) -> Image.Image:
    """A picture whose declared size is within limits; nothing is decoded yet."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(stream, formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Failed(TOO_MUCH)
    return image


def seen(image: Image.Image, side: int) -> Image.Image:
    """Its first frame upright, on white where it is transparent, no side longer than this."""
    image.draft("RGB", (side, side))
    image.thumbnail((side, side), Image.Resampling.LANCZOS) if image.mode in ("RGB", "L") else image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # sixteen bits of grey
        upright = upright.point(lambda value: value / 256).convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright.convert("RGBA"))
    upright = upright.convert("RGB")
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    return upright


def grey(image: Image.Image) -> bytes:
    """What pictures are compared by: 64 by 64 values."""
    return image.convert("L").resize((GREY_SIDE, GREY_SIDE), Image.Resampling.LANCZOS).tobytes()


def jpeg(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    answer(main)
