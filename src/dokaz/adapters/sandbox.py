"""Outside programs on evidence: no network, no files of ours, little memory, little time, little output."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

MOST_OUTPUT = 4 * 1024 * 1024
END_SIZE = 32 * 1024 * 1024
_BLOCK = 1024 * 1024
WALL_SECONDS, _CPU_SECONDS, _MEMORY = 30, 20, 1024 * 1024 * 1024
_TMPFS = 16 * 1024 * 1024
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program printed, or why there is nothing."""

    output: bytes
    trouble: str = ""


def missing(program: str) -> str:
    """Which program is not installed, in a sentence; empty when all are."""
    absent = [name for name in (program, "bwrap", "timeout", "prlimit") if shutil.which(name) is None]
    return f"Not read: {', '.join(absent)} is not installed." if absent else ""


def run(program: str, arguments: Sequence[str], *, stdin: BinaryIO, size: int) -> Ran:
    """Run a program over the bytes of a stream; more output than 4 MiB, more time or memory than allowed is trouble."""
    if trouble := missing(program):
        return Ran(b"", trouble)
    handed = _handed_over(stdin, size)
    try:
        # S603: a fixed program with fixed arguments; evidence is on its standard input only
        with subprocess.Popen(
            [*("timeout", "--kill-after=2", str(WALL_SECONDS)), *caged(), program, *arguments],
            stdin=handed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            close_fds=True,
        ) as process:
            return _heard(process)
    finally:
        os.close(handed)


def _heard(process: "subprocess.Popen[bytes]") -> Ran:
    assert process.stdout is not None
    output = process.stdout.read(MOST_OUTPUT + 1)
    if len(output) > MOST_OUTPUT:
        process.kill()
        return Ran(b"", "Not read: the program printed more than 4 MiB.")
    code = process.wait()
    if code in (124, 137):  # timeout(1)
        return Ran(b"", late(WALL_SECONDS))
    return Ran(output, "" if output else f"Not read: the program ended with code {code} and printed nothing.")


def late(seconds: float) -> str:
    return f"Not read: the program did not finish within {seconds:g} seconds."


def caged(
    *, seen: Mapping[str, str] = MappingProxyType({}), told: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """The words before a command that shut it in; beyond /usr it sees `seen` (place inside: place of ours), read-only.

    Limits on memory and processor time hold for each process; `told` is its whole environment, beside PATH and LC_ALL.
    """
    return [
        *("prlimit", f"--as={_MEMORY}", f"--cpu={_CPU_SECONDS}", "--core=0", "--nofile=64"),
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
        *("--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/bin", "/bin"),
        *(("--symlink", "usr/lib64", "/lib64") if os.path.exists("/usr/lib64") else ()),  # noqa: PTH110
        *("--proc", "/proc", "--dev", "/dev", "--size", str(_TMPFS), "--tmpfs", "/tmp", "--chdir", "/tmp"),  # noqa: S108
        *(word for inside, ours in seen.items() for word in ("--ro-bind", ours, inside)),
        *("--setenv", "PATH", "/usr/bin", "--setenv", "LC_ALL", "C.UTF-8"),
        *(word for name, value in told.items() for word in ("--setenv", name, value)),
        "--",
    ]


def _handed_over(stream: BinaryIO, size: int) -> int:
    """An anonymous memory file with the bytes, or, of a large file, its two ends and a hole between them."""
    descriptor = os.memfd_create("evidence", os.MFD_CLOEXEC)
    try:
        if is_partial(size):
            os.ftruncate(descriptor, size)
            _copied(stream, descriptor, END_SIZE)
            stream.seek(size - END_SIZE)
            os.lseek(descriptor, size - END_SIZE, os.SEEK_SET)
        _copied(stream, descriptor, size)
        os.lseek(descriptor, 0, os.SEEK_SET)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_partial(size: int) -> bool:
    return size > 2 * END_SIZE


def _copied(stream: BinaryIO, descriptor: int, left: int) -> None:
    while left and (block := stream.read(min(_BLOCK, left))):
        left -= len(block)
        view = memoryview(block)
        while view:
            view = view[os.write(descriptor, view) :]
