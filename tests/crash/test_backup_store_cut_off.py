"""A back-up, and the way back from it, lose the object store at one of their requests: the same again goes on.

Files, headers, back-ups and the mirror lie in buckets behind one server in between, so that any of them may be the one
that is lost. Each asks far more than a hundred times: one request of each is lost, and then every sixteenth.
"""

import io
from dataclasses import dataclass, field

import pytest
from tests import destroying, misbehaving
from tests.misbehaving import Loss
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.adapters.api import Bucket
from dokaz.backups import api as backups
from dokaz.config import environment, homes, inspection, restores, wiring
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.errors import DokazError
from dokaz.verify import age

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

MIDDLE, EVERY = 80, 16  # of some 160 requests that the first back-up needs, and some 130 of the way back
NAMED = backups.ShelfAway | custody.StoreAway | restores.MirrorUnasked


@dataclass
class Bucketed:
    """A collection whose every outside place is a bucket, with a key for back-ups that is kept elsewhere."""

    world: object
    server: object  # where buckets are made
    losing: misbehaving.Losing  # through which they are reached
    monkeypatch: pytest.MonkeyPatch
    identity: age.X25519Identity = field(default_factory=age.X25519Identity.generate)
    shelf: Bucket = None
    gone: str = ""
    two: destroying.Two = None

    def url(self, *, lock=None):
        """A new bucket, as it is reached through the server in between."""
        return self.losing.between.server.url(self.server.make(lock=lock).name, lock=lock)

    def settle(self):
        """From now on files and headers lie in new buckets."""
        self.monkeypatch.setenv(environment.STORE.name, self.url(lock="2d"))
        self.monkeypatch.setenv(environment.HEADERS.name, self.url())

    @property
    def said(self):
        return {"by": self.world.session, "now": self.world.tick()}

    def receive(self, data, name):
        return custody.receive(io.BytesIO(data), name=name, **self.said).ref

    def destroy(self):
        """After the back-up, and shown outside: whoever comes back must hear of it."""
        assert self.two.destroy([self.gone]).left == ()
        journal.publish(witnesses=(), now=self.world.tick())

    def back_up(self):
        """As the next command would: it knows nothing of any bucket yet."""
        wiring.wire(self.world.session, home=self.world.home)
        files = homes.back_up(self.world.home, by=self.world.session)
        keys = [self.identity.recipient, access.recovery_recipient()]
        return backups.make(wiring.shelf(self.shelf), home=files, recipients=keys, **self.said)

    def found(self):
        return backups.find(wiring.shelf(self.shelf), identities=[self.identity])

    def come_back(self, home):
        """`dokaz restore`, whole."""
        database.close()
        shelf = wiring.shelf(self.shelf)
        if not homes.restoring(home) or restores.state(home).stage != restores.CLOSED:
            restores.bring(home, backup=self.found(), shelf=shelf, identities=[self.identity])
        return restores.finish(
            home, passphrase=self.world.passphrase, outside=restores.Outside(), now=self.world.tick()
        )

    def lost(self, act, *, at, loss):
        """Do it, and where it was refused, do it again: what it gave, and whether the store was lost meanwhile."""
        with self.losing.losing(at=at, loss=loss):
            done, refused = tried(act)
            lost = self.losing.lost
        if refused is None:
            return done, lost
        assert loss is not Loss.ONCE, refused
        assert isinstance(refused, NAMED), refused
        assert "again" in str(refused)
        return act(), True


def tried(act):
    try:
        return act(), None
    except DokazError as refused:
        return None, refused


@pytest.fixture
def bucketed(world, object_server, losing, monkeypatch):
    made = Bucketed(world, object_server, losing, monkeypatch)
    made.settle()
    world.open_again()
    journal.add_mirror(made.url(lock="2d"), by=world.session.actor, now=world.tick())
    made.shelf = Bucket.parse(made.url(lock="2d"))
    made.receive(b"stays", "stays.txt")
    made.gone = made.receive(b"goes", "goes.txt")
    made.two = destroying.Two.of(world)
    return made


def assert_whole(bucketed, made):
    """The newest back-up on the shelf is the one that was said to be made, and nothing is missing in it."""
    found = bucketed.found()
    assert (found.name.endswith(made.name), found.payloads, made.missing) == (True, made.payloads, ())


def assert_sound(done, world):
    """Everything holds, one item opens, and the one that was destroyed after the back-up is gone here as well."""
    report = inspection.inspect(by=done.session, everything=True, now=world.tick())
    assert report.problems == ()
    assert (sum(report.fixity.counts.values()), report.destroyed) == (1, 1)


@pytest.mark.soak
def test_lost_in_the_middle_the_same_back_up_is_made_and_the_same_restore_goes_on(bucketed, world, tmp_path):
    made, lost = bucketed.lost(bucketed.back_up, at=MIDDLE, loss=Loss.UNANSWERED)
    assert lost
    assert_whole(bucketed, made)
    bucketed.destroy()
    bucketed.settle()
    done, lost = bucketed.lost(lambda: bucketed.come_back(tmp_path / "home"), at=MIDDLE, loss=Loss.UNANSWERED)
    assert lost
    assert_sound(done, world)


@pytest.mark.soak
@pytest.mark.parametrize("loss", [Loss.AWAY, Loss.UNANSWERED, Loss.ONCE])
def test_a_back_up_that_lost_the_store_anywhere_is_made_again(bucketed, world, loss):
    at, lost = 1, True
    while lost:
        bucketed.shelf = Bucket.parse(bucketed.url(lock="2d"))
        made, lost = bucketed.lost(bucketed.back_up, at=at, loss=loss)
        assert_whole(bucketed, made)
        at += EVERY
    assert at > 8 * EVERY


@pytest.mark.soak
@pytest.mark.parametrize("loss", [Loss.AWAY, Loss.UNANSWERED, Loss.ONCE])
def test_a_restore_that_lost_the_store_anywhere_goes_on(bucketed, world, tmp_path, loss):
    bucketed.back_up()
    bucketed.destroy()
    at, lost = 1, True
    while lost:
        bucketed.settle()
        done, lost = bucketed.lost(lambda at=at: bucketed.come_back(tmp_path / f"home {at}"), at=at, loss=loss)
        assert_sound(done, world)
        at += EVERY
    assert at > 7 * EVERY
