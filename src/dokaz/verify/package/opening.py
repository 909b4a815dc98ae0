"""Unpacking a package that travelled as a tar file, sealed with age or not, into a folder removed afterwards."""

import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dokaz.verify import age
from dokaz.verify.bags import paths
from dokaz.verify.errors import BagFault, NotAPackage

__all__ = ["identities_of", "opened"]

AGE_INTRO = b"age-encryption.org/v1\n"
_PIECE = 1 << 20


@contextmanager
def opened(path: Path, *, identities: Sequence[age.Identity] = ()) -> Iterator[Path]:
    """Give the folder of a package, unpacked for as long as the block lasts. Raises NotAPackage, AgeError.

    What is unpacked lies in clear under the folder for temporary files (TMPDIR), closed to other users, and is removed
    however the block ends; only the end of the process itself (kill -9, power) leaves it.
    """
    if path.is_dir():
        yield path
        return
    if not path.is_file():
        raise NotAPackage(f"{path} is not there. Name the folder of the package, or its .tar or .tar.age file.")
    with tempfile.TemporaryDirectory(prefix="dokaz-verify-") as scratch:  # mode 0700
        yield _unpacked(_plain_tar(path, Path(scratch), identities), Path(scratch, "package"))


def identities_of(file: Path) -> list[age.Identity]:
    """The age identities in a file, one a line, `#` before a comment. Raises KeyMalformed of age."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [age.parse_identity(line) for line in lines if line and not line.startswith("#")]


def _plain_tar(path: Path, scratch: Path, identities: Sequence[age.Identity]) -> Path:
    with path.open("rb") as file:
        sealed = file.read(len(AGE_INTRO)) == AGE_INTRO
        file.seek(0)
        if not sealed:
            return path
        if not identities:
            raise NotAPackage(f"{path} is sealed with age: name the file with your secret key (--identity FILE).")
        plain = scratch / "package.tar"
        with plain.open("xb") as sink:
            age.decrypt(file, sink, identities)
        return plain


def _unpacked(tar: Path, folder: Path) -> Path:
    folder.mkdir()
    try:
        with tarfile.open(tar, mode="r:") as archive:
            for member in archive:
                _take(archive, member, folder)
    except tarfile.TarError as fault:
        says = f"The tar file cannot be unpacked ({fault}): it was cut short or changed, or it is no package."
        raise NotAPackage(says) from None
    except BagFault as fault:
        raise NotAPackage(f"The tar file cannot be unpacked: {fault}") from None
    except (FileExistsError, NotADirectoryError):
        raise NotAPackage("The tar file cannot be unpacked: it names one path twice.") from None
    tops = sorted(folder.iterdir())
    if len(tops) != 1 or not tops[0].is_dir():  # RFC 8493 4.2: one folder, named as the bag
        raise NotAPackage("The tar file does not hold exactly one folder.")
    return tops[0]


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one plain file. Nothing else is made of what an archive says: no link, no device, no owner, no mode."""
    name = member.name.rstrip("/")
    paths.refuse_escape(name)
    target = folder / name
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    # a sparse member may be larger than any disk, and we write none
    source = archive.extractfile(member) if member.isreg() and not member.issparse() else None
    if source is None:
        raise NotAPackage(f"The tar file holds {name!r}, which is neither a plain file nor a folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as sink:
        _copy(source, sink)


def _copy(source: IO[bytes], sink: IO[bytes]) -> None:
    while piece := source.read(_PIECE):
        sink.write(piece)
