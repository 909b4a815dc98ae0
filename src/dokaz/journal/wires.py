"""Which adapters this process was given, and which record kinds must never be without an entry."""

from dokaz.journal.ports import Memory, Outside, Sealer, Signer, TimeStampAuthority
from dokaz.kernel.errors import NotWired

__all__ = ["cover", "covered", "has_memory", "memory", "outside", "remembered", "sealer", "signer", "stamper", "wire"]

_signer: Signer | None = None
_sealer: Sealer | None = None
_memory: Memory | None = None
_stamper: TimeStampAuthority | None = None
_outside: Outside | None = None
_covered: set[str] = set()


def wire(
    *,
    signer: Signer | None,
    sealer: Sealer | None,
    memory: Memory | None,
    stamper: TimeStampAuthority | None,
    outside: Outside | None,
) -> None:
    global _signer, _sealer, _memory, _stamper, _outside
    _signer, _sealer, _memory, _stamper, _outside = signer, sealer, memory, stamper, outside


def signer() -> Signer:
    if _signer is None:
        raise NotWired("journal.signer")
    return _signer


def sealer() -> Sealer:
    if _sealer is None:
        raise NotWired("journal.sealer")
    return _sealer


def memory() -> Memory:
    if _memory is None:
        raise NotWired("journal.memory")
    return _memory


def has_memory() -> bool:
    return _memory is not None


def stamper() -> TimeStampAuthority:
    if _stamper is None:
        raise NotWired("journal.stamper")
    return _stamper


def outside() -> Outside:
    if _outside is None:
        raise NotWired("journal.outside")
    return _outside


def remembered() -> bytes | None:
    """The newest checkpoint kept outside the database; None also where no memory was given, for a check alone."""
    return None if _memory is None else _memory.newest()


def cover(kinds: tuple[str, ...]) -> None:
    _covered.update(kinds)


def covered() -> frozenset[str]:
    return frozenset(_covered)
