"""What is held of one person, who asked who they are, who saw it and what left (S-37), as far as one may see it.

It is what the house itself reads, and no export: nothing here gives it to the person. Labels and states of the record
are told by `records`, what the person agreed to by `consent`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.people import appearing, openings, persons, sameness, situations, unmasking
from dokaz.people.appearing import Appearance
from dokaz.people.openings import Side
from dokaz.people.persons import Person
from dokaz.people.sameness import SameAs
from dokaz.people.situations import SituationNoted
from dokaz.people.unmasking import UnmaskingAsked
from dokaz.records import api as records
from dokaz.records.api import RecordRevision

MOST = 40  # entries of the journal


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is held of one person; by whom, when and why who they are was asked for, and whether it was seen; which
    entries name them, newest first; and what left of the items they appear in, and of what was made of these.

    `older`: the journal goes on below this index. `situations` are told with those that were taken back.
    """

    person: Person
    revisions: tuple[RecordRevision, ...]
    situations: tuple[SituationNoted, ...]
    appearances: tuple[Appearance, ...]
    same: SameAs
    asked: tuple[UnmaskingAsked, ...]
    seen: tuple[journal.ReadEntry, ...]
    older: int | None
    left: tuple[custody.GivenOut, ...]

    @property
    def more(self) -> bool:
        return self.older is not None


def dossier(person: UUID, /, *, before: int | None = None, by: access.Session, now: datetime) -> Dossier:
    """Everything at once, with the newest forty entries below the index `before`. Identity and contact stay sealed.

    Entries are looked for by everything the person is named by: reference, id, and the requests to see who they are.
    Raises NotPermitted, RecordNotFound of `records`.
    """
    with access.acting(by, now=now):
        who = persons.person(person, by=by, now=now)
        openings.count(Side.DOSSIER, person, by=by, now=now)
    appears = appearing.appearances_of_person(person, by=by, now=now)
    asked = unmasking.unmaskings_of(person, by=by, now=now)
    question = journal.Question(ref=who.ref, also=frozenset({str(person), *(str(each.id) for each in asked)}))
    found = access.read_journal(question, before=before, limit=MOST, by=by, now=now)
    return Dossier(
        person=who,
        revisions=records.history(person, by=by, now=now),
        situations=situations.every_situation(person, by=by, now=now),
        appearances=appears,
        same=sameness.same_as(person, by=by, now=now),
        asked=asked,
        seen=found.entries,
        older=found.onward,
        left=tuple(_left({each.item for each in appears}, by, now)),
    )


def _left(refs: set[str], by: access.Session, now: datetime) -> Iterator[custody.GivenOut]:
    visible = sorted(custody.visible(refs, by=by)) if refs else []
    if visible:
        for record in custody.show_with_derivatives(visible, by=by, now=now):
            yield from record.given_out
