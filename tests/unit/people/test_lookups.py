"""A name is found in every script, with reasons; nothing in the database tells it."""

from contextlib import suppress
from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.persons import Kept, decrypted, needles

from dokaz.access import api as access
from dokaz.kernel.dates import Span
from dokaz.kernel.ids import ordered_id
from dokaz.names import api as names
from dokaz.names import parsing, tokens
from dokaz.people import api as people
from dokaz.people import lookups, marks, matching, models
from dokaz.people.models import LookUp

NAME = "Алесь Рыгоравіч Жытоўскі"
DOCUMENT = "Аляксандр Рыгоравіч Жытоўскі"


@pytest.fixture
def entered(kept: Kept):
    return kept.named(NAME, DOCUMENT)


def _found(kept, name, by=None):
    return people.look_up(name, by=by or kept.by, now=kept.world.tick())


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        (NAME, "same"),
        ("Александр Григорьевич Житовский", "same"),
        ("Aleksander Żytowski", "same"),
        ("Zhytouski Aliaksandr Ryhoravich", "same"),
        ("ЖИТОВСКИЙ А. Г.", "possible"),
        ("Житовский", "possible"),
        ("Александр Петрович Житовский", "different"),
    ],
)
def test_a_man_is_found_in_any_spelling_and_one_is_told_why(kept: Kept, entered, name, verdict):
    (found,) = _found(kept, name)
    assert (found.person.id, found.verdict) == (entered.id, verdict)
    assert len(found.because) >= 3
    assert all(part not in " ".join(found.because) for part in NAME.split())  # the name itself is not told


@pytest.mark.parametrize("name", ["Пётр Рыгоравіч Жытоўскі", "Алесь Рыгоравіч Жытневіч", "Б. Житовский"])
def test_another_name_finds_nobody(kept: Kept, entered, name):
    assert _found(kept, name) == ()


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("Житовкий Александр Григорьевич", matching.FAMILY_WRONG),  # a letter is missing
        ("Житровский Александр Григорьевич", matching.FAMILY_WRONG),  # one too many
        ("Жиповский Александр Григорьевич", matching.FAMILY_WRONG),  # another
        ("Житоский Александр Григорьевич", matching.FAMILY_WRONG),
        ("Жиотвский Александр Григорьевич", matching.FAMILY_NEAR),  # two exchanged
        ("Житовский Алексанр Григорьевич", matching.GIVEN_WRONG),
        ("Житовский Александр Гиргорьевич", matching.FATHER_WRONG),
        ("Житовский Александр Григорьевч", matching.FATHER_WRONG),
    ],
)
def test_a_name_with_one_wrong_letter_is_found_whoever_wrote_it_wrong_and_told_as_such(kept: Kept, name, because):
    right, wrong = kept.named(DOCUMENT), kept.named(name)
    for asked, other in ((name, right), (DOCUMENT, wrong)):
        (found,) = [each for each in _found(kept, asked) if each.person.id == other.id]
        assert (found.verdict, because in found.findings) == ("possible", True), asked


@pytest.mark.parametrize(
    "name",
    [
        "Житовкий Алексанр Григорьевич",  # two words are wrong
        "Житовкий Александр Петрович",  # one, and another father
        "Жичовнкий Александр Григорьевич",  # two letters of one word
        "Житовкий Пётр Григорьевич",
    ],
)
def test_of_a_whole_name_one_letter_may_be_wrong(kept: Kept, entered, name):
    assert _found(kept, name) == ()


def test_two_surnames_that_exist_and_two_given_names_are_no_errors_of_each_other(kept: Kept):
    kept.named("Иванов Антон Павлович")
    for other in ("Иванов Антип Павлович", "Иванко Антон Павлович"):
        assert _found(kept, other) == ()
    kept.named("Степанов Пётр Антонович")
    (found,) = _found(kept, "Степанов Пётр Антипович")
    assert found.verdict == "different"


def test_of_two_words_of_which_nothing_tells_the_surname_either_may_be_asked_for(kept: Kept):
    person = kept.named("Snapkou Mikblaj")
    (found,) = _found(kept, "Снапков Николай")
    assert (found.person.id, found.verdict) == (person.id, "possible")


@pytest.mark.parametrize(
    "name", ["Житовский " * 25, "Ж" * 290, "Житовский-Верас-Чабор-Явар-Кизил-Ландыш Алесь", "Алесь Ж'"]
)
def test_any_name_that_fits_the_field_is_answered(kept: Kept, entered, monkeypatch, name):
    monkeypatch.setattr(lookups, "AT_ONCE", 100)
    with suppress(people.NameTooShort):
        assert _found(kept, name).errors_sought


def test_in_many_compartments_errors_are_looked_for_where_nobody_agrees_or_one_asks_for_it(
    kept: Kept, entered, monkeypatch
):
    monkeypatch.setattr(lookups, "FEW", 0)
    wrong = kept.named("Житовкий Александр Григорьевич")
    found = _found(kept, DOCUMENT)
    assert ([each.person.id for each in found], found.errors_sought) == ([entered.id], False)
    found = people.look_up(DOCUMENT, thorough=True, by=kept.by, now=kept.world.tick())
    assert ([each.person.id for each in found], found.errors_sought) == ([entered.id, wrong.id], True)
    found = _found(kept, "Жиговский Александр Григорьевич")
    assert ([each.person.id for each in found], found.errors_sought) == ([entered.id], True)


def test_of_those_with_another_given_name_nothing_is_read_and_what_was_written_before_is_found(kept: Kept, entered):
    others = [kept.named(f"{given} Рыгоравіч Жытоўскі").id for given in ("Пётр", "Ганна", "Мікалай")]
    alone, initial = kept.named("Жытоўскі").id, kept.named("А. Жытоўскі").id
    asked = "Александр Григорьевич Житовский"
    with CaptureQueriesContext(connection) as questions:
        found = _found(kept, asked)
    assert {each.person.id for each in found} == {entered.id, alone, initial}
    (parts,) = [each["sql"] for each in questions if '"form"' in each["sql"] and "people_namepart" in each["sql"]]
    assert not any(other.hex in parts or str(other) in parts for other in others)
    _write_as_before()
    assert [each.verdict for each in _found(kept, asked)] == [each.verdict for each in found]


def _write_as_before():
    """Parts as they were written when nothing stood beside a surname."""
    columns = "compartment_id, person_id, form, tag, mark"
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM people_namepart")
        (last,) = cursor.fetchone()
        cursor.execute(f"INSERT INTO people_namepart ({columns}) SELECT {columns} FROM people_namepart ORDER BY id")
        cursor.execute("DELETE FROM people_namepart WHERE id <= %s", [last])


@pytest.mark.parametrize("name", ["", "А. Р.", "Алесь", "…", "Аль Ра"])
def test_what_would_find_half_the_world_is_refused(kept: Kept, entered, name):
    if name == "Аль Ра":
        assert _found(kept, name) == ()
        return
    with pytest.raises(people.NameTooShort):
        _found(kept, name)


@pytest.mark.parametrize(
    "forms",
    [
        ("Сцяпан Пятровіч Гаўрыленка", "Stepan Gavrilenko"),
        ("Stepan Gavrilenko", "Сцяпан Пятровіч Гаўрыленка"),
        ("Сцяпан Пятровіч Малахоўскі", "Stepan Gavrilenko"),  # a former surname, and the same father
    ],
)
def test_no_form_without_a_patronymic_hides_that_another_names_another_father(kept: Kept, forms):
    person = kept.named(*forms)
    (found,) = _found(kept, "Гавриленко Степан Иванович")
    assert (found.person.id, found.verdict) == (person.id, "possible")
    assert matching.FATHER_OTHER_IN_A_FORM in found.findings
    (found,) = _found(kept, "Гавриленко Степан Петрович")
    assert (found.verdict, matching.FATHER_OTHER_IN_A_FORM in found.findings) == ("same", False)


def test_a_portion_is_opened_those_that_agree_best_first_and_the_next_ones_are_asked_for(kept: Kept, monkeypatch):
    from dokaz.journal.models import Body, Entry

    monkeypatch.setattr(lookups, "SHOWN", 2)
    other = kept.named("Степан Петрович Житовский")
    same = [kept.named(NAME) for _ in range(2)]
    found = _found(kept, NAME)
    assert ({each.person.id for each in found}, found.more) == ({each.id for each in same}, 0)  # not another name
    shown = Entry.objects.filter(verb="people:person:show").count()
    third = kept.named("Аляксандр Пятровіч Жытоўскі")
    found = _found(kept, NAME)
    assert ({each.person.id for each in found}, found.more) == ({each.id for each in same}, 1)
    assert {other.id, third.id}.isdisjoint(each.person.id for each in found)
    assert Entry.objects.filter(verb="people:person:show").count() == shown + 1
    entry = Entry.objects.filter(verb="people:names:look-up").latest("id")
    assert '"found":3' in bytes(Body.objects.get(entry=entry).event).decode()
    looked, last = LookUp.objects.count(), found[-1].person.id
    behind = people.look_up(NAME, after=last, by=kept.by, now=kept.world.tick())
    assert ([each.person.id for each in behind], behind.more) == ([third.id], 0)
    assert LookUp.objects.count() == looked + 1  # in the same limits
    anew = people.look_up(NAME, after=other.id, by=kept.by, now=kept.world.tick())
    assert [each.person.id for each in anew] == [each.person.id for each in found]


def test_two_namesakes_are_two_persons(kept: Kept, entered):
    other = kept.named(NAME)
    assert {each.person.id for each in _found(kept, NAME)} == {entered.id, other.id}


def test_one_finds_only_where_one_holds_the_key_of_names(kept: Kept, entered):
    with pytest.raises(people.NoKeyOfNames):
        _found(kept, NAME, by=kept.second)
    now, by = kept.world.tick, kept.by
    case = access.add_compartment(name="case 7", by=by, now=now())
    with pytest.raises(access.NamesNotBegun):
        kept.named(NAME, compartment=case.id)
    access.begin_names(case.id, by=by, now=now())
    there = kept.named(NAME, compartment=case.id)
    assert {each.person.id for each in _found(kept, NAME)} == {entered.id, there.id}
    account = kept.world.second_account(role="documenter")
    access.grant_membership(compartment=case.id, account=account, by=by, now=now())
    access.grant_names(compartment=case.id, account=account, by=by, now=now())
    session = kept.world.as_account(account)
    assert [each.person.id for each in _found(kept, NAME, by=session)] == [there.id]
    access.withdraw_names(compartment=case.id, account=account, by=by, now=now())
    with pytest.raises(people.NoKeyOfNames):
        _found(kept, NAME, by=session)


def test_keys_go_with_the_name(kept: Kept, entered):
    people.write_identity(
        entered.id, details=people.IdentityDetails(names=(people.NameForm("Ян Пеўнеў"),)), adds=False,
        reason="x", seen=1, by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    assert _found(kept, NAME) == ()
    assert len(_found(kept, "Ян Певнев")) == 1


def test_nobody_tries_all_names_there_are(kept: Kept, entered):
    account = kept.by.actor.account
    now = kept.world.tick()
    LookUp.objects.bulk_create([LookUp(id=ordered_id(now), account_id=account, at=now) for _ in range(60)])
    with pytest.raises(people.LookUpsSpent, match="60"):
        _found(kept, NAME)
    kept.world.tick(3601)
    assert _found(kept, NAME)
    assert LookUp.objects.count() == 61
    kept.world.tick(25 * 3600)
    assert _found(kept, NAME)
    assert LookUp.objects.count() == 1  # who looked names up when is kept no longer than a limit asks for it


def test_a_look_up_is_an_entry_that_tells_no_name(kept: Kept, entered):
    from dokaz.journal.models import Body, Entry

    _found(kept, NAME)
    entry = Entry.objects.get(verb="people:names:look-up")
    told = bytes(Body.objects.get(entry=entry).event).decode()
    assert '"found":1' in told
    assert entered.ref not in told
    shown = Entry.objects.filter(verb="people:person:show").latest("id")  # whoever was found was shown
    told += bytes(Body.objects.get(entry=shown).event).decode()
    assert entered.ref in told
    assert "Жыт" not in told


PASSPORT, BORN, HAPPENED = "passport ZZ1234567", "1987-05-12", "His sister called from Hrodna."
REACHED = people.ContactDetails("Signal +48 600", "after 19:00, Vilnius time", "the library asks", "the employer")


def _known(kept):
    """Somebody of whom everything is known."""
    identity = people.IdentityDetails(
        names=(people.NameForm(NAME), people.NameForm(DOCUMENT)), born=Span.parse(BORN), documents=(PASSPORT,)
    )
    person = kept.person(identity=identity, contact=REACHED)
    detained = {"circumstance": people.Circumstance.RELATIVE_DETAINED, "on": Span.parse("2021-03"), "reason": HAPPENED}
    return people.note_situation(person.id, **detained, seen=person.number, by=kept.by, now=kept.world.tick())


def _needles(kept):
    words = [PASSPORT, BORN, HAPPENED, *filter(None, asdict(REACHED).values())]
    return needles([NAME, DOCUMENT], words=words, compartment=kept.world.compartment, by=kept.by)


@pytest.mark.both
def test_the_database_tells_no_name_no_contact_and_no_key(kept: Kept):
    _known(kept)
    _found(kept, NAME)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
            text = b"\n".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row)
            assert [needle for needle in _needles(kept) if needle in text] == [], table


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_neither_does_a_dump_of_the_server(kept: Kept, cluster):
    person = _known(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (base,) = cursor.fetchone()
    found = cluster.dump(base)
    assert person.ref.encode() in found  # the search finds what is there
    assert [needle for needle in _needles(kept) if needle in found] == []


@pytest.mark.embedded("a database file that was decrypted page by page; tables are read on both above")
def test_the_decrypted_file_tells_none_of_it_either(kept: Kept, tmp_path):
    person = _known(kept)
    people.write_identity(
        person.id, details=people.IdentityDetails(names=(people.NameForm(NAME),)), adds=False,
        reason="x", seen=person.number, by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    found = decrypted(tmp_path)
    assert person.ref.encode() in found
    assert [needle for needle in _needles(kept) if needle in found] == []


def test_marks_of_one_name_differ_between_compartments(kept: Kept):
    (mark, *_) = next(iter(names.marks(NAME))).marks
    assert marks.hashing(b"a" * 32)(mark) != marks.hashing(b"b" * 32)(mark)
    assert models.NamePart.objects  # scoped: reading without a scope raises
    with pytest.raises(access.Unscoped):
        list(models.NamePart.objects.all())


def test_no_name_is_left_in_the_memory_of_names_after_an_identity_was_written_and_after_a_look_up(kept: Kept):
    kept.named(NAME, DOCUMENT)
    left = [remembered()]
    for name in (NAME, "Жытоўскі А. Р.", "Аль"):
        with suppress(people.NameTooShort):
            _found(kept, name)
        left.append(remembered())
    assert left == [0, 0, 0, 0]


def remembered():
    """How many names and words `names` holds."""
    return sum(each.cache_info().currsize for each in (parsing.remembered, tokens.token, tokens.initial))
