"""A redacted copy: an item of its own, made once, by marks that rest sealed, and the original stays as it is."""

import io
import os
import shutil

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.api import MarkedLetters, RedactionMark, RedactionReason
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.records import api as records

TEXT = "Мяне завуць Ганна Прыкладная. Я бачыла ўсё."
MARK = RedactionMark(MarkedLetters(12, 28), RedactionReason.NAME, person="P-1")


@pytest.fixture(autouse=True)
def installed():
    if shutil.which("bwrap") is None and os.environ.get("CI") == "true":
        pytest.fail("bubblewrap must be installed for the checks")
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")


def received(world, text=TEXT, name="Ганна.txt", place=None):
    return custody.receive(
        io.BytesIO(text.encode()), name=name, compartment=place, by=world.session, now=world.tick()
    ).ref


def show(world, ref):
    return custody.show(ref, by=world.session, now=world.tick())


def bytes_of(world, ref):
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        return stream.read()


def redact(world, ref, *marks, by=None):
    plan = disclosure.new_plan(show(world, ref)).with_marks(*marks)
    return disclosure.redact(ref, plan=plan, by=by or world.session, now=world.tick())


def worked(world):
    jobs.work(by=world.session, owner="w", clock=world.tick, stop=lambda: False, wait=lambda: None, once=True)


def test_a_redacted_copy_is_made_in_the_background_and_its_original_stays(world):
    ref = received(world)
    asked = redact(world, ref, MARK)
    assert asked.receipt is None
    assert redact(world, ref, MARK).redaction.number == 1  # asked for twice it is one
    worked(world)
    (made,) = show(world, ref).made
    copy = show(world, made.ref)
    assert bytes_of(world, made.ref).decode() == TEXT.replace("Ганна Прыкладная", "[removed: name]")
    assert bytes_of(world, ref).decode() == TEXT
    assert (copy.parent, copy.making, copy.mime) == (ref, custody.Making.REDACTION, "text/plain")
    assert copy.name == f"{ref}-redaction.txt"
    assert copy.parameters["reasons"] == {"name": 1}
    assert copy.parameters["checked"] == {"looked_for": 1}
    assert "P-1" not in str(copy.parameters)
    assert "redaction" in [event.premis for event in show(world, ref).events]
    held = disclosure.marks_of(ref, by=world.session, now=world.tick())
    assert (held.number, held.plan.marks, held.plan.sha256) == (1, (MARK,), copy.parameters["plan"])
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()


def test_each_change_of_the_marks_is_a_revision_and_a_copy_names_its_own(world):
    ref = received(world)
    redact(world, ref, MARK)
    held = disclosure.marks_of(ref, by=world.session, now=world.tick())
    plan = held.plan.without(0)
    again = disclosure.keep_marks(ref, plan=plan, seen=1, reason="too much", by=world.session, now=world.tick())
    assert again.number == 2
    with pytest.raises(records.StaleRevision):
        disclosure.keep_marks(ref, plan=plan, seen=1, by=world.session, now=world.tick())
    with pytest.raises(records.NothingChanged):
        disclosure.keep_marks(ref, plan=plan, seen=2, by=world.session, now=world.tick())
    worked(world)  # it was asked for by the first
    (made,) = show(world, ref).made
    assert (made.parameters["revision"], "Ганна".encode() in bytes_of(world, made.ref)) == (1, False)


def test_what_is_no_copy_is_given_up_with_its_reason_and_nothing_is_kept(world):
    ref = received(world, "Hanna came. Hanna went.")
    redact(world, ref, RedactionMark(MarkedLetters(0, 5), RedactionReason.NAME))
    worked(world)
    (job,) = jobs.listed()
    assert (job.state, job.outcome) == (jobs.JobState.FAILED, "left-elsewhere")
    assert show(world, ref).made == ()
    mail = received(world, "From: a@example.org\nTo: b@example.org\nSubject: x\n\nx\n", "a.eml")
    with pytest.raises(disclosure.NotForRedaction, match="Print it to a PDF"):
        redact(world, mail)
    other = disclosure.new_plan(show(world, received(world, "another text")))
    disclosure.redact(ref, plan=other, by=world.session, now=world.tick())
    worked(world)
    assert jobs.listed()[0].outcome == "redaction-of-other"


def test_only_those_redact_who_may_derive(world):
    ref = received(world)
    plan = disclosure.new_plan(show(world, ref)).with_marks(MARK)
    analyst = world.as_account(world.second_account(role="analyst"), passphrase="acid " + world.passphrase)
    for by in (analyst, world.second_person()):
        with pytest.raises((access.NotPermitted, custody.ItemNotFound)):
            disclosure.redact(ref, plan=plan, by=by, now=world.tick())
    assert disclosure.marks_of(ref, by=world.session, now=world.tick()) is None


def test_in_a_protected_compartment_a_worker_is_granted_the_file_and_the_marks_or_a_member_waits(real_world):
    world = real_world
    place = access.add_compartment(name="protected", protected=True, by=world.session, now=world.tick()).id
    ref = received(world, place=place)
    asked = redact(world, ref, MARK)  # nobody works
    assert "Ганна".encode() not in bytes_of(world, asked.receipt.ref)
    assert jobs.listed() == []
    worker = access.begin_worker(by=world.second_person(), now=world.tick())
    place_mark = RedactionMark(MarkedLetters(0, 4), RedactionReason.OTHER, "why")
    assert redact(world, ref, MARK, place_mark).receipt is None
    jobs.work(by=worker, owner="w", clock=world.tick, stop=lambda: False, wait=lambda: None, once=True)
    assert [(job.state, job.outcome) for job in jobs.listed()] == [(jobs.JobState.DONE, "made")]
    first, second = show(world, ref).made
    assert bytes_of(world, second.ref).decode() == "[removed] завуць [removed: name]. Я бачыла ўсё."
    assert (first.parameters["revision"], second.parameters["revision"]) == (1, 2)
    assert show(world, second.ref).compartment == place
    with pytest.raises(custody.ItemNotFound):
        disclosure.marks_of(ref, by=worker, now=world.tick())
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()
