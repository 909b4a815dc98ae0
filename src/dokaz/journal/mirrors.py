"""Places outside the house, besides those of log witnesses, where our leaf hashes go before a checkpoint does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from dokaz.database import api as database
from dokaz.database.api import RecordDigest
from dokaz.journal import founding, wires
from dokaz.journal.errors import MirrorKnown, MirrorUnknown
from dokaz.journal.events import Draft
from dokaz.journal.models import MirrorPlace, MirrorRemoval
from dokaz.journal.recording import record_many
from dokaz.journal.vouching import vouch
from dokaz.kernel.actors import Actor

__all__ = ["AddedMirror", "add_mirror", "mirrors", "remove_mirror"]


@dataclass(frozen=True, slots=True)
class AddedMirror:
    """A folder or bucket that gets our leaf hashes, as it was named."""

    id: int
    place: str
    added_at: datetime
    removed_at: datetime | None


def add_mirror(place: str, /, *, by: Actor, now: datetime) -> AddedMirror:
    """Send our leaf hashes to a folder or a bucket as well, from the next checkpoint on.

    The place is made ready first, so that one that cannot be used is no mirror. Raises MirrorKnown, MirrorAway, and
    MirrorUnfit where the place could not keep them.
    """
    if any(each.place == place for each in mirrors()):
        raise MirrorKnown(place=place)
    wires.outside().begin(place, vkey=founding.identity().vkey).size()
    with transaction.atomic():
        row = MirrorPlace.objects.create(place=place, added_at=now)
        _record("journal:mirror:add", place, database.digest(row), by, now)
    return _shown(row, {})


def remove_mirror(place: str, /, *, by: Actor, now: datetime) -> None:
    """Send nothing more there. What lies there stays, and still continues the log so far. Raises MirrorUnknown."""
    found = next((each for each in mirrors() if each.place == place), None)
    if found is None:
        raise MirrorUnknown(place=place)
    with transaction.atomic():
        end = MirrorRemoval.objects.create(mirror_id=found.id, removed_at=now)
        _record("journal:mirror:remove", place, database.digest(end), by, now)


def mirrors(*, removed: bool = False) -> tuple[AddedMirror, ...]:
    """The mirrors added, oldest first; with `removed` also those taken back. Raises RecordUnvouched (SECURITY 5.6)."""
    rows = list(MirrorPlace.objects.order_by("id"))
    vouch(database.digests(*rows))
    ended = dict(MirrorRemoval.objects.values_list("mirror_id", "removed_at"))
    return tuple(_shown(row, ended) for row in rows if removed or row.id not in ended)


def _shown(row: MirrorPlace, ended: Mapping[int, datetime]) -> AddedMirror:
    return AddedMirror(row.id, row.place, row.added_at, ended.get(row.id))


def _record(verb: str, place: str, row: RecordDigest, by: Actor, now: datetime) -> None:
    facts = {"place": sha256(place.encode()).hexdigest()}  # a path is words, and no entry holds words
    record_many([Draft(verb=verb, by=by, now=now, facts=facts, records=[row])])
