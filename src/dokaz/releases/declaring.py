"""Everything that releases declare to `records` when they are loaded."""

from dokaz.records import api as records
from dokaz.releases.kinds import RELEASE

_EVERY = (RELEASE,)
KINDS = frozenset(kind.code for kind in _EVERY)


def declare() -> None:
    """Make our kinds known; twice does no harm."""
    records.declare(*_EVERY)
