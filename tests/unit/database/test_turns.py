"""Several who write at once on a server: what SQLite gave by letting one write at a time (ADR 0012)."""

import io
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.custody.models import Blob, Item
from dokaz.database import api as database
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.journal.models import Placement

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)
DIGEST = bytes(range(32))


class Beside(threading.Thread):
    """Somebody else at work at once: a thread has a connection of its own."""

    def __init__(self, act):
        super().__init__(daemon=True)
        self.act, self.answer, self.refusal = act, None, None
        self.start()

    def run(self):
        try:
            self.answer = self.act()
        except Exception as refusal:  # noqa: BLE001 - told to whoever asks for the answer
            self.refusal = refusal
        finally:
            connection.close()

    def wait(self):
        self.join(60)
        assert not self.is_alive()
        return self.answer if self.refusal is None else self.refusal


@contextmanager
def held(act):
    """Another's transaction that has done its act and is not committed before the end of the block."""
    done, go = threading.Event(), threading.Event()

    def run():
        with database.beside_others(), transaction.atomic():
            answer = act()
            done.set()
            assert go.wait(60)
        return answer

    other = Beside(run)
    assert done.wait(60), other.refusal
    try:
        yield other
    finally:
        go.set()
        assert not isinstance(other.wait(), Exception), other.refusal


def await_queue(cluster, count=1):
    """Until so many wait for a turn."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _ in range(20_000):
        if cluster.sql(waiting)[0].fetchone()[0] >= count:
            return
    raise AssertionError("nobody waits")


def entry(world, verb="custody:item:receive"):
    return journal.record(verb, by=world.session.actor, now=world.now)


def test_an_entry_committed_late_gets_a_later_index(world):
    journal.sequence(now=world.tick())
    size = journal.head().size
    with held(lambda: entry(world)) as late:
        with database.beside_others(), transaction.atomic():
            early = entry(world)
        assert journal.sequence(now=world.tick()).size == size + 1
    assert late.answer < early  # its number was drawn first
    assert journal.sequence(now=world.tick()).size == size + 2
    assert Placement.objects.get(entry=late.answer).index == size + 1
    assert journal.verify().found == ()


def test_two_sequencers_at_once_place_each_entry_once(world):
    with transaction.atomic():
        entries = [entry(world) for _ in range(300)]
    sequencers = [Beside(lambda: journal.sequence(now=world.now)) for _ in range(4)]
    sizes = {sequencer.wait().size for sequencer in sequencers}
    assert sizes == {journal.head().size}
    assert Placement.objects.filter(entry__in=entries).count() == 300
    assert journal.verify().found == ()


def test_an_approval_is_used_once_by_whoever_comes_first(real_world):
    phrase = "asker " + real_world.passphrase
    asker = real_world.as_account(real_world.second_account(passphrase=phrase), passphrase=phrase)
    second = real_world.as_account(real_world.second_account())
    asked = access.ask("custody:item:destroy", digest=DIGEST, by=asker, now=real_world.tick())
    access.approve(asked, by=second, now=real_world.tick())

    def consume():
        return access.consume("custody:item:destroy", digest=DIGEST, compartment=None, by=asker, now=real_world.now)

    answers = [other.wait() for other in [Beside(consume) for _ in range(4)]]
    assert answers.count(asked) == 1
    assert [type(each) for each in answers if each != asked] == [access.ApprovalMissing] * 3


def test_nobody_leaves_a_compartment_while_something_is_sealed_to_it(world, cluster):
    account = world.second_account()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    now = world.tick()
    with held(lambda: access.sealing(world.compartment).generation) as sealing:
        removing = Beside(
            lambda: access.remove_member(compartment=world.compartment, account=account, by=world.session, now=now)
        )
        await_queue(cluster)
        assert models.KeyGeneration.objects.filter(purpose="box").count() == 1
    assert sealing.answer == 1
    assert removing.wait().generation == 2
    assert access.sealing(world.compartment).generation == 2


def test_nobody_comes_to_hold_both_halves_of_an_identity(real_world):
    halves = [
        access.add_compartment(name=name, protected=True, by=real_world.session, now=real_world.tick())
        for name in ("first", "second")
    ]
    account, now = real_world.second_account(), real_world.tick()
    for half in halves:
        access.grant_membership(compartment=half.id, account=account, by=real_world.session, now=now)
    with pytest.raises(access.HalvesMeet):
        access.pair_halves(first=halves[0].id, second=halves[1].id, by=real_world.session, now=real_world.tick())


def test_the_same_files_received_by_four_at_once_are_held_once(world):
    files = {f"{number}.txt": b"the same bytes %d" % (number % 20) for number in range(60)}

    def receive(turned):
        names = list(files)[turned:] + list(files)[:turned]
        arrivals = [custody.Arrival(open=lambda name=name: io.BytesIO(files[name]), name=name) for name in names]
        return list(custody.receive_many(arrivals, by=world.session, now=world.now))

    answers = [other.wait() for other in [Beside(lambda turned=turned: receive(turned)) for turned in (0, 15, 30, 45)]]
    assert [len(answer) for answer in answers] == [60] * 4
    with access.whole_house("test"):
        assert (Blob.objects.count(), Item.objects.count()) == (20, 60)
    journal.sequence(now=world.tick())
    assert journal.verify().found == journal.verify_records().found == ()
    assert custody.verify_chains() == ()
    assert custody.sweep(by=world.session, now=world.tick()).blobs == 0


def test_who_waits_too_long_is_told_so_and_the_next_try_works(world):
    with held(lambda: entry(world)):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        with pytest.raises(database.DatabaseBusy, match="Another command has been writing"), transaction.atomic():
            pytest.fail("alone beside another")
    with transaction.atomic():
        entry(world)


def test_who_looks_at_items_waits_neither_for_others_who_look_nor_for_who_receives(world):
    receipt = custody.receive(io.BytesIO(b"first"), name="a.txt", by=world.session, now=world.tick())

    def look():
        lines = custody.items(by=world.session, now=world.now)
        return [line.ref for line in lines], custody.show(receipt.ref, by=world.session, now=world.now).ref

    def ask():
        read = access.read_journal(journal.Question(), by=world.session, now=world.now).entries
        ways = consent.ways_of_item(receipt.ref, by=world.session, now=world.now)
        decided = consent.outcomes_of_item(receipt.ref, by=world.session, now=world.now)
        again = consent.count_again(by=world.session, now=world.now)
        recalls = disclosure.recalls_known(by=world.session, now=world.now)
        return bool(read), bool(ways), decided, again.persons, recalls.releases

    journal.sequence(now=world.tick())
    with held(lambda: entry(world)):  # as a group that is received
        assert look() == ([receipt.ref], receipt.ref)
        assert Beside(look).wait() == ([receipt.ref], receipt.ref)
        assert Beside(ask).wait() == (True, True, (), 0, 0)
    journal.sequence(now=world.tick())
    assert journal.verify().found == ()


def test_who_looks_waits_for_what_may_take_the_right_to_look_away(cluster, world):
    done, go = threading.Event(), threading.Event()

    def alone():
        with transaction.atomic():
            models.Role.objects.filter(account=world.session.actor.account).update(held_to=world.now)
            done.set()
            assert go.wait(60)

    world.tick()
    taking = Beside(alone)
    assert done.wait(60), taking.refusal
    looking = Beside(lambda: custody.items(by=world.session, now=world.now))
    await_queue(cluster)
    go.set()
    assert taking.wait() is None
    assert isinstance(looking.wait(), access.NotPermitted)
