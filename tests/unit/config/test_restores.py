"""A back-up in a home: closed until it is the newest state that anybody knows of, and resumed after any crash."""

import io
import shutil
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from uuid import uuid4

import pytest
from tests import destroying, servers
from tests.conftest import LIGHT, PASSPHRASE
from tests.crash.recording import emptied

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.backups.steps import Step
from dokaz.config import drills, environment, homes, inspection, people, restores
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal import register
from dokaz.journal.steps import Step as JournalStep
from dokaz.kernel import faults
from dokaz.verify import age, merkle

BRINGING = ("restores:rows", Step.ROWS_RESTORED, "restores:files", Step.PAYLOADS_RESTORED, Step.HEADERS_RESTORED)
BRINGING += ("restores:closed",)


class Cut(BaseException):
    """The machine stops here."""


def cut_at(wanted):
    def listener(name):
        if name == wanted:
            raise Cut

    return faults.listening(listener)


@dataclass
class Lost:
    """A collection with a back-up, a mirror, and what came after the back-up; its machine is lost."""

    world: object
    shelf: backups.FolderShelf
    identity: age.X25519Identity
    folder: object
    moved: object = nullcontext
    ref: str = ""

    def receive(self, data, name):
        return custody.receive(io.BytesIO(data), name=name, source="P-1", by=self.world.session, now=self.world.tick())

    def back_up(self):
        files = homes.back_up(self.world.home, by=self.world.session)
        key = [self.identity.recipient, access.recovery_recipient()]
        return backups.make(self.shelf, home=files, recipients=key, by=self.world.session, now=self.world.tick())

    def mirror(self):
        note = journal.checkpoint(now=self.world.tick())
        mirror = journal.FolderMirror.begin(self.folder, vkey=journal.identity().vkey)
        held, size = mirror.size(), int(note.decode().splitlines()[1])
        leaves = [merkle.leaf_hash(each.leaf) for each in journal.read(start=held, limit=size - held)]
        mirror.add(held, b"".join(leaves), note)
        mirror.keep_register(register.standing(size=size))

    def find(self, name=None):
        return backups.find(self.shelf, identities=[self.identity], name=name)

    def bring(self, home, *, name=None):
        with self.moved():
            return restores.bring(home, backup=self.find(name), shelf=self.shelf, identities=[self.identity])

    def finish(self, home, **outside):
        told = restores.Outside(**({"mirrors": (str(self.folder),)} | outside))
        return restores.finish(home, passphrase=PASSPHRASE, outside=told, now=self.world.tick())


@pytest.fixture
def moved(engine, request, monkeypatch):
    """On a server, a restored home has a database of its own: brought as its owner, then used in the role of every day."""
    if engine == "embedded":
        return nullcontext
    cluster, name = request.getfixturevalue("cluster"), f"restored_{uuid4().hex}"

    @contextmanager
    def to_another_database():
        if name not in created:
            created.append(name)
            cluster.create(name)
            request.addfinalizer(lambda: (database.close(), cluster.drop(name)))
        monkeypatch.setenv(environment.DATABASE.name, cluster.url(name, servers.OWNER))
        yield
        database.prepare(database.Server.parse(cluster.url(name, servers.OWNER)), role=servers.WEB)
        monkeypatch.setenv(environment.DATABASE.name, cluster.url(name))

    created = []
    return to_another_database


@pytest.fixture
def lost(world, tmp_path, moved):
    for name in ("shelf", "mirror"):
        (tmp_path / name).mkdir()
    shelf = backups.FolderShelf(tmp_path / "shelf")
    made = Lost(world, shelf, age.X25519Identity.generate(), tmp_path / "mirror", moved)
    made.ref = made.receive(b"before", "before.txt").ref
    return made


@pytest.fixture
def elsewhere(tmp_path):
    yield tmp_path / "elsewhere"
    database.close()


def sound(session, now):
    return inspection.inspect(by=session, everything=True, now=now).problems


def test_what_was_revoked_after_the_back_up_is_revoked_again_and_open_approvals_are_void(lost, elsewhere, world):
    member = world.second_account()
    access.grant_membership(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    access.ask("custody:item:extract", digest=bytes(32), by=world.session, now=world.tick())
    lost.back_up()
    access.remove_member(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    lost.mirror()
    database.close()
    lost.bring(elsewhere)
    done = lost.finish(elsewhere)
    assert done.gone > 0
    assert done.void == 1
    assert journal.register_ahead() == frozenset()
    session = access.sign_in(
        access.unlock(elsewhere, passphrase="acid " + PASSPHRASE, account=member), now=world.tick()
    )
    with pytest.raises(custody.ItemNotFound):
        custody.open_item(lost.ref, by=session, now=world.tick())
    assert sound(done.session, world.tick()) == ()


def test_no_start_key_of_a_back_up_starts_what_was_restored(lost, elsewhere, world):
    """It may have been ended since; a restored collection begins with people."""
    key = people.make_start_key(world.home, by=world.session, now=world.tick())
    lost.back_up()
    people.end_start_key(world.home, by=world.session, now=world.tick())
    lost.mirror()
    database.close()
    lost.bring(elsewhere)
    lost.finish(elsewhere)
    database.close()
    with pytest.raises(access.WrongStartKey):
        homes.serve(elsewhere, passphrase=key, now=world.tick())


@pytest.mark.parametrize(
    "at", [BRINGING[0], *(pytest.param(step, marks=pytest.mark.soak) for step in BRINGING[1:-1]), BRINGING[-1]]
)
def test_killed_anywhere_the_same_restore_goes_on(lost, elsewhere, world, at):
    lost.back_up()
    lost.mirror()
    database.close()
    with pytest.raises(Cut), cut_at(at):
        lost.bring(elsewhere)
    database.close()
    if (elsewhere / "home.json").exists():
        with pytest.raises(homes.RestoreUnfinished, match="opened to nobody"):
            homes.open(elsewhere, passphrase=PASSPHRASE, now=world.tick())
    lost.bring(elsewhere)
    done = lost.finish(elsewhere)
    assert sound(done.session, world.tick()) == ()
    assert not homes.restoring(elsewhere)


@pytest.mark.parametrize(
    "at", [JournalStep.LOG_CONTINUED, pytest.param(JournalStep.REGISTER_KEPT, marks=pytest.mark.soak)]
)
def test_killed_while_the_journal_goes_on_the_same_restore_goes_on(lost, elsewhere, world, at):
    member = world.second_account()
    access.grant_membership(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    lost.back_up()
    access.remove_member(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    lost.mirror()
    database.close()
    lost.bring(elsewhere)
    with pytest.raises(Cut), cut_at(at):
        lost.finish(elsewhere)
    database.close()
    done = lost.finish(elsewhere)
    assert sound(done.session, world.tick()) == ()


def test_where_nobody_holds_the_hashes_a_new_journal_quotes_the_old_one(lost, elsewhere, world):
    lost.back_up()
    lost.receive(b"after", "after.txt")
    shown = journal.checkpoint(now=world.tick())
    old = journal.identity().origin
    database.close()
    lost.bring(elsewhere)
    with pytest.raises(restores.NobodyAsked):
        lost.finish(elsewhere, mirrors=())
    with pytest.raises(restores.NoRegister):
        lost.finish(elsewhere, mirrors=(), checkpoints={"a partner": shown})
    with pytest.raises(restores.HashesNowhere, match="--begin-anew"):
        lost.finish(elsewhere, mirrors=(), checkpoints={"a partner": shown}, no_register=True)
    done = lost.finish(elsewhere, mirrors=(), checkpoints={"a partner": shown}, no_register=True, begin_anew=True)
    assert done.new_log
    assert done.origin != old
    assert sound(done.session, world.tick()) == ()
    database.close()
    homes.open(elsewhere, passphrase=PASSPHRASE, now=world.tick())
    assert journal.checkpoint(now=world.tick()).startswith(done.origin.encode())


def test_a_checkpoint_of_another_journal_and_a_second_back_up_are_refused(lost, elsewhere, world):
    lost.back_up()
    database.close()
    first = lost.find()
    lost.bring(elsewhere)
    with pytest.raises(restores.CheckpointOfAnother, match="not one of this journal"):
        lost.finish(elsewhere, mirrors=(), checkpoints={"somebody": b"other\n1\nAAAA\n\n"}, no_register=True)
    world.open_again()
    lost.back_up()
    database.close()
    with pytest.raises(restores.OtherRestore, match="half-way"):
        lost.bring(elsewhere)
    with pytest.raises(access.AlreadyBegun):
        lost.bring(world.home)
    assert restores.state(elsewhere).backup == first.name


@pytest.mark.parametrize("harm", [pytest.param(None, marks=pytest.mark.soak), "payload"])
def test_a_drill_names_what_does_not_come_back_and_leaves_nothing(lost, world, tmp_path, harm):
    journal.add_mirror(str(lost.folder), by=world.session.actor, now=world.tick())
    lost.back_up()
    lost.mirror()  # it knows more than the back-up: no fault of the back-up
    (tmp_path / "room").mkdir()
    if harm:
        (found,) = [path for path in (tmp_path / "shelf/payload").rglob("*") if path.is_file()]
        found.unlink()
    database.close()
    done = drills.drill(
        lost.shelf, identities=[lost.identity], name=None, passphrase=PASSPHRASE, within=tmp_path / "room",
        now=world.tick(),
    )  # fmt: skip
    assert done.sound == (harm is None), done.faults
    assert list((tmp_path / "room").iterdir()) == []
    session = world.open_again()
    drills.enter(done, by=session, now=world.tick())
    journal.checkpoint(now=world.tick())
    (entry,) = [each for each in journal.read() if each.verb == "backups:backup:drill"]
    assert (b'"sound":true' in entry.event) == (harm is None)


def test_a_collection_moves_to_a_server_and_its_owner_prepares_it(lost, elsewhere, world, cluster, monkeypatch):
    lost.back_up()
    lost.receive(b"after", "after.txt")
    lost.mirror()
    database.close()
    cluster.create("moved")
    lost.moved = nullcontext  # this test says step by step as whom
    try:
        monkeypatch.setenv(environment.DATABASE.name, cluster.url("moved", servers.OWNER))
        lost.bring(elsewhere)
        assert homes.owned(elsewhere)
        database.prepare(database.Server.parse(cluster.url("moved", servers.OWNER)), role=servers.WEB)
        monkeypatch.setenv(environment.DATABASE.name, cluster.url("moved"))
        assert not homes.owned(elsewhere)
        done = lost.finish(elsewhere)
        assert done.lost > 0
        assert sound(done.session, world.tick()) == ()
    finally:
        database.close()
        cluster.drop("moved")


def test_what_was_destroyed_after_the_back_up_is_destroyed_again(lost, elsewhere, world):
    two = destroying.Two.of(world)
    other = lost.receive(b"stays", "stays.txt").ref
    lost.back_up()
    two.destroy([lost.ref])
    lost.mirror()
    database.close()
    lost.bring(elsewhere)  # the back-up still holds the keys of what was destroyed; only the mirror knows of it
    done = lost.finish(elsewhere)
    assert done.gone > 0
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(lost.ref, by=done.session, now=world.tick())
    with custody.open_item(other, by=done.session, now=world.tick()) as stream:
        assert stream.read() == b"stays"
    assert len([path for path in (elsewhere / "headers").rglob("*") if path.is_file()]) == 1
    assert sound(done.session, world.tick()) == ()


def test_a_mirror_of_the_collection_that_is_away_keeps_it_closed_until_it_is_left_out(lost, elsewhere, world, tmp_path):
    (tmp_path / "stick").mkdir()
    journal.add_mirror(str(tmp_path / "stick"), by=world.session.actor, now=world.tick())
    lost.back_up()
    lost.mirror()
    database.close()
    (tmp_path / "stick").rename(tmp_path / "stick in a drawer")
    lost.bring(elsewhere)
    with pytest.raises(restores.MirrorUnasked, match="--skip-mirror"):
        lost.finish(elsewhere)
    assert homes.restoring(elsewhere)
    lost.finish(elsewhere, skipped=(str(tmp_path / "stick"),))
    (entry,) = [each for each in journal.read() if each.verb == "backups:backup:restore"]
    assert b"mirror-skipped" in entry.event
    assert not homes.restoring(elsewhere)


def test_where_no_pass_phrase_is_known_recovery_comes_first_and_nothing_is_signed_before_the_mirror_was_heard(
    lost, elsewhere, world
):
    lost.back_up()
    lost.receive(b"after", "after.txt")
    lost.mirror()
    database.close()
    lost.bring(elsewhere)
    before = (elsewhere / "checkpoint").read_bytes()
    words = "new " + PASSPHRASE
    homes.recover(
        elsewhere, slips=world.slips[:2], passphrase=words, organisation="Partner", now=world.tick(), cost=LIGHT
    )
    database.close()
    assert (elsewhere / "checkpoint").read_bytes() == before
    with pytest.raises(homes.RestoreUnfinished):
        homes.open(elsewhere, passphrase=words, now=world.tick())
    told = restores.Outside(mirrors=(str(lost.folder),))
    done = restores.finish(elsewhere, passphrase=words, outside=told, now=world.tick())
    assert (done.new_log, done.lost > 0) == (False, True)
    assert sound(done.session, world.tick()) == ()


def revoke(lost, world):
    """Two members; after the back-up one of them is removed."""
    account = world.second_account()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    lost.back_up()
    access.remove_member(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    lost.mirror()
    database.close()


def test_a_mirror_without_a_register_opens_nothing(lost, elsewhere, world):
    revoke(lost, world)
    for file in lost.folder.rglob("register"):
        file.unlink()
    lost.bring(elsewhere)
    with pytest.raises(restores.NoRegister):
        lost.finish(elsewhere)
    with pytest.raises(homes.RestoreUnfinished):
        homes.open(elsewhere, passphrase=PASSPHRASE, now=world.tick())
    lost.finish(elsewhere, no_register=True)


def test_a_mirror_that_hands_out_an_older_register_hides_nothing(lost, elsewhere, world):
    """It is signed, and was true once. What it holds of the journal itself says that it is not the newest."""
    lost.mirror()
    (file,) = lost.folder.rglob("register")
    older = file.read_bytes()
    revoke(lost, world)
    newest = file.read_bytes()
    file.write_bytes(older)
    lost.bring(elsewhere)
    with pytest.raises(restores.RegisterOlder, match="what was destroyed or revoked in between would come back"):
        lost.finish(elsewhere)
    with pytest.raises(homes.RestoreUnfinished):
        homes.open(elsewhere, passphrase=PASSPHRASE, now=world.tick())
    done = lost.finish(elsewhere, registers=(newest,))
    assert done.gone > 0


def test_to_go_on_with_an_older_register_is_decided_by_name(lost, elsewhere, world):
    lost.mirror()
    (file,) = lost.folder.rglob("register")
    older = file.read_bytes()
    revoke(lost, world)
    file.write_bytes(older)
    lost.bring(elsewhere)
    done = lost.finish(elsewhere, no_register=True)
    (entry,) = [each for each in journal.read() if each.verb == "backups:backup:restore"]
    assert done.gone == 0
    assert b'"decided":["no-register"]' in entry.event


def test_after_a_restore_back_ups_that_it_does_not_know_of_are_counted_too(lost, elsewhere, world):
    """The back-up of before knows of no later one; the shelf holds one that does."""
    first = lost.back_up()
    world.tick(20 * 86_400)
    later = lost.back_up()
    lost.mirror()
    database.close()
    lost.bring(elsewhere, name=first.name)
    done = lost.finish(elsewhere)
    assert backups.keys_until() >= later.keys_until
    (state,) = backups.earlier_states(by=done.session, now=world.tick())
    assert state.keys_until == backups.keys_until()
    assert sound(done.session, world.tick()) == ()


def test_what_the_back_up_knows_itself_needs_no_newer_register(lost, elsewhere, world):
    """The register outside is of before the back-up, and nothing was shown since."""
    lost.mirror()
    lost.receive(b"later", "later.txt")
    lost.back_up()
    database.close()
    lost.bring(elsewhere)
    assert lost.finish(elsewhere).lost == 0


def test_a_new_journal_is_not_begun_where_a_mirror_holds_the_old_one(lost, elsewhere, world):
    revoke(lost, world)
    lost.bring(elsewhere)
    with pytest.raises(restores.AnewNotNeeded, match="go on under its own name"):
        lost.finish(elsewhere, begin_anew=True)
    assert not lost.finish(elsewhere).new_log


@pytest.mark.parametrize(
    "place",
    ["journal-checkpoint-note-kept-outside", pytest.param("journal-checkpoint-head-durable", marks=pytest.mark.soak)],
)
def test_a_new_journal_that_was_cut_off_is_finished_by_the_same_command(lost, elsewhere, world, place):
    lost.back_up()
    lost.receive(b"after", "after.txt")
    shown = journal.checkpoint(now=world.tick())
    database.close()
    lost.bring(elsewhere)
    words = {"mirrors": (), "checkpoints": {"a partner": shown}, "no_register": True, "begin_anew": True}
    with pytest.raises(Cut), cut_at(place):
        lost.finish(elsewhere, **words)
    database.close()
    done = lost.finish(elsewhere, **words)
    assert (done.new_log, journal.identity().origin) == (True, done.origin)
    assert journal.latest_checkpoint().startswith(done.origin.encode())


def test_a_mirror_that_lies_is_passed_over_for_one_that_does_not(lost, elsewhere, world, tmp_path):
    revoke(lost, world)
    shutil.copytree(lost.folder, tmp_path / "liar")
    for tile in (tmp_path / "liar").rglob("tile/0/**/*"):
        if tile.is_file():
            tile.write_bytes(bytes(len(tile.read_bytes())))
    lost.bring(elsewhere)
    done = lost.finish(elsewhere, mirrors=(str(tmp_path / "liar"), str(lost.folder)))
    assert (done.new_log, done.lost > 0, done.gone > 0) == (False, True, True)


def test_a_whole_home_that_was_put_back_lets_nobody_in_who_was_removed(lost, world, tmp_path):
    account = world.second_account()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    database.close()
    shutil.copytree(world.home, tmp_path / "snapshot")
    world.open_again()
    access.remove_member(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    lost.mirror()
    database.close()
    emptied(world.home)
    shutil.copytree(tmp_path / "snapshot", world.home, dirs_exist_ok=True)
    session = world.open_again()
    told = restores.Outside(mirrors=(str(lost.folder),))
    restores.recover_log(world.home, outside=told, by=session, now=world.tick())
    assert access.identities(world.compartment, by=world.as_account(account)) == ()
    assert journal.register_ahead() == frozenset()
