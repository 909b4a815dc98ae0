"""Who is in what something was made of counts in it, until it was looked through and they are judged out of it."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dokaz.people.api import Appearance, Appearances, Relation
from dokaz.people.inheriting import reckoned
from dokaz.records.api import Judgement

AT = datetime(2026, 3, 4, tzinfo=UTC)
PERSONS = [UUID(int=number) for number in (1, 2, 3)]


def step(number, examined, judged):
    """One item of a line, with a standing answer of each person and way."""
    item = f"E-{number}"
    of = tuple(
        Appearance(
            person=person, person_ref=f"P-{person.int}", item=item, relation=relation, judgement=judgement, pinpoint="",
            reason="", by=PERSONS[0], at=AT, id=UUID(int=number),
        )
        for (person, relation), judgement in judged.items()
    )  # fmt: skip
    return Appearances(item, examined=examined, examined_by=None, examined_at=None, of=of)


ways = st.tuples(st.sampled_from(PERSONS), st.sampled_from([Relation.COMES_FROM, Relation.SHOWS]))
answers = st.dictionaries(ways, st.sampled_from(list(Judgement)), max_size=6)
lines = st.lists(st.tuples(st.booleans(), answers), min_size=1, max_size=4).map(
    lambda told: [step(number, examined, judged) for number, (examined, judged) in enumerate(told)]
)


def named(line, way):
    """The judgements of a line about one way, from what was received on; None where a step says nothing."""
    return [
        (each.examined, next((one.judgement for one in each.of if (one.person, one.relation) == way), None))
        for each in line
    ]


@given(lines, ways)
def test_somebody_counts_exactly_from_where_they_are_judged_in_until_where_they_are_judged_out(line, way):
    told = named(line, way)
    ins = [at for at, (_examined, judged) in enumerate(told) if judged in {Judgement.POSITIVE, Judgement.UNSURE}]
    outs = [at for at, (examined, judged) in enumerate(told) if examined and judged is Judgement.NEGATIVE]
    assert (way in reckoned(line).who) == (bool(ins) and max(outs, default=-1) < max(ins))


@given(lines)
def test_a_derivative_of_which_nothing_is_judged_lets_nobody_out(line):
    for examined in (True, False):
        after = reckoned([*line, step(9, examined, {})])
        assert after.who == reckoned(line).who
        assert {(each.person, each.relation) for each in after.inherited} == after.who


@given(lines, st.booleans())
def test_one_more_who_appears_never_makes_anybody_go(line, examined):
    """Whatever is judged of a derivative but a no adds only; and a no that nobody looked for removes nobody."""
    before = reckoned(line).who
    for judgement in (Judgement.POSITIVE, Judgement.UNSURE, Judgement.NONE):
        assert before <= reckoned([*line, step(9, examined, dict.fromkeys(before, judgement))]).who
    assert before <= reckoned([*line, step(9, False, dict.fromkeys(before, Judgement.NEGATIVE))]).who
    assert not reckoned([*line, step(9, True, dict.fromkeys(before, Judgement.NEGATIVE))]).who


@given(lines, st.booleans())
def test_an_item_is_peopled_unless_all_of_it_was_looked_through_and_nobody_was_ever_in_it(line, whole):
    may_be = {Judgement.POSITIVE, Judgement.UNSURE}
    nobody_ever = all(each.examined and may_be.isdisjoint(one.judgement for one in each.of) for each in line)
    assert reckoned(line, whole=whole).peopled == (not (whole and nobody_ever))
    if reckoned(line).who:
        assert reckoned(line).peopled
