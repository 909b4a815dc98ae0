"""What the office does not give: the same answer after the same look-ups, and an entry of it that names nothing."""

import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from tests import attackers
from tests.pages import walking
from tests.pages.conftest import ORIGIN
from tests.pages.test_journal import shown
from tests.pages.test_office import NOBODY, OPEN, addresses
from tests.unit.records import kinds
from tests.unit.records.kinds import PLACE

from dokaz.access import api as access
from dokaz.access.sign_in_rows import Draft, Turned
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.safeguards import alarms
from dokaz.safeguards import api as safeguards

REFUSE, STRANGER = "access:permission:refuse", "access:stranger:turn-away"
NO_PLACE, NOWHERE = "900000", "00000000-0000-0000-0000-000000000007"
LITERAL = re.compile(r"X?'(?:[^']|'')*'|\b[0-9a-f]{32}\b|\b[0-9.]+\b|\bs[0-9]+_x[0-9]+\b")
BESIDE = {"Content-Length", "Expires"}  # the first is as long as the name was; the second is the machine's time
OWN = {  # whoever is signed in has such; those of others are not there
    "draft", "use-draft", "forget-draft", "know-device", "disown-device", "remove-factor", "end-browser", "take-back",
    "upload", "close-upload", "drop-upload",
}  # fmt: skip
# of what a custodian may see, these of other compartments are not there; nor is an alarm about oneself
FOR_ALL = {"consent-text", "write-text"}  # texts that people are told, and languages, are no secret of a compartment
APART = {"lift-canary", "compromise", "compromise-step", "entry", "entry-proof", "see-alarm"}


class Entries:
    """What was entered since one last looked."""

    def __init__(self, world):
        self._world, self._read = world, 0
        self.new()

    def new(self):
        journal.sequence(now=self._world.tick(0.001))
        placed = list(journal.read(start=self._read))
        self._read += len(placed)
        found = [json.loads(each.event) for each in placed]
        return [(each["verb"], each["about"], each["facts"]) for each in found]

    def refusals(self):
        """The codes of refusals, none of which names anything."""
        found = [each for each in self.new() if each[0] == REFUSE]
        assert [about for _verb, about, _facts in found] == [[]] * len(found)
        return [facts["refusal"] for _verb, _about, facts in found]


def named():
    """The addresses that name something, each with the kinds of its gaps."""
    patterns = {each.name: str(each.pattern) for each in get_resolver("dokaz.web.office.urls").url_patterns}
    return {name: pattern for name, pattern in patterns.items() if "<" in pattern and name not in FOR_ALL}


def filled(pattern, things):
    """A path: a gap holds what is there of its kind, by the first word of the path where one name has several."""
    first = pattern.partition("/")[0]

    def thing(gap):
        return str(things.get(f"{first}:{gap[1]}") or things[gap[1]])

    return "/" + re.sub(r"<\w+:(\w+)>", thing, pattern)


@pytest.fixture
def things(custodian, colleague, world, served, monkeypatch):
    """What there is in a house, by the names that addresses give to it; and an outsider with every right."""
    kinds.declare(monkeypatch)
    by, here, now = world.session, world.compartment, world.tick
    outsider = colleague("custodian")
    item = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=by, now=now())
    custody.record_object(custody.Description(), name="telephone", by=by, now=now())
    access.ask("disclosure:package:make", digest=bytes(32), size=51, by=by, now=now())
    token = access.form_token(place="/people/admit", fields=["name"], by=by, now=now())
    access.keep_draft(token, place="/people/admit", sent={"name": ["Partner"]}, machine=served.machine, now=now())
    compromise = safeguards.mark_compromised(
        safeguards.CompromiseKind.COMPARTMENT, subject=str(here), since=world.now - timedelta(days=1), by=by, now=now()
    )
    with transaction.atomic():
        alarm = alarms.sound(
            safeguards.AlarmKind.READING, about=outsider.account, by=served.machine.actor, now=now(), count=61
        )
    journal.sequence(now=now())
    places = [each.index for each in journal.read() if each.compartment == here]
    found = {
        "ref": item.ref,
        "objects:ref": next(each.ref for each in custody.objects(by=by, now=now())),
        "approval": access.ask("custody:item:destroy", digest=bytes(32), by=by, now=now()),
        "compartment": here,
        "account": by.actor.account,
        "organisation": access.list_app_rules(by=by, now=now())[0].organisation,
        "machine": served.machine.machine,
        "upload": custody.begin_upload(size=100_000, compartment=here, by=by, now=now()).id,
        "draft": Draft.objects.get().id,
        "device": access.devices(by=by, now=now())[0].id,
        "factor": access.factors(by=by)[0].id,
        "browser": access.browsers(by=by, now=now())[0].id,
        "job": custody.check_later(by=by, now=now()).id,
        "alarm": alarm,
        "canary": custody.mark_canary(item.ref, by=by, now=now()),
        "act": access.waiting_acts(by=by, now=now())[0].id,
        "compromises:which": compromise.id,
        "leavings:which": safeguards.begin_leaving(account=outsider.account, by=by, now=now()),
        "index": places[0],
        **_of_records(world),
        "persons:ref": str(Code.new(Kind.PERSON)),
        "unmasking": uuid4(),
        "judgement": _judgement(item.ref, world),
        "text": consent.write_shipped(by=by, now=now())[0].id,
        "language": "be",
        "basis": _basis(item.ref, world),
        "persons:which": uuid4(),
    }
    return outsider, found


def _basis(ref, world):
    scope = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("authority"))
    return consent.record_basis(
        item=ref, scope=scope, articles=[consent.Article.A6_1_F], why="by law", harm="none", by=world.session,
        now=world.tick(),
    )  # fmt: skip


def _of_records(world):
    """A record and an import; what a list or a kind is called is no secret, so it is one that is nowhere."""
    by, here = world.session, world.compartment
    made = records.begin(PLACE, fields={"name": "Old brewery"}, compartment=here, by=by, now=world.tick())
    table = records.read_sheet(io.BytesIO(b"Name\nMill\n"), size=10)
    plan = records.plan_import(PLACE, sheet=table, compartment=here, by=by, now=world.tick())
    run = records.begin_import(plan, name="E", reason="r", compartment=here, by=by, now=world.tick())
    return {"record": made.id, "run": run.id, **dict.fromkeys(("kind", "code", "term"), NOWHERE)}


def _judgement(ref, world):
    by = world.session
    people.examined(ref, reason="looked through", by=by, now=world.tick())
    (made,) = records.judgements(people.EXAMINED, by=by, now=world.tick())
    return made.id


def absent(things):
    """The same names, of what is nowhere."""
    nowhere = {"ref": str(Code.new(Kind.ITEM)), "objects:ref": str(Code.new(Kind.ITEM)), "index": NO_PLACE}
    nowhere["persons:ref"] = str(Code.new(Kind.PERSON))
    return dict.fromkeys(things, NOBODY) | nowhere


def answered(visitor, entries, method, path, token):
    """All that an answer shows beside what the request said itself, what was asked of the database, and its entries."""
    with CaptureQueriesContext(connection) as asked:
        if method == "get":
            answer = visitor.client.get(path)
        else:
            sent, headers = {walking.TOKEN: token, "part": "1"}, {"origin": ORIGIN, "upload-offset": "0"}
            answer = visitor.client.post(path, sent, headers=headers)
    body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
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
            assert first["status"] in {403, 404}, (name, method, first["status"])
            assert first["sql"]
            ((verb, about, facts),) = first["entries"]
            assert (verb, about, facts["compartment"]) == (REFUSE, [], None), name
            codes[name] = facts["refusal"]
    return codes


def token_of(visitor):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.get("/me").content.decode())[1]


def test_what_is_not_for_somebody_is_answered_and_journalled_as_what_is_not_there(things, colleague):
    outsider, there = things
    codes = refused_alike(colleague("analyst"), there, named())  # wrong role and wrong compartment: all that is named
    assert codes["item"] == codes["object"] == codes["download"] == "item-not-found"
    assert codes["person"] == codes["job"] == codes["see-alarm"] == codes["withdraw-now"] == "not-permitted"
    assert (codes["approval"], codes["compartment"]) == ("approval-unknown", "compartment-unknown")
    guarded = next(each.index for each in journal.read() if each.verb.startswith("safeguards:"))
    refused_alike(colleague("steering"), there | {"index": guarded}, {"entry", "entry-proof"})
    apart = {name for name, pattern in named().items() if pattern.startswith(("items/", "objects/"))} | OWN | APART
    codes = refused_alike(outsider, there, apart)  # every right, and no key
    assert "not-permitted" not in codes.values()
    assert set(codes) == apart - {"close-upload"}
    assert (
        codes["lift-canary"] == codes["see-alarm"] == codes["compromise"] == "not-there"
    )  # a kind that guards alone read


def test_a_mistyped_reference_is_no_refusal_and_one_typed_into_a_form_is(custodian, colleague, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    outsider = colleague("custodian")
    entries = Entries(world)
    assert outsider.get("/items/E-0000-00000").status_code == 404
    assert entries.refusals() == []
    for page in ("/fixity", "/canaries"):
        action = "/fixity/one" if page == "/fixity" else page
        for typed in (ref, str(Code.new(Kind.ITEM))):
            assert outsider.post(action, {"ref": typed}, page=page).status_code == 422
            assert entries.refusals() == ["item-not-found"], page
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


def test_nothing_is_shown_where_the_refusal_cannot_be_journalled(custodian, visitor, world):
    with attackers.as_attacker() as sql:
        sql("ALTER TABLE journal_pending RENAME TO journal_elsewhere")
        sql("ALTER TABLE access_turned RENAME TO access_elsewhere")
    stranger = type(visitor)(world)
    for answer in (
        custodian.get(f"/items/{Code.new(Kind.ITEM)}"),
        custodian.client.post("/me/codes", {walking.TOKEN: "x" * 64}),
        stranger.get("/me"),
        stranger.client.post("/me", {walking.TOKEN: "x" * 64}),
    ):
        assert answer.status_code == 409
        assert b"could not be written to the journal, so nothing is shown" in answer.content


def test_strangers_are_counted_by_kind_and_a_flood_of_them_is_a_few_entries(visitor, served, world):
    counted = []
    for name, path in addresses().items():
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


def test_what_another_sites_page_asks_for_is_refused_and_a_link_is_followed(custodian, visitor, world):
    entries = Entries(world)
    for name, path in addresses().items():
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


def test_a_form_that_is_not_of_ours_is_a_refusal_to_whom_it_came_from(custodian, world):
    entries = Entries(world)
    for name, path in addresses().items():
        for more in ({}, {"headers": {"origin": "http://evil.example"}}):
            answer = custodian.client.post(path, {walking.TOKEN: "x" * 64}, **more)
            assert (answer.status_code, entries.refusals()) == (403, ["form-forged"]), name
    upload = {"file": io.BytesIO(b"page 7"), walking.TOKEN: "x" * 64}
    assert custodian.client.post("/receive", upload).status_code == 403
    assert entries.refusals() == ["form-forged"]
    assert not Turned.objects.exists()
