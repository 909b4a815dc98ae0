"""`house`: persons, items and an approved text, and short words for what is done with them."""

import io
from dataclasses import dataclass
from datetime import date

import pytest
from tests import persons
from tests.persons import Kept
from tests.unit.access.conftest import tampered  # noqa: F401 - a fixture of these tests too

from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.people import api as people
from dokaz.people.api import Relation

TO_LITHUANIA = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("authority:lt"))


@dataclass
class House:
    kept: Kept
    text: consent.ConsentText

    @property
    def by(self):
        return self.kept.by

    @property
    def world(self):
        return self.kept.world

    def now(self):
        return self.world.tick()

    def item(self, *persons_in, relation=Relation.COMES_FROM, examined=True, name="a.txt"):
        """An item in which these persons are, looked through."""
        bytes_ = io.BytesIO(f"{name} {self.world.now}".encode())
        ref = custody.receive(bytes_, name=name, by=self.by, now=self.now()).ref
        for person in persons_in:
            people.appear(
                person.id, item=ref, relation=relation, pinpoint="1", reason="seen", by=self.by, now=self.now()
            )
        if examined:
            people.examined(ref, reason="looked at all of it", by=self.by, now=self.now())
        return ref

    def asking(self, **more):
        given = {"said_on": self.world.now.date(), "statement": self.text.id, "language": "en", **more}
        return consent.Asking(**given)

    def says(self, person, reply=consent.Reply.YES, *, scope=TO_LITHUANIA, form=consent.Form.PSEUDONYMOUS, **how):
        answer = consent.Answered(scope, reply, form if reply is consent.Reply.YES else None)
        asking = self.asking(**how)
        return consent.record_decisions(person.id, asking=asking, answers=[answer], by=self.by, now=self.now())

    def decided(self, *items, form=consent.Form.PSEUDONYMOUS, by=None, **asked):
        where = {"purpose": TO_LITHUANIA.purpose, "recipient": TO_LITHUANIA.recipient, "form": form, **asked}
        return consent.permits(items=items, by=by or self.by, now=self.now(), **where)

    def require(self, *items, by=None):
        return consent.require(
            items=items, purpose=TO_LITHUANIA.purpose, recipient=TO_LITHUANIA.recipient,
            form=consent.Form.PSEUDONYMOUS, by=by or self.by, now=self.now(),
        )  # fmt: skip

    def withdraws(self, person, **how):
        asking = consent.Asking(said_on=self.world.now.date(), **how)
        return consent.withdraw(person.id, asking=asking, by=self.by, now=self.now())

    def next_day(self) -> date:
        return self.world.tick(24 * 3600).date()


@pytest.fixture
def house(real_world):
    kept = persons.keep(real_world)
    text = next(each for each in consent.write_shipped(by=kept.by, now=real_world.tick()) if each.language == "en")
    consent.approve_statement(text.id, by=kept.second, now=real_world.tick())
    return House(kept, text)
