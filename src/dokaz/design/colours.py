"""The colours of the style sheet and the contrast of every pair that meets on a page (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHEET = Path(__file__).parent / "static" / "design" / "dokaz.css"
TEXT, SHAPE = 4.5, 3.0
_DARK = "@media screen and (prefers-color-scheme: dark)"
_COLOUR = re.compile(r"--([a-z-]+): *#([0-9a-f]{6});")


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on another one, and the least contrast between them."""

    ink: str
    paper: str
    least: float


_PAPERS = ("paper", "surface", "sunk")
_TONES = ("note", "good", "careful", "bad")

PAIRS = (
    *(Pair(ink, paper, TEXT) for ink in ("ink", "muted", "link", "link-over", "bad") for paper in _PAPERS),
    *(Pair(shape, paper, SHAPE) for shape in ("edge", "focus", "series-a", "series-b") for paper in _PAPERS),
    *(Pair(ink, f"{tone}-paper", TEXT) for tone in _TONES for ink in (tone, "ink", "link")),
    *(Pair("focus", f"{tone}-paper", SHAPE) for tone in _TONES),
    Pair("on-main", "main", TEXT),
    Pair("on-main", "main-over", TEXT),
    Pair("on-grave", "grave", TEXT),
    Pair("on-grave", "grave-over", TEXT),
    *(Pair(button, paper, SHAPE) for button in ("main", "grave") for paper in _PAPERS),
)


@cache
def schemes() -> dict[str, dict[str, str]]:
    """Each scheme's colours by name, as the style sheet declares them; dark changes what light has."""
    light, dark = SHEET.read_text().split(_DARK, 1)
    bright = dict(_COLOUR.findall(light))
    return {"light": bright, "dark": bright | dict(_COLOUR.findall(dark.partition("}")[0]))}


def ratio(ink: str, paper: str) -> float:
    """The contrast ratio of two colours in hexadecimal, by WCAG 2.2's definition."""
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
