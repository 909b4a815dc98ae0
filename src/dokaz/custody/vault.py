"""The stores and readers this process was wired with, and how a stored payload is opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from dokaz.custody.ports import BlobStore, DerivativeMaker, FormatIdentifier, HeaderStore, MetadataReader, Viewer
from dokaz.kernel.errors import NotWired

Port = TypeVar("Port")


@dataclass(slots=True)
class _Wired:
    store: BlobStore | None = None
    headers: HeaderStore | None = None
    metadata: MetadataReader | None = None
    formats: FormatIdentifier | None = None
    makers: DerivativeMaker | None = None
    viewer: Viewer | None = None
    kept_until: Callable[[], datetime | None] | None = None


_wired = _Wired()


def wire(
    *,
    store: BlobStore | None = None,
    headers: HeaderStore | None = None,
    metadata: MetadataReader | None = None,
    formats: FormatIdentifier | None = None,
    makers: DerivativeMaker | None = None,
    viewer: Viewer | None = None,
    kept_until: Callable[[], datetime | None] | None = None,
) -> None:
    """Give custody its stores and readers; what is left out raises NotWired when it is needed.

    `kept_until` says until when some back-up holds headers.
    """
    _wired.store, _wired.headers, _wired.metadata, _wired.formats = store, headers, metadata, formats
    _wired.makers, _wired.viewer, _wired.kept_until = makers, viewer, kept_until


def store() -> BlobStore:
    return _needed(_wired.store, "DOKAZ_STORE")


def headers() -> HeaderStore:
    return _needed(_wired.headers, "DOKAZ_STORE")


def metadata() -> MetadataReader:
    return _needed(_wired.metadata, "custody.wire(metadata=...)")


def formats() -> FormatIdentifier:
    return _needed(_wired.formats, "custody.wire(formats=...)")


def makers() -> DerivativeMaker:
    return _needed(_wired.makers, "custody.wire(makers=...)")


def viewer() -> Viewer:
    return _needed(_wired.viewer, "custody.wire(viewer=...)")


def kept_until() -> datetime | None:
    """Until when some back-up made so far holds headers; None where there is none."""
    return _needed(_wired.kept_until, "custody.wire(kept_until=...)")()


def _needed(port: Port | None, setting: str) -> Port:
    if port is None:
        raise NotWired(setting)
    return port
