"""A possible witness of a request, taken as far as a test needs."""

from dataclasses import dataclass
from uuid import UUID

from tests import persons
from tests.authority_worlds import AUTHORITY, WHY, Requested, requested

from dokaz.consent import api as consent
from dokaz.disclosure import api as disclosure
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records

WORDS = "Чалавек, які быў там, згодны гаварыць з перакладам."
ANSWERED = {"channel": "voice", "asked_on": "2026-03-04", "reply": "conditions", "words": "Толькі па-беларуску"}
TOLD = {"told_on": "2026-03-05", "channel": "phone", "words": WORDS}


@dataclass
class Planned:
    """A possible witness of a request, and short words for what is done about them."""

    one: Requested
    kept: persons.Kept
    plan: UUID

    @property
    def said(self):
        return {"by": self.kept.by, "now": self.kept.world.tick()}

    @property
    def held(self):
        return records.held(self.plan, **self.said)

    def write(self, **fields):
        held = self.held
        return disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, **self.said)

    def move(self, move):
        return records.move(self.plan, move=move, seen=self.held.number, comment=WHY, **self.said).state

    def told(self):
        return disclosure.standing_of_witness(self.held, **self.said).told

    def against(self):
        return disclosure.standing_of_witness(self.held, **self.said).against

    def agrees(self):
        """As far as the person agreed, and the authority may be told."""
        person = self.kept.person("Верас")
        agrees_to_contact(self.kept, person)
        self.write(person=person.ref)
        self.move("ask")
        self.write(**ANSWERED, may_tell=WORDS)
        self.move("agree")
        return person

    def detained(self, person):
        people.note_situation(
            person.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026-03"), reason=WHY,
            seen=people.person(person.id, **self.said).number, **self.said,
        )  # fmt: skip


def planned(world, **authority):
    kept, one = persons.keep(world), requested(world, authority=AUTHORITY | authority)
    plan = disclosure.plan_witness(one.request, fields={"who": "Настаўніца"}, by=kept.by, now=world.tick())
    return Planned(one, kept, plan.id)


def agrees_to_contact(kept, person):
    text = next(each for each in consent.write_shipped(by=kept.by, now=kept.world.tick()) if each.language == "en")
    consent.approve_statement(text.id, by=kept.second, now=kept.world.tick())
    asking = consent.Asking(said_on=kept.world.now.date(), statement=text.id, language="en")
    scope = consent.Scope(consent.Purpose.CONTACT, consent.HOUSE)
    yes = consent.Answered(scope, consent.Reply.YES, consent.Form.NAMED)
    consent.record_decisions(person.id, asking=asking, answers=[yes], by=kept.by, now=kept.world.tick())
