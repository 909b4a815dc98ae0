"""The database server goes away: between acts, in the middle of one, for good."""

import io

import pytest
from django.db import transaction
from tests import servers

from dokaz.access import api as access
from dokaz.cli import main
from dokaz.config import environment, homes, inspection
from dokaz.custody import api as custody
from dokaz.custody.models import Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)
STEPS = ["custody:keep", "custody:headers", "custody:rows", "custody:commit"]


def cut(cluster):
    """End every connection of the role of everyday, as a server does that is shut down."""
    cluster.sql(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '{servers.WEB}'")


def receive(world, data=b"what was seen", name="a.txt"):
    return custody.receive(io.BytesIO(data), name=name, by=world.session, now=world.tick())


def items():
    with access.whole_house("test"):
        return sorted(Item.objects.values_list("ref", flat=True))


def test_a_connection_lost_between_two_acts_is_made_anew(world, cluster):
    first = receive(world)
    cut(cluster)
    with transaction.atomic():  # its first statement finds out, and nothing was said before it
        journal.record("custody:item:receive", by=world.session.actor, now=world.tick())
    cut(cluster)
    with pytest.raises(database.DatabaseAway, match="run the same command again"):
        items()
    assert items() == [first.ref]


@pytest.mark.parametrize("at", STEPS)
def test_lost_at_any_step_of_receiving_nothing_is_acknowledged_and_the_same_again_goes_on(world, cluster, at):
    def listen(step):
        if step == at:
            cut(cluster)

    receive(world, b"before", "before.txt")
    with faults.listening(listen):
        try:
            receive(world)
        except database.DatabaseAway as away:
            assert "What was acknowledged is safe" in str(away)  # noqa: PT017 - lost before its first word it goes on
    receive(world)
    assert len(items()) == 2
    assert custody.sweep(by=world.session, now=world.tick()).blobs <= 1
    report = inspection.inspect(by=world.session, everything=True, now=world.tick())
    assert report.problems == ()


def test_what_was_committed_before_the_connection_went_is_known_again(world, cluster):
    with faults.listening(lambda step: cut(cluster) if step == "custody:committed" else None):
        receive(world)
    with pytest.raises(database.DatabaseAway):
        items()
    assert receive(world).outcome is custody.Outcome.ALREADY_HELD


def test_a_server_that_is_not_there_is_a_sentence(world, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(environment.DATABASE.name, f"postgresql://dokaz@/dokaz?host={tmp_path}")
    (tmp_path / "phrase").write_text(world.passphrase)
    code = main.run(["--home", str(world.home), "--passphrase-file", str(tmp_path / "phrase"), "items"])
    said = capsys.readouterr().err
    assert code == 1
    assert "cannot be reached" in said
    assert "Traceback" not in said


@pytest.fixture
def own_cluster(monkeypatch):
    """A server that a test may kill, with an empty, prepared database that homes use."""
    with servers.cluster() as made:
        made.create("dokaz")
        database.prepare(database.Server.parse(made.url("dokaz", servers.OWNER)), role=servers.WEB)
        monkeypatch.setenv(environment.DATABASE.name, made.url("dokaz"))
        yield made
        database.close()


@pytest.fixture
def house(own_cluster, tmp_path):
    from tests.conftest import BEGAN, LIGHT, PASSPHRASE, SHARES, World

    begun = homes.create(
        tmp_path / "home", name="Archive", shares=SHARES, passphrase=PASSPHRASE, home_kind="trial", now=BEGAN,
        cost=LIGHT, hand_out=lambda _begun: None,
    )  # fmt: skip
    return World(tmp_path / "home", begun.session, begun.slips)


def test_a_server_killed_in_the_middle_has_every_acknowledged_item(engine, own_cluster, house):
    held = [receive(house, b"%d" % number, f"{number}.txt").ref for number in range(20)]
    checkpoint = journal.checkpoint(now=house.tick())
    listening = faults.listening(lambda step: own_cluster.kill() if step == "custody:rows" else None)
    with listening, pytest.raises(database.DatabaseAway):
        receive(house, b"not acknowledged", "x.txt")
    own_cluster.start()
    house.open_again()
    assert items() == sorted(held)
    receive(house, b"not acknowledged", "x.txt")
    report = inspection.inspect(by=house.session, outside=[checkpoint], everything=True, now=house.tick())
    assert report.problems == ()


def test_after_a_fail_over_every_acknowledged_item_and_signed_head_is_there(engine, own_cluster, house, monkeypatch):
    with servers.standby(own_cluster) as second:
        first, other = own_cluster.folder, second.folder
        url = f"postgresql://{servers.WEB}@/dokaz?host={first},{other}&port={servers.PORT},{servers.PORT}"
        monkeypatch.setenv(environment.DATABASE.name, url)
        house.open_again()
        held = [receive(house, b"%d" % number, f"{number}.txt").ref for number in range(20)]
        checkpoint = journal.checkpoint(now=house.tick())
        own_cluster.kill()
        second.run("pg_ctl", "promote", "-D", second.data)
        house.open_again()
        assert journal.departure() is None
        assert items() == sorted(held)
        receive(house, b"after", "after.txt")
        grown = journal.checkpoint(now=house.tick())
        assert grown != checkpoint
        report = inspection.inspect(by=house.session, outside=[checkpoint, grown], everything=True, now=house.tick())
        assert report.problems == ()
        database.close()


def test_a_standby_is_not_written_to(engine, own_cluster, house):
    with servers.standby(own_cluster) as second, pytest.raises(database.DatabaseAway, match="read-only"):
        database.open(database.Server.parse(second.url("dokaz")), key=bytes(32))
