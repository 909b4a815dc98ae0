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


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: where it is, a code, and the rule in a sentence.

    `outside` is the place of the checkpoint from outside that shows it, among those given.
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
    unseen: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.problems


def inspect(*, by: access.Session, outside: Sequence[bytes] = (), everything: bool, now: datetime) -> Inspection:
    """This will check the log, `outside` and time stamps; with `everything` also pages, records, keys and files.

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
    log = journal.verify(outside=outside, vkey=access.log_signer(by).vkey, unseal=unseal)
    problems += [Problem(found.code, found.what, found.says, found.outside) for found in log.found]
    stamps, broken = _stamps(now, everything=everything)
    problems += broken
    if not everything:
        return Inspection(tuple(problems), log.entries, 0, None, log.says, stamps)
    records = journal.verify_records()
    problems += [Problem(found.code, found.what, found.says) for found in records.found]
    problems += [Problem(found.code, found.what, found.says) for found in access.verify_statements()]
    problems += [Problem(found.code, found.ref, found.says) for found in custody.verify_chains()]
    fixity, faults = _files(by, now)
    return Inspection((*problems, *faults), log.entries, records.records, fixity, log.says, stamps, unseen)


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
