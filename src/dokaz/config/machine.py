"""What a process that holds keys asks of its machine before it opens any (SECURITY 1.8)."""

import os
import resource
from pathlib import Path

SWAPS = Path("/proc/swaps")
PRIVATE = 0o077


def harden() -> None:
    """Let no crash write memory to disk, and no file made here be readable by other users of the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(PRIVATE)


def swaps(listed: Path = SWAPS) -> tuple[str, ...]:
    """The devices and files this machine may write memory to: keys could come to rest there, unless it is encrypted.

    Memory that only is compressed (zram) stays in memory and is left out.
    """
    if not listed.is_file():
        return ()
    names = [line.split()[0] for line in listed.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return tuple(name for name in names if not name.startswith("/dev/zram"))
