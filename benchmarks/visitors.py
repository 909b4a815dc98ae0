"""People at a site: a process that serves it, and browsers that ask for its pages and keep how long each took."""

import gzip
import http.client
import random
import re
import socket
import subprocess
import threading
import time
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.measuring import Figures

PATIENCE = 120  # seconds until a site answers
_LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src|script type="module" src)="(/[^"]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = "application/x-www-form-urlencoded"

Ask = tuple[str, Callable[[random.Random], str]]  # a kind of page, and an address of that kind


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers: its port, and its process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def peak(self) -> float:
        return self._memory("VmHWM")

    @property
    def resident(self) -> float:
        return self._memory("VmRSS")

    def _memory(self, which: str) -> float:
        """MiB, of the process that answers: gunicorn's only child, or the process itself."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        status = Path(f"/proc/{children[0] if children else self.process.pid}/status").read_text()
        (found,) = re.findall(rf"^{which}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found) / 1024


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of every answer by its kind, and over how many seconds they were asked for."""

    by_kind: Mapping[str, Sequence[float]]
    failed: int
    seconds: float

    def figures(self, name: str) -> Figures:
        every = [taken for each in self.by_kind.values() for taken in each]
        made = {f"{name} pages": len(every) / self.seconds, f"{name} failed": float(self.failed)}
        for kind, taken in self.by_kind.items():
            made |= {f"{name} {kind} p{at}": percentile(taken, at) for at in (50, 95, 99)}
            made[f"{name} {kind} count"] = float(len(taken))
        return made


def percentile(taken: Sequence[float], at: int) -> float:
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, len(ordered) * at // 100)]


@contextmanager
def serving(command: Callable[[int], Sequence[str]], *, path: str) -> Iterator[Site]:
    """Start a program with a free port, wait until it answers there, and end it afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        _await(port, path, process)
        yield Site(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if Browser(port).get(path)[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not answer: {process.poll()}")


class Browser:
    """One connection that is kept, and the cookies it sends, those of the answers among them."""

    def __init__(self, port: int, cookies: Mapping[str, bytes] | None = None) -> None:
        self._port, self._token = port, ""
        self._cookies = {name: urlsafe_b64encode(value).decode() for name, value in (cookies or {}).items()}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    @property
    def headers(self) -> dict[str, str]:
        told = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Host": f"localhost:{self._port}", "Cookie": told}

    def get(self, path: str) -> tuple[int, bytes]:
        return self._asked("GET", path, None, {})

    def bring_form(self, page: str) -> None:
        """Open a page with a form, as somebody does before they send one."""
        found = _TOKEN.search(self.get(page)[1].decode())
        assert found, page
        self._token = found[1]

    def post(self, path: str, given: Mapping[str, str]) -> tuple[int, bytes]:
        """A form, sent from a page that was opened before. Where it leads to is not followed."""
        headers = {"Content-Type": FORM, "Origin": f"http://localhost:{self._port}"}
        return self._asked("POST", path, urlencode({"csrfmiddlewaretoken": self._token, **given}).encode(), headers)

    def begun(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """An answer of which no byte of the body was read: read all of it before anything else is asked."""
        self._connection.request("GET", path, headers=self.headers | headers)
        return self._connection.getresponse()

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        for attempt in (1, 2):
            try:
                self._connection.request(method, path, body, self.headers | headers)
                answer = self._connection.getresponse()
                self._keep_cookies(answer)
                return answer.status, answer.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection.close()  # what was kept for long is closed by the site, as with any browser
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for told in answer.headers.get_all("Set-Cookie", []):
            name, _, value = told.partition(";")[0].partition("=")
            self._cookies[name] = value


def there(browser: Browser, asks: Sequence[Ask]) -> list[Ask]:
    """Those of the pages that this site has for this person. Raises for one that neither comes nor is refused."""
    found = []
    for kind, address in asks:
        status, _ = browser.get(address(random.Random(0)))
        assert status in (200, 403, 404), f"{kind}: {status}"
        found += [(kind, address)] if status == 200 else []
    return found


def at_work(browsers: Sequence[Browser], asks: Sequence[Sequence[Ask]], *, seconds: float, think: float) -> Times:
    """Everybody asks for one page after the other, of those for them, and reads each for `think` seconds on average; 0
    asks at once.
    """
    taken: dict[str, list[float]] = defaultdict(list)
    until = time.monotonic() + seconds
    people = [
        threading.Thread(target=_work, args=(browser, mine, taken, until, think, random.Random(number)))
        for number, (browser, mine) in enumerate(zip(browsers, asks, strict=True))
    ]
    for each in people:
        each.start()
    for each in people:
        each.join()
    failed = taken.pop("failed", [])
    return Times(taken, len(failed), seconds)


def _work(
    browser: Browser, asks: Sequence[Ask], taken: Mapping[str, list[float]], until: float, think: float,
    chance: random.Random,
) -> None:  # fmt: skip
    pause = chance.uniform(0, think)
    while time.monotonic() + pause < until:
        time.sleep(pause)
        kind, address = chance.choice(asks)
        path, began = address(chance), time.monotonic()
        try:
            status, _ = browser.get(path)
        except OSError:
            status = 0
        taken[kind if status == 200 else "failed"].append((time.monotonic() - began) * 1000)
        pause = chance.expovariate(1 / think) if think else 0


def first_view(browser: Browser, path: str) -> Figures:
    """Bytes of a page with its styles and scripts, as this site sends them and as a proxy in front would (gzip)."""
    _, page = browser.get(path)
    linked = [browser.get(each)[1] for each in dict.fromkeys(_LINKED.findall(page.decode()))]
    every = [page, *linked]
    return {"view": float(sum(map(len, every))), "view gzip": float(sum(len(gzip.compress(each)) for each in every))}
