"""The office at work: its pages at a million items with twenty people, on both databases, beside a plain list."""

import io
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pyotp

from benchmarks import collection, house, keeping, plain_list, served, visitors
from benchmarks.measuring import Figures, Found, Line, Place, timed
from benchmarks.visitors import Ask, Browser
from dokaz.access import api as access
from dokaz.config import homes, office
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.web.office import cookies
from dokaz.web.office.site import Office

ROUNDS = 1
ITEMS = 1_000_000
PEOPLE, THINK = 20, 2.0  # so that together they ask for ten pages a second
WORKING, PRESSING = 180, 60  # seconds at full scale
TARGET, VIEW = 150.0, 60_000  # milliseconds of the 95th percentile; bytes
WORK, PRESSED = "at work", "pressed"
LIST = "items, newest"
# Every page that is asked for; what the site does not have is named in the table. {deep} and {whole} are references.
PATHS = (
    ("home", "/"),
    (LIST, "/items"),
    ("items, two facets", "/items?type=image&came=portal"),
    ("items, deep in", "/items?after={deep}"),
    ("items, a rare facet", "/items?kind=object"),
    ("items of one month", "/items?year={year}&month=7"),
    ("one item", "/items/{whole}"),
    ("journal", "/journal"),
    ("files and their checks", "/fixity"),  # for those who may check
)
PROFILED = 20
IN_MEMORY = "/dev/shm"  # where a pass-phrase may lie


def setup(place: Place) -> Figures:
    home = _home(place)
    keeping.drop_unfinished(home)
    return keeping.made(home, partial(_make, place, home))


def ours(place: Place) -> Figures:
    return _measured(place, _home(place))


def on_postgres(place: Place) -> Figures:
    home = _home(place, "postgres") if place.keep else place.output / "home"
    keeping.drop_unfinished(home)
    with served.kept_cluster(home.parent / "server") if place.keep else served.cluster(place):
        made = keeping.made(home, partial(_make, place, home))
        return made | _measured(place, home)


def _home(place: Place, name: str = "embedded") -> Path:
    """Of so many items: one that was made and kept is used again."""
    return keeping.home(place, f"{name}-{place.of(ITEMS)}")


def plain(place: Place) -> Figures:
    """A list view as Django makes it, on as many rows in a database without a key: nothing sealed, asked or logged."""
    place.output.mkdir()
    file = plain_list.fill(place.output / "plain.db", amount=place.of(ITEMS))
    command = lambda port: [sys.executable, "-m", "benchmarks.plain_list", str(file), str(port)]  # noqa: E731
    with visitors.serving(command, path="/items") as site:
        browsers = [Browser(site.port) for _ in range(PEOPLE)]
        return _asked(place, browsers, _asks(plain_list.PATHS, {"deep": plain_list.deep(place.of(ITEMS))}), site)


RIVALS = {"postgres": on_postgres, "plain": plain}


def profiled(place: Place) -> Figures:
    """Every page in this process, one after the other, for cProfile."""
    figures: Figures = {}
    home = _home(place)
    with _site(home) as (application, browsers):
        for kind, address in _asks(PATHS, _references(home)):
            chance = random.Random(1)
            if _called(application, browsers[0], address(chance)) != 200:
                continue
            with timed(figures, kind):
                for number in range(PROFILED):
                    _called(application, browsers[number % PEOPLE], address(chance))
            print(f"{kind}: {figures[f'{kind} cpu'] / PROFILED * 1000:.1f} ms", file=sys.stderr)
    return figures


def lines(found: Found) -> list[Line]:
    mine, items = found["ours"], f"{found['setup']['amount']:,.0f} items"
    told = [
        line
        for database_name, figures in (("embedded database", mine), ("PostgreSQL", found["postgres"]))
        for line in _lines(f"{items}, {PEOPLE} people, {database_name}", figures, found["plain"])
    ]
    first = Line(
        "first view of the items page: HTML, styles and scripts",
        f"{mine['view'] / 1000:.1f} kB as the site sends it, {mine['view gzip'] / 1000:.1f} kB with gzip",
        target=f"<= {VIEW / 1000:.0f} kB",
        met=mine["view"] <= VIEW,
    )
    return [*told, first, _built("embedded database", found["setup"]), _built("PostgreSQL", found["postgres"])]


def _lines(where: str, mine: Figures, theirs: Figures) -> Iterator[Line]:
    for kind, _ in PATHS:
        if f"{WORK} {kind} p50" not in mine:
            yield Line(f"{kind}: {where}", "not there")
            continue
        other = f"plain list: {_times(theirs, WORK, kind)}" if f"{WORK} {kind} p50" in theirs else "—"
        ratio = theirs.get(f"{WORK} {kind} p50", 0) / mine[f"{WORK} {kind} p50"]
        met = mine[f"{WORK} {kind} p95"] < TARGET
        target = f"p95 < {TARGET:.0f} ms"
        yield Line(f"{kind}: {where}", _times(mine, WORK, kind), other, f"{ratio:.2f}" if ratio else "—", target, met)
    failed = mine[f"{PRESSED} failed"] + mine[f"{WORK} failed"]
    yield Line(
        f"all pages as fast as they come: {where}",
        f"{mine[f'{PRESSED} pages']:.1f} pages/s; {LIST}: {_times(mine, PRESSED, LIST)}; {failed:.0f} failed",
        f"plain list: {theirs[f'{PRESSED} pages']:.1f} pages/s",
        f"{mine[f'{PRESSED} pages'] / theirs[f'{PRESSED} pages']:.2f}",
    )
    yield Line(f"memory of the process that answers: {where}", _memory(mine), f"plain list: {_memory(theirs)}")


def _memory(figures: Figures) -> str:
    return f"{figures['resident']:.0f} MiB at work, peak {figures['memory']:.0f} MiB"


def _times(figures: Figures, how: str, kind: str) -> str:
    p50, p95, p99 = (figures[f"{how} {kind} p{at}"] for at in (50, 95, 99))
    return f"{p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f}"


def _built(where: str, figures: Figures) -> Line:
    return Line(
        f"make the collection of {figures['amount']:,.0f} items, {where}",
        f"{figures['build']:.0f} s; its rows {figures['amount'] / figures['fill']:,.0f} items/s",
    )


def _make(place: Place, home: Path) -> Figures:
    figures: Figures = {"amount": float(place.of(ITEMS))}
    with timed(figures, "build"):
        figures["fill"] = collection.make(home, amount=place.of(ITEMS))
    return figures


def _measured(place: Place, home: Path) -> Figures:
    with at_home(home) as (site, browsers):
        return _asked(place, browsers, _asks(PATHS, _references(home)), site)


@contextmanager
def at_home(home: Path) -> Iterator[tuple[visitors.Site, list[Browser]]]:
    """The site as `dokaz serve office` starts it, in a process of its own, and its twenty people, signed in."""
    people, program = _signed_in(home), str(Path(sys.executable).with_name("dokaz"))
    with NamedTemporaryFile("w", dir=IN_MEMORY) as words:
        words.write(house.PASSPHRASE)
        words.flush()
        shared = [program, "--home", str(home), "--passphrase-file", words.name, "serve", "office", "--bind"]
        with visitors.serving(lambda port: [*shared, f"127.0.0.1:{port}"], path="/health") as site:
            yield site, [Browser(site.port, cookies=each) for each in people]


def _asked(place: Place, browsers: Sequence[Browser], asks: Sequence[Ask], site: visitors.Site) -> Figures:
    here, seconds = [visitors.there(browser, asks) for browser in browsers], max(place.share, 0.1)
    figures = visitors.first_view(browsers[0], "/items")
    # once over everything, so that what is made at the first page is not what is measured
    visitors.at_work(browsers, here, seconds=20 * seconds, think=0)
    print(f"{len(browsers)} people at work, {WORKING * seconds:.0f} s", file=sys.stderr)
    figures |= visitors.at_work(browsers, here, seconds=WORKING * seconds, think=THINK).figures(WORK)
    figures["resident"] = site.resident
    print(f"as fast as pages come, {PRESSING * seconds:.0f} s", file=sys.stderr)
    figures |= visitors.at_work(browsers, here, seconds=PRESSING * seconds, think=0).figures(PRESSED)
    return figures | {"memory": site.peak}


def _asks(paths: Sequence[tuple[str, str]], references: dict[str, Sequence[Any]]) -> list[Ask]:
    def address(path: str, chance: random.Random) -> str:
        return path.format(**{name: chance.choice(each) for name, each in references.items()})

    return [(kind, partial(address, path)) for kind, path in paths]


def _references(home: Path) -> dict[str, Sequence[Any]]:
    this_year = clock.now().year
    somewhere, whole = collection.kept(home, "somewhere"), collection.kept(home, "whole")
    return {"deep": somewhere, "whole": whole, "year": range(this_year - 5, this_year)}


def _signed_in(home: Path) -> list[dict[str, bytes]]:
    """The cookies of twenty people who signed in now, each in a browser of their own."""
    machine = homes.serve(home, passphrase=house.PASSPHRASE, now=clock.now())
    try:
        return [_cookies(signed_in(home, person, machine)) for person in collection.people_of(home)]
    finally:
        database.close()


def signed_in(home: Path, person: collection.Person, machine: access.Session) -> access.Tokens:
    """What the browser of somebody holds who signed in now."""
    now = clock.now()
    tokens = access.begin_sign_in(home, name=person.name, passphrase=person.passphrase, now=now)
    code = pyotp.TOTP(person.secret).at(now)
    return access.prove_code(tokens, code=code, device=None, machine=machine, now=now).tokens


def _cookies(tokens: access.Tokens) -> dict[str, bytes]:
    return {cookies.SESSION: tokens.session, cookies.KEY: tokens.key}


@contextmanager
def _site(home: Path) -> Iterator[tuple[Any, list[Browser]]]:
    people = _signed_in(home)
    machine = homes.serve(home, passphrase=house.PASSPHRASE, now=clock.now())
    made = office.application(Office(home, machine, access.collection(), "http://localhost:1"))
    try:
        yield made, [Browser(1, cookies=each) for each in people]
    finally:
        database.close()


def _called(application: Any, browser: Browser, address: str) -> int:
    path, _, query = address.partition("?")
    asked = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "HTTP_HOST": browser.headers["Host"], "HTTP_COOKIE": browser.headers["Cookie"],
    }  # fmt: skip
    said: list[str] = []
    answer = application(asked, lambda status, _headers: said.append(status))
    b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return int(said[0].split()[0])
