"""Looking at an item at a browser: asked for once in a sitting, and one event and one entry of it (SECURITY 5.7).

A sitting is one person's stay at one browser, from signing in to signing out. Until somebody has asked to see an item
in theirs, no part of it is given, so that no link, no window left open and no script of a page opens one.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, canaries, care, describing, opening, vault
from dokaz.custody.derivatives import derive
from dokaz.custody.errors import NotAskedFor, PartUnreadable
from dokaz.custody.events import Deed
from dokaz.custody.models import Event, Item
from dokaz.custody.reading import EXTRACT, OPEN
from dokaz.custody.receipts import Circumstances, Receipt
from dokaz.custody.views import View, Wanted
from dokaz.custody.words import Act, Making
from dokaz.safeguards import api as safeguards

if TYPE_CHECKING:
    from dokaz.custody.opening import Plaintext

__all__ = ["Streamed", "ask_to_see", "is_asked_for", "keep_part", "look", "stream", "take_part"]

_MINE = "item_id = %s AND act = %s AND run = %s AND account = %s"


@dataclass(frozen=True, slots=True)
class Streamed:
    """The opened bytes of an item, how many there are, and the type they were received as."""

    bytes: BinaryIO
    size: int
    mime: str


def ask_to_see(ref: str, *, sitting: UUID, by: access.Session, now: datetime) -> None:
    """Let the item be looked at in this sitting. Only the first time it is an event, an entry, and counted for care.

    Raises ItemNotFound, NotPermitted, ItemHandedBack, and what `open_item` raises where it cannot be opened.
    """
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):  # alone: two windows that ask at once are one asking
        access.require(by, access.Permission.OPEN_ITEMS, compartment=item.compartment_id, now=now)
        care.require_taken_up(item, by=by)
        if _is_asked_for(item, sitting, by):
            return
        keys = opening.Keyring(by)
        opening.plaintext(item, keys).close()
        safeguards.count_reading(1, by=by, now=now)
        canaries.touch([item], by=by, now=now)
        deed = Deed(Act.OPENED, by.actor, now, run=sitting)
        acting.happened_to_each(OPEN, [item], {item.id: deed})
        note = describing.latest([item]).get(item.id)
        description = describing.description_of(note, opener=keys.opener(item.compartment_id))
        if item.parent is None or not _is_asked_for(item.parent, sitting, by):  # stills of a film are seen with it
            care.met(item, description, by=by, now=now)


def is_asked_for(ref: str, *, sitting: UUID, by: access.Session) -> bool:
    """Whether this person asked to see the item in this sitting. Raises ItemNotFound."""
    (item,) = acting.find_many([ref], by=by, also_destroyed=True)
    return _is_asked_for(item, sitting, by)


def stream(ref: str, *, sitting: UUID, by: access.Session, now: datetime) -> Streamed:
    """The bytes, seekable; only the chunks that are read are decrypted. No event: asking was it.

    Raises NotAskedFor, and what `ask_to_see` raises.
    """
    item = _asked_for(ref, sitting, by, now)
    opened = _stream(item, opening.Keyring(by), by, now)
    assert item.blob is not None
    return Streamed(opened, item.blob.size, item.mime)


def look(ref: str, *, wanted: Wanted, sitting: UUID, by: access.Session, now: datetime) -> View:
    """What the viewer makes of one page of the item. Raises NotAskedFor, NotWired, and what `ask_to_see` raises."""
    item, keys = _asked_for(ref, sitting, by, now), opening.Keyring(by)
    name = opening.words_of(item, opener=keys.opener(item.compartment_id))["name"] or ""
    assert item.blob is not None or not item.words
    with _stream(item, keys, by, now) as bytes_, opening.faults(item.ref):
        assert item.blob is not None
        return vault.viewer().view(bytes_, size=item.blob.size, name=name, wanted=wanted)


def take_part(ref: str, *, part: tuple[int, ...], sitting: UUID, by: access.Session, now: datetime) -> View:
    """A file within the item, as it came, for this person's computer: an event and an entry of its own.

    Raises PartUnreadable, what `look` raises, and Frozen of `safeguards`.
    """
    item = acting.find(ref, by=by)
    access.require(by, access.Permission.EXTRACT_ITEMS, compartment=item.compartment_id, now=now)
    found = _part(ref, part, sitting, by, now)
    with access.acting(by, now=now):
        safeguards.require_thawed([item.compartment_id])
        safeguards.count_reading(1, by=by, now=now)
        canaries.touch([item], by=by, now=now)
        deed = Deed(Act.OPENED, by.actor, now, Circumstances(reason=f"part {_dotted(part)}"))
        acting.happened_to_each(EXTRACT, [item], {item.id: deed})
    return found


def keep_part(ref: str, *, part: tuple[int, ...], sitting: UUID, by: access.Session, now: datetime) -> Receipt:
    """Receive a file within the item as an item of its own, made of it. Raises what `take_part` and `derive` raise."""
    found = _part(ref, part, sitting, by, now)
    viewer = vault.viewer()
    return derive(
        io.BytesIO(found.data),
        parent=ref,
        making=Making.PART,
        name=found.name or f"part {_dotted(part)}",
        tool=viewer.tool,
        tool_version=viewer.version,
        parameters={"part": _dotted(part)},
        by=by,
        now=now,
    )


def _part(ref: str, part: tuple[int, ...], sitting: UUID, by: access.Session, now: datetime) -> View:
    found = look(ref, wanted=Wanted("part", part=part), sitting=sitting, by=by, now=now)
    if found.trouble is not None:
        raise PartUnreadable(ref=ref, part=_dotted(part))
    return found


def _dotted(part: tuple[int, ...]) -> str:
    return ".".join(map(str, part))


def _asked_for(ref: str, sitting: UUID, by: access.Session, now: datetime) -> Item:
    """The item, if it may be opened now as well: each time is asked, so that a right that ended ends at once."""
    item = acting.find(ref, by=by)
    access.require(by, access.Permission.OPEN_ITEMS, compartment=item.compartment_id, now=now)
    care.require_taken_up(item, by=by)
    if not _is_asked_for(item, sitting, by):
        raise NotAskedFor(ref=item.ref)
    return item


def _is_asked_for(item: Item, sitting: UUID, by: access.Session) -> bool:
    """The item was found where the account may look; this is asked for every part of a film, and quickly."""
    with access.whole_house("sitting"):
        return bool(Event.objects.select(where=_MINE, values=[item.id, Act.OPENED.value, sitting, by.actor.account]))


def _stream(item: Item, keys: opening.Keyring, by: access.Session, now: datetime) -> "Plaintext":
    try:
        return opening.plaintext(item, keys)
    except access.KeyNotHeld:
        with access.acting(by, now=now):  # it is refused with an entry (SECURITY 5.7)
            raise
