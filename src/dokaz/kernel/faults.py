"""Injected failures: each numbered step of writing is announced here, so that a test can make it fail or kill there.

Outside tests nobody listens and a step costs one comparison.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NoReturn


class Step(StrEnum):
    """The steps of durable writing, in the order `kernel.files` takes them."""

    MAKE_FOLDER = "make-folder"
    SYNC_PARENT = "sync-parent"
    CREATE = "create"
    WRITE = "write"
    SYNC_FILE = "sync-file"
    LINK = "link"
    RENAME = "rename"
    SYNC_FOLDER = "sync-folder"
    DROP_TEMPORARY = "drop-temporary"
    DONE = "done"


Listener = Callable[[str], None]

_listener: Listener | None = None


def step(name: str) -> None:
    """Say that the step of this name comes next."""
    if _listener is not None:
        _listener(name)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let a test hear every step, in all threads, until the block ends."""
    global _listener  # noqa: PLW0603 - writer threads must be heard too, which a context variable would not do
    before, _listener = _listener, listener
    try:
        yield
    finally:
        _listener = before


def crash() -> NoReturn:
    """End this process at once, as a power cut would: no clean-up, no buffers written."""
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)


def full_disk() -> NoReturn:
    raise OSError(28, "injected: no space left on device")


@contextmanager
def failing_at(name: str, *, after: int = 0, act: Callable[[], object] = full_disk) -> Iterator[None]:
    """Fail when the step of this name comes for the time after `after` times; by default with a full disk."""
    left = after

    def fail_when_due(heard: str) -> None:
        nonlocal left
        if heard == name:
            if left == 0:
                act()
            left -= 1

    with listening(fail_when_due):
        yield
