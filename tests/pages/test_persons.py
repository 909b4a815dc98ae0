"""The pages of persons: added, found by a name, unmasked by two, and told apart from what is sealed."""

import io
import re
from urllib.parse import urlencode

import pytest
from tests import permitting, persons
from tests.destroying import Two
from tests.pages.conftest import ORIGIN, Visitor
from tests.pages.test_languages import NAMES, words

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.journal.models import Entry
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.people import lookups
from dokaz.records import api as records

NAME = "Алесь Рыгоравіч Жытоўскі"


@pytest.fixture
def world(real_world):
    return real_world


@pytest.fixture
def kept(world):
    return persons.keep(world)


@pytest.fixture
def second(kept, served):
    """The second person, of another organisation, at a browser."""
    one = Visitor(kept.world)
    one.sign_in(account=kept.second.actor.account, passphrase=kept.world.companion_words)
    return one


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_person_is_added_named_found_and_unmasked_by_two(kept, custodian, second):
    new = {"compartment": str(kept.world.compartment), "pseudonym": "Верас", "roles": "victim 2020-08"}
    answer = custodian.post("/persons/add", {**new, "born_around_3": "NONE"})
    assert answer.status_code == 302, answer.content.decode()
    page = answer.headers["location"]
    ref = page.split("/")[-1]
    named = {
        "own": f"{NAME}\nАляксандр Рыгоравіч Жытоўскі",
        "language": "be",
        "born_3": "NONE",
        "seen": "1",
        "documents": "KH77",
    }
    assert custodian.post(f"{page}/identity", named).status_code == 302
    assert NAME.split(maxsplit=1)[0] not in text(custodian.get(page))
    found = custodian.post("/persons/look-up", {"name": "Житовский Александр Григорьевич"})
    assert ref in text(found)
    record = re.search(r'href="(/reviews/[^"]+)"', custodian.get(page).content.decode())[1]
    assert f'href="{page}"' in custodian.get(record).content.decode()
    assert "The patronymic names the same father" in text(found)
    assert "name=" not in "".join(found.headers.values())
    assert "more person" not in text(found)
    asked = custodian.post(f"{page}/ask", {"reason": "to warn his wife"}).headers["location"]
    assert "Waits for the other half" in text(custodian.get(asked))
    assert "to warn his wife" in text(second.get(asked))
    approval = access.own_requests(by=kept.by, now=kept.world.tick())[0].id
    for one in (custodian, second):
        told = one.get(f"/approvals/{approval}")
        assert f'href="{asked}"' in told.content.decode()
        assert "A member of the other half" in text(told)
        assert "dokaz approval give" not in text(told)
    assert second.get(f"{asked}/before").status_code == 200
    assert second.post(f"{asked}/pass").status_code == 302
    assert custodian.get(f"{asked}/see").status_code == 200
    shown = custodian.post(f"{asked}/see/now")
    assert NAME in text(shown)
    assert "KH77" in text(shown)
    assert shown.headers["refresh"].startswith("180; url=/persons/requests/")
    assert "no-store" in shown.headers["cache-control"]
    assert NAME not in text(custodian.post(f"{asked}/see/now", page="/me"))
    again = custodian.post(f"{page}/ask", {"reason": "once more"}).headers["location"]
    assert second.post(f"{again}/pass").status_code == 302
    assert "Approved: can be shown once" in text(custodian.get(again))
    approval = access.own_requests(by=kept.by, now=kept.world.tick())[0].id
    assert second.post(f"/approvals/{approval}/decline", page=f"/approvals/{approval}").status_code == 302
    assert "Taken back before it was used" in text(custodian.get(again))
    assert custodian.get(f"{again}/see").status_code == 404
    dossier = text(custodian.get(f"{page}/dossier"))
    assert ("Not seen" in dossier, "to warn his wife" in dossier) == (True, False)
    assert dossier.count("Sealed to whoever decides") == 2


def test_an_identity_is_begun_anew_with_a_reason_and_two_still_see_what_stood_there(kept, custodian, second):
    page = f"/persons/{kept.named(NAME).ref}"
    for wiped in ({"born_3": "NONE", "seen": "1", "anew": "on", "reason": "x"}, {"born_3": "NONE", "seen": "1"}):
        empty = custodian.post(f"{page}/identity", wiped)
        assert (empty.status_code, "Nothing is written in the form" in text(empty)) == (422, True)
    for wrong, why in (
        ({"own": "…"}, "has no letter"), ({"own": "Ян Верас"}, "The pseudonym is one of this person"),
        ({"photographs": "E-0000-00000"}, "No item E-0000-00000 is held"),
    ):  # fmt: skip
        refused = custodian.post(f"{page}/identity", {**wrong, "born_3": "NONE", "note": "typed", "seen": "1"})
        assert (refused.status_code, why in text(refused), "typed" in text(refused)) == (422, True, True), wrong
    mended = {"documents": "KH78", "born_3": "NONE", "anew": "on", "seen": "1"}
    silent = custodian.post(f"{page}/identity", mended)
    assert (silent.status_code, "Say why" in text(silent), "KH78" in text(silent)) == (422, True, True)
    assert custodian.post(f"{page}/identity", {**mended, "reason": "a wrong name"}).status_code == 302
    asked = custodian.post(f"{page}/ask", {"reason": "to warn his wife"}).headers["location"]
    assert second.post(f"{asked}/pass").status_code == 302
    shown = text(custodian.post(f"{asked}/see/now"))
    for told in ("KH78", "a wrong name", "It counts no more: a later writing began anew.", NAME):
        assert told in shown
    assert shown.index("KH78") < shown.index(NAME)


def test_how_to_reach_somebody_stands_below_whether_they_agreed_and_what_their_care_asks(kept, custodian, second):
    now, at_risk = kept.world.tick, (people.Vulnerability.SUICIDE,)
    one = kept.person(contact=people.ContactDetails("Signal 12345"), vulnerabilities=at_risk)
    page, care = f"/persons/{one.ref}/contact", "Talk to the support officer before every contact."
    for there in (page, f"{page}/change"):
        stopped = text(custodian.get(there))
        assert "gave no yes" in stopped
        assert "Nothing was said about this. That is a no." in stopped
        assert care in stopped
        assert "12345" not in stopped
        onward = re.search(r'href="([^"]+[?]despite=no)"', custodian.get(there).content.decode())[1]
        shown = text(custodian.get(onward))
        assert shown.index("There is no yes to being contacted again") < shown.index(care) < shown.index("12345")
    agreed = permitting.agreed(one, by=kept.by, second=kept.second, now=now)
    shown = text(custodian.get(page))
    assert "The person agreed to be contacted again" in shown
    assert shown.index(care) < shown.index("12345")
    people.note_situation(
        one.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026"), reason="a call", seen=one.number,
        by=kept.by, now=now(),
    )  # fmt: skip
    stopped = text(custodian.get(page))
    assert ("Was detained" in stopped, "12345" in stopped) == (True, False)
    assert agreed


def test_no_entry_that_the_case_reads_tells_that_somebody_asked_how_to_reach_a_person(kept, custodian):
    one = kept.person(contact=people.ContactDetails("Signal"))

    def entries(there):
        before = max(Entry.objects.values_list("id", flat=True))
        assert custodian.get(there).status_code == 200
        return set(Entry.objects.filter(id__gt=before, sealed=False).values_list("verb", flat=True))

    ordinary = entries(f"/persons/{one.ref}/consent")
    for there in ("contact", "contact?despite=no"):
        assert entries(f"/persons/{one.ref}/{there}") <= ordinary


def test_somebody_who_was_taken_back_is_shown_as_such_and_no_typed_word_is_lost(kept, custodian):
    one = kept.named(NAME)
    page = f"/persons/{one.ref}"
    looked = {"name": "Житовский Александр Григорьевич"}
    assert "Taken back" not in text(custodian.get("/persons")) + text(custodian.get(page))
    records.move(one.id, move="withdraw", seen=1, comment="entered twice", by=kept.by, now=kept.world.tick())
    for told in (custodian.get("/persons"), custodian.get(page), custodian.post("/persons/look-up", looked)):
        assert "Taken back" in text(told)
    changed = {"pseudonym": "Верас", "born_around_3": "NONE", "reason": "typed reason", "seen": "1"}
    for there, sent, word in [
        ("change", changed, "typed reason"),
        ("contact/change?despite=no", {"channel": "typed channel", "seen": "1"}, "typed channel"),
        ("identity", {"note": "typed note", "born_3": "NONE", "seen": "1"}, "typed note"),
    ]:
        answer = custodian.post(f"{page}/{there}", sent)
        assert (answer.status_code, word in answer.content.decode()) == (422, True), there
        assert "is closed to changes: Taken back" in text(answer)


def test_the_parts_of_a_date_are_kept_with_what_was_typed_when_the_session_ended(kept, custodian):
    one = kept.person()
    sent = {"born_around_0": "7", "born_around_1": "8", "born_around_2": "1987", "born_around_3": "NONE"}
    noted = {"on_1": "11", "on_2": "2025", "on_3": "APPROXIMATE", "reason": "a call"}
    for there, typed in (("change", sent), ("situation", noted)):
        page = custodian.get(f"/persons/{one.ref}/{there}").content.decode()
        body = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("kept-by", "csrfmiddlewaretoken")
        }
        kept.world.tick(3600)
        custodian.client.post(
            f"/persons/{one.ref}/{there}", urlencode({**body, **typed}),
            content_type="application/x-www-form-urlencoded", headers={"origin": ORIGIN},
        )  # fmt: skip
        custodian.sign_in()
        (draft,) = access.drafts(by=kept.by, now=kept.world.tick())
        assert {name: values[0] for name, values in draft.words.items()} == typed
        access.drop_draft(draft.id, by=kept.by, now=kept.world.tick())


def test_contact_situation_and_sameness_are_written_on_pages_of_their_own(kept, custodian, second):
    one, other = kept.person(roles=people.read_roles("witness 2020-08")), kept.person("Чабор")
    page = f"/persons/{one.ref}"
    assert "Nothing is known of it" in text(custodian.get(f"{page}/contact?despite=no"))
    written = {"channel": "Signal", "seen": "1"}
    assert custodian.post(f"{page}/contact/change", written).status_code == 302
    assert "Signal" in text(custodian.get(f"{page}/contact?despite=no"))
    stale = custodian.post(f"{page}/contact/change", written)
    assert stale.status_code == 409
    assert "Somebody changed it while you wrote" in text(stale)
    noted = {"circumstance": "detained", "on_2": "2026", "on_3": "NONE", "reason": "a call", "seen": "2"}
    assert custodian.post(f"{page}/situation", noted).status_code == 302
    assert "Plan no contact" in text(custodian.get(page))
    earlier = {"circumstance": "moved", "on_2": "2019", "on_3": "NONE", "reason": "heard", "seen": "3"}
    assert custodian.post(f"{page}/situation", earlier).status_code == 302
    assert "Plan no contact" in text(custodian.get(page))  # what happened before it lifts nothing
    back = re.search(r'href="(/persons/[^"]+/situation/2/take-back)"', custodian.get(page).content.decode())[1]
    assert "Take back: Was detained" in text(custodian.get(back))
    assert custodian.post(back, {"reason": "", "seen": "4"}).status_code == 422
    assert custodian.post(back, {"reason": "another man", "seen": "3"}).status_code == 409
    assert custodian.post(back, {"reason": "another man", "seen": "4"}).status_code == 302
    assert "Plan no contact" not in text(custodian.get(page))
    assert custodian.get(back).status_code == 404
    assert " checked" not in custodian.get(f"{page}/same").content.decode()
    same = {"person": other.ref, "judgement": "positive", "reason": "scar"}
    assert custodian.post(f"{page}/same", same).status_code == 302
    assert other.ref in text(custodian.get(page))
    assert custodian.post(f"{page}/same", {**same, "person": "P-0000-00000"}).status_code == 422
    took = re.search(r'href="(/persons/answers/[^"]+)"', custodian.get(page).content.decode())[1]
    assert "scar" in text(custodian.get(took))
    assert custodian.post(took, {"reason": "no"}).status_code == 302
    assert other.ref not in text(custodian.get(page))
    changed = {"pseudonym": "Верас", "roles": "judge", "born_around_3": "NONE", "reason": "x", "seen": "5"}
    assert "names no role" in text(custodian.post(f"{page}/change", changed))
    journal.sequence(now=kept.world.tick())
    dossier = text(custodian.get(f"{page}/dossier"))
    assert f"changed something about {one.ref}" in dossier
    assert "Signal" not in dossier
    assert "a call" in dossier
    assert re.search("Was detained \\(taken back\\).*another man", dossier)
    assert "Roles and when: Witness (August 2020)" in dossier
    assert second.get(page).status_code == 404


def test_of_many_namesakes_a_portion_is_shown_and_the_next_ones_are_asked_for_without_a_name_in_the_address(
    kept, custodian, monkeypatch
):
    monkeypatch.setattr(lookups, "SHOWN", 1)
    both = [kept.named(NAME).ref for _ in range(2)]
    found = custodian.post("/persons/look-up", {"name": NAME})
    told = text(found)
    assert "1 more person agrees." in told
    (first,) = [each for each in both if each in told]
    sent = dict(re.findall(r'type="hidden" name="(name|after)" value="([^"]*)"', found.content.decode()))
    told = text(custodian.post("/persons/look-up", sent))
    assert ([each for each in both if each in told], "more person" in told) == ([_other(both, first)], False)


def _other(both, one):
    return next(each for each in both if each != one)


def test_one_who_looks_in_many_compartments_may_ask_for_names_with_a_wrong_letter(kept, custodian, monkeypatch):
    kept.named(NAME)
    wrong = kept.named("Житовкий Александр Григорьевич")
    monkeypatch.setattr(lookups, "FEW", 0)
    told = text(custodian.post("/persons/look-up", {"name": NAME}))
    assert ("Look for those as well" in told, wrong.ref in told) == (True, False)
    told = text(custodian.post("/persons/look-up", {"name": NAME, "thorough": "on"}))
    assert ("Look for those as well" in told, wrong.ref in told) == (False, True)


def test_a_house_says_where_identities_are_kept_and_who_looks_names_up(kept, custodian, colleague):
    assert "identities 1" in text(custodian.get("/keeping"))
    names = f"/compartments/{kept.world.compartment}/names"
    assert "Take away" in text(custodian.get(names))
    who = colleague("documenter")
    access.grant_membership(compartment=kept.world.compartment, account=who.account, by=kept.by, now=kept.world.tick())
    assert "You hold no key of names" in text(who.post("/persons/look-up", {"name": NAME}))
    assert custodian.post(f"{names}/grant", {"chosen": str(who.account)}).status_code == 302
    assert "That does not mean that nobody is there" in text(who.post("/persons/look-up", {"name": NAME}))
    assert custodian.post(f"{names}/{who.account}/withdraw").status_code == 302
    assert people.kept().contacts == kept.contacts


def test_a_table_of_persons_is_brought_in_and_several_are_changed_at_once(kept, custodian):
    table = "Pseudonym,roles,names\nВерас,сведка,Алесь Жытоўскі\nЧабор,nobody,\nЯвар,,\n"
    ref = custody.receive(
        io.BytesIO(table.encode()), name="list.csv", source="P-7", by=kept.by, now=kept.world.tick()
    ).ref
    there = f"/imports/plan?ref={ref}&kind=person"
    page = text(custodian.get(there))
    assert "The line “nobody” names no role" in page
    assert "sealed to fewer people: Names in every form" in page
    sent = {"ref": ref, "kind": "person", "reason": "A partner listed them"}
    assert custodian.post("/imports/plan", sent, page=there).status_code == 302
    page = text(custodian.get("/persons"))
    assert ("Верас" in page, "Явар" in page, "Чабор" in page) == (True, True, False)
    assert "Верас" in text(custodian.post("/persons/look-up", {"name": "Житовский Алесь"}))
    found = people.persons(by=kept.by, now=kept.world.tick())
    assert all(each.pseudonym in text(custodian.get("/records/person")) for each in found)
    change = {
        "record": [f"{each.id}:1" for each in found],
        "field": "roles",
        "value": "сведка 2020",
        "reason": "All of them saw it",
    }
    wrong = custodian.post("/records/person/change", change | {"value": "king"}, page="/records/person")
    assert (wrong.status_code, "The line “king” names no role" in text(wrong)) == (422, True)
    assert custodian.post("/records/person/change", change, page="/records/person").status_code == 302
    assert text(custodian.get("/persons")).count("Witness (2020)") == 2


def test_the_records_of_a_table_may_lie_elsewhere_and_its_page_says_what_it_still_tells(kept, custodian):
    own = access.add_compartment(name="few", by=kept.by, now=kept.world.tick()).id
    access.begin_names(own, by=kept.by, now=kept.world.tick())
    table = "Pseudonym,names\nВерас,Алесь Жытоўскі\n"
    ref = custody.receive(
        io.BytesIO(table.encode()), name="list.csv", source="P-7", by=kept.by, now=kept.world.tick()
    ).ref
    sent = {"ref": ref, "kind": "person", "reason": "A partner listed them", "compartment": str(own)}
    there = custodian.post("/imports/plan", sent, page=f"/imports/plan?ref={ref}&kind=person").headers["location"]
    assert [each.compartment for each in people.persons(by=kept.by, now=kept.world.tick())] == [own]
    page = text(custodian.get(there))
    assert ("What the table still says" in page, f"Propose that {ref} is destroyed" in page) == (True, True)
    Two.of(kept.world).destroy([ref])
    assert "What the table still says" not in text(custodian.get(there))


def test_a_field_of_the_platform_is_asked_and_shown_beside_ours(kept, custodian):
    words = {"label_en": "Village", "label_be": "Вёска", "label_ru": "Деревня", "seen": "0", "sensitivity": "sealed"}
    for code, kind, needed in (("village", "text", "on"), ("seen-on", "date", ""), ("free", "yes-no", "")):
        new = {**words, "kind": "person", "code": code, "type": kind, "thesaurus": "", "required": needed}
        assert custodian.post("/fields", {key: value for key, value in new.items() if value}).status_code == 302
    new = {
        "compartment": str(kept.world.compartment), "pseudonym": "Верас", "born_around_3": "NONE",
        "own-village": "Дуброва", "own-seen-on": "2020-13", "own-free": "does-not-know",
    }  # fmt: skip
    answer = custodian.post("/persons/add", new)
    assert (answer.status_code, 'id="id_own-seen-on_error"' in answer.content.decode()) == (422, True)
    assert custodian.post("/persons/add", new | {"own-village": ""}).status_code == 422
    there = custodian.post("/persons/add", new | {"own-seen-on": "2020-08"}).headers["location"]
    page = text(custodian.get(there))
    assert ("Дуброва" in page, "August 2020" in page, "Does not know" in page) == (True, True, True)
    form = custodian.get(f"{there}/change").content.decode()
    assert ('value="Дуброва"' in form, 'value="2020-08"' in form) == (True, True)
    assert re.search(r'value="does-not-know"[^>]*checked', form)
    changed = {key: value for key, value in new.items() if key != "compartment"} | {
        "own-seen-on": "", "own-free": "Yes", "seen": "1", "reason": "asked again",
    }  # fmt: skip
    assert custodian.post(f"{there}/change", changed).status_code == 302
    page = text(custodian.get(there))
    assert ("Does not know" in page, "August 2020" in page, "Дуброва" in page) == (False, False, True)


def test_a_change_for_the_worse_stops_a_package_that_waits_and_its_page_says_so(kept, custodian):
    one = kept.person()
    arrived = io.BytesIO(b"a photograph")
    ref = custody.receive(arrived, name="a.jpg", source="P-7", by=kept.by, now=kept.world.tick()).ref
    people.appear(
        one.id, item=ref, relation=people.Relation.SHOWS, pinpoint="on the left", reason="said so", by=kept.by,
        now=kept.world.tick(),
    )  # fmt: skip
    assert custodian.post(f"/items/{ref}/persons/examined", {"reason": "looked at all of it"}).status_code == 302
    there = custodian.get(f"/items/{ref}/persons").content.decode()
    back = re.search(r'href="(/persons/answers/[^"]+)">Take this back', there)[1]
    assert custodian.post(back, {"reason": "the back was not looked at"}).status_code == 302
    assert "Not examined" in text(custodian.get(f"/items/{ref}/persons"))
    permitting.of(kept.world, [ref])
    permitting.agreed(one, by=kept.by, second=kept.second, now=kept.world.tick)
    asked = disclosure.propose_package([ref], going=permitting.TO_A_PARTNER, by=kept.by, now=kept.world.tick())
    page = f"/approvals/{asked.approval}"
    assert "Stopped" not in text(custodian.get(page))
    people.note_situation(
        one.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026-03"), reason="his wife called",
        seen=one.number, by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    told = text(custodian.get(page))
    assert f"something changed for the worse around {one.ref}" in told


def test_the_second_person_reads_where_a_package_goes_what_must_be_kept_and_what_stays(kept, second, custodian):
    access.grant_membership(
        compartment=kept.world.compartment, account=kept.second.actor.account, by=kept.by, now=kept.world.tick()
    )
    one, said = kept.person(), {"by": kept.by, "now": kept.world.tick()}
    goes, stays = (custody.receive(io.BytesIO(name), name="a.jpg", source="P-7", **said).ref for name in (b"a", b"b"))
    people.appear(one.id, item=goes, relation=people.Relation.COMES_FROM, pinpoint="", reason="said so", **said)
    people.examined(goes, reason="all of it", **said)
    how = {"by": kept.by, "second": kept.second, "now": kept.world.tick}
    permitting.agreed(one, conditions="Not my street.", **how)
    asked = disclosure.propose_package([goes, stays], going=permitting.TO_A_PARTNER, **said)
    for reader in (second, custodian):
        page = text(reader.get(f"/approvals/{asked.approval}"))
        for told in (
            "Investigation and trial", "Organisations we work with", "With the name",
            f"{one.ref}, 1 item: Read the conditions this person set, and keep to them.", "give their word",
            "1 item of those that were named may not go and would stay.", stays, "Nobody has looked yet who appears",
        ):  # fmt: skip
            assert told in page, told


def test_persons_within_reach_lead_each_reader_to_the_pages_that_are_theirs(kept, custodian, colleague):
    every = [kept.person(f"Верас {number}") for number in range(52)]
    other = colleague("custodian")
    access.grant_membership(
        compartment=kept.world.compartment, account=other.account, by=kept.by, now=kept.world.tick()
    )  # fmt: skip
    asked = {"what": f"compartment:{kept.world.compartment}", "since": "2026-03-01"}
    path = custodian.post("/compromises", asked).headers["location"]
    page = custodian.get(path).content.decode()
    assert "0 of 52 persons are settled." in page
    assert page.count("/contact") == 50
    answer = custodian.post(f"{path}/step", {"step": "person:51", "after": "50"}, page=path)
    assert answer.headers["location"] == f"{path}?after=50#persons"
    rest = custodian.get(f"{path}?after=50").content.decode()
    assert "1 of 52 persons are settled." in rest
    assert rest.count("/contact") == 2
    assert {each.ref for each in every} == set(re.findall(r'href="/persons/([^/"]+)"', page + rest))
    for strange in ("-1", "x", "9" * 30, "²"):
        assert custodian.get(f"{path}?after={strange}").status_code == 200
        assert custodian.post(f"{path}/step", {"step": "person:1", "after": strange}, page=path).status_code == 302
    theirs = other.get(path).content.decode()
    assert theirs.count('href="/persons/P-') == 50
    assert "/contact" not in theirs  # nothing of contacts to who does not belong there
    for language in ("be", "ru"):
        read = words(custodian.get(f"{path}?page-language={language}"))
        for name in (access.collection(), *(each.ref for each in every)):
            read = read.replace(name, "")
        assert re.findall("[A-Za-z]{2,}", NAMES.sub("", read)) == []


def test_a_person_is_marked_as_a_canary_and_looks_like_any_other(kept, custodian):
    one = kept.person()
    plain = text(custodian.get(f"/persons/{one.ref}"))
    assert custodian.post("/canaries", {"ref": "P-7K3F-9QXM0"}).status_code == 422
    assert custodian.post("/canaries", {"ref": one.ref}).status_code == 302
    assert text(custodian.get(f"/persons/{one.ref}")) == plain
    listed = custodian.get("/canaries").content.decode()
    assert f'href="/persons/{one.ref}"' in listed
    lift = re.search(r"/canaries/[0-9a-f-]+/lift", listed)[0]
    custodian.post(lift, page="/canaries")
    assert one.ref not in custodian.get("/canaries").content.decode()


def test_a_role_recorded_by_mistake_is_taken_back_by_two_and_binds_again(kept, custodian, second):
    access.grant_membership(
        compartment=kept.world.compartment, account=kept.second.actor.account, by=kept.by, now=kept.world.tick()
    )
    one = kept.person(roles=people.read_roles("witness"))
    page = f"/persons/{one.ref}"
    assert "Roles recorded by mistake" not in text(custodian.get(page))
    assert "Change what is written of them first" in text(custodian.get(f"{page}/mistaken-roles"))
    assert custodian.post(f"{page}/mistaken-roles", {"part": "witness", "reason": "x"}).status_code == 409
    people.revise_person(
        one.id, pseudonym=one.pseudonym, roles=people.read_roles("official"), vulnerabilities=(), born_around=None,
        note="", seen=1, reason="he is a judge", by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    assert "because of a role they had once: Witness" in text(custodian.get(page))
    empty = custodian.post(f"{page}/mistaken-roles", {"reason": ""})
    assert (empty.status_code, 'href="#id_part' in empty.content.decode()) == (422, True)
    said = {"part": "witness", "reason": "another Veras was meant"}
    there = custodian.post(f"{page}/mistaken-roles", said).headers["location"]
    told = text(second.get(there))
    assert ("another Veras was meant" in told, "revision 1" in told, one.ref in told) == (True, True, True)
    (do,) = re.findall(r'href="([^"]+/mistaken-roles/[^"]+)"', custodian.get(f"{page}/mistaken-roles").content.decode())
    assert custodian.post(do).status_code in {403, 409}
    assert second.post(f"{there}/approve").status_code == 302
    assert f'href="{do}"' in custodian.get(there).content.decode()
    assert custodian.post(do).status_code == 302
    assert "A recorded legal basis stands in its place" in text(custodian.get(page))
    assert custodian.post(do, {"reason": ""}).status_code == 422
    assert custodian.post(do, {"reason": "it was him after all"}).status_code == 302
    assert "it was him after all" in text(custodian.get(f"{page}/mistaken-roles"))
    assert "Their own" in text(custodian.get(page))
    assert custodian.get(do).status_code == 404


def test_who_is_in_an_original_stands_on_the_page_of_its_copy_and_leads_to_the_answer_there(kept, custodian):
    one = kept.person()
    ref = custody.receive(io.BytesIO(b"a photograph"), name="a.jpg", by=kept.by, now=kept.world.tick()).ref
    people.appear(
        one.id, item=ref, relation=people.Relation.SHOWS, pinpoint="", reason="said so", by=kept.by,
        now=kept.world.tick(),
    )  # fmt: skip
    copy = custody.derive(
        io.BytesIO(b"without him"), parent=ref, making=custody.Making.REDACTION, name="b.jpg", tool="by hand",
        tool_version="1", parameters={}, by=kept.by, now=kept.world.tick(),
    ).ref  # fmt: skip
    page = f"/items/{copy}/persons"
    assert "In what it was made of" not in text(custodian.get(f"/items/{ref}/persons"))
    told = custodian.get(page)
    assert "In what it was made of" in text(told)
    there = re.search(r'href="([^"]+/persons/add\?[^"]+)"', told.content.decode())[1].replace("&amp;", "&")
    form = custodian.get(there).content.decode()
    assert f'value="{one.ref}"' in form
    assert re.search(r'value="shows"[^>]*checked', form)
    no = {"person": one.ref, "relation": "shows", "judgement": "negative", "reason": "he was cut out"}
    assert custodian.post(f"/items/{copy}/persons/add", no).status_code == 302
    assert "In what it was made of" in text(custodian.get(page))
    assert custodian.post(f"{page}/examined", {"reason": "all of it"}).status_code == 302
    assert "In what it was made of" not in text(custodian.get(page))
