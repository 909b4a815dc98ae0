"""The journal as people of the house read it: only entries of compartments whose key they hold, and each look told.

What belongs to other compartments is filtered inside the query: not shown, not counted, not waited for (SECURITY 5.1).
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import compartments, duress, keyrings, models, names, permissions
from dokaz.access.errors import KeyNotHeld
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import parse

LIST, SHOW, PROVE = "access:journal:list", "access:journal:show", "access:journal:prove"
MOST = 100
GUARDING = "safeguards:"
OF_DURESS = frozenset({duress.SET, duress.END, duress.LOCK, duress.LIFT})


@dataclass(frozen=True, slots=True)
class CheckpointSeen:
    """A signed checkpoint that covers an entry, and who outside has cosigned it."""

    size: int
    operators: tuple[str, ...]
    enough: bool


def read_journal(
    question: journal.Question, /, *, before: int | None = None, limit: int = 50, by: Session, now: datetime
) -> journal.Found:
    """The newest entries that answer and that the account may see, `limit` (at most 100) a page.

    One entry a compartment names what was shown, sealed where that is protected. Raises NotPermitted.
    """
    with database.beside_others(), permissions.acting(by, now=now):
        permissions.require(by, Permission.VERIFY_JOURNAL, now=now)
        mine = {each.id: each.protected for each in compartments.compartments(by=by)}
        found = journal.search(
            question, before=before, limit=min(limit, MOST), compartments=mine, unseal=unsealer(by),
            hidden=_hidden(by, now),
        )  # fmt: skip
        journal.record_many(list(_told(LIST, found.entries, mine, by, now)))
    return found


def read_entry(index: int, /, *, by: Session, now: datetime) -> journal.ReadEntry:
    """One entry. Raises NotPermitted, and NoSuchEntry of `journal` where none stands there for this account to see."""
    return _read(SHOW, index, by, now)


def prove_entry(index: int, /, *, by: Session, now: datetime) -> bytes:
    """The tlog-proof file of an entry, under the newest checkpoint that log witnesses cosigned, or the newest signed.

    Whoever has it sees that the entry stands in the log, and nothing of what it says. Raises what `read_entry` raises,
    and NotPlaced of `journal` where no checkpoint covers it yet.
    """
    entry = _read(PROVE, index, by, now)
    note = _covering(index)
    if note is None:
        raise journal.NotPlaced(entry=entry.entry, size=0)
    return journal.tlog_proof(entry.entry, checkpoint=note)


def covering(index: int, /) -> CheckpointSeen | None:
    """The checkpoint under which `prove_entry` proves; None where none covers the entry yet."""
    if (note := _covering(index)) is None:
        return None
    told = journal.witnessed(_size(note))
    return CheckpointSeen(told.size, told.operators, told.enough)


def account_named(typed: str, /) -> UUID | None:
    """The account that signs in with this name, however it was typed; None where there is none."""
    code = names.typed(typed)
    if code is None:
        return None
    accounts = models.Account.objects.values_list("id", flat=True)
    return next((each for each in accounts.iterator() if names.name_of(each) == code), None)


def _read(verb: str, index: int, by: Session, now: datetime) -> journal.ReadEntry:
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.VERIFY_JOURNAL, now=now)
        mine = {each.id: each.protected for each in compartments.compartments(by=by)}
        hidden, placed = _hidden(by, now), journal.read_at(index, compartments=mine)
        if placed is None:
            raise journal.NoSuchEntry(entry=index)
        entry = journal.opened_entry(placed, unseal=unsealer(by))
        if hidden(entry):
            raise journal.NoSuchEntry(entry=index)
        journal.record_many(list(_told(verb, [entry], mine, by, now)))
    return entry


def hush(verbs: str, /, *, permission: Permission) -> None:
    """Let entries whose verbs begin so be read by those alone who have this permission.

    An upper module says so when it is loaded, where that there is one tells too much.
    """
    _hushed[verbs] = permission


def is_guarded(verb: str, /) -> bool:
    """Whether entries of this verb are read by those who guard the house only."""
    return verb.startswith(GUARDING) or verb in OF_DURESS


_hushed: dict[str, Permission] = {}


def _hidden(by: Session, now: datetime) -> Callable[[journal.ReadEntry], bool]:
    """What the house notices and how it guards is read by those who guard it, and by nobody about themself."""
    allowed, me = permissions.allowed(by, now=now), str(by.actor.account)
    guards = Permission.GUARD in allowed
    hushed = tuple(verbs for verbs, needed in _hushed.items() if needed not in allowed)

    def hidden(entry: journal.ReadEntry) -> bool:
        event = entry.event
        if event is not None and event["verb"].startswith(hushed):
            return True
        if event is None or not is_guarded(event["verb"]):
            return False
        return not guards or me in event["about"] or (event["verb"] in OF_DURESS and event["by"]["account"] == me)

    return hidden


def _told(
    verb: str, shown: Collection[journal.ReadEntry], mine: dict[UUID, bool], by: Session, now: datetime
) -> Iterator[journal.Draft]:
    """SECURITY 5.1, 5.7: what was shown, and nobody reads in one compartment's entry what stands in another."""
    for place in dict.fromkeys(each.compartment for each in shown) or [None]:
        indices = [each.index for each in shown if each.compartment == place]
        yield journal.Draft(
            verb=verb, by=by.actor, now=now, facts={"shown": len(indices), "indices": indices}, compartment=place,
            sealed=place is not None and mine[place],
        )  # fmt: skip


def unsealer(by: Session) -> "journal.Unseal":
    """What opens entries to this account: None where it holds no key. Raises SealBroken of `kernel`.

    Each generation is unwrapped once, so let it go soon: it holds keys.
    """
    secrets: dict[tuple[UUID, int], bytes] = {}

    def secret(compartment: UUID, number: int) -> bytes:
        if (compartment, number) not in secrets:
            secrets[compartment, number] = keyrings.generation_secret(compartment, number, by=by)
        return secrets[compartment, number]

    def unseal(compartment: UUID, sealed: bytes) -> bytes | None:
        try:
            return keyrings.open_text_with(secret, compartment, sealed=sealed)
        except KeyNotHeld:
            return None

    return unseal


def _covering(index: int) -> bytes | None:
    """The newest checkpoint that log witnesses cosigned, if it covers this place; else the newest signed, if so."""
    notes = (journal.cosigned_checkpoint(), journal.latest_checkpoint())
    return next((note for note in notes if note is not None and _size(note) > index), None)


def _size(note: bytes) -> int:
    return Checkpoint.parse(parse(note)[0]).size
