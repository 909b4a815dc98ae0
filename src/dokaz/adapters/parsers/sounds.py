"""The loudness of a recording over its time, as `deriving` keeps it: read anew, and made small enough for a page."""

import json
import math
from typing import Any, BinaryIO

from dokaz.adapters.parsers.outcomes import Unreadable, whole

POINTS = 300  # more than that no screen tells apart
_LONGEST = 64 * 1024


def facts(file: BinaryIO, number: int) -> dict[str, Any]:  # noqa: ARG001 - a recording has one page
    """Its length, and the greatest loudness in each stretch, in hundredths. Raises Unreadable."""
    try:
        said = json.loads(whole(file, most=_LONGEST))
        seconds, levels = float(said["seconds"]), [min(max(int(each), 0), 100) for each in said["peaks"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as why:
        raise Unreadable("broken") from why
    if not levels or not math.isfinite(seconds) or seconds <= 0:
        raise Unreadable("broken")
    return {"seconds": seconds, "levels": thinned(levels, POINTS)}


def thinned(levels: list[int], most: int) -> list[int]:
    """As many points at most, each the greatest of its stretch."""
    each = -(-len(levels) // most)
    return [max(levels[start : start + each]) for start in range(0, len(levels), each)]
