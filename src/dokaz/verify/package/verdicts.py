"""What a check of a package found."""

from dataclasses import dataclass
from typing import Literal

from dokaz.verify.bags import Warned
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import BagFault, CheckpointRefused, PackageFault
from dokaz.verify.package.layout import Index

__all__ = ["Fault", "Verdict"]

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
class Verdict:
    """Everything a check found. `vouched` is who outside saw the log, and when: only with keys learnt another way."""

    trusted: bool
    index: Index | None
    checkpoint: Checkpoint | None
    files: int  # files that the bag's lists name, and whose hashes were computed
    unchanged: tuple[str, ...]  # references of exhibits that are whole in every respect
    recorded: tuple[str, ...]  # references of physical objects whose record is in the log
    vouched: tuple[tuple[str, int], ...]
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
    def since(self) -> int | None:
        """The earliest time an outside party vouches for, in POSIX seconds. Never our own clock (SECURITY 6)."""
        if not self.trusted or self.faults:
            return None
        return min((time for _, time in self.vouched), default=None)
