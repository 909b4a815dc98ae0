"""The one font family of the invented papers: DejaVu knows every letter of the three languages."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

from dokaz.demo.errors import FontMissing

_FOLDER = Path("/usr/share/fonts/truetype/dejavu")  # Debian: fonts-dejavu-core, which fontconfig depends on


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Give a face ("Sans", "Serif-Bold" …) at a pixel size; raises FontMissing."""
    path = _FOLDER / f"DejaVu{face}.ttf"
    if not path.is_file():
        raise FontMissing(font=path.stem)
    # Basic layout: glyph positions must not depend on whether libraqm is there.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
