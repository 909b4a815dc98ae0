"""Checking in the background: cut off anywhere it goes on, protected compartments are left out, the state is told."""

import io

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import rechecking
from dokaz.custody.models import Event, FixityRun
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.journal import api as journal

State = jobs.JobState


def received(world, text, **named):
    return custody.receive(io.BytesIO(text), name="one.txt", by=world.session, now=world.tick(), **named).ref


def worked(world, session=None):
    said = {"owner": "first", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=session or world.session, once=True, **said)


def events():
    with access.whole_house("test"):
        return list(Event.objects.filter(act="checked").order_by("id").values_list("item__ref", "outcome"))


def payloads(world):
    return sorted(path for path in (world.home / "vault").rglob("*") if path.is_file())


class Stopped(BaseException):
    """The process ended there."""


@pytest.mark.both
@pytest.mark.both
def test_everything_is_checked_and_the_state_says_so(world):
    refs = [received(world, b"%d" % number) for number in range(3)]
    before = custody.fixity_state(by=world.session, now=world.tick())
    assert (before.items, before.checked, before.oldest) == (3, 0, None)
    job = custody.check_later(by=world.session, now=world.tick())
    assert custody.check_later(by=world.session, now=world.tick()).id == job.id
    assert worked(world) == {State.DONE: 1}
    assert jobs.find(job.id).outcome == "unchanged"
    assert sorted(events()) == sorted((ref, "unchanged") for ref in refs)
    state = custody.fixity_state(by=world.session, now=world.tick())
    assert (state.items, state.checked, state.attention, state.protected) == (3, 3, 0, 0)
    run = FixityRun.objects.get()
    assert (run.id, run.unchanged) == (job.id, 3)
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()


@pytest.mark.both
def test_cut_off_in_its_midst_it_goes_on_and_reads_nothing_twice(world, monkeypatch):
    monkeypatch.setattr(rechecking, "AT_ONCE", 2)
    refs = [received(world, b"%d" % number) for number in range(7)]
    job = custody.check_later(by=world.session, now=world.tick())
    check, groups = rechecking.Run.check, []

    def stops(run, items, told):
        check(run, items, told)
        groups.append(len(items))
        if len(groups) == 2:
            raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(rechecking.Run, "check", stops)
        patch.setattr("dokaz.jobs.leasing.give_back", lambda *_lease, **_named: None)
        with pytest.raises(Stopped):
            worked(world)
    assert len(events()) == 4
    assert jobs.find(job.id).progress_of == 7
    world.tick(LASTING.total_seconds() + 1)
    assert worked(world) == {State.DONE: 1}
    assert [ref for ref, _ in events()] == refs
    assert FixityRun.objects.get().unchanged == 7


def test_what_is_altered_or_lost_needs_attention_until_a_newer_check_finds_it_whole(world):
    ref = received(world, b"page 7")
    received(world, b"page 8")
    payload = payloads(world)[0]
    whole = payload.read_bytes()
    payload.chmod(0o600)
    payload.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    job = custody.check_later(by=world.session, now=world.tick())
    worked(world)
    assert jobs.find(job.id).outcome == "faults-found"
    (noticed,) = custody.fixity_findings(by=world.session, now=world.tick())
    assert noticed.finding == custody.Finding.ALTERED
    payload.write_bytes(whole)
    custody.check_later(noticed.ref, by=world.session, now=world.tick())
    worked(world)
    assert custody.fixity_findings(by=world.session, now=world.tick()) == ()
    assert ref


def test_a_lost_copy_of_a_key_needs_attention_and_is_written_again(world):
    received(world, b"page 7")
    (copy,) = [path for path in (world.home / "headers").rglob("*") if path.is_file()]
    copy.unlink()
    custody.check(by=world.session, now=world.tick())
    (noticed,) = custody.fixity_findings(by=world.session, now=world.tick())
    assert noticed.finding == custody.HeaderFault.COPY_MISSING
    job = custody.mend_later(by=world.session, now=world.tick())
    assert worked(world) == {State.DONE: 1}
    assert jobs.find(job.id).outcome == "mended"
    assert copy.is_file()


def test_protected_compartments_are_checked_by_their_members_alone(real_world):
    inner = access.add_compartment(name="inner", protected=True, by=real_world.session, now=real_world.tick()).id
    closed, other = received(real_world, b"in", compartment=inner), received(real_world, b"out")
    with pytest.raises(custody.OpenedByMembersOnly):
        custody.check_later(closed, by=real_world.session, now=real_world.tick())
    custody.check_later(by=real_world.session, now=real_world.tick())
    worked(real_world)
    assert events() == [(other, "unchanged")]
    assert custody.check_mine(by=real_world.session, now=real_world.tick()).clean
    assert events() == [(other, "unchanged"), (closed, "unchanged")]
    stranger = real_world.second_person()
    state = custody.fixity_state(by=stranger, now=real_world.tick())
    assert (state.items, state.checked, state.protected) == (0, 0, 0)
    assert custody.check_mine(by=stranger, now=real_world.tick()) is None


def test_a_worker_that_sees_nothing_does_not_say_that_all_is_well(world):
    received(world, b"page 7")
    other = world.second_person()
    job = custody.check_later(by=world.session, now=world.tick())
    worked(world, other)
    assert jobs.find(job.id).outcome == "some-unseen"
