"""What outsiders say of the log in a package: who cosigned which of its heads, and which authority stamped them.

A word over a head of n entries is about the entries before n and about no other: an exhibit that was received later
is not "unchanged since" that word. An older head counts only where a proof shows that the log begins with it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from dokaz.verify import chains, der, merkle, stamps
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import (
    CheckpointDiffers,
    CheckpointRefused,
    EvidenceMissing,
    IndexFalse,
    LogForked,
    PackageFault,
    PackageMalformed,
    QuorumMissing,
    RequestMalformed,
    StampFalse,
    StampFault,
    StampOfOther,
    StampRootUnknown,
    VerifyError,
)
from dokaz.verify.package import layout
from dokaz.verify.package.layout import Index, StampRow
from dokaz.verify.package.verdicts import Word
from dokaz.verify.policies import Accepted, Policy
from dokaz.verify.witnessing import Request

__all__ = ["Outside", "Standing"]

_GRANTED = bytes.fromhex("3003020100")  # PKIStatusInfo: granted, without a remark that could be read as the stamp's


@dataclass(frozen=True, slots=True)
class Standing:
    """A head of the package's log as it was signed, and who is known to have cosigned it."""

    signed: bytes
    checkpoint: Checkpoint
    accepted: Accepted | None


@dataclass(frozen=True, slots=True)
class Outside:
    """The files under log/earlier and log/stamps, checked beside the head; every fault goes to `fault`."""

    found: Collection[str]
    read: Callable[[str], bytes | None]
    fault: Callable[[PackageFault], None]
    policy: Policy | None
    trusted: bool
    roots: frozenset[str]  # SHA-256 of roots that the reader learnt another way

    def words(self, head: Standing | None, index: Index | None) -> tuple[Word, ...]:
        """Everything that an outsider is shown to have said, over any head. What does not hold is a fault."""
        heads = {head.checkpoint.size: head} if head else {}
        if head and index:
            heads |= self._earlier(head, index.heads)
        stamped = tuple(self._stamps(heads, index.stamps)) if head and index else ()
        if self.roots and not any(word.believed for word in stamped):
            says = "No time stamp in this package leads to a root that you named."
            self.fault(CheckpointRefused(layout.STAMPS.rstrip("/"), StampRootUnknown(says)))
        return (*self._cosigned(heads), *stamped)

    def require_quorum(self, words: Sequence[Word], head: Accepted, *, entries: int) -> None:
        """Raise QuorumMissing unless one head that holds these entries was cosigned by enough. Any head will do."""
        assert self.policy
        for size in {word.size for word in words if word.size >= entries}:
            seen = {word.name for word in words if word.kind == "cosignature" and word.size == size}
            try:
                self.policy.require_quorum(seen)
            except QuorumMissing:
                continue
            return
        self.policy.require_quorum({witness.name for witness, _ in head.witnessed})

    def _cosigned(self, heads: Mapping[int, Standing]) -> Iterator[Word]:
        for size, head in heads.items():
            for witness, time in head.accepted.witnessed if head.accepted else ():
                yield Word("cosignature", witness.name, time, size, self.trusted)

    def _earlier(self, head: Standing, sizes: Sequence[int]) -> dict[int, Standing]:
        standing = {}
        for size in sizes:
            paths = layout.head_path(size), layout.consistency_path(size)
            if self._present(paths, "an older head") and self.policy and (older := self._older(size, paths[0], head)):
                standing[size] = older
        return standing

    def _older(self, size: int, name: str, head: Standing) -> Standing | None:
        assert self.policy
        signed = self.read(name)
        if signed is None:
            return None
        try:
            accepted = self.policy.opened(signed)
        except VerifyError as why:
            self.fault(CheckpointRefused(name, why))
            return None
        older = accepted.checkpoint
        if older.size != size or older.origin != head.checkpoint.origin:
            self.fault(PackageMalformed(name, "This is not the head of that size of this log."))
            return None
        return Standing(signed, older, accepted) if self._followed(older, head) else None

    def _followed(self, older: Checkpoint, head: Standing) -> bool:
        """Whether the log is shown to begin with all of the older one (RFC 9162 2.1.4.2)."""
        path = layout.consistency_path(older.size)
        data = self.read(path)
        if data is None:
            return False
        try:
            told, now = Request.parse(data), head.checkpoint
            if told.checkpoint != head.signed:
                self.fault(CheckpointDiffers(path, f"The checkpoint here is not the one in {layout.CHECKPOINT}."))
            _refuse_fork(told, older, now)
        except RequestMalformed as why:
            self.fault(PackageMalformed(path, str(why)))
        except LogForked as why:
            self.fault(CheckpointRefused(path, why))
        else:
            return True
        return False

    def _stamps(self, heads: Mapping[int, Standing], rows: Sequence[StampRow]) -> Iterator[Word]:
        for row in rows:
            paths = layout.stamp_path(row.size, row.authority), layout.chain_path(row.size, row.authority)
            if self._present(paths, "a time stamp") and row.size in heads:
                word = self._stamp(*paths, row.authority, heads[row.size])
                if word and row != StampRow(word.name, word.size, word.time, word.root, word.practice):
                    says = f"The index tells otherwise of the time stamp by {word.name} over {word.size} entries."
                    self.fault(IndexFalse(layout.INDEX, says))
                if word:
                    yield word

    def _present(self, paths: Sequence[str], whose: str) -> bool:
        for path in paths:
            if path not in self.found:
                self.fault(EvidenceMissing(path, f"Without this file nothing is shown of {whose}."))
        return all(path in self.found for path in paths)

    def _stamp(self, name: str, chain: str, authority: str, head: Standing) -> Word | None:
        answer, certificates = self.read(name), self.read(chain)
        if answer is None or certificates is None:
            return None
        try:
            made = _held(answer, certificates, stamps.stamped_part(head.signed))
        except StampOfOther as why:
            self.fault(CheckpointRefused(name, why))
        except VerifyError as why:
            self.fault(StampFalse(name, str(why)))
        else:
            root = stamps.fingerprint(made.root)
            time = int(made.time.timestamp())
            return Word(
                "stamp", authority, time, head.checkpoint.size, root in self.roots, made.practice, root, made.signer
            )
        return None


def _refuse_fork(told: Request, older: Checkpoint, now: Checkpoint) -> None:
    if told.old != older.size or older.size >= now.size:
        raise LogForked(f"This proof does not lead from {older.size} entries to {now.size}.")
    merkle.verify_consistency(old=older.size, new=now.size, proof=told.proof, old_root=older.root, new_root=now.root)


def _held(answer: bytes, chain: bytes, message: bytes) -> stamps.Stamp:
    """The stamp, judged by the root that lies beside it; whoever believes that root has learnt it another way."""
    known = stamps.certificates(chain)
    if not known or not chains.is_root(known[-1]):
        raise StampFault("The last certificate beside the time stamp is not a root: it is not signed by its own key.")
    if not _plainly_granted(answer):
        raise StampFault("The time stamp does not begin as one that was granted without a remark (RFC 3161 2.4.2).")
    return stamps.check(answer, digest=sha256(message).digest(), roots=known[-1:], chain=known[:-1])


def _plainly_granted(answer: bytes) -> bool:
    try:
        return der.children(der.parsed(answer))[0].whole == _GRANTED
    except (ValueError, IndexError):
        return False
