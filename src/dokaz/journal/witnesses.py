"""Which log witnesses and mirrors this house has admitted, and what the witnesses have cosigned (SECURITY 5.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from dokaz.database import api as database
from dokaz.database.api import RecordDigest
from dokaz.journal import founding, recording
from dokaz.journal.addresses import reachable
from dokaz.journal.errors import QuorumTooLarge, WitnessAddressUnfit, WitnessKnown, WitnessUnknown
from dokaz.journal.events import Draft
from dokaz.journal.models import Checkpoint, Cosignature, LogWitness, WitnessQuorum, WitnessWithdrawal
from dokaz.kernel.actors import Actor
from dokaz.verify import checkpoints, policies
from dokaz.verify.notes import Signature, VerifierKey

__all__ = [
    "AdmittedWitness",
    "Witnessed",
    "admit_witness",
    "check_cosigned",
    "cosigned_checkpoint",
    "keep_cosignatures",
    "policy",
    "quorum",
    "set_quorum",
    "withdraw_witness",
    "witnessed",
    "witnesses",
]


@dataclass(frozen=True, slots=True)
class AdmittedWitness:
    """A key that may cosign for us. `statement` is the signed word that admitted it; it counts while not withdrawn."""

    id: int
    vkey: str
    operator: str
    country: str
    url: str
    statement: UUID
    admitted_at: datetime
    withdrawn_at: datetime | None

    @property
    def key(self) -> VerifierKey:
        return VerifierKey.parse(self.vkey)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What outsiders vouch for about one checkpoint; `since` is the earliest time by a clock that is not ours."""

    size: int
    operators: tuple[str, ...]
    needed: int
    since: datetime | None

    @property
    def enough(self) -> bool:
        return len(self.operators) >= self.needed


def admit_witness(
    vkey: str,
    *,
    operator: str,
    country: str,
    url: str,
    statement: UUID,
    records: Sequence[RecordDigest],
    by: Actor,
    now: datetime,
) -> AdmittedWitness:
    """Write down a log witness in the caller's transaction, under the signed statement whose digest is in `records`.

    Raises WitnessKnown for a key that is or was admitted, and WitnessAddressUnfit.
    """
    if not reachable(url):
        raise WitnessAddressUnfit(url=url)
    if LogWitness.objects.filter(vkey=vkey).exists():
        raise WitnessKnown(name=VerifierKey.parse(vkey).name)
    row = LogWitness.objects.create(
        vkey=vkey, operator=operator, country=country, url=url, statement=statement, admitted_at=now
    )
    _record("journal:witness:admit", facts=_told(vkey), rows=[database.digest(row), *records], by=by, now=now)
    return _shown(row, {})


def withdraw_witness(vkey: str, *, records: Sequence[RecordDigest], by: Actor, now: datetime) -> int:
    """Take a witness back in the caller's transaction, and give the entry: it is not asked and not counted again.

    Raises WitnessUnknown.
    """
    row = LogWitness.objects.filter(vkey=vkey, witnesswithdrawal__isnull=True).first()
    if row is None:
        raise WitnessUnknown(name=vkey)
    end = WitnessWithdrawal.objects.create(witness=row, withdrawn_at=now)
    return _record("journal:witness:withdraw", facts=_told(vkey), rows=[database.digest(end), *records], by=by, now=now)


def witnesses(*, withdrawn: bool = False) -> tuple[AdmittedWitness, ...]:
    """The log witnesses admitted now; with `withdrawn` also those taken back."""
    ended = dict(WitnessWithdrawal.objects.values_list("witness_id", "withdrawn_at"))
    found = (_shown(row, ended) for row in LogWitness.objects.order_by("id"))
    return tuple(each for each in found if withdrawn or each.withdrawn_at is None)


def set_quorum(needed: int, *, by: Actor, now: datetime) -> None:
    """Say how many operators must have cosigned before a checkpoint counts as witnessed. Raises QuorumTooLarge."""
    operators = {each.operator for each in witnesses()}
    if not 0 <= needed <= len(operators):
        raise QuorumTooLarge(needed=needed, operators=len(operators))
    with transaction.atomic():
        row = WitnessQuorum.objects.create(needed=needed, set_at=now)
        _record("journal:quorum:set", facts={"needed": needed}, rows=[database.digest(row)], by=by, now=now)


def quorum() -> int:
    """How many operators are needed; without a rule more than half of those admitted."""
    row = WitnessQuorum.objects.order_by("-id").first()
    return row.needed if row else len({each.operator for each in witnesses()}) // 2 + 1


def policy(*, believed: Iterable[AdmittedWitness]) -> policies.Policy:
    """The rule as a C2SP trust file says it, for whoever checks us. `believed` are the witnesses it may name."""
    log = policies.Log(VerifierKey.parse(founding.identity().vkey))
    by_operator: dict[tuple[str, str], list[tuple[VerifierKey, str]]] = {}
    for each in believed:
        by_operator.setdefault((each.operator, each.country), []).append((each.key, each.url))
    operators = [policies.Operator(*who, tuple(keys)) for who, keys in by_operator.items()]
    return policies.Policy.of_operators(log, operators, needed=min(quorum(), len(operators)))


def keep_cosignatures(size: int, *, lines: Mapping[int, tuple[Signature, int]]) -> None:
    """Hold on to signature lines that were checked, by witness. The first of a witness stays: it has the earlier time.

    Their absence costs a new question, so they have no entry; each is checked anew when it is shown.
    """
    with transaction.atomic():
        for witness, (signature, time) in lines.items():
            Cosignature.objects.get_or_create(
                checkpoint_id=size, witness_id=witness, defaults={"line": signature.line.encode(), "time": time}
            )


def cosigned_checkpoint(size: int | None = None) -> bytes | None:
    """The signed checkpoint of this size with every line that its log witnesses gave; None where none was signed.

    Without a size: the newest that any witness has cosigned, or the newest signed where none has.
    """
    if size is None:
        size = Cosignature.objects.order_by("-checkpoint_id").values_list("checkpoint_id", flat=True).first()
    rows = Checkpoint.objects.order_by("-size")
    note = (rows if size is None else rows.filter(size=size)).values_list("size", "note").first()
    if note is None:
        return None
    lines = Cosignature.objects.filter(checkpoint_id=note[0]).order_by("witness_id").values_list("line", flat=True)
    return bytes(note[1]) + b"".join(map(bytes, lines))


def witnessed(size: int) -> Witnessed:
    """Which operators have cosigned the checkpoint of this size, how many are needed, and since when by their clocks.

    Counts what is stored, of witnesses admitted now; `verify` checks the signatures.
    """
    current = {each.id: each.operator for each in witnesses()}
    rows = Cosignature.objects.filter(checkpoint_id=size, witness_id__in=current).values_list("witness_id", "time")
    operators = sorted({current[witness] for witness, _ in rows})
    times = [time for _, time in rows]
    return Witnessed(size, tuple(operators), quorum(), datetime.fromtimestamp(min(times), UTC) if times else None)


def check_cosigned(note: bytes, *, believed: Iterable[AdmittedWitness]) -> Witnessed:
    """Check every line of a cosigned checkpoint of ours by the keys believed, and say who stands behind it.

    Raises NoteForged and the others of `verify` where a line does not hold.
    """
    known = {each.key: each for each in believed}
    head, opened = checkpoints.open_checkpoint(note, log=founding.signer_of(note), witnesses=known)
    lines = [(known[each.key], each.time) for each in opened.signatures if each.key in known and each.time]
    since = min((time for _, time in lines), default=None)
    operators = tuple(sorted({witness.operator for witness, _ in lines}))
    return Witnessed(head.size, operators, quorum(), None if since is None else datetime.fromtimestamp(since, UTC))


def _shown(row: LogWitness, ended: Mapping[int, datetime]) -> AdmittedWitness:
    return AdmittedWitness(
        row.id, row.vkey, row.operator, row.country, row.url, row.statement, row.admitted_at, ended.get(row.id)
    )


def _told(vkey: str) -> dict[str, str]:
    return {"key": sha256(vkey.encode()).hexdigest()}


def _record(
    verb: str, *, facts: Mapping[str, str | int], rows: Sequence[RecordDigest], by: Actor, now: datetime
) -> int:
    (entry,) = recording.record_many([Draft(verb=verb, by=by, now=now, facts=facts, records=rows)])
    return entry
