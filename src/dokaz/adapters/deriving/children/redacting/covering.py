"""Boxes painted over a picture, and whether they cover. Painted wider than marked, so that no encoder spills within."""

from typing import Any

from PIL import ImageDraw

from dokaz.kernel.regions import Box

__all__ = ["BLACK", "GROWN", "cover", "covered", "growth"]

BLACK = 0
GROWN = 8  # pixels: a whole block of JPEG, so that its edges lie outside what was marked
_PART = 250  # of the longer side
_DARK = 10


def growth(width: int, height: int) -> int:
    return max(GROWN, max(width, height) // _PART)


def cover(image: Any, boxes: list[Box]) -> Any:
    """The picture itself, with opaque boxes."""
    drawing = ImageDraw.Draw(image)
    for box in boxes:
        left, top, right, bottom = box.pixels(*image.size, grown=growth(*image.size))
        drawing.rectangle((left, top, right - 1, bottom - 1), fill=BLACK if image.mode == "L" else (0, 0, 0))
    return image


def covered(image: Any, boxes: list[Box]) -> bool:
    """Whether every pixel of what was marked is black, whatever stands beside it."""
    grey = image.convert("RGB")
    parts = [grey.crop(box.pixels(*grey.size)) for box in boxes]
    return all(highest <= _DARK for part in parts for _lowest, highest in part.getextrema())


def boxes(marks: list[dict[str, Any]]) -> list[Box]:
    return [Box(*mark["box"]) for mark in marks]
