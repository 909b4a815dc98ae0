"""A list of a partner as a table, brought in as persons: five rows that fit and one that does not, all invented."""

import io
from collections.abc import Callable
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.people import api as people
from dokaz.records import api as records

TABLE = "partner-list-2021.csv"
HEADINGS = ("pseudonym", "roles", "names", "born", "channel")
ROWS = (
    ("Званец", "сведка 2020-09", "Базыль Азярыца; Василий Озерица", "1979-03-02", ""),
    ("Рамонак", "пацярпелы 2020-11", "Тэкля Ніўка", "", "A messenger, invented; evenings only"),
    ("Купена", "victim 2020-11; witness 2020-12", "Язэп Пералесак; Иосиф Перелесок", "1991~", ""),
    ("Мядуніца", "relative", "Агапа Купалінка", "", ""),
    ("Сон-трава", "somebody's neighbour", "Лявон Валошка", "", ""),  # no role of ours: it stays out, and says so
    ("Дзівасіл", "source", "", "", "An address for letters, invented"),
)

Now = Callable[[], datetime]


def bring_list(*, by: access.Session, now: Now) -> None:
    """Receive the table into the archive and bring its rows in as persons, once."""
    before = records.imports(by=by, now=now())
    if before and before[0].complete:
        return
    data = records.as_csv([HEADINGS, *ROWS])
    archive = access.compartment("archive", by=by).id
    receipt = custody.receive(
        io.BytesIO(data), name=TABLE, compartment=archive, channel=custody.Channel.MAIL, by=by, now=now(),
        description=custody.Description(title="List of a partner house, invented"),
    )  # fmt: skip
    sheet = records.read_sheet(io.BytesIO(data), size=len(data))
    plan = records.plan_import(people.PERSON, sheet=sheet, compartment=archive, by=by, now=now())
    begun = before[0] if before else records.begin_import(
        plan, name=receipt.ref, reason="A partner house listed them (invented).", compartment=archive, by=by, now=now()
    )  # fmt: skip
    records.go_on(begun.id, plan=plan, by=by, now=now())
