"""A release computed: of many items, whether each may go, by consent, situation and what their originals tell."""

from pathlib import Path

from benchmarks import consent as world
from benchmarks import house, keeping, material
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.portions import portions
from dokaz.people import api as people

ROUNDS = 2
ITEMS, PERSONS, AT_ONCE = 100_000, 10_000, 500
GOING = disclosure.Going(world.SCOPE.purpose, world.SCOPE.recipient, world.FORM)


def setup(place: Place) -> Figures:
    """Each item is of one person, of whom two thirds agreed, and somebody looked through it. It takes long (--keep)."""
    home = _home(place)
    keeping.drop_unfinished(home)
    return keeping.made(home, lambda: _made(home, place))


def _made(home: Path, place: Place) -> Figures:
    world.make_real(home)
    material.many_files(place.folder / "files", [1024] * place.of(ITEMS))
    with house.opened(home) as by:
        there = _persons(home, place.of(PERSONS), by)
        answers = custody.receive_many(custody.walk([place.folder / "files"]), by=by, now=clock.now)
        refs = [answer.ref for answer in answers if isinstance(answer, custody.Receipt)]
        for some in portions(enumerate(refs), of=AT_ONCE):
            with access.acting(by, now=clock.now()):
                for number, ref in some:
                    world.of_person(there[number % len(there)].id, ref, by)
    return {}


def _persons(home: Path, count: int, by: access.Session) -> list[people.Person]:
    text, archive = world.kept_text(home, by), access.compartment("archive", by=by).id
    made: list[people.Person] = []
    for some in portions(range(count), of=AT_ONCE):
        with access.acting(by, now=clock.now()):
            made += [world.person_who_answered(by, archive, text, number) for number in some]
    return made


def ours(place: Place) -> Figures:
    with house.opened(_home(place)) as session:
        refs = world.all_items(session)
        figures: Figures = {"amount": float(len(refs)), "persons": float(place.of(PERSONS))}
        with timed(figures):
            found = disclosure.candidates(refs, going=GOING, by=session, now=clock.now())
        states = [each.standing for each in found]
    assert len(found) == place.of(ITEMS)
    figures["kept back"] = float(sum(not each.goes for each in found))
    figures["refused"] = float(states.count(disclosure.WeighedState.REFUSED))
    return figures


RIVALS = {"a dict of answers": world.plain}


def _home(place: Place) -> Path:
    return keeping.home(place, "gate")


def lines(found: Found) -> list[Line]:
    mine = found["ours"]
    return [
        Line(
            f"compute a release of {mine['amount']:,.0f} candidates, of {mine['persons']:,.0f} persons: consent, "
            "situation, and what their originals tell; each row vouched for",
            f"{mine['seconds']:.1f} s, {found.rate('ours', 'items')}, peak {found.peak:.0f} MiB",
            f"a loop over a dict: {found.rate('a dict of answers', 'items', 'rule')}",
        )
    ]
