"""A film: frame by frame, with the boxes where they are then, and its first sound without the marked stretches."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dokaz.kernel.regions import Box, KeyFrame, Track

from ..answers import DAMAGED, EVIDENCE, TOO_MUCH
from . import media
from .orders import BEYOND_END, Orders, main, refuse

_MOST_FRAMES_A_SECOND = 60
_MOST_PIXELS = 4096 * 4096
_GROWN, _PART = 16, 100  # pixels, or this part of the longer side
_BLACK, _GREY = 16, 128  # of video, where 16 is black and colours stand around 128
_DARK, _COLOURLESS = 40, 20
_EACH = 4  # rows that are looked through
_ENCODED = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p")
_SOUND = ("-c:a", "flac", "-f", "flac")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the frames of a YUV4MPEG2 stream are: their sides, even ones, and how many a second."""

    width: int
    height: int
    rate: Fraction

    @property
    def size(self) -> int:
        return self.width * self.height * 3 // 2


def make(orders: Orders) -> dict[str, Any]:
    found = media.probed(EVIDENCE)
    tracks, sound = _tracks(orders), media.heard_in(found)
    heard, seconds = _sound(orders, sound)
    drawn = _decoder(EVIDENCE, media.seen_in(found))
    shape = _shape(drawn.stdout)
    words = ["ffmpeg", *media.FIXED, "-f", "yuv4mpegpipe", "-i", "pipe:0", *heard, *media.BARE, *_ENCODED]
    encoder = media.started([*words, "-f", "mp4", orders.other_path], stdin=subprocess.PIPE)
    assert encoder.stdin is not None
    encoder.stdin.write(_head(shape))
    frames = 0
    for frame in _frames(drawn.stdout, shape):
        for box in _boxes(tracks, frames, shape):
            _cover(frame, box, shape)
        encoder.stdin.write(b"FRAME\n")
        encoder.stdin.write(frame)
        frames += 1
    encoder.stdin.close()
    refuse(not frames or encoder.wait(), DAMAGED)
    _refuse_beyond(tracks, frames / shape.rate)
    facts = {"width": shape.width, "height": shape.height, "frames": frames, "rate": str(shape.rate)}
    return {**facts, "seconds": seconds or round(float(frames / shape.rate), 3)}


def check(orders: Orders) -> dict[str, Any]:
    """Every frame is decoded again, and looked at where a box is."""
    found = media.probed(EVIDENCE)
    refuse(not media.nothing_said(found))
    sound = media.heard_in(found)
    refuse(sound is not None and not media.out_of_hearing(orders, sound, EVIDENCE))
    tracks, drawn = _tracks(orders), _decoder(EVIDENCE, media.seen_in(found))
    shape, frames = _shape(drawn.stdout), 0
    for frame in _frames(drawn.stdout, shape):
        refuse(not all(_is_covered(frame, box, shape) for box in _boxes(tracks, frames, shape, wide=False)))
        frames += 1
    refuse(not frames)
    return {"frames": frames, "tracks": len(tracks), "stretches": len(orders.marks("sound"))}


def _tracks(orders: Orders) -> list[Track]:
    return [
        Track.of((KeyFrame(at, Box(*sides)) for at, *sides in mark["frames"]), whole=mark["whole"])
        for mark in orders.marks("track")
    ]


def _refuse_beyond(tracks: list[Track], seconds: Fraction) -> None:
    for track in tracks:
        refuse(track.frames[0].at >= seconds * 1000, BEYOND_END)
        refuse(track.frames[-1].at > seconds * 1000 + 1_000, BEYOND_END)


def _rate(stream: dict[str, Any]) -> Fraction:
    """Frames a second, evenly: of a film that changes it, its average."""
    told, each = str(stream.get("avg_frame_rate") or "0/1").split("/")
    rate = Fraction(int(told), int(each)) if int(each) else Fraction(0)
    return rate if 1 <= rate <= _MOST_FRAMES_A_SECOND else Fraction(25)


def _sound(orders: Orders, sound: media.Sound | None) -> tuple[list[str], float]:
    """What the encoder is told of the sound, which is finished first and waits in memory."""
    if sound is None:
        refuse(orders.marks("sound"), BEYOND_END)
        return [], 0
    held = os.memfd_create("sound", 0)
    os.set_inheritable(held, True)
    path = f"/proc/self/fd/{held}"
    seconds = media.soundless(orders, sound, EVIDENCE, [*media.BARE, *_SOUND, path])
    return ["-i", path, "-map", "0:v:0", "-map", "1:a:0", "-c:a", "aac", "-b:a", "160k"], seconds


def _decoder(source: str, stream: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """Frames from the time at which the file begins, upright, with square points and even sides.

    A frame's number is its time. What is see-through is black: no player shows the colours that lie beneath.
    """
    see_through, reader = media.see_through(stream)
    flat = "format=yuva444p,premultiply=inplace=1," if see_through else ""
    shaped = "scale=iw*sar:ih,setsar=1,pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p"
    filters = f"fps=fps={_rate(stream)}:start_time=0,{flat}{shaped}"
    words = ["ffmpeg", *media.FIXED, *reader, "-i", source, "-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filters]
    return media.started([*words, "-f", "yuv4mpegpipe", "pipe:1"], stdout=subprocess.PIPE)


def _shape(stream: Any) -> Shape:
    said = {word[:1]: word[1:] for word in stream.readline(500).decode("ascii", "replace").split()[1:]}
    refuse(not {"W", "H", "F"} <= said.keys(), DAMAGED)
    width, height = int(said["W"]), int(said["H"])
    refuse(width * height > _MOST_PIXELS, TOO_MUCH)
    return Shape(width, height, Fraction(said["F"].replace(":", "/")))


def _head(shape: Shape) -> bytes:
    rate = shape.rate
    words = f"YUV4MPEG2 W{shape.width} H{shape.height} F{rate.numerator}:{rate.denominator} Ip A1:1 C420jpeg\n"
    return words.encode()


def _frames(stream: Any, shape: Shape) -> Iterator[bytearray]:
    while stream.readline(100).startswith(b"FRAME"):
        frame = bytearray(stream.read(shape.size))
        if len(frame) < shape.size:
            return
        yield frame


def _boxes(tracks: list[Track], number: int, shape: Shape, *, wide: bool = True) -> Iterator[tuple[int, int, int, int]]:
    """Where the boxes are in a frame. A frame shows what happened up to one frame before and after it."""
    each = 1000 / shape.rate
    begins, ends = (number - 1, number + 1) if wide else (number, number)
    grown = max(_GROWN, max(shape.width, shape.height) // _PART) if wide else 0
    for track in tracks:
        found = track.during(max(0, int(begins * each)), int(ends * each) + wide)
        if found is not None:
            left, top, right, bottom = found.pixels(shape.width, shape.height, grown=grown)
            yield left // 2 * 2, top // 2 * 2, right + right % 2, bottom + bottom % 2


def _cover(frame: bytearray, box: tuple[int, int, int, int], shape: Shape) -> None:
    left, top, right, bottom = box
    for plane, width, scale, value in _planes(shape):
        row = bytes([value]) * ((right - left) // scale)
        for line in range(top // scale, bottom // scale):
            at = plane + line * width + left // scale
            frame[at : at + len(row)] = row


def _is_covered(frame: bytearray, box: tuple[int, int, int, int], shape: Shape) -> bool:
    left, top, right, bottom = box
    for plane, width, scale, value in _planes(shape):
        most = _DARK if scale == 1 else value + _COLOURLESS
        least = 0 if scale == 1 else value - _COLOURLESS
        for line in range(top // scale, bottom // scale, _EACH):
            at = plane + line * width + left // scale
            row = frame[at : at + (right - left) // scale]
            if row and not least <= min(row) <= max(row) <= most:
                return False
    return True


def _planes(shape: Shape) -> tuple[tuple[int, int, int, int], ...]:
    """Where each plane begins, how wide its lines are, its part of the sides, and its value for black."""
    bright, colour = shape.width * shape.height, shape.width * shape.height // 4
    half = shape.width // 2
    return (0, shape.width, 1, _BLACK), (bright, half, 2, _GREY), (bright + colour, half, 2, _GREY)


if __name__ == "__main__":
    main(make, check)
