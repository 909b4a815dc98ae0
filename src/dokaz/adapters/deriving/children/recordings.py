"""Stills of a video on one strip, and the loudness of a recording over its time, by FFmpeg."""

import json
import subprocess
import sys
from array import array
from collections.abc import Iterator
from typing import Any

from PIL import Image

from dokaz.adapters.parsers.sounds import thinned

from . import pictures
from .answers import DAMAGED, EVIDENCE, Failed, Said, answer

__all__ = ["strip"]

STILLS, COLUMNS = 12, 4
_WIDTH, _HEIGHT = 320, 240
_RATE, _POINTS = 8_000, 2_000
_PIECE = _RATE // 10  # samples in a tenth of a second
_FIXED = ("-v", "quiet", "-nostdin", "-threads", "1", "-protocol_whitelist", "file,pipe")


def stills() -> Said:
    """At the middle of each twelfth, so that a copy encoded anew has them at the same places."""
    seconds = _seconds()
    times = [round(seconds * (place + 0.5) / STILLS, 3) for place in range(STILLS)]
    found = [(at, still) for at in times if (still := _still(at)) is not None]
    if not found:
        raise Failed(DAMAGED)
    facts = {"seconds": seconds, "times": [at for at, _ in found], "columns": COLUMNS, "pictures": len(found)}
    shown = [still for _, still in found]
    return facts, b"".join(map(pictures.grey, shown)) + pictures.jpeg(strip(shown))


def waveform() -> Said:
    """The greatest loudness in each stretch of time, in hundredths, whatever the recording's own rate and channels."""
    heard = [stream for stream in _probed()["streams"] if stream.get("codec_type") == "audio"]
    peaks, samples = _peaks() if heard else ([], 0)
    if not peaks:
        return {"seconds": 0}, b""
    seconds, shown = round(samples / _RATE, 3), thinned(peaks, _POINTS)
    return {"seconds": seconds, "points": len(shown)}, json.dumps({"seconds": seconds, "peaks": shown}).encode()


def _seconds() -> float:
    return float(_probed()["format"].get("duration", 0))


def _probed() -> dict[str, Any]:
    """What the file says of itself; without a "format" where it is none that is known."""
    words = ["ffprobe", "-v", "quiet", "-protocol_whitelist", "file,pipe", "-show_format", "-show_streams"]
    return dict(json.loads(_ran([*words, "-of", "json", EVIDENCE])))


def _still(at: float) -> Image.Image | None:
    """What is shown then, whole, within 320 by 240; None where no picture is found."""
    fitted = f"scale={_WIDTH}:{_HEIGHT}:force_original_aspect_ratio=decrease,pad={_WIDTH}:{_HEIGHT}:-1:-1"
    words = [
        "ffmpeg", *_FIXED, "-ss", str(at), "-i", EVIDENCE, "-an", "-sn", "-dn", "-frames:v", "1", "-vf", fitted,
        "-pix_fmt", "rgb24", "-f", "rawvideo", "-",
    ]  # fmt: skip
    raw = _ran(words)
    return Image.frombytes("RGB", (_WIDTH, _HEIGHT), raw) if len(raw) == _WIDTH * _HEIGHT * 3 else None


def strip(shown: list[Image.Image]) -> Image.Image:
    rows = -(-len(shown) // COLUMNS)
    made = Image.new("RGB", (COLUMNS * _WIDTH, rows * _HEIGHT))
    for place, still in enumerate(shown):
        made.paste(still, (place % COLUMNS * _WIDTH, place // COLUMNS * _HEIGHT))
    return made


def _peaks() -> tuple[list[int], int]:
    words = ["ffmpeg", *_FIXED, "-i", EVIDENCE, "-vn", "-sn", "-dn", "-ac", "1", "-ar", str(_RATE), "-f", "s16le", "-"]
    peaks, samples = [], 0
    # S603: a fixed program with fixed arguments, in the cage that this one is in
    with subprocess.Popen(words, stdin=0, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for piece in _pieces(process.stdout):
            samples += len(piece)
            highest, lowest = max(piece), min(piece)
            peaks.append(max(highest, -lowest) * 100 // 32_768)
    return peaks, samples


def _pieces(stream: Any) -> Iterator["array[int]"]:
    while data := stream.read(2 * _PIECE):
        piece = array("h")
        piece.frombytes(data[: len(data) // 2 * 2])
        if piece:
            yield piece


def _ran(words: list[str]) -> bytes:
    # S603: a fixed program with fixed arguments, in the cage that this one is in
    return subprocess.run(words, stdin=0, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


if __name__ == "__main__":
    answer({"stills": stills, "waveform": waveform}[sys.argv[1]])
