"""The algebra of judgements, and judgements as they are recorded."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import attackers
from tests.unit.records.kinds import NEAR, PLACE

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.records import api as records
from dokaz.records.judgement_rows import JudgementRow
from dokaz.records.judgements import Judged, Judgement

NOW = datetime(2026, 3, 4, tzinfo=UTC)
WHO = UUID(int=77)


def answer(number, one, other, judgement, reverses=None):
    first, second = sorted((one, other))
    return Judged(
        id=UUID(int=1000 + number), question="same", about="", one=UUID(int=first), other=UUID(int=second),
        number=number, judgement=judgement, reason="r", by=WHO, at=NOW, compartment=WHO,
        reverses=None if reverses is None else UUID(int=1000 + reverses),
    )  # fmt: skip


@st.composite
def histories(draw):
    """Answers about seven things, some of which take back an earlier one to the same question."""
    made = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        if made and draw(st.booleans()):
            taken = draw(st.sampled_from(made))
            pair = taken.one.int, taken.other.int
            made.append(answer(number, *pair, Judgement.NONE, reverses=taken.number))
        else:
            one, other = draw(st.permutations(range(7)))[:2]
            made.append(answer(number, one, other, draw(st.sampled_from(Judgement))))
    return made


@given(histories(), st.randoms())
def test_the_order_in_which_rows_are_read_changes_nothing(made, chance):
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert records.standing(shuffled) == records.standing(made)
    assert records.clusters(shuffled) == records.clusters(made)


@given(histories())
def test_taking_back_the_last_answer_leaves_what_stood_before_it(made):
    if made and made[-1].reverses is None:
        last = made[-1]
        taken = answer(last.number + 1, last.one.int, last.other.int, Judgement.NONE, reverses=last.number)
        assert records.standing([*made, taken]) == records.standing(made[:-1])
        back = answer(last.number + 2, last.one.int, last.other.int, Judgement.NONE, reverses=taken.number)
        assert records.standing([*made, taken, back]) == records.standing(made)


@given(histories(), st.sampled_from([Judgement.POSITIVE, Judgement.NEGATIVE, Judgement.UNSURE]))
def test_a_later_answer_stands_whatever_came_before(made, judgement):
    latest = answer(99, 0, 1, judgement)
    assert records.standing([*made, latest])[latest.key] == latest


@given(histories())
def test_groups_follow_from_the_standing_yes_alone_and_every_no_within_one_is_reported(made):
    found = records.clusters(made)
    stands = records.standing(made).values()
    yes = [each for each in stands if each.judgement is Judgement.POSITIVE]
    assert found.groups == records.clusters(yes).groups
    assert all(found.of(each.one) == found.of(each.other) for each in yes)
    assert sum(len(group) for group in found.groups) == len(set().union(*found.groups))
    inside = {each.key for each in stands if each.judgement is Judgement.NEGATIVE and each.other in found.of(each.one)}
    assert {each.negative.key for each in found.contradictions} == inside
    for each in found.contradictions:
        reached = {each.negative.one, each.negative.other}
        ends = [end for link in each.chain for end in (link.one, link.other)]
        assert all(link in yes for link in each.chain)
        assert {end for end in ends if ends.count(end) == 1} == reached


@pytest.mark.both
def test_an_answer_is_recorded_sealed_and_taken_back_by_another_one(world):
    one, other = (
        records.begin(PLACE, fields={"name": name}, compartment=world.compartment, by=world.session, now=world.tick())
        for name in ("Valadarka", "Валадарка")
    )

    def judged(first, second, judgement):
        return records.judge(
            PLACE, first.id, second.id, judgement=judgement, reason="one address", compartment=world.compartment,
            words={"at": "Kalodzežnaja"}, by=world.session, now=world.tick(),
        )  # fmt: skip

    def all_told():
        return records.judgements(PLACE, of=other.id, by=world.session, now=world.tick())

    no = judged(one, other, Judgement.NEGATIVE)
    yes = judged(other, one, Judgement.POSITIVE)
    assert yes.number == 2
    assert all_told() == (no, yes)
    assert yes.words == {"at": "Kalodzežnaja"}
    assert records.clusters(all_told()).groups == (frozenset({one.id, other.id}),)
    back = records.reverse(yes.id, reason="two houses", by=world.session, now=world.tick())
    assert list(records.standing(all_told()).values()) == [no]
    with pytest.raises(records.AlreadyReversed):
        records.reverse(yes.id, reason="again", by=world.session, now=world.tick())
    records.reverse(back.id, reason="one house after all", by=world.session, now=world.tick())
    assert list(records.standing(all_told()).values()) == [yes]
    assert records.judgements(PLACE, of=[one.id], by=world.session, now=world.tick()) == all_told()
    with access.whole_house("test"):
        lying = b"".join(bytes(row.words) for row in JudgementRow.objects.all())
    assert b"positive" not in lying
    assert b"address" not in lying
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == ()


def test_what_is_asked_of_the_one_is_not_asked_of_the_other_and_each_refusal_says_why(world):
    one, other = UUID(int=5), UUID(int=4)

    def near(first, second, about="", reason="seen", by=None):
        return records.judge(
            NEAR, first, second, judgement=Judgement.POSITIVE, reason=reason, about=about,
            compartment=world.compartment, by=by or world.session, now=world.tick(),
        )  # fmt: skip

    assert (near(one, other).number, near(other, one).number, near(one, other, "by-road").number) == (1, 1, 1)
    with pytest.raises(records.JudgedWithItself):
        near(one, one)
    with pytest.raises(records.ReasonMissing):
        near(one, other, reason="  ")
    stranger = world.as_account(world.second_account(role="documenter"))
    with pytest.raises(access.NotPermitted):
        near(one, other, by=stranger)
    assert records.judgements(NEAR, by=stranger, now=world.tick()) == ()
    mine = near(other, one)
    with pytest.raises(records.JudgementNotFound):
        records.reverse(mine.id, reason="no", by=stranger, now=world.tick())


@pytest.mark.embedded("the statement is SQLite's")
def test_an_answer_put_between_others_by_hand_counts_for_nothing(world):
    one = records.judge(
        NEAR, UUID(int=1), UUID(int=2), judgement=Judgement.POSITIVE, reason="seen", compartment=world.compartment,
        by=world.session, now=world.tick(),
    )  # fmt: skip
    with attackers.as_attacker() as sql:
        sql("UPDATE records_judgementrow SET other = %s WHERE id = %s", (UUID(int=3).hex, one.id.hex))
    with pytest.raises(journal.RecordUnvouched):
        records.judgements(NEAR, by=world.session, now=world.tick())
