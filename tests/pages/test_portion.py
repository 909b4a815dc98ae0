"""A long list is read a portion at a time, and nothing of it is left out, whatever the address says."""

import re

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from dokaz.web.office import portion

keys = st.lists(st.text("XE-0123", min_size=1, max_size=8), unique=True, max_size=12)


def asked(address):
    return RequestFactory().get(address)


def read(address, several):
    return portion.Portion.of(asked(address), several, says=str)


@given(keys, st.integers(1, 5))
def test_page_after_page_shows_every_row_once_and_in_order(several, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portion, "SIZE", size)
        address, seen = "/list?state=open", []
        while address:
            some = read(address, several)
            seen += some.keys
            assert len(some.keys) <= size
            assert some.pager is None or some.pager.shown == str(len(several))
            address = some.pager.next if some.pager else ""
            assert not address or "state=open" in address
    assert seen == several


@given(keys, st.text(max_size=8))
def test_an_address_that_names_no_row_begins_at_the_first(several, forged):
    request = RequestFactory().get("/list", {"after": forged})
    some = portion.Portion.of(request, several, says=str)
    if forged not in several:
        assert some.keys == tuple(several[: portion.SIZE])
    assert set(some.keys) <= set(several)


def test_counts_are_told_in_words():
    assert re.sub(r"\s", " ", portion.items(1)) == "1 item"
    assert portion.people(2) == "2 persons"
