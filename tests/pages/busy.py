"""A house in which everything goes on at once, so that somebody who follows every link comes to every page of it.

It is filled and walked through once, and copied for each test: what is in it is in the words of its readers' language,
beside what stands in Latin letters everywhere.
"""

import io
import re
import shutil
import zipfile
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

import pyotp
from tests import authority_worlds, permitting, persons, released
from tests.conftest import PASSPHRASE, World
from tests.evidence import picture, tone
from tests.pages import walking
from tests.pages.conftest import Ticking, Visitor, serving
from tests.pages.test_accounts import fresh

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.config import installations
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.jobs import api as jobs
from dokaz.kernel import clock
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.safeguards import api as safeguards

WORD = "duress academic acid acne acquire acrobat activity actress"
NAME, OTHER = "Алесь Рыгоравіч Жытоўскі", "Аляксандр Рыгоравіч Жытоўскі"
WHY, CALLED = "Так сказала суседка", records.Labels("Сведчанне", "Сведчанне", "Свидетельство")
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@dataclass
class House:
    """A filled house, the first custodian's second factor and browser, and what they came to by following every link."""

    world: World
    secret: str
    cookies: dict[str, str]
    there: walking.Found

    def moved(self, folder: Path):
        """The same in a copy of its own, opened."""
        world = copy(self.world)
        world.home = Path(shutil.copytree(self.world.home, folder / "busy"))
        world.open_again()
        return replace(self, world=world)

    def custodian(self, world):
        one = Visitor(world, secret=self.secret)
        one.client.cookies.load(self.cookies)
        return one


def filled(world):
    """Fill this real home and walk through it."""
    with clock.showing(Ticking(world)), serving(world) as site:
        custodian = Visitor(world)
        custodian.sign_in()
        starts = _fill(custodian, site.machine)
        fresh(custodian)
        there = walking.walk(custodian, "/", *starts)
    kept = {name: cookie.value for name, cookie in custodian.client.cookies.items()}
    return House(world, custodian.secret, kept, there)


def closed(house):
    """Ready to be copied: each copy is a home of its own, and not one that was moved."""
    (house.world.home / installations.INSTALLATION_FILE).unlink(missing_ok=True)
    return house


def _fill(custodian, machine):
    """The pages from which everything else is come to, beside the first one."""
    world, here = custodian.world, custodian.world.compartment
    kept = persons.keep(world)
    access.grant_membership(compartment=here, account=kept.second.actor.account, by=kept.by, now=world.tick())
    ref = _received(world, b"7", name="7.txt")
    return [
        *_of_work(custodian, kept),
        *_of_items(custodian, ref),
        *_of_persons(kept, ref),
        *_of_consent(kept, ref),
        *_of_records(kept),
        *_of_requests(kept, ref),
        *_of_colleagues(custodian, kept, machine),
        *_of_guards(custodian, kept, machine, ref),
        *_of_oneself(custodian, machine),
    ]


def _received(world, data, **named):
    return custody.receive(io.BytesIO(data), source="P-1", by=world.session, now=world.tick(), **named).ref


def _of_work(custodian, kept):
    """A copy of a key that is lost, and work that was given up: nobody said where back-ups lie."""
    world, by = kept.world, kept.by
    checked = _received(world, b"8", name="7.txt")
    _received(world, b"9", name="7.txt", compartment=kept.contacts)  # what no worker opens is checked by a member
    for lost in (each for each in (world.home / "headers").rglob("*") if each.is_file()):
        lost.unlink()
    custody.check(refs=[checked], by=by, now=world.tick())
    access.admit_backup_recipient(KEY, by=by, now=world.tick())
    backups.make_later(by=by, now=world.tick())
    jobs.work(by=by, once=True, owner="one", clock=world.tick, stop=lambda: False, wait=lambda: None)
    made = custodian.post("/fixity/all", page="/fixity").headers["location"]
    custodian.post("/log/sign", page="/log")
    return [f"/jobs/{each.id}" for each in access.listed_jobs(by=by, now=world.tick())] + [made, "/fixity", "/backups"]


def _of_items(custodian, ref):
    """A file that is looked at, one with parts, a picture, a sound, one that was handed back, a thing."""
    world = custodian.world
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml"):
            parts.writestr(name, "<p/>")
    # its name and its type are one long word each
    named = _received(world, bundle.getvalue(), name="notebook_of_the_readings_2020.docx")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as parts:
        parts.writestr("7.txt", "7")
    packed = _received(world, plain.getvalue(), name="7.txt")
    back = _received(world, b"77", name="7.txt")
    custody.hand_back(back, by=world.session, now=world.tick())
    said = custody.Circumstances(came_from="P-1", went_to="Архіў", place="Пакой 4", reason=WHY)
    thing = custody.record_object(
        custody.Description(found="На стале"), name="Тэлефон", circumstances=said, by=world.session, now=world.tick()
    ).ref
    shown = [_received(world, data, name="7.txt") for data in (picture(), tone(1))]
    _mark(world, ref)
    asked = [
        custodian.post(f"/items/{each}/ask", page=f"/items/{each}").headers["location"]
        for each in (ref, packed, *shown)
    ]
    of_item = [f"/items/{ref}{page}" for page in ("", "/describe", "/revisions")]
    return [*of_item, f"/items/{ref}/redact", f"/items/{named}", f"/items/{back}", f"/objects/{thing}", *asked]


def _mark(world, ref):
    """The one letter of a text, for a copy without it."""
    by = world.session
    plan = disclosure.new_plan(custody.show(ref, by=by, now=world.tick()))
    mark = disclosure.RedactionMark(disclosure.MarkedLetters(0, 1), disclosure.RedactionReason.OTHER, WHY)
    plan = plan.with_marks(mark)
    disclosure.keep_marks(ref, plan=plan, seen=0, by=by, now=world.tick())


def _of_persons(kept, ref):
    """One who is found, seen and judged; and two requests to see who they are, one to be passed on and one that was."""
    world, by = kept.world, kept.by
    one, other = kept.named(NAME, OTHER, roles=people.read_roles("witness 2020-08")), kept.person("Чабор")
    said = {"reason": WHY, "by": by}
    people.appear(
        one.id, item=ref, relation=people.Relation.COMES_FROM, pinpoint="1", reason=WHY, by=by, now=world.tick()
    )
    people.examined(ref, **said, now=world.tick())
    people.judge_same(one.id, other=other.id, judgement=records.Judgement.POSITIVE, **said, now=world.tick())
    people.note_situation(
        one.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026"), seen=1, **said, now=world.tick()
    )
    people.change_contact(
        one.id, details=people.ContactDetails(channel="Тэлефон"), seen=2, by=by, now=world.tick()
    )  # fmt: skip
    asked = [
        people.ask_unmask(each.id, reason=WHY, by=who, now=world.tick())
        for each, who in ((one, by), (one, kept.second))
    ]
    people.approve_unmask(asked[0].id, by=kept.second, now=world.tick())
    own = [f"/persons/{one.ref}{page}" for page in ("", "/contact", "/contact?despite=no", "/dossier")]
    own.append(f"/persons/{_once_a_witness(kept)}")
    return [*own, *(f"/persons/requests/{each.id}" for each in asked), "/persons/look-up", "/keeping"]


def _once_a_witness(kept):
    """Somebody who was recorded as a witness and a source, of which the one was said to be a mistake."""
    one = kept.person("Памылковы", roles=people.read_roles("witness; source"))
    people.revise_person(
        one.id, pseudonym=one.pseudonym, roles=people.read_roles("official"), vulnerabilities=(), born_around=None,
        note="", seen=1, reason=WHY, by=kept.by, now=kept.world.tick(),
    )  # fmt: skip
    people.ask_role_mistaken(one.id, part=people.Part.SOURCE, reason=WHY, by=kept.by, now=kept.world.tick())
    return one.ref


def _of_consent(kept, ref):
    """Somebody who said yes and took it back, a text that waits for its second person, and what the law allows."""
    world, by = kept.world, kept.by
    (one, *_others) = people.persons(by=by, now=world.tick())
    one = next(each for each in (one, *_others) if each.pseudonym == "Верас")
    parts = dict.fromkeys(consent.Told, "Мы запісваем тое, што вы кажаце.")
    texts = [
        consent.write_statement(language=code, parts=parts, seen=0, by=kept.second, now=world.tick())
        for code in ("be", "ru")
    ]
    consent.approve_statement(texts[0].id, by=by, now=world.tick())
    asking = consent.Asking(said_on=world.now.date(), statement=texts[0].id, language="be")
    scope = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("icc"))
    yes = consent.Answered(scope, consent.Reply.YES, consent.Form.NAMED)
    consent.record_decisions(one.id, asking=asking, answers=[yes], by=by, now=world.tick())
    again = kept.person("Рамонак")
    consent.record_decisions(again.id, asking=asking, answers=[yes], by=by, now=world.tick())
    people.note_situation(
        again.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026"), reason=WHY, seen=1, by=by,
        now=world.tick(),
    )  # fmt: skip
    consent.withdraw(one.id, asking=consent.Asking(said_on=world.now.date()), by=by, now=world.tick())
    custody.give_out([ref], package="K-0000-00003", by=by, now=world.tick())
    law = {"scope": scope, "articles": [consent.Article.A9_2_F], "why": WHY, "now": world.tick()}
    consent.record_basis(item=ref, harm=WHY, by=kept.second, **law)
    consent.record_basis(person=one.id, by=by, **law)
    own = [f"/persons/{one.ref}/{page}" for page in ("consent", "consent/copies", "bases")]
    return [*own, f"/items/{ref}/bases", *(f"/consent/texts/{each.id}" for each in texts), "/consent/texts"]


def _of_records(kept):
    """Words with a label that is put, a field, a table that came in, one that stopped on the way, one to be mended."""
    world, by = kept.world, kept.by
    method = {"method": CALLED, "tree": records.Tree.CLAIMED}
    records.write_thesaurus("acts", labels=CALLED, **method, by=by, now=world.tick())
    records.write_term("acts", code="beaten", labels=CALLED, by=by, now=world.tick())
    records.write_field(
        people.PERSON.code, code="village", type=records.FieldType.TEXT, labels=CALLED, by=by, now=world.tick()
    )
    one = people.persons(by=by, now=world.tick())[0].id
    records.put_label(
        one, kind=people.PERSON.code, thesaurus="acts", term="beaten", reason=WHY, by=by, now=world.tick()
    )
    table = "Pseudonym,roles\nЯвар,\nЧабор,цар\n".encode()
    ref = _received(world, table, name="7.txt")
    plan = records.plan_import(
        people.PERSON, sheet=records.read_sheet(io.BytesIO(table), size=len(table)), compartment=world.compartment,
        by=by, now=world.tick(),
    )  # fmt: skip
    runs = [
        records.begin_import(plan, name=ref, reason=WHY, compartment=world.compartment, by=by, now=world.tick()).id
        for _time in range(2)
    ]
    records.go_on(runs[0], plan=plan, by=by, now=world.tick())
    brought = [f"/imports/{run}" for run in runs]
    return [*brought, f"/imports/plan?ref={ref}&kind=person", f"/reviews/{one}/labels", "/words", "/fields"]


def _of_requests(kept, ref):
    """An authority that two verified, with a key and a call for input; a request of it, on its way."""
    world, by = kept.world, kept.by
    told = authority_worlds.requested(world, authority={"name": "Пракуратура", "body": "prosecutor", "country": "lt"})
    told.check(told.contact)
    told.note(disclosure.KEY, key=KEY, verified_by="read-aloud", verified_with=WHY, verified_on="2026-03-03")
    told.note(disclosure.CALL, title="Заклік", deadline="2026-03-30")
    told.step("verify-authority")
    told.write(disclosure.ELIGIBILITY, **authority_worlds.CHECKLIST)
    told.write(disclosure.SCOPE, inside="Турма")
    told.write(disclosure.SEARCH, **authority_worlds.SEARCH, found=ref)
    told.write(disclosure.CLARIFICATION, question="Які год?", asked_on="2026-03-03", asked_of="Аддзел")
    told.judge(ref)
    disclosure.plan_witness(told.request, fields={"who": WHY}, by=by, now=world.tick())
    asked = told.again().ref
    went = _released(world, ref, request=asked, authority=told.authority.ref)
    ours = ["/authorities", f"/authorities/{told.authority.ref}", "/requests", f"/requests/{asked}"]
    return [*ours, "/releases", f"/releases/{went}", "/releases/counts", "/compelled"]


def _released(world, ref, **fields):
    """What went there, with one of everything that is written down since."""
    went = released.entered(world, [ref], **fields)
    for kind, given in (
        (releases.RECEIPT, released.RECEIPT), (releases.USE, released.USE),
        (releases.RECALL, released.RECALL | released.SENT), (releases.NOTICE, released.NOTICE),
        (releases.COMPELLED, released.ORDER),
    ):  # fmt: skip
        releases.write_under(went, kind=kind, fields=given, by=world.session, now=world.tick())
    return went.ref


def _of_colleagues(custodian, kept, machine):
    """One who is let in, signed in and forced; what two decide; a compartment whose keys a machine holds."""
    world, by = kept.world, kept.by
    documenter = world.second_account(role="documenter", passphrase=f"documenter {PASSPHRASE}")
    Visitor(world).sign_in(account=documenter, passphrase=f"documenter {PASSPHRASE}")
    access.grant_membership(compartment=world.compartment, account=documenter, by=by, now=world.tick())
    asked = access.propose_role("analyst", account=documenter, by=by, now=world.tick())
    access.approve(asked.approval, by=kept.second, now=world.tick())
    mine = access.propose_role("steering", account=documenter, by=by, now=world.tick())
    theirs = access.propose_role("steering", account=documenter, by=kept.second, now=world.tick())
    bare = access.add_compartment(name="archive 2", by=by, now=world.tick()).id
    access.admit_machine(compartment=world.compartment, machine=machine.machine, by=by, now=world.tick())
    for name in ("7", "77", "777"):  # one may end codes from apps, two have, and one of these may accept them again
        access.add_organisation(name=name, by=by, now=world.tick())
    ended = [access.organisation(name, by=by, now=world.tick()) for name in ("77", "777")]
    for each in ended:
        access.refuse_apps(each, by=by, now=world.tick())
    again = access.ask_to_accept_apps(ended[1], by=by, now=world.tick())
    access.approve(again, by=kept.second, now=world.tick())
    waiting = [f"/approvals/{each.approval}" for each in (asked, mine, theirs, _ready_to_leave(kept))]
    circles = [f"/compartments/{each}" for each in (world.compartment, bare, kept.contacts)]
    names = [f"{circle}/names" for circle in circles]
    fresh(custodian)
    newcomer = ("/people/admit", {"organisation": "77", "role": "documenter"})
    return [*waiting, *circles, *names, newcomer, f"/people/{documenter}", "/people/second-factors"]


def _ready_to_leave(kept):
    """A package for a key, which a second person approved."""
    by, second, world = kept.by, kept.second, kept.world
    ref = custody.receive(io.BytesIO(b"ready to leave"), name="7.txt", by=by, now=world.tick()).ref
    permitting.let_go([ref], by=by, second=second, now=world.tick)
    return permitting.approved([ref], recipient=authority_worlds.KEY, by=by, second=second, now=world.tick)


def _of_guards(custodian, kept, machine, ref):
    """Somebody who was forced, a record that lures, what is in other hands, who leaves, an act that waits."""
    world, here = kept.world, kept.world.compartment
    words = f"custodian {PASSPHRASE}"
    account = world.second_account(role="custodian", passphrase=words)
    forced = Visitor(world)
    forced.sign_in(account=account, passphrase=words)
    forced.post("/me/duress", {"word": WORD, "again": WORD})
    Visitor(world, secret=forced.secret).sign_in(account=account, passphrase=WORD)
    why = {"ground": custody.Ground.WITHDRAWN, "reason": WHY, "authority": "GDPR 17"}
    asked = custody.propose_destruction([ref], **why, by=kept.second, now=world.tick())
    access.ask("disclosure:package:make", digest=bytes(32), size=51, by=kept.by, now=world.tick())
    custodian.post("/canaries", {"ref": ref})
    safeguards.watch(by=machine.actor, now=world.tick())
    made = [
        custodian.post("/compromises", {"what": f"compartment:{here}", "since": "2026-03-01"}),
        custodian.post("/leavings", {"who": str(kept.second.actor.account)}),
    ]
    return [
        f"/approvals/{asked.approval}",
        *(answer.headers["location"] for answer in made),
        "/journal?refused=on",
        "/journal/1",
    ]


def _of_oneself(custodian, machine):
    """A second app, another browser, words that were not sent, a duress word."""
    world = custodian.world
    page = custodian.get("/me/app").content.decode()
    secret = re.search(r'name="secret" value="(\w+)"', page)[1]
    custodian.post("/me/app", {"secret": secret, "code": pyotp.TOTP(secret).at(world.now)})
    custodian.secret = secret  # the first one may be removed in a test
    world.tick(90)
    Visitor(world, secret=custodian.secret).sign_in()
    custodian.post("/me/duress", {"word": WORD, "again": WORD})
    token = access.form_token(place="/people/admit", fields=["organisation"], by=world.session, now=world.tick())
    access.keep_draft(
        token, place="/people/admit", sent={"organisation": ["77"]}, machine=machine, now=world.tick()
    )  # fmt: skip
    drafts = [f"/me/drafts/{each.id}" for each in access.drafts(by=world.session, now=world.tick())]
    return [*drafts, "/me/duress", "/me/codes", "/me/passkey", "/prove?next=/me"]
