"""A fixity run names every fault and never stops at the first."""

import io
import os
from dataclasses import replace

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Blob, FixityRun, Item
from dokaz.kernel.languages import Language, speaking

pytestmark = pytest.mark.both


@pytest.fixture
def held(world):
    files = [(f"file {number}", os.urandom(200_000)) for number in range(8)]
    arrivals = [custody.Arrival(open=lambda data=data: io.BytesIO(data), name=name) for name, data in files]
    return list(custody.receive_many(arrivals, by=world.session, now=world.tick()))


def place(world, receipt, tree="vault"):
    with access.whole_house("test"):
        name = Item.objects.select_related("blob").get(ref=receipt.ref).blob.name
    return world.home / tree / name[:3] / name


def flip(path, at=100_000):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_each_fault_is_named_and_every_item_is_counted(world, held):
    altered, truncated, gone, swapped, no_copy, other_copy, *_ = held
    flip(place(world, altered))
    whole = place(world, truncated).read_bytes()
    place(world, truncated).write_bytes(whole[:-5])
    place(world, gone).unlink()
    place(world, swapped).write_bytes(place(world, held[-1]).read_bytes())
    place(world, no_copy, "headers").unlink()
    place(world, other_copy, "headers").write_bytes(place(world, held[-1], "headers").read_bytes())
    report = custody.check(by=world.session, now=world.tick())
    found = {fault.ref: fault.code for fault in report.faults}
    assert found == {
        altered.ref: "altered",
        truncated.ref: "altered",
        gone.ref: "missing",
        swapped.ref: "altered",
        no_copy.ref: "copy-missing",
        other_copy.ref: "copy-altered",
    }
    assert {finding.value: count for finding, count in report.counts.items()} == {
        "unchanged": 4,
        "altered": 3,
        "missing": 1,
        "unreadable": 0,
    }
    assert all(fault.ref in fault.says for fault in report.faults)


def test_a_payload_that_cannot_be_read_is_unreadable_and_the_run_goes_on(world, held):
    path = place(world, held[0])
    path.unlink()
    path.mkdir()
    report = custody.check(by=world.session, now=world.tick())
    assert [(fault.ref, fault.finding) for fault in report.faults] == [(held[0].ref, custody.Finding.UNREADABLE)]
    assert report.counts[custody.Finding.UNCHANGED] == 7


def test_the_finding_is_in_the_chain_of_each_item_and_in_the_run(world, held):
    place(world, held[0]).unlink()
    custody.check(by=world.session, now=world.tick())
    checks = [custody.history(each.ref, by=world.session, now=world.tick())[-1] for each in held[:2]]
    assert [(check.act.value, check.outcome) for check in checks] == [("checked", "missing"), ("checked", "unchanged")]
    assert checks[1].hash_after == held[1].sha256
    run = FixityRun.objects.get()
    assert (run.missing, run.unchanged, run.ended_at is not None) == (1, 7, True)


def test_one_item_can_be_checked_and_is_told_at_once(world, held):
    told = []
    report = custody.check(by=world.session, now=world.tick(), refs=[held[3].ref], told=told.append)
    assert [checked.ref for checked in told] == [held[3].ref]
    assert report.clean


def test_a_header_gone_from_the_database_is_named_and_its_copy_still_opens(world, held):
    with access.whole_house("test"):
        Blob.objects.filter(items__ref=held[0].ref).update(header=None)
    report = custody.check(by=world.session, now=world.tick())
    assert [(fault.ref, fault.code) for fault in report.faults] == [(held[0].ref, "key-missing")]
    assert report.counts[custody.Finding.UNCHANGED] == 8
    with custody.open_item(held[0].ref, by=world.session, now=world.tick()) as stream:
        assert len(stream.read()) == 200_000


def test_lost_copies_of_headers_leave_the_bytes_unchanged_and_are_said_in_the_chain(world, held):
    for each in held:
        place(world, each, "headers").unlink()
    report = custody.check(by=world.session, now=world.tick())
    assert not report.clean
    assert report.counts[custody.Finding.UNCHANGED] == len(report.faults) == 8
    check = custody.history(held[0].ref, by=world.session, now=world.tick())[-1]
    assert (check.outcome, check.hash_after) == ("unchanged", held[0].sha256)
    assert check.reason == "key copy-missing"
    assert check.why == "the bytes are unchanged; the second copy of the key is gone"
    with speaking(Language.BELARUSIAN):
        assert check.why.startswith("байты не змяніліся; ")
    for words in ("The bytes are unchanged; the second copy of the key is gone.", "key of the door"):  # as kept before
        assert replace(check, reason=words).why == words


def test_altered_bytes_are_never_shown_or_extracted(world, held, tmp_path):
    flip(place(world, held[0]), at=70_000)
    with pytest.raises(custody.BytesAltered):
        custody.extract(held[0].ref, to=tmp_path / "out", by=world.session, now=world.tick())
    assert not (tmp_path / "out").exists()


def test_physical_objects_are_not_counted(world, held):
    custody.record_object(custody.Description(), name="Telephone", by=world.session, now=world.tick())
    assert sum(custody.check(by=world.session, now=world.tick()).counts.values()) == 8
