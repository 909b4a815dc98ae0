"""Destroying in two acts: what goes opens for nobody, what stays does, and the mark remains."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import destroying

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Blob, Destruction, Item, Note
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

WITHDRAWN = custody.Ground.WITHDRAWN


@pytest.fixture
def two(world):
    """The first custodian approves; the one they admitted, a member too, asks (SECURITY 1.11)."""
    return destroying.Two.of(world)


def received(world, data=b"a letter", **said):
    said = {"name": "letter.txt", "source": "S-1"} | said
    return custody.receive(io.BytesIO(data), by=world.session, now=world.tick(), **said)


def test_what_two_people_destroyed_opens_for_nobody_and_its_mark_remains(world, two):
    ref = received(world, description=custody.Description(title="A letter home")).ref
    custody.check(by=world.session, now=world.tick())
    report = two.destroy([ref])
    (gone,) = report.items
    assert (gone.ref, gone.ground, gone.second) == (ref, WITHDRAWN, world.session.actor.account)
    assert gone.finished_at is not None
    for opens in (custody.open_item, custody.examine):
        with pytest.raises(custody.ItemDestroyed):
            opens(ref, by=world.session, now=world.tick())
    with access.whole_house("test"):
        assert Blob.objects.get().header is None
        assert Blob.objects.get().sha256 is None
        assert not Note.objects.get().words
    assert list(vault.headers().names()) == list(vault.store().names()) == []
    record = custody.show(ref, by=world.session, now=world.tick())
    assert record.destroyed == gone
    assert (record.name, record.sha256, record.description.title) == ("", None, "")
    assert record.events[-1].act == custody.Act.DESTROYED
    assert (record.events[-1].reason, record.events[-1].authority) == ("She asked for it", "GDPR 17")
    assert not any(event.hash_after for event in record.events)


def test_a_server_keeps_what_was_destroyed_for_a_while_and_the_day_says_so(world, two):
    """Its own log and back-ups are out of our reach; no back-up of ours was made here."""
    (gone,) = two.destroy([received(world).ref]).items
    if connection.vendor == "postgresql":
        assert gone.kept_until == gone.finished_at + timedelta(days=35)
    else:
        assert gone.kept_until is None


def test_one_person_alone_destroys_nothing(world, two):
    ref = received(world).ref
    asked = two.ask([ref])
    with pytest.raises(access.ApprovalMissing):
        custody.destroy(asked.receipt, by=two.asker, now=world.tick())
    with pytest.raises(access.ApprovedByAsker):
        access.approve(asked.approval, by=two.asker, now=world.tick())
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"a letter"


def test_an_approval_is_of_exactly_what_the_receipt_says(world, two):
    ref, other = received(world).ref, received(world, b"another", name="other").ref
    asked, another = two.ask([ref]), two.ask([other])
    two.approve(asked)
    with pytest.raises(access.ApprovalMissing):
        custody.destroy(another.receipt, by=two.asker, now=world.tick())
    received(world, name="the same again")
    with pytest.raises(custody.ReceiptOutdated):  # the bytes would not go any more
        custody.destroy(asked.receipt, by=two.asker, now=world.tick())


def test_the_same_bytes_stay_until_their_last_item_goes(world, two):
    first, again = received(world).ref, received(world, name="again.txt").ref
    asked = two.ask([first])
    assert (asked.receipt.items[0].shreds, asked.receipt.items[0].held_by) == (False, (again,))
    two.go_on(asked)
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(first, by=world.session, now=world.tick())
    with custody.open_item(again, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"a letter"
    assert custody.check(by=world.session, now=world.tick()).clean
    two.destroy([again])
    assert list(vault.headers().names()) == list(vault.store().names()) == []


def test_both_items_of_one_file_go_together(world, two):
    refs = [received(world).ref, received(world, name="again.txt").ref]
    assert all(each.shreds for each in two.ask(refs).receipt.items)
    assert {each.ref for each in two.destroy(refs).items} == set(refs)
    assert list(vault.headers().names()) == []


def test_the_same_bytes_received_later_are_a_new_item(world, two):
    ref = received(world).ref
    two.destroy([ref])
    later = received(world)
    assert later.outcome == custody.Outcome.RECEIVED
    with custody.open_item(later.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"a letter"
    assert custody.check(by=world.session, now=world.tick()).clean


def test_log_records_chains_and_marks_hold_after_it(world, two):
    ref = received(world, description=custody.Description(title="A letter home")).ref
    custody.describe(
        ref, description=custody.Description(title="Hers"), seen=1, reason="named", by=world.session, now=world.tick()
    )
    custody.check(by=world.session, now=world.tick())
    with custody.open_item(ref, by=world.session, now=world.tick(), reason="to read it"):
        pass
    journal.sequence(now=world.tick())
    entry = journal.entries_about(ref)[0].index
    two.destroy([ref])
    journal.checkpoint(now=world.tick())
    assert journal.verify().found == ()
    assert journal.verify_records().found == ()
    assert custody.verify_chains() == ()
    assert custody.verify_destroyed() == custody.DestructionFindings(1, ())
    assert next(journal.read(start=entry, limit=1)).erased


def test_the_receipt_names_what_remains(world, two):
    ref = received(world).ref
    made = custody.derive(
        io.BytesIO(b"smaller"), parent=ref, making=custody.Making.REDACTION, name="smaller", tool="pen",
        tool_version="1", parameters={}, by=world.session, now=world.tick(),
    )  # fmt: skip
    custody.give_out([ref], package="P-1", by=world.session, now=world.tick())
    custody.give_out([ref], package="P-2", by=world.session, now=world.tick())
    custody.give_out([ref], package="P-2", made=False, by=world.session, now=world.tick())
    (going,) = two.ask([ref]).receipt.items
    assert (going.derivatives, going.packages, going.locked_until) == ((made.ref,), ("P-1",), None)
    two.destroy([ref])
    with custody.open_item(made.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"smaller"


def test_a_receipt_is_read_as_it_was_written_and_no_other(world, two):
    receipt = two.ask([received(world).ref]).receipt
    assert custody.DestructionReceipt.read(receipt.written + b"\n") == receipt
    for wrong in (b"", b"{}", receipt.written.replace(b"withdrawn", b"mistaken"), receipt.written[:-1]):
        with pytest.raises(custody.DestructionReceiptUnreadable):
            custody.DestructionReceipt.read(wrong)


def test_an_object_goes_without_bytes(world, two):
    ref = custody.record_object(custody.Description(title="Hers"), name="Telephone", by=world.session, now=world.tick())
    two.destroy([ref.ref])
    assert custody.show(ref.ref, by=world.session, now=world.tick()).name == ""
    with pytest.raises(custody.ItemDestroyed):
        custody.return_object(ref.ref, circumstances=custody.Circumstances(), by=world.session, now=world.tick())


def test_lists_show_it_as_destroyed_and_work_goes_round_it(world, two):
    ref, other = received(world).ref, received(world, b"another", name="other").ref
    two.destroy([ref])
    lines = {line.ref: line for line in custody.items(by=world.session, now=world.tick())}
    assert lines[ref].destroyed is not None
    assert (lines[ref].name, lines[other].destroyed) == ("", None)
    assert list(custody.unexamined(by=world.session, now=world.tick())) == [other]
    assert sum(custody.check(by=world.session, now=world.tick()).counts.values()) == 1
    with pytest.raises(custody.ItemDestroyed):
        custody.give_out([ref], package="P-1", by=world.session, now=world.tick())


def test_doing_it_again_changes_nothing(world, two):
    asked = two.ask([received(world).ref])
    report = two.go_on(asked)
    size = journal.sequence(now=world.tick()).size
    assert custody.destroy(asked.receipt, by=two.asker, now=world.tick()).items == report.items
    assert journal.sequence(now=world.tick()).size == size


def test_no_one_without_the_right_destroys(world, two):
    asked = two.ask([received(world).ref])
    two.approve(asked)
    reader = world.as_account(
        world.second_account(role="analyst", passphrase="abide " + world.passphrase),
        passphrase="abide " + world.passphrase,
    )
    with pytest.raises(access.NotPermitted):
        custody.destroy(asked.receipt, by=reader, now=world.tick())


def test_items_of_two_compartments_are_not_destroyed_at_once(world, two):
    access.add_compartment(name="other", by=two.asker, now=world.tick())
    place = access.compartment("other", by=two.asker).id
    elsewhere = custody.receive(io.BytesIO(b"there"), name="x", compartment=place, by=two.asker, now=world.tick())
    with pytest.raises(custody.SeveralCompartments):
        two.ask([received(world).ref, elsewhere.ref])


def test_the_database_refuses_what_would_undo_it(world, two):
    ref, other = received(world).ref, received(world, b"another", name="other").ref
    two.destroy([ref])
    with access.whole_house("test"):
        item, kept = Item.objects.select_related("blob").get(ref=ref), Item.objects.get(ref=other)
        attempts = [
            lambda: Blob.objects.filter(pk=item.blob_id).update(header=b"back"),
            lambda: Item.objects.filter(pk=item.pk).update(words=b"back"),
            lambda: Item.objects.filter(pk=kept.pk).update(words=b"others"),
            lambda: Destruction.objects.update(finished_at=None),
            lambda: Destruction.objects.all().delete(),
        ]
        for attempt in attempts:
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()


def test_after_a_restore_the_register_takes_it_away_again(world, two):
    first, again = received(world).ref, received(world, name="again.txt").ref
    other = received(world, b"another", name="other").ref
    with access.whole_house("test"):
        ids = {item.ref: item for item in Item.objects.all()}
    # what the register of a later state names: both items of one file, and the file
    rows = [("custody.item", ids[first].id), ("custody.item", ids[again].id), ("custody.blob", ids[first].blob_id)]
    idents = destroying.identifiers(rows)
    assert custody.replay_gone(idents, by=world.session, now=world.tick()) == 2
    assert custody.replay_gone(idents, by=world.session, now=world.tick()) == 0
    for ref in (first, again):
        with pytest.raises(custody.ItemDestroyed):
            custody.open_item(ref, by=world.session, now=world.tick())
        told = custody.show(ref, by=world.session, now=world.tick()).destroyed
        assert (told.second, told.ground, told.finished_at is not None) == (None, None, True)
    assert len(list(vault.headers().names())) == 1
    with custody.open_item(other, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"another"
    journal.checkpoint(now=world.tick())
    assert journal.verify_records().found == ()
    assert custody.verify_chains() == ()
    assert custody.verify_destroyed().found == ()


def test_writing_lost_copies_of_keys_again_brings_none_of_it_back(world, two):
    gone, stays = received(world).ref, received(world, b"another letter").ref
    two.destroy([gone])
    (name,) = vault.headers().names()
    vault.headers().remove(name)
    assert custody.mend(by=world.session, now=world.tick()) == custody.Mended(written=1)
    assert list(vault.headers().names()) == [name]
    with pytest.raises(custody.ItemDestroyed):
        custody.mend(by=world.session, now=world.tick(), replace=[gone])
    custody.open_item(stays, by=world.session, now=world.tick()).close()
