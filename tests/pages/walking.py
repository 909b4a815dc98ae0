"""Walking through the office as somebody who follows every link and reads every form, and what there is by its name."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import resolve
from django.urls.exceptions import Resolver404

TOKEN = "csrfmiddlewaretoken"
NOT_FOLLOWED = {"sign-out"}


@dataclass(frozen=True)
class Sheet:
    """A form of a page: where it goes, and its fields with what stands in them."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]

    @property
    def name(self):
        return name_of(self.action)


@dataclass
class Found:
    """By the name of its address: one real path of each kind, the forms that lead there, and what queries hold."""

    paths: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # those that are read
    files: set[str] = field(default_factory=set)  # of these, what is no page: a picture, a file that a browser keeps
    sheets: dict[str, Sheet] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)

    @property
    def reached(self):
        return self.pages.keys() | self.sheets.keys()

    def take(self, page):
        """Note the forms of a page that was read."""
        for sheet in page.sheets:
            if sheet.method == "get":
                self.queries.setdefault(name_of(page.path), set()).update(key for key, _ in sheet.fields)
            elif sheet.name:
                self.paths.setdefault(sheet.name, urlsplit(sheet.action).path)
                self.sheets.setdefault(sheet.name, sheet)


class _Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.links, self.sheets, self._form = path, [], [], None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag in {"img", "audio", "video", "source"} and given.get("src"):
            self.links.append(given["src"])
        elif tag == "form":
            self._form = (given.get("action") or self.path, given.get("method", "get").lower(), [])
        elif self._form and tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self._form[2].append((given["name"], given.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form" and self._form:
            action, method, fields = self._form
            self.sheets.append(Sheet(self.path, urljoin(self.path, action), method, tuple(fields)))
            self._form = None


def name_of(path):
    """The name of an address of the office; None for what is none."""
    try:
        return resolve(urlsplit(path).path, urlconf="dokaz.web.office.urls").url_name
    except Resolver404:
        return None


def read(visitor, path):
    """The links and forms of one page; none where it is no page."""
    answer = visitor.get(path)
    page = _Page(path)
    if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
        page.feed(answer.content.decode())
    return answer, page


def walk(visitor, *starts):
    """Every page that can be come to from these, and each of them, also what answers where one is a path and a form.

    Of each other kind the first is read, and once more with each query name.
    """
    found, read_already = Found(), set()
    for path, sent in (each for each in starts if isinstance(each, tuple)):
        page = _Page(path)
        page.feed(visitor.post(path, sent).content.decode())
        found.take(page)
    named = {each for each in starts if isinstance(each, str)}
    waiting = [each for each in starts if isinstance(each, str)]
    while waiting:
        there = urldefrag(urljoin("/", waiting.pop(0)))[0]
        name, query = name_of(there), {key for key, _ in parse_qsl(urlsplit(there).query)} - {"page-language"}
        known = (name, frozenset(query)) in read_already and there not in named
        named.discard(there)
        if name is None or name in NOT_FOLLOWED or known:
            continue
        read_already.add((name, frozenset(query)))
        found.queries.setdefault(name, set()).update(query)
        answer, page = read(visitor, there)
        if answer.status_code == 302:
            waiting.append(answer.headers["location"])
        if answer.status_code != 200:
            continue
        found.paths.setdefault(name, urlsplit(there).path)
        found.pages.setdefault(name, there)
        if not answer.headers["content-type"].startswith("text/html"):
            found.files.add(name)
        waiting += page.links
        found.take(page)
    return found
