"""Every form, every query and every path of the office with what no page of ours sends: nothing ends in a fault."""

import re
from random import Random

import pytest
from tests.pages.conftest import ORIGIN, Visitor
from tests.pages.strange import FORM, Chance
from tests.pages.test_office import addresses, verbs

ALWAYS = {"after", "next", "page-language", "kept"}
SHORT = (2, 2)  # posts to each form, and reads of each query and each path


def token(who):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', who.get("/me").content.decode())[1]


class Sender:
    """Somebody signed in who sends by chance, and comes back where what was sent ended the session."""

    def __init__(self, world, secret, chance):
        self.world, self.secret, self.chance = world, secret, chance
        self.come_back()

    def come_back(self):
        self.world.tick(3700)  # a code counts once, and a name that was tried in vain waits
        self.who = Visitor(self.world, secret=self.secret)
        self.who.sign_in()
        self.token = token(self.who)

    def post(self, sheet):
        made = self.chance.sent(sheet.fields, self.token)
        answer = self._sent(sheet.action, made)
        where = answer.headers.get("location", "")
        if where.startswith("/sign-in"):
            self.come_back()
        if where.startswith("/prove"):
            self.who.post("/prove", {"code": self.who.code(), "next": "/me"})
            self.world.tick(90)
            answer = self._sent(sheet.action, made)
        return answer, made

    def _sent(self, path, made):
        headers = {"origin": ORIGIN, **made.headers}
        answer = self.who.client.generic(
            "POST", path, made.body, content_type=made.kind, headers=headers, **made.environ
        )
        answer.close()
        return answer


@pytest.fixture
def world(house):
    return house.world


@pytest.fixture
def custodian(house, served):
    return house.custodian(house.world)


def strange(custodian, house, *, seed, posts, reads):
    """Send and ask by chance, at everything that somebody comes to in a busy house; what ended in a fault."""
    there, chance = house.there, Chance(seed)
    faults = asked(custodian, there, chance, reads)
    sender = Sender(house.world, custodian.secret, chance)
    for name, sheet in sorted(there.sheets.items()):
        for _time in range(posts):
            answer, made = sender.post(sheet)
            if answer.status_code >= 500:
                faults.append((name, made))
    return faults


def asked(who, there, chance, reads):
    faults = []
    for name, path in sorted(there.pages.items()):
        for _time in range(reads):
            query = chance.query(there.queries[name] | ALWAYS)
            answer = who.client.generic("GET", f"{path.partition('?')[0]}?{query}")
            answer.close()
            if answer.status_code >= 500:
                faults.append((name, query))
    for name, path in sorted(addresses().items()):
        for _time in range(reads):
            wild = "/".join(
                chance.segment() if part[:1] in "<0" and len(part) > 1 else part for part in path.split("/")
            )
            answer = who.client.generic(Random(wild).choice(("GET", "HEAD", "POST", "PUT", "X")), wild)
            answer.close()
            if answer.status_code >= 500:
                faults.append((name, wild))
    return faults


def test_what_nobody_meant_to_send_ends_in_no_fault(custodian, house):
    posts, reads = SHORT
    assert strange(custodian, house, seed=1, posts=posts, reads=reads) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 6))
def test_the_same_for_long(custodian, house, seed):
    assert strange(custodian, house, seed=seed, posts=30, reads=30) == []


def test_what_is_no_form_is_said_to_be_none_and_nothing_is_done(custodian, world):
    """In the reader's language, with the headers of every page; under a name that is not ours nothing is said."""
    custodian.get("/me?page-language=be")
    one = token(custodian)
    of_us = f"csrfmiddlewaretoken={one}&after=9".encode()
    before = verbs(world)
    for path, body, kind in (
        ("/me/care", of_us, f"{FORM}; charset=utf-16"),
        ("/me/care", of_us + b"&f=x" * 1100, FORM),
        ("/me/care", of_us + b"&f=" + b"x" * 1_100_000, FORM),
        ("/me/care", of_us, "multipart/form-data"),
        ("/receive", of_us, "multipart/form-data"),
        ("/receive", of_us, "multipart/form-data; boundary=\u044f"),
        ("/me/care?" + "f=x&" * 1100, of_us, FORM),
    ):
        answer = custodian.client.generic("POST", path, body, content_type=kind, headers={"origin": ORIGIN})
        assert (answer.status_code, path, kind) == (400, path, kind)
        assert "UTF-8. Нічога не зроблена." in answer.content.decode()
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert custodian.get("/items?" + "f=x&" * 1100).status_code == 400
    assert verbs(world) == before
    elsewhere = custodian.get("/", headers={"host": "elsewhere.example"})
    assert (elsewhere.status_code, elsewhere.content) == (400, b"")
