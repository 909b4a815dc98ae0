"""Tables brought in: the dry run, the report, batches, and taking it all back."""

import io
import shutil
from decimal import Decimal

import pytest
from tests.unit.records.kinds import FRIEND, PLACE
from tests.unit.records.workbooks import workbook

from dokaz.access import api as access
from dokaz.adapters.sheets import SandboxedSheets
from dokaz.journal import api as journal
from dokaz.kernel.answers import Answer, Silence
from dokaz.kernel.dates import Span
from dokaz.kernel.languages import Language, speaking
from dokaz.records import api as records

HEADINGS = "Name,Sort,Uses,Since,Cells,Still used,Source,What is known"
GOOD = """
Valadarka,colony,Trial; detention,1825~/,"12.5",Так,E-EACS-XJSW0,"=2+2 is what he said
on the second line"
Akrescina,COURT,,2020-08,не ведае,нет,,
"""


def sheet(text):
    data = text.encode()
    return records.read_sheet(io.BytesIO(data), size=len(data))


def planned(world, table, kind=PLACE):
    return records.plan_import(kind, sheet=table, compartment=world.compartment, by=world.session, now=world.tick())


def brought(world, plan, *, most=500):
    run = records.begin_import(
        plan, name="places.csv", reason="list of 2021", compartment=world.compartment, by=world.session,
        now=world.tick(),
    )  # fmt: skip
    while not run.complete:
        run = records.go_on(run.id, plan=plan, most=most, by=world.session, now=world.tick())
    return run


def all_of(world, kind=PLACE):
    return records.of_kind(kind, by=world.session, now=world.tick(), limit=200)


def test_a_table_is_read_in_whichever_language_it_was_written_and_nothing_of_it_is_lost(world):
    plan = planned(world, sheet(HEADINGS + GOOD))
    assert plan.refusals == ()
    first, second = (each.fields for each in plan.fit)
    assert first == {
        "name": "Valadarka", "sort": "colony", "uses": ("trial", "detention"), "since": Span.parse("1825~/"),
        "cells": Decimal("12.5"), "open": True, "source": "E-EACS-XJSW0",
        "story": "=2+2 is what he said\non the second line",
    }  # fmt: skip
    assert second == {
        "name": "Akrescina", "sort": "court", "since": Span.parse("2020-08"),
        "cells": Answer(silence=Silence.UNKNOWN), "open": False,
    }  # fmt: skip
    assert [each.row for each in plan.fit] == [2, 4]
    run = brought(world, plan)
    assert (run.rows, run.done, run.refused, run.name, run.complete) == (2, 2, 0, "places.csv", True)
    assert {each.fields["name"] for each in all_of(world)} == {"Valadarka", "Akrescina"}
    assert [each.id for each in records.imports(by=world.session, now=world.tick())] == [run.id]
    assert journal.verify_records().found == ()


def test_every_wrong_row_says_row_column_and_what_to_do_and_comes_back_mended(world):
    rows = "".join(f"Place {number},colony\n" for number in range(3))
    bad = "Nowhere,dungeon\n,court\n\nBad,colony,left over\n"
    plan = planned(world, sheet(f"Name,Sort\n{rows}{bad}"))
    assert len(plan.fit) == 3
    told = [(each.row, each.column, each.why.code) for each in plan.refusals]
    assert told == [
        (5, "Sort", "choice-unknown"), (6, "Name", "field-missing"), (8, "C", "column-unnamed"),
    ]  # fmt: skip
    brought(world, plan)
    report = records.as_csv(records.wrong_rows(plan))
    assert report.decode("utf-8-sig").splitlines()[0] == "[!],Name,Sort"
    mended = report.decode("utf-8-sig").replace("dungeon", "court").replace(",,court", ",Named,court")
    mended = mended.replace(",left over", "")
    again = planned(world, sheet(mended))
    assert again.refusals == ()
    assert [each.fields["name"] for each in again.fit] == ["Nowhere", "Named", "Bad"]


def test_headings_are_held_against_the_fields_before_any_row(world):
    for text, code in (
        ("Name,Colour\nA,red\n", "column-unknown"),
        ("Name,name\nA,B\n", "column-twice"),
        ("Sort\ncourt\n", "column-missing"),
    ):
        plan = planned(world, sheet(text))
        assert ([each.why.code for each in plan.refusals], plan.rows) == ([code], ())
        with pytest.raises(records.NothingToImport):
            records.begin_import(
                plan, name="x", reason="r", compartment=world.compartment, by=world.session, now=world.tick()
            )
    for data, error in (
        (b"", records.SheetEmpty), (b"Name\n", records.SheetEmpty), (b"Name\n\xcd\xe0\n", records.SheetNotText),
        (b'Name\n"A\n', records.SheetUnreadable),
    ):  # fmt: skip
        with pytest.raises(error):
            records.read_sheet(io.BytesIO(data), size=len(data))
    with pytest.raises(records.SheetTooLarge):
        records.read_sheet(io.BytesIO(b"x"), size=2**40)


def test_an_import_that_was_cut_off_goes_on_after_its_last_row_with_the_same_table(world):
    text = "Name\n" + "".join(f"Place {number}\n" for number in range(25))
    plan = planned(world, sheet(text))
    run = records.begin_import(
        plan, name="x", reason="r", compartment=world.compartment, by=world.session, now=world.tick()
    )
    assert records.go_on(run.id, plan=plan, most=10, by=world.session, now=world.tick()).done == 10
    with pytest.raises(records.OtherSheet):
        records.go_on(run.id, plan=planned(world, sheet(text + "More\n")), by=world.session, now=world.tick())
    for done in (20, 25, 25):
        assert records.go_on(run.id, plan=plan, most=10, by=world.session, now=world.tick()).done == done
    assert len(all_of(world)) == 25


def test_a_whole_import_is_taken_back_and_what_somebody_touched_is_left_and_named(world):
    plan = planned(world, sheet("Name\n" + "".join(f"Place {number}\n" for number in range(7))))
    run = brought(world, plan)
    touched = all_of(world)[3]
    records.revise(touched.id, fields={"cells": 2}, seen=1, reason="counted", by=world.session, now=world.tick())

    def undone(most):
        return records.undo_import(run.id, reason="wrong list", most=most, by=world.session, now=world.tick())

    with pytest.raises(records.ReasonMissing):
        records.undo_import(run.id, reason="", by=world.session, now=world.tick())
    assert undone(4) == records.TakenBack(withdrawn=4, touched=(touched.ref,), left=2)
    assert undone(4) == records.TakenBack(withdrawn=2, touched=(touched.ref,), left=0)
    with pytest.raises(records.ImportTakenBack):
        undone(4)
    with pytest.raises(records.ImportTakenBack):
        records.go_on(run.id, plan=plan, by=world.session, now=world.tick())
    assert sorted(each.state for each in all_of(world)) == ["open"] + ["withdrawn"] * 6
    assert records.find_import(run.id, by=world.session, now=world.tick()).taken_back_by == world.session.actor.account
    stranger = world.as_account(world.second_account(role="documenter"))
    assert records.imports(by=stranger, now=world.tick()) == ()
    with pytest.raises(records.ImportUnknown):
        records.undo_import(run.id, reason="x", by=stranger, now=world.tick())
    assert journal.verify_records().found == ()


def test_a_table_goes_out_without_formulas_and_comes_back_as_it_went():
    told = [["a", "b"], ["=1+1", "-5"], ["'quoted", "'=x"], ["@here", "+375"], ["plain", "\ttab"]]
    data = records.as_csv(told)
    assert not any(
        cell[:1] in "=+-@\t" for line in data.decode("utf-8-sig").split("\r\n")[1:] for cell in line.split(",") if cell
    )
    back = records.read_sheet(io.BytesIO(data), size=len(data))
    assert [[cell.text for cell in cells] for _, cells in back.rows] == told[1:]


@pytest.fixture
def sandboxed():
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")


def test_a_template_has_the_words_to_choose_and_comes_back_filled_through_the_sandbox(world, sandboxed):
    with speaking(Language.RUSSIAN):
        headings, words = records.template(PLACE)
    assert headings[0] == "Название [name] *"
    assert [each[1] for each in words] == ["colony", "court", "trial", "detention"]
    given = {"name": "=HYPERLINK(1)", "sort": "court", "uses": "trial"}
    filled = [next((given[name] for name in given if f"[{name}]" in each), "") for each in headings]
    book = records.as_workbook([("Records", [headings, filled]), ("Words", words)])
    read = records.read_sheet(io.BytesIO(book), size=len(book))
    assert read.others == 1
    plan = planned(world, read)
    assert [each.fields for each in plan.rows] == [{"name": "=HYPERLINK(1)", "sort": "court", "uses": ("trial",)}]


def test_a_workbook_gives_days_as_days_and_formulas_as_what_nobody_wrote(sandboxed):
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Since</t></is></c></row>'
        '<row r="4"><c r="B4" s="1"><v>44055</v></c><c r="C4"><f>A1</f><v>3</v></c><c r="D4" t="b"><v>1</v></c>'
        '<c r="E4"><v>0.1</v></c><c r="F4" s="1"><v>44055.5</v></c></row>'
    )
    stream, size = workbook(cells, strings=["Name"])
    found = SandboxedSheets().read(stream, size=size)
    assert found.headings == ("Name", "Since")
    assert found.rows == (
        (4, (records.Cell(""), records.Cell("2020-08-12"), records.Cell("3", computed=True), records.Cell("yes"),
             records.Cell("0.1"), records.Cell("2020-08-12T12:00:00"))),
    )  # fmt: skip


def test_a_bomb_is_refused_and_so_is_what_is_no_workbook(sandboxed):
    long = "<row><c t='inlineStr'><is><t>" + "x" * 1_000_000 + "</t></is></c></row>"
    for (stream, size), error in (
        (workbook(long * 70), records.SheetTooLarge),
        (workbook("<row><c t='s'><v>0</v></c></row>" * 100_010, strings=["x"]), records.SheetTooLarge),
        (workbook("<row", strings=["x"]), records.SheetUnreadable),
        ((io.BytesIO(b"PK\x03\x04 no"), 7), records.SheetUnreadable),
    ):
        with pytest.raises(error):
            records.read_sheet(stream, size=size)


def test_one_change_to_many_is_looked_at_row_by_row_and_made_as_one_group(world):
    made = [
        records.begin(
            PLACE, fields={"name": f"Place {number}", "sort": sort}, compartment=world.compartment, by=world.session,
            now=world.tick(),
        )
        for number, sort in enumerate(("colony", "court", "colony"))
    ]  # fmt: skip
    records.move(made[2].id, move="withdraw", seen=1, comment="twice", by=world.session, now=world.tick())

    def preview(**fields):
        return records.preview_change([each.id for each in made], fields=fields, by=world.session, now=world.tick())

    lines = preview(sort="court")
    assert [each.refusal.code if each.refusal else None for each in lines] == [
        None, "record-nothing-changed", "record-locked",
    ]  # fmt: skip
    assert [(each.field, each.before, each.after) for each in lines[0].differences] == [("sort", "colony", "court")]
    assert {each.refusal.code for each in preview(sort="dungeon")} == {"choice-unknown", "record-locked"}
    seen = {each.record.id: each.record.number for each in preview(open=True) if each.refusal is None}
    records.revise(made[1].id, fields={"cells": 1}, seen=1, reason="x", by=world.session, now=world.tick())

    def change(seen, reason="checked in 2026"):
        return records.change_many(seen, fields={"open": True}, reason=reason, by=world.session, now=world.tick())

    with pytest.raises(records.StaleRevision):
        change(seen)
    with pytest.raises(records.ReasonMissing):
        change(seen, reason=" ")
    seen[made[1].id] = 2
    assert [each.fields["open"] for each in change(seen)] == [True, True]
    friend = records.begin(
        FRIEND, fields={"name": "A"}, compartment=world.compartment, by=world.session, now=world.tick()
    )
    for record, fields in ((made[0], {"drawn": "x"}), (friend, {"name": "B"})):  # what a module writes by itself
        with pytest.raises(records.NotForTables):
            records.preview_change([record.id], fields=fields, by=world.session, now=world.tick())
        with pytest.raises(records.NotForTables):
            records.change_many({record.id: 1}, fields=fields, reason="x", by=world.session, now=world.tick())
    with pytest.raises(records.NotForTables):
        planned(world, sheet("Name\nA\n"), FRIEND)
    assert not [each for each in records.template(PLACE)[0] if "drawn" in each]
    with pytest.raises(records.TooManyAtOnce):
        records.preview_change([made[0].id] * 201, fields={}, by=world.session, now=world.tick())


def test_an_analyst_imports_nothing(world):
    account = world.second_account(role="analyst")
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    analyst = world.as_account(account)
    with pytest.raises(access.NotPermitted):
        records.plan_import(
            PLACE, sheet=sheet("Name\nA\n"), compartment=world.compartment, by=analyst, now=world.tick()
        )


@pytest.mark.soak
def test_a_table_of_50_000_rows_loses_none_of_them(world):
    rows = [f"Place {number},{'dungeon' if number % 167 == 0 else 'court'}" for number in range(50_000)]
    plan = planned(world, sheet("Name,Sort\n" + "\n".join(rows)))
    assert (len(plan.fit), len(plan.refused)) == (49_700, 300)
    assert brought(world, plan).done == 49_700
    assert [line.split(",")[1] for line in map(",".join, records.wrong_rows(plan))][1:] == [
        f"Place {number}" for number in range(0, 50_000, 167)
    ]
