"""How the command speaks: sentences or one JSON object a line on standard output, refusals on standard error."""

import json
import sys
from collections.abc import Mapping
from typing import TextIO

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language, _, counted, said, spoken
from dokaz.verify.showing import shown

DONE = 0
REFUSED = 1
USAGE = 2

PRACTICE = _("PRACTICE COLLECTION: anyone at this machine can open it. Never put real evidence here.")

SYSTEM = (  # strerror(3): what keeps a file from being read or written
    _("No such file or directory"),
    _("Permission denied"),
    _("Operation not permitted"),
    _("Is a directory"),
    _("Not a directory"),
    _("File exists"),
    _("File name too long"),
    _("No space left on device"),
    _("Disk quota exceeded"),
    _("Read-only file system"),
    _("Input/output error"),
)


class Voice:
    """Says each thing once, in the form the caller asked for (`--json` or words)."""

    def __init__(self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._practice = False
        self.refusals = 0

    def name_practice(self) -> None:
        """This will mark everything said from now on as coming from a practice home."""
        self._practice = True
        if not self.as_json:
            self._write(self._err, said(PRACTICE))

    def say(self, sentence: str = "") -> None:
        """This will print a sentence for a person; programs (`--json`) do not see it."""
        if not self.as_json:
            self._write(self._out, sentence)

    def result(self, facts: Mapping[str, object], *, words: str | None = None) -> None:
        """This will print one result: `facts` as a line of JSON, or `words`."""
        if self.as_json:
            marked = {**facts, "home": "practice"} if self._practice else dict(facts)
            self._write(self._out, json.dumps(marked, default=str))  # ASCII: safe on every terminal
        elif words is not None:
            self._write(self._out, words)

    def refuse(self, error: DokazError, *, about: str = "") -> None:
        """This will name on standard error what was refused and what to do; the exit code will be 1."""
        self.refusals += 1
        self._write(self._err, f"{about}: {error}" if about else str(error))

    def refuse_sentence(self, sentence: str) -> None:
        """This will name a refusal that came as a value, not as an error; the exit code will be 1."""
        self.refusals += 1
        self._write(self._err, sentence)

    def refuse_softly(self, error: DokazError) -> None:
        """This will say what was wrong with an answer that may be given again; it does not count as a refusal."""
        self._write(self._err, str(error))

    def note(self, sentence: str) -> None:
        """This will print a caution to standard error, in both forms."""
        self._write(self._err, sentence)

    def exit_code(self) -> int:
        return REFUSED if self.refusals else DONE

    @staticmethod
    def _write(stream: TextIO, text: str) -> None:
        stream.write(printable(text, stream.encoding or "utf-8") + "\n")
        stream.flush()


def printable(text: str, encoding: str = "utf-8") -> str:
    """The text as it may be shown: what would steer a terminal, or cannot be encoded, is written out as an escape.

    A file's name comes from outside; printed as it is, it could clear the screen or forge a line of ours.
    """
    lines = "\n".join(map(shown, text.split("\n")))  # callers show names by `shown`: a line of ours is ours
    return lines.encode(encoding, "backslashreplace").decode(encoding)


class Progress:
    """A line on a terminal that says how far a long run has come; silent where nobody watches."""

    def __init__(self, *, what: str, err: TextIO | None = None, quiet: bool = False) -> None:
        self._err = err or sys.stderr
        self._what = what
        self._shown = not quiet and self._err.isatty()

    def at(self, *, count: int, size: int = 0, total: int | None = None) -> None:
        if self._shown:
            done = str(count) if total is None else said(_("{count} of {total}")).format(count=count, total=total)
            self._err.write(f"\r\x1b[K{self._bar(count, total)}{done} {self._what}, {in_units(size)}")
            self._err.flush()

    def done(self) -> None:
        if self._shown:
            self._err.write("\r\x1b[K")
            self._err.flush()

    @staticmethod
    def _bar(count: int, total: int | None, width: int = 24) -> str:
        if not total:
            return ""
        filled = min(width, width * count // total)
        return f"[{'#' * filled}{'.' * (width - filled)}] "


def in_units(size: int) -> str:
    """A size in bytes as a person reads it: `912 bytes`, `4.3 MB` (powers of 1,000)."""
    if size < 1000:
        return counted("{count} byte", "{count} bytes", size)
    units, value = [_("kB"), _("MB"), _("GB"), _("TB"), _("PB")], size / 1000
    while value >= 999.95 and len(units) > 1:
        units, value = units[1:], value / 1000
    number = f"{value:.1f}"
    return f"{number if spoken() is Language.ENGLISH else number.replace('.', ',')} {said(units[0])}"


def reason(fault: OSError) -> str:
    """Why the operating system refused, in the language spoken where we have its sentence."""
    return said(fault.strerror or str(fault))
