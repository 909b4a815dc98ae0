"""The number on the first page is that of the list, at once after anything changes it, and costs no opening of papers."""

from datetime import timedelta

import pytest
from tests.unit.consent.test_asking_again import entries, notes

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent import asking_again
from dokaz.consent.api import Reply, Voice
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.people.api import Circumstance, Vulnerability
from dokaz.records import api as records

pytestmark = pytest.mark.both


class Counting:
    """How often all papers were looked at, beside the numbers."""

    def __init__(self, house, monkeypatch):
        self.house, self.looked, real = house, 0, asking_again.ask_again

        def looking(**asked):
            self.looked += 1
            return real(**asked)

        monkeypatch.setattr(asking_again, "ask_again", looking)

    def __call__(self, by=None):
        journal.sequence(now=self.house.now())
        by = by or self.house.by
        found = consent.count_again(by=by, now=self.house.now())
        assert found.persons == len(consent.ask_again(by=by, now=self.house.now()).persons)
        return found.persons


def test_the_number_is_right_at_once_and_counted_anew_only_after_what_decides(house, monkeypatch):
    count = Counting(house, monkeypatch)
    today = house.world.now.date()
    one, two = house.kept.person(), house.kept.person("Чабор")
    child = house.kept.person(
        "Сон-трава", vulnerabilities=[Vulnerability.CHILD], born_around=Span.parse(f"{today.year - 17}-01-06")
    )
    house.says(one, review=today + timedelta(days=1))
    house.says(two)
    house.says(child, voice=Voice.GUARDIAN, speaker=two.id, assent=True)
    assert (count(), count(), count.looked) == (0, 0, 1)
    house.item(one)  # an item, who is in it, and that it was looked through: the second and third are judgements
    people.person(one.id, by=house.by, now=house.now())
    assert (count(), count(), count.looked) == (0, 0, 2)
    for _view in range(3):
        custody_view(house)
        assert count() == 0
    assert count.looked == 2
    notes(house, two, Circumstance.DETAINED)
    assert (count(), count.looked) == (1, 3)
    house.next_day()
    house.next_day()
    assert (count(), count(), count.looked) == (2, 2, 4)
    house.says(two)
    assert count() == 1
    now = people.person(child.id, by=house.by, now=house.now())
    people.revise_person(
        child.id, pseudonym="Сон-трава", roles=(), vulnerabilities=[Vulnerability.CHILD],
        born_around=Span.parse(f"{today.year - 18}-01-06"), note="", seen=now.number, reason="papers", by=house.by,
        now=house.now(),
    )  # fmt: skip
    assert count() == 2
    house.says(one, Reply.NO)
    assert count() == 1
    judged = people.judge_same(
        child.id, other=one.id, judgement=records.Judgement.POSITIVE, reason="?", by=house.by, now=house.now()
    )
    people.take_back_sameness(judged.id, reason="no", by=house.by, now=house.now())
    assert count() == 1
    shown = [each["facts"]["shown"] for each in entries(house) if each["verb"] == "consent:again:count"]
    assert shown == [1, 2, 2, 1, 2, 1, 1]
    assert "consent:again:count" not in {each.verb for each in journal.read()}  # but to those who belong there


def custody_view(house):
    """Somebody reads: entries, none of which writes a row."""
    people.persons(by=house.by, now=house.now())


def test_a_number_is_told_only_of_what_one_may_see_and_not_before_it_has_its_index(house):
    one = house.kept.person()
    house.says(one, review=house.world.now.date() + timedelta(days=1))
    house.next_day()
    assert consent.count_again(by=house.by, now=house.now()).persons == 1  # nothing was sequenced in between
    house.says(one, Reply.NO)
    assert consent.count_again(by=house.by, now=house.now()).persons == 0
    house.says(one, review=house.world.now.date() + timedelta(days=1))
    house.next_day()
    assert consent.count_again(by=house.kept.second, now=house.now()).persons == 0
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=house.now()
    )
    assert consent.count_again(by=house.kept.second, now=house.now()).persons == 1
    analyst = house.world.as_account(house.world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        consent.count_again(by=analyst, now=house.now())
