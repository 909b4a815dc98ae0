"""Second copies of headers are written again where they are gone, and never over another one unasked."""

import io
import os

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import mending, vault
from dokaz.custody.models import Blob, Item
from dokaz.journal.models import Entry

pytestmark = pytest.mark.both


@pytest.fixture
def held(world):
    files = [(f"file {number}", os.urandom(70_000)) for number in range(5)]
    arrivals = [custody.Arrival(open=lambda data=data: io.BytesIO(data), name=name) for name, data in files]
    return [receipt.ref for receipt in custody.receive_many(arrivals, by=world.session, now=world.tick())]


def blob(ref):
    with access.whole_house("test"):
        return Item.objects.select_related("blob").get(ref=ref).blob


def copy(world, ref):
    name = blob(ref).name
    return world.home / "headers" / name[:3] / name


def entries(verb):
    return Entry.objects.filter(verb=verb).count()


def mend(world, **options):
    return custody.mend(by=world.session, now=world.tick(), **options)


def test_lost_copies_are_what_they_were_and_the_check_is_clean(world, held):
    before = {ref: copy(world, ref).read_bytes() for ref in held}
    for ref in held[:3]:
        copy(world, ref).unlink()
    assert mend(world) == custody.Mended(written=3)
    assert {ref: copy(world, ref).read_bytes() for ref in held} == before
    assert custody.check(by=world.session, now=world.tick()).clean
    assert entries("custody:headers:mend") == 1


def test_where_nothing_is_missing_nothing_is_written_or_journalled(world, held):
    assert mend(world) == custody.Mended(written=0)
    assert entries("custody:headers:mend") == 0


@pytest.mark.parametrize("other", ["another header", "pipe"])
def test_another_header_in_its_place_is_named_and_stays_until_it_is_asked_for(world, held, other):
    own = copy(world, held[0]).read_bytes()
    if other == "pipe":
        copy(world, held[0]).unlink()
        os.mkfifo(copy(world, held[0]))
    else:
        copy(world, held[0]).write_bytes(copy(world, held[1]).read_bytes())
    copy(world, held[2]).unlink()
    assert mend(world) == custody.Mended(written=1, differing=(held[0],))
    assert mend(world) == custody.Mended(written=0, differing=(held[0],))
    assert mend(world, replace=[held[0]]) == custody.Mended(written=0, replaced=(held[0],))
    assert copy(world, held[0]).read_bytes() == own
    assert entries("custody:header:replace") == 1


def test_a_header_that_does_not_open_its_file_is_not_written_over_the_copy_that_does(world, held):
    good, wrong = copy(world, held[0]).read_bytes(), blob(held[1]).header
    with access.whole_house("test"):
        Blob.objects.filter(items__ref=held[0]).update(header=wrong)
    with pytest.raises(custody.BytesAltered):
        mend(world, replace=[held[0]])
    assert copy(world, held[0]).read_bytes() == good


def test_a_copy_that_is_the_same_is_not_replaced(world, held):
    with pytest.raises(custody.CopyNotDifferent, match=held[0]):
        mend(world, replace=[held[0]])


def test_a_file_whose_header_is_gone_from_the_database_gets_no_copy(world, held):
    copy(world, held[0]).unlink()
    with access.whole_house("test"):
        Blob.objects.filter(items__ref=held[0]).update(header=None)
    assert mend(world) == custody.Mended(written=0)
    assert not copy(world, held[0]).exists()


def test_what_is_destroyed_while_the_copies_are_looked_for_stays_destroyed(world, held, monkeypatch):
    copy(world, held[0]).unlink()
    usual = vault.headers().get

    def destroyed_meanwhile(self, name):
        with access.whole_house("test"):
            Blob.objects.filter(items__ref=held[0]).update(header=None)
        return usual(name)

    monkeypatch.setattr(type(vault.headers()), "get", destroyed_meanwhile)
    assert mend(world).written == 0
    assert not copy(world, held[0]).exists()


def test_a_run_that_was_cut_off_goes_on(world, held, monkeypatch):
    monkeypatch.setattr(mending, "_AT_ONCE", 2)
    for ref in held:
        copy(world, ref).unlink()
    usual, calls = vault.headers().put, []

    def cut_off(self, headers):
        calls.append(headers)
        if len(calls) == 2:
            raise OSError(5, "gone")
        usual(headers)

    with monkeypatch.context() as power:
        power.setattr(type(vault.headers()), "put", cut_off)
        with pytest.raises(OSError, match="gone"):
            mend(world)
    assert mend(world).written == 3
    assert custody.check(by=world.session, now=world.tick()).clean


def test_who_belongs_to_no_compartment_writes_the_copies_and_learns_no_reference(world, held):
    account = world.second_account()
    stranger = world.as_account(account)
    copy(world, held[0]).write_bytes(b"another")
    copy(world, held[1]).unlink()
    assert custody.mend(by=stranger, now=world.tick()) == custody.Mended(written=1, elsewhere=1)
