"""Which checkpoints outsiders have put their word to, for whoever shows the log to a stranger."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max

from dokaz.journal.models import Checkpoint, Cosignature, TimeStamp, TreeHead
from dokaz.journal.witnesses import quorum, witnesses

__all__ = ["SeenHead", "SignedHead", "cosigned_head", "last_heard", "seen_heads", "signed_heads"]


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


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed checkpoint with who outside knows it: operators with their clock's time, authorities with theirs."""

    size: int
    root: bytes
    at: datetime
    cosigned: tuple[tuple[str, datetime], ...]
    stamped: tuple[tuple[str, datetime], ...]

    @property
    def since(self) -> datetime | None:
        """The earliest time by a clock that is not ours."""
        return min((at for _, at in (*self.cosigned, *self.stamped)), default=None)


def signed_heads(*, before: int | None = None, limit: int = 50) -> tuple[SignedHead, ...]:
    """The signed checkpoints, newest first, a page at a time; `before` is the size of the last one seen."""
    rows = Checkpoint.objects.order_by("-size")
    if before is not None:
        rows = rows.filter(size__lt=before)
    signed = dict(rows.values_list("size", "at")[:limit])
    roots = dict(TreeHead.objects.filter(size__in=signed).values_list("size", "root"))
    cosigned, stamped = _cosigned(signed), _stamped(signed)
    return tuple(
        SignedHead(size, bytes(roots[size]), at, tuple(cosigned[size]), tuple(stamped[size]))
        for size, at in signed.items()
    )


def cosigned_head() -> int | None:
    """The size of the newest checkpoint that any log witness has cosigned; None where none has."""
    return Cosignature.objects.order_by("-checkpoint_id").values_list("checkpoint_id", flat=True).first()


def last_heard() -> dict[str, datetime]:
    """When each was last heard of, by its own clock: log witnesses by their key, authorities by their name."""
    heard = {
        vkey: datetime.fromtimestamp(time, UTC)
        for vkey, time in Cosignature.objects.values_list("witness__vkey").annotate(Max("time"))
    }
    return heard | dict(TimeStamp.objects.values_list("authority__name").annotate(Max("at")))


def _cosigned(sizes: dict[int, datetime]) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    operators = {each.id: each.operator for each in witnesses()}
    rows = Cosignature.objects.filter(checkpoint_id__in=sizes, witness_id__in=operators).order_by("time")
    for size, witness, time in rows.values_list("checkpoint_id", "witness_id", "time"):
        found[size].append((operators[witness], datetime.fromtimestamp(time, UTC)))
    return found


def _stamped(sizes: dict[int, datetime]) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    rows = TimeStamp.objects.filter(checkpoint_id__in=sizes).order_by("at")
    for size, authority, at in rows.values_list("checkpoint_id", "authority__name", "at"):
        found[size].append((authority, at))
    return found
