"""Which adapters this process was given, and which record kinds must never be without an entry."""

from dokaz.journal.ports import Sealer, Signer
from dokaz.kernel.errors import NotWired

__all__ = ["cover", "covered", "sealer", "signer", "wire"]

_signer: Signer | None = None
_sealer: Sealer | None = None
_covered: set[str] = set()


def wire(*, signer: Signer | None, sealer: Sealer | None) -> None:
    global _signer, _sealer
    _signer, _sealer = signer, sealer


def signer() -> Signer:
    if _signer is None:
        raise NotWired("journal.signer")
    return _signer


def sealer() -> Sealer:
    if _sealer is None:
        raise NotWired("journal.sealer")
    return _sealer


def cover(kinds: tuple[str, ...]) -> None:
    _covered.update(kinds)


def covered() -> frozenset[str]:
    return frozenset(_covered)
