"""The rule of a log witness (C2SP tlog-witness, add-checkpoint): what a checkpoint must be to be cosigned."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dokaz.cosigning import homes, states
from dokaz.cosigning.errors import (
    ClockBehind,
    LogNotServed,
    NotConsistent,
    NotSignedByLog,
    OldSizeTooLarge,
    SizeDiffers,
)
from dokaz.cosigning.homes import ServedLog
from dokaz.cosigning.states import Held
from dokaz.kernel import files
from dokaz.kernel.languages import _, said
from dokaz.verify import checkpoints, merkle, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import (
    EmptyRootFalse,
    LogForked,
    NoteForged,
    NoteUnsigned,
    RequestMalformed,
    UnknownLogKey,
    VerifyError,
)
from dokaz.verify.notes import SignerKey, VerifierKey
from dokaz.verify.witnessing import Request

__all__ = ["LogWitness", "opened"]

NO_PROOF_WANTED = _("from nothing to any log there is nothing to prove, and a proof was sent.")


@dataclass(frozen=True, slots=True)
class LogWitness:
    """A log witness with its keys opened. What it holds is read anew for each request: other processes write it too."""

    folder: Path
    keys: tuple[SignerKey, ...] = field(repr=False)

    def add_checkpoint(self, body: bytes, *, now: datetime) -> bytes:
        """Cosign a checkpoint that continues what is held, and give the signature lines once that is durable.

        Raises RequestMalformed of `verify`, and LogNotServed, NotSignedByLog, OldSizeTooLarge, SizeDiffers,
        NotConsistent, StateDamaged, ClockBehind.
        """
        request = Request.parse(body)
        log = self.log(_origin(request.checkpoint))
        head = _signed_head(request, VerifierKey.parse(log.vkey))
        if request.old > head.size:
            raise OldSizeTooLarge(old=request.old, size=head.size)
        place = homes.folder_of(self.folder, log.origin)
        with files.exclusive(place / states.LOCK):
            held = self._held(log)
            _require_continued(request, head, held)
            return self._cosign(place, head, held, request, log, now)

    def log(self, origin: str) -> ServedLog:
        """Raises LogNotServed."""
        for log in homes.served(self.folder):
            if log.origin == origin:
                return log
        raise LogNotServed(origin=origin)

    def held(self, log: ServedLog) -> bytes | None:
        """The newest checkpoint cosigned, with the log's signature and ours. Raises StateDamaged."""
        return self._held(log).note

    def _held(self, log: ServedLog) -> Held:
        own = [key.verifier for key in self.keys]
        return states.read(homes.folder_of(self.folder, log.origin), log=VerifierKey.parse(log.vkey), own=own)

    def _cosign(
        self, place: Path, head: Checkpoint, held: Held, request: Request, log: ServedLog, now: datetime
    ) -> bytes:
        time = int(now.timestamp())
        if time < held.time:
            raise ClockBehind(now=_shown(time), signed=_shown(held.time))
        lines = "".join(key.sign(head.text, time=time).line for key in self.keys).encode()
        states.keep(place, _by_log(request.checkpoint, VerifierKey.parse(log.vkey)) + lines)  # before it answers
        return lines


def opened(folder: Path, *, passphrase: str) -> LogWitness:
    """Open the keys of the witness in a folder. Raises WitnessStaysClosed, WitnessHomeMissing, WitnessHomeDamaged."""
    return LogWitness(folder, homes.keys(folder, passphrase=passphrase))


def _origin(checkpoint: bytes) -> str:
    try:
        return notes.parse(checkpoint)[0].split("\n", 1)[0]
    except VerifyError as why:
        raise RequestMalformed(str(why)) from why


def _signed_head(request: Request, key: VerifierKey) -> Checkpoint:
    try:
        notes.open_note(request.checkpoint, [key])
        return checkpoints.open_checkpoint(request.checkpoint, log=key)[0]
    except (NoteForged, NoteUnsigned, UnknownLogKey) as why:
        raise NotSignedByLog(origin=key.name) from why
    except EmptyRootFalse as why:
        raise NotConsistent(held=0, why=why) from why
    except VerifyError as why:
        raise RequestMalformed(str(why)) from why


def _require_continued(request: Request, head: Checkpoint, held: Held) -> None:
    if request.old != held.size:
        raise SizeDiffers(held=held.size)
    if held.size == 0:  # the empty tree is no matter for the verifier of proofs
        if request.proof:
            raise NotConsistent(held=0, why=said(NO_PROOF_WANTED))
        return
    try:
        merkle.verify_consistency(
            old=held.size, new=head.size, proof=request.proof, old_root=held.root, new_root=head.root
        )
    except LogForked as why:
        raise NotConsistent(held=held.size, why=why) from why


def _by_log(checkpoint: bytes, key: VerifierKey) -> bytes:
    """The checkpoint with the log's own signature and no line of anybody else."""
    text, signatures = notes.parse(checkpoint)
    own = [each for each in signatures if (each.name, each.key_id) == (key.name, key.key_id)]
    return f"{text}\n{own[0].line}".encode()


def _shown(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
