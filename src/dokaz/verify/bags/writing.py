"""Finishes a folder into a BagIt 1.0 bag with SHA-256 manifests (RFC 8493)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from dokaz.verify.bags import hashing, paths
from dokaz.verify.errors import BagEscapes, BagFault, BagIncomplete, BagMalformed, BagUnsound

__all__ = ["Save", "Written", "tag_files", "write"]

Save: TypeAlias = Callable[[Path, bytes], object]

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHM = "sha256"
MANIFEST, TAG_MANIFEST = f"manifest-{ALGORITHM}.txt", f"tagmanifest-{ALGORITHM}.txt"
OURS = ("bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST)

_DIGEST = re.compile("[0-9a-f]{64}")
_LABEL = re.compile("[^:\r\n]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished bag holds; `tag_manifest` is the one hash that covers all of it."""

    payload_files: int
    payload_octets: int
    tag_manifest: str


def _create(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def write(
    folder: Path,
    info: Iterable[tuple[str, str]],
    *,
    known: Mapping[str, str] = MappingProxyType({}),
    save: Save = _create,
) -> Written:
    """Turn a folder that holds data/ and tag files into a bag, the tag manifest last.

    `known` gives SHA-256 values that the caller computed while writing, so that no file is read twice. `save`
    writes each of our four files. Raises BagUnsound with every name that could not travel; nothing is written then.
    """
    found = _soundly_listed(folder, known)
    ours, written = tag_files(found.sizes, _digests(folder, found.sizes, known), info)
    for name, data in ours.items():
        save(folder / name, data)
    return written


def tag_files(
    sizes: Mapping[str, int], digests: Mapping[str, str], info: Iterable[tuple[str, str]]
) -> tuple[dict[str, bytes], Written]:
    """The four files that make a bag of files that lie anywhere, a stream for one, the tag manifest last.

    Raises BagUnsound with every name that could not travel.
    """
    _require_portable(sizes)
    payload = [path for path in sizes if path.startswith("data/")]
    octets = sum(sizes[path] for path in payload)
    labels = [*_labels(info), ("Payload-Oxum", f"{octets}.{len(payload)}")]
    ours = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in labels).encode(),
        MANIFEST: _manifest({path: digests[path] for path in payload}),
    }
    tags = {path: digests[path] for path in sizes if not path.startswith("data/")}
    ours[TAG_MANIFEST] = _manifest(tags | {name: sha256(data).hexdigest() for name, data in ours.items()})
    return ours, Written(len(payload), octets, sha256(ours[TAG_MANIFEST]).hexdigest())


def _soundly_listed(folder: Path, known: Mapping[str, str]) -> paths.Listing:
    found = paths.listing(folder)
    faults = [*found.faults, *_unportable(found.sizes)]
    if not (folder / "data").is_dir():
        faults.append(BagIncomplete("data", "There is no payload folder to pack."))
    faults += [
        BagIncomplete(path, "A hash was given for a file that is not here.")
        for path in known
        if path not in found.sizes
    ]
    if faults:
        raise BagUnsound(tuple(faults))
    return found


def _require_portable(names: Iterable[str]) -> None:
    faults = tuple(_unportable(names))
    if faults:
        raise BagUnsound(faults)


def _unportable(names: Iterable[str]) -> Iterator[BagFault]:
    twins: dict[str, str] = {}
    for path in names:
        twin = twins.setdefault(paths.twin_key(path), path)
        if twin != path:
            yield BagMalformed(path, f"On some systems this is the same file as {twin!r}; rename one of them.")
        if path in OURS:
            yield BagMalformed(path, "The folder is a bag already.")
        try:
            paths.refuse_unportable(path)
        except (BagMalformed, BagEscapes) as fault:
            yield fault


def _labels(info: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    labels = list(info)
    for label, value in labels:
        if not _LABEL.fullmatch(label) or label != label.strip() or re.search("[\r\n]", value):
            raise BagMalformed("bag-info.txt", f"The entry {label!r} does not fit on one line.")
        if label.casefold() == "payload-oxum":
            raise BagMalformed("bag-info.txt", "Payload-Oxum is computed here and cannot be given.")
    return labels


def _digests(folder: Path, names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    return {name: known.get(name) or hashing.digests(folder / name, [ALGORITHM])[ALGORITHM] for name in names}


def _manifest(digests: Mapping[str, str]) -> bytes:
    for path, digest in digests.items():
        if not _DIGEST.fullmatch(digest):
            raise BagMalformed(path, "The hash that was given is not a SHA-256 in lower-case hex.")
    return "".join(f"{digests[path]}  {paths.encoded(path)}\n" for path in sorted(digests)).encode()
