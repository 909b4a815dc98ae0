"""How a person is reached, sealed to a compartment of its own; and that anybody was reached, sealed as well (S-11).

Each change of a person appends one row of one size. Most say only that nothing of this changed: whoever lacks the key
cannot tell those from the others, nor by entries, whose verb is that of every change (SECURITY 1.14).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.clock import timestamp
from dokaz.people import openings, sealing
from dokaz.people.errors import ContactTooLong
from dokaz.people.models import Contact
from dokaz.people.openings import Side
from dokaz.records import api as records

CONTACT = "people.contact"
SHOW = "people:person:show"
LEAST = 8_000  # of a class of 8 KiB


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach somebody without harm: by which channel, when, with which words, and who must not know."""

    channel: str = field(default="", repr=False)
    safe_times: str = field(default="", repr=False)
    words_to_use: str = field(default="", repr=False)
    must_not_know: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ContactKnown:
    """The newest of what was written about reaching a person; None where nothing was. `number` counts every change."""

    details: ContactDetails | None
    compartment: UUID
    at: datetime | None = None
    by: UUID | None = None


def first_row(
    person: UUID, sealer: access.RecordSealer, details: ContactDetails | None, *, by: access.Session, now: datetime
) -> Contact:
    """The row that every person has from the beginning, whether anything is known or not. Raises ContactTooLong."""
    return _row(person, sealer, 1, details, by=by, now=now)


def next_row(person: UUID, details: ContactDetails | None, *, by: access.Session, now: datetime) -> Contact:
    """The row after all there are; without details a cover. Raises RecordNotFound of `records`, ContactTooLong."""
    with access.whole_house("contact-cover"):
        last = Contact.objects.filter(person=person).order_by("-number").first()
    if last is None:
        raise records.RecordNotFound(ref=str(person))
    return _row(person, access.seal_records(last.compartment_id), last.number + 1, details, by=by, now=now)


def place_of(person: UUID, /) -> UUID:
    """The compartment that a person's contact lies in, whoever asks. Raises RecordNotFound of `records`."""
    with access.whole_house("contact-place"):
        place = Contact.objects.filter(person=person).values_list("compartment", flat=True).first()
    if place is None:
        raise records.RecordNotFound(ref=str(person))
    return place


def contact(person: UUID, /, *, by: access.Session, now: datetime) -> ContactKnown:
    """How a person is reached, for members of the compartment of contacts.

    Raises NotPermitted, RecordNotFound of `records`, RecordUnvouched of `journal`, ReadingFast of `safeguards`.
    """
    with access.acting(by, now=now):
        held = records.held(person, by=by, now=now)
        place = place_of(person)
        access.require(by, access.Permission.SEE_CONTACTS, compartment=place, now=now)
        with access.scope(by):
            rows = list(Contact.objects.filter(person=person).order_by("-number"))
        journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))
        journal.record(SHOW, by=by.actor, now=now, about=[held.ref], compartment=place, sealed=True)
        openings.count(Side.CONTACT, person, by=by, now=now)
        return _newest(rows, place, by)


def _newest(rows: Sequence[Contact], place: UUID, by: access.Session) -> ContactKnown:
    opener = access.open_records(place, by=by)
    for row in rows:
        key = opener.record(bytes(row.record_key), row=row.id)
        words = access.open_field(key, sealed=bytes(row.words), model=CONTACT, row=row.id, field="words")
        told = sealing.unpadded(words)
        if told["details"] is not None:
            at = datetime.fromisoformat(told["at"])
            return ContactKnown(ContactDetails(**told["details"]), place, at, UUID(told["by"]))
    return ContactKnown(None, place)


def _row(
    person: UUID, sealer: access.RecordSealer, number: int, details: ContactDetails | None, *, by: access.Session,
    now: datetime,
) -> Contact:  # fmt: skip
    said = None if details is None else asdict(details)
    told = {"details": said, "by": str(by.actor.account), "at": timestamp(now)}
    text, over = sealing.padded(told, least=LEAST)
    if over:
        raise ContactTooLong(over=over)
    return Contact(person_id=person, number=number, **sealing.sealed_row(sealer, text, model=CONTACT))
