"""Whether the database still holds the head that was signed last, as a memory outside it tells (SECURITY 5.4).

An older database that was put back would sign another history of the same length. So the newest signed checkpoint is
kept outside the database, and compared before anything is signed; so is the register of what is gone (SECURITY 3.5).
"""

from dokaz.journal import founding, register, tree, wires
from dokaz.journal.errors import LogBehind, LogDeparted, LogForked, MemoryGone, MemoryStrange
from dokaz.journal.models import Checkpoint as CheckpointRow
from dokaz.verify import merkle
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError

__all__ = ["compared", "departure", "require_whole"]


def require_whole() -> None:
    if departed := departure():
        raise departed


def departure() -> LogDeparted | None:
    return _of_the_log() or register.departure()


def _of_the_log() -> LogDeparted | None:
    note = wires.memory().newest()  # before the head: what was signed is durable here before it is kept there
    if note is None:
        # one that was signed and not kept yet is a crash between the two; after two, somebody took the memory away
        return MemoryGone() if CheckpointRow.objects.count() > 1 else None
    try:
        remembered = founding.opened(note)
    except VerifyError as why:
        return MemoryStrange(why=str(why).rstrip("."))
    return compared(remembered, tree.latest())


def compared(remembered: Checkpoint, head: tree.Head) -> LogDeparted | None:
    """How the tree departs from a checkpoint that this log signed; None if it goes on from it."""
    log = founding.current()
    if remembered.origin != log.origin and remembered.size > log.from_size:
        return None  # it was quoted when the new log began: nobody holds what came after `from_size`
    if head.size < remembered.size:
        return LogBehind(size=head.size, remembered=remembered.size)
    if _root(remembered.size, head) != remembered.root:
        return LogForked(remembered=remembered.size)
    return None


def _root(size: int, head: tree.Head) -> bytes | None:
    """The root of the first entries, from the tiles; None where a tile is missing, which is no proof of anything."""
    try:
        return merkle.tree_root(tree.reader(head.size), size)
    except VerifyError:
        return None
