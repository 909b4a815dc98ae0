"""An opened account: what may be done, and by whom. The keys inside are shown to nothing."""

from dataclasses import dataclass, field
from typing import Never
from uuid import UUID

from dokaz.kernel.actors import Actor, ActorKind
from dokaz.kernel.sealing import BoxPair, SignPair


@dataclass(frozen=True, slots=True)
class Keys:
    """Opened secrets of one session; in memory only."""

    box: BoxPair = field(repr=False)
    sign: SignPair = field(repr=False)
    machine: BoxPair = field(repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in account. Pass it as `by`; it cannot be pickled, and its text shows no key."""

    actor: Actor
    home: UUID
    home_kind: str
    machine: UUID
    keys: Keys = field(repr=False)

    @classmethod
    def of_machine(cls, *, home: UUID, home_kind: str, machine: UUID, pair: BoxPair) -> "Session":
        """What a process holds that serves people and is none of them: the machine's key alone (SECURITY 1.15)."""
        actor = Actor(machine, ActorKind.MACHINE.value, ActorKind.MACHINE.value, ActorKind.MACHINE)
        return cls(actor, home, home_kind, machine, Keys(pair, SignPair.new(), pair))

    @property
    def of_a_machine(self) -> bool:
        """Whether no account is behind it; keys are then held as a machine's (`Wrap.machine`)."""
        return self.actor.kind == ActorKind.MACHINE

    def __reduce__(self) -> Never:
        raise TypeError("A session holds opened keys and is never written anywhere.")
