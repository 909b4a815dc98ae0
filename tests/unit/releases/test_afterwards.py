"""What comes after a package left: receipts, onward use, recalls with what stays beyond them, notices, and orders."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests import released
from tests.authority_worlds import WHY

from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.releases.rules import beyond
from dokaz.releases.words import Became

DAY = 86_400


@pytest.fixture
def out(house):
    """Two items that went, as the register says."""
    refs = [house.received(text) for text in ("one", "two")]
    return released.entered(house.world, refs), refs


def write(house, release, kind, **fields):
    return releases.write_under(release, kind=kind, fields=fields, by=house.by, now=house.world.tick())


def anew(house, held, **fields):
    seen = records.held(held.id, by=house.by, now=house.world.tick())
    return releases.write_anew(
        seen, fields=fields, seen=seen.number, reason=WHY, by=house.by, now=house.world.tick()
    )  # fmt: skip


def move(house, record, step):
    seen = records.held(record.id, by=house.by, now=house.world.tick()).number
    return records.move(
        record.id, move=step, seen=seen, comment=WHY, by=house.by, now=house.world.tick()
    ).state  # fmt: skip


def due(house):
    found = releases.due_about(by=house.by, now=house.world.tick())
    return [(each.what.value, each.ref, each.on.isoformat()) for each in found]


@pytest.mark.both
def test_they_have_it_once_somebody_there_gave_our_fingerprint(house, out):
    release, _refs = out
    with pytest.raises(releases.ReceiptAwaited):
        move(house, release, "confirm")
    other = write(house, release, releases.RECEIPT, **released.RECEIPT | {"fingerprint": "differs"})
    with pytest.raises(releases.ReceiptAwaited):
        move(house, release, "confirm")
    ours = write(house, release, releases.RECEIPT, **released.RECEIPT)
    move(house, ours, "withdraw")
    with pytest.raises(releases.ReceiptAwaited):
        move(house, release, "confirm")
    move(house, ours, "bring-back")
    assert move(house, release, "confirm") == "received-there"
    found = releases.written_under(release.id, kind=releases.RECEIPT.code, by=house.by, now=house.world.tick())
    assert [each.id for each in found] == [other.id, ours.id]
    assert journal.verify_records().found == ()


def test_a_recall_names_items_that_went_and_of_everything_only_once_it_was_sent(house, out):
    release, refs = out
    strange = house.received("three")
    some_of_it = released.RECALL | {"extent": "some"}
    with pytest.raises(releases.ItemsUnnamed):
        write(house, release, releases.RECALL, **some_of_it)
    with pytest.raises(releases.NotOfThisRelease, match=strange):
        write(house, release, releases.RECALL, **some_of_it, items=f"{refs[0]}\n{strange}")
    with pytest.raises(releases.ItemsUnreadable, match="P-7K3F"):
        write(house, release, releases.RECALL, **some_of_it, items="P-7K3F-9QXM4")
    write(house, release, releases.RECALL, **some_of_it, **released.SENT, items=refs[0].lower())
    with pytest.raises(releases.RecallNotSent):
        move(house, release, "recall")
    recall = write(house, release, releases.RECALL, **released.RECALL)
    with pytest.raises(releases.RecallNotSent):
        move(house, release, "recall")
    anew(house, recall, **released.SENT)
    with pytest.raises(releases.NotOfThisRelease):
        anew(house, recall, items=strange)
    assert move(house, release, "recall") == "recalled"
    assert [what for what, *_more in due(house)] == ["recall", "recall"]
    anew(house, recall, answer="destroyed", answered_on="2026-03-13", answer_why="Так")
    assert len(due(house)) == 1
    assert move(house, release, "end") == "ended"
    assert due(house) == []


@given(
    answer=some.sampled_from(["", *(each.value for each in Became)]),
    leaves=some.lists(some.sampled_from(["", "yes", "conditions", "no"]), max_size=4),
)
def test_every_recall_says_that_something_stays_beyond_it_and_names_whom_we_let_have_it(answer, leaves):
    uses = tuple({"whom": f"court {number}", "leave": leave} for number, leave in enumerate(leaves))
    told = beyond({"answer": answer}, uses=uses).says
    assert told[0]
    assert len(told) == 1 + sum(leave in {"yes", "conditions"} for leave in leaves)
    for number, leave in enumerate(leaves):
        assert any(f"court {number}:" in each for each in told) == (leave in {"yes", "conditions"})


def test_what_waits_has_a_day_and_goes_when_it_is_done(house, out):
    release, _refs = out
    made = release.made_on
    use = write(house, release, releases.USE, **released.USE)
    assert due(house) == [("answer", release.ref, "2026-03-20")]
    anew(house, use, leave="no", answer="Не: чалавек не згодны", answered_on="2026-03-12")
    assert due(house) == []
    house.world.tick(31 * DAY)
    ((what, ref, on),) = due(house)
    assert (what, ref) == ("receipt", release.ref)
    assert (house.world.now.date() - made).days >= 30
    assert on < house.world.now.date().isoformat()
    write(house, release, releases.RECEIPT, **released.RECEIPT)
    assert due(house) == []
    until = (house.world.now.date().replace(day=28)).isoformat()
    releases.write_anew(
        release.held, fields={"until": until}, seen=1, reason=WHY, by=house.by, now=house.world.tick()
    )  # fmt: skip
    assert due(house) == [("expiry", release.ref, until)]
    assert move(house, release, "time-over") == "time-over"
    assert due(house) == [("gone", release.ref, until)]
    move(house, release, "end")
    assert due(house) == []


def test_a_notice_was_given_or_has_a_ground_of_its_own_article(house, out):
    release, _refs = out
    note = partial(write, house, release, releases.NOTICE)
    note(**released.NOTICE)
    bare = {"article": "14", "whom": "усе"}
    why = {"not_given": "14-5-b", "why": "Гэта сказала б, хто сведка"}
    note(**bare, **why)
    for wrong in ({}, {"on": "2026-03-12"}, {"not_given": "14-5-b"}, {**released.NOTICE, **why}):
        with pytest.raises(releases.NoticeUnclear):
            note(**bare | wrong)
    with pytest.raises(releases.GroundOfOther):
        note(**bare, **why | {"not_given": "34-3-a"})


def test_an_order_is_dealt_with_when_it_is_said_what_was_given_or_refused_and_who_was_told(house):
    with pytest.raises(releases.StateUnreadable):
        releases.record_compelled(
            fields=released.ORDER | {"state": "Lithuania"}, compartment=house.world.compartment, by=house.by,
            now=house.world.tick(),
        )  # fmt: skip
    with pytest.raises(custody.ItemNotFound):
        releases.record_compelled(
            fields=released.ORDER | {"items": "E-EACS-XJSW0"}, compartment=house.world.compartment, by=house.by,
            now=house.world.tick(),
        )  # fmt: skip
    held = releases.record_compelled(
        fields=released.ORDER, compartment=house.world.compartment, by=house.by, now=house.world.tick()
    )
    assert held.fields["state"] == "LT"
    assert due(house) == [("demand", "1-22/2026", "2026-03-09")]
    anew(house, held, counsel="Адвакат", counsel_on="2026-03-03", advice="Адмовіць", refused="Усё: мандат")
    with pytest.raises(releases.NotSettled):
        move(house, held, "settle")
    anew(house, held, silence="Загад суда", silence_until="2026-06-01")
    assert move(house, held, "settle") == "settled"
    assert due(house) == [("tell", "1-22/2026", "2026-06-01")]
    move(house, held, "reopen")
    anew(house, held, told="P-…", told_on="2026-06-02")
    assert due(house) == []
    outside = house.analyst(member=False)
    with pytest.raises(records.RecordNotFound):
        releases.compelled(held.id, by=outside, now=house.world.tick())
    assert releases.due_about(by=outside, now=house.world.tick()) == ()


@pytest.mark.both
def test_the_register_is_counted_by_quarter_and_by_the_state_it_went_to(house, out):
    world = house.world
    release, refs = out
    to_icc = released.entered(world, refs[:1], recipient="icc")
    narrow = released.entered(world, refs, recipient="authority:lt:prosecutor-general")
    write(house, release, releases.RECEIPT, **released.RECEIPT)
    write(house, release, releases.RECEIPT, **released.RECEIPT | {"fingerprint": "differs"})
    write(house, narrow, releases.USE, **released.USE)
    answered = write(house, narrow, releases.USE, **released.USE, answer="Не")
    write(house, narrow, releases.RECALL, **released.RECALL, **released.SENT, answer="kept")
    write(house, narrow, releases.RECALL, **released.RECALL)
    write(house, narrow, releases.COMPELLED, **released.ORDER)
    other = write(house, to_icc, releases.COMPELLED, **released.ORDER | {"on": "2025-12-31", "state": "PL"})
    found = releases.counts(by=house.by, now=world.tick())
    assert [(each.quarter.year, each.quarter.number, each.addressee) for each in found] == [
        (2026, 1, "authority:lt"), (2026, 1, "icc"), (2025, 4, "authority:pl"),
    ]  # fmt: skip
    lithuania, icc, poland = found
    assert (lithuania.releases, lithuania.items, lithuania.confirmed) == (2, 4, 1)
    assert (lithuania.questions, lithuania.questions_open) == (2, 1)
    assert (lithuania.recalls, lithuania.recalls_answered, lithuania.compelled) == (1, 1, 1)
    assert (icc.releases, icc.items, icc.compelled, poland.releases, poland.compelled) == (1, 1, 0, 0, 1)
    move(house, answered, "withdraw")
    move(house, other, "withdraw")
    (lithuania, _icc) = releases.counts(by=house.by, now=world.tick())
    assert (lithuania.questions, lithuania.questions_open) == (1, 1)
    assert releases.counts(by=house.by, now=world.tick(), year=2025) == ()
    assert releases.counts(by=house.analyst(member=False), now=world.tick()) == ()
