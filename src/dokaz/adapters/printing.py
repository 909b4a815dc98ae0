"""A `Printer`: our own interpreter prints a page of ours in a process of its own, which is told nothing else.

It is no sandbox: what it reads was written by this house, and every name in it is escaped.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from dokaz.adapters import sandbox
from dokaz.disclosure.ports import PRINTING, Printed

__all__ = ["PaperPrinter"]

_SECONDS = 600
_TOLD = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "HOME", "LANG", "LC_ALL", "PATH", "XDG_CACHE_HOME")  # where fonts are


class PaperPrinter:
    """A `Printer`. Page and PDF are in anonymous memory files; the process inherits these two and nothing else."""

    @contextmanager
    def beside(self, page: str) -> Iterator[Printed]:
        with _held(page) as (given, made):
            process = _begun(given, made)
            if process is None:
                yield lambda: None
                return
            try:
                yield lambda: _printed(process, made)
            finally:
                process.kill()
                process.wait()


def _begun(given: int, made: int) -> "subprocess.Popen[bytes] | None":
    """None where the machine has no room for another process: the package is printed in ours then."""
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", PRINTING],
            stdin=given,
            stdout=made,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _TOLD if name in os.environ},
        )
    except OSError:
        return None


def _printed(process: "subprocess.Popen[bytes]", made: int) -> bytes | None:
    try:
        failed = process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return None if failed else os.pread(made, os.fstat(made).st_size, 0)


@contextmanager
def _held(page: str) -> Iterator[tuple[int, int]]:
    data = page.encode()
    given = sandbox.whole(BytesIO(data), len(data))
    try:
        made = sandbox.empty()
        try:
            yield given, made
        finally:
            os.close(made)
    finally:
        os.close(given)
