"""Pages against insiders and coercion: who sees alarms, what a forced sign-in shows, and lists worked off by pressing."""

import html
import io
import re

from tests.conftest import PASSPHRASE
from tests.pages.conftest import Visitor
from tests.pages.test_languages import NAMES, words

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.safeguards import api as safeguards

WORD = "duress academic acid acne acquire acrobat activity actress"


def pressed(visitor, page, action, **data):
    """The form with this address on that page."""
    assert f'action="{action}"' in visitor.get(page).content.decode()
    return visitor.post(action, data, page=page)


def test_a_forced_sign_in_looks_like_an_empty_office_and_a_colleague_lets_them_in_again(custodian, colleague, served):
    world, other = custodian.world, colleague("custodian")
    access.grant_membership(compartment=world.compartment, account=other.account, by=world.session, now=world.tick())
    custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick())
    assert custodian.post("/me/duress", {"word": WORD, "again": "another"}).status_code == 422
    assert custodian.post("/me/duress", {"word": WORD, "again": WORD}).status_code == 302
    assert b"You have a duress word" in custodian.get("/me/duress").content
    forced = Visitor(world, secret=custodian.secret)
    forced.sign_in(passphrase=WORD)
    access.ask("custody:item:destroy", digest=bytes(32), by=world.session, now=world.tick())
    home, items, me = (forced.get(path).content.decode() for path in ("/", "/items", "/me"))
    assert "There is nothing here that you may see yet." in items
    assert 'href="/people"' not in home
    assert str(access.name_of(world.session.actor.account)) in me
    for path in ("/persons", "/requests", "/releases", "/authorities"):
        assert forced.get(path).status_code == 200
        assert f'href="{path}"' in home or path == "/authorities"
    others = []
    for path in (
        "/requests",
        "/releases",
        "/releases/recalls",
        "/releases/counts",
        "/authorities",
        "/approvals",
        "/manage",
        "/compartments",
        "/me/care",
    ):
        answer, ours = forced.get(path), custodian.get(path)
        assert ours.status_code == 200
        others.append(answer.content.decode())
        assert answer.status_code in (200, 403)
        assert "archive" not in others[-1]
    assert "Destroy" not in others[0]
    for page in (home, items, me, *others):
        assert not re.search("duress|forces|alarm|locked", page, re.IGNORECASE)
    assert forced.post("/me/codes").status_code == 409
    assert "duress word." not in forced.get("/me/duress").content.decode().replace("Keep this duress word", "")
    safeguards.watch(by=served.machine.actor, now=world.tick())
    assert custodian.get("/").headers["location"].startswith("/sign-in")
    assert forced.get("/").status_code == 200
    assert b"1 alarm" in other.get("/").content
    page = other.get("/alarms").content.decode()
    assert "Signed in with their duress word" in page
    lift = re.search(r"/alarms/accounts/[0-9a-f-]+/let-in", page)[0]
    pressed(other, "/alarms", re.search(r"/alarms/[0-9a-f-]+/seen", page)[0])
    assert b"looked into it" in other.get("/alarms").content
    pressed(other, "/alarms", lift)
    assert forced.get("/").headers["location"].startswith("/sign-in")
    world.tick(90)
    custodian.sign_in()
    assert custodian.get("/items").status_code == 200
    access.lock_account(
        world.session.actor.account, by=world.second_person(), now=world.tick()
    )  # for a compromise, later
    page = other.get("/alarms").content.decode()
    assert "It was marked as compromised" in page
    assert page.count("/let-in") == 1
    assert "Write nothing to them" not in page


def test_a_canary_is_marked_looks_like_any_item_and_is_lifted(custodian, colleague, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    plain = custodian.get(f"/items/{ref}").content
    assert custodian.post("/canaries", {"ref": "E-0000-00000"}).status_code == 422
    assert custodian.post("/canaries", {"ref": ref}).status_code == 302
    strip = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
    assert strip.sub(b"", custodian.get(f"/items/{ref}").content) == strip.sub(b"", plain)
    who = colleague("analyst")
    access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    with custody.open_item(
        ref, by=world.as_account(who.account, passphrase=f"analyst {PASSPHRASE}"), now=world.tick(), reason="view"
    ):
        pass
    alarms = custodian.get("/alarms").content.decode()
    assert f"The canary is {ref}." in alarms
    there = html.unescape(re.search(r'href="(/journal\?account=[^"]+)"', alarms)[1])
    assert str(access.name_of(who.account)) in custodian.get(there).content.decode()
    assert "The canary lies where you do not belong" in colleague("custodian").get("/alarms").content.decode()
    lift = re.search(r"/canaries/[0-9a-f-]+/lift", custodian.get("/canaries").content.decode())[0]
    pressed(custodian, "/canaries", lift)
    assert ref not in custodian.get("/canaries").content.decode()
    for path in ("/alarms", "/canaries", "/delays", "/compromises", "/leavings"):
        assert who.get(path).status_code == 403


def test_what_may_be_in_other_hands_is_marked_and_worked_off(custodian, world):
    for since, code in (("soon", 422), ("2999-01-01", 422), ("2026-03-01", 302)):
        answer = custodian.post("/compromises", {"what": f"compartment:{world.compartment}", "since": since})
        assert answer.status_code == code
    path = answer.headers["location"]
    page = custodian.get(path).content.decode()
    assert "72 hours: until 7 March 2026" in page
    assert "71 hours from now" in page
    assert "art. 33" in page
    for step in re.findall(r'name="step" value="([^"]+)"', page):
        assert custodian.post(f"{path}/step", {"step": step}, page=path).status_code == 302
    assert "Everything on this list was done." in custodian.get(path).content.decode()
    assert custodian.post(f"{path}/step", {"step": "notice"}, page="/manage").status_code in (403, 409)


def test_a_marked_account_is_an_empty_office_until_another_custodian_lets_it_in(custodian, colleague, world):
    other = colleague("custodian")
    answer = custodian.post("/compromises", {"what": f"account:{other.account}", "since": "2026-03-01"})
    path = answer.headers["location"]
    assert other.get("/").headers["location"].startswith("/sign-in")
    world.tick(90)
    other.sign_in(account=other.account, passphrase=f"custodian {PASSPHRASE}")
    assert 'href="/people"' not in other.get("/").content.decode()
    assert "Not yet" in custodian.post(f"{path}/step", {"step": "account"}, page=path).content.decode()
    page = custodian.get("/alarms").content.decode()
    assert f"{access.name_of(other.account)}: the account is locked" in page
    pressed(custodian, "/alarms", f"/alarms/accounts/{other.account}/let-in")
    assert "the account is locked" not in custodian.get("/alarms").content.decode()
    world.tick(90)
    other.sign_in(account=other.account, passphrase=f"custodian {PASSPHRASE}")
    assert 'href="/people"' in other.get("/").content.decode()


def test_the_list_of_one_who_leaves_is_begun_and_pressed(custodian, colleague, world):
    who = colleague("analyst")
    path = custodian.post("/leavings", {"who": str(who.account)}).headers["location"]
    assert custodian.post("/leavings", {"who": str(who.account)}).status_code == 422
    for step in re.findall(r'name="step" value="([^"]+)"', custodian.get(path).content.decode()):
        custodian.post(f"{path}/step", {"step": step}, page=path)
    assert "Everything on this list was done." in custodian.get(path).content.decode()
    assert who.get("/").headers["location"].startswith("/sign-in")


def test_the_first_page_leads_to_open_lists_and_to_work_that_waits_those_who_may_act(custodian, colleague, world):
    leaver, other = colleague("analyst"), colleague("custodian")
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    before = custodian.get("/").content.decode()
    marked = custodian.post(
        "/compromises", {"what": f"compartment:{world.compartment}", "since": "2026-03-01"}
    ).headers["location"]
    leaving = other.post("/leavings", {"who": str(leaver.account)}).headers["location"]
    own = custodian.post("/leavings", {"who": str(other.account)}).headers["location"]
    custody.examine_later([ref], by=world.session, now=world.tick())
    stranger = world.as_account(other.account, passphrase=f"custodian {PASSPHRASE}")
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    jobs.work(by=stranger, once=True, **said)
    (job,) = (each for each in jobs.listed() if each.handler != "custody:headers:move")  # the new keys ask for that
    assert job.state is jobs.JobState.FOR_MEMBER
    mine, theirs, none = (each.get("/").content.decode() for each in (custodian, other, leaver))
    assert f'href="{marked}"' in mine
    assert "72 hours end 7 March 2026" in mine
    assert f'href="{leaving}"' in mine
    assert "2 wait" in mine  # the files that follow to the new keys, and this
    assert str(access.name_of(leaver.account)) in mine
    assert f'href="{leaving}"' in theirs  # the report and the item lie where this custodian does not belong
    for there in (marked, own, f"/jobs/{job.id}"):
        assert there not in theirs
    for there in (marked, leaving, own, f"/jobs/{job.id}"):
        assert there not in none
        assert there not in before
    world.tick(72 * 3600)
    custodian.sign_in()
    assert "72 hours are over" in custodian.get("/").content.decode()
    custody.move_some(world.compartment, by=world.session, now=world.tick())
    for path in (marked, leaving, own):
        for step in re.findall(r'name="step" value="([^"]+)"', custodian.get(path).content.decode()):
            custodian.post(f"{path}/step", {"step": step}, page=path)
    access.cancel_job(job.id, by=world.session, now=world.tick())
    after = custodian.get("/").content.decode()
    for there in (marked, leaving, own, f"/jobs/{job.id}"):
        assert there not in after


def test_a_bulk_act_is_seen_and_stopped(custodian, world):
    access.ask("disclosure:package:make", digest=bytes(32), size=51, by=world.session, now=world.tick())
    page = custodian.get("/delays").content.decode()
    assert "Make a package: 51" in page
    pressed(custodian, "/delays", re.search(r"/delays/[0-9a-f-]+/stop", page)[0])
    assert "stopped it" in custodian.get("/delays").content.decode()


def test_a_provider_is_marked_its_report_says_what_it_held_and_it_is_withdrawn_by_a_press(
    custodian, world, monkeypatch
):
    stick = world.home.parent / "stick"
    stick.mkdir()
    journal.add_mirror(str(stick), by=world.session.actor, now=world.tick())
    custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick())
    monkeypatch.setenv("DOKAZ_STORE", "s3://777?endpoint=https://7.7")
    offered = re.findall(r'value="(provider:[^"]+)"', custodian.get("/compromises").content.decode())
    paths = [
        custodian.post("/compromises", {"what": what, "since": "2026-03-01"}).headers["location"] for what in offered
    ]
    store, mirror = (custodian.get(path).content.decode() for path in paths)
    assert "they open with nothing the provider had" in store
    assert "archive" in store
    assert "None was there: none is renewed" in store
    assert "They reveal nothing of what entries say" in mirror
    assert custodian.post(f"{paths[1]}/step", {"step": "withdraw"}, page=paths[1]).status_code == 302
    assert journal.mirrors() == ()
    for language in ("be", "ru"):
        for path in ("/compromises", *paths):
            read = words(custodian.get(f"{path}?page-language={language}")).replace(str(stick), "")
            assert re.findall("[A-Za-z]{2,}", NAMES.sub("", read.replace(access.collection(), ""))) == [], path
