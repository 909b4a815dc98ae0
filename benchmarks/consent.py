"""Whether many items may go: the rule alone beside a loop over a dict of answers, and the whole act at the door."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.access import api as access
from dokaz.config import homes
from dokaz.config import people as staff
from dokaz.consent import api as consent
from dokaz.consent.deciding import Asked, decide_item, decide_person
from dokaz.consent.facts import Appearing, ConsentDecision, ItemFacts, PersonFacts
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.people import api as people
from dokaz.people.api import Relation

ROUNDS = 3
SECOND = "companion academic acid acne acquire acrobat activity actress"
ITEMS, PERSONS, AT_THE_DOOR = 100_000, 10_000, 1_000
TARGET = 20_000
DAY = date(2026, 3, 4)
SCOPE = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("authority:lt"))
FORM = consent.Form.PSEUDONYMOUS
ASKED = Asked(SCOPE, FORM, date(2026, 11, 1))


def setup(place: Place) -> Figures:
    """A real home with some items, each of one person, of whom two thirds agreed."""
    make_real(place.home)
    with house.opened(place.home) as by:
        text = kept_text(place.home, by)
        archive = access.compartment("archive", by=by).id
        there = [
            person_who_answered(by, archive, text, number) for number in range(max(1, place.of(AT_THE_DOOR) // 10))
        ]
        for number in range(place.of(AT_THE_DOOR)):
            _item(by, there[number % len(there)], number)
    return {}


def make_real(home: Path) -> None:
    """A home that is no trial, so that it may have protected compartments."""
    homes.create(
        home, name="Archive under measurement", shares=access.Shares(k=2, n=3), passphrase=house.PASSPHRASE,
        home_kind="real", now=clock.now(), cost=house.LIGHT, hand_out=lambda _begun: None,
    )  # fmt: skip
    database.close()


def ours(place: Place) -> Figures:
    count, items, known = place.of(ITEMS), _items(place), _people(place)
    figures: Figures = {"amount": float(count)}
    with timed(figures, "rule"):
        verdicts = {person: decide_person(facts, ASKED) for person, facts in known.items()}
        seen: dict[ItemFacts, bool] = {}
        for item in items:
            if item not in seen:
                seen[item] = decide_item(item, verdicts.get, ASKED).allowed
        allowed = sum(seen[item] for item in items)
    figures["allowed"] = float(allowed)
    with house.copied(place.home, place.output) as session:
        refs = all_items(session)
        figures["refs"] = float(len(refs))
        with timed(figures, "door"):
            consent.permits(
                items=refs, purpose=consent.Purpose.JUSTICE, recipient=consent.Recipient.parse("authority:lt"),
                form=FORM, by=session, now=clock.now(),
            )  # fmt: skip
    return figures


def plain(place: Place) -> Figures:
    """What one writes in five lines: no scope within another, no day, no guardian, no reason."""
    answers = {person: {"justice:lt": "yes" if person.int % 3 else "no"} for person in _people(place)}
    items = [tuple(each.person for each in item.appearing) for item in _items(place)]
    figures: Figures = {"amount": float(len(items))}
    with timed(figures, "rule"):
        sum(all(answers[person].get("justice:lt") == "yes" for person in item) for item in items)
    return figures


RIVALS = {"a dict of answers": plain}


def lines(found: Found) -> list[Line]:
    mine = found["ours"]
    rate = mine["amount"] / mine["rule"]
    return [
        Line(
            f"decide for {mine['amount']:,.0f} items of {PERSONS:,} persons, 12 answers each, with reasons",
            found.rate("ours", "items", "rule"),
            rival=f"a loop over a dict: {found.rate('a dict of answers', 'items', 'rule')}",
            target=f">= {TARGET:,} items/s",
            met=rate >= TARGET,
        ),
        Line(
            f"the same at the door for {mine['refs']:,.0f} items: appearances and papers opened, each row vouched for",
            f"{mine['refs'] / mine['door']:,.0f} items/s, peak {found.peak:.0f} MiB",
        ),
    ]


def _items(place: Place) -> list[ItemFacts]:
    """Each of two persons, one from whom it comes and one who is seen; as they come from the rows, none shared."""
    return [
        ItemFacts(
            examined=True,
            appearing=(
                Appearing(UUID(int=number % PERSONS), Relation.COMES_FROM),
                Appearing(UUID(int=number * 7 % PERSONS), Relation.SHOWS),
            ),
        )
        for number in range(place.of(ITEMS))
    ]


def _people(place: Place) -> dict[UUID, PersonFacts]:  # noqa: ARG001 - as many, however few the items
    scopes = [question.scope for question in consent.questions(["lt"])]
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    found = {}
    for number in range(PERSONS):
        reply = consent.Reply.YES if number % 3 else consent.Reply.NO
        form = FORM if reply is consent.Reply.YES else None
        decisions = tuple(
            ConsentDecision(of=UUID(int=number), scope=scope, reply=reply, form=form, said_on=DAY, recorded_at=at)
            for scope in scopes
        )
        found[UUID(int=number)] = PersonFacts(person=UUID(int=number), decisions=decisions)
    return found


def kept_text(home: Path, by: access.Session) -> consent.ConsentText:
    """A second house, two halves for identities, contacts, and a text that the second house approved."""
    house_ = access.OrganisationId(access.add_organisation(name="Partner", by=by, now=clock.now()))
    account = staff.admit_alone(
        home, passphrase=SECOND, organisation=house_, role="custodian", by=by, now=clock.now(), cost=house.LIGHT
    )
    second = access.sign_in(access.unlock(home, passphrase=SECOND, account=account), now=clock.now())
    one, contacts = (
        access.add_compartment(name=name, protected=True, by=by, now=clock.now()).id for name in ("one", "contacts")
    )
    other = access.add_compartment(name="other", protected=True, by=second, now=clock.now()).id
    access.pair_halves(first=one, second=other, by=by, now=clock.now())
    people.keep(first=one, second=other, contacts=contacts, by=by, now=clock.now())
    text = consent.write_shipped(by=by, now=clock.now())[0]
    consent.approve_statement(text.id, by=second, now=clock.now())
    return text


def person_who_answered(by: access.Session, place: UUID, text: consent.ConsentText, number: int) -> people.Person:
    person = people.begin(compartment=place, pseudonym=f"P{number}", by=by, now=clock.now())
    reply = consent.Reply.YES if number % 3 else consent.Reply.NO
    answer = consent.Answered(SCOPE, reply, FORM if reply is consent.Reply.YES else None)
    asking = consent.Asking(said_on=clock.now().date(), statement=text.id, language=text.language)
    consent.record_decisions(person.id, asking=asking, answers=[answer], by=by, now=clock.now())
    return person


def _item(by: access.Session, person: people.Person, number: int) -> None:
    stream = io.BytesIO(f"item {number}".encode())
    ref = custody.receive(stream, name=f"{number}.txt", by=by, now=clock.now()).ref
    of_person(person.id, ref, by)


def of_person(person: UUID, ref: str, by: access.Session) -> None:
    """Say that an item comes from a person, and that somebody looked through it."""
    people.appear(
        person, item=ref, relation=Relation.COMES_FROM, pinpoint="1", reason="said so", by=by, now=clock.now()
    )
    people.examined(ref, reason="looked through", by=by, now=clock.now())


def all_items(session: access.Session) -> list[str]:
    found: list[str] = []
    while page := custody.items(by=session, now=clock.now(), after=found[-1] if found else None, limit=500):
        found += [line.ref for line in page]
    return found
