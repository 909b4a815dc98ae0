"""A person is a pseudonym with roles; who they are and how they are reached is sealed apart from the first moment."""

import io

import pytest
from django.db import IntegrityError, transaction
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.access import models as keys
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.kernel.languages import Language, said, speaking
from dokaz.people import api as people
from dokaz.people import models
from dokaz.people.api import Circumstance, Part, RoleHeld, Vulnerability
from dokaz.records import api as records

DETAILS = people.ContactDetails("Signal", "after 19:00", "the library asks", "the employer")


def test_a_person_is_added_found_and_listed(kept: Kept):
    roles = (RoleHeld(Part.VICTIM, Span.parse("2020-08")), RoleHeld(Part.WITNESS))
    made = kept.person(roles=roles, vulnerabilities=(Vulnerability.CHILD,), born_around=Span.parse("2005~"), note="n")
    assert made.ref.startswith("P-")
    assert made.id.version == 4
    found = people.person(made.ref, by=kept.by, now=kept.world.tick())
    assert (found.pseudonym, found.roles, found.vulnerabilities) == ("Верас", roles, (Vulnerability.CHILD,))
    assert (found.born_around, found.number, found.protected) == (Span.parse("2005~"), 1, True)
    assert people.persons(by=kept.by, now=kept.world.tick()) == (found,)
    with pytest.raises(records.RecordNotFound):
        people.person(made.id, by=kept.second, now=kept.world.tick())
    assert people.persons(by=kept.second, now=kept.world.tick()) == ()


def test_suspects_and_officials_are_not_bound_by_consent_and_whoever_has_no_role_is(kept: Kept):
    assert not kept.person(roles=(RoleHeld(Part.OFFICIAL),)).protected
    assert kept.person(roles=(RoleHeld(Part.OFFICIAL), RoleHeld(Part.SOURCE))).protected
    assert kept.person().protected


def test_a_house_that_keeps_nothing_yet_adds_nobody(real_world):
    with pytest.raises(people.KeepingUnset):
        people.begin(compartment=real_world.compartment, pseudonym="x", by=real_world.session, now=real_world.tick())
    archive = real_world.compartment
    with pytest.raises(people.KeepingUnfit):
        people.keep(first=archive, second=archive, contacts=archive, by=real_world.session, now=real_world.tick())


def test_a_role_that_cannot_be_read_is_refused_with_its_line():
    with pytest.raises(people.RolesUnreadable, match="judge 2020"):
        people.read_roles("witness 2020-08/2020-09\njudge 2020")
    for language in Language:
        with pytest.raises(people.RolesUnreadable) as why:
            people.read_roles("judge 2020")
        with speaking(language):
            example = str(why.value).rpartition(": ")[2]
        assert example == f"{said(Part.WITNESS.label, language)} 2020-08/2020-09"
        assert people.read_roles(example)[0].part is Part.WITNESS
    assert people.read_roles("\nwitness\n") == (RoleHeld(Part.WITNESS),)


def _count(model):
    with access.whole_house("test"):
        return model.objects.count()


def _sizes(model):
    with access.whole_house("test"):
        return {len(row.words) for row in model.objects.all()}


def test_contact_is_there_from_the_beginning_and_every_change_looks_alike(kept: Kept):
    person = kept.person()
    other = kept.person("Чабор", contact=DETAILS)
    assert people.contact(person.id, by=kept.by, now=kept.world.tick()).details is None
    assert people.contact(other.id, by=kept.by, now=kept.world.tick()).details == DETAILS
    before = len(_verbs())
    now = kept.world.tick
    person = people.change_contact(person.id, details=DETAILS, seen=person.number, by=kept.by, now=now())
    changed = _verbs()[before:]
    person = people.note_situation(
        person.id, circumstance=Circumstance.SAFE, on=Span.parse("2026-03"), reason="said so", seen=person.number,
        by=kept.by, now=now(),
    )  # fmt: skip
    person = people.revise_person(
        person.id, pseudonym="Верас", roles=(RoleHeld(Part.WITNESS),), vulnerabilities=(), born_around=None, note="",
        seen=person.number, reason="a role", by=kept.by, now=now(),
    )  # fmt: skip
    assert people.contact(person.id, by=kept.by, now=now()).details == DETAILS  # covers change nothing
    assert set(changed) == {"people:person:revise"}
    with access.whole_house("test"):
        assert models.Contact.objects.filter(person=person.id).count() == 4  # one for each revision
    assert len(_sizes(models.Contact)) == 1
    assert len(_sizes(models.Identity)) == 1


def _verbs():
    from dokaz.journal.models import Entry

    return [verb for verb in Entry.objects.order_by("id").values_list("verb", flat=True) if verb]


def _written(kept, person, **more):
    said = {"pseudonym": "Верас", "roles": (), "vulnerabilities": (), "born_around": None, "note": "", "reason": ""}
    return people.revise_person(person.id, **said | more, seen=person.number, by=kept.by, now=kept.world.tick())


def _in_bulk(kept, person):
    records.change_many(
        {person.id: person.number}, fields={"note": "of many"}, reason="r", by=kept.by, now=kept.world.tick()
    )
    return people.person(person.id, by=kept.by, now=kept.world.tick())


CHANGES = {
    "contact": lambda kept, one: people.change_contact(
        one.id, details=DETAILS, seen=one.number, by=kept.by, now=kept.world.tick()
    ),
    "identity": lambda kept, one: people.write_identity(
        one.id, details=people.IdentityDetails(birthplace="Верасаўск"), seen=one.number, by=kept.by,
        now=kept.world.tick(),
    ),
    "situation": lambda kept, one: _noted(kept, one, Circumstance.SAFE, "2026-03"),
    "taken back": lambda kept, one: people.take_back_situation(
        one.id, number=people.situations(one.id, by=kept.by, now=kept.world.tick())[0].number, reason="another man",
        seen=one.number, by=kept.by, now=kept.world.tick(),
    ),
    "nothing secret": lambda kept, one: _written(kept, one, note="met in the library"),
    "many at once": _in_bulk,
}  # fmt: skip


def test_an_entry_never_tells_whether_a_contact_an_identity_or_a_situation_changed(kept: Kept):
    """S-11: a revision without a difference whose entry named a contact alone would be a contact, for all to read."""
    person, seen = kept.person(), {}
    for what, change in CHANGES.items():
        person = change(kept, person)
        (entry,) = _entries(kept, person, "people:person:revise", limit=1)
        rows = tuple(each["kind"] for each in entry.event["records"])
        seen[what] = (entry.event["verb"], rows, len(entry.body))
    assert set(seen.values()) == {seen["contact"]}, seen
    assert seen["contact"][1][-3:] == ("people.identity", "people.contact", "people.situation")
    for model in (models.Contact, models.Identity, models.Situation):
        assert len(_sizes(model)) == 1
    assert people.contact(person.id, by=kept.by, now=kept.world.tick()).details == DETAILS  # covers change nothing
    assert [each.number for each in people.every_situation(person.id, by=kept.by, now=kept.world.tick())] == [3]
    with pytest.raises(records.NothingChanged):  # a cover is no change
        _written(kept, person, note="of many")
    with pytest.raises(people.SituationTooLong):
        people.note_situation(
            person.id, circumstance=Circumstance.SAFE, on=Span.parse("2026"), reason="ж" * 5_000, seen=person.number,
            by=kept.by, now=kept.world.tick(),
        )  # fmt: skip


def _entries(kept, person, verb, limit):
    journal.sequence(now=kept.world.tick())
    question = journal.Question(ref=person.ref, verbs=frozenset({verb}))
    return access.read_journal(question, limit=limit, by=kept.by, now=kept.world.tick()).entries


@pytest.mark.parametrize(
    "pseudonym",
    [
        "Алесь Рыгоравіч Жытоўскі",
        "ЖЫТОЎСКІ, Алесь  Рыгоравіч",
        "жытоўскі",
    ],
)
def test_a_pseudonym_is_never_one_of_the_names_nor_the_surname(kept: Kept, pseudonym):
    named = people.IdentityDetails(names=(people.NameForm("Yan Smith"), people.NameForm("Алесь Рыгоравіч Жытоўскі")))
    with pytest.raises(people.PseudonymIsName):
        kept.person(pseudonym, identity=named)
    person = kept.person(pseudonym)
    for adds in (True, False):
        with pytest.raises(people.PseudonymIsName):
            people.write_identity(
                person.id, details=named, adds=adds, reason="x", seen=1, by=kept.by, now=kept.world.tick()
            )
    assert kept.person("Алесь", identity=named)  # a given name is borne by thousands


def test_an_identity_says_nothing_that_nobody_could_find(kept: Kept):
    now = kept.world.tick
    item = custody.receive(io.BytesIO(b"a face"), name="a.jpg", source="x", by=kept.by, now=now()).ref
    for name in ("…", "12", ""):
        with pytest.raises(people.NameWithoutLetter):
            kept.named("Ян Пеўнеў", name)
    for photograph in ("E-0000-00000", "not a ref"):
        with pytest.raises(custody.ItemNotFound):
            kept.person(identity=people.IdentityDetails(photographs=(item, photograph)))
    person = kept.person(identity=people.IdentityDetails(photographs=(item.lower(),)))
    asked = people.ask_unmask(person.id, reason="to warn her", by=kept.by, now=now())
    people.approve_unmask(asked.id, by=kept.second, now=now())
    assert people.unmask(asked.id, by=kept.by, now=now())[0].details.photographs == (item,)


def test_contact_is_for_members_of_its_compartment(kept: Kept):
    person = kept.person(contact=DETAILS)
    account = kept.world.second_account(role="documenter")
    access.grant_membership(compartment=kept.world.compartment, account=account, by=kept.by, now=kept.world.tick())
    session = kept.world.as_account(account)
    assert people.person(person.id, by=session, now=kept.world.tick()) == person
    with pytest.raises(access.NotPermitted):
        people.contact(person.id, by=session, now=kept.world.tick())
    keys.Wrap.objects.filter(account=kept.by.actor.account, generation__compartment=kept.contacts).delete()
    with pytest.raises(access.NotPermitted):
        people.contact(person.id, by=kept.by, now=kept.world.tick())


def test_contact_that_would_be_longer_than_others_is_refused(kept: Kept):
    with pytest.raises(people.ContactTooLong):
        kept.person(contact=people.ContactDetails(note="ж" * 5_000))


def test_a_stale_change_overwrites_nothing(kept: Kept):
    person = kept.person()
    people.change_contact(person.id, details=DETAILS, seen=1, by=kept.by, now=kept.world.tick())
    with pytest.raises(records.StaleRevision):
        people.change_contact(person.id, details=DETAILS, seen=1, by=kept.by, now=kept.world.tick())


def test_a_change_for_the_worse_is_told_to_whoever_asks(kept: Kept):
    person, since = kept.person(), kept.world.tick()
    people.note_situation(
        person.id, circumstance=Circumstance.DETAINED, on=Span.parse("2026-03-01/.."), reason="a relative called",
        seen=1, by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    found = people.worsened([person.id], since=since, by=kept.by, now=kept.world.tick())
    assert found[person.id].circumstance is Circumstance.DETAINED
    assert people.worsened([person.id], since=kept.world.tick(), by=kept.by, now=kept.world.tick()) == {}
    with pytest.raises(people.SituationReasonMissing):
        people.note_situation(
            person.id, circumstance=Circumstance.SAFE, on=Span.parse("2026"), reason=" ", seen=2, by=kept.by,
            now=kept.world.tick(),
        )  # fmt: skip


def _noted(kept, person, circumstance, on):
    asked = {"circumstance": circumstance, "on": Span.parse(on), "reason": "a call", "seen": person.number}
    return people.note_situation(person.id, **asked, by=kept.by, now=kept.world.tick())


def _weighs(kept, person):
    noted = people.situations(person.id, by=kept.by, now=kept.world.tick())
    found = people.weighing(noted)
    return found and found.circumstance


def test_a_danger_weighs_until_something_better_came_after_it(kept: Kept):
    person = _noted(kept, kept.person(), Circumstance.DETAINED, "2026-02")
    for circumstance, on, weighs in [
        (Circumstance.MOVED, "2019", Circumstance.DETAINED),  # noted later, and of an earlier time
        (Circumstance.RELEASED, "2020-09", Circumstance.DETAINED),
        (Circumstance.MOVED, "2026-03", Circumstance.DETAINED),  # a move alone is nothing better
        (Circumstance.RELEASED, "2026-02", None),  # the same month: what was noted later came later
        (Circumstance.SEARCHED, "2026-03-01", Circumstance.SEARCHED),
        (Circumstance.DETAINED, "2020-08", Circumstance.SEARCHED),
        (Circumstance.SAFE, "2026", None),  # not later than it was noted, and so after all of them
        (Circumstance.DIED, "2026-03", Circumstance.DIED),
        (Circumstance.SAFE, "../..", Circumstance.DIED),
    ]:
        person = _noted(kept, person, circumstance, on)
        assert _weighs(kept, person) is weighs, (circumstance, on)


def test_a_mistaken_note_is_taken_back_with_a_reason_and_both_stay(kept: Kept):
    now, since = kept.world.tick, kept.world.tick()
    person = _noted(kept, kept.person(), Circumstance.DIED, "2026-03")
    back = {"reason": "he called himself", "by": kept.by, "now": now()}
    with pytest.raises(people.SituationUnknown):
        people.take_back_situation(person.id, number=2, **back, seen=person.number)
    with pytest.raises(people.SituationReasonMissing):
        people.take_back_situation(person.id, number=1, **back | {"reason": " "}, seen=person.number)
    contacts, before = _sizes(models.Contact), _count(models.Contact)
    person = people.take_back_situation(person.id, number=1, **back, seen=person.number)
    assert (_sizes(models.Contact), _count(models.Contact)) == (contacts, before + 1)  # a change like any other
    assert people.situations_of([person.id], by=kept.by, now=now()) == {person.id: ()}
    assert people.worsened([person.id], since=since, by=kept.by, now=now()) == {}
    (told,) = people.every_situation(person.id, by=kept.by, now=now())
    assert (told.circumstance, told.taken_back.reason) == (Circumstance.DIED, "he called himself")
    with pytest.raises(people.SituationUnknown):  # once is enough
        people.take_back_situation(person.id, number=1, **back, seen=person.number)
    assert journal.verify_records().found == ()


def test_danger_is_noted_of_whoever_was_taken_back_as_well(kept: Kept):
    person = kept.person()
    records.move(person.id, move="withdraw", seen=1, comment="entered twice", by=kept.by, now=kept.world.tick())
    person = _noted(kept, people.person(person.id, by=kept.by, now=kept.world.tick()), Circumstance.DETAINED, "2026-02")
    assert (person.state, _weighs(kept, person)) == ("withdrawn", Circumstance.DETAINED)
    with pytest.raises(records.RecordLocked):
        people.change_contact(person.id, details=DETAILS, seen=person.number, by=kept.by, now=kept.world.tick())
    back = {"reason": "another man", "seen": person.number, "by": kept.by, "now": kept.world.tick()}
    assert _weighs(kept, people.take_back_situation(person.id, number=1, **back)) is None


def test_a_second_person_reviews_a_person_and_a_lock_holds_up_nothing_that_is_apart(kept: Kept):
    """What is apart is written of who was reviewed, whichever it is: else a revision of theirs would tell which."""
    now, person = kept.world.tick, kept.person()
    account = kept.world.second_account(role="analyst")
    access.grant_membership(compartment=kept.world.compartment, account=account, by=kept.by, now=now())
    reviewer = kept.world.as_account(account)
    records.move(person.id, move="ask", seen=1, by=kept.by, now=now())
    with pytest.raises(records.RecordsError):  # nobody reviews what they wrote
        records.move(person.id, move="accept", seen=1, by=kept.by, now=now())
    records.move(person.id, move="return", seen=1, comment="which role?", by=reviewer, now=now())
    person = _written(kept, people.person(person.id, by=kept.by, now=now()), note="a witness")
    records.move(person.id, move="ask", seen=2, by=kept.by, now=now())
    records.move(person.id, move="accept", seen=2, by=reviewer, now=now())
    with pytest.raises(records.RecordLocked):
        _written(kept, person, note="another")
    for change in ("contact", "identity", "situation", "taken back"):
        person = CHANGES[change](kept, person)
    assert person.state == "reviewed"
    assert people.contact(person.id, by=kept.by, now=now()).details == DETAILS
    records.move(person.id, move="reopen", seen=person.number, comment="a role more", by=kept.by, now=now())
    assert _written(kept, person, note="another").note == "another"


def test_every_row_of_a_person_is_in_the_journal_and_never_changed(kept: Kept):
    kept.named("Алесь Рыгоравіч Жытоўскі")
    assert journal.verify_records().found == ()
    with access.whole_house("test"):
        for model in (models.Contact, models.Identity):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                model.objects.update(number=9)


def test_sameness_is_a_judgement_that_is_taken_back_and_contradictions_are_shown(kept: Kept):
    one, two, three = (kept.person(name) for name in ("Верас", "Чабор", "Явар"))

    def judge(first, second, judgement):
        return people.judge_same(
            first.id, other=second.id, judgement=judgement, reason="same scar", by=kept.by, now=kept.world.tick()
        )

    judge(one, two, records.Judgement.POSITIVE)
    last = judge(two, three, records.Judgement.POSITIVE)
    judge(one, three, records.Judgement.NEGATIVE)
    found = people.same_as(one.id, by=kept.by, now=kept.world.tick())
    assert {each.id for each in found.persons} == {two.id, three.id}
    assert len(found.contradictions) == 1
    people.take_back_sameness(last.id, reason="another scar", by=kept.by, now=kept.world.tick())
    found = people.same_as(one.id, by=kept.by, now=kept.world.tick())
    assert [each.id for each in found.persons] == [two.id]
    assert found.contradictions == ()


def test_the_verbs_of_entries_are_those_that_records_composes():
    from dokaz.people.kinds import APPEARS, EXAMINED, MISTAKEN, PERSON, VERBS

    acts = {
        PERSON: ("begin", "revise", "show", "list", "history", "assign", "move"),
        records.sameness(PERSON): ("judge", "reverse", "judgements"),
        APPEARS: ("judge", "reverse", "judgements"),
        EXAMINED: ("judge", "reverse", "judgements"),
        MISTAKEN: ("judge", "reverse", "judgements"),
    }
    assert {of.verb(act) for of, named in acts.items() for act in named} == set(VERBS)
