"""What outsiders say of the log, as a package carries it: cosigned heads, older heads with proofs, time stamps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dokaz.access import api as access
from dokaz.disclosure.gathering import Head
from dokaz.journal import api as journal
from dokaz.kernel.languages import _
from dokaz.verify import stamps
from dokaz.verify.errors import QuorumMissing, VerifyError
from dokaz.verify.package import StampRow, layout
from dokaz.verify.policies import NONE, Accepted, Policy
from dokaz.verify.witnessing import Request

__all__ = ["Outside", "Said", "outside"]


@dataclass(frozen=True, slots=True)
class Said:
    """One outsider's word for the pages: that the first `size` entries of the log stood at `at`, by its own clock."""

    size: int
    at: datetime
    who: str
    how: str
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """The files of a package that hold outsiders' words, and what its index and its pages tell of them."""

    policy: bytes
    asked: int  # operators that the house's rule asks for
    enough: bool  # whether so many have seen a head with every item in it
    heads: tuple[int, ...]
    stamps: tuple[StampRow, ...]
    said: tuple[Said, ...]
    files: Mapping[str, bytes]

    def since(self, entry: int) -> Said | None:
        """The earliest word on this entry that counts; none of a practice authority does."""
        about = [said for said in self.said if said.size > entry and not said.practice]
        return min(about, key=lambda said: said.at, default=None)


def outside(head: Head, *, entries: Sequence[int]) -> Outside:
    """Gather what outsiders say of a log that holds these entries: of its head, and the earliest word on each entry.

    A head that the log's present key did not sign (it was replaced since) is left out: a reader could not believe it.
    """
    trusted = access.trusted_witnesses()
    house = journal.policy(believed=trusted)
    size = head.checkpoint.size
    sizes = _earliest([each for each in journal.seen_heads() if each.size < size], entries)
    notes = {each: journal.cosigned_checkpoint(each) or b"" for each in sizes} | {size: head.signed}
    opened = {each: found for each, note in notes.items() if (found := _opened(house, note))}
    kept = [each for each in sizes if each in opened]
    stamped = [(each, stamp) for each in [*kept, size] for stamp in journal.stamps_on(each)]
    last = max(entries, default=size - 1)
    enough = any(_enough(house, found) for each, found in opened.items() if each > last)
    return Outside(
        policy=(house if enough else replace(house, quorum=NONE)).written(),
        asked=0 if house.quorum == NONE else house.groups[house.quorum].needed,
        enough=enough,
        heads=tuple(kept),
        stamps=tuple(_row(each, stamp) for each, stamp in stamped),
        said=tuple(sorted((*_cosigned(opened, trusted), *_stamped(stamped)), key=lambda said: (said.at, said.size))),
        files=_earlier(head, {each: notes[each] for each in kept}) | _stamp_files(stamped),
    )


def _earliest(seen: Sequence[journal.SeenHead], entries: Sequence[int]) -> list[int]:
    """For each entry the first head that holds it and was stamped, was cosigned, and was cosigned by enough."""
    kinds: tuple[Callable[[journal.SeenHead], bool], ...] = (
        lambda head: head.stamped,
        lambda head: head.operators > 0,
        lambda head: head.enough,
    )
    chosen = set()
    for kind in kinds:
        heads = iter([head.size for head in seen if kind(head)])
        size = next(heads, None)
        for entry in sorted(entries):
            while size is not None and size <= entry:
                size = next(heads, None)
            if size is not None:
                chosen.add(size)
    return sorted(chosen)


def _opened(policy: Policy, note: bytes) -> Accepted | None:
    try:
        return policy.opened(note)
    except VerifyError:
        return None


def _enough(policy: Policy, accepted: Accepted) -> bool:
    try:
        policy.require_quorum({witness.name for witness, _ in accepted.witnessed})
    except QuorumMissing:
        return False
    return True


def _cosigned(opened: Mapping[int, Accepted], trusted: Sequence[journal.AdmittedWitness]) -> Iterator[Said]:
    known = {each.key: f"{each.operator} ({each.country})" for each in trusted}
    for size, accepted in opened.items():
        for witness, time in accepted.witnessed:
            yield Said(size, datetime.fromtimestamp(time, UTC), known[witness.key], _("cosigned as a log witness"))


def _stamped(kept: Sequence[tuple[int, journal.KeptStamp]]) -> Iterator[Said]:
    for size, stamp in kept:
        chain = stamps.certificates(stamp.chain)
        yield Said(size, stamp.at, stamps.name_of(chain[0]), _("time stamp (RFC 3161)"), stamps.is_practice(chain[-1]))


def _row(size: int, stamp: journal.KeptStamp) -> StampRow:
    root = stamps.certificates(stamp.chain)[-1]
    time = int(stamp.at.timestamp())
    return StampRow(stamp.authority, size, time, stamps.fingerprint(root), stamps.is_practice(root))


def _earlier(head: Head, notes: Mapping[int, bytes]) -> dict[str, bytes]:
    files = {}
    for size, note in notes.items():
        proof = journal.consistency(size, new=head.checkpoint.size)
        files[layout.head_path(size)] = note
        files[layout.consistency_path(size)] = bytes(Request(size, proof, head.signed))
    return files


def _stamp_files(kept: Sequence[tuple[int, journal.KeptStamp]]) -> dict[str, bytes]:
    return {layout.stamp_path(size, stamp.authority): stamp.answer for size, stamp in kept} | {
        layout.chain_path(size, stamp.authority): stamp.chain for size, stamp in kept
    }
