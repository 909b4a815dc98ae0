"""What the journal asks of others: a key that signs heads, and seals for entries of protected compartments."""

from typing import Protocol
from uuid import UUID

__all__ = ["Sealer", "Signer"]


class Signer(Protocol):
    """Holds the log key. In the sequencer's process alone (SECURITY 5.3)."""

    @property
    def vkey(self) -> str:
        """The verifier key in C2SP form; its name is the log's origin."""
        ...

    def sign(self, text: bytes) -> bytes:
        """Give the whole C2SP signed note over a checkpoint text. The same text gives the same note."""
        ...


class Sealer(Protocol):
    def seal(self, compartment: UUID, plaintext: bytes) -> bytes:
        """Seal to the newest generation of the compartment; called inside the verb's transaction."""
        ...
