"""The door of the adapters: what `config.wiring` gives to the ports of other modules.

What speaks to an object store is loaded when one is named: the client library alone takes a sixth of a second.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from dokaz.adapters.authorities import TimeStampAuthorities
from dokaz.adapters.deriving.makers import Makers
from dokaz.adapters.exiftool import ExifTool
from dokaz.adapters.outside import Outside, mirror
from dokaz.adapters.printing import PaperPrinter
from dokaz.adapters.pronom import Pronom
from dokaz.adapters.redacting import Redactors
from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.sheets import SandboxedSheets
from dokaz.adapters.viewing import SandboxedViewer
from dokaz.backups.ports import Shelf
from dokaz.custody.ports import BlobStore, HeaderStore

__all__ = [
    "Bucket",
    "ExifTool",
    "Makers",
    "Outside",
    "PaperPrinter",
    "Pronom",
    "Redactors",
    "SandboxedSheets",
    "SandboxedViewer",
    "TimeStampAuthorities",
    "mirror",
    "object_headers",
    "object_store",
    "shelf",
]

Held = Callable[[], AbstractContextManager[None]]


def object_store(bucket: Bucket, *, owner: str, together: Held, alone: Held) -> BlobStore:
    """Payloads in a bucket. `together` and `alone` hold others of the same collection off, wherever they run."""
    from dokaz.adapters.s3.blobs import BucketBlobs  # noqa: PLC0415 - see above

    return BucketBlobs(bucket, owner, together, alone)


def object_headers(bucket: Bucket, *, owner: str) -> HeaderStore:
    """Headers in a bucket that keeps nothing that was removed."""
    from dokaz.adapters.s3.headers import BucketHeaders  # noqa: PLC0415 - see above

    return BucketHeaders(bucket, owner)


def shelf(bucket: Bucket, *, passing: tuple[str, ...] = ()) -> Shelf:
    """Back-ups in a bucket. Names that begin with one of `passing` are never locked, so that they can fall away."""
    from dokaz.adapters.s3.shelf import BucketShelf  # noqa: PLC0415 - see above

    return BucketShelf(bucket, passing)
