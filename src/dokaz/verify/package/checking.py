"""The check of a package folder: every rule, every file, and no stop at the first fault."""

import hmac
import re
from dataclasses import dataclass, field
from importlib.resources import files as resources
from pathlib import Path

from dokaz.verify import bags, canonical, checkpoints, merkle, notes
from dokaz.verify.bags import hashing, paths
from dokaz.verify.canonical import Value
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import (
    BagFault,
    BagUnreadable,
    CheckpointDiffers,
    CheckpointRefused,
    EventForeign,
    EventUnproven,
    EvidenceMissing,
    EvidenceStrange,
    ExhibitAltered,
    ExhibitMissing,
    ExhibitStrange,
    FileStrange,
    IndexFalse,
    LogKeyDiffers,
    NotAPackage,
    PackageFault,
    PackageMalformed,
    PaperMissing,
    PaperStrange,
    ProofMalformed,
    QuorumMissing,
    VerifyError,
)
from dokaz.verify.notes import VerifierKey
from dokaz.verify.package import layout
from dokaz.verify.package.layout import Exhibit, Index, LogHead, Thing
from dokaz.verify.package.outside import Outside, Standing
from dokaz.verify.package.verdicts import Fault, Verdict, Word
from dokaz.verify.policies import Accepted, Policy
from dokaz.verify.proofs import Proof

__all__ = ["check"]

BAG_MANIFESTS = {"manifest-sha256.txt", "tagmanifest-sha256.txt"}
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
NEEDED = (*sorted(BAG_MANIFESTS), layout.INDEX, layout.CHECKPOINT, layout.VKEY, layout.POLICY)

_ANOTHER_PROGRAM = (
    "It is not the program that this version of dokaz-verify brings along: it is of another version, or a forger's. "
    "Do not run it before you have compared it with a copy that you got another way."
)
_SALT = re.compile(rb"[0-9a-f]{64}\n")
_MANIFEST = re.compile(r"(tag)?manifest-.*|fetch\.txt")


def check(folder: Path, *, trust: Policy | None = None, roots: frozenset[str] = frozenset()) -> Verdict:
    """Check a package against the keys of `trust`, or else against those that came with it.

    `roots` are fingerprints (SHA-256, lower-case hex) of roots of time-stamp authorities that were learnt another way:
    a stamp under one of them is believed, and where none is, that is a fault.

    Raises NotAPackage where there is nothing to check; every other fault is in the verdict.
    """
    if not any((folder / name).is_file() for name in ("bagit.txt", layout.INDEX)):
        raise NotAPackage(f"{folder} is not a package: it holds neither bagit.txt nor {layout.INDEX}.")
    return _Check(folder, trust, roots).verdict()


@dataclass(slots=True)
class _Check:
    folder: Path
    trust: Policy | None
    roots: frozenset[str]
    faults: list[Fault] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    bag: bags.Report = field(init=False)
    found: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.bag = bags.check(self.folder)
        self.found = paths.listing(self.folder).sizes

    def verdict(self) -> Verdict:
        self._bag()
        index = self._index()
        signed = self._read(layout.CHECKPOINT) or b""
        policy = self._policy()
        accepted = self._accepted(signed, policy)
        head = accepted.checkpoint if accepted else _unbelieved(signed)
        outside = Outside(self.found, self._read, self._fault, policy, self.trust is not None, self.roots)
        words = outside.words(Standing(signed, head, accepted) if head else None, index)
        if index and head:
            self._log(index.log, head, accepted)
        if accepted and not self._enough(outside, words, accepted, index):
            accepted, words = None, ()
        exhibits, objects = (index.exhibits, index.objects) if index else ((), ())
        unchanged = tuple(each.ref for each in exhibits if self._exhibit(each, head, signed))
        recorded = tuple(each.ref for each in objects if self._thing(each, head, signed))
        if index:
            self._strays(index)
        self._programs()
        return Verdict(
            trusted=self.trust is not None,
            roots=bool(self.roots),
            index=index,
            checkpoint=accepted.checkpoint if accepted else None,
            files=len(self.bag.digests),
            unchanged=unchanged,
            recorded=recorded,
            words=words,
            faults=tuple(dict.fromkeys(self.faults)),
            unchecked=tuple(dict.fromkeys(self.unchecked)),
            warnings=self.bag.warnings,
        )

    def _fault(self, error: BagFault | PackageFault) -> None:
        self.faults.append(Fault.of(error))

    def _bag(self) -> None:
        for fault in self.bag.faults:
            if isinstance(fault, BagUnreadable):
                self.unchecked.append(str(fault))
            else:
                self._fault(fault)
        if self._read("bagit.txt") != DECLARATION:
            self._fault(PackageMalformed("bagit.txt", "The package is not declared as BagIt 1.0 in UTF-8."))
        for name in NEEDED:
            if name not in self.found:
                self._fault(PackageMalformed(name, "This file is missing, and no package is whole without it."))
        for name in self.found:
            # one list of hashes, so that no reader is shown another list than the next
            if _MANIFEST.fullmatch(name) and name not in BAG_MANIFESTS:
                self._fault(FileStrange(name, "A package has one SHA-256 list of each kind, and fetches nothing."))
            elif name not in self.bag.digests and name not in BAG_MANIFESTS and not name.startswith("data/"):
                self._fault_unlisted(name)

    def _fault_unlisted(self, name: str) -> None:
        if not any(fault.path == name for fault in self.bag.faults if isinstance(fault, BagUnreadable)):
            self._fault(FileStrange(name, "No list of the package names this file: it was added or renamed."))

    def _index(self) -> Index | None:
        data = self._read(layout.INDEX)
        try:
            return None if data is None else Index.parse(data)
        except PackageMalformed as fault:
            self._fault(fault)
            return None

    def _enough(self, outside: Outside, words: tuple[Word, ...], head: Accepted, index: Index | None) -> bool:
        """Whether enough witnesses cosigned a head that holds every item of the package."""
        entries = [row.entry + 1 for row in index.rows] if index else []
        try:
            outside.require_quorum(words, head, entries=max(entries, default=head.checkpoint.size))
        except QuorumMissing as fault:
            self._fault(CheckpointRefused(layout.CHECKPOINT, fault))
            return False
        return True

    def _accepted(self, signed: bytes, policy: Policy | None) -> Accepted | None:
        if policy is None or layout.CHECKPOINT not in self.found:
            return None
        try:
            accepted = policy.opened(signed)
        except VerifyError as fault:
            self._fault(CheckpointRefused(layout.CHECKPOINT, fault))
            return None
        self._named_key(accepted)
        return accepted

    def _policy(self) -> Policy | None:
        if self.trust:
            return self.trust
        data = self._read(layout.POLICY)
        try:
            return None if data is None else Policy.parse(data)
        except VerifyError as fault:
            self._fault(CheckpointRefused(layout.POLICY, fault))
            return None

    def _named_key(self, accepted: Accepted) -> None:
        data = self._read(layout.VKEY)
        if data is None:
            return
        try:
            named = VerifierKey.parse(data.decode("utf-8", "replace").removesuffix("\n"))
        except VerifyError as fault:
            self._fault(CheckpointRefused(layout.VKEY, fault))
            return
        if named != accepted.log:
            self._fault(LogKeyDiffers(layout.VKEY, f"The checkpoint was signed by {accepted.log}, not by this key."))

    def _log(self, said: LogHead, head: Checkpoint, accepted: Accepted | None) -> None:
        vkey = str(accepted.log) if accepted else said.vkey
        if said != LogHead.of(head.origin, head.size, head.root, vkey):
            self._fault(IndexFalse(layout.INDEX, "What the index says of the log is not what the checkpoint says."))

    def _exhibit(self, exhibit: Exhibit, head: Checkpoint | None, signed: bytes) -> bool:
        before = len(self.faults) + len(self.unchecked)
        event = self._proven_event(exhibit, layout.RECEIPTS, head, signed)
        self._bytes(exhibit, event)
        clean = before == len(self.faults) + len(self.unchecked)
        return clean and not any(fault.path == exhibit.path for fault in self.faults)

    def _thing(self, thing: Thing, head: Checkpoint | None, signed: bytes) -> bool:
        before = len(self.faults) + len(self.unchecked)
        self._proven_event(thing, layout.OBJECT_RECORDS, head, signed)
        return before == len(self.faults) + len(self.unchecked)

    def _bytes(self, exhibit: Exhibit, event: dict[str, Value] | None) -> None:
        if exhibit.path not in self.found:
            self._fault(ExhibitMissing(exhibit.path, f"The exhibit {exhibit.ref} is not in the package."))
            return
        digest = self._digest(exhibit.path)
        if digest is None:
            return
        there: dict[str, Value] = {"sha256": digest, "size": self.found[exhibit.path]}
        facts = (event or {}).get("facts")
        if isinstance(facts, dict):
            if {name: facts.get(name) for name in there} != there:
                says = (
                    f"These are not the bytes that were received as {exhibit.ref}: their SHA-256 is not in its event."
                )
                self._fault(ExhibitAltered(exhibit.path, says))
            self._agrees(exhibit, {name: facts.get(name) for name in ("sha256", "size", "mime")})
        else:
            self._agrees(exhibit, there)

    def _agrees(self, row: Exhibit | Thing, true: dict[str, Value]) -> None:
        false = [name for name, value in true.items() if getattr(row, name) != value]
        if false:
            says = f"The index is wrong about {', '.join(false)} of {row.ref}."
            self._fault(IndexFalse(layout.INDEX, says))

    def _digest(self, path: str) -> str | None:
        known = self.bag.digests.get(path, {}).get("sha256")
        if known:
            return known
        try:
            return hashing.digests(self.folder / path, ["sha256"])["sha256"]
        except OSError as fault:
            self.unchecked.append(f"{path!r}: The file cannot be read: {fault.strerror}.")
            return None

    def _proven_event(
        self, row: Exhibit | Thing, verbs: frozenset[str], head: Checkpoint | None, signed: bytes
    ) -> dict[str, Value] | None:
        """The event of this row, once it is about this item; every fault of its evidence is noted."""
        raw = self._evidence(layout.event_path(row.ref), row.ref)
        salt = self._evidence(layout.salt_path(row.ref), row.ref)
        proof = self._proof(row.ref, signed)
        event = None if raw is None else self._event(row, raw, verbs)
        if salt is not None and not _SALT.fullmatch(salt):
            self._fault(PackageMalformed(layout.salt_path(row.ref), "The salt is not 64 hex digits and a newline."))
        elif raw is not None and salt is not None and proof and head:
            self._inclusion(row.ref, hmac.digest(bytes.fromhex(salt.decode()), raw, "sha256"), proof, head)
        if event:
            self._agrees(row, {"received": event.get("at")})
        if proof:
            self._agrees(row, {"entry": proof.index})
        return event

    def _evidence(self, path: str, ref: str) -> bytes | None:
        if path not in self.found:
            self._fault(EvidenceMissing(path, f"Without this file the receipt of {ref} is not shown to be in the log."))
            return None
        return self._read(path)

    def _event(self, row: Exhibit | Thing, raw: bytes, verbs: frozenset[str]) -> dict[str, Value] | None:
        path = layout.event_path(row.ref)
        try:
            event = canonical.read_event(raw)
        except VerifyError as fault:
            self._fault(PackageMalformed(path, str(fault)))
            return None
        about = event.get("about")
        if event.get("verb") not in verbs or not isinstance(about, list) or about[:1] != [row.ref]:
            self._fault(EventForeign(path, f"This event does not record the receipt of {row.ref}."))
            return None
        return event

    def _proof(self, ref: str, signed: bytes) -> Proof | None:
        path = layout.proof_path(ref)
        data = self._evidence(path, ref)
        if data is None:
            return None
        try:
            proof = Proof.parse(data)
        except ProofMalformed as fault:
            self._fault(PackageMalformed(path, str(fault)))
            return None
        if signed and proof.checkpoint != signed:
            self._fault(CheckpointDiffers(path, f"The checkpoint in this proof is not the one in {layout.CHECKPOINT}."))
        return proof

    def _inclusion(self, ref: str, data: bytes, proof: Proof, head: Checkpoint) -> None:
        try:
            merkle.verify_inclusion(
                leaf_hash=merkle.leaf_hash(data),
                index=proof.index,
                size=head.size,
                proof=proof.hashes,
                root=head.root,
            )
        except VerifyError:
            says = f"This event, its salt and its proof do not lead to the log of {layout.CHECKPOINT}: one was changed."
            self._fault(EventUnproven(layout.event_path(ref), says))

    def _strays(self, index: Index) -> None:
        evidence = {make(row.ref) for row in index.rows for make in _EVIDENCE}
        evidence |= {make(size) for size in index.heads for make in (layout.head_path, layout.consistency_path)}
        stamped = {(row.size, row.authority) for row in index.stamps}
        evidence |= {make(*each) for each in stamped for make in (layout.stamp_path, layout.chain_path)}
        exhibits = {exhibit.path for exhibit in index.exhibits}
        for name in self.found:
            if name.startswith((layout.PROOFS, layout.EARLIER, layout.STAMPS)) and name not in evidence:
                self._fault(EvidenceStrange(name, "This belongs to nothing that the index names."))
            elif name.startswith(layout.EXHIBITS) and name not in exhibits:
                self._fault(ExhibitStrange(name, "The index does not name this file, and no proof covers it."))
        self._papers(index, evidence | exhibits)

    def _papers(self, index: Index, known: set[str]) -> None:
        """In a package that names its papers, each is there, and nothing else is."""
        if index.papers is None:
            return
        papers = {*index.papers, *layout.FIXED}
        for name in [*dict.fromkeys(index.papers)]:
            if name not in self.found:
                self._fault(PaperMissing(name, "The index names this file, and it is missing."))
        for name in self.found:
            if name not in papers | known and not name.startswith(_OF_ROWS):
                self._fault(PaperStrange(name, "The index does not name this file: it was added or renamed."))

    def _programs(self) -> None:
        """No proof covers the programs in a package: only another copy tells whether somebody put one there."""
        for name in (layout.SCRIPT, layout.SCRIPT_LOG):
            ours = (resources("dokaz.verify.shipped") / name).read_bytes()
            if self._read(name) not in (None, ours):
                self.unchecked.append(f"{name}: {_ANOTHER_PROGRAM}")

    def _read(self, path: str) -> bytes | None:
        """A small file of the package; what is missing or unreadable has been reported already."""
        if path not in self.found:
            return None
        try:
            return (self.folder / path).read_bytes()
        except OSError as fault:
            self.unchecked.append(f"{path!r}: The file cannot be read: {fault.strerror}.")
            return None


_OF_ROWS = (layout.PROOFS, layout.EARLIER, layout.STAMPS, layout.EXHIBITS)
_EVIDENCE = (layout.event_path, layout.salt_path, layout.proof_path)


def _unbelieved(signed: bytes) -> Checkpoint | None:
    """The head as it reads, signed by whomever: so that the proofs are checked against it all the same."""
    try:
        return checkpoints.Checkpoint.parse(notes.parse(signed)[0])
    except VerifyError:
        return None
