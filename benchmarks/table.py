"""The table in Markdown, and its place in docs/benchmarks.md.

Each row begins with the name of its benchmark in a comment, which no reader of the page sees: so a run writes its own
rows anew, and leaves those of all others as they were measured, whatever else lies in its folder.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measuring import Found, Line
from benchmarks.registry import NAMES, benchmark

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = "| work | ours | rival | speed against rival | target | met |\n|---|---|---|---|---|---|"
RUNS = "Runs (UTC): "
_MET: dict[bool | str | None, str] = {True: "yes", False: "**no**", None: ""}
_MARKED = re.compile(r"\| <!-- (?P<name>[\w-]+) -->")


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one benchmark, and what else there is to know of the run."""

    name: str
    began: str
    rounds: int
    load: str
    scale: str
    found: Found

    @property
    def lines(self) -> list[Line]:
        return benchmark(self.name).lines(self.found)

    @property
    def run(self) -> str:
        scale = "" if self.scale == "full" else f", scale {self.scale}"
        return f"{self.name} {self.began} (rounds {self.rounds}, load before {self.load}{scale})"


def keep(result: Result, folder: Path) -> None:
    """The bare figures, for whoever wants to look at them again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{result.name}.json").write_text(json.dumps(asdict(result), indent=1))


def of(results: Sequence[Result]) -> str:
    return "\n".join([HEAD, *(_row(line, each.name) for each in results for line in each.lines)])


def write(results: Sequence[Result], machine: str, *, page: Path = PAGE) -> None:
    """Put the rows of these benchmarks into the page, in the place of those they had. All else stays as it stands."""
    before, _, rest = page.read_text().partition(BEGIN)
    now, _, after = rest.partition(END)
    rows, runs = _rows(now), _runs(now)
    for each in results:
        rows[each.name], runs[each.name] = [_row(line, each.name) for line in each.lines], each.run
    table = "\n".join([HEAD, *(row for name in _in_order(rows) for row in rows[name])])
    told = "; ".join(runs[name] for name in _in_order(runs))
    said = f"{table}\n\nThe machine, as it was at the newest run:\n\n{machine}\n\n{RUNS}{told}."
    page.write_text(f"{before}{BEGIN}\n{said}\n{END}{after}")


def _rows(written: str) -> dict[str, list[str]]:
    """The rows of each benchmark, as they stand in the page."""
    found: dict[str, list[str]] = {}
    for row in written.splitlines():
        if marked := _MARKED.match(row):
            found.setdefault(marked["name"], []).append(row)
    return found


def _runs(written: str) -> dict[str, str]:
    """When each benchmark ran last, and how, in the words of the page."""
    told = [line.removeprefix(RUNS).removesuffix(".") for line in written.splitlines() if line.startswith(RUNS)]
    return {each.partition(" ")[0]: each for line in told for each in line.split("; ")}


def _in_order(names: Iterable[str]) -> list[str]:
    """As they run; one that is no longer there comes last."""
    return sorted(names, key=lambda name: NAMES.index(name) if name in NAMES else len(NAMES))


def _row(line: Line, name: str) -> str:
    cells = (line.work, line.ours, line.rival, line.ratio, line.target, _MET.get(line.met, line.met))
    return f"| <!-- {name} --> {' | '.join(map(str, cells))} |"
