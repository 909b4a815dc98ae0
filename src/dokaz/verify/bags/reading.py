"""Checks a bag against RFC 8493 and lists every fault, as a court wants the whole answer and not the first line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dokaz.verify.bags import hashing, paths, tags
from dokaz.verify.errors import (
    BagAltered,
    BagFault,
    BagIncomplete,
    BagMalformed,
    BagUnreadable,
    BagUnsound,
)

__all__ = ["Report", "Warned", "check"]

MOST_TAG_BYTES = 1 << 30  # a manifest of 5,000,000 files stays below this
SYSTEM_FILES = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Warned:
    """Something unusual that does not make a bag unsound."""

    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a bag found. `info` is bag-info.txt as its sender wrote it, in order."""

    version: str
    payload_files: int
    payload_octets: int
    info: tuple[tuple[str, str], ...]
    faults: tuple[BagFault, ...]
    warnings: tuple[Warned, ...]
    digests: dict[str, dict[str, str]] = field(repr=False)  # path -> algorithm -> hex, as computed here

    @property
    def sound(self) -> bool:
        return not self.faults

    def require(self) -> None:
        """Raise BagUnsound with every fault unless the bag is complete and unaltered."""
        if self.faults:
            raise BagUnsound(self.faults)


def check(folder: Path) -> Report:
    """Read and hash a whole bag. This will follow no link, fetch nothing and stop at no fault."""
    return _Check(folder).report()


class _Check:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = paths.listing(folder)
        self.faults: list[BagFault] = list(self.found.faults)
        self.warnings: list[Warned] = []
        self.digests: dict[str, dict[str, str]] = {}
        self.twins: dict[tuple[str, str], list[str]] = {}
        self.declaration = self._declaration()
        self.manifests = list(self._manifests())

    @property
    def before_1_0(self) -> bool:
        return self.declaration.version < (1, 0)

    def report(self) -> Report:
        info = self._info()
        self._fetch()
        self._completeness()
        self._hashes()
        self._oxum(info)
        return Report(
            version=".".join(map(str, self.declaration.version)),
            payload_files=len(self.found.payload),
            payload_octets=sum(self.found.sizes[path] for path in self.found.payload),
            info=tuple(info),
            faults=tuple(self.faults),
            warnings=tuple(self.warnings),
            digests=self.digests,
        )

    def _declaration(self) -> tags.Declaration:
        if "bagit.txt" not in self.found.sizes:
            self.faults.append(BagIncomplete("bagit.txt", "The declaration that makes a folder a bag is missing."))
            return tags.Declaration()
        read, faults = tags.declaration(self._bytes("bagit.txt"))
        self.faults += faults
        return read

    def _manifests(self) -> Iterator[tags.Manifest]:
        for name in self.found.tags:
            if "manifest-" not in name or "/" in name:
                continue
            read = tags.manifest(name, self._text(name), self.declaration.version)
            if read:
                self.faults += read.faults
                self.warnings += [Warned(*each) for each in read.warnings]
                self._look_for_twins(read)
                yield read

    def _look_for_twins(self, manifest: tags.Manifest) -> None:
        for path in manifest.entries:
            twins = self.twins.setdefault((manifest.name, paths.twin_key(path)), [])
            if twins:
                self.warnings.append(Warned(path, f"On some systems this is the same file as {twins[0]!r}."))
            twins.append(path)

    def _completeness(self) -> None:
        if not (self.folder / "data").is_dir():
            self.faults.append(BagIncomplete("data", "There is no payload folder (RFC 8493 2.1.2)."))
        payload = [manifest for manifest in self.manifests if not manifest.of_tags]
        if not payload:
            self.faults.append(BagIncomplete("", "There is no payload manifest (RFC 8493 2.1.3)."))
        for path in self.found.payload:
            if path.rpartition("/")[2].casefold() in SYSTEM_FILES:
                self.warnings.append(Warned(path, "An operating system left this file among the payload."))
        for manifest in self.manifests:
            for path in manifest.entries:
                if path not in self.found.sizes:
                    self._missing(manifest, path)
        self._unlisted(payload)

    def _missing(self, manifest: tags.Manifest, path: str) -> None:
        """A listed file is not there. In older bags, as their suite asks, it may be there under a twin of its name."""
        if self.before_1_0 and self._has_twin(manifest, path):
            self.warnings.append(Warned(path, f"{manifest.name} lists this file under a second spelling of its name."))
        else:
            self.faults.append(BagIncomplete(path, f"{manifest.name} lists this file, and it is missing."))

    def _has_twin(self, manifest: tags.Manifest, path: str) -> bool:
        twins = self.twins[manifest.name, paths.twin_key(path)]
        digest = manifest.entries[path]
        return any(twin in self.found.sizes and manifest.entries[twin] == digest for twin in twins)

    def _unlisted(self, manifests: list[tags.Manifest]) -> None:
        # RFC 8493 3: every payload manifest lists every payload file; before 1.0 one of them was enough
        groups = [manifests] if self.before_1_0 else [[manifest] for manifest in manifests]
        for group in groups:
            listed = {path for manifest in group for path in manifest.entries}
            names = ", ".join(manifest.name for manifest in group)
            for path in self.found.payload:
                if path not in listed:
                    self.faults.append(
                        BagIncomplete(path, f"This file is in the payload, and {names} does not list it.")
                    )

    def _hashes(self) -> None:
        wanted: dict[str, list[tags.Manifest]] = {}
        for manifest in self.manifests:
            if manifest.algorithm not in hashing.ALGORITHMS:
                says = f"The hash {manifest.algorithm!r} is unknown here, so these files were not checked by it."
                self.faults.append(BagMalformed(manifest.name, says))
                continue
            for path in manifest.entries.keys() & self.found.sizes.keys():
                wanted.setdefault(path, []).append(manifest)
        for path in sorted(wanted):
            self._hash(path, wanted[path])

    def _hash(self, path: str, manifests: list[tags.Manifest]) -> None:
        try:
            computed = hashing.digests(self.folder / path, {manifest.algorithm for manifest in manifests})
        except OSError as fault:
            self.faults.append(BagUnreadable(path, f"The file cannot be read: {fault.strerror}."))
            return
        self.digests[path] = computed
        for manifest in manifests:
            if computed[manifest.algorithm] != manifest.entries[path]:
                says = f"The file was changed: its {manifest.algorithm} is not the one in {manifest.name}."
                self.faults.append(BagAltered(path, says))

    def _info(self) -> list[tuple[str, str]]:
        if "bag-info.txt" not in self.found.sizes:
            return []
        read, faults = tags.info(self._text("bag-info.txt"))
        self.faults += faults
        return read

    def _oxum(self, info: list[tuple[str, str]]) -> None:
        """Compare Payload-Oxum, octets and files, with what is there (RFC 8493 2.2.2)."""
        payload = self.found.payload
        there = (sum(self.found.sizes[path] for path in payload), len(payload))
        for value in [value for label, value in info if label.casefold() == "payload-oxum"]:
            stated = tags.oxum(value)
            if stated is None:
                self.faults.append(BagMalformed("bag-info.txt", f"Payload-Oxum {value!r} is not octets, a dot, files."))
            elif stated != there:
                says = f"Payload-Oxum states {value}, and the payload has {there[0]}.{there[1]}."
                self.faults.append(BagAltered("bag-info.txt", says))

    def _fetch(self) -> None:
        if "fetch.txt" not in self.found.sizes:
            return
        listed = {path for manifest in self.manifests for path in manifest.entries}
        for each in tags.fetched(self._text("fetch.txt"), self.declaration.version):
            if isinstance(each, BagFault):
                self.faults.append(each)
            elif each not in listed:  # RFC 8493 2.2.3
                self.faults.append(BagIncomplete(each, "fetch.txt names this file, and no payload manifest lists it."))

    def _text(self, name: str) -> str:
        try:
            text = self._bytes(name).decode(self.declaration.encoding)
        except UnicodeDecodeError:
            self.faults.append(BagMalformed(name, f"The file is not {self.declaration.encoding}, as bagit.txt says."))
            return ""
        if text.startswith("\ufeff"):
            self.faults.append(BagMalformed(name, "The file begins with a byte order mark."))
        return text

    def _bytes(self, name: str) -> bytes:
        if self.found.sizes[name] > MOST_TAG_BYTES:
            self.faults.append(BagMalformed(name, "The tag file is too large to be read."))
            return b""
        try:
            return (self.folder / name).read_bytes()
        except OSError as fault:
            self.faults.append(BagUnreadable(name, f"The file cannot be read: {fault.strerror}."))
            return b""
