"""An organisation ends codes from apps on a page, its people use passkeys, and two people let apps count again."""

import html
import json
import re
from urllib.parse import urlencode

import pytest
from fido2.utils import websafe_encode
from tests.pages.conftest import Visitor
from tests.unit.access.passkeys import SoftPasskey

from dokaz.access import api as access

HERE = "http://localhost:8080"
PAGE = "/people/second-factors"


def options(answer):
    return json.loads(html.unescape(re.search(r'data-passkey="([^"]*)"', answer.content.decode())[1]))


def passkey_added(visitor):
    key = SoftPasskey(HERE)
    made = key.create(options(visitor.get("/me/passkey")))
    assert visitor.post("/me/passkey", {"passkey": json.dumps(made)}, page="/me").status_code == 302
    return key


def form(visitor, does):
    """The address of the form that does this to the first organisation that can be asked."""
    found = re.search(rf'action="({PAGE}/[0-9a-f-]+/{does})"', visitor.get(PAGE).content.decode())
    return found and found[1]


@pytest.mark.parametrize(
    "strange", [b"", b"\x1b", b"\xa3", b"\xff" * 9, b"\x81" * 5_000], ids=["empty", "cut", "short", "unknown", "deep"]
)
def test_what_no_passkey_says_is_no_fault(custodian, strange):
    answer = SoftPasskey(HERE).create(options(custodian.get("/me/passkey")))
    answer["response"]["attestationObject"] = websafe_encode(strange)
    for said in (json.dumps(answer), "[" * 100_000):
        assert custodian.post("/me/passkey", {"passkey": said}, page="/me").status_code == 422


def test_an_organisation_ends_apps_and_lets_them_again(custodian, colleague, world):
    other = colleague("custodian")
    page = custodian.get(PAGE).content.decode()
    assert str(access.name_of(world.session.actor.account)) in page
    assert form(custodian, "refuse") is None
    assert custodian.post("/me/passkey", {"passkey": "{}"}, page="/me").status_code == 422
    key = passkey_added(custodian)
    press = form(custodian, "refuse")
    assert custodian.post(press, page=PAGE).status_code == 302
    page, me = custodian.get(PAGE).content.decode(), custodian.get("/me").content.decode()
    assert "Not accepted" in page
    assert "not accepted by your organisation" in me
    assert "/me/app" not in me
    assert custodian.get("/me/app").status_code == 409
    assert other.get(PAGE).status_code == 200

    again = Visitor(world, secret=custodian.secret)
    again.begin()
    step = again.get("/sign-in/second-factor")
    assert b"needs a browser with scripts" in step.content
    assert b'name="code"' not in step.content
    pressed = {
        "csrfmiddlewaretoken": re.search(rb'token" value="(\w+)"', step.content)[1].decode(),
        "page-language": "ru",
    }
    kind = "application/x-www-form-urlencoded"
    turned = again.client.post(
        "/sign-in/second-factor", urlencode(pressed), content_type=kind, headers={"origin": HERE}
    )
    assert (turned.status_code, 'lang="ru"' in turned.content.decode()[:80]) == (200, True)
    assert again.get("/sign-in/second-factor?page-language=en").status_code == 200
    refusals = [again.post("/sign-in/second-factor", {"code": code}) for code in (again.code(), "000000")]
    strip = re.compile(rb'(csrfmiddlewaretoken" value|data-passkey|name="code" value)="[^"]*"')
    assert [each.status_code for each in refusals] == [422, 422]
    assert len({strip.sub(b"", each.content) for each in refusals}) == 1
    answer = key.get(options(again.get("/sign-in/second-factor")))
    assert again.post("/sign-in/second-factor", {"passkey": json.dumps(answer)}, page="/sign-in").status_code == 302
    world.tick(660)
    to_prove = again.get("/me/codes").headers["location"]
    answer = key.get(options(again.get(to_prove)))
    done = again.post("/prove", {"passkey": json.dumps(answer), "next": "/me/codes"}, page="/me")
    assert done.headers["location"] == "/me/codes"
    paper = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", again.post("/me/codes").content.decode())
    third = Visitor(world)
    third.begin()
    assert b"One of the codes you keep on paper" in third.get("/sign-in/second-factor").content
    assert third.post("/sign-in/second-factor", {"code": paper[0]}).status_code == 302

    approval = again.post(form(again, "ask"), page=PAGE).headers["location"]
    assert form(again, "ask") is None
    other.post("/prove", {"code": other.code(), "next": "/me"})
    shown = other.get(approval).content.decode()
    assert "Codes from apps count again" in shown
    assert other.post(f"{approval}/approve", page=approval).status_code == 302
    assert PAGE in again.get(approval).content.decode()
    assert again.post(form(again, "accept"), page=PAGE).status_code == 302
    world.tick(90)
    custodian.sign_in()


def test_a_newcomer_is_offered_a_passkey_only(colleague, custodian, world):
    house = access.add_organisation(name="Empty", by=world.session, now=world.tick())
    access.refuse_apps(house, by=world.session, now=world.tick())
    world.second_person()
    words = "third academic acid acne acquire acrobat activity actress"
    account = world.second_account(role="analyst", passphrase=words, organisation=house)
    who, key = Visitor(world), SoftPasskey(HERE)
    who.begin(account=account, passphrase=words)
    page = who.get("/sign-in/first-factor")
    assert b"accepts passkeys only" in page.content
    assert b'name="secret"' not in page.content
    done = who.post("/sign-in/first-factor", {"passkey": json.dumps(key.create(options(page)))}, page="/sign-in")
    assert done.headers["location"] == "/me/codes"
    assert who.get(PAGE).status_code == 403
