"""What may be in other hands names the persons it may have shown, by reference; no open row says who was warned."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language
from dokaz.people import api as people
from dokaz.people.api import Relation
from dokaz.people.within_reach import reach
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards
from dokaz.safeguards.ports import Suspect

CONTACT = people.ContactDetails("Signal", "after 19:00", "the library asks", "the employer")
Kind = safeguards.CompromiseKind


@pytest.fixture
def documenter(kept: Kept):
    """Somebody in the archive who does not belong to the compartment of contacts."""
    account = kept.world.second_account(role="documenter")
    access.grant_membership(compartment=kept.world.compartment, account=account, by=kept.by, now=kept.world.tick())
    return kept.world.as_account(account)


def mark(kept: Kept, kind, subject, *, since=timedelta(hours=1)):
    now = kept.world.tick()
    return safeguards.mark_compromised(kind, subject=str(subject), since=now - since, by=kept.by, now=now)


def received(kept: Kept, text, **more):
    asked = {"name": "a.txt", "source": "x", "by": kept.by, "now": kept.world.tick()} | more
    return custody.receive(io.BytesIO(text), **asked).ref


def appears(kept: Kept, person, item, **more):
    asked = {"relation": Relation.SHOWS, "pinpoint": "", "reason": "same coat"} | more
    people.appear(person.id, item=item, by=kept.by, now=kept.world.tick(), **asked)


@pytest.mark.both
def test_an_account_leads_to_whom_it_was_shown_or_wrote_since_and_to_whose_identity_it_opened(kept: Kept, documenter):
    now = kept.world.tick
    before, shown, judged, _unseen, unmasked = (
        kept.person(name) for name in ("Верас", "Чабор", "Явар", "Клён", "Зубр")
    )
    people.person(before.id, by=documenter, now=now())
    now(24 * 3600)
    people.person(shown.ref, by=documenter, now=now())
    people.appear(
        judged.id, item=received(kept, b"one"), relation=Relation.SHOWS, pinpoint="", reason="same coat",
        by=documenter, now=now(),
    )  # fmt: skip
    asked = people.ask_unmask(unmasked.id, reason="to warn his wife", by=kept.by, now=now())
    people.approve_unmask(asked.id, by=kept.second, now=now())
    found = mark(kept, Kind.ACCOUNT, documenter.actor.account)
    assert set(found.reach.persons) == {shown.ref, judged.ref}
    assert not set(found.reach.persons) & set(found.reach.refs)
    assert found.reach.counts["persons-readable"] == 5
    second = mark(kept, Kind.ACCOUNT, kept.second.actor.account)
    assert set(second.reach.persons) == {unmasked.ref}
    assert kept.world.compartment in second.reach.stopped  # there is something about them that could leave
    assert journal.verify_records().found == ()


def test_where_entries_are_sealed_to_others_everybody_recorded_there_may_have_been_shown(kept: Kept, documenter):
    apart = access.add_compartment(name="apart", protected=True, by=kept.second, now=kept.world.tick()).id
    for each in (kept.by, documenter):
        access.grant_membership(
            compartment=apart, account=each.actor.account, by=kept.second, now=kept.world.tick()
        )  # fmt: skip
    one = kept.person(compartment=apart)
    kept.person()
    assert mark(kept, Kind.ACCOUNT, documenter.actor.account).reach.persons == ()
    suspect = Suspect(kept.world.now, frozenset({documenter.actor.account}), frozenset({apart}))
    access.remove_member(compartment=apart, account=kept.by.actor.account, by=kept.second, now=kept.world.tick())
    assert reach(suspect, by=kept.by, now=kept.world.tick()).persons == {one.ref}


def test_a_compartment_leads_to_who_lies_there_and_contacts_to_everybody_whether_one_is_known_or_not(
    kept: Kept, documenter, tmp_path
):
    known, unknown = kept.person(contact=CONTACT), kept.person("Чабор")
    item = received(kept, b"one")
    appears(kept, known, item)
    every = {known.ref, unknown.ref}
    for place in (kept.contacts, kept.first_half, kept.world.compartment):
        found = mark(kept, Kind.COMPARTMENT, place)
        assert set(found.reach.persons) == every, place
        assert (found.reach.stopped == ()) is (place == kept.world.compartment)
        with pytest.raises(safeguards.Frozen):  # the item in which one of them appears lies elsewhere
            custody.extract(item, to=tmp_path / "copy", by=kept.by, now=kept.world.tick())
        for each in found.reach.compartments:
            custody.move_some(each, by=kept.by, now=kept.world.tick())
        for step in found.steps:
            found = safeguards.do_compromise_step(found.id, step=step.code, by=kept.by, now=kept.world.tick())
        assert found.ended_at is not None
    custody.extract(item, to=tmp_path / "copy", by=kept.by, now=kept.world.tick())
    empty = access.add_compartment(name="empty", by=kept.by, now=kept.world.tick()).id
    assert mark(kept, Kind.COMPARTMENT, empty).reach.persons == ()
    sight = people.within_sight([*every, "P-0000-00000"], by=documenter, now=kept.world.tick())
    assert sight == dict.fromkeys(every, False)  # of a contact nothing is told to who does not belong there
    assert people.within_sight(every, by=kept.by, now=kept.world.tick()) == dict.fromkeys(every, True)
    assert people.within_sight(every, by=kept.second, now=kept.world.tick()) == {}


def test_a_package_leads_to_who_is_in_its_items_and_a_provider_to_nobody(kept: Kept):
    shown, denied, elsewhere = (kept.person(name) for name in ("Верас", "Чабор", "Явар"))
    one, other = received(kept, b"one"), received(kept, b"other")
    appears(kept, shown, one, judgement=records.Judgement.UNSURE)
    appears(kept, denied, one, judgement=records.Judgement.NEGATIVE)
    appears(kept, elsewhere, other)
    suspect = Suspect(kept.world.now, frozenset(), frozenset(), package="K-7K3F-9QXM4", named=frozenset({one}))
    found = reach(suspect, by=kept.by, now=kept.world.tick())
    assert (found.persons, found.counts) == ({shown.ref}, {})
    unseen = reach(suspect, by=kept.second, now=kept.world.tick())  # who cannot read an answer takes it for a yes
    assert unseen.persons == {shown.ref, denied.ref}
    outside = safeguards.OutsideProvider(safeguards.OutsideService.STORE, "s3://7")
    provider = Suspect(kept.world.now, frozenset(), frozenset(), outside)
    assert reach(provider, by=kept.by, now=kept.world.tick()).persons == frozenset()


@pytest.mark.both
def test_each_person_is_settled_by_a_step_and_neither_row_nor_entry_nor_notice_says_who(kept: Kept):
    every = [kept.person(name, contact=CONTACT) for name in ("Верас", "Чабор", "Явар")]
    found = mark(kept, Kind.COMPARTMENT, kept.world.compartment)
    mine = [step for step in found.steps if step.person]
    assert {step.person for step in mine} == {each.ref for each in every}
    assert all(step.person in step.words and not step.acts for step in mine)
    for language in Language:
        assert "3; " in safeguards.notice(found, language=language)
    last = journal.head().size
    for step in mine:
        found = safeguards.do_compromise_step(found.id, step=step.code, by=kept.by, now=kept.world.tick())
    assert all(step.done for step in found.steps if step.person)
    assert found.ended_at is None
    assert safeguards.compromise(found.id, by=kept.by, now=kept.world.tick()) == found
    with connection.cursor() as cursor:
        cursor.execute("SELECT step FROM safeguards_tick")
        rows = " ".join(step for (step,) in cursor.fetchall())
    journal.sequence(now=kept.world.tick())
    told = rows + "".join(
        str(each.event) for each in journal.read(start=last) if each.verb.startswith("safeguards")
    )  # fmt: skip
    assert "person:3" in rows
    assert not any(each.ref in told or str(each.id) in told for each in every)
