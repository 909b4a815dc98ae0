"""What a witness holds of one log: a file that proves itself, replaced durably before a signature leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dokaz.cosigning.errors import StateDamaged
from dokaz.kernel import files
from dokaz.kernel.languages import _, said
from dokaz.verify import checkpoints
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.merkle import EMPTY_ROOT
from dokaz.verify.notes import VerifierKey

__all__ = ["LOCK", "Held", "begin", "keep", "read"]

LOCK = "lock"
HELD = "held"
NOTHING = b"nothing yet\n"  # a file that is there, so that one that was taken away is noticed

GONE = _("the file that says so is gone")
UNCOSIGNED = _("the checkpoint in it was not cosigned by this witness")


@dataclass(frozen=True, slots=True)
class Held:
    """Size and root of the newest checkpoint cosigned, the time that was signed, and the note with all signatures."""

    size: int
    root: bytes
    time: int
    note: bytes | None


def begin(place: Path) -> None:
    """Say that nothing was cosigned yet; what is held already stays."""
    if not (place / HELD).exists():
        files.write_new(place / HELD, [NOTHING])


def keep(place: Path, note: bytes) -> None:
    files.replace(place / HELD, note)


def read(place: Path, *, log: VerifierKey, own: Sequence[VerifierKey]) -> Held:
    """Raises StateDamaged."""
    path = place / HELD
    if not path.is_file():
        raise StateDamaged(origin=log.name, why=said(GONE))
    note = path.read_bytes()
    if note == NOTHING:
        return Held(0, EMPTY_ROOT, 0, None)
    try:
        head, opened = checkpoints.open_checkpoint(note, log=log, witnesses=own)
    except VerifyError as why:
        raise StateDamaged(origin=log.name, why=str(why).rstrip(".")) from why
    return _held(head, [each.time for each in opened.signatures if each.key in own and each.time], note)


def _held(head: Checkpoint, times: list[int], note: bytes) -> Held:
    if not times:
        raise StateDamaged(origin=head.origin, why=said(UNCOSIGNED))
    return Held(head.size, head.root, max(times), note)
