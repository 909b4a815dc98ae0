"""Everything that releases declare to `records` when they are loaded."""

from dokaz.records import api as records
from dokaz.releases.kinds import OF_RELEASES, RELEASE

_EVERY = (RELEASE, *OF_RELEASES)
KINDS = frozenset(kind.code for kind in _EVERY)


def declare() -> None:
    """Make our kinds known; twice does no harm."""
    records.declare(*_EVERY)
