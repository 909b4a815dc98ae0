"""How well a look-up finds, from keyed hashes alone: on officials whom nothing was tuned on (tests/namesakes)."""

from tests.namesakes.looking import shares
from tests.namesakes.pairs import halves, pairs


def test_a_look_up_finds_spellings_and_names_with_one_wrong_letter_and_makes_no_two_people_one():
    found = shares(pairs(halves()[1]))
    assert found["spelled found"] >= 0.995
    assert found["wrong found"] >= 0.90
    assert found["others found"] <= 0.003
    assert found["others same"] == 0
