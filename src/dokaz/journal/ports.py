"""What the journal asks of others: a key that signs heads, memories of them inside and outside the house, and seals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

__all__ = ["Memory", "Mirror", "Outside", "Sealer", "Signer", "TimeStampAuthority", "WitnessAnswer"]


class Signer(Protocol):
    """Holds the log key. In the sequencer's process alone (SECURITY 5.3)."""

    @property
    def vkey(self) -> str:
        """The verifier key in C2SP form; its name is the log's origin."""
        ...

    def sign(self, text: bytes) -> bytes:
        """Give the whole C2SP signed note over a checkpoint text. The same text gives the same note."""
        ...


class Memory(Protocol):
    """Remembers the newest signed checkpoint outside the database, so that an older database is noticed."""

    def newest(self) -> bytes | None:
        """The newest note that was kept; None before the first."""
        ...

    def keep(self, note: bytes) -> None:
        """Hold on to a checkpoint durably before it leaves the house; a longer log's is never given up for it."""
        ...

    def register(self) -> bytes | None:
        """The register of what is gone, a signed note; None before the first. Never in a back-up (SECURITY 3.5)."""
        ...

    def keep_register(self, note: bytes) -> None:
        """Hold on to it durably in place of the one before; one that names less is never taken."""
        ...


class Mirror(Protocol):
    """A place outside the house that holds what a restore needs to continue the same log (SECURITY 3.5, 5.4).

    It holds the log's leaf hashes, the newest checkpoint over them, and the register of what was destroyed. Nothing in
    it reveals anything. Beside a log witness it is reached over HTTP; in an object store or a folder it is files.
    Every method raises MirrorAway where the place does not answer.
    """

    @property
    def name(self) -> str:
        """What a person calls this place: a host name or a folder."""
        ...

    def size(self) -> int:
        """How many leaf hashes it holds; 0 for a log it has never seen. It never holds fewer later."""
        ...

    def add(self, start: int, hashes: bytes, note: bytes) -> None:
        """Hold the leaf hashes (32 bytes each) of the entries from index `start` on, up to the size of the signed
        checkpoint `note` at most. The checkpoint is held once all its hashes are there and give its root.

        Raises MirrorRefused where they do not, and where `start` is not its size.
        """
        ...

    def hashes(self, start: int, end: int) -> bytes:
        """The leaf hashes of the entries `start` to `end` (exclusive). Raises MirrorRefused beyond its size."""
        ...

    def checkpoint(self) -> bytes | None:
        """The newest checkpoint it holds all hashes of."""
        ...

    def keep_register(self, note: bytes) -> None:
        """Hold the register, a signed note of the log's key; one that tells less than it has is refused."""
        ...

    def register(self) -> bytes | None:
        """The register it was given that is complete the furthest; None before the first."""
        ...


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a log witness answered, not yet believed: the status of HTTP, the media type, the body."""

    status: int
    kind: str
    body: bytes = field(repr=False)


class Outside(Protocol):
    """The way to those who keep our log outside the house: log witnesses and mirrors. It believes no answer."""

    def add_checkpoint(self, url: str, request: bytes) -> WitnessAnswer:
        """Carry an add-checkpoint of C2SP tlog-witness to the log witness at this address. Raises WitnessAway."""
        ...

    def beside(self, url: str, *, vkey: str) -> Mirror:
        """The mirror beside the log witness at this address, of the log that this key signs. Asks nothing yet."""
        ...

    def mirror(self, place: str, *, vkey: str, before: Sequence[str] = ()) -> Mirror:
        """The mirror in a folder or a bucket that was added before. Asks nothing yet. Raises MirrorUnfit.

        `before` are the keys of logs that this one took the place of: a place that mirrored one of them goes on.
        """
        ...

    def begin(self, place: str, *, vkey: str) -> Mirror:
        """Make a folder or a bucket ready to be a mirror of this log. Raises MirrorAway, MirrorUnfit."""
        ...


class Sealer(Protocol):
    def seal(self, compartment: UUID, plaintext: bytes) -> bytes:
        """Seal to the newest generation of the compartment; called inside the verb's transaction."""
        ...


class TimeStampAuthority(Protocol):
    """The way to whoever stamps times. It carries a request and its answer, and believes neither."""

    def ask(self, url: str, request: bytes) -> bytes:
        """Give the answer of the authority at this address to an RFC 3161 request.

        Raises AuthorityAway where it does not answer, AuthorityStrange where it answers otherwise than an authority.
        """
        ...
