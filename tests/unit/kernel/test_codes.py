import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.kernel import errors
from dokaz.kernel.codes import ALPHABET, Code, Kind, parse

codes = st.builds(Code, st.sampled_from(Kind), st.text(ALPHABET, min_size=8, max_size=8))


def bare(code):
    return str(code).replace("-", "")


@given(codes)
def test_a_code_is_read_back_as_it_was_written(code):
    assert parse(str(code)) == code


@given(codes, st.data())
def test_a_code_may_be_typed_in_any_case_without_dashes_and_with_look_alikes(code, data):
    alike = {"0": "0oOоО", "1": "1iIlLіІ", "E": "eЕе", "K": "kКк", "H": "hН", "P": "pРр", "X": "xХ", "C": "cСс"}
    typed = "".join(data.draw(st.sampled_from(alike.get(letter, letter + letter.lower()))) for letter in bare(code))
    place = data.draw(st.integers(0, len(typed)))
    separator = data.draw(st.sampled_from(["", " ", "-", "–", "\u2011", "\u00a0", "."]))
    assert parse(typed[:place] + separator + typed[place:]) == code


@given(codes, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_refused(code, place, letter):
    right = bare(code)
    wrong = right[:place] + letter + right[place + 1 :]
    if wrong != right:
        with pytest.raises(errors.CodeError):
            parse(wrong)


@given(codes, st.integers(0, 9), st.integers(0, 9))
def test_every_exchange_of_two_characters_is_refused(code, one, other):
    wrong = list(bare(code))
    wrong[one], wrong[other] = wrong[other], wrong[one]
    if "".join(wrong) != bare(code):
        with pytest.raises(errors.CodeError):
            parse("".join(wrong))


def test_every_error_of_one_character_in_one_code_by_exhaustion():
    right = bare(Code(Kind.ITEM, "7K3F9QXM"))
    for place in range(1, 10):
        for letter in set(ALPHABET) - {right[place]}:
            with pytest.raises(errors.CodeMistyped):
                parse(right[:place] + letter + right[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "error", "sentence"),
    [
        ("", errors.CodeOfUnknownKind, "does not begin with a letter"),
        ("Z-7K3F-9QXM4", errors.CodeOfUnknownKind, "kind of record"),
        ("E-7K3F-9QX", errors.CodeTooShort, "9 are needed after the first letter, and there are 7"),
        ("E-7K3F-9QXM44", errors.CodeTooLong, "there are 10"),
        ("E-7K3F-9UXM4", errors.CodeHasStrangeLetter, "the character “U”"),
        ("E-7K3F-9*XM4", errors.CodeHasStrangeLetter, r"the character “\*”"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(typed, error, sentence):
    with pytest.raises(error, match=sentence):
        parse(typed)


def test_a_code_of_another_kind_is_refused_where_one_kind_is_wanted():
    item = str(Code.new(Kind.ITEM))
    assert parse(item, kind=Kind.ITEM)
    with pytest.raises(errors.CodeOfOtherKind, match="begins with E; a code that begins with P is needed"):
        parse(item, kind=Kind.PERSON)


def test_first_letters_look_like_no_other_character():
    assert {kind.value for kind in Kind} <= set(ALPHABET)


def test_new_codes_differ_and_are_whole():
    made = {str(Code.new(Kind.PERSON)) for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(parse(code, kind=Kind.PERSON) for code in made)


def test_a_code_cannot_be_made_of_other_characters():
    with pytest.raises(errors.CodeError):
        Code(Kind.ITEM, "7K3F9QXU")
    with pytest.raises(errors.CodeError):
        Code(Kind.ITEM, "7K3F")
