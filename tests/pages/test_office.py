"""Every page of the office: to whom it opens, and that it opens to nobody else in any other way."""

import io
import logging
import re

import pytest
from django.test import override_settings
from django.urls import get_resolver
from tests.pages.conftest import ORIGIN, Visitor

from dokaz.access import api as access
from dokaz.config import office
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind

OPEN = {"health", "help", "sign-in", "second-factor", "first-factor", "sign-out"}
NOBODY = "00000000-0000-0000-0000-000000000000"


def addresses():
    """Every address of the office by its name, with something in the place of what varies."""
    found = {}
    for pattern in get_resolver("dokaz.web.office.urls").url_patterns:
        path = re.sub(r"<int:\w+>", "1", re.sub(r"<uuid:\w+>", NOBODY, str(pattern.pattern)))
        found[pattern.name] = "/" + re.sub(r"<str:\w+>", "E-0000-00000", path)
    return found


def verbs(world):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.read()]


def test_without_a_session_every_page_leads_to_the_sign_in_and_says_nothing(visitor):
    for name, path in addresses().items():
        for answer in () if name in OPEN else (visitor.get(path), visitor.post(path, page="/sign-in")):
            assert answer.status_code in (302, 405), name
            if answer.status_code == 302:
                assert answer.headers["location"].startswith("/sign-in"), name
                assert answer.content == b"", name


def test_the_pass_phrase_alone_opens_no_page(visitor):
    visitor.begin()
    kept = {name: cookie.value for name, cookie in visitor.client.cookies.items()}
    for name in sorted(set(addresses()) - {"health", "help", "sign-in", "sign-out"}):
        visitor.client.cookies.load(kept)  # a page that leads to the sign-in takes the cookies away
        answer = visitor.get(addresses()[name])
        if name in ("second-factor", "first-factor"):
            assert b"chain" not in answer.content
        else:
            assert answer.status_code in (302, 405), name


@pytest.mark.parametrize("role", ["analyst", "documenter", "steering"])
@pytest.mark.parametrize("name", ["people", "person"])
def test_who_may_not_manage_accounts_is_refused_alike_and_the_journal_says_so(colleague, role, name):
    who = colleague(role)
    real = f"/people/{who.account}" if name == "person" else "/people"
    answers = [who.get(path) for path in (real, addresses()[name])]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content.replace(real.encode(), b"") == answers[1].content.replace(addresses()[name].encode(), b"")
    assert b"admit accounts" in answers[0].content
    assert "access:permission:refuse" in verbs(who.world)


def test_an_item_of_a_compartment_one_does_not_belong_to_is_one_that_is_not_there(custodian, colleague, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    assert b"list.txt" in custodian.get("/items").content
    stranger = colleague("analyst")
    assert b"list.txt" not in stranger.get("/items").content
    nobodys = str(Code.new(Kind.ITEM))
    there, absent = (stranger.get(f"/items/{each}") for each in (ref, nobodys))
    assert there.status_code == absent.status_code == 404
    assert there.content.replace(ref.encode(), b"") == absent.content.replace(nobodys.encode(), b"")
    assert stranger.post(f"/items/{ref}/bytes", page="/me").status_code == 404


def test_an_item_shows_its_chain_and_gives_its_bytes_to_whom_it_may(custodian, world):
    ref = custody.receive(
        io.BytesIO(b"page 7"), name="<b>list</b>.txt", source="P-1", by=world.session, now=world.tick()
    ).ref
    page = custodian.get(f"/items/{ref}").content.decode()
    assert "&lt;b&gt;list&lt;/b&gt;.txt" in page
    assert "Received and sealed" in page
    answer = custodian.post(f"/items/{ref}/bytes", page=f"/items/{ref}")
    assert b"".join(answer.streaming_content) == b"page 7"
    assert answer.headers["content-disposition"] == f'attachment; filename="{ref}"'
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (answer.headers["content-length"], "sandbox" in answer.headers["content-security-policy"]) == ("6", True)
    small = custodian.post(f"/items/{ref.lower()}/bytes", page=f"/items/{ref}")
    assert b"".join(small.streaming_content) == b"page 7"
    assert small.headers["content-disposition"] == f'attachment; filename="{ref}"'
    assert "custody:item:extract" in verbs(world)


def test_items_are_narrowed_down_by_links_that_say_how_many_there_are(custodian, colleague, world):
    for name, channel in (
        ("list.txt", custody.Channel.MAIL),
        ("table.csv", custody.Channel.MAIL),
        ("b.txt", custody.Channel.PORTAL),
    ):
        custody.receive(
            io.BytesIO(f"a,b\n{name},2\n".encode()), name=name, channel=channel, by=world.session, now=world.tick()
        )
    everything = custodian.get("/items").content.decode()
    assert "3 items" in everything
    (mail,) = re.findall(r'href="(/items\?came=mail)"', everything)
    narrowed = custodian.get(mail).content.decode()
    assert ("list.txt" in narrowed, "b.txt" in narrowed, "2 items" in narrowed) == (True, False, True)
    assert 'href="/items"' in narrowed.split("chips")[1]  # the way back to all
    assert custodian.get("/items?came=mail&type=table").content.decode().count("<td") < narrowed.count("<td")
    assert "Nothing fits" in custodian.get("/items?kind=object").content.decode()
    for unknown in ("kind=nonsense", "in=1", "year=0", "year=2026&month=13", "year=99999", "came=\u0000"):
        assert custodian.get(f"/items?{unknown}").status_code == 404
    assert b"Mail" not in colleague("analyst").get("/items").content  # who belongs nowhere is not told what there is


def test_single_keys_are_switched_off_in_a_browser_and_on_again(custodian):
    assert 'data-keys="on"' in custodian.get("/").content.decode()
    custodian.post("/me/keys", page="/me")
    assert 'data-keys="off"' in custodian.get("/items").content.decode()
    assert "Single keys do nothing" in custodian.get("/me").content.decode()
    custodian.post("/me/keys", page="/me")
    assert 'data-keys="on"' in custodian.get("/").content.decode()


def test_the_keys_that_are_listed_are_those_of_the_links_one_has(custodian, colleague):
    for who, there in ((custodian, True), (colleague("analyst"), False)):
        page = who.get("/").content.decode()
        links = re.findall(r'data-key="(g \w)"', page)
        assert ("g p" in links, "g r" in links) == (there, there)
        assert re.findall(r"<kbd>(.*?)</kbd>", page) == [*links, "/", "Ctrl K", "j", "k", "?"]


def test_a_person_who_is_not_there_is_a_page_that_is_not_there(custodian):
    assert custodian.get(f"/people/{NOBODY}").status_code == 404


def test_the_first_view_of_a_session_is_its_own(custodian):
    page = custodian.get("/").content.decode()
    assert "What waits for you" in page
    assert str(access.name_of(custodian.world.session.actor.account)) in page


def test_signing_in_leads_where_one_was_going_and_nowhere_else(visitor):
    visitor.sign_in()
    other = Visitor(visitor.world, secret=visitor.secret)
    assert other.get("/me").headers["location"] == "/sign-in?next=%2Fme"
    other.begin(onward="?next=/me")
    assert other.post("/sign-in/second-factor", {"code": other.code(), "next": "/me"}).headers["location"] == "/me"
    for evil in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        visitor.world.tick(90)
        third = Visitor(visitor.world, secret=visitor.secret)
        third.begin()
        done = third.post("/sign-in/second-factor", {"code": third.code(), "next": evil})
        assert done.headers["location"] == "/"


def test_the_same_page_whether_there_is_such_an_account_or_not(visitor):
    right, wrong = str(access.name_of(visitor.world.session.actor.account)), "T-0000-00000"
    pages = []
    for name in (right, wrong):
        answer = visitor.post("/sign-in", {"name": name, "passphrase": "not the one at all, no"})
        assert answer.status_code == 422
        pages.append(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(name, ""))
    assert pages[0] == pages[1]


def test_cookies_are_of_this_host_alone_and_closed_to_scripts(custodian):
    kept = custodian.client.cookies
    assert {"__Host-dokaz-session", "__Host-dokaz-key", "__Host-dokaz-device"} <= set(kept)
    for name, cookie in kept.items():
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
        assert cookie["domain"] == ""
    for name in ("__Host-dokaz-session", "__Host-dokaz-key"):
        assert (kept[name]["expires"], kept[name]["max-age"]) == ("", "")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing/here", "/items/E-0000-00000"])
def test_no_page_is_kept_framed_or_told_onward(custodian, path):
    headers = custodian.get(path).headers
    assert "no-store" in headers["cache-control"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_host_of_another_name_is_not_answered(visitor):
    assert visitor.client.get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_signing_out_ends_the_session_and_clears_the_browser(custodian):
    answer = custodian.post("/sign-out", page="/")
    assert answer.headers["clear-site-data"]
    assert custodian.get("/").headers["location"].startswith("/sign-in")


def test_a_colleague_ends_all_sessions_in_one_press(custodian, colleague):
    who = colleague("analyst")
    assert who.get("/").status_code == 200
    path = f"/people/{who.account}"
    assert b"End all their sessions" in custodian.get(path).content
    custodian.post(f"{path}/end-sessions", page=path)
    assert who.get("/").headers["location"].startswith("/sign-in")


def test_codes_are_shown_once_and_only_after_a_fresh_proof(custodian):
    answer = custodian.post("/me/codes")
    codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", answer.content.decode())
    assert len(codes) == 10
    assert codes[0] not in custodian.get("/me/codes").content.decode()
    custodian.world.tick(700)
    assert custodian.get("/me/codes").headers["location"] == "/prove?next=%2Fme%2Fcodes"
    custodian.post("/prove?next=/me/codes", {"code": custodian.code(), "next": "/me/codes"})
    assert custodian.get("/me/codes").status_code == 200


def test_another_app_is_added_and_the_first_removed(custodian):
    page = custodian.get("/me/app").content.decode()
    assert "<svg" in page
    secret = re.search(r'name="secret" value="(\w+)"', page)[1]
    first = custodian.secret
    custodian.secret = secret
    assert custodian.post("/me/app", {"secret": secret, "code": "000000"}).status_code == 422
    assert custodian.post("/me/app", {"secret": secret, "code": custodian.code()}).status_code == 302
    custodian.world.tick(90)
    (old, _new) = re.findall(r"/me/factors/[0-9a-f-]+/remove", custodian.get("/me").content.decode())
    custodian.post(old, page="/me")
    assert len(re.findall("/remove", custodian.get("/me").content.decode())) == 0
    other = Visitor(custodian.world, secret=first)
    other.begin()
    assert other.post("/sign-in/second-factor", {"code": other.code()}).status_code == 422


@pytest.mark.parametrize(("language", "words"), [("be", "Увайсці"), ("ru", "Войти"), ("en", "Sign in")])
def test_the_language_that_was_chosen_stays(visitor, language, words):
    assert words in visitor.get(f"/sign-in?page-language={language}").content.decode()
    assert words in visitor.get("/sign-in").content.decode()


def test_the_language_of_the_browser_is_taken_and_none_is_guessed(visitor):
    asked = {"accept-language": "uk, be;q=0.8, en;q=0.5"}
    assert 'lang="be"' in visitor.get("/sign-in", headers=asked).content.decode()
    assert 'lang="en"' in visitor.get("/sign-in", headers={"accept-language": "fr"}).content.decode()


def test_a_fault_of_ours_is_a_page_and_its_line_in_the_log_names_no_case(custodian, monkeypatch, caplog):
    def broken(*_args, **_named):
        raise RuntimeError("the sealed name of a witness")

    monkeypatch.setattr(custody, "show", broken)
    custodian.client.raise_request_exception = False
    answer = custodian.get("/items/E-0000-00000")
    assert answer.status_code == 500
    assert b"Something failed on our side" in answer.content
    assert b"witness" not in answer.content
    assert [each.getMessage() for each in caplog.records if each.name.startswith("dokaz")] == [
        "fault at item: RuntimeError"
    ]
    django = logging.getLogger("django")  # it names paths, and is heard by nobody
    assert (django.propagate, [type(each) for each in django.handlers][:1]) == (False, [logging.NullHandler])


def test_strange_queries_and_forms_end_in_no_fault(custodian):
    strange = ["\x00", "é" * 3000, "../../etc", "%00", "' OR 1=1", "<script>", "9" * 400]
    for number, (name, path) in enumerate(addresses().items()):
        for text in strange:
            answer = custodian.client.get(path, {"after": text, "next": text, "page-language": text})
            assert answer.status_code < 500, (name, text)
        text = strange[number % len(strange)]  # without a token none is read: `test_strange_input` sends them with one
        answer = custodian.client.post(path, {"code": text, "name": text, "passkey": text, "secret": text})
        assert answer.status_code < 500, (name, text)


def test_the_origin_is_where_passkeys_belong(served):
    assert (served.passkeys.host, served.passkeys.origin) == ("localhost", ORIGIN)


def test_whoever_looks_after_the_machine_is_told_whether_the_office_works_and_nothing_more(
    visitor, monkeypatch, caplog
):
    well = visitor.get("/health")
    assert (well.status_code, well.content) == (200, b"well\n")
    departed = journal.RegisterAhead(count=2)
    monkeypatch.setattr(journal, "departure", lambda: departed)
    unwell = visitor.get("/health")
    assert (unwell.status_code, unwell.content) == (503, b"unwell\n")
    assert [each.getMessage() for each in caplog.records if each.name == "dokaz.office"] == [f"unwell: {departed.code}"]


def test_a_line_for_each_answer_names_the_kind_of_page_alone(custodian, served, caplog):
    with (
        override_settings(**office.settings_of(served, log_requests=True)),
        caplog.at_level(logging.INFO, "dokaz.office.requests"),
    ):
        again = Visitor(custodian.world)
        again.get("/items/E-0000-00000?after=E-1111-11111")
        again.get("/nothing/here")
    told = [each.told for each in caplog.records if each.name == "dokaz.office.requests"]
    assert [(each["page"], each["method"], each["status"]) for each in told] == [
        ("item", "GET", 302),
        ("no page", "GET", 404),
    ]
    assert all(set(each) == {"page", "method", "status", "milliseconds"} for each in told)
