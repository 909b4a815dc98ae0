"""Names compared across scripts, beside rapidfuzz on the same names in ASCII."""

from collections.abc import Callable
from dataclasses import asdict

from rapidfuzz import fuzz
from tests.namesakes.judging import figures, judged
from tests.namesakes.pairs import halves, pairs
from tests.namesakes.spelling import HABITS_RU, latin

from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.names import api as names

ROUNDS = 5
PAIRS = 200_000
TARGET = 50_000
Compare = Callable[[str, str], object]
Pairs = list[tuple[str, str]]


def setup(place: Place) -> Figures:  # noqa: ARG001
    """How well: on officials whom nothing was tuned on."""
    return asdict(figures(judged(pairs(halves()[1]))))


def ours(place: Place) -> Figures:
    mixed, ascii_pairs = material(place)
    fresh = list(dict.fromkeys(mixed))
    listed = [(fresh[0][0], name) for name in dict.fromkeys(other for _, other in fresh)]
    found: Figures = {"amount": float(len(mixed)), "fresh amount": float(len(fresh)), "list amount": float(len(listed))}
    for name, work in (("mixed", mixed), ("ascii", ascii_pairs)):
        run(names.compare, work)
        with timed(found, name):
            run(names.compare, work)
    for name, work in (("fresh", fresh), ("list", listed)):
        names.forget()
        with timed(found, name):
            run(names.compare, work)
    return found


def rival(compare: Callable[..., object]) -> Callable[[Place], Figures]:
    def measured(place: Place) -> Figures:
        found: Figures = {"amount": float(place.of(PAIRS))}
        work = [(one.lower(), other.lower()) for one, other in material(place)[1]]
        with timed(found, "ascii"):
            run(compare, work)
        return found

    return measured


RIVALS: dict[str, Callable[[Place], Figures]] = {
    "WRatio": rival(fuzz.WRatio),
    "token sort": rival(fuzz.token_sort_ratio),
}


def run(compare: Compare, work: Pairs) -> None:
    for one, other in work:
        compare(one, other)


def material(place: Place) -> tuple[Pairs, Pairs]:
    """Pairs in all spellings, and everybody with everybody in ASCII; of officials, over and over."""
    mixed = [(pair.one, pair.other) for half in halves() for pair in pairs(half)]
    people = [" ".join(latin(ru, HABITS_RU["press"])) for half in halves() for ru, _ in half]
    crossed = [(one, other) for one in people for other in people]
    return repeated(mixed, place.of(PAIRS)), repeated(crossed, place.of(PAIRS))


def repeated(these: Pairs, amount: int) -> Pairs:
    return (these * (amount // len(these) + 1))[:amount]


def lines(found: Found) -> list[Line]:
    mine, quality = found["ours"], found["setup"]
    speed = mine["amount"] / mine["mixed"]
    ascii_speed = mine["amount"] / mine["ascii"]
    return [
        Line(
            "compare two names across scripts, both read before",
            f"{speed:,.0f} pairs/s ({mine['amount'] / mine['mixed cpu']:,.0f} a CPU second), peak {found.peak:.0f} MiB",
            target=f">= {TARGET:,} pairs/s",
            met=speed >= TARGET,
        ),
        _read_first("the same, neither read before", mine, "fresh"),
        _read_first(f"one name against {mine['list amount']:,.0f} others, none read before", mine, "list"),
        *(_beside(found, step, ascii_speed) for step in RIVALS),
        *_quality(quality),
    ]


def _read_first(what: str, mine: Figures, work: str) -> Line:
    """Names that have to be taken apart first, held against the same target."""
    amount = mine[f"{work} amount"]
    speed = amount / mine[work]
    told = f"{speed:,.0f} pairs/s ({amount / mine[f'{work} cpu']:,.0f} a CPU second)"
    return Line(what, told, target=f">= {TARGET:,} pairs/s", met=speed >= TARGET)


def _beside(found: Found, step: str, ours_speed: float) -> Line:
    theirs = found[step]["amount"] / found[step]["ascii"]
    return Line(
        "compare two names of officials in ASCII, both read before",
        f"{ours_speed:,.0f} pairs/s",
        f"rapidfuzz {step}: {theirs:,.0f} pairs/s",
        f"{ours_speed / theirs:.2f}",
    )


def _quality(quality: Figures) -> list[Line]:
    rows = (
        ("precision of same", quality["precision"], ">= 0.985", quality["precision"] >= 0.985),
        ("recall of same", quality["recall"], ">= 0.93", quality["recall"] >= 0.93),
        ("area under the curve of the score", quality["area"], ">= 0.975", quality["area"] >= 0.975),
        ("initials found as possible", quality["initials"], ">= 0.80", quality["initials"] >= 0.80),
        ("another patronymic called same", quality["patronymic"], "<= 0.02", quality["patronymic"] <= 0.02),
    )
    return [
        Line(f"names of officials nothing was tuned on: {what}", f"{value:.4f}", target=target, met=met)
        for what, value, target, met in rows
    ]
