"""FFmpeg on sound: decoded to samples, each stretch put out of hearing sample by sample, and encoded anew."""

import json
import math
import re
import subprocess
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul
from typing import Any

from ..answers import DAMAGED, Failed
from .orders import BEYOND_END, Orders, refuse

__all__ = ["BARE", "FIXED", "Sound", "heard_in", "probed", "ran", "see_through", "seen_in", "soundless", "started"]

FIXED = ("-v", "quiet", "-nostdin", "-y", "-threads", "2", "-protocol_whitelist", "file,pipe")
# nothing that was said beside sound and pictures, and nothing that FFmpeg says of itself
BARE = (
    "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact", "-flags:v", "+bitexact",
    "-flags:a", "+bitexact",
)  # fmt: skip
# milliseconds on both sides of what was marked: more than the 100 by which aresample lets a sound drift
MARGIN = 120
TONE, _LOUD = 440, 6_000
_BEYOND = 1_000  # milliseconds that a stretch may last beyond the end: ends are typed in whole seconds
_QUIET = 400  # of 32,768: what a lossy encoder makes of silence
_PURE = 0.97
_ALPHA = re.compile("yuva|rgba|bgra|argb|abgr|gbrap|ya[0-9]|ayuv|vuya|pal8")  # pixel formats of FFmpeg that have it
_TAGS = frozenset({
    "major_brand", "minor_version", "compatible_brands", "encoder", "language", "handler_name", "vendor_id",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sound:
    """How the samples stand: 16 bits, so many a second, for so many channels."""

    rate: int
    channels: int
    lossless: bool

    @property
    def raw(self) -> tuple[str, ...]:
        return "-f", "s16le", "-ar", str(self.rate), "-ac", str(self.channels)


def probed(path: str) -> dict[str, Any]:
    words = ["ffprobe", "-v", "quiet", "-protocol_whitelist", "file,pipe", "-show_format", "-show_streams"]
    found: dict[str, Any] = json.loads(ran([*words, "-show_chapters", "-of", "json", path]) or b"{}")
    refuse("format" not in found, DAMAGED)
    return found


def heard_in(found: dict[str, Any]) -> Sound | None:
    """Its first sound; None where it has none."""
    for stream in found["streams"]:
        if stream.get("codec_type") == "audio":
            rate, name = int(stream.get("sample_rate") or 48_000), str(stream.get("codec_name"))
            lossless = name.startswith("pcm_") or name in ("flac", "alac", "wavpack")
            return Sound(min(max(rate, 8_000), 48_000), 1 if stream.get("channels") == 1 else 2, lossless)
    return None


def seen_in(found: dict[str, Any]) -> dict[str, Any]:
    """What is known of its first pictures. Raises Failed where it has none."""
    for stream in found["streams"]:
        if stream.get("codec_type") == "video":
            seen: dict[str, Any] = stream
            return seen
    raise Failed(DAMAGED)


def see_through(stream: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether parts of its pictures may be transparent, and how it is read so that this is known."""
    tags = {name.lower(): value for name, value in stream.get("tags", {}).items()}
    if tags.get("alpha_mode") == "1":  # of WebM: the readers that FFmpeg takes by itself leave it out
        readers = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
        return True, ["-c:v", readers[str(stream.get("codec_name"))]]
    return bool(_ALPHA.match(str(stream.get("pix_fmt")))), []


def nothing_said(found: dict[str, Any]) -> bool:
    """Whether no tag, chapter, subtitle, cover or attachment is in it."""
    tagged = [found["format"], *found["streams"]]
    kinds = sorted(str(stream.get("codec_type")) for stream in found["streams"])
    tags = {name.lower() for each in tagged for name in each.get("tags", {})}
    return not found.get("chapters") and tags <= _TAGS and kinds in (["audio"], ["video"], ["audio", "video"])


def soundless(orders: Orders, sound: Sound, source: str, sink: list[str]) -> float:
    """Decode the first sound of `source`, put the marked stretches out of hearing, and give it to the encoder.

    `sink` is what follows in the encoder's command. The seconds it lasts; raises Failed.
    """
    decoder = started(_decoding(source, sound), stdout=subprocess.PIPE)
    encoder = started(["ffmpeg", *FIXED, *sound.raw, "-i", "pipe:0", *sink], stdin=subprocess.PIPE)
    assert decoder.stdout is not None
    assert encoder.stdin is not None
    spans, tone, samples = _spans(orders, sound), _tone(sound), 0
    for block in _blocks(decoder.stdout, sound):
        _put_out(block, samples, spans, tone, sound)
        encoder.stdin.write(block)
        samples += len(block) // (2 * sound.channels)
    encoder.stdin.close()
    refuse(not samples or encoder.wait(), DAMAGED)
    seconds = samples / sound.rate
    _refuse_beyond(orders, seconds)
    return round(seconds, 3)


def _refuse_beyond(orders: Orders, seconds: float) -> None:
    for mark in orders.marks("sound"):
        refuse(mark["begins"] >= seconds * 1000 or mark["ends"] > seconds * 1000 + _BEYOND, BEYOND_END)


def out_of_hearing(orders: Orders, sound: Sound, source: str) -> bool:
    """Whether each marked stretch of `source` is silent, or the tone and nothing else: all of it is decoded once."""
    decoder = started(_decoding(source, sound), stdout=subprocess.PIPE)
    assert decoder.stdout is not None
    rate, waves, first = sound.rate, _waves(sound.rate), 0
    spans = [
        (mark["begins"] * rate // 1000, mark["ends"] * rate // 1000, mark["tone"]) for mark in orders.marks("sound")
    ]
    for block in _blocks(decoder.stdout, sound):
        samples = _samples(block)
        last = first + len(samples) // sound.channels
        for begins, ends, tone in spans:
            for channel in range(sound.channels):
                start, stop = (min(max(each, first), last) - first for each in (begins, ends))
                heard = samples[channel :: sound.channels][start:stop]
                if heard and not (_is_silent(heard) or (tone and _is_tone(heard, waves))):
                    return False
        first = last
    return True


def _samples(block: bytes | bytearray) -> "array[int]":
    samples = array("h", bytes(block))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _is_silent(samples: "array[int]") -> bool:
    return max(max(samples), -min(samples)) <= _QUIET  # noqa: PLW3301 - one is a list of all


def _waves(rate: int) -> tuple[list[float], list[float]]:
    """Cosine and sine of the tone over one second."""
    turn = 2 * math.pi * TONE / rate
    return [math.cos(turn * at) for at in range(rate)], [math.sin(turn * at) for at in range(rate)]


def _is_tone(samples: "array[int]", waves: tuple[list[float], list[float]]) -> bool:
    """Whether nearly all of its power is at 440 Hz (one term of a Fourier sum); what is too short for that counts."""
    if len(samples) < len(waves[0]) // 50:
        return True
    real, imaginary = (sum(map(mul, samples, wave)) for wave in waves)
    power = sum(map(mul, samples, samples))
    return bool(power) and 2 * (real * real + imaginary * imaginary) / len(samples) / power >= _PURE


def _decoding(source: str, sound: Sound) -> list[str]:
    """From the time at which the file begins, and gaps filled: a sample's number is its time."""
    filters = "aresample=async=1:first_pts=0"
    return ["ffmpeg", *FIXED, "-i", source, "-map", "0:a:0", "-vn", "-sn", "-dn", "-af", filters, *sound.raw, "pipe:1"]


def _spans(orders: Orders, sound: Sound) -> list[tuple[int, int, bool]]:
    """In samples, with their margins; silence where a stretch of silence and one of a tone meet."""
    rate = sound.rate
    found = [
        (max(0, (mark["begins"] - MARGIN) * rate // 1000), -(-(mark["ends"] + MARGIN) * rate // 1000), mark["tone"])
        for mark in orders.marks("sound")
    ]
    return sorted(found, key=lambda span: (not span[2], span))


def _tone(sound: Sound) -> bytes:
    """One second of it, in which it comes round to where it began."""
    turn = 2 * math.pi * TONE / sound.rate
    samples = array("h")
    for at in range(sound.rate):
        samples.extend([round(_LOUD * math.sin(turn * at))] * sound.channels)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def _put_out(block: bytearray, first: int, spans: list[tuple[int, int, bool]], tone: bytes, sound: Sound) -> None:
    each = 2 * sound.channels
    last = first + len(block) // each
    for begins, ends, sounding in spans:
        start, stop = max(begins, first), min(ends, last)
        if start < stop:
            at = start % sound.rate * each
            length = (stop - start) * each
            filled = (tone * 3)[at : at + length] if sounding else bytes(length)
            block[(start - first) * each : (stop - first) * each] = filled


def _blocks(stream: Any, sound: Sound) -> Iterator[bytearray]:
    """A second at a time, whole samples only."""
    each = 2 * sound.channels
    while data := stream.read(sound.rate * each):
        block = bytearray(data[: len(data) // each * each])
        if block:
            yield block


def started(words: list[str], *, stdin: int = 0, stdout: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    # S603: a fixed program with fixed arguments, in the cage that this one is in
    return subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, close_fds=False)


def ran(words: list[str]) -> bytes:
    # S603: as above
    return subprocess.run(
        words, stdin=0, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, close_fds=False
    ).stdout
