"""Pictures, films and sound, once the reader has asked for them: grey and silent until they ask for more."""

from dataclasses import dataclass

from dokaz.design.component import Component


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
