"""Care of colleagues: what somebody saw is counted for them alone, and nobody gives a reason for not looking.

Nothing here is in the journal, and no verb shows one account what another did: not who handed an item back, nor how
many somebody opened. Colleagues learn that an item needs another reader, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from dokaz.access import api as access
from dokaz.custody import acting
from dokaz.custody.care_rows import Exposure as ExposureRow
from dokaz.custody.care_rows import HandedBack, RestHint
from dokaz.custody.errors import ItemHandedBack
from dokaz.custody.models import Event, Item
from dokaz.custody.receipts import Description, Record
from dokaz.custody.words import Act, Graphic
from dokaz.database import api as database

__all__ = [
    "Exposure",
    "Readers",
    "exposure",
    "hand_back",
    "handed_back",
    "is_graphic",
    "readers",
    "rest_after",
    "take_up",
    "unread",
]

AFTER = 20
_KEPT = timedelta(days=30)
_WEEK = timedelta(days=6)  # today and the six days before
_SEEN_AS = ("image/", "video/", "audio/")


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many items with graphic media somebody opened, each once a session; told to that person only."""

    today: int
    week: int
    after: int  # when a rest is offered; 0 for never

    @property
    def rest(self) -> bool:
        return 0 < self.after <= self.today


@dataclass(frozen=True, slots=True)
class Readers:
    """Whether the asker handed an item back, and whether it needs another reader because a colleague did."""

    handed_back: bool
    needed: bool


def is_graphic(record: Record) -> bool:
    """Whether it is shown only behind its warning: marked so or warned of by a person, or not spoken of yet.

    What nobody spoke of counts where it is a picture, a film or a recording.
    """
    return _is_graphic(record.mime, record.description)


def _is_graphic(mime: str, description: Description) -> bool:
    if description.graphic:
        return description.graphic == Graphic.GRAPHIC
    return bool(description.warning) or mime.startswith(_SEEN_AS)


def exposure(*, by: access.Session, now: datetime) -> Exposure:
    """The count of the session's own account; under duress nothing was ever opened."""
    if by.locked:
        return Exposure(0, 0, AFTER)
    mine = ExposureRow.objects.filter(account=by.actor.account)
    week = mine.filter(day__gte=_day(now - _WEEK)).aggregate(opened=Sum("opened"))["opened"] or 0
    today = mine.filter(day=_day(now)).values_list("opened", flat=True).first() or 0
    after = RestHint.objects.filter(account=by.actor.account).values_list("after", flat=True).first()
    return Exposure(today, week, AFTER if after is None else after)


def rest_after(number: int, *, by: access.Session, now: datetime) -> None:
    """Say after how many a day one wants to be told to rest; 0 for never.

    Raises ValueError beyond 999, and DatabaseBusy of `database`.
    """
    access.refuse_locked(by)
    if not 0 <= number <= 999:
        raise ValueError("A rest is offered after 0 to 999 items.")
    with access.acting(by, now=now):
        RestHint.objects.update_or_create(account=by.actor.account, defaults={"after": number})


def met(item: Item, description: Description, *, by: access.Session, now: datetime) -> None:
    """Count one item more for whoever opens it, in the running transaction."""
    if not _is_graphic(item.mime, description):
        return
    account = by.actor.account
    ExposureRow.objects.filter(account=account, day__lt=_day(now - _KEPT)).delete()
    row, _new = ExposureRow.objects.get_or_create(account=account, day=_day(now), defaults={"opened": 0})
    ExposureRow.objects.filter(pk=row.pk).update(opened=F("opened") + 1)


def hand_back(ref: str, *, by: access.Session, now: datetime) -> None:
    """Not for me: it stays closed for this person until they take it up again. Raises ItemNotFound, NotPermitted."""
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        HandedBack.objects.get_or_create(item=item, account=by.actor.account, defaults={"at": now})


def take_up(ref: str, *, by: access.Session, now: datetime) -> None:
    """Let the item be opened by this person again. Raises ItemNotFound, NotPermitted."""
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        HandedBack.objects.filter(item=item, account=by.actor.account).delete()


def require_taken_up(item: Item, *, by: access.Session) -> None:
    """Raises ItemHandedBack."""
    if database.select(HandedBack, sql="WHERE item_id = %s AND account = %s", values=[item.id, by.actor.account]):
        raise ItemHandedBack(ref=item.ref)


def readers(ref: str, *, by: access.Session) -> Readers:
    """For the page of one item. Raises ItemNotFound."""
    (item,) = acting.placed([ref], by=by)
    handed = database.select(HandedBack, sql="WHERE item_id = %s", values=[item.id])
    if not handed:
        return Readers(handed_back=False, needed=False)
    with access.scope(by):
        waits = _waiting(by.actor.account).filter(item_id=item.id).exists()
    return Readers(handed_back=any(each.account == by.actor.account for each in handed), needed=waits)


def handed_back(*, by: access.Session, now: datetime) -> tuple[str, ...]:
    """The references of what this person handed back, newest first. Raises NotPermitted."""
    access.require(by, access.Permission.SEE_ITEMS, now=now)
    rows = HandedBack.objects.filter(account=by.actor.account).order_by("-id")
    return _refs(list(rows.values_list("item_id", flat=True)), by)


def unread(*, by: access.Session, now: datetime) -> tuple[str, ...]:
    """The references of items that need another reader and are not closed for this one. Raises NotPermitted."""
    access.require(by, access.Permission.SEE_ITEMS, now=now)
    with access.scope(by):
        waiting = _waiting(by.actor.account).order_by("-item_id")
        return _refs(list(dict.fromkeys(waiting.values_list("item_id", flat=True))), by)


def _waiting(account: UUID) -> QuerySet[HandedBack]:
    """What others handed back and nobody else opened since; not what this account handed back as well."""
    opened = Event.objects.filter(item=OuterRef("item"), act=Act.OPENED, at__gt=OuterRef("at"))
    mine = HandedBack.objects.filter(item=OuterRef("item"), account=account)
    others = HandedBack.objects.exclude(account=account).exclude(Exists(mine))
    return others.exclude(Exists(opened.exclude(account=OuterRef("account"))))


def _refs(items: Sequence[UUID], by: access.Session) -> tuple[str, ...]:
    """Those that this account may see, in their order."""
    with access.scope(by):
        found = dict(Item.objects.filter(id__in=items).exclude(words=b"").values_list("id", "ref"))
    return tuple(found[item] for item in items if item in found)


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
