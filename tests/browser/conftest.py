"""Fixtures for every test that opens pages; the tests that use them are marked `allow_hosts(LOOPBACK)`."""

import pytest
from tests import browsers


@pytest.fixture(scope="module")
def browser():
    """One Chromium for a file of tests, and no longer: while it runs, this thread counts as asynchronous.

    Django then keeps its connections in another place, so what a test opens must be opened after the browser (a fixture
    of a function is) and nothing may fork.
    """
    with browsers.chromium() as started:
        yield started


@pytest.fixture
def readers(browser):
    """`readers.open(url, width=360)`: a page in a session of its own. No page may complain or ask another host."""
    came = browsers.Readers(browser)
    yield came
    came.leave()
    assert came.complaints == []


@pytest.fixture
def ffmpeg(program):
    """What makes the films that tests look at."""
    return program("ffmpeg")
