"""A drill: a back-up comes back in a private folder of its own, everything in it is compared, and all of it goes again.

It works on the embedded database and on folders, whatever the collection itself lies on. Nothing of the living
collection is opened meanwhile; afterwards it enters what was found.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.config import environment, homes, inspection, restores
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.languages import _, said
from dokaz.verify import age

DIFFERS = _("The table {table} is not as the back-up lists it.")
MISSING = _("The stored file {name} is not on the shelf.")
OTHER_HEAD = _("The journal has {size} entries where the back-up lists {listed}.")


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill compared, and each thing that did not hold in a sentence."""

    backup: backups.Backup
    rows: int
    entries: int
    fixity: custody.FixityReport | None
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def drill(
    shelf: backups.Shelf,
    *,
    identities: Sequence[age.Identity],
    name: str | None,
    passphrase: str,
    within: Path | None = None,
    now: datetime,
    terminal: access.Terminal | None = None,
) -> Drill:
    """Restore into a new folder `within` another, compare every row, the log, and every file, and remove the folder.

    Files of compartments that the account of the pass-phrase does not belong to are counted and not opened. Whatever
    database was open is closed. Raises what `backups` refuses, WrongPassphrase.
    """
    backup = backups.find(shelf, identities=identities, name=name)
    with alone(within) as home:
        try:
            brought = restores.bring(home, backup=backup, shelf=shelf, identities=identities)
            entering = partial(homes.enter, home, passphrase=passphrase, now=now, terminal=terminal)
            return _compared(home, backup, brought, entering, now)
        finally:
            database.close()


@contextmanager
def alone(within: Path | None) -> Iterator[Path]:
    """A folder for this user alone, and no setting that names a place outside it."""
    folder = Path(tempfile.mkdtemp(prefix="dokaz-drill-", dir=within))
    outside = (environment.DATABASE, environment.STORE, environment.HEADERS)
    held = {each.name: os.environ.pop(each.name) for each in outside if each.name in os.environ}
    try:
        yield folder / "home"
    finally:
        os.environ.update(held)
        shutil.rmtree(folder)


def _compared(
    home: Path,
    backup: backups.Backup,
    brought: backups.Brought | None,
    entering: Callable[[], access.Session],
    now: datetime,
) -> Drill:
    faults = [said(MISSING).format(name=name) for name in (brought.missing if brought else ())]
    database.open(homes.database_place(home), key=backup.database_key)
    if backup.migrations == database.migrations():  # one of an older version was brought to the present form
        faults += [said(DIFFERS).format(table=table) for table in backups.differing(backup)]
    if (size := journal.head().size) != backup.size:
        faults.append(said(OTHER_HEAD).format(size=size, listed=backup.size))
    session = entering()
    outside = [backup.checkpoint.encode()] if backup.checkpoint else []
    found = inspection.inspect(by=session, outside=outside, mirrors=False, everything=True, now=now)
    faults += [problem.says for problem in found.problems]
    return Drill(backup, backup.rows, found.entries, found.fixity, tuple(faults))


def enter(result: Drill, *, by: access.Session, now: datetime) -> None:
    """Say in the journal of the living collection that this was done, and with what result."""
    backups.record_drill(result.backup, sound=result.sound, faults=len(result.faults), by=by, now=now)
