"""Making a back-up and bringing it back, each in a process that is killed; and one made while another receives.

`make test` kills at the named steps that leave most behind; `make soak` at every ninth of all the steps down to single
writes.
"""

import io
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.backups.steps import Step
from dokaz.config import drills, homes, inspection, restores
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal import register
from dokaz.kernel import faults, ids
from dokaz.verify import age

MAKING = (Step.PAYLOADS_KEPT, Step.LIST_KEPT)
BRINGING = (Step.ROWS_RESTORED, Step.PAYLOADS_RESTORED)
EVERY = 9
FILES = 5
SOME = 4  # items that the other process is waited for


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """A killed child begins its ids anew, by the world's clock; tests before may have made ids by a later one here."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


@dataclass
class Backed:
    """A collection with some files, a shelf in a folder, and a key that is kept elsewhere."""

    world: object
    folder: Path
    identity: age.X25519Identity = field(default_factory=age.X25519Identity.generate)
    register: bytes = b""

    def __post_init__(self):
        self.folder.mkdir()
        for number in range(FILES):
            self.receive(b"page %d" % number)
        self.register = register.standing(size=journal.head().size)

    @property
    def shelf(self):
        return backups.FolderShelf(self.folder)

    def receive(self, data):
        return custody.receive(io.BytesIO(data), name="page.txt", by=self.world.session, now=self.world.tick()).ref

    def back_up(self):
        files = homes.back_up(self.world.home, by=self.world.session)
        keys = [self.identity.recipient, access.recovery_recipient()]
        return backups.make(self.shelf, home=files, recipients=keys, by=self.world.session, now=self.world.tick())

    def come_back(self, home):
        """`dokaz restore` with the register of the lost home, where nobody else knows of the journal."""
        if not homes.restoring(home) or restores.state(home).stage != restores.CLOSED:
            found = backups.find(self.shelf, identities=[self.identity])
            restores.bring(home, backup=found, shelf=self.shelf, identities=[self.identity])
        told = restores.Outside(registers=[self.register], begin_anew=True)
        return restores.finish(home, passphrase=self.world.passphrase, outside=told, now=self.world.tick())

    def assert_what_has_a_list_is_whole(self):
        """Nothing is taken for a back-up of which a part is not there."""
        held = {name for name, _ in self.shelf.sizes()}
        lists = {name for name in held if name.startswith("back-ups/")}
        found = list(backups.backups(self.shelf, identities=[self.identity], told=pytest.fail)) if lists else []
        assert {backup.name for backup in found} == lists
        for backup in found:
            pairs = [pair for table in backup.tables for pair in table.parts]
            assert {name for pair in pairs for name in pair if name} <= held
            assert sum(name.startswith("payload/") for name in held) >= backup.payloads

    def assert_the_newest_holds(self, *, payloads):
        found = drills.drill(
            self.shelf, identities=[self.identity], name=None, passphrase=self.world.passphrase, now=self.world.tick()
        )
        assert found.faults == ()
        assert sum(found.fixity.counts.values()) == payloads


@pytest.fixture
def backed(world, tmp_path):
    return Backed(world, tmp_path / "shelf")


def killed(act, watcher):
    """Do it in a child that hears every step and may end itself there; whether it did."""
    database.close()  # a connection may not be carried across a fork
    child = os.fork()
    if child == 0:
        try:
            with faults.listening(watcher):
                act()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def reaching(wanted):
    return lambda step: faults.crash() if step == wanted else None


def counting(number):
    left = iter(range(number, -1, -1))
    return lambda _step: faults.crash() if next(left, None) == 0 else None


def made_after_a_kill(backed, watcher):
    """Whether the back-up was killed; what it left is no back-up or a whole one, and the next one uses its parts."""

    def act():
        backed.world.open_again()
        backed.back_up()

    was_killed = killed(act, watcher)
    backed.world.tick(60)  # of two in one second neither is the newer
    backed.world.open_again()
    backed.assert_what_has_a_list_is_whole()
    left = {name for name, _ in backed.shelf.sizes()}
    made = backed.back_up()
    assert left < {name for name, _ in backed.shelf.sizes()}
    assert backups.find(backed.shelf, identities=[backed.identity]).name.endswith(made.name)
    return was_killed


def test_killed_at_a_step_of_making_it_the_next_back_up_is_whole(backed):
    for step in MAKING:
        backed.receive(step.encode())  # something new for each
        assert made_after_a_kill(backed, reaching(step))
    backed.assert_the_newest_holds(payloads=FILES + len(MAKING))


@pytest.mark.soak
def test_killed_anywhere_in_making_it_the_next_back_up_is_whole(backed):
    at, was_killed = 0, True
    while was_killed:
        backed.receive(b"for %d" % at)
        was_killed = made_after_a_kill(backed, counting(at))
        at += EVERY
    assert at > 10 * EVERY
    backed.assert_the_newest_holds(payloads=FILES + at // EVERY)


def came_back_after_a_kill(backed, home, watcher):
    """Whether the restore was killed; it opens to nobody until the same restore went on, and then it is whole."""
    was_killed = killed(lambda: backed.come_back(home), watcher)
    there = (home / "home.json").exists()
    if there and homes.restoring(home):
        with pytest.raises(homes.RestoreUnfinished):
            homes.open(home, passphrase=backed.world.passphrase, now=backed.world.tick())
    if there and not homes.restoring(home):
        session = homes.open(home, passphrase=backed.world.passphrase, now=backed.world.tick())
    else:
        session = backed.come_back(home).session
    report = inspection.inspect(by=session, everything=True, now=backed.world.tick())
    assert report.problems == ()
    assert sum(report.fixity.counts.values()) == FILES
    database.close()
    return was_killed


@pytest.mark.soak
def test_killed_at_a_step_of_the_way_back_the_same_restore_goes_on(backed, tmp_path):
    backed.back_up()
    for step in BRINGING:
        assert came_back_after_a_kill(backed, tmp_path / step.name, reaching(step))


@pytest.mark.soak
def test_killed_anywhere_on_the_way_back_the_same_restore_goes_on(backed, tmp_path):
    backed.back_up()
    at = 0
    while came_back_after_a_kill(backed, tmp_path / f"home {at}", counting(at)):
        at += EVERY
    assert at > 5 * EVERY


@contextmanager
def receiving(backed):
    """Another process that receives one file after another for as long as the block lasts, and says so on a pipe."""
    database.close()
    (ears, mouth), (halted, halt) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(halt)  # its end here is how the child hears that the block has ended
        _receive_until_halted(backed, mouth, halted)
    for end in (mouth, halted):
        os.close(end)
    backed.world.open_again()
    yield ears
    os.close(halt)
    while os.read(ears, 4096):
        pass
    os.close(ears)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def awaited(ears, wanted):
    """Wait until so many more files than now were received; what was said before is not counted."""
    os.set_blocking(ears, False)
    with suppress(BlockingIOError):
        while os.read(ears, 4096):
            pass
    os.set_blocking(ears, True)
    count = 0
    while count < wanted:
        count += os.read(ears, 4096).count(b"\n")
    return count


def _receive_until_halted(backed, mouth, halted):
    try:
        backed.world.open_again()
        os.set_blocking(halted, False)
        number = 0
        while not _closed(halted):
            backed.receive(b"meanwhile %d" % number)
            os.write(mouth, b"\n")
            number += 1
        os._exit(0)
    finally:
        os._exit(1)


def _closed(pipe):
    try:
        return os.read(pipe, 1) == b""
    except BlockingIOError:
        return False


@pytest.mark.both
def test_a_back_up_made_while_another_process_receives_is_one_moment_and_whole(backed):
    told = []

    def listen(step):
        if step in (Step.BEGUN, Step.ROWS_KEPT):  # some come before the view of the database, and some after it
            told.append(awaited(ears, SOME))

    with receiving(backed) as ears, faults.listening(listen):
        made = backed.back_up()
    held = sum(1 for _ in custody.payloads())
    assert FILES + SOME <= made.payloads < held
    assert [count >= SOME for count in told] == [True, True]
    assert made.missing == ()
    backed.assert_the_newest_holds(payloads=made.payloads)
