"""An opened account: what may be done, and by whom. The keys inside are shown to nothing."""

from dataclasses import dataclass, field
from typing import Any, Never
from uuid import UUID

from dokaz.kernel.actors import Actor, ActorKind
from dokaz.kernel.sealing import BoxPair, SignPair


@dataclass(frozen=True, slots=True)
class WorkerKeys:
    """What jobs are granted to: a pair that exists in one process only, and the statement that says whose it is."""

    pair: BoxPair = field(repr=False)
    statement: UUID
    ending: Any = field(repr=False)  # the statement that it ended, signed beforehand and stored when it does


@dataclass(frozen=True, slots=True)
class Keys:
    """Opened secrets of one session; in memory only."""

    box: BoxPair = field(repr=False)
    sign: SignPair = field(repr=False)
    machine: BoxPair = field(repr=False)
    worker: WorkerKeys | None = field(default=None, repr=False)
    codes: bytes = field(default=b"", repr=False)  # of a decoy: what codes on paper are checked with


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in account. Pass it as `by`; it cannot be pickled, and its text shows no key."""

    actor: Actor
    home: UUID
    home_kind: str
    machine: UUID
    keys: Keys = field(repr=False)
    browser: UUID | None = None  # the browser session it was opened in; none on a command line
    locked: bool = field(default=False, repr=False)  # holds no key of the account: signed in under duress (ADR 0026)

    @classmethod
    def of_machine(
        cls, *, home: UUID, home_kind: str, machine: UUID, pair: BoxPair, worker: WorkerKeys | None = None
    ) -> "Session":
        """What a process holds that serves people and is none of them: the machine's key alone (SECURITY 1.15).

        And, where it does background work, the key that jobs are granted to.
        """
        return cls(Actor.of_machine(machine), home, home_kind, machine, Keys(pair, SignPair.new(), pair, worker))

    @property
    def of_a_machine(self) -> bool:
        """Whether no account is behind it; keys are then held as a machine's (`Wrap.machine`)."""
        return self.actor.kind == ActorKind.MACHINE

    def __reduce__(self) -> Never:
        raise TypeError("A session holds opened keys and is never written anywhere.")
