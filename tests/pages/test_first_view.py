"""What a page costs whoever opens it for the first time over a slow line: everything it loads by itself, counted."""

import io
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from tests.pages.test_hostile_uploads import Refers

from dokaz.custody import api as custody

MOST = 60_000
IMPORTED = re.compile(rb"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+|/[^"']+)["']""")
LOADED = re.compile(rb"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")


def loads(page):
    """Every file that a browser fetches for this page, with what those ask for: the file by its address."""
    waiting, found = list(Refers(page).loads), {}
    while waiting:
        there = waiting.pop()
        if there in found or there.startswith("data:"):
            continue
        assert urlsplit(there).netloc == ""
        data = Path(finders.find(there.removeprefix("/static/"))).read_bytes()
        found[there] = data
        more = IMPORTED.findall(data) if there.endswith(".js") else LOADED.findall(data)
        waiting += [urljoin(there, each.decode()) for each in more if not each.startswith(b"data:")]
    return found


@pytest.fixture
def ref(world):
    return custody.receive(io.BytesIO(b"7"), name="7.txt", source="P-1", by=world.session, now=world.tick()).ref


def weight(answer):
    assert answer.status_code == 200
    files = loads(answer.content.decode())
    assert any(each.endswith(".css") for each in files)
    assert not [each for each in files if each.endswith((".woff", ".woff2", ".ttf", ".otf"))]
    return [len(data) for data in (answer.content, *files.values())]


def test_the_first_view_is_at_most_sixty_kilobytes(visitor, world, ref):
    """As it is served, which is without compression: the packed size of a page tells what a secret in it is (BREACH)."""
    pages = {"sign-in": visitor.get("/sign-in")}
    visitor.sign_in()
    pages |= {path: visitor.get(path) for path in ("/", "/receive", f"/items/{ref}", "/items")}
    for path, answer in pages.items():
        assert "content-encoding" not in answer.headers
        assert sum(weight(answer)) <= MOST, (path, weight(answer))
