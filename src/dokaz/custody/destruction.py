"""The frozen values of destroying: the receipt of what will go, and what is told of what went."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from dokaz.custody.errors import DestructionReceiptUnreadable
from dokaz.custody.words import Ground, Kind
from dokaz.kernel import clock
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

FORM = "dokaz/v1/destruction"


@dataclass(frozen=True, slots=True)
class Going:
    """One item as it will go, and what of it will remain. Nothing here says what the item is about."""

    ref: str
    item: UUID
    kind: Kind
    received_at: datetime
    size: int | None
    blob: UUID | None
    shreds: bool  # the keys of the file go; false where another item holds the same bytes, or there are none
    held_by: tuple[str, ...]  # those other items
    entries: tuple[int, ...]  # places in the journal whose salt and words go
    derivatives: tuple[str, ...]  # made of it, and not named: they remain
    packages: tuple[str, ...]  # that left the house with a copy, and cannot be recalled
    locked_until: datetime | None  # until then the store keeps the sealed bytes, which nothing opens


@dataclass(frozen=True, slots=True)
class DestructionReceipt:
    """Exactly what will be destroyed. The approval of a second person names `sha256`, and holds for nothing else."""

    home: UUID
    compartment: UUID
    proposal: UUID
    proposal_sha256: str  # of the row that holds the reason, sealed
    ground: Ground
    asked_by: UUID
    made_at: datetime
    kept_until: datetime | None  # some back-up made so far holds the keys until then; None: there is none
    items: tuple[Going, ...]

    @property
    def written(self) -> bytes:
        """The canonical form (RFC 8785), as it lies in a file."""
        return canonical.event_bytes({"form": FORM, **_plain(asdict(self))})

    @property
    def sha256(self) -> str:
        return sha256(self.written).hexdigest()

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(item.ref for item in self.items)

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Raises DestructionReceiptUnreadable."""
        try:
            told = canonical.read_event(written.strip())
            return cls(**_receipt(told))
        except (VerifyError, ValueError, TypeError, KeyError, AttributeError) as why:
            raise DestructionReceiptUnreadable from why


@dataclass(frozen=True, slots=True)
class DestructionProposed:
    """What is asked for, as a second person reads it: the receipt, and why."""

    receipt: DestructionReceipt
    reason: str
    authority: str


@dataclass(frozen=True, slots=True)
class DestructionAsked:
    """After the first act: the receipt, and the approval that a second person must give."""

    receipt: DestructionReceipt
    approval: UUID


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What is told of an item that was destroyed. Before `finished_at` copies of its key may still lie somewhere."""

    ref: str
    begun_at: datetime
    begun_by: UUID
    second: UUID | None  # None: it went again after a restore, because the register names it
    ground: Ground | None
    receipt: str | None
    finished_at: datetime | None
    kept_until: datetime | None  # back-ups hold the keys until then
    locked_until: datetime | None  # the store keeps the sealed bytes until then


@dataclass(frozen=True, slots=True)
class DestructionReport:
    """After the second act; `left` says in sentences where something may still lie, and who takes it away."""

    items: tuple[Destroyed, ...]
    left: tuple[str, ...]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return clock.timestamp(value)
    return str(value) if isinstance(value, UUID) else value


def _receipt(told: dict[str, Any]) -> dict[str, Any]:
    if told.pop("form", None) != FORM:
        raise ValueError(FORM)
    ids = {name: UUID(told.pop(name)) for name in ("home", "compartment", "proposal", "asked_by")}
    times = {"made_at": clock.parse_timestamp(told.pop("made_at")), "kept_until": _time(told.pop("kept_until"))}
    items = tuple(_going(each) for each in told.pop("items"))
    return {**ids, **times, "items": items, "ground": Ground(told.pop("ground")), **told}


def _going(told: dict[str, Any]) -> Going:
    lists: dict[str, Any] = {name: tuple(told.pop(name)) for name in ("held_by", "entries", "derivatives", "packages")}
    blob = told.pop("blob")
    return Going(
        item=UUID(told.pop("item")),
        kind=Kind(told.pop("kind")),
        received_at=clock.parse_timestamp(told.pop("received_at")),
        blob=None if blob is None else UUID(blob),
        locked_until=_time(told.pop("locked_until")),
        **lists,
        **told,
    )


def _time(told: str | None) -> datetime | None:
    return None if told is None else clock.parse_timestamp(told)
