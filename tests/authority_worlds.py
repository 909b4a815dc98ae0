"""An authority as a house writes it down: verified by two, with a request that goes as far as a test needs."""

import io
from dataclasses import dataclass

from tests import permitting, persons

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.requests.eligibility import Danger
from dokaz.people import api as people
from dokaz.people.api import Relation
from dokaz.records import api as records

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
TEXT = "Мяне завуць Ганна Прыкладная. Я бачыла ўсё."
WHY = "Адказала сама пракуратура"
AUTHORITY = {
    "name": "Lietuvos Respublikos generalinė prokuratūra", "name_en": "Prosecutor General's Office of Lithuania",
    "body": "prosecutor", "country": "lt", "mark": "prosecutor-general", "death_penalty": "abolished",
}  # fmt: skip
CONTACT = {
    "name": "Аддзел", "channel": "phone", "address": "+370 1111111", "verified_by": "public-number",
    "verified_with": "+370 0000000, з іх сайта", "verified_on": "2026-03-01",
}  # fmt: skip
REQUEST = {
    "direction": "asked", "their_ref": "7-1", "received_on": "2026-03-02", "what": "Турма ў Верасаўску",
    "purpose": "justice", "deadline": "2026-03-20",
}  # fmt: skip
SEARCH = {"what": "Турма", "where": "Уся калекцыя", "on": "2026-03-03"}
CHECKLIST = {danger.value: "no" for danger in Danger} | {f"{danger.value}_why": WHY for danger in Danger}


@dataclass
class Requested:
    """An authority, a request of it, and short words for what is done with them."""

    world: object
    second: access.Session
    authority: disclosure.Authority
    contact: records.Held
    request: disclosure.Request

    @property
    def by(self):
        return self.world.session

    def item(self, text: str = "page 7") -> str:
        arrived = io.BytesIO(f"{text} {self.world.now}".encode())
        return custody.receive(arrived, name="7.txt", by=self.by, now=self.world.tick()).ref

    def write(self, kind, **fields):
        self.again()
        return disclosure.write_under(self.request, kind=kind, fields=fields, by=self.by, now=self.world.tick())

    def note(self, kind, **fields):
        return disclosure.note_under(self.authority, kind=kind, fields=fields, by=self.by, now=self.world.tick())

    def again(self) -> disclosure.Request:
        self.request = disclosure.request(self.request.ref, by=self.by, now=self.world.tick())
        return self.request

    def step(self, step: str, *, by=None, comment: str = WHY) -> str:
        seen = self.again().held.number
        done = disclosure.advance(
            self.request.id, step=step, seen=seen, comment=comment, by=by or self.by, now=self.world.tick()
        )
        return done.state

    def check(self, held: records.Held, *, by=None) -> records.Held:
        return records.move(held.id, move="accept", seen=held.number, by=by or self.second, now=self.world.tick())

    def judge(self, item: str, judgement=records.Judgement.POSITIVE, *, by=None):
        return disclosure.judge_relevance(
            self.request, item=item, judgement=judgement, reason=WHY, pinpoint="с. 1", by=by or self.by,
            now=self.world.tick(),
        )  # fmt: skip

    def admitted(self) -> None:
        """As far as it was found eligible."""
        self.check(self.contact)
        self.step("verify-authority")
        self.write(disclosure.ELIGIBILITY, **CHECKLIST)
        self.step("find-eligible")

    def searched(self, *items: str) -> None:
        """As far as the search is done."""
        self.admitted()
        self.write(disclosure.SCOPE, inside="Турма")
        self.step("set-scope")
        self.write(disclosure.SEARCH, **SEARCH, found="\n".join(items))
        self.step("end-search")

    def reviewed(self, *items: str) -> None:
        """As far as everything found was judged: all of it is relevant."""
        self.searched(*items)
        for item in items:
            self.judge(item)
        self.step("end-review")

    def prepared(self, *items: str, **terms: object) -> None:
        """As far as a second person can be asked; named and in clear unless told otherwise."""
        self.reviewed(*items)
        self.write(disclosure.TERMS, **{"form": "named", **terms})
        self.step("check-consent")
        self.step("end-redaction")

    def asked(self) -> disclosure.PackageAsked:
        """Asked of a second person, who reads it."""
        made = disclosure.propose_release(self.again(), by=self.by, now=self.world.tick())
        read = disclosure.proposed_package(made.proposed.sha256, by=self.second, now=self.world.tick())
        assert read == made.proposed
        return made

    def approved(self) -> disclosure.PackageAsked:
        made = self.asked()
        access.approve(made.approval, by=self.second, now=self.world.tick())
        return made

    def missing(self) -> list[type]:
        """What the next step still needs."""
        told = disclosure.progress(self.again(), by=self.by, now=self.world.tick())
        return [type(each) for step in told.steps for each in step.missing]


def taken_up(world, request: str) -> Requested:
    """A request that was written down before, by its reference."""
    told = {"by": world.session, "now": world.tick()}
    found = disclosure.request(request, **told)
    who = disclosure.authority_of(found.id, **told)
    contact = disclosure.noted_under(who.id, kind=disclosure.CONTACT, **told)[0]
    return Requested(world, world.second_person(), who, contact, found)


def requested(world, *, authority=None, **fields: object) -> Requested:
    """A request that was received, of an authority whose contact nobody checked yet."""
    second, by = world.second_person(), world.session
    place = world.compartment
    access.grant_membership(compartment=place, account=second.actor.account, by=by, now=world.tick())
    who = disclosure.add_authority(fields=authority or AUTHORITY, compartment=place, by=by, now=world.tick())
    contact = disclosure.note_under(who, kind=disclosure.CONTACT, fields=CONTACT, by=by, now=world.tick())
    given = {**REQUEST, "contact": str(contact.id), **fields}
    request = disclosure.record_request(who, fields=given, by=by, now=world.tick())
    return Requested(world, second, who, contact, request)


class Case:
    """A house that keeps identities, with a request of a prosecutor."""

    def __init__(self, world, **fields):
        self.kept, self.world = persons.keep(world), world
        self.one = requested(world, **fields)

    @property
    def said(self):
        return {"by": self.one.by, "now": self.world.tick()}

    def person(self, **agreed):
        person = self.kept.person(f"P{self.world.now.timestamp()}")
        if agreed:
            two = {"by": self.one.by, "second": self.one.second, "now": self.world.tick}
            permitting.agreed(person, **two, conditions="", **agreed)
        return person

    def item(self, *who, text=TEXT):
        ref = custody.receive(io.BytesIO(f"{text} {self.world.now}".encode()), name="Ганна.txt", **self.said).ref
        for each in who:
            people.appear(each.id, item=ref, relation=Relation.COMES_FROM, pinpoint="1", reason="seen", **self.said)
        return self.looked(ref)

    def looked(self, ref):
        people.examined(ref, reason="looked at all of it", **self.said)
        return ref

    def nobodys(self):
        ref = custody.receive(io.BytesIO(str(self.world.now).encode()), name="page.txt", **self.said).ref
        return permitting.let_go([ref], by=self.one.by, second=self.one.second, now=self.world.tick)[0]

    def make(self, asked, to):
        return disclosure.package(asked.proposed, to=to, **self.said)

    def withdraws(self, person):
        consent.withdraw(person.id, asking=consent.Asking(said_on=self.world.now.date()), **self.said)

    def goes(self):
        known = disclosure.what_goes(self.one.again(), **self.said)
        return {each.ref: each.goes and each.goes.ref for each in known.leaving.prepared}
