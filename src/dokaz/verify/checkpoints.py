"""C2SP tlog-checkpoint v1.0.0: the head of a log, as a signed note."""

from collections.abc import Iterable
from dataclasses import dataclass

from dokaz.verify import notes
from dokaz.verify.errors import CheckpointMalformed, EmptyRootFalse, UnknownLogKey
from dokaz.verify.merkle import EMPTY_ROOT, HASH_SIZE
from dokaz.verify.wire import base64_of, from_base64, from_decimal

__all__ = ["Checkpoint", "open_checkpoint", "sign"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a log is, and the root that commits to every entry in it."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()  # never written here; other logs may, and their signatures cover them

    def __post_init__(self) -> None:
        if any(not line or "\n" in line for line in (self.origin, *self.extensions)):
            raise CheckpointMalformed("The origin and every extension of a checkpoint is one line that is not empty.")
        if not 0 <= self.size < 2**63 or len(self.root) != HASH_SIZE:
            raise CheckpointMalformed("A checkpoint holds a size that is not negative and a root of 32 bytes.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise EmptyRootFalse("An empty log has only one root, and this is another (RFC 9162 2.1.1).")

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), base64_of(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint; there is one spelling of each."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise CheckpointMalformed(
                "A checkpoint has at least three lines: origin, size, root (C2SP tlog-checkpoint)."
            )
        origin, size, root, *extensions = lines[:-1]
        return cls(
            origin,
            from_decimal(size, what="size of the log", error=CheckpointMalformed),
            from_base64(root, what="root of the log", error=CheckpointMalformed),
            tuple(extensions),
        )


def sign(checkpoint: Checkpoint, signers: Iterable[notes.SignerKey], *, time: int | None = None) -> bytes:
    """Sign a tree head. Whoever signs promises never to sign one that is inconsistent with it."""
    return notes.sign(checkpoint.text, signers, time=time)


def open_checkpoint(
    data: bytes, *, log: notes.VerifierKey, witnesses: Iterable[notes.VerifierKey] = ()
) -> tuple[Checkpoint, notes.Note]:
    """Read a checkpoint signed by this log, whose origin is the name of its key. Raises UnknownLogKey for another."""
    note = notes.open_note(data, [log, *witnesses])
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != log.name:
        raise UnknownLogKey(f"The checkpoint is of the log {checkpoint.origin!r}, not of {log.name!r}.")
    if log not in notes.signers_of(note.signatures):
        raise UnknownLogKey(f"The log {log.name!r} has not signed this checkpoint with the key we trust.")
    return checkpoint, note
