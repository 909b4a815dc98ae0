"""Debian's Chromium, opened as different readers would: narrow or wide, light or dark, with scripts or without."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (  # nothing leaves the machine, and nothing is fetched behind the test's back
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # Chromium refuses its own sandbox to root; it opens our own pages only
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

EXPECTED = re.compile(r"responded with a status of (404|422) ")


def require() -> None:
    """Skip with the reason where Chromium is not installed; fail where CI=true."""
    if not CHROMIUM.is_file():
        said = "Chromium of Debian (package chromium) must be installed to open pages in"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


@contextmanager
def chromium() -> Iterator[Browser]:
    require()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright, _started(playwright) as browser:
        patch.setattr(Locator, "click", _read_around(Locator.click))
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's event loop runs in this thread until its end
        yield browser


def _read_around(click: Callable[..., None]) -> Callable[..., None]:
    """A click before and after which its page was read whole: what is asked next is asked of the one it leads to.

    Before, because a click that starts a download ends the reading of a page that is still on its way: Chromium then
    says of it neither that it was read nor that it was not, and whoever waits for one of the two waits for ever.
    """

    def clicked(self: Locator, **how: object) -> None:
        self.page.wait_for_load_state("domcontentloaded")
        click(self, **how)
        if not self.page.is_closed():
            self.page.wait_for_load_state("domcontentloaded")

    return clicked


@contextmanager
def _started(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Readers:
    """People who open pages, each in a browser session of their own. What a page complained of is kept."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    sessions: list[BrowserContext] = field(default_factory=list)

    def open(self, url: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Page:
        session = self.browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        self.sessions.append(session)
        page = session.new_page()
        page.set_default_timeout(60_000)  # a busy machine is no fault
        page.on("console", lambda said: said.type == "error" and self._complain(said))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._require_own(asked.url))
        page.goto(url)
        return page

    def _complain(self, said: ConsoleMessage) -> None:
        """A form with mistakes, and a page that is not there, are answers that Chromium writes down as errors."""
        if not EXPECTED.search(said.text):
            self.complaints.append(_told(said))

    def _require_own(self, url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
            self.complaints.append(f"asks another host: {url}")

    def leave(self) -> None:
        """Close every session; a page that looks again by itself may be asking just now, and is not answered."""
        for session in self.sessions:
            for page in session.pages:
                page.unroute_all(behavior="ignoreErrors")
            session.close()


def _told(said: ConsoleMessage) -> str:
    return f"{said.text} ({said.location.get('url', '')})"


def barriers(page: Page) -> list[str]:
    """What axe finds that keeps somebody out, each with its place."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


Site = Callable[..., object]


def strict(site: Site) -> Site:
    """The site under the strictest policy: whatever is written into a page, also by our own scripts, is refused."""

    def answer(environ: dict, start: Callable[..., object]) -> object:
        return site(
            environ, lambda status, headers, *rest: start(status, [*headers, ("content-security-policy", CSP)], *rest)
        )

    return answer
