"""The persons and items that consent is about, as the modules below know them."""

from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent.papers import Subject
from dokaz.custody import api as custody
from dokaz.people import api as people


def person(person: str | UUID, /, *, by: access.Session, now: datetime) -> Subject:
    """The person of this reference or id. Raises what `people` refuses."""
    found = people.person(person, by=by, now=now)
    return Subject(str(found.id), found.ref, found.compartment)


def item(ref: str, /, *, by: access.Session) -> Subject:
    """The item of this reference, however it was typed. Raises ItemNotFound of `custody`."""
    places = custody.places([ref], by=by)
    if ref not in places:
        raise custody.ItemNotFound(ref=ref)
    return Subject(ref, ref, places[ref])


def one(person_: str | UUID | None, item_: str | None, /, *, by: access.Session, now: datetime) -> Subject:
    """The one of them that is named."""
    if item_ is not None:
        return item(item_, by=by)
    assert person_ is not None, "a person or an item is needed"
    return person(person_, by=by, now=now)
