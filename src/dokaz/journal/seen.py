"""Which checkpoints outsiders have put their word to, for whoever shows the log to a stranger."""

from dataclasses import dataclass

from dokaz.journal.models import Cosignature, TimeStamp
from dokaz.journal.witnesses import quorum, witnesses

__all__ = ["SeenHead", "seen_heads"]


@dataclass(frozen=True, slots=True)
class SeenHead:
    """A signed checkpoint that outsiders know: how many operators cosigned it, of how many needed; stamped or not."""

    size: int
    operators: int
    needed: int
    stamped: bool

    @property
    def enough(self) -> bool:
        return 0 < self.needed <= self.operators


def seen_heads() -> tuple[SeenHead, ...]:
    """Every checkpoint that a log witness admitted now has cosigned, or an authority has stamped, the oldest first."""
    operators, needed = {each.id: each.operator for each in witnesses()}, quorum()
    cosigned: dict[int, set[str]] = {}
    rows = Cosignature.objects.filter(witness_id__in=operators).values_list("checkpoint_id", "witness_id")
    for size, witness in rows.iterator():
        cosigned.setdefault(size, set()).add(operators[witness])
    stamped = set(TimeStamp.objects.values_list("checkpoint_id", flat=True))
    return tuple(
        SeenHead(size, len(cosigned.get(size, ())), needed, size in stamped)
        for size in sorted(cosigned.keys() | stamped)
    )
