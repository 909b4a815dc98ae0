"""Finding items by what they are: the right ones in their order, the right numbers, and nothing of another compartment."""

import io
from datetime import UTC, datetime
from random import Random

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import finding, ledger, sums, tallies
from dokaz.custody.models import Item, Tally
from dokaz.kernel.ids import ordered_id

pytestmark = pytest.mark.both

NAMES = ("a.txt", "b.csv", "c.bin")
CHANNELS = (custody.Channel.MAIL, custody.Channel.UPLOAD, custody.Channel.PORTAL)


def received(world, number, *, compartment=None, name="a.txt", channel=custody.Channel.UPLOAD):
    return custody.Arrival(
        open=lambda: io.BytesIO(f"item {number}, with words".encode()), name=name, channel=channel,
        compartment=compartment or world.compartment, source=None, path=None, description=custody.Description(),
    )  # fmt: skip


@pytest.fixture
def held(world):
    """Forty items of some kinds over some months, in two compartments, and one object."""
    world.now = datetime(2030, 11, 20, tzinfo=UTC)
    other = access.add_compartment(name="other", protected=False, by=world.session, now=world.tick()).id
    chance = Random(4)
    for number in range(40):
        world.tick(chance.choice((3_600, 86_400, 400_000)))
        one = received(
            world, number, compartment=chance.choice((world.compartment, other)), name=chance.choice(NAMES),
            channel=chance.choice(CHANNELS),
        )  # fmt: skip
        list(custody.receive_many([one], by=world.session, now=world.now))
    custody.record_object(custody.Description(title="Notebook"), name="notebook", by=world.session, now=world.tick())
    return other


def rows():
    with access.whole_house("test"):
        return sorted(Item.objects.all(), key=lambda item: (item.received_at, item.id), reverse=True)


def fits(item, only):
    at = item.received_at.astimezone(UTC)
    return all((
        not only.kinds or item.kind in {kind.value for kind in only.kinds},
        not only.families or custody.family(item.mime) in only.families,
        not only.channels or item.channel in {channel.value for channel in only.channels},
        not only.compartments or item.compartment_id in only.compartments,
        only.year in (None, at.year),
        only.month in (None, at.month),
    ))  # fmt: skip


ONLY = [
    custody.Only(),
    custody.Only(families=frozenset({custody.Family.TABLE})),
    custody.Only(channels=frozenset({custody.Channel.MAIL, custody.Channel.PORTAL})),
    custody.Only(families=frozenset({custody.Family.TEXT}), channels=frozenset({custody.Channel.MAIL}), year=2030),
    custody.Only(year=2030, month=12),
    custody.Only(year=2031),
    custody.Only(kinds=frozenset({custody.Kind.OBJECT})),
    custody.Only(kinds=frozenset({custody.Kind.OBJECT}), channels=frozenset({custody.Channel.MAIL})),
]


def test_every_page_has_what_fits_in_its_order_and_the_counts_agree(world, held):
    for only in ONLY:
        wanted, found, after = [item.ref for item in rows() if fits(item, only)], [], None
        while page := custody.items(by=world.session, now=world.tick(), only=only, after=after, limit=7):
            found += [line.ref for line in page]
            after = found[-1]
        assert found == wanted
        counts = custody.counted(only, by=world.session, now=world.tick())
        assert counts.total == len(wanted)
    everything = custody.counted(by=world.session, now=world.tick())
    for counted in (
        everything.kinds,
        everything.families,
        everything.channels,
        everything.compartments,
        everything.years,
    ):
        assert sum(counted.values()) == 41
    mail = custody.counted(custody.Only(channels=frozenset({custody.Channel.MAIL})), by=world.session, now=world.tick())
    assert mail.channels == everything.channels  # another one may be chosen beside it
    assert sum(mail.families.values()) == mail.total < 41


def test_what_lies_elsewhere_is_neither_shown_nor_counted(world, held):
    account = world.second_account(role="analyst", passphrase="analyst words one two three four")
    access.grant_membership(compartment=held, account=account, by=world.session, now=world.tick())
    stranger = world.as_account(account, passphrase="analyst words one two three four")
    theirs = [item.ref for item in rows() if item.compartment_id == held]
    assert [line.ref for line in custody.items(by=stranger, now=world.tick())] == theirs
    counts = custody.counted(by=stranger, now=world.tick())
    assert (counts.total, set(counts.compartments)) == (len(theirs), {held})
    asked = custody.Only(compartments=frozenset({world.compartment}))
    assert custody.items(by=stranger, now=world.tick(), only=asked) == []
    assert custody.counted(asked, by=stranger, now=world.tick()).total == 0


def test_folding_changes_no_number(world, held, monkeypatch):
    before = custody.counted(by=world.session, now=world.tick())
    assert custody.fold_counts(now=world.tick()) == 0  # so few that it is not worth it
    monkeypatch.setattr(sums, "FOLDED_AT", 10)
    loose = Tally.objects.count()
    gone = tallies.SUMS.fold(now=world.tick())
    cells = Tally.objects.values_list("compartment", "kind", "mime", "channel", "month").order_by().distinct()
    assert Tally.objects.count() == loose - gone == len(cells)
    assert custody.counted(by=world.session, now=world.tick()) == before
    assert tallies.SUMS.fold(now=world.tick()) == 0


def test_a_receipt_that_is_rolled_back_is_not_counted(world, monkeypatch):
    before = custody.counted(by=world.session, now=world.tick()).total

    def broken(*_args, **_named):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("dokaz.custody.rows.journal.record_many", broken)
        with pytest.raises(RuntimeError):
            list(custody.receive_many([received(world, 1)], by=world.session, now=world.tick()))
    assert custody.counted(by=world.session, now=world.tick()).total == before
    (receipt,) = custody.receive_many([received(world, 1)], by=world.session, now=world.tick())
    (again,) = custody.receive_many([received(world, 1)], by=world.session, now=world.tick())
    assert again.outcome is custody.Outcome.ALREADY_HELD
    custody.derive(
        io.BytesIO(b"text"), parent=receipt.ref, making=custody.Making.TEXT, tool="t", tool_version="1",
        parameters={}, name="text.txt", by=world.session, now=world.tick(),
    )  # fmt: skip
    counts = custody.counted(by=world.session, now=world.tick())
    assert counts.total == before + 2
    assert counts.kinds == {custody.Kind.FILE: before + 1, custody.Kind.DERIVATIVE: 1}


def test_what_is_remembered_stays_so_when_it_is_asked_again(world, held, monkeypatch):
    custody.counted(custody.Only(year=2030), by=world.session, now=world.tick())
    kept = ledger.opened().answers
    before = dict(kept)
    monkeypatch.setattr(ledger, "_FEW", len(kept))
    assert finding._of(ledger.opened(), "2030-") is before["2030-"]
    assert kept == before
    finding._of(ledger.opened(), "1999-")
    assert list(kept) == ["1999-"]


def test_more_cells_than_one_question_may_join(world, held, monkeypatch):
    monkeypatch.setattr(finding, "_AT_ONCE", 2)
    assert [line.ref for line in custody.items(by=world.session, now=world.tick())] == [item.ref for item in rows()]


@pytest.mark.parametrize(
    ("mime", "found"),
    [
        ("image/jpeg", "image"), ("video/mp4", "video"), ("audio/ogg", "audio"), ("application/pdf", "document"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table"), ("text/csv", "table"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"),
        ("message/rfc822", "mail"), ("text/plain", "text"), ("application/zip", "archive"), ("text/html", "document"),
        ("application/octet-stream", "other"), ("application/x-empty", "other"), ("", "thing"),
    ],
)  # fmt: skip
def test_a_type_has_its_family(mime, found):
    assert custody.family(mime) == found


def test_a_count_that_somebody_changed_is_named_and_put_right(world, held):
    assert custody.verify_counts() == ()
    before = custody.counted(by=world.session, now=world.tick())
    first, second = Tally.objects.order_by("id")[:2]
    first.delete()
    Tally.objects.create(
        id=ordered_id(world.now), compartment_id=second.compartment_id, kind="file", mime="image/png", channel="mail",
        month="2029-01", items=3,
    )  # fmt: skip
    (found,) = custody.verify_counts()
    assert found.cells == 2
    assert custody.recount(now=world.tick()) == 2
    assert custody.verify_counts() == ()
    assert custody.counted(by=world.session, now=world.tick()) == before
