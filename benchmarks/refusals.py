"""What must look alike from outside: whether the time of an answer tells what exists (SECURITY 7).

Things of another compartment beside things that do not exist; names that somebody has beside names that nobody has, at
sign-in with a wrong pass-phrase; and, with a right one, the duress word beside the pass-phrase (ADR 0026).
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.db import transaction

from benchmarks import apart, collection, house, hurried, pages
from benchmarks.measuring import Figures, Found, Line, Place
from benchmarks.visitors import Browser
from dokaz.access import api as access
from dokaz.config import homes
from dokaz.custody.models import Item
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind
from dokaz.people import api as people

ROUNDS = 1
RIVALS = {}  # each is the other's
ITEMS, ASKED = 2_000, 2_000
SOME, FEW = 100, 9  # of which every ninth says who finds the fewest
APART, TOLD = 0.02, 0.55  # of the medians; of the classifier, which is right half of the time where it knows nothing
FORCED, LOCKED = 2, 3  # who of the staff have a duress word; the account of the second is locked
WORD, WRONG = f"duress {house.PASSPHRASE}", f"wrong {house.PASSPHRASE}"
SIGN_IN = "Argon2id at 8 MiB and one pass"


@dataclass(frozen=True, slots=True)
class Case:
    """Two that must look alike, in words."""

    one: str
    other: str


CASES = {
    "items": Case("refusing an item of another compartment", "one that does not exist"),
    "persons": Case("refusing a person of another compartment", "one that does not exist"),
    "names": Case(f"refusing a wrong pass-phrase for an account ({SIGN_IN})", "for a name that nobody has"),
    "locked": Case(
        f"the same for an account that is locked and has a duress word ({SIGN_IN})", "for a name that nobody has"
    ),
    "duress": Case(f"taking a duress word at sign-in ({SIGN_IN})", "the same account's pass-phrase"),
}


def setup(place: Place) -> Figures:
    collection.make(place.home, amount=ITEMS)
    machine = homes.serve(place.home, passphrase=house.PASSPHRASE, now=clock.now())
    try:  # as of yesterday, so that today each of the staff has a code that counts
        with clock.showing(clock.Clock(clock.now() - timedelta(days=1), timedelta(milliseconds=20))):
            founder, second = (_at_desk(place, number, machine) for number in (0, 1))
            hidden = {"items": _items(), "persons": _persons(founder, second)}
            for number in (FORCED, LOCKED):
                by = _at_desk(place, number, machine)
                access.set_duress_word(place.home, word=WORD, by=by, now=clock.now())
            _lock(place, machine)
    finally:
        database.close()
    _hidden(place).write_text(json.dumps(hidden))
    return {"asked": float(2 * _pairs(place))}


def ours(place: Place) -> Figures:
    figures: Figures = {}
    with pages.at_home(place.home) as (site, browsers):
        for name, at, kind in (("items", "/items", Kind.ITEM), ("persons", "/persons", Kind.PERSON)):
            figures |= _looked_for(name, at, kind, browsers, place)
        figures |= _forced(Browser(site.port), place)
    with hurried.site(place.home) as site:
        browser, staff = Browser(site.port), [each.name for each in collection.people_of(place.home)]
        figures |= _tried("names", staff, browser, place)
        figures |= _tried("locked", [staff[LOCKED]], browser, place)
    return figures


def lines(found: Found) -> list[Line]:
    mine, asked = found["ours"], f"{found['setup']['asked']:,.0f} requests"
    return [line for name, case in CASES.items() for line in _lines(name, case, mine, asked)]


def _lines(name: str, case: Case, mine: Figures, asked: str) -> list[Line]:
    one, other, right = mine[f"{name} one"], mine[f"{name} other"], mine[name]
    difference = abs(one - other) / other
    return [
        Line(
            f"{case.one}, {asked} by turns", f"{one:.2f} ms", f"{case.other}: {other:.2f} ms", f"{other / one:.3f}",
            f"medians differ by < {APART:.0%}", difference < APART,
        ),
        Line("telling the two apart by how long they took", f"{right:.1%} right", target=f"< {TOLD:.0%}",
             met=right < TOLD),
    ]  # fmt: skip


def _looked_for(name: str, at: str, kind: Kind, browsers: Sequence[Browser], place: Place) -> Figures:
    browser, hidden = _outsider(browsers, [f"{at}/{ref}" for ref in json.loads(_hidden(place).read_text())[name]])
    nowhere = [f"{at}/{Code.new(kind)}" for _ in hidden]
    one, other = (partial(_refused, browser, paths, random.Random(3)) for paths in (hidden, nowhere))
    return apart.by_turns(name, one, other, pairs=_pairs(place))


def _outsider(browsers: Sequence[Browser], paths: Sequence[str]) -> tuple[Browser, list[str]]:
    """Who finds the fewest of these, though they may see such pages, and what is hidden from them."""
    browser = max(browsers[1:], key=lambda each: len(_not_found(each, paths[::FEW])))
    return browser, _not_found(browser, paths)


def _not_found(browser: Browser, paths: Sequence[str]) -> list[str]:
    return [path for path in paths if browser.get(path)[0] == 404]


def _refused(browser: Browser, paths: Sequence[str], chance: random.Random) -> None:
    status, _ = browser.get(chance.choice(paths))
    assert status == 404, status


def _forced(browser: Browser, place: Place) -> Figures:
    browser.bring_form("/sign-in")
    person = collection.people_of(place.home)[FORCED]
    one, other = (partial(_let_on, browser, person.name, words) for words in (WORD, person.passphrase))
    return apart.by_turns("duress", one, other, pairs=_pairs(place))


def _let_on(browser: Browser, name: str, passphrase: str) -> None:
    status, _ = browser.post("/sign-in", {"name": name, "passphrase": passphrase})
    assert status == 302, status


def _tried(case: str, names: Sequence[str], browser: Browser, place: Place) -> Figures:
    """As many names that nobody has, so that each is tried as often as one that somebody has."""
    browser.bring_form("/sign-in")
    nobodys = [str(Code.new(Kind.COLLEAGUE)) for _ in names]
    one, other = (partial(_turned_away, browser, each, random.Random(3)) for each in (names, nobodys))
    return apart.by_turns(case, one, other, pairs=_pairs(place))


def _turned_away(browser: Browser, names: Sequence[str], chance: random.Random) -> None:
    status, page = browser.post("/sign-in", {"name": chance.choice(names), "passphrase": WRONG})
    assert (status, b"is not right" in page) == (422, True), status


def _at_desk(place: Place, number: int, machine: access.Session) -> access.Session:
    """One of the staff, signed in at a browser."""
    tokens = pages.signed_in(place.home, collection.people_of(place.home)[number], machine)
    return access.resume(tokens, machine=machine, now=clock.now()).session


def _items() -> list[str]:
    """Of every compartment."""
    with access.whole_house("benchmark"):
        return list(Item.objects.order_by("id").values_list("ref", flat=True)[:: ITEMS // SOME])


def _persons(founder: access.Session, second: access.Session) -> list[str]:
    """Of every compartment; before that, where identities and contacts are kept is said, by two."""
    places = [each.id for each in access.compartments(by=founder)]
    first, contacts, other = (
        access.add_compartment(name=name, protected=True, by=by, now=clock.now()).id
        for name, by in (("first half", founder), ("contacts", founder), ("second half", second))
    )
    access.pair_halves(first=first, second=other, by=founder, now=clock.now())
    people.keep(first=first, second=other, contacts=contacts, by=founder, now=clock.now())
    return [
        people.begin(
            compartment=places[number % len(places)], pseudonym=f"Person {number}", by=founder, now=clock.now()
        ).ref
        for number in range(SOME)
    ]  # fmt: skip


def _lock(place: Place, machine: access.Session) -> None:
    """As the house does it after somebody signed in with a duress word."""
    name = collection.people_of(place.home)[LOCKED].name
    access.begin_sign_in(place.home, name=name, passphrase=WORD, now=clock.now())
    with transaction.atomic():
        assert access.lock_those_under_duress(by=machine.actor, now=clock.now())


def _hidden(place: Place) -> Path:
    return place.folder / "hidden.json"


def _pairs(place: Place) -> int:
    return place.of(ASKED) // 2
