"""Files from before follow their compartment to its newest key: who left opens none of them (SECURITY 1.7)."""

import io
import os

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import fixity, moving, vault
from dokaz.custody.models import Blob, Item
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.journal.models import Entry
from dokaz.verify import age

pytestmark = pytest.mark.both
State = jobs.JobState


def received(world, text, **named):
    return custody.receive(io.BytesIO(text), name="one.txt", by=world.session, now=world.tick(), **named).ref


def worked(world, session, **named):
    said = {"owner": "first", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=session, once=True, **said | named)


def blobs():
    with access.whole_house("test"):
        return list(Blob.objects.order_by("id"))


def opens(keys):
    """Of how many files the header in the row, or its copy, opens with these keys."""
    found = 0
    for blob in blobs():
        for header in (bytes(blob.header), vault.headers().get(blob.name)):
            try:
                age.open_header(header, keys)
            except age.AgeError:
                continue
            found += 1
    return found


def payloads():
    found = []
    for blob in blobs():
        with vault.store().open(blob.name) as stream:
            found.append(stream.read())
    return found


def machine(world):
    return access.begin_work(access.unlock(world.home, passphrase=world.passphrase), now=world.tick())


def admit(world, place=None):
    named = {"compartment": place or world.compartment, "machine": world.session.machine}
    access.admit_machine(**named, by=world.session, now=world.tick())


def read(world, ref):
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        return stream.read()


def left_behind(world, place=None):
    """A colleague who was let in, copied the keys, and is removed: their session, and the keys they kept."""
    place = place or world.compartment
    leaver = world.second_person()
    account = leaver.actor.account
    access.grant_membership(compartment=place, account=account, by=world.session, now=world.tick())
    kept = access.identities(place, by=leaver)
    assert opens(kept) > 0
    access.remove_member(compartment=place, account=account, by=world.session, now=world.tick())
    return leaver, kept


def test_what_a_leaver_kept_opens_no_file_after_the_machine_worked(world, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    admit(world)
    texts = [os.urandom(70_000) for _ in range(5)]
    refs = [received(world, text) for text in texts]
    recovery = access.combine(world.slips[:2]).identity
    _, kept = left_behind(world)
    (job,) = jobs.listed()
    assert (job.handler, job.state) == ("custody:headers:move", State.WAITING)
    assert custody.sealed_before(world.compartment, by=world.session) == custody.SealedBefore(True, 5, job.id)
    assert opens(kept) == 10  # until then a copy of the database, or of the headers, still opens with them
    before, stale = payloads(), blobs()

    worker = machine(world)
    assert worked(world, worker) == {State.DONE: 1}
    found = jobs.find(job.id)
    assert (found.outcome, found.progress_of) == ("moved", 5)
    assert opens(kept) == 0
    assert opens(access.identities(world.compartment, by=world.session)) == opens([recovery]) == 10
    assert payloads() == before  # no payload was touched
    assert {blob.generation for blob in blobs()} == {2}
    assert [read(world, ref) for ref in refs] == texts
    assert custody.sealed_before(world.compartment, by=world.session) == custody.SealedBefore(False, 0, None)
    assert custody.behind() == frozenset()
    assert Entry.objects.filter(verb="custody:headers:move").count() == 3
    journal.sequence(now=world.tick())
    assert custody.check(by=world.session, now=world.tick()).clean
    assert [fixity.header_fault(blob) for blob in stale] == [None] * 5  # a check that read these rows before
    assert journal.verify_records().found == custody.verify_chains() == access.verify_statements() == ()
    assert custody.catch_up(now=world.tick()) == 0


def test_a_key_made_while_the_work_runs_is_followed_too_and_destroyed_files_stay_so(world):
    admit(world)
    refs = [received(world, b"%d" % number) for number in range(3)]
    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())
    with access.whole_house("test"):
        gone = Item.objects.get(ref=refs[0]).blob_id
        Blob.objects.filter(pk=gone).update(header=None)
    again = []

    def clock():
        if not again and {blob.generation for blob in blobs() if blob.header} == {2}:
            again.append(access.rekey(compartment=world.compartment, by=world.session, now=world.tick()))
        return world.tick()

    assert worked(world, machine(world), clock=clock) == {State.DONE: 1}
    assert again
    assert [(blob.header is None, blob.generation) for blob in blobs()] == [(True, 1), (False, 3), (False, 3)]
    assert len(jobs.listed()) == 1


def test_where_no_machine_holds_the_key_it_waits_until_a_member_moves_them_or_admits_one(world, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    monkeypatch.setattr(moving, "SOME", 2)
    refs = [received(world, b"%d" % number) for number in range(3)]
    leaver, kept = left_behind(world)
    worker = machine(world)
    before = Entry.objects.filter(verb="access:permission:refuse").count()
    assert worked(world, worker) == {State.FOR_MEMBER: 1}
    assert jobs.listed()[0].outcome == "key-not-held"
    assert Entry.objects.filter(verb="access:permission:refuse").count() == before  # it was not admitted: no offence
    with pytest.raises(access.NotPermitted):
        custody.move_some(world.compartment, by=leaver, now=world.tick())
    assert custody.sealed_before(world.compartment, by=leaver).files is None
    first = custody.move_some(world.compartment, by=world.session, now=world.tick())
    assert (first.moved, first.behind) == (2, 1)
    assert jobs.listed()[0].state is State.FOR_MEMBER
    assert custody.move_some(world.compartment, by=world.session, now=world.tick()) == custody.Moved(1, 0, 0, 0)
    assert worked(world, worker) == {State.DONE: 1}  # nothing is left, so no key is needed
    assert opens(kept) == 0

    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())
    assert worked(world, worker) == {State.FOR_MEMBER: 1}
    admit(world)  # the work that waited goes on by itself
    assert worked(world, worker) == {State.DONE: 1}
    assert [read(world, ref) for ref in refs] == [b"0", b"1", b"2"]


def test_a_protected_compartment_follows_in_a_members_session_and_its_entry_is_sealed(real_world):
    world = real_world
    clinical = access.add_compartment(name="clinical", protected=True, by=world.session, now=world.tick()).id
    ref = received(world, b"clinical", compartment=clinical)
    _, kept = left_behind(world, clinical)
    assert worked(world, machine(world)) == {State.FOR_MEMBER: 1}
    assert custody.move_some(clinical, by=world.session, now=world.tick()).moved == 1
    assert opens(kept) == 0
    assert read(world, ref) == b"clinical"
    journal.sequence(now=world.tick())
    assert not Entry.objects.filter(verb="custody:headers:move").exists()  # its verb is sealed like the rest
    assert journal.verify_records().found == custody.verify_chains() == ()


def test_a_strange_copy_is_left_and_named_and_a_lost_one_is_written(world):
    admit(world)
    for number in range(3):
        received(world, b"%d" % number)
    lost, strange, crashed = blobs()
    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())
    vault.headers().remove(lost.name)
    vault.store().remove(strange.name)
    vault.headers().put({strange.name: b"another", crashed.name: b"whatever a crash left"})
    assert worked(world, machine(world)) == {State.DONE: 1}
    assert jobs.listed()[0].outcome == "some-left"
    assert [blob.generation for blob in blobs()] == [2, 1, 2]
    assert vault.headers().get(strange.name) == b"another"
    for blob in blobs()[::2]:
        assert vault.headers().get(blob.name) == bytes(blob.header)


def test_what_a_restored_back_up_or_an_earlier_version_left_is_asked_for_once(world):
    received(world, b"one")
    access.wire_followers()  # as a version before this one, which asked for nothing
    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())
    assert jobs.listed() == []
    for _ in range(2):
        assert custody.catch_up(now=world.tick()) == 1
    assert len(jobs.listed()) == 1
    empty = access.add_compartment(name="empty", by=world.session, now=world.tick()).id
    access.wire_followers(custody.follow_key)
    access.rekey(compartment=empty, by=world.session, now=world.tick())
    assert len(jobs.listed()) == 1
