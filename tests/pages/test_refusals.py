"""What the office does not give: the same answer after the same look-ups, and an entry of it that names nothing."""

import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from tests import attackers
from tests.conftest import PASSPHRASE
from tests.pages import everything, walking
from tests.pages.conftest import ORIGIN, Visitor
from tests.pages.everything import SEVERAL
from tests.pages.test_journal import shown
from tests.pages.test_office import NOBODY, OPEN
from tests.unit.records import kinds

from dokaz.access import api as access
from dokaz.access.sign_in_rows import Turned
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind
from dokaz.people import api as people

NAME, PSEUDONYM = "Алеся Рыгораўна Жытоўская", "Верас"
REFUSE, STRANGER = "access:permission:refuse", "access:stranger:turn-away"
NO_PLACE = "900000"
LITERAL = re.compile(r"X?'(?:[^']|'')*'|\b[0-9a-f]{32}\b|\b[0-9.]+\b|\bs[0-9]+_x[0-9]+\b")
BESIDE = {"Content-Length", "Expires"}  # the first is as long as the name was; the second is the machine's time
OF_NONE = {  # what everybody reads who is signed in, or what the source of this house says: there is nothing to hide
    "consent-text", "write-text", "word-list", "records-of", "change-records",
}  # fmt: skip
OF_THE_HOUSE = {  # whoever has the right sees all of these, in whatever compartments they are themself
    "account": "accounts are managed for the whole house", "organisation": "as accounts",
    "compartment": "who manages compartments sees each with its members, and opens none",
    "approval": "whoever may approve decides for the whole house", "act": "as approvals",
    "job": "work is done for the whole house; its page names an item to those who may see that",
    "leavings:which": "as accounts", "text": "what people are told is told to everybody",
    "kind": "in the source of this house", "code": "words are chosen from by everybody", "term": "as codes",
}  # fmt: skip
OWN_ALONE = {
    "take-back",
    "finish",
    "lift-lock",
    "make-package",
    "take-package",
    "drop-package",
}  # of another's approval, or of who is not locked, there is nothing


class Entries:
    """What was entered since one last looked."""

    def __init__(self, world):
        self._world, self._read = world, 0
        self.new()

    def new(self):
        journal.sequence(now=self._world.tick(0.001))
        placed = list(journal.read(start=self._read))
        self._read += len(placed)
        sealed = '{"verb": null, "about": [], "facts": {}}'  # of a protected compartment, to its members
        found = [json.loads(each.event or sealed) for each in placed]
        return [(each["verb"], each["about"], each["facts"]) for each in found]

    def refusals(self):
        """The codes of refusals, none of which names anything."""
        found = [each for each in self.new() if each[0] == REFUSE]
        assert [about for _verb, about, _facts in found] == [[]] * len(found)
        return [facts["refusal"] for _verb, _about, facts in found]


def patterns():
    return {each.name: str(each.pattern) for each in get_resolver("dokaz.web.office.urls").url_patterns}


def named():
    """The addresses that name something, each with the kinds of its gaps."""
    return {name: pattern for name, pattern in patterns().items() if "<" in pattern and name not in OF_NONE}


def gaps(pattern):
    """What varies in an address, with the first word of the path where one name has several meanings."""
    first = pattern.partition("/")[0]
    return [f"{first}:{gap}" if f"{first}:{gap}" in SEVERAL else gap for gap in re.findall(r"<\w+:(\w+)>", pattern)]


def filled(pattern, things):
    """A path whose gaps hold what is there of their kind."""
    given = iter([str(things[gap]) for gap in gaps(pattern)])
    return "/" + re.sub(r"<\w+:\w+>", lambda _gap: next(given), pattern)


def everywhere(things):
    """Every address, of what is there."""
    return {name: filled(pattern, things[1]) for name, pattern in patterns().items()}


def of_the_house():
    return {name for name, pattern in named().items() if OF_THE_HOUSE.keys() & gaps(pattern)} - OWN_ALONE


@pytest.fixture
def world(real_world):
    """Identities are kept in a real home alone."""
    return real_world


@pytest.fixture
def things(custodian, colleague, world, served, monkeypatch):
    """What there is in a house, by the names that addresses give to it; and an outsider with every right."""
    kinds.declare(monkeypatch)
    there = everything.of(world, served.machine)
    outsider = colleague("custodian")
    return outsider, there | {"alarm": everything.alarm(outsider.account, world, served.machine)}


def absent(things):
    """The same names, of what is nowhere."""
    nowhere = {"ref": str(Code.new(Kind.ITEM)), "objects:ref": str(Code.new(Kind.ITEM)), "index": NO_PLACE}
    nowhere |= {
        "persons:ref": str(Code.new(Kind.PERSON)),
        "person": str(Code.new(Kind.PERSON)),
        "number": things["number"],
    }
    nowhere |= {"authorities:ref": str(Code.new(Kind.AUTHORITY)), "requests:ref": str(Code.new(Kind.REQUEST))}
    nowhere |= {"releases:ref": str(Code.new(Kind.RELEASE))}
    return dict.fromkeys(things, NOBODY) | nowhere | dict.fromkeys(("kind", "code", "term", "language"), "nowhere")


def answered(visitor, entries, method, path, token):
    """All that an answer shows beside what the request said itself, what was asked of the database, and its entries."""
    with CaptureQueriesContext(connection) as asked:
        if method == "get":
            answer = visitor.client.get(path)
        else:
            sent, headers = {walking.TOKEN: token, "part": "1"}, {"origin": ORIGIN, "upload-offset": "0"}
            answer = visitor.client.post(path, sent, headers=headers)
    body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(path, "")
    for thing in (part for part in path.split("/") if re.search("[0-9A-Z]", part)):  # words of our own have neither
        body = body.replace(thing, "")
    return {
        "status": answer.status_code,
        "body": body,
        "headers": {name: value for name, value in answer.headers.items() if name not in BESIDE},
        "sql": [LITERAL.sub("?", each["sql"]) for each in asked.captured_queries],
        "entries": entries.new(),
    }


def refused_alike(visitor, things, names):
    """The codes of refusals at these addresses, once what is there was answered as what is nowhere."""
    token, entries, nowhere, codes = token_of(visitor), Entries(visitor.world), absent(things), {}
    for name in sorted(names):
        real, other = (filled(named()[name], each) for each in (things, nowhere))
        for method in ("get", "post"):
            second, first = (answered(visitor, entries, method, path, token) for path in (other, real))
            if first["sql"] != second["sql"]:  # what is remembered between acts is so for both
                second = answered(visitor, entries, method, other, token)
            for part, seen in first.items():
                assert seen == second[part], (name, method, part)
            if first["status"] == 405 or name == "close-upload":  # a form that cannot be read asks for nothing
                assert first["entries"] == []
                continue
            assert first["status"] in {403, 404, 409 if name == "finish" else 404}, (name, method, first["status"])
            assert first["sql"]
            ((verb, about, facts),) = first["entries"]
            assert (verb, about, facts["compartment"]) == (REFUSE, [], None), name
            codes[name] = facts["refusal"]
    return codes


def token_of(visitor):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.get("/me").content.decode())[1]


def test_what_is_not_for_somebody_is_answered_and_journalled_as_what_is_not_there(things, colleague):
    outsider, there = things
    codes = refused_alike(outsider, there, named().keys() - of_the_house())  # every right, and no key
    assert "not-permitted" not in codes.values()
    assert codes["item"] == codes["object"] == codes["download"] == "item-not-found"
    assert codes["one-person"] == codes["what-was-said"] == codes["review"] == codes["contact"] == "record-not-found"
    assert (codes["unmasking"], codes["take-back-judgement"]) == ("unmasking-unknown", "judgement-not-found")
    guarded = ("lift-canary", "see-alarm", "compromise")  # a kind that guards alone read
    assert {codes[name] for name in guarded} == {"not-there"}
    codes = refused_alike(colleague("analyst"), there, named())  # wrong role and wrong compartment: all that is named
    assert codes["person"] == codes["job"] == codes["see-alarm"] == codes["withdraw-now"] == "not-permitted"
    assert (codes["approval"], codes["compartment"]) == ("approval-unknown", "compartment-unknown")
    assert codes["item"] == "item-not-found"
    guarded = next(each.index for each in journal.read() if each.verb.startswith("safeguards:"))
    refused_alike(colleague("steering"), there | {"index": guarded}, {"entry", "entry-proof"})


def test_what_is_open_in_the_whole_house_says_nothing_of_what_lies_in_a_compartment(things):
    outsider, there = things
    opened = set()
    for name in sorted(of_the_house() | OF_NONE):
        answer = outsider.get(filled(patterns()[name], there))
        opened |= {name} if answer.status_code == 200 else set()
        assert [each for each in everything.words(there) if each.encode() in answer.content] == [], name
    assert {"approval", "job", "compartment", "names", "person", "leaving", "records-of", "word"} <= opened


def typed(own, there):
    """Every form into which a reference is typed or sent, as somebody sends it who has things of their own."""
    item, person, kind, day = there["ref"], there["persons:ref"], there["kind"], "2026-03-04"
    judged = {"judgement": "positive", "reason": "x"}
    spoken = {"said_on": day, "medium": "voice", "voice": "guardian", "speaker": person}
    table = {"ref": item, "kind": kind, "reason": "x"}
    return {
        "/fixity/one": {"ref": item},
        "/canaries": {"ref": item},
        f"/consent/texts/{own['text']}/aloud": {"ref": item},
        "/imports/plan": table,
        "/imports/rows-to-mend": table,
        f"/records/{kind}/change": {"record": f"{there['record']}:1", "field": "sort", "value": "court"},
        f"/items/{own['ref']}/persons/add": {"person": person, "relation": "shows", **judged},
        f"/persons/{own['persons:ref']}/same": {"person": person, **judged},
        f"/persons/{own['persons:ref']}/consent/speakers": {"decides": "kin", "kin": person, "reason": "x"},
        f"/persons/{own['persons:ref']}/consent/ask": {**spoken, "statement": str(own["text"]), "assent": "yes"},
        f"/persons/{own['persons:ref']}/consent/withdraw": {**spoken, "what": "everything"},
    }


def test_a_reference_that_is_typed_is_refused_alike_whether_there_is_such_a_thing_or_not(things, world):
    outsider, there = things
    by = world.as_account(outsider.account, passphrase=f"custodian {PASSPHRASE}")
    here = access.add_compartment(name="outside", by=by, now=world.tick()).id
    ref = custody.receive(io.BytesIO(b"8"), name="8.txt", compartment=here, by=by, now=world.tick()).ref
    own = {"ref": ref, "text": there["text"]}
    own["persons:ref"] = people.begin(compartment=here, pseudonym="Явар", by=by, now=world.tick()).ref
    token, entries, nowhere = token_of(outsider), Entries(world), absent(there) | {"kind": there["kind"]}
    for path, sent in typed(own, there).items():
        seen = []
        for given in (sent, typed(own, nowhere)[path]):
            answer = outsider.client.post(path, {walking.TOKEN: token, **given}, headers={"origin": ORIGIN})
            body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            for value in given.values():
                body = body.replace(value.partition(":")[0], "")
            refused = [code for code in entries.refusals() if code != "not-permitted"]
            seen.append((answer.status_code, body, refused))
        assert seen[0] == seen[1], path
        assert (seen[0][0] in {404, 422}, len(seen[0][2])) == (True, 1), (path, seen[0][0], seen[0][2])


def test_a_mistyped_reference_is_no_refusal_and_a_refusal_is_read_in_the_journal(custodian, colleague, world):
    outsider = colleague("custodian")
    entries = Entries(world)
    assert outsider.get("/items/E-0000-00000").status_code == 404
    assert entries.refusals() == []
    assert outsider.get(f"/items/{Code.new(Kind.ITEM)}").status_code == 404
    outsider.client.post("/items", {walking.TOKEN: "x" * 64})
    access.note_stranger(access.Stranger.OTHER_HOST, now=world.now)
    world.tick(60)
    access.tell_turned_away(by=world.session.actor, now=world.now)
    entries.new()
    said = shown(custodian.get("/journal?refused=on"))
    name = access.name_of(outsider.account)
    assert said[:3] == [
        "Somebody who was not signed in was turned away (1): the office was asked for under a name that is not its own.",
        f"{name} was refused: a form that did not come from a page of this office, or was open for too long.",
        f"{name} was refused: an item that is not there for them.",
    ]


def test_nothing_is_shown_where_the_refusal_cannot_be_journalled(custodian, world):
    with attackers.as_attacker() as sql:
        sql("ALTER TABLE journal_pending RENAME TO journal_elsewhere")
        sql("ALTER TABLE access_turned RENAME TO access_elsewhere")
    stranger = Visitor(world)
    for answer in (
        custodian.get(f"/items/{Code.new(Kind.ITEM)}"),
        custodian.client.post("/me/codes", {walking.TOKEN: "x" * 64}),
        stranger.get("/me"),
        stranger.client.post("/me", {walking.TOKEN: "x" * 64}),
    ):
        assert answer.status_code == 409
        assert b"could not be written to the journal, so nothing is shown" in answer.content


def test_strangers_are_counted_by_kind_and_a_flood_of_them_is_a_few_entries(things, served, world):
    visitor, counted = Visitor(world), []
    for name, path in everywhere(things).items():
        got = () if name in OPEN else (visitor.get(path), visitor.post(path, page="/sign-in"))
        counted += [answer.status_code for answer in got]
        forged = visitor.client.post(path, {walking.TOKEN: "x" * 64})
        assert forged.status_code in {302, 403}, name  # a form with files asks first who sends it
        counted.append(forged.status_code)
    assert visitor.client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert {row.code for row in Turned.objects.all()} == {"session-over", "form-forged", "host-unknown"}
    world.tick(60)
    entries = Entries(world)
    assert access.tell_turned_away(by=served.machine.actor, now=world.tick()) <= 3 * 2  # a minute may have passed
    told = {}
    for verb, about, facts in entries.new():
        assert (verb, about) == (STRANGER, [])
        told[facts["refusal"]] = told.get(facts["refusal"], 0) + facts["count"]
    assert told == {"session-over": counted.count(302), "form-forged": counted.count(403), "host-unknown": 1}


FROM_ELSEWHERE = (
    {"site": "cross-site", "mode": "no-cors", "dest": "image"},
    {"site": "cross-site", "mode": "no-cors", "dest": "video"},
    {"site": "same-site", "mode": "cors", "dest": "empty"},
    {"site": "cross-site", "mode": "navigate", "dest": "iframe"},
    {"site": "cross-site", "mode": "navigate", "dest": "embed"},
)


def fetched(**told):
    return {f"sec-fetch-{name}": value for name, value in told.items()}


def test_what_another_sites_page_asks_for_is_refused_and_a_link_is_followed(things, custodian, visitor, world):
    entries = Entries(world)
    for name, path in everywhere(things).items():
        for told in FROM_ELSEWHERE if name in ("picture", "content", "item") else FROM_ELSEWHERE[:1]:
            answer = custodian.client.get(path, headers=fetched(**told))
            assert (answer.status_code, entries.refusals()) == (403, ["form-forged"]), (name, told)
    link, typed = (fetched(site=site, mode="navigate", dest="document") for site in ("cross-site", "none"))
    assert [custodian.client.get("/items", headers=told).status_code for told in (link, typed)] == [200, 200]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', custodian.get("/me").content.decode())[1]
    form = {walking.TOKEN: token}  # a true one, sent by a page of theirs
    assert custodian.client.post("/sign-out", form, headers={"origin": ORIGIN, **link}).status_code == 403
    assert entries.refusals() == ["form-forged"]
    assert custodian.get("/items").status_code == 200
    stranger = Client(headers={"host": "localhost:8080", **fetched(**FROM_ELSEWHERE[0])})
    assert stranger.get("/sign-in").status_code == 403
    assert {row.code for row in Turned.objects.all()} == {"form-forged"}


def test_a_browser_that_is_too_old_is_told_before_anything_is_typed(visitor, served):
    warned = "This browser may be too old"
    assert warned not in visitor.get("/sign-in").content.decode()
    old = Client(headers={"host": "localhost:8080"}).get("/sign-in")
    assert (old.status_code, warned in old.content.decode()) == (200, True)


def test_a_form_that_is_not_of_ours_is_a_refusal_to_whom_it_came_from(things, custodian, world):
    entries = Entries(world)
    for name, path in everywhere(things).items():
        for more in ({}, {"headers": {"origin": "http://evil.example"}}):
            answer = custodian.client.post(path, {walking.TOKEN: "x" * 64}, **more)
            assert (answer.status_code, entries.refusals()) == (403, ["form-forged"]), name
    upload = {"file": io.BytesIO(b"page 7"), walking.TOKEN: "x" * 64}
    assert custodian.client.post("/receive", upload).status_code == 403
    assert entries.refusals() == ["form-forged"]
    assert not Turned.objects.exists()
