"""The name and key a log is begun with."""

from dataclasses import dataclass
from datetime import datetime

from dokaz.journal.errors import LogAlreadyBegun, LogNotBegun
from dokaz.journal.models import Log
from dokaz.verify import checkpoints
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import KeyMalformed
from dokaz.verify.notes import VerifierKey

__all__ = ["Identity", "begin", "begin_anew", "current", "earlier", "identity", "opened", "signer_of"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs the heads of this log."""

    origin: str
    vkey: str
    began_at: datetime


def begin(*, origin: str, vkey: str, now: datetime) -> None:
    standing = Log.objects.first()
    if standing is not None:
        raise LogAlreadyBegun(origin=standing.origin)
    _refuse_another_name(origin, vkey)
    Log.objects.create(origin=origin, vkey=vkey, began_at=now)


def begin_anew(*, origin: str, vkey: str, from_size: int, now: datetime) -> Log:
    standing = current()
    _refuse_another_name(origin, vkey)
    return Log.objects.create(id=standing.id + 1, origin=origin, vkey=vkey, began_at=now, from_size=from_size)


def _refuse_another_name(origin: str, vkey: str) -> None:
    if VerifierKey.parse(vkey).name != origin:
        raise KeyMalformed(f"The log {origin} cannot be signed by a key of another name (C2SP tlog-checkpoint).")


def current() -> Log:
    log = Log.objects.order_by("id").last()
    if log is None:
        raise LogNotBegun
    return log


def opened(note: bytes) -> Checkpoint:
    """A checkpoint signed by this log, or by the one it took the place of. Raises VerifyError."""
    return checkpoints.open_checkpoint(note, log=signer_of(note))[0]


def signer_of(note: bytes) -> VerifierKey:
    """The key of the log that a checkpoint names, if it is one of ours; of the present one otherwise."""
    standing = {log.origin: log for log in Log.objects.all()}
    signer = standing.get(note.split(b"\n", 1)[0].decode(errors="replace")) or current()
    return VerifierKey.parse(signer.vkey)


def earlier() -> tuple[str, ...]:
    """The verifier keys of the logs that this one took the place of."""
    return tuple(Log.objects.exclude(pk=current().pk).order_by("id").values_list("vkey", flat=True))


def identity() -> Identity:
    log = current()
    return Identity(log.origin, log.vkey, log.began_at)
