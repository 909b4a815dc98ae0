"""Paths inside a bag: which are safe to open, which survive on other systems, and how manifests spell them."""

import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from dokaz.verify.errors import BagEscapes, BagFault, BagMalformed, BagUnreadable

__all__ = ["Listing", "decoded", "encoded", "listing", "refuse_escape", "refuse_unportable", "twin_key"]

_SPECIAL = re.compile("[%\r\n]")
_ENCODED = re.compile("%(0A|0D|25)", re.IGNORECASE)
_ENCODED_BEFORE_1_0 = re.compile("%(0A|0D)", re.IGNORECASE)
_DRIVE = re.compile("[A-Za-z]:")
_UNPORTABLE = re.compile('[<>:"|?*\\\\\x00-\x1f\x7f]')  # RFC 8493 5.2: what Windows cannot store
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


@dataclass(slots=True)
class Listing:
    """What lies in a folder: plain files with their sizes, and everything that must not be in a bag."""

    sizes: dict[str, int] = field(default_factory=dict)
    faults: list[BagFault] = field(default_factory=list)

    @property
    def payload(self) -> list[str]:
        return [path for path in self.sizes if path.startswith("data/")]

    @property
    def tags(self) -> list[str]:
        return [path for path in self.sizes if not path.startswith("data/")]


def listing(folder: Path) -> Listing:
    """Walk a bag without following a link. Links and devices become faults, as they lead out of the bag."""
    found = Listing()
    for here, folders, files in os.walk(folder, onerror=lambda fault: found.faults.append(_unreadable(folder, fault))):
        folders.sort()
        for name in [*folders, *sorted(files)]:
            _enter(found, folder, Path(here, name))
    return found


def _enter(found: Listing, folder: Path, path: Path) -> None:
    name = path.relative_to(folder).as_posix()
    status = path.lstat()
    if stat.S_ISREG(status.st_mode):
        found.sizes[name] = status.st_size
    elif not stat.S_ISDIR(status.st_mode):
        found.faults.append(BagEscapes(name, "This is a link or a device, not a file, and is not followed."))


def _unreadable(folder: Path, fault: OSError) -> BagUnreadable:
    return BagUnreadable(os.path.relpath(fault.filename, folder), f"The folder cannot be read: {fault.strerror}.")


def encoded(path: str) -> str:
    """Spell a path for a manifest: LF, CR and % are percent-encoded, and only those (RFC 8493 2.1.3)."""
    return _SPECIAL.sub(lambda match: f"%{ord(match[0]):02X}", path)


def decoded(spelled: str, *, version: tuple[int, int]) -> str:
    """Read a path from a manifest; before version 1.0 the percent sign stood for itself."""
    pattern = _ENCODED if version >= (1, 0) else _ENCODED_BEFORE_1_0
    return pattern.sub(lambda match: chr(int(match[1], 16)), spelled)


def refuse_escape(path: str) -> None:
    """Raise BagEscapes for a path that leaves the bag on any system (RFC 8493 5.1)."""
    # a backslash separates on Windows; `~` at the front is a home folder to a shell, and no harm inside data/
    parts = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\", "~")) or _DRIVE.match(path) or ".." in parts or "\x00" in path:
        raise BagEscapes(path, "The path leads out of the bag.")
    if not all(part not in ("", ".") for part in path.split("/")):
        raise BagMalformed(path, "The path has an empty or a dot part, so that it has a second spelling.")


def refuse_unportable(path: str) -> None:
    """Raise unless a recipient on any common system can unpack this path. Held for the bags we write."""
    refuse_escape(path)
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        raise BagMalformed(path, "The name is not UTF-8; rename the file before it is packed.")
    for part in path.split("/"):
        if _UNPORTABLE.search(part) or part[-1] in " ." or part.partition(".")[0].casefold() in _DEVICES:
            raise BagMalformed(path, "The name cannot be stored on Windows; rename the file before it is packed.")


def twin_key(path: str) -> str:
    """Equal for two paths that become one file on some system: other case, or other Unicode composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
