"""What a second person reads before a destruction: the receipt as it was written, and why, for members alone."""

import io

import pytest
from tests import attackers
from tests.destroying import Two

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import ReceiptText
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

WORDS = "third academic acid acne acquire acrobat activity actress"


@pytest.fixture
def asked(world):
    two = Two.of(world)
    ref = custody.receive(io.BytesIO(b"page 7"), name="x", source="P-1", by=world.session, now=world.tick()).ref
    return two.ask([ref])


def read(world, asked, *, by=None):
    return custody.proposed_destruction(asked.receipt.sha256, by=by or world.session, now=world.tick())


def test_a_member_reads_exactly_the_receipt_and_the_reason(world, asked):
    found = read(world, asked)
    assert found.receipt == asked.receipt
    assert (found.reason, found.authority) == ("She asked for it", "GDPR 17")
    journal.sequence(now=world.tick())
    assert [entry.verb for entry in journal.read()][-1] == "custody:destruction:read"
    assert journal.verify_records().found == ()


def test_it_rests_sealed_and_nobody_else_reads_it(world, asked):
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WORDS), passphrase=WORDS)
    assert read(world, asked, by=analyst) is None
    assert custody.proposed_destruction("0" * 64, by=world.session, now=world.tick()) is None
    with access.whole_house("test"):
        rested = bytes(ReceiptText.objects.get().words)
    assert asked.receipt.refs[0].encode() not in rested


def test_a_receipt_put_there_by_hand_is_not_shown(world, asked):
    with attackers.as_attacker() as sql:
        sql("UPDATE custody_receipttext SET sha256 = %s", ["1" * 64])
    with pytest.raises(journal.RecordUnvouched):
        custody.proposed_destruction("1" * 64, by=world.session, now=world.tick())


def test_it_is_read_in_a_protected_compartment_too_and_its_open_entry_names_no_item(real_world):
    world = real_world
    shut = access.add_compartment(name="shut", protected=True, by=world.session, now=world.tick()).id
    ref = custody.receive(
        io.BytesIO(b"page 7"), name="x", source="P-1", compartment=shut, by=world.session, now=world.tick()
    ).ref
    asked = custody.propose_destruction(
        [ref], ground=custody.Ground.WITHDRAWN, reason="She asked", by=world.session, now=world.tick()
    )
    assert read(world, asked).receipt == asked.receipt
    journal.sequence(now=world.tick())
    assert not any(ref.encode() in entry.event for entry in journal.read() if entry.event)
