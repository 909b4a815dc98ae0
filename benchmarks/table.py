"""The table in Markdown, and its place in docs/benchmarks.md."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measuring import Found, Line
from benchmarks.registry import NAMES, benchmark

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = "| work | ours | rival | speed against rival | target | met |\n|---|---|---|---|---|---|"
_MET: dict[bool | str | None, str] = {True: "yes", False: "**no**", None: ""}


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one benchmark, and what else there is to know of the run."""

    name: str
    began: str
    rounds: int
    load: str
    found: Found

    @property
    def lines(self) -> list[Line]:
        return benchmark(self.name).lines(self.found)


def keep(result: Result, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{result.name}.json").write_text(json.dumps(asdict(result), indent=1))


def kept(folder: Path) -> list[Result]:
    """The last result of each benchmark, in the order they run."""
    found = [json.loads(path.read_text()) for name in NAMES if (path := folder / f"{name}.json").exists()]
    return [Result(**each | {"found": Found(**each["found"])}) for each in found]


def of(results: list[Result]) -> str:
    return "\n".join([HEAD, *(_row(line) for result in results for line in result.lines)])


def write(results: list[Result], machine: str) -> None:
    """Put the table between the markers of the page; what stands around it is written by people."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    runs = "; ".join(f"{each.name} {each.began} (rounds {each.rounds}, load before {each.load})" for each in results)
    said = f"{of(results)}\n\nThe machine:\n\n{machine}\n\nRuns (UTC): {runs}."
    PAGE.write_text(f"{before}{BEGIN}\n{said}\n{END}{after}")


def _row(line: Line) -> str:
    cells = (line.work, line.ours, line.rival, line.ratio, line.target, _MET.get(line.met, line.met))
    return f"| {' | '.join(cells)} |"
