"""Named points between any two statements, where tests end the process. Costs a comparison when nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["STEPS", "reach", "watching"]

STEPS = (
    "record: entries written",
    "record: bodies written",
    "record: marks written",
    "sequence: placements written",
    "sequence: pending taken away",
    "sequence: tiles written",
    "sequence: head written",
    "checkpoint: head durable",
    "checkpoint: note signed",
    "checkpoint: note stored",
    "erase: entry written",
    "erase: subjects taken away",
    "erase: body erased",
)

_watcher: Callable[[str], None] | None = None


def reach(step: str) -> None:
    if _watcher is not None:
        assert step in STEPS
        _watcher(step)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    global _watcher  # noqa: PLW0603 - a hook of tests
    _watcher = watcher
    try:
        yield
    finally:
        _watcher = None
