"""Records with their entries: begun, revised and read one by one, and a table of 50,000 rows of which 300 are wrong."""

import io
from uuid import UUID

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.access import api as access
from dokaz.kernel import clock
from dokaz.kernel.languages import Sentence
from dokaz.records import api as records

ROUNDS = 2
WRONG_EACH = 167  # of 50,000 rows, 300
KIND = records.RecordKind(
    code="measured",
    module="benchmark",
    label=Sentence("Measured"),
    sees=access.Permission.SEE_ITEMS,
    writes=access.Permission.DESCRIBE_ITEMS,
    tables=True,
    fields=(
        records.Field("name", records.FieldType.TEXT, label=Sentence("Name"), required=True),
        records.Field("since", records.FieldType.DATE, label=Sentence("Since")),
        records.Field("number", records.FieldType.NUMBER, label=Sentence("Number")),
        records.Field("story", records.FieldType.LONG, label=Sentence("Story")),
    ),
)


def setup(place: Place) -> Figures:
    house.make(place.home)
    return {}


def ours(place: Place) -> Figures:
    records.declare(KIND)
    figures: Figures = {"one": float(place.of(200)), "rows": float(place.of(50_000))}
    with house.copied(place.home, place.output) as by:
        compartment = access.compartments(by=by)[0].id
        _one_by_one(figures, compartment, by)
        _table(figures, compartment, by)
    return figures


RIVALS: dict[str, None] = {}


def lines(found: Found) -> list[Line]:
    mine = found["ours"]
    once = {step: mine[step] / mine["one"] * 1000 for step in ("begin", "revise", "read")}
    rate = f"{mine['fit'] / mine['bring']:,.0f} rows/s, each with its entry; peak {found.peak:.0f} MiB"
    return [
        Line(
            "begin a record with its journal entry", f"{once['begin']:.1f} ms", target="< 50 ms",
            met=once["begin"] < 50,
        ),
        Line("revise a record on the revision that was seen", f"{once['revise']:.1f} ms"),
        Line("read a record, held against its entries", f"{once['read']:.1f} ms"),
        Line(
            f"dry run of {mine['rows']:,.0f} rows, {mine['wrong']:,.0f} of them wrong",
            f"{mine['plan']:.1f} s with reading the table",
        ),
        Line(f"bring in the other {mine['fit']:,.0f}", rate),
    ]  # fmt: skip


def _one_by_one(figures: Figures, compartment: UUID, by: access.Session) -> None:
    made = []
    with timed(figures, "begin"):
        for number in range(int(figures["one"])):
            fields = {"name": f"Record {number}", "since": "2020-08", "number": number}
            made.append(records.begin(KIND, fields=fields, compartment=compartment, by=by, now=clock.now()))
    with timed(figures, "revise"):
        for each in made:
            records.revise(each.id, fields={"number": 1_000_000}, seen=1, reason="counted", by=by, now=clock.now())
    with timed(figures, "read"):
        for each in made:
            records.held(each.id, by=by, now=clock.now())


def _table(figures: Figures, compartment: UUID, by: access.Session) -> None:
    written = ["Name,Since,Number,Story"]
    written += [
        f"Place {n},{'last summer' if n % WRONG_EACH == 0 else '2020-08'},{n},What is known of place {n}."
        for n in range(int(figures["rows"]))
    ]
    data = "\n".join(written).encode()
    with timed(figures, "plan"):
        sheet = records.read_sheet(io.BytesIO(data), size=len(data))
        plan = records.plan_import(KIND, sheet=sheet, compartment=compartment, by=by, now=clock.now())
    figures |= {"wrong": float(len(plan.refused)), "fit": float(len(plan.fit))}
    run = records.begin_import(
        plan, name="table.csv", reason="measuring", compartment=compartment, by=by, now=clock.now()
    )
    with timed(figures, "bring"):
        while not run.complete:
            run = records.go_on(run.id, plan=plan, by=by, now=clock.now())
