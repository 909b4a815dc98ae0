"""What the command asks a person at the terminal. Every question has a flag that answers it beforehand."""

import getpass
import os
import stat
import sys
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli.voice import reason
from dokaz.config import environment, homes
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said


class NobodyToAsk(DokazError):
    """Raised when a question must be answered and no terminal is there to ask."""

    code = "nobody-to-ask"
    says = _("This needs an answer ({question}) and there is no terminal to ask at. Give it with {flag}.")


class PassphraseFileUnreadable(DokazError):
    """Raised when the pass-phrase file cannot be read or is empty."""

    code = "passphrase-file-unreadable"
    says = _(
        "The pass-phrase file {path} cannot be used: {why}. Name a readable text file of one line with "
        "--passphrase-file or DOKAZ_PASSPHRASE_FILE."
    )


class PassphraseOnDisk(DokazError):
    """Raised when the pass-phrase of a real collection lies where a seized disk would keep it."""

    code = "passphrase-on-disk"
    says = _(
        "{path} lies on a disk, and the pass-phrase of a real collection may not: whoever seizes it could open all. "
        "Type it, or put the file on a memory file system such as /dev/shm. What lies there is gone after a restart."
    )


MOUNTS = Path("/proc/self/mountinfo")


def at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str, *, flag: str) -> str:
    """This will ask one question and return the trimmed answer. Raises NobodyToAsk."""
    if not at_terminal():
        raise NobodyToAsk(question=question, flag=flag)
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    return input().strip()


def secret(question: str) -> str:
    """This will ask without showing what is typed. Raises NobodyToAsk."""
    if not at_terminal():
        raise NobodyToAsk(question=question, flag="--passphrase-file")
    return getpass.getpass(f"{question} ")


def named_file(given: str | None) -> Path | None:
    """The pass-phrase file that the option or DOKAZ_PASSPHRASE_FILE names."""
    named = given or environment.PASSPHRASE_FILE.read()
    return Path(str(named)) if named else None


def in_memory(path: Path) -> bool:
    """Whether a file is a pipe or lies in memory, so that a seized disk does not keep it (SECURITY 1.15)."""
    status = path.stat()
    if stat.S_ISFIFO(status.st_mode) or _is_memfd(path):
        return True
    device = f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}"
    mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    # proc(5), mountinfo: the third field is the device; the kind of file system follows a lone hyphen
    return any(mount[2] == device and mount[mount.index("-") + 1] in {"tmpfs", "ramfs"} for mount in mounts)


def _is_memfd(path: Path) -> bool:
    """memfd_create(2), as /dev/fd/N names it: the file is in no mount, and its link says what it is (proc(5))."""
    told = os.path.realpath(path)
    return told.startswith("/memfd:") and not os.path.lexists(told)


def passphrase(*, given: str | None, home: Path | None = None) -> str:
    """This will return the pass-phrase from the named file, a practice home's own file, or the prompt.

    Raises PassphraseFileUnreadable, PassphraseOnDisk for a real home, NobodyToAsk, HomeUnreadable.
    """
    kind = None if home is None else access.home_file(home).kind
    if named := named_file(given):
        words = _from_file(named)
        if kind == "real" and not in_memory(named):
            raise PassphraseOnDisk(path=named)
        return words
    if home is not None and kind == "practice":
        return _from_file(home / homes.PASSPHRASE_FILE)
    if not at_terminal():
        raise NobodyToAsk(
            question=said(_("the pass-phrase")), flag=said(_("--passphrase-file or DOKAZ_PASSPHRASE_FILE"))
        )
    return getpass.getpass(said(_("Pass-phrase: ")))


def code(given: str | None) -> str:
    """This will return the code of the second factor, as --code gives it or as it is typed. Raises NobodyToAsk."""
    if given:
        return given
    if not at_terminal():
        raise NobodyToAsk(question=said(_("the code of your second factor")), flag="--code")
    return getpass.getpass(said(_("Code of your second factor, from the app or from paper: ")))


def _from_file(path: Path) -> str:
    try:
        words = path.read_text(encoding="utf-8").strip()
    except OSError as why:
        raise PassphraseFileUnreadable(path=str(path), why=reason(why)) from why
    except UnicodeDecodeError as why:
        raise PassphraseFileUnreadable(path=str(path), why=said(_("it is not text"))) from why
    if not words:
        raise PassphraseFileUnreadable(path=str(path), why=said(_("it is empty")))
    return words
