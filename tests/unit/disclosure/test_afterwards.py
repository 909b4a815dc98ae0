"""What left is weighed again: what may not be with them any more is named, and who is in it is told what went."""

import pytest
from tests import permitting, released
from tests.authority_worlds import WHY, Case

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases


@pytest.fixture
def case(real_world):
    return Case(real_world)


def went(case, tmp_path, *items):
    """These went to the prosecutor on the request."""
    case.one.prepared(*items)
    case.make(case.one.approved(), tmp_path / "out")
    return releases.register(**case.said)[0]


def due(case):
    found = disclosure.recalls_due(**case.said)
    return [(each.release.ref, [item.ref for item in each.items]) for each in found.releases]


def test_a_witness_who_withdraws_after_it_left_makes_a_recall_due_until_it_is_written_down(case, tmp_path):
    witness = case.person(form=consent.Form.NAMED)
    theirs, other, nobodys = case.item(witness), case.item(case.person(form=consent.Form.NAMED)), case.nobodys()
    release = went(case, tmp_path, theirs, other, nobodys)
    assert disclosure.recalls_known(**case.said) is None  # nobody has looked
    assert due(case) == []
    assert disclosure.recalls_known(**case.said) == disclosure.RecallCount(0, more=False)
    case.withdraws(witness)
    assert disclosure.recalls_known(**case.said) is None  # somebody said something since
    (found,) = disclosure.to_recall(release, **case.said).items
    assert (found.ref, found.number) == (theirs, "X-0001")
    assert "Withdrew consent on" in found.says[0]
    assert found.withdrawn
    assert witness.ref not in " ".join(found.says)
    journal.sequence(now=case.world.tick())
    assert due(case) == [(release.ref, [theirs])]
    assert disclosure.recalls_known(**case.said).releases == 1
    recall = released.RECALL | {"extent": "some", "items": theirs}
    written = releases.write_under(release, kind=releases.RECALL, fields=recall, **case.said)
    assert due(case) == [(release.ref, [theirs])]  # nobody has sent it
    releases.write_anew(written, fields=released.SENT, seen=1, reason="x", **case.said)
    assert due(case) == []
    records.move(written.id, move="withdraw", seen=2, comment="x", **case.said)
    assert due(case) == [(release.ref, [theirs])]
    releases.write_under(release, kind=releases.RECALL, fields=released.RECALL | released.SENT, **case.said)
    assert due(case) == []
    assert disclosure.recalls_known(**case.said) == disclosure.RecallCount(0, more=False)


def test_what_ended_or_was_never_made_is_not_weighed_again(case, tmp_path):
    witness = case.person(form=consent.Form.NAMED)
    release = went(case, tmp_path, case.item(witness))
    case.withdraws(witness)
    records.move(release.id, move="end", seen=release.held.number, comment="they destroyed it", **case.said)
    assert due(case) == []
    assert disclosure.to_recall(releases.release(release.ref, **case.said), **case.said).items == ()


def test_where_only_their_time_is_over_they_may_still_have_it_and_it_is_weighed_again(case, tmp_path):
    witness = case.person(form=consent.Form.NAMED)
    item = case.item(witness)
    release = went(case, tmp_path, item)
    records.move(release.id, move="time-over", seen=release.held.number, comment="until May", **case.said)
    case.withdraws(witness)
    assert due(case) == [(release.ref, [item])]


def test_everybody_in_what_went_is_to_be_told_and_nobody_in_danger_is(case, tmp_path):
    contactable = {"form": consent.Form.NAMED}
    told, worse = case.person(**contactable), case.person(**contactable)
    item, other = case.item(told), case.item(worse)
    release = went(case, tmp_path, item, other, case.nobodys())
    found = {each.person.ref: each for each in disclosure.concerned(release, **case.said)}
    assert {ref: each.items for ref, each in found.items()} == {told.ref: (item,), worse.ref: (other,)}
    assert all(
        each.waits and not disclosure.hindered(each.person, release=release, **case.said) for each in found.values()
    )
    telling = disclosure.plan_telling(release, fields={"person": told.ref.lower()}, **case.said)
    assert telling.compartment == told.compartment
    move = {"move": "tell", "comment": WHY, **case.said}
    with pytest.raises(disclosure.TellingMissing):
        records.move(telling.id, seen=1, **move)
    said = {"channel": "video", "told_on": "2026-03-09", "words": "Пратакол перададзены пракуратуры"}
    disclosure.write_anew(telling, fields=said, seen=1, reason="x", **case.said)
    assert records.move(telling.id, seen=2, **move).state == "told"
    detained = {"circumstance": people.Circumstance.DETAINED, "on": Span.parse("2026-03-08"), "reason": "sister wrote"}
    people.note_situation(worse.id, **detained, seen=worse.number, **case.said)
    found = {each.person.ref: each for each in disclosure.concerned(release, **case.said)}
    assert (found[told.ref].waits, found[worse.ref].waits) == (False, True)
    assert "Ask nothing and tell nothing now" in disclosure.hindered(
        found[worse.ref].person, release=release, **case.said
    )
    planned = disclosure.plan_telling(release, fields={"person": worse.ref, **said}, **case.said)
    with pytest.raises(disclosure.PersonInDanger):
        records.move(planned.id, seen=1, **move)
    records.move(planned.id, move="leave", seen=1, comment="detained", **case.said)
    assert not any(each.waits for each in disclosure.concerned(release, **case.said))


def test_of_whoever_is_not_in_it_or_may_not_be_seen_nothing_is_told(case, tmp_path):
    release = went(case, tmp_path, case.item(case.person(form=consent.Form.NAMED)))
    stranger = case.person()
    with pytest.raises(disclosure.PersonMissing):
        disclosure.plan_telling(release, fields={"person": stranger.ref}, **case.said)
    analyst = case.world.as_account(case.world.second_account(role="analyst"))
    access.grant_membership(
        compartment=case.world.compartment, account=analyst.actor.account, by=case.one.by, now=case.world.tick()
    )
    with pytest.raises(access.NotPermitted):
        disclosure.concerned(release, by=analyst, now=case.world.tick())


def test_what_only_this_account_cannot_know_is_no_recall(case, tmp_path):
    """A person whom the reader may not see makes nothing that left a thing to call back."""
    apart = access.add_compartment(name="apart", by=case.one.by, now=case.world.tick()).id
    access.grant_membership(
        compartment=apart, account=case.one.second.actor.account, by=case.one.by, now=case.world.tick()
    )
    witness = case.kept.person("Схаваны", compartment=apart)
    permitting.agreed(witness, by=case.one.by, second=case.one.second, now=case.world.tick, form=consent.Form.NAMED)
    release = went(case, tmp_path, case.item(witness))
    analyst = case.world.as_account(case.world.second_account(role="analyst"))
    access.grant_membership(
        compartment=case.world.compartment, account=analyst.actor.account, by=case.one.by, now=case.world.tick()
    )
    assert disclosure.to_recall(release, by=analyst, now=case.world.tick()).items == ()
    case.withdraws(witness)
    assert len(disclosure.to_recall(release, **case.said).items) == 1


def test_that_somebody_was_told_is_read_in_the_journal_by_those_alone_who_plan_contacts(case, tmp_path):
    witness = case.person(form=consent.Form.NAMED)
    release = went(case, tmp_path, case.item(witness))
    disclosure.plan_telling(release, fields={"person": witness.ref}, **case.said)
    journal.sequence(now=case.world.tick())
    asked = journal.Question(verbs=("disclosure:told-back:begin",))

    def read(by):
        found = access.read_journal(asked, limit=10, by=by, now=case.world.tick()).entries
        return [each.event["verb"] for each in found if each.event]

    steering = case.world.as_account(case.world.second_account(role="steering"))
    access.grant_membership(
        compartment=case.world.compartment, account=steering.actor.account, by=case.one.by, now=case.world.tick()
    )
    assert read(case.one.by) == ["disclosure:told-back:begin"]
    assert read(steering) == []
