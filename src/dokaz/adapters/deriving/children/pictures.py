"""A preview of a picture, encoded anew so that only what it shows goes on, and its grey miniature."""

from typing import Any

from dokaz.adapters.parsers import pictures

from .answers import Said, answer, evidence

__all__ = ["GREY_SIDE", "PREVIEW_SIDE", "grey", "jpeg"]

GREY_SIDE = 64
PREVIEW_SIDE = 1600


def main() -> Said:
    with evidence() as stream, pictures.opened(stream) as image:
        size, frames = image.size, getattr(image, "n_frames", 1)
        shown = pictures.seen(image, PREVIEW_SIDE)
    facts = {"width": size[0], "height": size[1], "frames": frames, "side": PREVIEW_SIDE, "pictures": 1}
    return facts, grey(shown) + jpeg(shown)


def grey(image: Any) -> bytes:
    """What pictures are compared by: 64 by 64 values."""
    return bytes(image.convert("L").resize((GREY_SIDE, GREY_SIDE), pictures.SMOOTH).tobytes())


def jpeg(image: Any) -> bytes:
    return pictures.written(image, colour=True)[0]


if __name__ == "__main__":
    answer(main)
