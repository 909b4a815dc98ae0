"""Nothing goes to an authority before five dangers were denied, each with a reason (S-06)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.disclosure.requests.eligibility import Answered, Because, Danger, Finding, Known, answers_of, weigh
from dokaz.kernel.answers import Answer, Silence

THERE = "E-EACS-XJSW0"
FINE = {danger: Answered(Finding.NO, "read in the law") for danger in Danger}
answered = st.builds(
    Answered, finding=st.sampled_from([None, *Finding]), reason=st.sampled_from(["", " ", "so"]),
    assurance=st.sampled_from(["", THERE, "E-7K3F-9QXMT"]), noted=st.sampled_from(["", "doubts"]),
    despite=st.sampled_from(["", " ", "so"]),
)  # fmt: skip
checklists = st.dictionaries(st.sampled_from(Danger), answered)
knowledge = st.builds(
    Known, gets_nothing=st.sampled_from([None, Because.BODY, Because.UNASKED]), present=st.frozensets(st.sampled_from(Danger)),
    noted=st.dictionaries(st.sampled_from([danger for danger in Danger if danger.noted_as]), st.just("doubts")),
    assurances=st.sampled_from([frozenset(), frozenset({THERE})]),
)  # fmt: skip
BAD = (Answered(), Answered(Finding.UNKNOWN, "so"), Answered(Finding.YES, "so"), Answered(Finding.NO, " "))


def test_what_was_denied_with_reasons_blocks_nothing():
    assert weigh(FINE, Known()).passes


@given(checklists, knowledge, st.sampled_from(Danger))
def test_silence_about_any_danger_blocks(answers, known, danger):
    verdict = weigh({each: told for each, told in answers.items() if each is not danger}, known)
    assert not verdict.passes
    assert danger in {block.danger for block in verdict.blocks}


@given(checklists, knowledge, st.sampled_from(Danger), st.sampled_from(BAD))
def test_one_more_bad_answer_never_lets_anything_through(answers, known, danger, bad):
    before = {block.danger for block in weigh(answers, known).blocks}
    assert before <= {block.danger for block in weigh({**answers, danger: bad}, known).blocks}


@given(checklists, knowledge)
def test_knowing_worse_of_the_authority_never_lets_anything_through(answers, known):
    blocked = {block.danger for block in weigh(answers, known).blocks}
    everything, doubted = frozenset(Danger), dict.fromkeys(Danger, "new doubts")
    for worse in (
        replace(known, gets_nothing=Because.BODY), replace(known, present=everything), replace(known, assurances=frozenset()),
        replace(known, noted=doubted),
    ):  # fmt: skip
        assert blocked <= {block.danger for block in weigh(answers, worse).blocks}


@pytest.mark.parametrize("danger", Danger)
def test_only_a_promise_that_a_state_can_keep_stands_against_a_danger(danger):
    answers = FINE | {danger: Answered(Finding.YES, "so", assurance=THERE)}
    assert weigh(answers, Known(assurances={THERE})).passes == danger.assurable
    (block,) = weigh(answers, Known()).blocks
    assert block.because is (Because.GONE if danger.assurable else Because.NEVER)
    (block,) = weigh(FINE | {danger: Answered(Finding.YES, "so")}, Known()).blocks
    assert block.because is (Because.PRESENT if danger.assurable else Because.NEVER)
    assert danger.says in block.says


def test_a_checklist_cannot_talk_away_what_is_written_of_the_authority():
    for danger in (Danger.DEATH_PENALTY, Danger.IN_ABSENTIA):
        (block,) = weigh(FINE, Known(present=frozenset({danger}))).blocks
        assert (block.danger, block.because) == (danger, Because.DENIED)
        assured = FINE | {danger: replace(FINE[danger], assurance=THERE)}
        assert weigh(assured, Known(present=frozenset({danger}), assurances=frozenset({THERE}))).passes
    for why in (Because.BODY, Because.UNASKED):
        (block,) = weigh(FINE, Known(gets_nothing=why)).blocks
        assert block.because is why
    assert weigh({}, Known()).says.count(Danger.ONWARD.says) == 1


@pytest.mark.parametrize("danger", [danger for danger in Danger if danger.noted_as])
def test_words_about_the_authority_block_until_the_answer_deals_with_exactly_them(danger):
    known = Known(noted={danger: "doubts"})
    for dealt in ({}, {"despite": "so"}, {"noted": "doubts"}, {"despite": "so", "noted": "earlier doubts"}):
        (block,) = weigh(FINE | {danger: replace(FINE[danger], **dealt)}, known).blocks
        expected = Because.NOTED_SINCE if "despite" in dealt else Because.NOTED
        assert (block.danger, block.because) == (danger, expected)
    assert weigh(FINE | {danger: replace(FINE[danger], despite="so", noted="doubts")}, known).passes


def test_an_answer_that_gives_a_reason_for_silence_is_none():
    told = answers_of({"death_penalty": Answer(silence=Silence.NOT_ASKED), "death_penalty_why": "so"})
    assert told[Danger.DEATH_PENALTY].finding is None
