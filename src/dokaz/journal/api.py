"""The door of the journal: one append-only log of every act, and the proofs that it is one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NewType, TypeVar
from uuid import UUID

from dokaz.database.api import RecordDigest
from dokaz.journal import continuing as _continuing
from dokaz.journal import erasing as _erasing
from dokaz.journal import events as _events
from dokaz.journal import founding as _founding
from dokaz.journal import publishing as _publishing
from dokaz.journal import reading as _reading
from dokaz.journal import recording as _recording
from dokaz.journal import register as _register
from dokaz.journal import remembering as _remembering
from dokaz.journal import sequencing as _sequencing
from dokaz.journal import tree as _tree
from dokaz.journal import vouching as _vouching
from dokaz.journal import wires as _wires
from dokaz.journal.auditing import verify
from dokaz.journal.authorities import Authority, admit_authority, authorities, withdraw_authority
from dokaz.journal.continuing import Continued, recover
from dokaz.journal.erasing import erasable
from dokaz.journal.errors import (
    AuthorityAddressUnfit,
    AuthorityAway,
    AuthorityKnown,
    AuthorityNameUnfit,
    AuthorityRootUnfit,
    AuthorityStrange,
    AuthorityUnknown,
    BodyErased,
    BodySealed,
    EventRefused,
    FreeTextRefused,
    HeadMoved,
    InsideTransaction,
    JournalError,
    LogAlreadyBegun,
    LogBehind,
    LogDeparted,
    LogForked,
    LogNotBegun,
    MemoryGone,
    MemoryStrange,
    MirrorAway,
    MirrorBehind,
    MirrorKnown,
    MirrorRefused,
    MirrorUnfit,
    MirrorUnknown,
    NoSuchEntry,
    NotErasable,
    NothingLost,
    NothingOutside,
    NotPlaced,
    OutsideTransaction,
    QuorumTooLarge,
    QuotedStrange,
    RecordUnvouched,
    RegisterAhead,
    RegisterStrange,
    SealNeedsCompartment,
    SecondPersonNeeded,
    StrangeCheckpoint,
    WitnessAddressUnfit,
    WitnessAway,
    WitnessKnown,
    WitnessUnknown,
)
from dokaz.journal.events import Draft
from dokaz.journal.findings import Finding, Findings
from dokaz.journal.folders import FolderMirror
from dokaz.journal.founding import Identity
from dokaz.journal.mirrors import AddedMirror, add_mirror, mirrors, remove_mirror
from dokaz.journal.news import RememberedUntilWritten, log_place
from dokaz.journal.ports import Memory, Mirror, Outside, Sealer, Signer, TimeStampAuthority, WitnessAnswer
from dokaz.journal.proving import Evidence, Proof, consistency, evidence, evidence_many, prove, prove_many, tlog_proof
from dokaz.journal.publishing import (
    Cosigned,
    Mirrored,
    NotCosigned,
    NotMirrored,
    Published,
    outside_checkpoints,
    publish,
)
from dokaz.journal.reading import PlacedEntry, unplaced, waiting_since
from dokaz.journal.recounting import count_written, verify_records
from dokaz.journal.register import unlisted
from dokaz.journal.searching import Found, Question, ReadEntry, Unseal, search
from dokaz.journal.searching import read_entry as opened_entry
from dokaz.journal.seen import SeenHead, SignedHead, cosigned_head, last_heard, seen_heads, signed_heads
from dokaz.journal.sequencing import latest_checkpoint
from dokaz.journal.stamping import KeptStamp, NotStamped, Stamped, StampFindings, stamp, stamps_on, verify_stamps
from dokaz.journal.tree import Head
from dokaz.journal.witnesses import (
    AdmittedWitness,
    Witnessed,
    admit_witness,
    check_cosigned,
    cosigned_checkpoint,
    policy,
    quorum,
    set_quorum,
    withdraw_witness,
    witnessed,
    witnesses,
)
from dokaz.kernel.actors import Actor
from dokaz.verify.canonical import Value

__all__ = [
    "AddedMirror",
    "AdmittedWitness",
    "Authority",
    "AuthorityAddressUnfit",
    "AuthorityAway",
    "AuthorityKnown",
    "AuthorityNameUnfit",
    "AuthorityRootUnfit",
    "AuthorityStrange",
    "AuthorityUnknown",
    "BodyErased",
    "BodySealed",
    "Continued",
    "Cosigned",
    "Draft",
    "EntryId",
    "EventRefused",
    "Evidence",
    "Finding",
    "Findings",
    "FolderMirror",
    "Found",
    "FreeTextRefused",
    "Head",
    "HeadMoved",
    "Identity",
    "InsideTransaction",
    "JournalError",
    "KeptStamp",
    "LogAlreadyBegun",
    "LogBehind",
    "LogDeparted",
    "LogForked",
    "LogNotBegun",
    "Memory",
    "MemoryGone",
    "MemoryStrange",
    "Mirror",
    "MirrorAway",
    "MirrorBehind",
    "MirrorKnown",
    "MirrorRefused",
    "MirrorUnfit",
    "MirrorUnknown",
    "Mirrored",
    "NoSuchEntry",
    "NotCosigned",
    "NotErasable",
    "NotMirrored",
    "NotPlaced",
    "NotStamped",
    "NothingLost",
    "NothingOutside",
    "Outside",
    "OutsideTransaction",
    "PlacedEntry",
    "Proof",
    "Published",
    "Question",
    "QuorumTooLarge",
    "QuotedStrange",
    "ReadEntry",
    "RecordUnvouched",
    "RegisterAhead",
    "RegisterStrange",
    "RememberedUntilWritten",
    "SealNeedsCompartment",
    "Sealer",
    "SecondPersonNeeded",
    "SeenHead",
    "SignedHead",
    "Signer",
    "StampFindings",
    "Stamped",
    "StrangeCheckpoint",
    "TimeStampAuthority",
    "Unseal",
    "WitnessAddressUnfit",
    "WitnessAnswer",
    "WitnessAway",
    "WitnessKnown",
    "WitnessUnknown",
    "Witnessed",
    "add_mirror",
    "admit_authority",
    "admit_witness",
    "adopt_register",
    "authorities",
    "begin",
    "begin_anew",
    "check_cosigned",
    "checkpoint",
    "commitment",
    "consistency",
    "cosigned_checkpoint",
    "cosigned_head",
    "count_written",
    "covers",
    "departure",
    "entries_about",
    "entries_about_many",
    "erasable",
    "erase",
    "evidence",
    "evidence_many",
    "gone_among",
    "head",
    "identity",
    "keep_register",
    "last_heard",
    "latest_checkpoint",
    "list_gone",
    "log_place",
    "mirrors",
    "opened_entry",
    "outside_checkpoints",
    "policy",
    "prove",
    "prove_many",
    "publish",
    "quorum",
    "read",
    "read_at",
    "record",
    "record_many",
    "recover",
    "register",
    "register_ahead",
    "register_complete_to",
    "remove_mirror",
    "replay_gone",
    "search",
    "seen_heads",
    "sequence",
    "set_quorum",
    "settle",
    "signed_heads",
    "stamp",
    "stamps_on",
    "take_register",
    "tlog_proof",
    "unlisted",
    "unplaced",
    "verify",
    "verify_records",
    "verify_stamps",
    "vouch",
    "waiting_since",
    "wire",
    "withdraw_authority",
    "withdraw_witness",
    "witnessed",
    "witnesses",
]

EntryId = NewType("EntryId", int)
Row = TypeVar("Row")


def wire(
    *,
    signer: Signer | None = None,
    sealer: Sealer | None = None,
    memory: Memory | None = None,
    stamper: TimeStampAuthority | None = None,
    outside: Outside | None = None,
) -> None:
    """Give the journal its ports, replacing all. What is not given raises NotWired when it is needed."""
    _wires.wire(signer=signer, sealer=sealer, memory=memory, stamper=stamper, outside=outside)


def covers(*kinds: str) -> None:
    """Say that no row of these kinds may be without an entry; `verify_records` names those that are."""
    _wires.cover(kinds)


def begin(*, origin: str, vkey: str, now: datetime) -> None:
    """Name the log and the key that signs its heads, once for ever, inside the ceremony's transaction.

    Raises LogAlreadyBegun, and KeyMalformed of `verify` where the key's name is not the origin.
    """
    _founding.begin(origin=origin, vkey=vkey, now=now)


def identity() -> Identity:
    """Origin, verifier key and first day of this log. Raises LogNotBegun."""
    return _founding.identity()


def record(  # noqa: PLR0913 - an entry has this many sides
    verb: str,
    *,
    by: Actor,
    now: datetime,
    about: Sequence[str] = (),
    facts: Mapping[str, Value] | None = None,
    records: Sequence[RecordDigest] = (),
    compartment: UUID | None = None,
    sealed: bool = False,
    erasable: bool = False,
) -> EntryId:
    """Write one entry in the running transaction: it stands exactly if the act stands.

    `facts` holds numbers, codes, digests and times, never words. A sealed entry is opened by members of its
    compartment only. An erasable one may later lose salt and event together; what staff did is never erasable.
    Raises OutsideTransaction, EventRefused, FreeTextRefused, SealNeedsCompartment.
    """
    draft = Draft(
        verb=verb,
        by=by,
        now=now,
        about=about,
        facts=facts or {},
        records=records,
        compartment=compartment,
        sealed=sealed,
        erasable=erasable,
    )
    return record_many([draft])[0]


def record_many(drafts: Sequence[Draft]) -> list[EntryId]:
    """`record` for a group, in the order given and quickly."""
    return [EntryId(number) for number in _recording.record_many(drafts)]


def sequence(*, now: datetime) -> Head:
    """Give every committed entry its index, and say how long the log now is.

    Safe beside other processes that do the same. Ask `departure` first: a log that departed is not to be made longer.
    Raises HeadMoved where they always came first.
    """
    return _sequencing.sequence(now=now)


def settle(*, now: datetime) -> LogDeparted | None:
    """`sequence`, outside any transaction, what was done a moment ago; where the log departed, give `departure`'s."""
    return _publishing.settle(now=now)


def head() -> Head:
    """The newest head; size 0 and the root of an empty tree before the first."""
    return _tree.latest()


def checkpoint(*, now: datetime) -> bytes:
    """Sequence, then sign the durable head as a C2SP checkpoint. The same head gives the same note for ever.

    The register beside the database is then complete up to it. Raises InsideTransaction, LogNotBegun, NotWired, and
    LogDeparted where the database is not the one signed before.
    """
    return _publishing.signed(now=now)[0]


def departure() -> LogDeparted | None:
    """How the database departs from the checkpoint signed last, as the memory outside it tells; None if it does not.

    Raises NotWired.
    """
    return _remembering.departure()


def commitment(event: bytes, *, salt: bytes) -> bytes:
    """What the leaf of an entry holds: HMAC-SHA256 of its event under its salt (SECURITY 5.2)."""
    return _events.commitment(salt, event)


def read(
    *, start: int = 0, limit: int | None = None, compartments: Collection[UUID] | None = None
) -> Iterator[PlacedEntry]:
    """Entries by index. With `compartments`, only entries of these and entries of none."""
    return _reading.read(start=start, limit=limit, compartments=compartments)


def read_at(index: int, /, *, compartments: Collection[UUID]) -> PlacedEntry | None:
    """The entry at this place, if it is of one of these compartments or of none; None as well where there is none."""
    return _reading.at(index, compartments=compartments)


def entries_about(ref: str, *, compartments: Collection[UUID] | None = None) -> list[PlacedEntry]:
    """The open entries that name a reference, by index; sealed entries name theirs inside the seal only."""
    return _reading.about([ref], verbs=None, compartments=compartments)[ref]


def entries_about_many(
    refs: Sequence[str], *, verbs: Collection[str], compartments: Collection[UUID] | None = None
) -> dict[str, list[PlacedEntry]]:
    """`entries_about` for many references at once, and only entries of these verbs. Every reference is a key."""
    return _reading.about(refs, verbs=verbs, compartments=compartments)


def erase(index: int, *, reason: str, by: Actor, second: Actor, now: datetime) -> EntryId:
    """Erase salt and event of an erasable entry, and give the entry that covers it. `reason` is a code.

    Raises SecondPersonNeeded, NotErasable, NoSuchEntry.
    """
    return EntryId(_erasing.erase(index, reason=reason, by=by, second=second, now=now))


def list_gone(kind: str, /, *, rows: Iterable[object], entry: int) -> None:
    """Say in the running transaction that these rows are destroyed, erased or revoked, so that no restore undoes it.

    `kind` is that of a record, `rows` what names each for ever: an id that is never given twice. As soon as the
    transaction is committed, before the verb returns, it stands in the register outside as well; so say to nobody that
    it is done before then. Raises OutsideTransaction.
    """
    _register.list_gone(kind, rows, entry=entry)


def keep_register() -> None:
    """Bring the register beside the database up to the table, durably; nothing where it is. Call it at each start.

    Raises InsideTransaction, NotWired, RegisterStrange.
    """
    _register.keep()


def register() -> bytes | None:
    """The register as a signed note, for mirrors: random numbers, of which nobody outside learns anything."""
    return _register.newest()


def take_register(note: bytes, /) -> int:
    """Add to the register what another copy of it names, as a mirror gives it, and say how many were new.

    Raises RegisterStrange where the log's key has not signed it.
    """
    return _register.take(note)


def register_complete_to() -> int:
    """Up to which entry of the present log (exclusive) the register names everything that went; 0 where there is none.

    Raises RegisterStrange.
    """
    return _register.complete_to()


def register_ahead() -> frozenset[bytes]:
    """What the register names and this database does not know to be gone: it was restored. Raises RegisterStrange."""
    return _register.ahead()


def gone_among(kind: str, /, *, rows: Iterable[Row], idents: Collection[bytes]) -> list[Row]:
    """Those of these rows that the identifiers name, in their order: what a restore must take away again."""
    return _register.gone_among(kind, rows, idents=idents)


def replay_gone(idents: Collection[bytes], /, *, by: Actor, now: datetime) -> int:
    """Erase again, after a restore, the entries these identifiers name, and say how many there were.

    No second person is asked: the register proves that two decided it. Each has an entry that says so.
    """
    return _erasing.erase_again(idents, by=by, now=now)


def adopt_register(*, by: Actor, now: datetime) -> int:
    """Enter what is left of the register as gone, and say how much: what this database never knew.

    The last step of a restore, once every module has taken away what it holds of it: after this nobody is refused.
    """
    return _register.adopt(by=by, now=now)


def vouch(*records: RecordDigest, unseal: Unseal | None = None) -> None:
    """Return only if each row is as its newest entry says, and that entry's event gives its leaf (SECURITY 5.6).

    For rows that decide, such as roles. Sealed entries count where `unseal` opens them. Raises RecordUnvouched.
    """
    _vouching.vouch(records, unseal)


def begin_anew(*, origin: str, vkey: str, last: bytes | None = None, reason: str, by: Actor, now: datetime) -> EntryId:
    """Go on under a new name and key where the old log cannot: nobody holds its hashes, or this is a copy of it.

    Inside the transaction that writes the new key. The leaves stay; the first entry under the new name quotes the
    `last` checkpoint known of the old one. Raises QuotedStrange, and KeyMalformed of `verify`.
    """
    return EntryId(_continuing.begin_anew(origin=origin, vkey=vkey, last=last, reason=reason, by=by, now=now))
