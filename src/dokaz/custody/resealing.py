"""Headers moved to new recovery keys: the same file key, sealed to those who hold it now (SECURITY 1.7, 1.12)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import vault
from dokaz.custody.models import Blob
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import age

if TYPE_CHECKING:
    from dokaz.verify.age.ranges import SeekableSource

RESEAL = "custody:headers:reseal"
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many headers were moved; `left` names files whose second copy is another one, which stay as they were."""

    moved: int
    left: tuple[str, ...]


def reseal_headers(old: age.X25519Identity, /, *, by: access.Session, now: datetime) -> Resealed:
    """Seal every header that `old` opens to its compartment's newest key and to the recovery in use, and its copy too.

    In groups, each with an entry; stopped anywhere, the same call goes on: what `old` does not open any more is done.
    Destroyed files have no header and stay so. Raises NotPermitted, StatementError, StoreAway, StoreUnfit, and
    LogDeparted of `journal`.
    """
    access.require(by, access.Permission.RENEW_RECOVERY, now=now)
    if departed := journal.departure():
        raise departed
    moved, left = 0, list[str]()
    with vault.store().receiving():  # a sweeper waits
        vault.headers().require_fit()
        for group in _groups():
            written, strange = _reseal(group, old, by=by, now=now)
            moved += written
            left += strange
    return Resealed(moved, tuple(left))


def _groups() -> Iterator[Sequence[UUID]]:
    last: UUID | None = None
    while True:
        with access.whole_house("reseal"):
            rows = Blob.objects.filter(header__isnull=False).order_by("id")
            ids = list((rows if last is None else rows.filter(id__gt=last)).values_list("id", flat=True)[:_AT_ONCE])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _reseal(
    ids: Sequence[UUID], old: age.X25519Identity, *, by: access.Session, now: datetime
) -> tuple[int, list[str]]:
    """Read again in the transaction. The copies go first: after a crash the row still opens with `old`."""
    with access.acting(by, now=now), access.whole_house("reseal"):
        moved, left = list[Blob](), list[str]()
        to: dict[UUID, access.Sealing] = {}
        for blob in Blob.objects.filter(id__in=ids, header__isnull=False).order_by("id"):
            opened = file_key(bytes(blob.header or b""), [old])
            if opened is None:
                continue
            if not may_replace(blob, opened):
                left.append(blob.name)
                continue
            sealing = to.setdefault(blob.compartment_id, access.sealing(blob.compartment_id))
            moved.append(sealed_anew(blob, opened, sealing))
        if moved:
            keep(moved)
            journal.record(
                RESEAL, by=by.actor, now=now, facts={"headers": len(moved)}, records=database.digests(*moved)
            )
    return len(moved), left


def sealed_anew(blob: Blob, opened: bytes, to: access.Sealing) -> Blob:
    """The row with its file's key sealed to who holds the compartment's newest key, and to recovery; not yet saved."""
    blob.header, blob.generation = age.seal_header(opened, to.recipients), to.generation
    return blob


def keep(fresh: Sequence[Blob], *, between: Callable[[], None] = lambda: None) -> None:
    """Write headers that were sealed anew, in the running transaction: the copies first, so that whatever ends the
    process leaves a row that is found again, and opens.
    """
    vault.headers().put({blob.name: bytes(blob.header or b"") for blob in fresh})
    between()
    for blob in fresh:
        blob.save(update_fields=["header", "generation"])


def file_key(header: bytes, identities: Sequence[age.X25519Identity]) -> bytes | None:
    try:
        return age.open_header(header, identities)
    except age.AgeError:  # sealed to others already, or altered: that is `verify`'s to name
        return None


def may_replace(blob: Blob, opened: bytes) -> bool:
    """Whether the copy is the row's, or gone; another one only where the row's key is shown to open the file."""
    try:
        copy = vault.headers().get(blob.name)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return copy == bytes(blob.header or b"") or _opens(blob, opened)


def _opens(blob: Blob, opened: bytes) -> bool:
    try:
        with vault.store().open(blob.name) as payload:
            age.PayloadReader(cast("SeekableSource", payload), opened).read(1)
    except (OSError, age.AgeError):
        return False
    return True
