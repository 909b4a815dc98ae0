"""Persons brought in from a table: their names and contacts go where those are kept, and nothing is guessed or lost."""

import io

import pytest
from django.db import connection
from tests.persons import Kept, decrypted

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.kernel.languages import Language, speaking
from dokaz.people import api as people
from dokaz.people.models import Contact, Identity, NamePart
from dokaz.records import api as records
from dokaz.records.models import ImportedRow

HEADINGS = "Pseudonym,Roles and when,Needs more care,Born about,names,born,birthplace,documents,channel,must_not_know\n"
GOOD = (
    "Верас,Witness 2020-08; пацярпелы,child,2001,Алесь Рыгоравіч Жытоўскі; Александр Житовский,2001-02-03,Гомель,"
    "KH77; KH78,Signal +375,his brother\n"
    "Чабор,,,,,,,,,\n"
)


def planned(kept, text):
    data = text.encode()
    sheet = records.read_sheet(io.BytesIO(data), size=len(data))
    return records.plan_import(
        people.PERSON, sheet=sheet, compartment=kept.world.compartment, by=kept.by, now=kept.world.tick()
    )


def brought(kept, plan, *, most=500):
    run = records.begin_import(
        plan, name="E-1", reason="list of a partner", compartment=kept.world.compartment, by=kept.by,
        now=kept.world.tick(),
    )  # fmt: skip
    while not run.complete:
        run = records.go_on(run.id, plan=plan, most=most, by=kept.by, now=kept.world.tick())
    return run


def everybody(kept):
    return {each.pseudonym: each for each in people.persons(by=kept.by, now=kept.world.tick())}


@pytest.mark.both
def test_a_table_of_persons_comes_in_with_names_and_contacts_sealed_apart(kept: Kept):
    plan = planned(kept, HEADINGS + GOOD)
    assert plan.refusals == ()
    brought(kept, plan)
    found = everybody(kept)
    first, second = found["Верас"], found["Чабор"]
    assert [(each.part, each.on) for each in first.roles] == [("witness", Span.parse("2020-08")), ("victim", None)]
    assert (first.vulnerabilities, first.born_around) == (("child",), Span.parse("2001"))
    reached = people.contact(first.id, by=kept.by, now=kept.world.tick()).details
    assert (reached.channel, reached.must_not_know) == ("Signal +375", "his brother")
    assert people.contact(second.id, by=kept.by, now=kept.world.tick()).details is None
    with access.whole_house("test"):
        assert {row.id.version for row in ImportedRow.objects.all()} == {4}  # who came when is not told by an id
    (by_name,) = people.look_up("Aleksandr Zhitovskiy", by=kept.by, now=kept.world.tick())
    assert by_name.person.id == first.id
    asked = people.ask_unmask(first.id, reason="to warn him", by=kept.by, now=kept.world.tick())
    people.approve_unmask(asked.id, by=kept.second, now=kept.world.tick())
    (shown,) = people.unmask(asked.id, by=kept.by, now=kept.world.tick())
    assert [each.text for each in shown.details.names] == ["Алесь Рыгоравіч Жытоўскі", "Александр Житовский"]
    assert (str(shown.details.born), shown.details.birthplace) == ("2001-02-03", "Гомель")
    assert shown.details.documents == ("KH77", "KH78")
    with access.whole_house("test"):
        for model in (Identity, Contact):
            sizes = {len(bytes(each.words)) for each in model.objects.all()}
            assert (len(sizes), model.objects.count()) == (1, 2)  # who has a name or a contact is not told by a size
    assert journal.verify_records().found == ()


def test_the_database_tells_nothing_of_what_was_kept_apart(kept: Kept, tmp_path):
    brought(kept, planned(kept, HEADINGS + GOOD))
    if connection.vendor == "sqlite":
        plain = decrypted(tmp_path)
        for word in ("Жытоўскі", "Житовский", "Signal +375", "his brother", "KH77", "Гомель"):
            assert word.encode() not in plain


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Верас,whatness,,,,,,,,", "Roles and when", "roles-unreadable"),
        ("Верас,witness 20x0,,,,,,,,", "Roles and when", "roles-unreadable"),
        ("Верас,,,,,3 Feb,,,,", "Day of birth", "field-not-date"),
        ("Верас,,,,does-not-know,,,,,", "Names in every form, a semicolon between them", "cell-silent"),
        (",,,,Алесь,,,,,", "Pseudonym", "field-missing"),
        ("Верас,,martian,,,,,,,", "Needs more care", "choice-unknown"),
    ],
)
def test_what_does_not_fit_stays_out_and_says_what_to_do(kept: Kept, row, column, code):
    plan = planned(kept, f"{HEADINGS}{row}\nЧабор,,,,,,,,,\n")
    assert [(each.row, each.column, each.why.code) for each in plan.refusals] == [(2, column, code)]
    brought(kept, plan)
    assert list(everybody(kept)) == ["Чабор"]


def test_a_role_is_read_by_its_word_in_every_language(kept: Kept):
    for language in Language:
        with speaking(language):
            words = "; ".join(each.says for each in people.Part)
        (row,) = planned(kept, f'Pseudonym,roles\nВерас,"{words}"\n').fit
        assert [each.part for each in people.read_roles(row.fields["roles"])] == list(people.Part)


def test_whoever_may_not_write_names_brings_none_in_and_nothing_comes_in_halves(kept: Kept):
    access.withdraw_names(
        compartment=kept.world.compartment, account=kept.by.actor.account, by=kept.by, now=kept.world.tick()
    )
    with pytest.raises(access.NamesNotHeld):
        brought(kept, planned(kept, HEADINGS + GOOD))
    assert everybody(kept) == {}
    brought(kept, planned(kept, "Pseudonym\nВерас\n"))
    assert list(everybody(kept)) == ["Верас"]


def test_an_import_that_was_cut_off_goes_on_and_is_taken_back_but_for_what_was_worked_on(kept: Kept):
    plan = planned(kept, "Pseudonym,names\n" + "".join(f"P{number},Іван Краўчук{number}\n" for number in range(7)))
    run = brought(kept, plan, most=3)
    one = everybody(kept)["P4"]
    people.revise_person(
        one.id, pseudonym="P4", roles=(), vulnerabilities=(), born_around=None, note="seen", seen=1, reason="r",
        by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    taken = records.undo_import(run.id, reason="the wrong list", by=kept.by, now=kept.world.tick())
    assert (taken.withdrawn, taken.touched, taken.left) == (6, (one.ref,), 0)
    assert {each.state for each in everybody(kept).values()} == {"open", "withdrawn"}
    assert journal.verify_records().found == ()


def test_one_change_to_many_persons_writes_a_cover_beside_each(kept: Kept):
    made = [kept.person(f"P{number}") for number in range(3)]
    done = records.change_many(
        {each.id: 1 for each in made}, fields={"roles": "witness"}, reason="all saw it", by=kept.by,
        now=kept.world.tick(),
    )  # fmt: skip
    assert {each.number for each in done} == {2}
    with access.whole_house("test"):
        assert Contact.objects.count() == 6
    with pytest.raises(records.NothingChanged):
        records.change_many(
            {each.id: 2 for each in made}, fields={"roles": "witness"}, reason="again", by=kept.by,
            now=kept.world.tick(),
        )  # fmt: skip
    with access.whole_house("test"):
        assert (Contact.objects.count(), NamePart.objects.count()) == (6, 0)


def test_a_field_of_the_platform_is_written_kept_and_emptied(kept: Kept):
    labels = records.Labels("Village", "Вёска", "Деревня")
    records.write_field(
        "person", code="village", type=records.FieldType.TEXT, labels=labels, by=kept.by, now=kept.world.tick()
    )
    one = kept.person(own={"village": "Дуброва"})
    assert one.own == {"village": "Дуброва"}
    asked = {
        "pseudonym": one.pseudonym, "roles": (), "vulnerabilities": (), "born_around": None, "reason": "r",
        "by": kept.by,
    }  # fmt: skip
    with pytest.raises(records.NothingChanged):
        people.revise_person(one.id, **asked, note="", seen=1, now=kept.world.tick())
    after = people.revise_person(one.id, **asked, note="n", seen=1, now=kept.world.tick())
    assert after.own == {"village": "Дуброва"}
    emptied = people.revise_person(one.id, **asked, note="n", own={"village": None}, seen=2, now=kept.world.tick())
    assert emptied.own == {}
    (row,) = planned(kept, "Pseudonym,Вёска\nЧабор,Бяроза\n").fit
    assert row.fields["village"] == "Бяроза"


def test_a_row_whose_pseudonym_is_its_name_or_whose_name_has_no_letter_is_refused_before_anything_comes_in(kept: Kept):
    plan = planned(kept, "Pseudonym,names\nЖытоўскі,Алесь Жытоўскі; Ales\nВерас,Ян Пеўнеў; …\nЧабор,Ян Пеўнеў\n")
    assert [(each.row, type(each.why)) for each in plan.refusals] == [
        (2, people.PseudonymIsName), (3, people.NameWithoutLetter),
    ]  # fmt: skip
