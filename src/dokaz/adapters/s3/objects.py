"""The requests that are sent to a bucket, each with its faults named; nothing here knows what the objects are for.

Content-MD5 goes with every object and part: buckets with object lock ask for it (facts 11), and it finds what broke on
the way. What a server answers about its bytes is never believed; `uploads` and `Objects.read` compare with our own.
"""

import base64
import contextlib
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from dokaz.adapters.s3 import client, faults
from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.faults import translated
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

T = TypeVar("T")

COMPLIANCE = "COMPLIANCE"
_UNVERSIONED = (None, "null")
_BLOCK = 1024 * 1024
_PAUSE = 0.2  # doubled before each further attempt at a read that was cut off


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object; `marked` says that it is no bytes but the note that somebody removed the name."""

    key: str
    id: str | None
    size: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    sha256: bytes
    locked: bool


class Objects:
    """A bucket, or the part of it under the prefix. Any number of threads may use it."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    @cached_property
    def threads(self) -> ThreadPoolExecutor:
        """Where requests run beside each other. Nothing that waits for another task may be put there."""
        return ThreadPoolExecutor(client.THREADS, thread_name_prefix="object-store")

    @cached_property
    def _client(self) -> Any:
        return client.connect(self.bucket)

    def ask(self, operation: str, **told: Any) -> dict[str, Any]:
        """One request about the bucket. Raises ObjectFault."""
        with translated():
            answer: dict[str, Any] = getattr(self._client, operation)(Bucket=self.bucket.name, **told)
            return answer

    def put(self, name: str, data: bytes | bytearray, *, locked: bool = True) -> None:
        told = {"Key": self.bucket.key(name), "Body": data, "ContentMD5": md5(data), **self._retention(locked=locked)}
        self.ask("put_object", **told)

    def versions(self, prefix: str = "") -> Iterator[Version]:
        """Every version of every name that begins so, in order of the names; of one name the oldest first."""
        with translated():
            pages = self._client.get_paginator("list_object_versions")
            same: list[Version] = []
            for page in pages.paginate(Bucket=self.bucket.name, Prefix=self.bucket.key(prefix)):
                for version in _of_page(page, self.bucket):
                    if same and same[0].key != version.key:
                        yield from reversed(same)
                        same = []
                    same.append(version)
            yield from reversed(same)

    def of(self, name: str) -> list[Version]:
        """The versions of exactly this name, the oldest first."""
        return [version for version in self.versions(name) if version.key == name]

    def first(self, name: str) -> Version:
        """The version that was written first: a name is written once, so what came later is not ours. Raises Absent."""
        for version in self.of(name):
            if not version.marked:
                return version
        raise faults.Absent(name)

    def read(self, version: Version, start: int, end: int) -> bytes:
        """Exactly the bytes from `start` to `end`; an answer that is cut off is asked for again. Raises ObjectFault."""
        return _patiently(lambda: b"".join(_blocks(self._get(version, start, end), end - start)))

    def read_back(self, version: Version, start: int, end: int) -> "ReadBack":
        """Our own hash of these bytes, read now, and whether the server says that they are locked."""

        def read() -> ReadBack:
            answer = self._get(version, start, end)
            locked = answer.get("ObjectLockMode") == COMPLIANCE
            return ReadBack(_hash(_blocks(answer, end - start)), locked)

        return _patiently(read)

    def _get(self, version: Version, start: int, end: int) -> dict[str, Any]:
        # RFC 9110 14.1.2: both ends are included, so that no range is empty
        asked = {"Range": f"bytes={start}-{end - 1}"} if start < end else {}
        return self.ask("get_object", Key=self.bucket.key(version.key), **asked, **_version(version))

    def lock(self, version: Version) -> None:
        """Lock what the server did not lock when it was given it. Raises Unfit where it does not do so either."""
        retention = {"Mode": COMPLIANCE, "RetainUntilDate": self._until()}
        told = {"Key": self.bucket.key(version.key), **_version(version)}
        self.ask("put_object_retention", **told, Retention=retention)
        if self.ask("head_object", **told).get("ObjectLockMode") != COMPLIANCE:
            raise faults.Unfit(said(_("a lock is asked for, and it did not lock what it was given")))

    def remove(self, version: Version) -> None:
        """Take away one version for good. Raises Refused where a lock or a right stands against it."""
        self.ask("delete_object", Key=self.bucket.key(version.key), **_version(version))

    def locked_until(self, version: Version) -> datetime | None:
        """Until when this version cannot be taken away; None where the server does not say."""
        answer = self.ask("head_object", Key=self.bucket.key(version.key), **_version(version))
        until = answer.get("ObjectLockRetainUntilDate")
        return until if isinstance(until, datetime) and until > clock.now() else None

    def begin(self, name: str, *, locked: bool = True) -> str:
        """Begin an upload in parts, and give its id."""
        answer = self.ask("create_multipart_upload", Key=self.bucket.key(name), **self._retention(locked=locked))
        return str(answer["UploadId"])

    def part(self, name: str, upload: str, number: int, data: bytes | bytearray) -> str:
        answer = self.ask(
            "upload_part",
            Key=self.bucket.key(name),
            UploadId=upload,
            PartNumber=number,
            Body=data,
            ContentMD5=md5(data),
        )
        return str(answer["ETag"])

    def complete(self, name: str, upload: str, tags: Sequence[str]) -> None:
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        self.ask(
            "complete_multipart_upload",
            Key=self.bucket.key(name),
            UploadId=upload,
            MultipartUpload={"Parts": parts},
        )

    def abort(self, name: str, upload: str) -> None:
        self.ask("abort_multipart_upload", Key=self.bucket.key(name), UploadId=upload)

    def unfinished(self, prefix: str = "") -> Iterator[tuple[str, str]]:
        """Name and id of every upload in parts that was begun under this prefix and neither completed nor aborted."""
        with translated():
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.bucket.name, Prefix=self.bucket.key(prefix)):
                for begun in page.get("Uploads", ()):
                    yield self.bucket.name_of(begun["Key"]), begun["UploadId"]

    def _retention(self, *, locked: bool) -> dict[str, Any]:
        if self.bucket.lock is None or not locked:
            return {}
        return {"ObjectLockMode": COMPLIANCE, "ObjectLockRetainUntilDate": self._until()}

    def _until(self) -> datetime:
        assert self.bucket.lock is not None
        return clock.now() + self.bucket.lock


def md5(data: bytes | bytearray) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _blocks(answer: dict[str, Any], left: int) -> Iterator[bytes]:
    with translated(), contextlib.closing(answer["Body"]) as body:
        while left and (block := body.read(min(left, _BLOCK))):
            left -= len(block)
            yield block
    if left:
        raise faults.Away(said(_("it gave fewer bytes than it was asked for")))


def _patiently(read: Callable[[], T]) -> T:
    """The client library sends a request again, but not one whose answer broke off in the middle."""
    for attempt in range(client.ATTEMPTS - 1):
        with contextlib.suppress(faults.Away):
            return read()
        time.sleep(_PAUSE * 2**attempt)
    return read()


def _hash(blocks: Iterable[bytes]) -> bytes:
    found = hashlib.sha256()
    for block in blocks:
        found.update(block)
    return found.digest()


def _version(version: Version) -> dict[str, str]:
    return {} if version.id in _UNVERSIONED else {"VersionId": str(version.id)}


def _of_page(page: dict[str, Any], bucket: Bucket) -> list[Version]:
    """By name, and of one name the newest first, as the server gives each of its two lists."""
    found = [
        Version(bucket.name_of(each["Key"]), each.get("VersionId"), each["Size"]) for each in page.get("Versions", ())
    ]
    found += [
        Version(bucket.name_of(each["Key"]), each.get("VersionId"), 0, marked=True)
        for each in page.get("DeleteMarkers", ())
    ]
    return sorted(found, key=lambda version: version.key)
