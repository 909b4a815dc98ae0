"""What is typed or stands in a table is read as what it is, in any of the three languages, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.kernel.answers import Answer, Silence
from dokaz.kernel.dates import Span
from dokaz.kernel.languages import Language, Sentence, speaking
from dokaz.records import api as records
from dokaz.records import fields
from dokaz.records.api import Field, FieldType, Labels, Option
from dokaz.records.entering import Vocabulary

OPTIONS = (
    Option("colony", Labels("Colony", "Калонія", "Колония")),
    Option("court", Labels("Court", "Суд", "Суд")),
    Option("court-of-appeal", Labels("Court; of appeal", "Апеляцыя", "Апелляция")),
    Option("old-court", Labels("COURT", "Стары суд", "Старый суд")),
    Option("unasked", Labels("Not asked", "Не пыталіся", "Не спрашивали")),
)
KNOWN = {option.code for option in OPTIONS}
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)
VALUES = {
    FieldType.TEXT: LINE.map(str.strip),
    FieldType.LONG: st.lists(LINE, max_size=4).map("\n".join),
    FieldType.CHOICE: st.sampled_from(sorted(KNOWN)),
    FieldType.CHOICES: st.lists(st.sampled_from(sorted(KNOWN)), unique=True, max_size=4).map(tuple),
    FieldType.DATE: st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: Span.days(day, None))
    | st.sampled_from(["2020~", "202X", "2020-08?", "2020-08-09/2020-08-12", "../1999"]).map(Span.parse),
    FieldType.NUMBER: st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    FieldType.YES_NO: st.booleans(),
    FieldType.LINK: st.just("E-EACS-XJSW0"),
}


def field(kind):
    return Field(
        "x", kind, label=Sentence("X"), options=OPTIONS if kind in (FieldType.CHOICE, FieldType.CHOICES) else ()
    )


@st.composite
def said(draw):
    kind = draw(st.sampled_from(FieldType))
    asked = field(kind)
    value = draw(VALUES[kind] | st.sampled_from(Silence).map(lambda silence: Answer(silence=silence)))
    return asked, fields.checked(asked, value, known=KNOWN)


@settings(deadline=None)  # the first one in a language reads its catalogues
@given(said(), st.sampled_from(Language), st.sampled_from(Language))
def test_every_value_rests_and_is_typed_and_comes_back_the_same_in_any_language(told, written_in, read_in):
    asked, value = told
    words = Vocabulary({"x": asked.options}, {"x": asked.options})
    if value is None:
        return
    assert fields.restored(fields.stored(value, asked.type)) == value
    with speaking(written_in):
        text = records.typed(asked, value=value, words=words)
    with speaking(read_in):
        read = fields.checked(asked, records.entered(asked, text=text, words=words), known=KNOWN)
    assert read == value


def test_a_label_of_two_words_is_not_chosen_for_anybody():
    words = Vocabulary({"x": OPTIONS}, {"x": OPTIONS})
    with pytest.raises(records.ChoiceAmbiguous, match="court, old-court"):
        records.entered(field(FieldType.CHOICE), text="COURT", words=words)
    assert records.entered(field(FieldType.CHOICE), text="Стары суд", words=words) == "old-court"
    retired = Vocabulary({"x": OPTIONS[:2]}, {"x": OPTIONS})
    assert records.entered(field(FieldType.CHOICE), text="COURT", words=retired) == "court"
