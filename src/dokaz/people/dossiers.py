"""All that the house holds of one person, who saw it and who received it (S-37), as far as the reader may see it.

Giving it to the person is an export of its own and comes with releases; this is what the house itself reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.people import appearing, openings, persons, sameness, situations
from dokaz.people.appearing import Appearance
from dokaz.people.openings import Side
from dokaz.people.persons import Person
from dokaz.people.sameness import SameAs
from dokaz.people.situations import SituationNoted
from dokaz.records import api as records
from dokaz.records.api import RecordRevision

MOST = 100  # entries of the journal


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is held of one person, who saw it by the entries that name them, newest first, and what left.

    `more` says that the journal has older entries.
    """

    person: Person
    revisions: tuple[RecordRevision, ...]
    situations: tuple[SituationNoted, ...]
    appearances: tuple[Appearance, ...]
    same: SameAs
    seen: tuple[journal.ReadEntry, ...]
    more: bool
    left: tuple[custody.GivenOut, ...]


def dossier(person: UUID, /, *, by: access.Session, now: datetime) -> Dossier:
    """Everything at once. Identity and contact stay sealed. Raises NotPermitted, RecordNotFound of `records`."""
    with access.acting(by, now=now):
        who = persons.person(person, by=by, now=now)
        openings.count(Side.DOSSIER, person, by=by, now=now)
    appears = appearing.appearances_of_person(person, by=by, now=now)
    found = access.read_journal(journal.Question(ref=who.ref), limit=MOST, by=by, now=now)
    return Dossier(
        person=who,
        revisions=records.history(person, by=by, now=now),
        situations=situations.situations(person, by=by, now=now),
        appearances=appears,
        same=sameness.same_as(person, by=by, now=now),
        seen=found.entries,
        more=found.onward is not None,
        left=tuple(_left({each.item for each in appears}, by, now)),
    )


def _left(refs: set[str], by: access.Session, now: datetime) -> Iterator[custody.GivenOut]:
    visible: Sequence[str] = sorted(custody.visible(refs, by=by)) if refs else []
    if not visible:
        return
    for record in custody.show_many(visible, by=by, now=now):
        yield from record.given_out
