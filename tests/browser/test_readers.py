"""The readers of pages notice what they are there to notice."""

from contextlib import ExitStack

import pytest
from tests import browsers
from tests.logwitnesses import served
from tests.objectstores import LOOPBACK

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

PAGE = '<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>{}</main></body></html>'


@pytest.fixture
def visited(browser):
    """Open a page with this in it, and say who came and what they saw. The page is served until they leave."""
    came = browsers.Readers(browser)

    def visit(inside, guard=browsers.strict):
        def site(_environ, start):
            start("200 OK", [("content-type", "text/html")])
            return [PAGE.format(inside).encode()]

        return came, came.open(open_sites.enter_context(served(guard(site))), width=360)

    with ExitStack() as open_sites:
        yield visit
        came.leave()


def test_a_page_without_a_fault_is_left_without_a_word(visited):
    came, page = visited("<p>Nothing to say.</p>")
    assert browsers.barriers(page) == []
    assert not browsers.scrolls_sideways(page)
    assert came.complaints == []


def test_a_field_without_a_name_and_pale_words_are_barriers(visited):
    _, page = visited('<input><p style="color:#aaa">Pale</p>', guard=lambda site: site)
    found = " ".join(browsers.barriers(page))
    assert "label" in found
    assert "color-contrast" in found


def test_a_wide_page_scrolls_sideways(visited):
    _, page = visited('<svg width="500" height="5" role="img" aria-label="Wide"></svg>')
    assert browsers.scrolls_sideways(page)


@pytest.mark.parametrize("inline", ["<script>1</script>", '<p style="color:red">Red</p>', '<p onclick="1">Press</p>'])
def test_what_stands_inline_is_complained_of(visited, inline):
    assert visited(inline)[0].complaints


def test_another_host_is_complained_of(visited):
    came, _ = visited('<img src="http://127.0.0.2:9/strange.png" alt="Strange">', guard=lambda site: site)
    assert "asks another host: http://127.0.0.2:9/strange.png" in came.complaints
