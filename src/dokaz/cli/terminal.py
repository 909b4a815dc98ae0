"""The terminal a command was typed at: asks for the code of a second factor, and keeps the proof of it (ADR 0028)."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dokaz.cli import questions
from dokaz.kernel import clock, files

BOOT = Path("/proc/sys/kernel/random/boot_id")
PROCESSES = Path("/proc")
RUNTIME = "XDG_RUNTIME_DIR"  # the XDG base directory specification: in memory, for one user, until they log out
OTHERS = 0o077
BEGAN = 19  # proc(5), stat: the 22nd field, and the third is the first behind the name


class AtTerminal:
    """Whoever typed the command. What is kept is no secret, and holds only here."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask

    def code(self) -> tuple[str, datetime]:
        return self._ask(), clock.now()

    def place(self) -> bytes:
        """The user, this start of the machine, the login session, and when that began: numbers are given again."""
        session = os.getsid(0)
        try:
            boot = BOOT.read_bytes().strip()
            told = (PROCESSES / str(session) / "stat").read_text(encoding="utf-8", errors="replace")
            began = told.rpartition(")")[2].split()[BEGAN]
        except (OSError, IndexError):
            return b""
        return b"\x00".join((str(os.getuid()).encode(), boot, str(session).encode(), began.encode()))

    def kept(self, name: str) -> bytes:
        folder = self._folder()
        try:
            return (folder / name).read_bytes() if folder else b""
        except OSError:
            return b""

    def keep(self, name: str, proof: bytes) -> None:
        with suppress(OSError):  # the next command asks again
            if folder := self._folder():
                files.replace(folder / name, proof)

    @staticmethod
    def _folder() -> Path | None:
        """Ours, this user's alone, and in memory; None where there is no such place, as after `su` or `sudo -E`."""
        named = os.environ.get(RUNTIME)
        if not named:
            return None
        folder = Path(named) / "dokaz"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
        except OSError:
            return None
        mine = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & OTHERS
        return folder if mine and questions.in_memory(folder) else None
