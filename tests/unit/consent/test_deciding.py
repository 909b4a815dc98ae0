"""The algebra of consent: what never lets anything through, and what does."""

import datetime as dt
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.consent.deciding import Asked, decide_item, decide_person
from dokaz.consent.facts import Appearing, Basis, ConsentDecision, ItemFacts, PersonFacts
from dokaz.consent.scopes import AUTHORITIES, EVERYTHING, HOUSE, ICC, Recipient, Scope
from dokaz.consent.words import ConditionKind, Form, Look, Purpose, Reply, Voice, Why
from dokaz.people.api import Relation

PERSON, MOTHER, FATHER, SISTER = (UUID(int=number) for number in range(1, 5))
DAY = dt.date(2026, 3, 10)
LITHUANIA = Recipient.parse("authority:lt")
TO_LITHUANIA = Scope(Purpose.JUSTICE, LITHUANIA)
TO_ALL = Scope(Purpose.JUSTICE, AUTHORITIES)
ASKED = Asked(TO_LITHUANIA, Form.PSEUDONYMOUS, dt.date(2026, 11, 1))


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def before(days: int) -> dt.date:
    return after(-days)


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


_askings = (UUID(int=number) for number in count(100))


def said(reply=Reply.YES, *, day=DAY, recorded=None, scope=TO_LITHUANIA, form=Form.PSEUDONYMOUS, of=None, **more):
    recorded = at(recorded or day)
    form = form if reply is Reply.YES else None
    return ConsentDecision(
        of=of or next(_askings), scope=scope, reply=reply, form=form, said_on=day, recorded_at=recorded, **more
    )


def decided(*decisions, asked=ASKED, **facts):
    return decide_person(PersonFacts(person=PERSON, decisions=decisions, **facts), asked)


def whys(decision):
    return [because.why for because in decision.because]


# -- strategies: worlds in which anything may have been said by anybody

days = st.integers(0, 12).map(after)
scopes = st.builds(
    Scope,
    st.sampled_from([None, Purpose.JUSTICE, Purpose.JUSTICE, Purpose.ANALYSIS]),
    st.sampled_from([None, AUTHORITIES, LITHUANIA, Recipient.parse("authority:lt:court"), ICC]),
    st.sampled_from(["", "", "Q-1"]),
)
decisions = st.builds(
    ConsentDecision,
    of=st.integers(1, 50).map(lambda number: UUID(int=number)),
    scope=scopes,
    reply=st.sampled_from([Reply.YES, Reply.YES, *Reply]),
    form=st.sampled_from([*Form]),
    said_on=days,
    recorded_at=days.map(lambda day: dt.datetime.combine(day, dt.time(9), dt.UTC)),
    voice=st.sampled_from([Voice.PERSON, *Voice]),
    speaker=st.sampled_from([MOTHER, FATHER, SISTER]),
    assent=st.sampled_from([True, True, False, None]),
    review=st.sampled_from([None, None, after(20), after(400)]),
)
worlds = st.builds(
    PersonFacts,
    person=st.just(PERSON),
    child=st.booleans(),
    of_age_from=st.sampled_from([None, after(5), after(400)]),
    guarded_from=st.sampled_from([None, before(18 * 366), after(2)]),
    represented=st.sampled_from([False, False, True]),
    gone=st.sampled_from([False, False, True]),
    kin=st.sampled_from([(), (MOTHER,), (SISTER, MOTHER)]),
    excluded=st.sampled_from([frozenset(), frozenset({FATHER})]),
    worse_on=st.sampled_from([None, after(3)]),
    inside_since=st.sampled_from([None, None, at(after(4))]),
    decisions=st.lists(decisions, max_size=6).map(tuple),
)
questions = st.builds(
    Asked,
    st.builds(
        Scope,
        st.sampled_from([Purpose.JUSTICE, Purpose.ANALYSIS]),
        st.sampled_from([LITHUANIA, AUTHORITIES, ICC]),
        st.sampled_from(["", "Q-1"]),
    ),
    st.sampled_from([*Form]),
    days,
)
limits = decisions.filter(lambda each: each.reply is not Reply.YES)


@given(worlds, questions, limits)
def test_one_more_no_or_withdrawal_never_lets_more_through(world, asked, limit):
    if not decide_person(world, asked).allowed:
        assert not decide_person(replace(world, decisions=(*world.decisions, limit)), asked).allowed


@given(worlds, questions)
def test_without_any_yes_nothing_goes(world, asked):
    unwilling = tuple(each for each in world.decisions if each.reply is not Reply.YES)
    assert not decide_person(replace(world, decisions=unwilling), asked).allowed


@given(worlds, questions, days)
def test_a_change_for_the_worse_never_lets_more_through(world, asked, day):
    worse = replace(world, worse_on=max(day, world.worse_on or day))
    assert decide_person(world, asked).allowed or not decide_person(worse, asked).allowed


@given(worlds, questions, days, st.integers(0, 23))
def test_a_flag_as_within_reach_of_the_authorities_never_lets_more_through(world, asked, day, hour):
    flagged = replace(world, inside_since=max(at(day, hour), world.inside_since or at(day, hour)))
    assert decide_person(world, asked).allowed or not decide_person(flagged, asked).allowed


@given(worlds, questions, days)
def test_nothing_agreed_before_that_flag_leaves_the_house(world, asked, day):
    flagged = replace(world, inside_since=at(max([day, *(each.permits_from for each in world.decisions)]), 23))
    assert not decide_person(flagged, asked).allowed


@given(worlds, questions, st.integers(0, 40).map(lambda years: before(years * 366)))
def test_a_guardian_who_agreed_earlier_never_lets_more_through(world, asked, day):
    earlier = replace(world, guarded_from=min(day, world.guarded_from or day))
    assert decide_person(world, asked).allowed or not decide_person(earlier, asked).allowed


@given(worlds, questions, st.integers(18, 40))
def test_no_guardian_alone_permits_for_a_child_of_unknown_birth_18_years_after_the_first_yes(world, asked, years):
    guardians = tuple(each for each in world.decisions if each.voice is Voice.GUARDIAN)
    long_ago = replace(
        world, child=True, of_age_from=None, gone=False, guarded_from=before(years * 366), decisions=guardians
    )
    assert not decide_person(long_ago, asked).allowed


@given(worlds, questions, st.builds(Basis, scope=scopes))
def test_another_role_undoes_no_refusal(world, asked, basis):
    unwilling = replace(world, decisions=tuple(each for each in world.decisions if each.reply is not Reply.YES))
    by_law = replace(unwilling, bound=False, bases=(basis,))
    heard = [each for each in unwilling.decisions if each.voice is Voice.PERSON and each.scope.covers(asked.scope)]
    assert not (heard and decide_person(by_law, asked).allowed)


@given(worlds, questions, st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_read_changes_nothing(world, asked, chance):
    shuffled = list(world.decisions)
    chance.shuffle(shuffled)
    assert decide_person(replace(world, decisions=tuple(shuffled)), asked) == decide_person(world, asked)


@given(worlds, questions, st.sampled_from([Reply.NO, Reply.WITHDRAWN]))
def test_a_later_no_to_everything_stops_everything(world, asked, reply):
    last = said(reply, day=after(30), scope=EVERYTHING)
    stopped = replace(world, decisions=(*world.decisions, last))
    assert not decide_person(stopped, replace(asked, on=after(30))).allowed


@given(worlds, questions)
def test_less_openly_goes_whatever_goes_more_openly(world, asked):
    if decide_person(world, replace(asked, form=Form.NAMED)).allowed:
        assert decide_person(world, replace(asked, form=Form.ANONYMOUS)).allowed


@given(worlds, questions)
def test_every_refusal_says_why(world, asked):
    decision = decide_person(world, asked)
    assert decision.because
    assert all("{" not in because.says and because.says for because in decision.because)


appearing = st.builds(Appearing, st.sampled_from([PERSON, MOTHER, FATHER]), st.sampled_from([*Relation]))
items = st.builds(
    ItemFacts,
    st.sampled_from([True, True, True, False]),
    st.lists(appearing, min_size=1, max_size=4).map(tuple),
    st.sampled_from([(), (Basis(scope=EVERYTHING, confirmed=True),), (Basis(scope=EVERYTHING),)]),
)


@given(items, st.dictionaries(st.sampled_from([PERSON, MOTHER, FATHER]), worlds), questions, appearing)
def test_one_more_person_never_lets_an_item_through(item, people, asked, another):
    def verdict(person):
        return decide_person(people.get(person, PersonFacts(person=person)), asked)

    more = replace(item, appearing=(*item.appearing, another))
    has_source = any(each.relation is Relation.COMES_FROM for each in item.appearing)
    was, now = decide_item(item, verdict, asked), decide_item(more, verdict, asked)
    if has_source or another.relation is not Relation.COMES_FROM:
        assert was.allowed or not now.allowed
    if was.allowed and now.allowed:
        assert {each.person for each in was.conditions} <= {each.person for each in now.conditions}


# -- what people of the house rely on, one by one


def test_silence_is_no():
    decision = decided(said(scope=Scope(Purpose.ANALYSIS, HOUSE)))
    assert (decision.allowed, whys(decision)) == (False, [Why.SILENCE])


@pytest.mark.parametrize("reply", [Reply.NO, Reply.NOT_NOW, Reply.ASK_FIRST, Reply.WITHDRAWN])
def test_only_yes_permits_and_later_words_win(reply):
    assert not decided(said(), said(reply, day=after(1))).allowed
    assert decided(said(reply), said(day=after(1))).allowed


def test_on_one_day_the_more_careful_word_counts_and_it_is_shown():
    decision = decided(said(), said(Reply.NO))
    assert whys(decision) == [Why.SAID_NO]
    assert [each.look for each in decision.looks] == [Look.CONTRADICTION]


def test_taking_back_on_the_day_of_the_yes_is_no_contradiction():
    decision = decided(said(), said(Reply.WITHDRAWN, recorded=after(1)))
    assert whys(decision) == [Why.WITHDREW]
    assert decision.looks == ()
    backdated = decided(said(recorded=after(1)), said(Reply.WITHDRAWN, recorded=after(0)))
    assert not backdated.allowed
    assert [each.look for each in backdated.looks] == [Look.CONTRADICTION]


def test_a_withdrawal_dated_before_the_consent_counts_from_its_recording_and_is_shown():
    decision = decided(said(), said(Reply.WITHDRAWN, day=after(-5), recorded=after(10)))
    assert whys(decision) == [Why.WITHDREW]
    assert Look.SAID_EARLIER in [each.look for each in decision.looks]
    asked_again = decided(said(), said(Reply.WITHDRAWN, day=after(-5), recorded=after(10)), said(day=after(11)))
    assert asked_again.allowed


def test_a_wider_yes_does_not_undo_a_narrower_no():
    assert not decided(said(Reply.NO), said(day=after(5), scope=TO_ALL)).allowed
    assert decided(said(Reply.NO, scope=TO_ALL), said(day=after(5))).allowed
    assert decided(said(scope=TO_ALL)).allowed


def test_said_together_a_narrower_yes_is_an_exception_from_a_wider_no():
    together = {"of": UUID(int=7)}
    decision = decided(said(Reply.NO, scope=TO_ALL, **together), said(**together))
    assert decision.allowed
    assert decision.looks == ()
    assert not decided(said(Reply.NO, scope=TO_ALL), said()).allowed
    assert not decided(said(Reply.NO, **together), said(scope=TO_ALL, **together)).allowed
    assert not decided(said(Reply.NO, scope=TO_ALL, **together), said(**together), said(Reply.WITHDRAWN)).allowed


def test_being_asked_first_is_answered_for_one_occasion():
    once = Scope(Purpose.JUSTICE, LITHUANIA, "Q-1")
    words = said(Reply.ASK_FIRST), said(day=after(3), scope=once)
    assert decided(*words, asked=replace(ASKED, scope=once)).allowed
    assert whys(decided(*words)) == [Why.WANTS_TO_BE_ASKED]


def test_a_name_needs_a_yes_to_the_name():
    named = replace(ASKED, form=Form.NAMED)
    assert whys(decided(said(), asked=named)) == [Why.LESS_AGREED]
    assert decided(said(form=Form.NAMED), asked=named).allowed
    assert not decided(said(form=Form.NAMED), said(day=after(2)), asked=named).allowed


def test_no_yes_makes_figures_or_nameless_publication_show_a_name():
    scope = Scope(Purpose.PUBLIC_ANONYMOUS, Recipient.parse("public"))
    asked = Asked(scope, Form.NAMED, ASKED.on)
    assert whys(decided(said(scope=scope, form=Form.NAMED), asked=asked)) == [Why.NEVER_SO_OPENLY]


def test_when_the_day_of_review_has_come_one_asks_anew():
    yes = said(review=dt.date(2026, 6, 1))
    assert decided(yes, asked=replace(ASKED, on=dt.date(2026, 5, 31))).allowed
    assert whys(decided(yes, asked=replace(ASKED, on=dt.date(2026, 6, 1)))) == [Why.REVIEW_DUE]


def test_a_change_for_the_worse_asks_anew():
    assert whys(decided(said(), worse_on=after(4))) == [Why.WORSENED]
    assert decided(said(), said(day=after(5)), worse_on=after(4)).allowed


def test_who_is_within_reach_of_the_authorities_is_asked_anew_before_anything_leaves_the_house():
    flagged = {"inside_since": at(after(4), 12)}
    assert whys(decided(said(), **flagged)) == [Why.INSIDE]
    assert decided(said(), said(day=after(5)), **flagged).allowed
    backdated = said(day=after(2), recorded=after(9))
    assert whys(decided(backdated, **flagged)) == [Why.INSIDE]
    analysis = Scope(Purpose.ANALYSIS, HOUSE)
    assert decided(said(scope=analysis), asked=replace(ASKED, scope=analysis), **flagged).allowed


def test_on_the_day_of_that_flag_what_was_recorded_after_it_counts():
    assert decided(said(day=after(4)), inside_since=at(after(4), 11)).allowed
    assert whys(decided(said(day=after(4)), inside_since=at(after(4), 13))) == [Why.INSIDE]
    written_down_later = said(day=after(4), recorded=after(5))  # it may have been said before the flag was written
    assert whys(decided(written_down_later, inside_since=at(after(4), 11))) == [Why.INSIDE]


def test_a_text_that_changed_is_shown_and_decides_nothing():
    decision = decided(said(statement=SISTER), changed_statements=frozenset({SISTER}))
    assert decision.allowed
    assert [each.look for each in decision.looks] == [Look.STATEMENT_CHANGED]


def test_a_guardian_needs_the_child_and_the_child_a_guardian():
    child = {"child": True}
    agrees = said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True)
    assert decided(agrees, **child).allowed
    assert whys(decided(replace(agrees, assent=None), **child)) == [Why.NO_ASSENT]
    assert whys(decided(replace(agrees, assent=False), **child)) == [Why.CHILD_REFUSED]
    assert whys(decided(said(), **child)) == [Why.CHILD_ALONE]
    assert whys(decided(agrees, said(Reply.NO), **child)) == [Why.SAID_NO]
    assert not decided(agrees, said(Reply.NO, voice=Voice.GUARDIAN, speaker=FATHER), **child).allowed


def test_an_excluded_guardian_neither_permits_nor_forbids():
    father, mother = ({"voice": Voice.GUARDIAN, "speaker": who, "assent": True} for who in (FATHER, MOTHER))
    excluded = {"child": True, "excluded": frozenset({FATHER})}
    assert whys(decided(said(**father), **excluded)) == [Why.GUARDIAN_EXCLUDED]
    assert decided(said(**mother), said(Reply.NO, **father), **excluded).allowed


def test_a_guardians_word_lapses_on_the_first_day_the_child_can_be_of_age():
    age = {"of_age_from": after(100), "of_age_by": after(465)}
    agrees = said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True)
    assert decided(agrees, asked=replace(ASKED, on=after(99)), **age).allowed
    lapsed = decided(agrees, asked=replace(ASKED, on=after(100)), **age)
    assert whys(lapsed) == [Why.GROWN_UP]
    assert [each.look for each in lapsed.looks] == [Look.AGE_UNCERTAIN]
    assert whys(decided(said(), asked=replace(ASKED, on=after(100)), **age)) == [Why.WAS_CHILD]
    assert decided(said(day=after(100)), asked=replace(ASKED, on=after(101)), **age).allowed


def test_who_is_known_as_a_child_and_may_be_of_age_agrees_together_with_a_guardian():
    age = {"child": True, "of_age_from": after(100), "of_age_by": after(465)}
    agrees = said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True)
    between, later = (replace(ASKED, on=after(days)) for days in (101, 465))
    assert whys(decided(agrees, asked=between, **age)) == [Why.GROWN_UP]
    assert whys(decided(said(), asked=between, **age)) == [Why.WAS_CHILD]
    assert whys(decided(said(day=after(100)), asked=between, **age)) == [Why.CHILD_ALONE]
    assert whys(decided(agrees, said(), asked=between, **age)) == [Why.WAS_CHILD, Why.GROWN_UP]
    assert decided(agrees, said(day=after(100)), asked=between, **age).allowed
    refused = said(Reply.NO, day=after(101), voice=Voice.GUARDIAN, speaker=MOTHER)
    assert not decided(agrees, said(day=after(100)), refused, asked=between, **age).allowed
    assert whys(decided(agrees, said(), asked=later, **age)) == [Why.WAS_CHILD, Why.GROWN_UP]
    assert decided(said(day=after(100)), asked=later, **age).allowed is False
    assert decided(said(day=after(465)), asked=later, **age).allowed


def test_a_child_of_unknown_birth_agrees_themself_18_years_after_a_guardian_first_agreed_for_them():
    day = dt.date(2006, 1, 2)
    agrees = said(day=day, voice=Voice.GUARDIAN, speaker=MOTHER, assent=True)
    child = {"child": True, "guarded_from": day}
    assert decided(agrees, asked=replace(ASKED, on=dt.date(2024, 1, 1)), **child).allowed
    due = decided(agrees, asked=replace(ASKED, on=dt.date(2024, 1, 2)), **child)
    assert whys(due) == [Why.GROWN_UP]
    assert [each.look for each in due.looks] == [Look.AGE_UNKNOWN]
    anew = said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True)
    assert whys(decided(agrees, anew, **child)) == [Why.GROWN_UP, Why.GROWN_UP]
    assert whys(decided(agrees, said(day=dt.date(2012, 5, 1)), **child)) == [Why.WAS_CHILD, Why.GROWN_UP]
    assert decided(agrees, said(), **child).allowed
    assert decided(said(), child=False, guarded_from=day).allowed


def test_a_change_for_the_worse_leaves_every_limit_that_a_yes_was():
    narrow, wide = said(), said(day=after(5), scope=TO_ALL, form=Form.NAMED)
    named = replace(ASKED, form=Form.NAMED)
    assert whys(decided(narrow, wide, asked=named, worse_on=after(3))) == [Why.LESS_AGREED]
    due = said(review=after(4))
    assert whys(decided(due, said(day=after(5), scope=TO_ALL), worse_on=after(3))) == [Why.REVIEW_DUE]
    mother = {"voice": Voice.GUARDIAN, "speaker": MOTHER}
    words = said(**mother, assent=False), said(day=after(5), scope=TO_ALL, **mother, assent=True)
    assert whys(decided(*words, child=True, worse_on=after(3))) == [Why.CHILD_REFUSED]
    kin = said(day=after(5), scope=TO_ALL, form=Form.NAMED, voice=Voice.KIN, speaker=MOTHER)
    assert not decided(narrow, kin, asked=named, gone=True, kin=(MOTHER,), worse_on=after(3)).allowed


def test_a_no_to_a_part_of_what_is_asked_is_heard():
    all_of_them = replace(ASKED, scope=TO_ALL)
    assert decided(said(scope=TO_ALL), asked=all_of_them).allowed
    part = decided(said(scope=TO_ALL), said(Reply.NO, day=after(1)), asked=all_of_them)
    assert whys(part) == [Why.NOT_ALL]
    court = Scope(None, Recipient.parse("authority:lt:court"))
    assert whys(decided(said(), said(Reply.WITHDRAWN, day=after(1), scope=court))) == [Why.NOT_ALL]
    again = said(day=after(2), scope=court)
    assert decided(said(), said(Reply.WITHDRAWN, day=after(1), scope=court), again).allowed
    elsewhere = said(Reply.NO, scope=Scope(Purpose.JUSTICE, Recipient.parse("authority:de")))
    once = said(Reply.NO, scope=Scope(Purpose.JUSTICE, LITHUANIA, "Q-2"))
    assert decided(said(), elsewhere, once).allowed


@pytest.mark.parametrize("voice", [Voice.GUARDIAN, Voice.KIN])
@pytest.mark.parametrize("reply", [Reply.NO, Reply.WITHDRAWN])
def test_whoever_may_not_say_yes_may_say_no_until_the_person_answers(voice, reply):
    refused = said(reply, day=after(2), voice=voice, speaker=MOTHER)
    assert not decided(said(), refused).allowed
    assert decided(said(), refused, said(day=after(3))).allowed
    if voice is Voice.GUARDIAN:
        assert decided(said(), refused, excluded=frozenset({MOTHER})).allowed
        died = decided(refused, said(day=after(9), voice=Voice.KIN, speaker=SISTER), gone=True, kin=(SISTER,))
        assert not died.allowed


def test_for_whom_a_basis_stands_a_refusal_is_heard_all_the_same():
    basis = {"bound": False, "bases": (Basis(scope=EVERYTHING),)}
    assert decided(**basis).allowed
    assert whys(decided(said(Reply.WITHDRAWN, scope=EVERYTHING), **basis)) == [Why.WITHDREW]
    assert decided(said(Reply.NO), said(day=after(1)), **basis).allowed


def test_who_is_the_same_as_somebody_out_of_sight_is_kept_back():
    assert whys(decided(said(), out_of_sight=True)) == [Why.OUT_OF_SIGHT]


def test_nobody_speaks_for_a_grown_person():
    assert whys(decided(said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True))) == [Why.NO_GUARDIAN]
    assert whys(decided(said(voice=Voice.KIN, speaker=MOTHER))) == [Why.SILENCE]
    assert decided(said(voice=Voice.GUARDIAN, speaker=MOTHER, assent=True), represented=True).allowed


def test_of_the_dead_the_first_of_kin_decides_and_a_dispute_is_a_no():
    gone = {"gone": True, "kin": (MOTHER, SISTER)}
    mother, sister = ({"voice": Voice.KIN, "speaker": who} for who in (MOTHER, SISTER))
    assert decided(said(**mother), **gone).allowed
    assert whys(decided(said(**sister), **gone)) == [Why.KIN_OUT_OF_ORDER]
    assert whys(decided(said(**mother), said(Reply.NO, **sister), **gone)) == [Why.KIN_DISPUTE]
    stranger = said(Reply.NO, voice=Voice.KIN, speaker=FATHER)
    assert whys(decided(said(**mother), stranger, **gone)) == [Why.KIN_DISPUTE]
    assert whys(decided(said(), **gone)) == [Why.GONE]
    assert whys(decided(said(), gone=True)) == [Why.NO_KIN]
    assert whys(decided(said(Reply.NO), said(day=after(9), **mother), **gone)) == [Why.SAID_NO]


def test_a_suspect_needs_a_basis_in_law_and_no_consent():
    assert whys(decided(said(), bound=False)) == [Why.NO_BASIS]
    assert decided(bound=False, bases=(Basis(scope=TO_ALL),)).allowed
    assert not decided(bound=False, bases=(Basis(scope=Scope(Purpose.ANALYSIS, HOUSE)),)).allowed


# -- items


def of_item(*appearing, agreed=(), asked=ASKED, **facts):
    yes = {person: decide_person(PersonFacts(person=person, decisions=(said(),)), asked) for person in agreed}
    item = ItemFacts(examined=facts.pop("examined", True), appearing=appearing, **facts)
    return decide_item(item, lambda person: yes.get(person) or decide_person(PersonFacts(person=person), asked), asked)


def test_an_item_nobody_examined_does_not_go():
    assert whys(of_item(Appearing(PERSON, Relation.COMES_FROM), agreed=[PERSON], examined=False)) == [Why.NOT_EXAMINED]


def test_everybody_an_item_comes_from_must_agree():
    both = Appearing(PERSON, Relation.COMES_FROM), Appearing(MOTHER, Relation.COMES_FROM)
    assert of_item(*both, agreed=[PERSON, MOTHER]).allowed
    refused = of_item(*both, agreed=[PERSON])
    assert (refused.allowed, refused.because[0].person) == (False, MOTHER)


def test_who_only_appears_is_removed_unless_they_agree_to_their_name():
    seen = Appearing(PERSON, Relation.COMES_FROM), Appearing(MOTHER, Relation.SHOWS)
    conditions = of_item(*seen, agreed=[PERSON]).conditions
    assert (ConditionKind.REDACT, MOTHER) in [(each.kind, each.person) for each in conditions]
    pseudonymous = of_item(*seen, agreed=[PERSON, MOTHER]).conditions
    assert (ConditionKind.REDACT, MOTHER) in [(each.kind, each.person) for each in pseudonymous]


def test_nothing_is_removed_from_what_stays_in_the_house():
    scope = Scope(Purpose.ANALYSIS, HOUSE)
    asked = Asked(scope, Form.NAMED, ASKED.on)
    agreed = decide_person(PersonFacts(person=PERSON, decisions=(said(scope=scope, form=Form.NAMED),)), asked)
    silent = decide_person(PersonFacts(person=MOTHER), asked)
    seen = (Appearing(PERSON, Relation.COMES_FROM), Appearing(MOTHER, Relation.SHOWS))
    decision = decide_item(
        ItemFacts(examined=True, appearing=seen), {PERSON: agreed, MOTHER: silent}.__getitem__, asked
    )
    assert (decision.allowed, decision.conditions) == (True, ())


def test_somebody_whom_the_reader_may_not_see_keeps_an_item_back():
    item = ItemFacts(examined=True, appearing=(Appearing(MOTHER, Relation.SHOWS),))
    assert whys(decide_item(item, lambda _person: None, ASKED)) == [Why.OUT_OF_SIGHT]


def test_what_comes_from_nobody_needs_a_basis_that_two_people_weighed():
    assert whys(of_item()) == [Why.NOBODY_ANSWERS]
    assert not of_item(bases=(Basis(scope=TO_ALL),)).allowed
    assert whys(of_item(bases=(Basis(scope=TO_ALL, confirmed=True),))) == [Why.ITEM_BASIS_STANDS]
