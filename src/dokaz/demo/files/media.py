"""Sound and film: WAV by the standard library, the rest by ffmpeg, which writes the same bytes each time."""

import array
import io
import math
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from PIL import Image

from dokaz.demo.contents import MARK_ASCII, Film, Recording
from dokaz.demo.errors import ToolFailed, ToolMissing
from dokaz.demo.files import photographs, scenes

_RATE = 24_000
_FRAME, _FRAMES_A_SECOND = (480, 360), 10
_CODECS = {
    "ogg": ("-c:a", "libopus", "-b:a", "32k"),
    "m4a": ("-c:a", "aac", "-b:a", "48k"),
    "mp4": ("-c:v", "libx264", "-preset", "fast", "-crf", "27", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "48k"),
    "webm": (
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-cpu-used",
        "-6",  # a positive speed is one that the load of the machine changes, and with it the bytes
        "-b:v",
        "500k",
        "-c:a",
        "libopus",
        "-b:a",
        "32k",
    ),
}
# Without these, ffmpeg writes its version, random identifiers and the order in which threads finished.
_SAME_BYTES = (
    "-threads",
    "1",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
)


def record(recording: Recording, chance: Random) -> bytes:
    """Give a short sound; raises ToolMissing for "ogg" and "m4a" where ffmpeg is not installed."""
    plain = _wav(recording.sound, recording.seconds, chance)
    if recording.form == "wav":
        return plain
    return _ffmpeg(recording.form, recording.recorded, plain, pictures=None)


def film(content: Film, chance: Random) -> bytes:
    """Give a slow pan over a scene with sound; raises ToolMissing where ffmpeg is not installed."""
    _program()
    sound = _wav(content.sound, content.seconds, chance)
    frames = b"".join(_pan(content, chance))
    return _ffmpeg(content.form, content.recorded, sound, pictures=frames)


def _pan(content: Film, chance: Random) -> Iterator[bytes]:
    wide, high = _FRAME
    scene = scenes.draw(content.scene, (wide * 3 // 2, high * 3 // 2), "", chance)
    count = content.seconds * _FRAMES_A_SECOND
    for number in range(count):
        left = (scene.width - wide) * number / (count - 1)
        top = (scene.height - high) * (0.6 + 0.04 * math.sin(number / 5))
        frame = scene.transform(
            _FRAME, Image.Transform.EXTENT, (left, top, left + wide, top + high), Image.Resampling.BILINEAR
        )
        photographs.mark(frame)
        yield frame.tobytes()


def _wav(sound: str, seconds: int, chance: Random) -> bytes:
    samples = array.array("h", _samples(sound, seconds, chance))
    if sys.byteorder == "big":
        samples.byteswap()  # RIFF holds the low byte first
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(_RATE)
        target.writeframes(samples.tobytes())
    return out.getvalue()


def _samples(sound: str, seconds: int, chance: Random) -> list[int]:
    total = _RATE * seconds
    wind = _wind(total, chance)
    if sound == "wind":
        return [int(level * 9000) for level in wind]
    bell = _bells(total, chance)
    return [int(level * 1800 + ring * 11_000) for level, ring in zip(wind, bell, strict=True)]


def _wind(total: int, chance: Random) -> list[float]:
    level, levels = 0.0, []
    for _ in range(total):
        level += (chance.uniform(-1, 1) - level) * 0.03
        levels.append(level)
    return levels


def _bells(total: int, chance: Random) -> list[float]:
    """A far church bell: a falling tone with two overtones, struck every two seconds."""
    pitch = chance.choice((392.0, 440.0, 494.0))
    strike = []
    for at in range(2 * _RATE):
        fade, turn = math.exp(-2.2 * at / _RATE), 2 * math.pi * pitch * at / _RATE
        strike.append(fade * (0.6 * math.sin(turn) + 0.25 * math.sin(2.4 * turn) + 0.15 * math.sin(4.1 * turn)))
    return [strike[at % len(strike)] for at in range(total)]


def _program() -> str:
    found = shutil.which("ffmpeg")
    if found is None:
        raise ToolMissing(tool="ffmpeg", package="ffmpeg")
    return found


def _ffmpeg(form: str, when: datetime, sound: bytes, *, pictures: bytes | None) -> bytes:
    """One run in a folder of its own: MP4 needs a file it can seek in, so a pipe will not do."""
    program = _program()
    with tempfile.TemporaryDirectory() as folder:
        heard, target = Path(folder, "sound.wav"), Path(folder, f"made.{form}")
        heard.write_bytes(sound)
        given: list[str] = []
        if pictures is not None:
            size = f"{_FRAME[0]}x{_FRAME[1]}"
            given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(_FRAMES_A_SECOND), "-i", "pipe:0"]
        _run(
            [program, "-v", "error", "-nostdin", *given, "-i", str(heard), *_written(form, when), str(target)], pictures
        )
        return target.read_bytes()


def _written(form: str, when: datetime) -> Sequence[str]:
    made = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = ("-metadata", f"creation_time={made}", "-metadata", f"comment={MARK_ASCII}")
    return (*_SAME_BYTES, *about, *_CODECS[form])


def _run(command: list[str], pictures: bytes | None) -> None:
    ended = subprocess.run(command, input=pictures or b"", capture_output=True, check=False)
    if ended.returncode:
        raise ToolFailed(tool="ffmpeg", reason=ended.stderr.decode(errors="replace").strip())
