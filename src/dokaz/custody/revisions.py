"""Every revision of what people say about an item: who wrote what, when, and what it changed."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, describing, opening, showing
from dokaz.custody.models import Note
from dokaz.custody.receipts import Description
from dokaz.journal import api as journal

__all__ = ["Revision", "revisions"]

REVISIONS = "custody:item:revisions"


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision. `changed` names the fields that differ from the one before it."""

    number: int
    at: datetime
    by: UUID
    description: Description
    changed: tuple[str, ...]


def revisions(ref: str, *, by: access.Session, now: datetime) -> tuple[Revision, ...]:
    """All of an item's, first to last; reading them is an entry. Raises ItemNotFound, ItemDestroyed, NotPermitted."""
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        opener = opening.Keyring(by).opener(item.compartment_id)
        with access.scope(by):
            notes = list(Note.objects.filter(item=item).order_by("revision"))
        told = [(note, describing.description_of(note, opener=opener)) for note in notes]
        sealed = item.compartment.protected
        journal.record_many([showing.entry(REVISIONS, [item.ref], by, now, item.compartment_id, sealed=sealed)])
    before = [Description(), *(description for _note, description in told)]
    return tuple(
        Revision(note.revision, note.written_at, note.written_by, description, _changed(earlier, description))
        for (note, description), earlier in zip(told, before, strict=False)
    )


def _changed(earlier: Description, later: Description) -> tuple[str, ...]:
    was, now = asdict(earlier), asdict(later)
    return tuple(name for name, said in now.items() if said != was[name])
