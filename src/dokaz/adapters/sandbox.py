"""Outside programs on evidence: no network, no files of ours, little memory, little time, little output."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

MIB = 1024 * 1024
END_SIZE = 32 * MIB
WALL_SECONDS = 30
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
_BLOCK = MIB
_TMPFS = 16 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use: time by the clock, processor time and memory of each process, and what it prints.

    `written`: what it may write into a file that it was given, where it was given one.
    """

    wall_seconds: int = WALL_SECONDS
    cpu_seconds: int = 20
    memory: int = 1024 * MIB
    output: int = 4 * MIB
    written: int = 64 * MIB  # more than its own memory file system holds


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program printed, or why there is nothing."""

    output: bytes
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """How a program ended: what it printed, its exit code, and whether it was stopped for time or for printing."""

    output: bytes
    code: int
    late: bool = False
    endless: bool = False


def absent(program: str) -> list[str]:
    """Which of a program and what cages it are not installed."""
    return [name for name in (program, "bwrap", "timeout", "prlimit") if shutil.which(name) is None]


def missing(program: str) -> str:
    """Which program is not installed, in a sentence; empty when all are."""
    names = absent(program)
    return f"Not read: {', '.join(names)} is not installed." if names else ""


def run(program: str, arguments: Sequence[str], *, stdin: BinaryIO, size: int) -> Ran:
    """Run a program over the bytes of a stream; more output than 4 MiB, more time or memory than allowed is trouble."""
    if trouble := missing(program):
        return Ran(b"", trouble)
    heard = hear([*caged(), program, *arguments], stdin=_handed_over(stdin, size))
    if heard.endless:
        return Ran(b"", "Not read: the program printed more than 4 MiB.")
    if heard.late:
        return Ran(b"", late(WALL_SECONDS))
    output = heard.output
    return Ran(output, "" if output else f"Not read: the program ended with code {heard.code} and printed nothing.")


def hear(command: Sequence[str], *, stdin: int, limits: Limits = USUAL, beside: Sequence[int] = ()) -> Heard:
    """Run a command of `caged` with this descriptor as its standard input, which is closed at the end.

    It inherits the descriptors `beside`, under their numbers, and no other.
    """
    try:
        # S603: a fixed program with fixed arguments; evidence is on its standard input only
        with subprocess.Popen(
            [*("timeout", "--kill-after=2", str(limits.wall_seconds)), *command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            close_fds=True,
            pass_fds=beside,
        ) as process:
            return _heard(process, limits)
    finally:
        os.close(stdin)


def _heard(process: "subprocess.Popen[bytes]", limits: Limits) -> Heard:
    assert process.stdout is not None
    output = process.stdout.read(limits.output + 1)
    if len(output) > limits.output:
        process.kill()
        return Heard(b"", process.wait(), endless=True)
    code = process.wait()
    return Heard(output, code, late=code in (124, 137))  # timeout(1)


def late(seconds: float) -> str:
    return f"Not read: the program did not finish within {seconds:g} seconds."


def choices() -> dict[str, str]:
    """What `caged` is told to show to a program whose libraries Debian chooses by symbolic links in /etc."""
    place = "/etc/alternatives"
    return {place: place} if os.path.isdir(place) else {}  # noqa: PTH112


def caged(
    *,
    seen: Mapping[str, str] = MappingProxyType({}),
    told: Mapping[str, str] = MappingProxyType({}),
    limits: Limits = USUAL,
) -> list[str]:
    """The words before a command that shut it in; beyond /usr it sees `seen` (place inside: place of ours), read-only.

    Limits on memory and processor time hold for each process; `told` is its whole environment, beside PATH and LC_ALL.
    """
    return [
        *("prlimit", f"--as={limits.memory}", f"--cpu={limits.cpu_seconds}", "--core=0", "--nofile=64"),
        f"--fsize={limits.written}",
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


def whole(stream: BinaryIO, size: int) -> int:
    """An anonymous memory file with all bytes of a stream, at its beginning. No program can change it."""
    descriptor = empty()
    try:
        _copied(stream, descriptor, size)
        os.lseek(descriptor, 0, os.SEEK_SET)
        seal(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def empty() -> int:
    """An anonymous memory file for what a program is to write, until it is sealed."""
    return os.memfd_create("evidence", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)


def seal(descriptor: int) -> None:
    """From here on nobody changes this memory file, whoever holds a descriptor of it (fcntl(2), F_ADD_SEALS)."""
    fcntl.fcntl(
        descriptor,
        fcntl.F_ADD_SEALS,
        fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL,
    )


def is_partial(size: int) -> bool:
    return size > 2 * END_SIZE


def _copied(stream: BinaryIO, descriptor: int, left: int) -> None:
    while left and (block := stream.read(min(_BLOCK, left))):
        left -= len(block)
        view = memoryview(block)
        while view:
            view = view[os.write(descriptor, view) :]
