"""What a process that holds keys asks of its machine before it opens any (SECURITY 1.8)."""

import os
import resource
from pathlib import Path

SWAPS = Path("/proc/swaps")
NETWORKS = Path("/sys/class/net")
UP, LOOPBACK = 0x1, 0x8  # netdevice(7): IFF_UP, IFF_LOOPBACK
PRIVATE = 0o077


def harden() -> None:
    """Let no crash write memory to disk, and no file made here be readable by other users of the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(PRIVATE)


def networks(listed: Path = NETWORKS) -> tuple[str, ...]:
    """The network interfaces that are switched on, but for the machine's talk with itself; nothing is sent to learn it.

    Where the system does not tell, the answer is the place that was asked.
    """
    if not listed.is_dir():
        return (str(listed),)
    return tuple(each.name for each in sorted(listed.iterdir()) if _reaches_out(each))


def _reaches_out(interface: Path) -> bool:
    try:
        flags = int((interface / "flags").read_text(encoding="ascii"), 16)
    except (OSError, ValueError):  # what cannot be read may be a network
        return not (interface.is_file() and not interface.is_symlink())  # bonding_masters is a file
    return bool(flags & UP) and not flags & LOOPBACK


def swaps(listed: Path = SWAPS) -> tuple[str, ...]:
    """The devices and files this machine may write memory to: keys could come to rest there, unless it is encrypted.

    Memory that only is compressed (zram) stays in memory and is left out.
    """
    if not listed.is_file():
        return ()
    names = [line.split()[0] for line in listed.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return tuple(name for name in names if not name.startswith("/dev/zram"))
