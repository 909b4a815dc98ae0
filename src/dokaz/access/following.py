"""What is sealed to a compartment's key and lies in other modules: they are told, in the same transaction, of its next.

Upward news is pulled where it can wait. This cannot: whoever was removed keeps what the key before opens until
everything is sealed to the next one, so asking for that is part of the act that makes it (SECURITY 1.7).
"""

from datetime import datetime
from uuid import UUID

from dokaz.access.ports import Follower

__all__ = ["tell", "wire_followers"]

_followers: list[Follower] = []


def wire_followers(*followers: Follower) -> None:
    """Say who seals to keys of compartments and follows the newest, replacing all."""
    _followers[:] = followers


def tell(compartment: UUID, *, now: datetime) -> None:
    for follow in _followers:
        follow(compartment, now=now)
