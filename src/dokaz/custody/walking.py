"""Files and folders named by a person, as arrivals: in a fixed order, links not followed, nothing waited for.

A file named by itself has no path; a file found in a folder has its path from that folder's own name on, so that the
same folder received again gives the same arrivals from wherever it is named. Where each was found goes with it, so
that the answer can name it as the person did, and so that equal files named from two folders are told apart.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from dokaz.custody.errors import FileGone, FileUnreadable, FolderUnreadable, LinkRefused, NotAFile, Refused
from dokaz.custody.receipts import Arrival, Description, Refusal
from dokaz.custody.words import Channel
from dokaz.kernel.languages import _
from dokaz.verify import showing

_SPECIAL = (
    (stat.S_ISFIFO, _("pipe")),
    (stat.S_ISSOCK, _("socket")),
    (stat.S_ISCHR, _("device")),
    (stat.S_ISBLK, _("device")),
)


def walk(
    paths: Iterable[Path],
    *,
    source: str | None = None,
    compartment: UUID | None = None,
    channel: Channel = Channel.UPLOAD,
    description: Description | None = None,
) -> Iterator[Arrival | Refusal]:
    """Every file in and under the paths, each folder in the byte order of its names; what is not read as a refusal."""
    given = {
        "source": source,
        "compartment": compartment,
        "channel": channel,
        "description": description or Description(),
    }
    for path in paths:
        named = Path(os.path.abspath(path)).name  # noqa: PTH100 - "." and ".." have a name too; links stay links
        # os.path: `Path.is_dir` raises for a name that no disk can have
        for found in _found(path, named if os.path.isdir(path) else None):  # noqa: PTH112
            yield found if isinstance(found, Refusal) else _arrival(*found, given)


def refusal(error: Refused, *, name: str, path: str | None, found_at: Path | None) -> Refusal:
    return Refusal(name=name, path=path, code=error.code, says=str(error), error=error, found_at=found_at)


def open_file(path: Path) -> BinaryIO:
    """Open a regular file without following a link and without waiting for a pipe. Raises Refused."""
    try:
        # O_NONBLOCK: a pipe put there since the walk must not hold up the batch (open(2))
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as why:
        _refuse(path)
        raise FileUnreadable(name=shown(path), reason=why.strerror) from why
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        _refuse(path)
        raise NotAFile(name=shown(path), what=_("device"))
    return os.fdopen(descriptor, "rb", buffering=0)


def shown(path: Path | str) -> str:
    """A name as a sentence can show it: on one line, and what is no text or is not seen as an escape."""
    return showing.shown(os.fsdecode(path))


def _found(top: Path, within: str | None) -> Iterator[tuple[Path, str | None, int] | Refusal]:
    waiting = [(top, within)]  # not recursion: a tree may be deeper than the stack
    while waiting:
        path, within = waiting.pop()
        try:
            status = _refuse(path)
            if stat.S_ISDIR(status.st_mode):
                waiting += reversed([(path / name, f"{within}/{name}") for name in _listed(path)])
            else:
                yield path, within, status.st_size
        except Refused as error:
            yield refusal(error, name=path.name, path=within, found_at=path)


def _listed(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder), key=os.fsencode)  # noqa: PTH208 - names, as they are
    except OSError as why:
        raise FolderUnreadable(name=shown(folder), reason=why.strerror) from why


def _refuse(path: Path) -> os.stat_result:
    """Say why this is not a file or folder to be read; give its status when it is."""
    try:
        status = path.lstat()
    except FileNotFoundError as why:
        raise FileGone(name=shown(path)) from why
    except OSError as why:
        raise FileUnreadable(name=shown(path), reason=why.strerror) from why
    if stat.S_ISLNK(status.st_mode):
        raise LinkRefused(name=shown(path))
    for is_special, what in _SPECIAL:
        if is_special(status.st_mode):
            raise NotAFile(name=shown(path), what=what)
    return status


def _arrival(path: Path, within: str | None, size: int, given: Mapping[str, object]) -> Arrival:
    opener: Callable[[], BinaryIO] = lambda: open_file(path)  # noqa: E731 - one expression
    return Arrival(open=opener, name=path.name, path=within, size=size, found_at=path, **given)  # type: ignore[arg-type]
