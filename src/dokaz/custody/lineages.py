"""What items were made of, parent by parent, up to what was received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody.errors import ItemNotFound
from dokaz.custody.models import Derivation, Item
from dokaz.custody.words import Kind, Making
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.portions import portions

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Lineage:
    """What one item was made of, its parent first; also destroyed ones.

    `whole` is untrue where one of them lies where the account may not look: what is behind it is not told. `thing`: it
    is no file but a physical object.
    """

    origins: tuple[str, ...] = ()
    whole: bool = True
    thing: bool = False


def lineages(refs: Iterable[str], /, *, by: access.Session) -> dict[str, Lineage]:
    """What each of these items was made of, under its code. Nothing else of them is told.

    Each row is held against its entry: of which item something was made decides about what may leave (SECURITY 5.6).
    Raises ItemNotFound, whether one is elsewhere or nowhere, and RecordUnvouched of `journal`.
    """
    wanted = tuple(dict.fromkeys(refs))
    return access.once(("lineages", by.actor.account, wanted), ask=lambda: _lineages(wanted, by))


def _lineages(wanted: tuple[str, ...], by: access.Session) -> dict[str, Lineage]:
    with access.scope(by):
        asked = _read("ref", wanted)
        known = {item.id: item for item in asked}
        new = asked
        while parents := {item.parent_id for item in new if item.parent_id} - known.keys():
            new = _read("id", tuple(sorted(parents)))
            known |= {item.id: item for item in new}
    journal.vouch(*database.digests(*known.values()), unseal=access.unsealer(by))
    of = {item.ref: item for item in asked}
    if missing := next((ref for ref in wanted if ref not in of), None):
        raise ItemNotFound(ref=missing)
    return {ref: _lineage(of[ref], known) for ref in wanted}


def origins(ref: str, /, *, by: access.Session) -> tuple[str, ...]:
    """The item of this code and all that it was made of, up to what was received; also destroyed ones. Nothing of them
    is told. Raises ItemNotFound, also where the account may not see one of them.
    """
    return origins_of_many([ref], by=by)


def origins_of_many(refs: Iterable[str], /, *, by: access.Session) -> tuple[str, ...]:
    """The `origins` of several items, each once."""
    found = dict[str, None]()
    for ref, line in lineages(refs, by=by).items():
        if not line.whole:
            raise ItemNotFound(ref=ref)
        found |= dict.fromkeys((ref, *line.origins))
    return tuple(found)


def made_as(refs: Iterable[str], /, *, by: access.Session) -> dict[str, Making | None]:
    """As what each of these was made that is a file, and None of what was made of no other; objects are left out.

    Nothing else of them is told. Each row is held against its entry. Raises RecordUnvouched of `journal`.
    """
    with access.scope(by):
        items = [item for item in _read("ref", tuple(dict.fromkeys(refs))) if item.kind != Kind.OBJECT]
        rows = [
            row
            for some in portions((item.id for item in items), of=_AT_ONCE)
            for row in Derivation.objects.select(where="item_id IN %s", values=[some])
        ]
    journal.vouch(*database.digests(*items, *rows), unseal=access.unsealer(by))
    making = {row.item_id: Making(row.making) for row in rows}
    return {item.ref: making.get(item.id) for item in items}


def _read(column: str, values: tuple[str, ...] | tuple[UUID, ...]) -> list[Item]:
    """The rows of the running scope."""
    return [
        item
        for some in portions(values, of=_AT_ONCE)
        for item in Item.objects.select(where=f"{column} IN %s", values=[some])
    ]


def _lineage(item: Item, known: Mapping[UUID, Item]) -> Lineage:
    """No item is older than what it was made of: the row of a derivative is written with its parent there."""
    found: list[str] = []
    thing = item.kind == Kind.OBJECT
    while item.parent_id is not None:
        parent = known.get(item.parent_id)
        if parent is None:
            return Lineage(tuple(found), whole=False)
        found.append(parent.ref)
        item = parent
    return Lineage(tuple(found), thing=thing)
