"""The whole-house inspection: asks every module what does not hold, and puts the answers in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.languages import _, said
from dokaz.verify.errors import VerifyError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: where it is, a code, and the rule in a sentence.

    `outside` is the place of the checkpoint from outside that shows it, among those given and then those of mirrors.
    """

    code: str
    what: str
    says: str
    outside: int | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at and what was found; `unseen` says in sentences what could not be looked at."""

    problems: tuple[Problem, ...]
    entries: int
    records: int
    fixity: custody.FixityReport | None
    says: str
    stamps: journal.StampFindings
    witnessed: journal.Witnessed | None = None
    unseen: tuple[str, ...] = ()
    destroyed: int = 0  # items, each under its entry

    @property
    def sound(self) -> bool:
        return not self.problems


def inspect(
    *, by: access.Session, outside: Sequence[bytes] = (), mirrors: bool = True, everything: bool, now: datetime
) -> Inspection:
    """This will check the log against `outside` and every mirror, cosignatures and time stamps; with `everything`
    also pages, records, keys and files. Without `mirrors` nothing outside is asked: for a state known to be older.

    A key that is not the one signed stops the reading of files: it is named, and what was found before is kept.
    Raises DatabaseDamaged where a damaged page stands in the way.
    """
    access.require(by, access.Permission.VERIFY_JOURNAL, now=now)

    def unseal(compartment: UUID, sealed: bytes) -> bytes | None:
        try:
            return access.open_sealed(compartment, sealed=sealed, by=by)
        except access.KeyNotHeld:
            return None

    unseen, problems = _pages() if everything else ((), [])
    mirrored = _mirrored() if mirrors else _Mirrored()
    log = journal.verify(outside=[*outside, *mirrored.notes], vkey=access.log_signer(by).vkey, unseal=unseal)
    problems += [_at_its_place(found, len(outside), mirrored.names) for found in log.found]
    problems += mirrored.problems
    unseen = (*unseen, *mirrored.unseen)
    stamps, broken = _stamps(now, everything=everything)
    witnessed, forged = _witnessed()
    problems += [*broken, *forged]
    if not everything:
        return Inspection(tuple(problems), log.entries, 0, None, log.says, stamps, witnessed, unseen)
    records = journal.verify_records()
    problems += [Problem(found.code, found.what, found.says) for found in records.found]
    problems += [Problem(found.code, found.what, found.says) for found in access.verify_statements()]
    problems += [Problem(found.code, found.ref, found.says) for found in custody.verify_chains()]
    problems += [Problem(found.code, "items", found.says) for found in custody.verify_counts()]
    gone = custody.verify_destroyed()
    problems += [Problem(found.code, found.ref, found.says) for found in gone.found]
    fixity, faults = _files(by, now)
    return Inspection(
        (*problems, *faults), log.entries, records.records, fixity, log.says, stamps, witnessed, unseen, gone.count
    )


@dataclass(frozen=True, slots=True)
class _Mirrored:
    """What the mirrors hold of the log, by their names; those that gave nothing are in `unseen`."""

    names: tuple[str, ...] = ()
    notes: tuple[bytes, ...] = ()
    unseen: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _mirrored() -> _Mirrored:
    try:
        answers = list(journal.outside_checkpoints(witnesses=access.trusted_witnesses()))
    except (access.StatementError, journal.RecordUnvouched) as forged:
        return _Mirrored(problems=(Problem(forged.code, "log witnesses", str(forged)),))
    held = {name: answer for name, answer in answers if isinstance(answer, bytes)}
    return _Mirrored(
        names=tuple(held),
        notes=tuple(held.values()),
        unseen=tuple(str(answer) for _name, answer in answers if not isinstance(answer, bytes)),
    )


def _at_its_place(found: journal.Finding, given: int, mirrors: Sequence[str]) -> Problem:
    """A finding about a checkpoint from outside keeps the place of those given; a mirror is named."""
    if found.outside is None or found.outside < given:
        return Problem(found.code, found.what, found.says, found.outside)
    return Problem(found.code, mirrors[found.outside - given], f"{mirrors[found.outside - given]}: {found.says}")


def _witnessed() -> tuple[journal.Witnessed | None, list[Problem]]:
    """Who has cosigned the newest checkpoint shown, once every line of it was checked."""
    note = journal.cosigned_checkpoint()
    if note is None or not journal.witnesses():
        return None, []
    try:
        return journal.check_cosigned(note, believed=access.trusted_witnesses()), []
    except (VerifyError, access.StatementError, journal.RecordUnvouched) as forged:
        return None, [Problem(forged.code, "cosignatures", str(forged))]


def _pages() -> tuple[tuple[str, ...], list[Problem]]:
    try:
        return database.examine(), []
    except (database.DatabaseDamaged, database.GuardMissing) as fault:
        return (), [Problem(fault.code, "database", str(fault))]


def _stamps(now: datetime, *, everything: bool) -> tuple[journal.StampFindings, list[Problem]]:
    try:
        stamps = journal.verify_stamps(everything=everything, now=now)
    except journal.RecordUnvouched as forged:
        return journal.StampFindings((), (), now), [Problem(forged.code, "time-stamp authorities", str(forged))]
    return stamps, [Problem(found.code, found.what, found.says) for found in stamps.found]


def _files(by: access.Session, now: datetime) -> tuple[custody.FixityReport | None, list[Problem]]:
    try:
        fixity = custody.check(by=by, now=now)
    except (access.StatementError, journal.RecordUnvouched) as forged:
        says = said(_("Files could not be checked: {reason}")).format(reason=forged)
        return None, [Problem(forged.code, "fixity", says)]
    return fixity, [Problem(fault.code, fault.ref, fault.says) for fault in fixity.faults]
