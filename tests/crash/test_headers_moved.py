"""Moving headers is killed between the store and the database: the file opens, and the work goes on by itself."""

import pytest
from tests.crash.test_destroy import _own_sequence, killed  # noqa: F401 - a fixture of these tests too
from tests.unit.custody.test_moving import admit, blobs, machine, opens, read, received, worked

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import moving
from dokaz.custody.steps import MoveStep
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.journal import api as journal


@pytest.mark.parametrize("at", MoveStep)
def test_killed_after_the_copies_or_after_the_entry_every_file_opens_and_the_work_goes_on(world, monkeypatch, at):
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    admit(world)
    refs = [received(world, b"%d" % number) for number in range(3)]
    kept = access.identities(world.compartment, by=world.session)
    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())

    def act():
        world.open_again()
        worked(world, machine(world))

    killed(world, act, at=at)
    world.open_again()
    assert {blob.generation for blob in blobs()} == {1}
    assert opens(kept) == 6 - 2  # two copies are ahead of their rows
    assert [read(world, ref) for ref in refs] == [b"0", b"1", b"2"]
    world.now += LASTING * 2
    assert worked(world, machine(world)) == {jobs.JobState.DONE: 1}
    assert opens(kept) == 0
    assert [read(world, ref) for ref in refs] == [b"0", b"1", b"2"]
    journal.sequence(now=world.tick())
    assert custody.check(by=world.session, now=world.tick()).clean
    assert journal.verify_records().found == custody.verify_chains() == ()
