"""A recording: its first sound only, the marked stretches silent or a tone, encoded anew, and no word about it."""

from typing import Any

from ..answers import DAMAGED, EVIDENCE
from . import media
from .orders import Orders, main, refuse

_FLAC = ("audio/flac", ["-c:a", "flac", "-f", "flac"])
_OPUS = ("audio/ogg", ["-c:a", "libopus", "-b:a", "96k", "-f", "ogg"])


def make(orders: Orders) -> dict[str, Any]:
    sound = media.heard_in(media.probed(EVIDENCE))
    refuse(sound is None, DAMAGED)
    assert sound is not None
    mime, encoded = _FLAC if sound.lossless or not _has_opus() else _OPUS
    seconds = media.soundless(orders, sound, EVIDENCE, [*media.BARE, *encoded, orders.other_path])
    return {"mime": mime, "seconds": seconds}


def check(orders: Orders) -> dict[str, Any]:
    found = media.probed(EVIDENCE)
    sound = media.heard_in(found)
    refuse(sound is None or not media.nothing_said(found))
    assert sound is not None
    refuse(not media.out_of_hearing(orders, sound, EVIDENCE))
    return {"stretches": len(orders.marks("sound"))}


def _has_opus() -> bool:
    return b" libopus " in media.ran(["ffmpeg", "-v", "quiet", "-nostdin", "-encoders"])


if __name__ == "__main__":
    main(make, check)
