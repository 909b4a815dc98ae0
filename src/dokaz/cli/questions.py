"""What the command asks a person at the terminal. Every question has a flag that answers it beforehand."""

import getpass
import sys
from pathlib import Path

from dokaz.config import environment
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class NobodyToAsk(DokazError):
    """Raised when a question must be answered and no terminal is there to ask."""

    code = "nobody-to-ask"
    says = _("This needs an answer ({question}) and there is no terminal to ask at. Give it with {flag}.")


class PassphraseFileUnreadable(DokazError):
    """Raised when the pass-phrase file cannot be read or is empty."""

    code = "passphrase-file-unreadable"
    says = _(
        "The pass-phrase file {path} cannot be used: {why}. Point DOKAZ_PASSPHRASE_FILE at a readable file of one line."
    )


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
    """Whether a file lies on a memory file system, which a seized disk does not keep (SECURITY 1.15)."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    above = [(folder, kind) for _device, folder, kind, *_rest in mounts if path.resolve().is_relative_to(folder)]
    return max(above, key=lambda mount: len(mount[0]), default=("", ""))[1] in {"tmpfs", "ramfs"}


def passphrase(*, given: str | None, home: Path | None = None) -> str:
    """This will return the pass-phrase from the named file, a practice home's own file, or the prompt.

    Raises PassphraseFileUnreadable, NobodyToAsk.
    """
    if named := named_file(given):
        return _from_file(named)
    if home is not None and (home / "passphrase").is_file():
        return _from_file(home / "passphrase")
    if not at_terminal():
        raise NobodyToAsk(question=_("the pass-phrase"), flag="--passphrase-file or DOKAZ_PASSPHRASE_FILE")
    return getpass.getpass("Pass-phrase: ")


def _from_file(path: Path) -> str:
    try:
        words = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as why:
        raise PassphraseFileUnreadable(path=str(path), why=why) from why
    if not words:
        raise PassphraseFileUnreadable(path=str(path), why=_("it is empty"))
    return words
