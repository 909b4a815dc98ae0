"""What the journal asks of others: a key that signs heads, a memory of them, and seals for sealed entries."""

from typing import Protocol
from uuid import UUID

__all__ = ["Memory", "Sealer", "Signer"]


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


class Sealer(Protocol):
    def seal(self, compartment: UUID, plaintext: bytes) -> bytes:
        """Seal to the newest generation of the compartment; called inside the verb's transaction."""
        ...
