"""The persons of the invented world: entered by one house, unmasked with another, found in any spelling."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.demo.inhabiting import played, residents
from dokaz.demo.loading import held
from dokaz.demo.records import Person, Source, World
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.people.api import Circumstance, NameForm, NameKind, Part, Relation, RoleHeld, Vulnerability
from dokaz.records import api as records

FIRST, SECOND, CONTACTS = "identities 1 (invented)", "identities 2 (invented)", "contacts (invented)"
DOCUMENTER = "documenter"
# a man who is nobody: entered as he says his name and as his passport spells it, and found by other spellings
MAN, IN_HIS_PASSPORT = "Алесь Рыгоравіч Жытоўскі", "Аляксандр Рыгоравіч Жытоўскі"
SPELLINGS = ("Житовский Александр Григорьевич", "Aleksander Żytowski")
PSEUDONYM = "Зубр"
PASSPORT, BORN = "passport ZZ0000000", "1987-05-12"
HAPPENED = "His sister called."
REACHED = people.ContactDetails("A messenger, invented", "after 19:00, Vilnius time", "the library asks")
ROLES = {"keeper": Part.WITNESS, "reader": Part.VICTIM, "neighbour": Part.WITNESS, "relative": Part.RELATIVE}
PHOTOGRAPHS = ("IMG_20200913_180211.jpg", "IMG_20200913_193540.jpg")

Now = Callable[[], datetime]


def enter_persons(home: Path, /, *, world: World, by: access.Session, now: Now) -> tuple[str, ...]:
    """Give a practice home two halves of two houses, a compartment for contacts, and the persons of the world, once.

    `by` is its founder; somebody of each role is there already. Says their references, always in one order.
    """
    if people.kept() is None:
        _keep(home, by, now)
    there = {each.pseudonym: each.ref for each in people.persons(by=by, now=now())}
    if there:
        return tuple(there[each] for each in (*(world.source(one.part).pseudonym for one in world.persons), PSEUDONYM))
    made = [_source(person, world.source(person.part), by, now) for person in world.persons]
    man = _man(by, now)
    _appear([*made, man], by, now)
    people.judge_same(
        made[0].id, other=made[2].id, judgement=records.Judgement.UNSURE,
        reason="Both speak of the same evening, from two places.", by=by, now=now(),
    )  # fmt: skip
    return tuple(each.ref for each in (*made, man))


def _keep(home: Path, by: access.Session, now: Now) -> None:
    """The founder's house holds the first half and contacts, the partner's the second; documenters enter names."""
    partner = played(home, residents(home)[1], now=now)
    first, contacts = (
        access.add_compartment(name=name, protected=True, by=by, now=now()).id for name in (FIRST, CONTACTS)
    )
    second = access.add_compartment(name=SECOND, protected=True, by=partner, now=now()).id
    access.pair_halves(first=first, second=second, by=by, now=now())
    archive = access.compartment("archive", by=by).id
    access.begin_names(archive, by=by, now=now())
    for each in residents(home):
        if each.role == DOCUMENTER:
            for compartment in (first, contacts):
                access.grant_membership(compartment=compartment, account=UUID(each.account), by=by, now=now())
            access.grant_names(compartment=archive, account=UUID(each.account), by=by, now=now())
    people.keep(first=first, second=second, contacts=contacts, by=by, now=now())


def _source(person: Person, source: Source, by: access.Session, now: Now) -> people.Person:
    names = (NameForm(person.belarusian, NameKind.OWN, "be"), NameForm(person.russian, NameKind.DOCUMENT, "ru"))
    return people.begin(
        compartment=access.compartment("archive", by=by).id,
        pseudonym=source.pseudonym,
        roles=(RoleHeld(ROLES[person.part], Span.parse("2020-09/2020-11")), RoleHeld(Part.SOURCE)),
        identity=people.IdentityDetails(names=names),
        contact=REACHED,
        by=by,
        now=now(),
    )


def _man(by: access.Session, now: Now) -> people.Person:
    names = (NameForm(MAN, NameKind.OWN, "be"), NameForm(IN_HIS_PASSPORT, NameKind.DOCUMENT, "be"))
    made = people.begin(
        compartment=access.compartment("archive", by=by).id,
        pseudonym=PSEUDONYM,
        roles=(RoleHeld(Part.VICTIM, Span.parse("2020-11-14/2020-11-29")),),
        vulnerabilities=(Vulnerability.TORTURE, Vulnerability.INSIDE),
        born_around=Span.parse("1987~"),
        identity=people.IdentityDetails(
            names=names, born=Span.parse(BORN), birthplace="Invented", documents=(PASSPORT,)
        ),
        by=by,
        now=now(),
    )
    return people.note_situation(
        made.id, circumstance=Circumstance.RELATIVE_DETAINED, on=Span.parse("2021-03"), reason=HAPPENED,
        seen=made.number, by=by, now=now(),
    )  # fmt: skip


def _appear(found: list[people.Person], by: access.Session, now: Now) -> None:
    """Where somebody is seen on the photographs, or comes from whatever else there is."""
    lines = [line for line in held(by=by, now=now()) if line.kind is not custody.Kind.OBJECT]
    pictures = [line.ref for line in lines if line.name in PHOTOGRAPHS]
    for place, ref in enumerate(pictures or [line.ref for line in lines[:1]]):
        for person, relation in ((found[place % len(found)], Relation.COMES_FROM), (found[-1], Relation.SHOWS)):
            people.appear(
                person.id, item=ref, relation=relation, pinpoint="second row, on the left" if pictures else "",
                reason="Said so at the interview (invented).", by=by, now=now(),
            )  # fmt: skip
        if place == 0:
            reason = "Everybody on it was gone through with the source (invented)."
            people.examined(ref, reason=reason, by=by, now=now())
