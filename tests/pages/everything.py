"""One of everything that addresses of the office name, and what in it is for members of a compartment alone."""

import io
from datetime import timedelta

from django.db import transaction
from tests import authority_worlds, persons, released
from tests.unit.records.kinds import PLACE

from dokaz.access import api as access
from dokaz.access.sign_in_rows import Draft
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.safeguards import alarms
from dokaz.safeguards import api as safeguards

SEVERAL = {
    "objects:ref", "persons:ref", "persons:which", "fields:code", "compromises:which", "leavings:which",
    "authorities:ref", "requests:ref", "releases:ref", "releases:what", "written:record", "compelled:record",
}  # fmt: skip
NAME, PSEUDONYM, FILE, PLACE_NAME = "Алеся Рыгораўна Жытоўская", "Верас", "плошча.txt", "Стары бровар"
REASON, LIST, WORD, FIELD = "каб папярэдзіць яе", "what-was-seen", "beaten", "village"


def of(world, machine):
    """What there is, by the names that addresses give to it: the item and the persons in the first compartment."""
    kept = persons.keep(world)
    by, here, now = world.session, world.compartment, world.tick
    ref = custody.receive(io.BytesIO(b"page 7"), name=FILE, source="P-1", by=by, now=now()).ref
    custody.record_object(custody.Description(), name=FILE, by=by, now=now())
    found = {
        "ref": ref,
        "objects:ref": next(each.ref for each in custody.objects(by=by, now=now())),
        "canary": custody.mark_canary(ref, by=by, now=now()),
        "upload": custody.begin_upload(size=100_000, compartment=here, by=by, now=now()).id,
        **_of_a_person(kept, ref),
        **_of_records(world),
        **_of_work(world, ref),
        **_of_accounts(kept, machine),
        **_of_guards(world),
        **_of_requests(world, ref),
    }
    journal.sequence(now=now())
    return found | {"index": next(each.index for each in journal.read() if each.compartment == here)}


def words(found):
    """What stands on no page of somebody outside the compartment."""
    return [
        found[name] for name in ("ref", "objects:ref", "persons:ref", "authorities:ref", "requests:ref", "releases:ref")
    ] + [NAME, PSEUDONYM, FILE, PLACE_NAME, REASON]  # fmt: skip


def _of_a_person(kept, ref):
    """Somebody whose name is known, who is shown in the item, agreed to something, and whom somebody asks to see."""
    world, by = kept.world, kept.by
    one = kept.named(NAME, pseudonym=PSEUDONYM)
    shown = people.appear(
        one.id, item=ref, relation=people.Relation.SHOWS, pinpoint="", reason=REASON, by=by, now=world.tick()
    )
    people.note_situation(
        one.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026"), reason=REASON, seen=1, by=by,
        now=world.tick(),
    )  # fmt: skip
    official = kept.person("Памылковы", roles=people.read_roles("witness"))
    people.revise_person(
        official.id, pseudonym=PSEUDONYM, roles=people.read_roles("official"), vulnerabilities=(), born_around=None,
        note="", seen=1, reason=REASON, by=by, now=world.tick(),
    )  # fmt: skip
    mistake = people.ask_role_mistaken(
        official.id, part=people.Part.WITNESS, reason=REASON, by=by, now=world.tick()
    )  # fmt: skip
    text = consent.write_shipped(by=by, now=world.tick())[0]
    consent.approve_statement(text.id, by=kept.second, now=world.tick())
    scope = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("authority"))
    asking = consent.Asking(said_on=world.now.date(), statement=text.id, language=text.language)
    yes = consent.Answered(scope, consent.Reply.YES, consent.Form.NAMED)
    basis = consent.record_basis(
        item=ref, scope=scope, articles=[consent.Article.A6_1_F], why=REASON, harm=REASON, by=by, now=world.tick()
    )
    return {
        "persons:ref": one.ref,
        "person": one.ref,
        "persons:which": consent.record_decisions(one.id, asking=asking, answers=[yes], by=by, now=world.tick()),
        "unmasking": people.ask_unmask(one.id, reason=REASON, by=by, now=world.tick()).id,
        "number": 1,  # of what was noted around them
        "judgement": shown.id,
        "mistake": mistake.id,
        "text": text.id,
        "language": text.language,
        "basis": basis,
    }


def _of_records(world):
    """A record, an import, and what this house calls things."""
    by, here, said = world.session, world.compartment, records.Labels("Seen", "Бачылі", "Видели")
    made = records.begin(PLACE, fields={"name": PLACE_NAME}, compartment=here, by=by, now=world.tick())
    table = records.read_sheet(io.BytesIO(f"Name\n{PLACE_NAME}\n".encode()), size=30)
    plan = records.plan_import(PLACE, sheet=table, compartment=here, by=by, now=world.tick())
    run = records.begin_import(plan, name="E", reason=REASON, compartment=here, by=by, now=world.tick())
    records.write_thesaurus(LIST, labels=said, by=by, now=world.tick())
    records.write_term(LIST, code=WORD, labels=said, by=by, now=world.tick())
    records.write_field(
        PLACE.code, code=FIELD, type=records.FieldType.TEXT, labels=said, by=by, now=world.tick()
    )  # fmt: skip
    return {"record": made.id, "run": run.id, "kind": PLACE.code, "code": LIST, "fields:code": FIELD, "term": WORD}


def _of_requests(world, ref):
    """An authority of which something is written down, and a request of it for which the item was found."""
    asked = authority_worlds.requested(world)
    asked.write(disclosure.SEARCH, **authority_worlds.SEARCH, found=ref)
    return {
        "authorities:ref": asked.authority.ref, "requests:ref": asked.request.ref, "written:record": asked.contact.id,
        "what": "contact", "item": ref, "releases:what": "receipt",
        "compelled:record": releases.record_compelled(
            fields=released.ORDER, compartment=world.compartment, by=world.session, now=world.tick()
        ).id,
        "releases:ref": released.entered(world, [ref], request=asked.request.ref, authority=asked.authority.ref).ref,
    }  # fmt: skip


def _of_work(world, ref):
    """What is to be done about the item: by a worker, and by two people."""
    by, now = world.session, world.tick
    why = {"ground": custody.Ground.WITHDRAWN, "reason": REASON, "authority": "GDPR 17"}
    custody.examine_later([ref], by=by, now=now())
    access.ask("disclosure:package:make", digest=bytes(32), size=51, by=by, now=now())
    return {
        "job": next(each.id for each in access.listed_jobs(by=by, now=now())),
        "approval": custody.propose_destruction([ref], **why, by=by, now=now()).approval,
        "act": access.waiting_acts(by=by, now=now())[0].id,
    }


def _of_accounts(kept, machine):
    """Whoever is signed in has such; those of others are not there."""
    by, now = kept.by, kept.world.tick
    token = access.form_token(place="/people/admit", fields=["name"], by=by, now=now())
    access.keep_draft(token, place="/people/admit", sent={"name": ["Partner"]}, machine=machine, now=now())
    return {
        "compartment": kept.world.compartment,
        "account": by.actor.account,
        "organisation": access.list_app_rules(by=by, now=now())[0].organisation,
        "machine": machine.machine,
        "draft": Draft.objects.get().id,
        "device": access.devices(by=by, now=now())[0].id,
        "factor": access.factors(by=by)[0].id,
        "browser": access.browsers(by=by, now=now())[0].id,
    }


def _of_guards(world):
    by, now = world.session, world.tick
    since = world.now - timedelta(days=1)
    compromise = safeguards.mark_compromised(
        safeguards.CompromiseKind.COMPARTMENT, subject=str(world.compartment), since=since, by=by, now=now()
    )
    leaver = world.second_person().actor.account
    return {
        "compromises:which": compromise.id,
        "leavings:which": safeguards.begin_leaving(account=leaver, by=by, now=now()),
    }


def alarm(about, world, machine):
    """Whom an alarm is about sees none."""
    with transaction.atomic():
        return alarms.sound(safeguards.AlarmKind.READING, about=about, by=machine.actor, now=world.tick(), count=61)
