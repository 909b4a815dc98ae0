"""Pictures, films and sound, once the reader has asked for them: grey and silent until they ask for more."""

from dataclasses import dataclass

from dokaz.design.component import Component, Shown


@dataclass(frozen=True, slots=True)
class Picture(Component):
    """A picture with its description. Nothing is fetched before it comes into view. `paper`: as wide as fits."""

    template = "design/picture.html"

    source: str
    describes: str
    grey: bool = True
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Film(Component):
    """A film: silent, without a still, and nothing of it fetched before the reader starts it."""

    template = "design/film.html"

    source: str
    describes: str
    grey: bool = True


@dataclass(frozen=True, slots=True)
class Sound(Component):
    """A recording, fetched only when the reader starts it."""

    template = "design/sound.html"

    source: str
    describes: str


@dataclass(frozen=True, slots=True)
class Loudness(Component):
    """How loud a recording is over its time, in hundredths; `says` tells the same in words, to everybody.

    `marks` stand beneath in columns of one width, each where it begins: times, or links that lead to them.
    """

    template = "design/loudness.html"

    id: str
    levels: tuple[int, ...]
    says: str
    marks: tuple[Shown, ...] = ()

    def drawn(self) -> str:
        """One stroke for each level, a hundred high at most; silence is a thin line, since something was recorded."""
        return "".join(f"M{at}.5 {50 - max(each, 1) / 2:g}v{max(each, 1)}" for at, each in enumerate(self.levels))
