"""Parts of a picture and of a time: boxes, boxes that move, stretches of sound. Nothing but the standard library.

A box is measured in ten-thousandths of the picture's sides, so that it is exact, and holds for any size of it. This
module is read in the sandbox too: what paints a box and what says where it is are one code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

__all__ = ["SCALE", "Box", "KeyFrame", "RegionUnfit", "Stretch", "Track"]

SCALE = 10_000  # a side of the picture
LONGEST = 7 * 24 * 3_600_000  # milliseconds


class RegionUnfit(ValueError):
    """No part of a picture or a time; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle within the picture. Raises RegionUnfit for one that lies beyond it, or holds nothing."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= SCALE and 0 <= self.top < self.bottom <= SCALE):
            raise RegionUnfit("box")

    @property
    def sides(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom

    @classmethod
    def around(cls, boxes: Iterable["Box"]) -> "Box":
        """The smallest box that holds all of them."""
        lefts, tops, rights, bottoms = zip(*(box.sides for box in boxes), strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def pixels(self, width: int, height: int, *, grown: int = 0) -> tuple[int, int, int, int]:
        """Left, top, right and bottom, the last two just beyond it: every pixel it touches, and so many around it."""
        left, top = self.left * width // SCALE - grown, self.top * height // SCALE - grown
        right, bottom = -(-self.right * width // SCALE) + grown, -(-self.bottom * height // SCALE) + grown
        return max(0, left), max(0, top), min(width, right), min(height, bottom)


@dataclass(frozen=True, slots=True, order=True)
class KeyFrame:
    """Where a box stands at a time, in milliseconds from the beginning."""

    at: int
    box: Box

    def __post_init__(self) -> None:
        if not 0 <= self.at <= LONGEST:
            raise RegionUnfit("time")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A time from a millisecond to another. Raises RegionUnfit where it does not last."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends <= LONGEST:
            raise RegionUnfit("stretch")


@dataclass(frozen=True, slots=True, order=True)
class Track:
    """A box that moves evenly from one key frame to the next; before the first and after the last there is none.

    `whole`: one key frame, whose box stands from the beginning of the film to its end. Raises RegionUnfit for a single
    key frame otherwise, and for two at one time.
    """

    frames: tuple[KeyFrame, ...]
    whole: bool = False

    def __post_init__(self) -> None:
        times = [frame.at for frame in self.frames]
        if times != sorted(set(times)):
            raise RegionUnfit("key-frames-order")
        if len(times) != 1 if self.whole else len(times) < 2:
            raise RegionUnfit("whole-frames" if self.whole else "key-frames")

    @classmethod
    def of(cls, frames: Iterable[KeyFrame], *, whole: bool = False) -> Self:
        """A track of key frames in any order."""
        return cls(tuple(sorted(frames)), whole)

    def during(self, begins: int, ends: int) -> Box | None:
        """What holds the box wherever it is between two times; None where it is nowhere then."""
        if self.whole:
            return self.frames[0].box
        first, last = self.frames[0].at, self.frames[-1].at
        if ends < first or begins > last:
            return None
        begins, ends = max(begins, first), min(ends, last)
        passed = [frame.box for frame in self.frames if begins <= frame.at <= ends]
        return Box.around([self._at(begins), *passed, self._at(ends)])

    def _at(self, time: int) -> Box:
        """The box at a time between the first and the last key frame, its sides rounded outwards."""
        for before, after in zip(self.frames, self.frames[1:], strict=False):
            if before.at <= time <= after.at:
                return _between(before, after, time)
        raise AssertionError("The time lies outside the track.")


def _between(before: KeyFrame, after: KeyFrame, time: int) -> Box:
    passed, whole = time - before.at, after.at - before.at
    pairs = list(zip(before.box.sides, after.box.sides, strict=True))
    near = [(start * (whole - passed) + end * passed) // whole for start, end in pairs[:2]]
    far = [-(-(start * (whole - passed) + end * passed) // whole) for start, end in pairs[2:]]
    return Box(*near, *far)
