"""What a page costs whoever opens it for the first time over a slow line: everything it loads by itself, counted."""

import io
import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from tests.pages.conftest import Visitor
from tests.pages.test_hostile_uploads import Refers

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as log
from dokaz.kernel.languages import Language
from dokaz.web.office import items, journal

MOST = 60_000
FULL = ("/items", "/jobs", "/journal")
IMPORTED = re.compile(rb"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+|/[^"']+)["']""")
LOADED = re.compile(rb"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")


@cache
def fetched(there):
    """A file of ours with the addresses that it asks for in its turn."""
    assert urlsplit(there).netloc == ""
    data = Path(finders.find(there.removeprefix("/static/"))).read_bytes()
    more = IMPORTED.findall(data) if there.endswith(".js") else LOADED.findall(data)
    return data, [urljoin(there, each.decode()) for each in more if not each.startswith(b"data:")]


def loads(page):
    """Every file that a browser fetches for this page, with what those ask for: the file by its address."""
    waiting, found = list(Refers(page).loads), {}
    while waiting:
        there = waiting.pop()
        if there not in found and not there.startswith("data:"):
            found[there], more = fetched(there)
            waiting += more
    return found


def weight(answer):
    """As it is served, which is without compression: the packed size of a page tells what a secret in it is (BREACH)."""
    assert "content-encoding" not in answer.headers
    files = loads(answer.content.decode())
    assert any(each.endswith(".css") for each in files)
    assert not [each for each in files if each.endswith((".woff", ".woff2", ".ttf", ".otf"))]
    return sum(len(data) for data in (answer.content, *files.values()))


class Weighing(Visitor):
    """A browser that keeps what each page weighed, by its address."""

    def get(self, path, **more):
        answer = super().get(path, **more)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            self.weights[path] = weight(answer)
        return answer


@pytest.fixture
def world(house):
    return house.world


@pytest.fixture
def weighing(house, served):
    """The custodian of a busy house."""
    one = Weighing(house.world, secret=house.secret)
    one.client.cookies.load(house.cookies)
    one.weights = {}
    return one


def in_language(path, language):
    return f"{path}{'&' if '?' in path else '?'}page-language={language}"


def test_the_first_view_of_every_page_is_at_most_sixty_kilobytes(weighing, house, world):
    """Every page of a house where much is going on, in each language; lists of what comes in numbers are full."""
    there = house.there
    received = {"source": "P-1", "by": world.session}
    name = "notebook_of_the_readings_2020_08.txt"
    refs = [
        custody.receive(io.BytesIO(b"%d" % number), name=name, now=world.tick(), **received).ref
        for number in range(items.PAGE)
    ]
    custody.examine_later(refs, by=world.session, now=world.tick())
    for language in Language:
        for name in there.pages.keys() - there.files:
            weighing.get(in_language(there.pages[name], language))
    for path in FULL:
        assert weighing.get(in_language(path, Language.ENGLISH)).content.count(b"<tr") > 25, path
    assert len(weighing.weights) > 3 * 70
    assert {path: weighed for path, weighed in weighing.weights.items() if weighed > MOST} == {}


def test_a_page_of_the_longest_sentences_under_every_filter_is_no_heavier(weighing, world, colleague):
    """Somebody tries what only others may, until the page that tells of it is full."""
    analyst = colleague("analyst")
    for _ in range(journal.PAGE):
        analyst.get("/people")
    log.checkpoint(now=world.tick())
    name = access.name_of(analyst.account)
    for language in Language:
        path = f"/journal?refused=on&verb=access&since=2026-03-04&until=2026-03-04&account={name}"
        page = weighing.get(in_language(path, language))
        assert page.content.count(b"<tr") == journal.PAGE + 1
    assert max(weighing.weights.values()) <= MOST
