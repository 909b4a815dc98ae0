"""Showing a checkpoint outside: leaf hashes to the mirrors first, then the checkpoint to the log witnesses (ADR 0019).

Whatever a checkpoint has promised to somebody outside, somebody outside can also give back: so a restored database
goes on with the same log (SECURITY 5.4). Every answer is judged here; the port that carries it believes none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db import connection

from dokaz.journal import founding, proving, reading, register, remembering, sequencing, tree, wires
from dokaz.journal.errors import (
    InsideTransaction,
    JournalError,
    LogDeparted,
    MirrorAway,
    MirrorRefused,
    NothingOutside,
    RegisterAhead,
    RegisterStrange,
    WitnessAway,
)
from dokaz.journal.mirrors import mirrors
from dokaz.journal.models import Cosignature
from dokaz.journal.ports import Mirror, WitnessAnswer
from dokaz.journal.steps import Step
from dokaz.journal.witnesses import AdmittedWitness, cosigned_checkpoint, keep_cosignatures
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said
from dokaz.verify import mirroring, notes, witnessing
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import Signature
from dokaz.verify.showing import shown
from dokaz.verify.witnessing import Request

__all__ = ["Cosigned", "Mirrored", "NotCosigned", "NotMirrored", "Published", "outside_checkpoints", "publish"]

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())  # what any clock of ours can show

AHEAD = _(
    "it has seen {held} entries of this log, and there are {size} here: an older database was put back, or somebody "
    "else signs with the key of this log. Ask its people for the checkpoint they hold, and give it to "
    "`dokaz verify --checkpoint`"
)
NOT_CONSISTENT = _("it found that the log does not go on from what it saw before (HTTP 422)")
NOT_SERVED = _("it does not serve this log yet (HTTP 404): give its people the key of this log")
NOT_OURS = _("it does not accept the key of this log (HTTP 403)")
ELSEWHERE = _("it sends us elsewhere (HTTP {status}), and we do not follow")
BUSY = _("it says that it cannot just now (HTTP {status})")
OTHER = _("it answered otherwise than a log witness (HTTP {status})")
CONFLICT = _("it changed its mind about what it holds")
NO_LINE = _("none of its lines is by a key that was admitted")
NO_TIME = _("it states a time that no clock shows")
FORGED = _("its signature does not hold: {why}")
UNREADABLE = _("its answer cannot be read: {why}")


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A place outside the house that holds the leaf hashes up to the checkpoint."""

    mirror: str
    size: int


@dataclass(frozen=True, slots=True)
class NotMirrored:
    """A place that did not take them; it gets them with the next checkpoint."""

    mirror: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A log witness vouches that the log only grew. `ahead` is its clock against ours; `odd` says that one is wrong."""

    witness: str
    operator: str
    size: int
    at: datetime
    ahead: timedelta

    @property
    def odd(self) -> bool:
        return abs(self.ahead) > CLOCKS_MAY_DIFFER


@dataclass(frozen=True, slots=True)
class NotCosigned:
    """A log witness did not cosign, or its answer does not hold. It is asked again in the next round."""

    witness: str
    operator: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Published:
    """A checkpoint that may leave the house, `note` with every cosignature, and what came of each place asked."""

    size: int
    note: bytes
    mirrors: tuple[Mirrored | NotMirrored, ...]
    witnesses: tuple[Cosigned | NotCosigned, ...]


def publish(*, witnesses: Iterable[AdmittedWitness], now: datetime) -> Published:
    """Sign the head, bring its leaf hashes outside, then have it cosigned; the fault of one place stops no other.

    `witnesses` are those whose signed admission was checked. Where mirrors are admitted and none has the hashes, the
    checkpoint does not leave: NothingOutside. Raises LogDeparted where a mirror holds more of this log, or another
    history of it, and what `checkpoint` raises.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    asked = sorted(witnesses, key=lambda each: (each.url, each.id))
    places = tuple(_places(asked))
    # before anything is signed: another history would get the signature of this log
    silent = {mirror.name: why for mirror in places if (why := _refuse_departed(mirror))}
    if left := register.ahead():  # a mirror knew of more that is gone: this is an older database (SECURITY 3.5)
        raise RegisterAhead(count=len(left))
    note, gone = signed(now=now)
    head = founding.opened(note)
    brought = tuple(silent.get(mirror.name) or _brought(mirror, note, head, gone) for mirror in places)
    if brought and not any(isinstance(each, Mirrored) for each in brought):
        raise NothingOutside(why=" ".join(each.says for each in brought if isinstance(each, NotMirrored)))
    step(Step.HASHES_OUTSIDE)
    answers = [
        each
        for url, keys in groupby(asked, key=lambda witness: witness.url)
        for each in _cosigned(url, tuple(keys), note, head, now)
    ]
    return Published(head.size, cosigned_checkpoint(head.size) or note, brought, tuple(answers))


def settle(*, now: datetime) -> LogDeparted | None:
    if departed := remembering.departure():
        return departed
    if reading.unplaced():
        sequencing.sequence(now=now)
    return None


def signed(*, now: datetime) -> tuple[bytes, bytes]:
    """The checkpoint of the durable head, and the register that is complete up to it, both kept beside the database."""
    note = sequencing.checkpoint(now=now)
    return note, register.standing(size=founding.opened(note).size)


def outside_checkpoints(*, witnesses: Iterable[AdmittedWitness]) -> Iterator[tuple[str, bytes | JournalError]]:
    """What each place outside holds of this log, with its name: its newest checkpoint, or why it gave none."""
    for mirror in _places(witnesses):
        try:
            held = mirror.checkpoint()
        except (MirrorAway, MirrorRefused) as why:
            yield mirror.name, why
        else:
            if held is not None:
                yield mirror.name, held


def _places(witnesses: Iterable[AdmittedWitness]) -> Iterator[Mirror]:
    vkey, way = founding.identity().vkey, wires.outside()
    for url in sorted({each.url for each in witnesses}):
        yield way.beside(url, vkey=vkey)
    before = founding.earlier()
    for added in mirrors():
        yield way.mirror(added.place, vkey=vkey, before=before)


def _brought(mirror: Mirror, note: bytes, head: Checkpoint, gone: bytes) -> Mirrored | NotMirrored:
    try:
        mirror.keep_register(gone)  # first: what is gone must be known wherever the log goes on from
        held = mirror.size()
        if held > head.size:  # hashes on their way to a checkpoint that a crash kept from being shown
            held = _begun_anew(mirror, note)
        _send(mirror, held, note, head)
    except (MirrorAway, MirrorRefused) as why:
        return NotMirrored(mirror.name, why.code, str(why))
    except VerifyError as why:  # what it shows was signed by somebody else, or by nobody
        strange = MirrorRefused(mirror=mirror.name, why=shown(str(why).rstrip(".")))
        return NotMirrored(mirror.name, strange.code, str(strange))
    return Mirrored(mirror.name, head.size)


def _refuse_departed(mirror: Mirror) -> NotMirrored | None:
    """A mirror that holds more of this log, or another history, is evidence against this database (SECURITY 5.4).

    One that does not answer is not asked a second time.
    """
    try:
        held = mirror.checkpoint()
        remembered = None if held is None else founding.opened(held)
        if (gone := mirror.register()) is not None:
            register.take(gone)
    except (MirrorAway, MirrorRefused, RegisterStrange) as why:
        return NotMirrored(mirror.name, why.code, str(why))
    except VerifyError:
        return None  # what this log did not sign is no evidence
    if held is None or remembered is None:
        return None
    if departed := remembering.compared(remembered, tree.latest()):
        wires.memory().keep(held)  # so that every command says so from now on
        raise departed
    return None


def _begun_anew(mirror: Mirror, note: bytes) -> int:
    held = mirror.checkpoint()
    start = 0 if held is None else founding.opened(held).size
    mirror.add(start, b"", note)
    return start


def _send(mirror: Mirror, held: int, note: bytes, head: Checkpoint) -> None:
    """In pieces of one request. Where nothing is new, the checkpoint alone: a crash may have come before it."""
    for start in range(held, head.size, mirroring.AT_ONCE) if held < head.size else (held,):
        end = min(start + mirroring.AT_ONCE, head.size)
        mirror.add(start, tree.leaf_hashes(start, end), note)


def _cosigned(
    url: str, keys: Sequence[AdmittedWitness], note: bytes, head: Checkpoint, now: datetime
) -> Iterator[Cosigned | NotCosigned]:
    kept = _kept(keys, head)
    if len(kept) < len(keys):
        try:
            lines = _judged(_asked(url, keys, note, head), keys, head)
        except WitnessAway as why:
            yield from _none(keys, why.code, str(why))
            return
        except _Unfit as why:
            yield from _none(keys, why.code, f"{url}: {why}.")
            return
        keep_cosignatures(head.size, lines=lines)
        step(Step.COSIGNATURES_KEPT)
        kept = _kept(keys, head)
    for each in keys:
        if each.id in kept:
            at = datetime.fromtimestamp(kept[each.id], UTC)
            yield Cosigned(each.key.name, each.operator, head.size, at, at - now)
        else:
            yield from _none([each], "witness-silent", f"{url}: {said(NO_LINE)}.")


def _none(keys: Iterable[AdmittedWitness], code: str, says: str) -> Iterator[NotCosigned]:
    for each in keys:
        yield NotCosigned(each.key.name, each.operator, code, says)


def _kept(keys: Iterable[AdmittedWitness], head: Checkpoint) -> dict[int, int]:
    rows = Cosignature.objects.filter(checkpoint_id=head.size, witness_id__in=[each.id for each in keys])
    return dict(rows.values_list("witness_id", "time"))


class _Unfit(Exception):
    """An answer that does not count: the code, and the sentence that stands after the address."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code


def _asked(url: str, keys: Iterable[AdmittedWitness], note: bytes, head: Checkpoint) -> WitnessAnswer:
    """Ask from the size the witness cosigned last, and once more from the size it says it holds (tlog-witness)."""
    newest = Cosignature.objects.filter(witness_id__in=[each.id for each in keys]).order_by("-checkpoint_id")
    old = newest.values_list("checkpoint_id", flat=True).first() or 0
    answer = _add_checkpoint(url, old, note, head)
    if (answer.status, answer.kind) != (409, witnessing.SIZE_TYPE):
        return answer
    try:
        held = witnessing.size_of(answer.body)
    except VerifyError as why:
        raise _Unfit("witness-strange", said(UNREADABLE).format(why=shown(str(why).rstrip(".")))) from None
    if held > head.size:
        raise _Unfit("witness-ahead", said(AHEAD).format(held=held, size=head.size))
    return _add_checkpoint(url, held, note, head)


def _add_checkpoint(url: str, old: int, note: bytes, head: Checkpoint) -> WitnessAnswer:
    proof = proving.consistency(old, new=head.size) if 0 < old < head.size else ()
    return wires.outside().add_checkpoint(url, bytes(Request(old, tuple(proof), note)))


def _judged(
    answer: WitnessAnswer, keys: Iterable[AdmittedWitness], head: Checkpoint
) -> dict[int, tuple[Signature, int]]:
    """The lines of an answer that hold, by witness. A line of an admitted key that does not hold spoils the answer."""
    if answer.status != 200:
        raise _refusal(answer.status)
    try:
        given = witnessing.lines(answer.body)
    except VerifyError as why:
        raise _Unfit("witness-strange", said(UNREADABLE).format(why=shown(str(why).rstrip(".")))) from None
    found: dict[int, tuple[Signature, int]] = {}
    for each in keys:
        for line in given:  # tlog-witness: lines by unknown keys are ignored
            if (line.name, line.key_id) == (each.key.name, each.key.key_id):
                found.setdefault(each.id, (line, _time(each.key, head, line)))
    if not found:
        raise _Unfit("witness-strange", said(NO_LINE))
    return found


def _time(key: notes.VerifierKey, head: Checkpoint, line: Signature) -> int:
    try:
        time = key.check(head.text, line)
    except VerifyError as why:
        raise _Unfit("witness-forged", said(FORGED).format(why=shown(str(why).rstrip(".")))) from None
    assert time is not None  # only cosigners' keys are admitted
    if time > LATEST:
        raise _Unfit("witness-strange", said(NO_TIME))
    return time


def _refusal(status: int) -> _Unfit:
    known = {
        403: ("witness-refused", NOT_OURS),
        404: ("witness-refused", NOT_SERVED),
        409: ("witness-strange", CONFLICT),
        422: ("witness-inconsistent", NOT_CONSISTENT),
    }
    if status in known:
        code, says = known[status]
        return _Unfit(code, said(says))
    if status >= 500 or status in (408, 429):
        return _Unfit("witness-away", said(BUSY).format(status=status))
    return _Unfit("witness-strange", said(ELSEWHERE if 300 <= status < 400 else OTHER).format(status=status))
