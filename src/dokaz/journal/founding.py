"""The name and key a log is begun with."""

from dataclasses import dataclass
from datetime import datetime

from dokaz.journal.errors import LogAlreadyBegun, LogNotBegun
from dokaz.journal.models import Log
from dokaz.verify.errors import KeyMalformed
from dokaz.verify.notes import VerifierKey

__all__ = ["Identity", "begin", "identity"]


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
    if VerifierKey.parse(vkey).name != origin:
        raise KeyMalformed(f"The log {origin} cannot be signed by a key of another name (C2SP tlog-checkpoint).")
    Log.objects.create(origin=origin, vkey=vkey, began_at=now)


def identity() -> Identity:
    log = Log.objects.first()
    if log is None:
        raise LogNotBegun
    return Identity(log.origin, log.vkey, log.began_at)
