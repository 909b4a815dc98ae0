"""What access asks of modules above it: to follow a compartment to its newest key."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

__all__ = ["Follower"]


class Follower(Protocol):
    def __call__(self, compartment: UUID, /, *, now: datetime) -> None:
        """The compartment has its next key, or a machine was admitted to it: ask that what this module sealed to keys
        before is sealed to the newest. Inside the transaction of that act, without a scope; it reads no secret.
        """
