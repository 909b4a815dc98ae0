"""What a check of a package found."""

from dataclasses import dataclass
from typing import Literal

from dokaz.verify.bags import Warned
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import BagFault, CheckpointRefused, PackageFault
from dokaz.verify.package.layout import Index

__all__ = ["Fault", "Verdict", "Word"]

WHOLE, FAULTY, USAGE, UNCHECKED = 0, 1, 2, 3  # exit codes, as in docs/verifying.md


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that failed: the rule by its code, the file, and a sentence."""

    code: str
    path: str
    says: str

    @classmethod
    def of(cls, error: BagFault | PackageFault) -> "Fault":
        code = error.because.code if isinstance(error, CheckpointRefused) else error.code
        return cls(code, error.path, error.says)


@dataclass(frozen=True, slots=True)
class Word:
    """What an outside party says: that the first `size` entries of the log stood at `time`, by its own clock.

    `believed` where its key, or the root of its stamp, was learnt another way than with the package.
    """

    kind: Literal["cosignature", "stamp"]
    name: str  # of a witness in the policy; of an authority as the package calls it
    time: int
    size: int
    believed: bool
    practice: bool = False  # an authority of a demo, which vouches for nothing
    root: str = ""  # of a stamp: SHA-256 of the root's certificate
    signer: str = ""  # of a stamp: whom the certificate names

    @property
    def counts(self) -> bool:
        return self.believed and not self.practice


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything a check found. `words` is what outsiders said of the log, believed or not."""

    trusted: bool
    roots: bool  # whether the reader named roots of time-stamp authorities
    index: Index | None
    checkpoint: Checkpoint | None
    files: int  # files that the bag's lists name, and whose hashes were computed
    unchanged: tuple[str, ...]  # references of exhibits that are whole in every respect
    recorded: tuple[str, ...]  # references of physical objects whose record is in the log
    words: tuple[Word, ...]
    faults: tuple[Fault, ...]
    unchecked: tuple[str, ...]
    warnings: tuple[Warned, ...]

    @property
    def state(self) -> Literal["whole", "faulty", "unchecked"]:
        if self.faults:
            return "faulty"
        return "unchecked" if self.unchecked else "whole"

    @property
    def exit_code(self) -> int:
        return {"whole": WHOLE, "faulty": FAULTY, "unchecked": UNCHECKED}[self.state]

    @property
    def vouched(self) -> tuple[tuple[str, int], ...]:
        """Which witnesses cosigned the head of the package, and when by their clocks."""
        size = self.checkpoint.size if self.checkpoint else 0
        return tuple((word.name, word.time) for word in self.words if word.kind == "cosignature" and word.size == size)

    def since_of(self, entry: int) -> Word | None:
        """The earliest word of a believed outsider that is about this entry. Never our own clock (SECURITY 6)."""
        about = [word for word in self.words if word.counts and word.size > entry]
        return None if self.faults else min(about, key=lambda word: word.time, default=None)

    @property
    def since(self) -> int | None:
        """When all unchanged exhibits stood, by the earliest word on each, in POSIX seconds; None if one has none."""
        rows = self.index.exhibits if self.index else ()
        earliest = [self.since_of(each.entry) for each in rows if each.ref in self.unchanged]
        times = [word.time for word in earliest if word]
        return max(times) if times and len(times) == len(earliest) else None
