"""Authorities and requests as pages: what holds a request up is said on it, and a second person is a second person."""

import html
import io
import re
import tarfile
from datetime import timedelta

from tests import authority_worlds as told
from tests import permitting
from tests.authority_worlds import WHY, requested
from tests.pages.test_approvals import fresh
from tests.pages.test_journal import placed, shown

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.requests.eligibility import Danger
from dokaz.journal import api as journal
from dokaz.records import api as records
from dokaz.verify import age, package
from dokaz.web.office import made_packages


def text(answer):
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def own(fields):
    """As the form of any kind asks for them."""
    return {f"own-{name}": value for name, value in fields.items()}


def checklist(**fields):
    """With the revision of the authority that was read beside it."""
    return own(told.CHECKLIST | fields) | {"about": "1"}


def step(who, request, move, *, comment=WHY):
    page = f"/requests/{request}"
    seen = re.search(r'name="seen" value="(\d+)"', who.get(page).content.decode())
    return who.post(page, {"step": move, "comment": comment, "seen": seen[1]})


def test_an_authority_is_written_down_and_its_contact_counts_when_a_second_person_checked_it(
    custodian, colleague, world
):
    second = colleague("custodian")
    access.grant_membership(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    place = {"compartment": str(world.compartment)}
    refused = custodian.post("/authorities/add", {**place, **own(told.AUTHORITY | {"country": "Lithuania"})})
    assert refused.status_code == 422
    assert "Write the country as two letters" in text(refused)
    refused = custodian.post("/authorities/add", {**place, **own(told.AUTHORITY | {"country": ""})})
    assert "Write of which country it is" in text(refused)
    there = custodian.post("/authorities/add", {**place, **own(told.AUTHORITY)}).headers["location"]
    assert "Police investigators, prosecutors and courts: Lithuania, prosecutor-general" in text(custodian.get(there))
    assert "Not verified yet" in text(custodian.get("/authorities"))
    add = f"{there}/add/contact"
    refused = custodian.post(add, own(told.CONTACT | {"verified_with": told.CONTACT["address"]}))
    assert "This is the address that was to be verified" in text(refused)
    assert custodian.post(add, own(told.CONTACT)).headers["location"] == there
    assert custodian.post(f"{there}/add/key", own({"key": "age1x"})).status_code == 422
    assert custodian.post(f"{there}/add/key", own({"key": told.KEY})).status_code == 302
    assert disclosure.fingerprint(told.KEY) in text(custodian.get(there))
    contact = re.search(
        r"/reviews/[0-9a-f-]{36}(?=\">Look and decide<span[^>]*> Аддзел)", custodian.get(there).content.decode()
    )
    review = contact[0] if contact else re.findall(r"/reviews/[0-9a-f-]{36}", custodian.get(there).content.decode())[1]
    seen = {"step": "accept", "comment": WHY, "seen": "1"}
    assert "wrote" in text(custodian.post(review, seen)) or custodian.post(review, seen).status_code == 422
    assert second.post(review, seen).status_code == 302
    assert "Checked by a second person" in text(custodian.get(there))
    assert "Not verified yet" not in text(custodian.get("/authorities"))
    assert custodian.get(review.replace("/reviews/", "/written/") + "/change").status_code == 200


def test_a_mechanism_does_not_look_verified_while_its_mandate_is_unknown_or_over(custodian, world):
    one = requested(world, authority={"name": "Group", "body": "un", "mark": "experts-belarus"})
    one.check(one.contact)
    for fields, says in (
        ({}, "Its mandate is not written down"),
        ({"mandate_from": "2024", "resolution": "55/27", "mandate_to": "2025"}, "It has no mandate now"),
        ({"mandate_to": ""}, "Verified"),
    ):
        held = records.held(one.authority.id, by=one.by, now=world.tick())
        if fields:
            disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, by=one.by, now=world.tick())
        for page in ("/authorities", f"/authorities/{one.authority.ref}"):
            assert says in text(custodian.get(page)), (page, says)


def test_a_request_is_led_from_step_to_step_and_says_what_it_needs(custodian, world):
    one = requested(world)
    ref, item = one.request.ref, one.item()
    here = f"/requests/{ref}"
    assert "names no contact of exactly this authority" in text(custodian.get(here))
    refused = step(custodian, ref, "verify-authority")
    assert refused.status_code == 422
    assert "names no contact of exactly this authority" in text(refused)
    one.check(one.contact)
    assert step(custodian, ref, "verify-authority").status_code == 302
    assert custodian.post(f"{here}/add/checklist", checklist(agency="yes")).status_code == 302
    assert "no assurance helps against it: Can it come to an agency" in text(custodian.get(here))
    changed = re.search(r"/written/[0-9a-f-]{36}/change", custodian.get(here).content.decode())[0]
    again = checklist() | {"reason": WHY, "seen": "1"}
    assert custodian.post(changed, again).headers["location"] == here
    stale = custodian.post(changed, again | {"own-remark": "x"})
    assert (stale.status_code, "Somebody changed it while you wrote" in text(stale)) == (409, True)
    for what, fields, move in (
        ("", {}, "find-eligible"),
        ("scope", {"inside": "Турма"}, "set-scope"),
        ("search", told.SEARCH | {"found": item.lower()}, "end-search"),
    ):
        if what:
            assert custodian.post(f"{here}/add/{what}", own(fields)).status_code == 302, what
        assert step(custodian, ref, move).status_code == 302, move
    refused = custodian.post(f"{here}/add/search", own(told.SEARCH | {"found": "E-0000-00000; x"}))
    assert "is not the reference of an item" in text(refused)
    assert "Not judged yet" in text(custodian.get(f"{here}/found"))
    judged = {"judgement": records.Judgement.POSITIVE.value, "reason": WHY, "pinpoint": "с. 1"}
    assert custodian.post(f"{here}/found/{item}", judged).headers["location"] == f"{here}/found"
    assert step(custodian, ref, "end-review").status_code == 302
    assert "Relevance reviewed" in text(custodian.get("/requests?state=relevance-reviewed"))
    assert ref not in text(custodian.get("/requests?state=received"))
    assert ref in text(custodian.get(f"/requests?of={one.authority.ref}"))
    assert custodian.get("/requests?of=J-0000-00000").status_code == 404
    placed(world)
    sentences = shown(custodian.get("/journal"))
    assert any("took something to another state (request for assistance)" in each for each in sentences)
    assert told.REQUEST["what"] not in custodian.get("/journal").content.decode()


def test_what_is_written_about_the_authority_stands_over_the_checklist(custodian, world):
    one = requested(world, authority=told.AUTHORITY | {"fair_trial": "Judges were <dismissed>"})
    here = f"/requests/{one.request.ref}"
    form = text(custodian.get(f"{here}/add/checklist"))
    assert "Concerns about fair trial there: Judges were <dismissed>" in form
    assert (form.count("(may stay open for now)") > len(Danger), "(optional)" in form) == (True, False)
    assert custodian.post(f"{here}/add/checklist", checklist()).status_code == 302
    one.check(one.contact)
    assert step(custodian, one.request.ref, "verify-authority").status_code == 302
    assert "the answer does not say why it is “no” all the same" in text(custodian.get(here))
    changed = re.search(r"/written/[0-9a-f-]{36}/change", custodian.get(here).content.decode())[0]
    assert "Judges were &lt;dismissed&gt;" in custodian.get(changed).content.decode()
    again = checklist(unfair_trial_despite="Not those of this court") | {"reason": WHY, "seen": "1"}
    who = one.authority.held
    disclosure.write_anew(
        who, fields={"fair_trial": "Judges were jailed"}, seen=who.number, reason=WHY, by=one.by, now=world.tick()
    )
    refused = custodian.post(changed, again)
    assert "was changed while you wrote" in text(refused)
    assert "Judges were jailed" in text(refused)
    assert custodian.post(changed, again | {"about": "2"}).headers["location"] == here
    assert step(custodian, one.request.ref, "find-eligible").status_code == 302


def test_deadlines_stand_on_the_first_page_and_late_ones_say_so(custodian, colleague, world):
    one = requested(world, deadline="2026-03-01")
    one.note(disclosure.CALL, title="Заклік", deadline="2026-04")
    first = text(custodian.get("/"))
    assert first.index("Late: was due on 1 March 2026") < first.index("Until 30 April 2026")
    assert "Late: was due on 1 March 2026" in text(custodian.get("/requests"))
    analyst = colleague("analyst")
    assert "Заклік" not in text(analyst.get("/"))
    for path in (
        f"/authorities/{one.authority.ref}",
        f"/requests/{one.request.ref}",
        f"/written/{one.contact.id}/change",
    ):
        assert analyst.get(path).status_code == 404, path


def test_what_the_authority_may_be_told_stands_beside_what_the_house_knows(custodian, world):
    one = requested(world)
    fields = {"compartment": str(world.compartment), **own({"who": "Настаўніца", "may_tell": "Так"})}
    assert custodian.post(f"/requests/{one.request.ref}/witnesses/add", fields).status_code == 302
    page = text(custodian.get(f"/requests/{one.request.ref}"))
    assert "exactly this:</strong> We have your wish to hear a witness." in page
    assert "nothing told now:</strong> The request names no contact of exactly this authority" in page
    assert "Настаўніца" in page


def test_what_would_go_is_computed_on_a_page_and_a_second_person_is_asked_from_there(custodian, colleague, world):
    one = requested(world)
    second = colleague("custodian")
    access.grant_membership(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    goes, stays = permitting.of(world, [one.item("1")])[0], one.item("2")
    one.reviewed(goes, stays)
    there = f"/requests/{one.request.ref}"
    assert "Nobody has said yet how openly this goes" in text(custodian.get(there))
    assert "Until then nothing can be computed" in text(custodian.get(f"{there}/going"))
    key = one.note(disclosure.KEY, key=told.KEY, verified_by="read-aloud", verified_with="a call", verified_on="2026")
    refused = custodian.post(f"{there}/add/terms", own({"form": "named", "cover": "Dear all"}))
    assert "The cover note does not read as one" in text(refused)
    assert custodian.post(f"{there}/add/terms", own({"form": "named", "key": str(key.id)})).status_code == 302
    page = text(custodian.get(f"{there}/going"))
    assert f"{disclosure.fingerprint(told.KEY)}: Noted, and not checked yet" in page
    assert "1 of 2 relevant items may go." in page
    assert "Nobody has looked yet who appears in it." in page
    assert "Ask a second person" not in page
    one.check(key)
    assert step(custodian, one.request.ref, "check-consent").status_code == 302
    assert step(custodian, one.request.ref, "end-redaction").status_code == 302
    assert "release-by-two" not in custodian.get(there).content.decode()
    approval = custodian.post(f"{there}/going").headers["location"]
    page = text(second.get(approval))
    assert "Police investigators, prosecutors and courts: Lithuania, prosecutor-general" in page
    assert (goes in page, stays in page, one.request.ref in page) == (True, True, True)
    assert approval in custodian.get(f"{there}/going").content.decode()
    analyst = colleague("analyst")
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert "Ask a second person" not in text(analyst.get(f"{there}/going"))
    assert analyst.post(f"{there}/going").status_code in {403, 404}


def saved(custodian, there):
    answer = custodian.get(f"{there}/package/made")
    sealed = b"".join(answer.streaming_content)
    assert answer.headers["content-disposition"].endswith('.tar.age"')
    assert int(answer.headers["content-length"]) == len(sealed)
    return sealed


def made_here(custodian, world):
    """A package for an authority that was made in the office: its page, the request, its item, and the request's."""
    one, key = requested(world), age.X25519Identity.generate()
    (item,) = permitting.of(world, [one.item("1")])
    noted = one.note(
        disclosure.KEY, key=str(key.recipient), verified_by="read-aloud", verified_with="a call", verified_on="2026"
    )
    one.check(noted)
    one.prepared(item, key=str(noted.id))
    asked = one.asked()
    access.approve(asked.approval, by=one.second, now=world.tick())
    there = f"/approvals/{asked.approval}"
    custodian.post(f"{there}/package", page=there)
    return there, one, item


def test_a_line_that_broke_while_the_package_was_saved_goes_on_where_it_was(custodian, world):
    there, _one, _item = made_here(custodian, world)
    whole = saved(custodian, there)
    rest = custodian.get(f"{there}/package/made", headers={"range": "bytes=1000-"})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[1000:]
    journal.sequence(now=world.tick())
    assert len([each for each in journal.read() if each.verb == "disclosure:package:take"]) == 2


def test_what_somebody_took_back_since_it_was_made_is_not_handed_out(custodian, world):
    there, one, item = made_here(custodian, world)
    (basis,) = consent.bases_of(item=item, by=world.session, now=world.tick())
    consent.end_basis(basis.id, reason="They took it back.", by=world.session, now=world.tick())
    refused = custodian.get(f"{there}/package/made")
    assert refused.status_code == 409
    assert "may not go any more" in text(refused)
    assert list((world.home / "made").iterdir()) == []
    assert "Save the package" not in text(custodian.get(there))
    assert one.again().held.state == "packaged"


def test_a_package_waits_a_day_for_whoever_asked_for_it_and_for_nobody_else(custodian, colleague, world):
    there, _one, _item = made_here(custodian, world)
    second = colleague("custodian")
    assert "Save the package" in text(custodian.get(there))
    assert "Save the package" not in text(second.get(there))
    assert re.search(rf'<a href="{there}"[^>]*>Save the package you made<', text(custodian.get("/")))
    assert "Save the package" not in text(second.get("/"))
    assert second.get(f"{there}/package/made").status_code == 404
    assert second.post(f"{there}/package/saved", page="/approvals").status_code == 404
    made_packages.drop_old(now=world.now + timedelta(hours=23))
    assert "Save the package" in text(custodian.get(there))
    made_packages.drop_old(now=world.now + timedelta(hours=25))
    assert list((world.home / "made").iterdir()) == []
    assert "Save the package" not in text(custodian.get("/"))
    assert custodian.get(f"{there}/package/made").status_code == 404


def test_a_package_that_was_approved_is_made_in_the_office_and_saved_sealed(custodian, world, tmp_path):
    one, key = requested(world, deadline="2026-03-01"), age.X25519Identity.generate()
    there_is = f"/requests/{one.request.ref}"
    assert "Late: was due on 1 March 2026" in text(custodian.get(there_is))
    (item,) = permitting.of(world, [one.item("1")])
    verified = {"verified_by": "read-aloud", "verified_with": "a call", "verified_on": "2026"}
    noted = one.note(disclosure.KEY, key=str(key.recipient), **verified)
    one.check(noted)
    one.prepared(item, key=str(noted.id))
    asked = one.asked()
    there = f"/approvals/{asked.approval}"
    assert "Make the package" not in text(custodian.get(there))
    assert fresh(custodian).post(f"{there}/package", page=there).status_code == 409
    access.approve(asked.approval, by=one.second, now=world.tick())
    assert "Make the package" in text(custodian.get(there))
    assert custodian.post(f"{there}/package", page=there).headers["location"] == there
    sealed = saved(custodian, there)
    assert (one.again().held.state, item.encode() in sealed) == ("packaged", False)
    for page in ("/", "/requests", there_is):
        assert "Late: was due" not in text(custodian.get(page)), page
    assert "1 March 2026" in text(custodian.get("/requests"))
    opened = io.BytesIO()
    age.decrypt(io.BytesIO(sealed), opened, [key])
    opened.seek(0)
    with tarfile.open(fileobj=opened, mode="r:") as tar:
        tar.extractall(tmp_path / "opened", filter="data")
    (bag,) = (tmp_path / "opened").iterdir()
    assert package.check(bag).unchanged == (item,)
    page = text(custodian.get(there))
    assert ("Make the package" in page, "It waits here until" in page) == (False, True)
    assert custodian.post(f"{there}/package", page=there).headers["location"] == there  # pressed twice: it is there
    assert saved(custodian, there) == sealed
    assert custodian.post(f"{there}/package/saved", page=there).headers["location"] == there
    assert (custodian.get(f"{there}/package/made").status_code, list((world.home / "made").iterdir())) == (404, [])
    assert custodian.post(f"{there}/package", page=there).status_code == 404  # and a yes is used once
    clear = disclosure.propose_package([item], going=permitting.TO_A_PARTNER, by=world.session, now=world.tick())
    access.approve(clear.approval, by=one.second, now=world.tick())
    there = f"/approvals/{clear.approval}"
    assert "Make the package" not in text(custodian.get(there))
    assert custodian.post(f"{there}/package", page=there).headers["location"] == there
