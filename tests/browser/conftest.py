"""Fixtures for every test that opens pages; the tests that use them are marked `allow_hosts(LOOPBACK)`."""

import pytest
from tests import browsers


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run of this process."""
    with browsers.chromium() as started:
        yield started


@pytest.fixture
def readers(browser):
    """`readers.open(url, width=360)`: a page in a session of its own. No page may complain or ask another host."""
    came = browsers.Readers(browser)
    yield came
    came.leave()
    assert came.complaints == []
