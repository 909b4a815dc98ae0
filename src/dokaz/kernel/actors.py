"""Who acts: named in every verb as `by`, written into every journal entry."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    MACHINE = "machine"
    CEREMONY = "ceremony"  # the founding of an installation, before the first account exists
    RECOVERY = "recovery"  # the holders of enough shares, for the account they admit to a home that nobody opens


@dataclass(frozen=True, slots=True)
class Actor:
    """An account in one role for one organisation. Says who asks; what they may do, `access` decides.

    Holds no name: what an actor carries may be journalled and shown outside.
    """

    account: UUID
    organisation: str
    role: str
    kind: ActorKind = ActorKind.PERSON

    @classmethod
    def of_machine(cls, machine: UUID) -> "Actor":
        """What a machine does by itself, nobody having decided it."""
        return cls(machine, ActorKind.MACHINE.value, ActorKind.MACHINE.value, ActorKind.MACHINE)
