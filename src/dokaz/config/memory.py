"""HOME/checkpoint and HOME/register: the newest head this house signed, and all that is gone, outside the database."""

from dataclasses import dataclass
from pathlib import Path

from dokaz.kernel import files
from dokaz.verify import notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.registers import Register

CHECKPOINT_FILE = "checkpoint"
REGISTER_FILE = "register"  # never in a back-up: what it names must not come back with one (SECURITY 3.5)
LOCK_FILE = "lock"  # held while a file of the home is read, changed and replaced; it says nothing and may be deleted


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """The journal's memory as a file of the home. Whoever can put back both database and file defeats it."""

    home: Path

    def newest(self) -> bytes | None:
        path = self.home / CHECKPOINT_FILE
        return path.read_bytes() if path.exists() else None

    def keep(self, note: bytes) -> None:
        with files.exclusive(self.home / LOCK_FILE):
            held = self.newest()
            if held is None or _size(note) > _size(held) or _origin(note) != _origin(held):
                files.replace(self.home / CHECKPOINT_FILE, note)

    def register(self) -> bytes | None:
        path = self.home / REGISTER_FILE
        return path.read_bytes() if path.exists() else None

    def keep_register(self, note: bytes) -> None:
        with files.exclusive(self.home / LOCK_FILE):
            held = self.register()
            if held is None or _register(note).goes_on_from(_register(held)):
                files.replace(self.home / REGISTER_FILE, note)


def _register(note: bytes) -> Register:
    """Read without belief: it was believed before it came here."""
    return Register.parse(notes.parse(note)[0])


def _origin(note: bytes) -> bytes:
    return note.partition(b"\n")[0]


def _size(note: bytes) -> int:
    """How long the log of a note is. One that cannot be read has no length, and gives way to any."""
    try:
        return Checkpoint.parse(notes.parse(note)[0]).size
    except VerifyError:
        return -1
