"""What remains of destroyed items: the mark, told in a value; and whether anything came back that must not."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import vault
from dokaz.custody.destruction import Destroyed
from dokaz.custody.models import Blob, Destruction, Item
from dokaz.custody.words import Ground, Remnant
from dokaz.journal import api as journal
from dokaz.kernel.languages import said

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Undestroyed:
    """A destroyed item of which something is there again, or not gone yet."""

    ref: str
    remnant: Remnant

    @property
    def code(self) -> str:
        return self.remnant.value

    @property
    def says(self) -> str:
        return f"{self.ref}: {said(self.remnant.words)}"


@dataclass(frozen=True, slots=True)
class DestructionFindings:
    """How many items were destroyed, and which of them are not as they should be."""

    count: int
    found: tuple[Undestroyed, ...]


def told(marks: Iterable[Destruction]) -> tuple[Destroyed, ...]:
    return tuple(_told(mark) for mark in marks)


def destroyed(items: Iterable[Item]) -> dict[UUID, Destroyed]:
    """What is told of those of these items that were destroyed, by the item's id."""
    gone = [item.id for item in items if not item.words]
    if not gone:
        return {}
    with access.whole_house("destroyed"):
        marks = Destruction.objects.select_related("item", "proposal").filter(item_id__in=gone)
        return {mark.item_id: _told(mark) for mark in marks}


def drop_copy(blob: Blob) -> None:
    """Take the second copy of a header away."""
    with suppress(FileNotFoundError):
        vault.headers().remove(blob.name)


def verify_destroyed() -> DestructionFindings:
    """Look at every destroyed item: whether a key is there again, or its name is missing in the register."""
    with access.whole_house("verify-destroyed"):
        marks = list(Destruction.objects.select_related("item", "blob").order_by("id"))
        unlisted = set(journal.unlisted("custody.item", rows=[mark.item_id for mark in marks])) if marks else set()
        return DestructionFindings(len(marks), tuple(_found(marks, unlisted)))


def _found(marks: Iterable[Destruction], unlisted: set[UUID]) -> Iterator[Undestroyed]:
    for mark in marks:
        if mark.item.words or (mark.blob and mark.blob.header):
            yield Undestroyed(mark.item.ref, Remnant.ROW_RETURNED)
        if mark.item_id in unlisted:
            yield Undestroyed(mark.item.ref, Remnant.UNLISTED)
        if mark.finished_at is None:
            yield Undestroyed(mark.item.ref, Remnant.UNFINISHED)
        elif mark.blob and _has_copy(mark.blob):
            yield Undestroyed(mark.item.ref, Remnant.COPY_RETURNED)


def _has_copy(blob: Blob) -> bool:
    with suppress(FileNotFoundError):
        vault.headers().get(blob.name)
        return True
    return False


def _told(mark: Destruction) -> Destroyed:
    return Destroyed(
        ref=mark.item.ref,
        begun_at=mark.begun_at,
        begun_by=mark.begun_by,
        second=mark.second,
        ground=Ground(mark.proposal.ground) if mark.proposal else None,
        receipt=mark.receipt,
        finished_at=mark.finished_at,
        kept_until=mark.kept_until,
        locked_until=mark.locked_until,
    )
