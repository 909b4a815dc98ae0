"""The way back: rows into an empty database, stored files into the vault, headers into their store.

Nothing is believed for being on the shelf: each part must open, and its content must give its name. That the rows are
those of the log is for `verify` to say; that the log is not behind, for what was kept elsewhere.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from dokaz.backups import parts, rows
from dokaz.backups.errors import KeysFallenAway, PartDamaged
from dokaz.backups.lists import Backup
from dokaz.backups.ports import Shelf
from dokaz.backups.steps import Step
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said
from dokaz.kernel.portions import portions
from dokaz.verify import age

OTHER_COUNT = _("{count} rows where its list says {listed}")
_HANDS = 4
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Brought:
    """What came back into vault and header store, and the stored files that the shelf has not got."""

    payloads: int
    headers: int
    missing: tuple[str, ...]


def restore_rows(backup: Backup, shelf: Shelf, identities: Sequence[age.Identity]) -> int:
    """Fill the open, empty database with the rows of a back-up, in the form they had, and bring it to the present."""
    _refuse_fallen_away(backup, shelf)
    database.migrate(backup.migrations)
    with database.unguarded():
        count = sum(_table(listed.parts, backup, shelf, identities) for listed in backup.tables)
        if count != backup.rows:
            raise PartDamaged(what=said(OTHER_COUNT).format(count=count, listed=backup.rows))
    step(Step.ROWS_RESTORED)
    database.migrate()
    return count


def _refuse_fallen_away(backup: Backup, shelf: Shelf) -> None:
    wanted = {beside for listed in backup.tables for _, beside in listed.parts if beside}
    if wanted and not any(name in wanted for name, _ in shelf.sizes(parts.place_of(min(wanted)))):
        until = clock.timestamp(backup.keys_until)[:10]
        raise KeysFallenAway(backup=backup.name.removeprefix(parts.LISTS), until=until, shelf=shelf.name)


def _table(
    names: Sequence[tuple[str, str | None]], backup: Backup, shelf: Shelf, identities: Sequence[age.Identity]
) -> int:
    def fetched(pair: tuple[str, str | None]) -> tuple[bytes, bytes | None]:
        main, beside = pair
        text = parts.checked(shelf, main, identities, key=backup.naming)
        return text, None if beside is None else parts.checked(shelf, beside, identities, key=backup.naming)

    count, waiting = 0, iter(names)
    with ThreadPoolExecutor(_HANDS) as hands:
        while some := list(islice(waiting, _HANDS)):
            count += sum(rows.insert(text, apart) for text, apart in hands.map(fetched, some))
    return count


def restore_files(shelf: Shelf) -> Brought:
    """Bring every stored file that the restored rows name, and write the second copy of each header."""
    missing: list[str] = []
    count = 0

    def bring(payload: custody.Payload) -> None:
        try:
            with shelf.open(parts.payload_name(payload.name)) as stream:
                custody.bring_payload(payload, stream=stream)
        except FileNotFoundError:
            missing.append(payload.name)

    wanted = custody.payloads()
    with ThreadPoolExecutor(_HANDS) as hands:
        for some in portions(wanted, of=_AT_ONCE):
            list(hands.map(bring, some))
            count += len(some)
    step(Step.PAYLOADS_RESTORED)
    headers = custody.bring_headers()
    step(Step.HEADERS_RESTORED)
    return Brought(count - len(missing), headers, tuple(sorted(missing)))
