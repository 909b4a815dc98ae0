"""A database of before the destruction is put back: the register takes it away again, also where that is cut off."""

import io
import shutil

import pytest
from tests import destroying
from tests.crash.test_destroy import killed

from dokaz.access import api as access
from dokaz.config import homes
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.steps import Step
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import ids


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """A killed child begins its ids anew, by the world's clock; tests before may have made ids by a later one here."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


@pytest.fixture
def restored(world, tmp_path):
    """The home with its database of before, headers written anew from it, and the register of now."""
    two = destroying.Two.of(world)
    gone = custody.receive(io.BytesIO(b"must go"), name="gone", by=world.session, now=world.tick()).ref
    kept = custody.receive(io.BytesIO(b"stays"), name="kept", by=world.session, now=world.tick()).ref
    journal.checkpoint(now=world.tick())
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "earlier.db")
    world.open_again()
    two.asker = homes.open(world.home, passphrase=world.companion_words, now=world.tick())
    two.destroy([gone])
    database.close()
    for left in world.home.glob("dokaz.db*"):
        left.unlink()
    shutil.copy(tmp_path / "earlier.db", world.home / "dokaz.db")
    world.open_again()
    assert custody.bring_headers() == 2
    return gone, kept


def replay(world):
    idents = journal.register_ahead()
    journal.replay_gone(idents, by=world.session.actor, now=world.tick())
    custody.replay_gone(idents, by=world.session, now=world.tick())


def assert_gone_again(world, gone, kept):
    journal.adopt_register(by=world.session.actor, now=world.tick())
    assert journal.register_ahead() == frozenset()
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(gone, by=world.session, now=world.tick())
    with custody.open_item(kept, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"stays"
    with access.whole_house("test"):
        assert len(list(vault.headers().names())) == 1
    assert journal.verify_records().found == ()
    assert custody.verify_chains() == custody.verify_destroyed().found == ()


@pytest.mark.embedded("puts a file of the database back")
def test_what_a_back_up_brought_back_goes_again(world, restored):
    replay(world)
    assert_gone_again(world, *restored)


@pytest.mark.embedded("puts a file of the database back")
@pytest.mark.parametrize("at", [each for each in Step if each not in {Step.ENTRIES_ERASED, Step.COMMITTED}])
def test_cut_off_at_any_step_it_goes_on(world, restored, at):
    def act():
        world.open_again()
        replay(world)

    killed(world, act, at=at)
    world.open_again()
    replay(world)
    assert_gone_again(world, *restored)
