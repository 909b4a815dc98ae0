"""A name from a stranger cannot steer a terminal or pass for a line of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify.showing import shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Сведчанне Ўладзіміра.pdf", "Сведчанне Ўладзіміра.pdf"),
        ("a\nSealed as E-1: b", "a\\x0aSealed as E-1: b"),
        ("\x1b[2J\x9b1A\x7f", "\\x1b[2J\\x9b1A\\x7f"),
        ("photo\u202egpj.exe", "photo\\u202egpj.exe"),
        ("one\u2028two\u0085three", "one\\u2028two\\x85three"),
        (b"caf\xe9.txt".decode("utf-8", "surrogateescape"), "caf\\xe9.txt"),
        ("\ud800\U000e0041", "\\ud800\\U000e0041"),
    ],
)
def test_what_is_not_seen_is_written_out(name, expected):
    assert shown(name) == expected


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_whatever_is_shown_is_one_line_that_can_be_written(name):
    assert len(shown(name).splitlines()) <= 1
    shown(name).encode()
