import json
import math
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dokaz.verify import canonical
from dokaz.verify.errors import NotCanonical, NumberRefused

whole = st.integers(-(2**53), 2**53)
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)
events = st.dictionaries(texts, st.none() | st.booleans() | whole | texts | st.lists(whole | texts))


def test_the_sample_of_rfc_8785_section_3_2_2():
    sample = r"""{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"""
    assert canonical.dumps(json.loads(sample)).decode() == (
        '{"literals":[null,true,false],'
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )


def test_keys_are_in_the_order_of_utf_16_as_in_rfc_8785_section_3_2_3():
    names = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical.dumps(names))) == ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("double", "spelled"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_doubles_are_spelled_as_in_rfc_8785_appendix_b(double, spelled):
    (value,) = struct.unpack(">d", bytes.fromhex(double))
    assert canonical.dumps(value) == spelled.encode()


@given(values)
@example(9007199254740994.0)
@example(-9007199254740994.0)
@example(1e20)
def test_what_is_written_is_read_back_and_is_the_same_json(value):
    written = canonical.dumps(value)
    assert canonical.loads(written) == json.loads(written, parse_int=float) == value
    assert canonical.dumps(canonical.loads(written)) == written


@given(values)
def test_the_spelling_of_another_writer_is_refused_unless_it_is_the_same(value):
    other = json.dumps(value).encode()
    if other != canonical.dumps(value):
        with pytest.raises(NotCanonical):
            canonical.loads(other)


@given(events)
def test_events_come_back(event):
    assert canonical.read_event(canonical.event_bytes(event)) == event


@pytest.mark.parametrize(
    "spelled",
    [
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"[1,2]\n",
        b"1.0",
        b"-0",
        b"1E5",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\ud800"',
        b"NaN",
        b"Infinity",
        b"1e999",
        b"9007199254740993",
        b"9" * 5000,
        b"\xef\xbb\xbf1",
        b'"\xff"',
        b"",
        b"[" * 100_000,
    ],
)
def test_a_second_spelling_is_refused(spelled):
    with pytest.raises(NotCanonical):
        canonical.loads(spelled)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, math.nan, math.inf, 10**400])
def test_a_number_that_others_would_round_is_refused(value):
    with pytest.raises(NumberRefused):
        canonical.dumps(value)


def test_an_event_holds_no_float_and_is_an_object():
    with pytest.raises(NumberRefused, match="float"):
        canonical.event_bytes({"at": 1.0})
    with pytest.raises(NumberRefused):
        canonical.read_event(b'{"at":1.5}')
    with pytest.raises(NotCanonical, match="object"):
        canonical.read_event(b"[]")


@pytest.mark.parametrize("value", [{1: "a"}, b"bytes", {"a": {1, 2}}, "\ud800", {"\ud800": 1}])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical.dumps(value)


def test_a_value_nested_without_end_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(NotCanonical, match="deep"):
        canonical.dumps(endless)
