"""Who held an item, when, and what was made of it."""

import io
from dataclasses import replace

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import events
from dokaz.custody.models import Event
from dokaz.custody.words import PREMIS
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language, speaking

pytestmark = pytest.mark.both

HANDED = custody.Circumstances(
    came_from="P-1", went_to="safe 3", reason="to keep", place="Vilnius", authority="mandate"
)


def acts(world, ref):
    return [event.act.value for event in custody.history(ref, by=world.session, now=world.tick())]


def receipt_of(world, data=b"evidence", name="scan.txt"):
    return custody.receive(io.BytesIO(data), name=name, by=world.session, now=world.tick())


def test_every_act_has_a_premis_type_of_its_own():
    assert set(PREMIS) == set(custody.Act)
    assert len(set(PREMIS.values())) == len(custody.Act)


def test_receiving_opening_and_extracting_are_in_the_chain(world, tmp_path):
    ref = receipt_of(world).ref
    custody.open_item(ref, by=world.session, now=world.tick(), reason="to review").close()
    custody.extract(ref, to=tmp_path / "copy", by=world.session, now=world.tick())
    chain = custody.history(ref, by=world.session, now=world.tick())
    assert [event.act.value for event in chain] == ["received", "opened", "opened"]
    assert chain[1].reason == "to review"
    assert chain[0].premis == "ingestion"
    assert [event.number for event in chain] == [1, 2, 3]


class TestMany:
    """The verbs on a group do for each what the verb on one does, in one transaction."""

    @pytest.fixture
    def refs(self, world):
        return [receipt_of(world, b"%d" % n * 70_000, f"{n}.bin").ref for n in range(4)]

    def test_what_is_shown_of_each_is_what_is_shown_of_one(self, world, refs):
        custody.describe(
            refs[1], description=custody.Description(title="A"), seen=0, reason="", by=world.session, now=world.tick()
        )
        custody.derive(
            io.BytesIO(b"text"), parent=refs[2], making=custody.Making.TEXT, name="t", tool="t", tool_version="1",
            parameters={"a": 1}, by=world.session, now=world.tick(),
        )  # fmt: skip
        one_by_one = [custody.show(ref, by=world.session, now=world.tick()) for ref in refs]
        assert custody.show_many([*refs, refs[0].lower()], by=world.session, now=world.tick()) == one_by_one

    def test_streams_have_the_bytes_and_each_opening_is_an_event_and_an_entry(self, world, refs):
        with custody.open_items(refs[::-1], by=world.session, now=world.tick(), reason="to compare") as streams:
            assert list(streams) == refs[::-1]
            assert {ref: stream.read() for ref, stream in streams.items()} == {
                ref: b"%d" % n * 70_000 for n, ref in enumerate(refs)
            }
        assert all(stream.closed for stream in streams.values())
        for ref in refs:
            assert acts(world, ref) == ["received", "opened"]
        journal.sequence(now=world.tick())
        opened = [each for each in journal.read() if each.verb == "custody:item:open"]
        assert len(opened) == 4
        assert custody.verify_chains() == ()

    @pytest.mark.parametrize("spoiled", ["gone", "unknown"])
    def test_where_one_cannot_be_opened_none_is(self, world, refs, spoiled):
        if spoiled == "gone":
            max(
                (path for path in (world.home / "vault").rglob("*") if path.is_file()),
                key=lambda each: each.stat().st_size,
            ).unlink()
        asked = refs if spoiled == "gone" else [*refs, "E-0000-00000"]
        with (
            pytest.raises((custody.BytesMissing, custody.ItemNotFound)),
            custody.open_items(asked, by=world.session, now=world.tick()),
        ):
            pytest.fail("opened")
        assert [acts(world, ref) for ref in refs] == [["received"]] * 4

    def test_a_copy_that_leaves_is_in_each_chain_with_its_package(self, world, refs):
        custody.give_out(refs, package="K-1234-5678", by=world.session, now=world.tick())
        for ref in refs:
            (_, given) = custody.history(ref, by=world.session, now=world.tick())
            assert (given.act, given.premis, given.reason) == (
                custody.Act.GIVEN_OUT, "dissemination", "package K-1234-5678",
            )  # fmt: skip
        journal.sequence(now=world.tick())
        assert len(journal.entries_about("K-1234-5678")) == 4

    def test_the_reason_of_a_package_is_read_in_ones_own_language_and_what_people_wrote_as_they_wrote_it(
        self, world, refs
    ):
        custody.give_out(refs[:1], package="K-0000-00003", by=world.session, now=world.tick())
        (_, given) = custody.history(refs[0], by=world.session, now=world.tick())
        with speaking(Language.BELARUSIAN):
            assert given.why == "для пакета K-0000-00003"
            assert replace(given, reason="package of the court").why == "package of the court"
        assert given.why == "for the package K-0000-00003"

    def test_who_may_not_package_gives_nothing_out(self, world, refs):
        other = world.as_account(world.second_account(role="documenter"))
        with pytest.raises((access.NotPermitted, custody.ItemNotFound)):
            custody.give_out(refs, package="K-1234-5678", by=other, now=world.tick())
        assert [acts(world, ref) for ref in refs] == [["received"]] * 4


def test_each_event_carries_the_digest_of_the_one_before(world):
    ref = receipt_of(world).ref
    for _ in range(3):
        custody.open_item(ref, by=world.session, now=world.tick()).close()
    with access.whole_house("test"):
        chain = list(Event.objects.order_by("number"))
    assert events.broken_link(chain, erased={}) is None
    chain[1].tool = "other"
    assert events.broken_link(chain, erased={}) is chain[2]


def test_an_object_left_in_place_has_a_chain_without_bytes(world):
    seen = custody.record_object(
        custody.Description(title="Truncheon", found="under the stairs", exhibit="A-7"),
        name="Truncheon",
        act=custody.Act.LEFT_IN_PLACE,
        circumstances=custody.Circumstances(place="Okrestina", reason="the owner keeps it"),
        by=world.session,
        now=world.tick(),
    )
    shown = custody.show(seen.ref, by=world.session, now=world.tick())
    assert (shown.kind, shown.size, shown.sha256) == (custody.Kind.OBJECT, None, None)
    assert shown.description.exhibit == "A-7"
    assert (shown.events[0].act, shown.events[0].premis) == (custody.Act.LEFT_IN_PLACE, "appraisal")
    with pytest.raises(custody.HasNoBytes):
        custody.open_item(seen.ref, by=world.session, now=world.tick())


def test_an_object_is_handed_over_and_returned_and_then_moves_no_more(world):
    ref = custody.record_object(custody.Description(), name="Telephone", by=world.session, now=world.tick()).ref
    custody.move_object(ref, circumstances=HANDED, by=world.session, now=world.tick())
    custody.return_object(
        ref, circumstances=custody.Circumstances(went_to="P-1", witness="P-2"), by=world.session, now=world.tick()
    )
    chain = custody.history(ref, by=world.session, now=world.tick())
    assert [event.act.value for event in chain] == ["collected", "transferred", "returned"]
    assert (chain[1].came_from, chain[1].went_to, chain[1].place, chain[1].authority) == (
        "P-1",
        "safe 3",
        "Vilnius",
        "mandate",
    )
    assert chain[2].witness == "P-2"
    with pytest.raises(custody.AlreadyReturned):
        custody.move_object(ref, circumstances=HANDED, by=world.session, now=world.tick())


def test_a_file_does_not_change_hands_as_an_object_does(world):
    with pytest.raises(custody.NotAnObject):
        custody.move_object(receipt_of(world).ref, circumstances=HANDED, by=world.session, now=world.tick())


def derived(world, parent, data=b"text of the scan"):
    return custody.derive(
        io.BytesIO(data),
        parent=parent,
        making=custody.Making.OCR,
        name="scan.ocr.txt",
        tool="tesseract",
        tool_version="5.3",
        parameters={"languages": ["be", "ru"], "dpi": 300},
        by=world.session,
        now=world.tick(),
    )


def test_a_derivative_is_an_item_of_its_own_and_names_how_it_was_made(world):
    parent = receipt_of(world).ref
    child = derived(world, parent)
    shown = custody.show(child.ref, by=world.session, now=world.tick())
    assert (shown.kind, shown.parent, shown.making) == (custody.Kind.DERIVATIVE, parent, custody.Making.OCR)
    assert (shown.tool, shown.tool_version) == ("tesseract", "5.3")
    assert shown.parameters == {"languages": ["be", "ru"], "dpi": 300}
    assert custody.show(parent, by=world.session, now=world.tick()).derivatives == (child.ref,)
    assert acts(world, parent) == ["received", "derived"]
    with custody.open_item(parent, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"evidence"


def test_the_same_derivative_again_is_already_held(world):
    parent = receipt_of(world).ref
    first = derived(world, parent)
    again = derived(world, parent)
    assert (again.ref, again.outcome) == (first.ref, custody.Outcome.ALREADY_HELD)
    assert acts(world, parent) == ["received", "derived"]


def test_a_description_has_revisions_and_a_stale_one_is_refused(world):
    ref = receipt_of(world).ref
    words = custody.Description(title="Протокол", languages=("be",), restrictions=("not to be published",))
    assert (
        custody.describe(ref, description=words, seen=0, reason="first look", by=world.session, now=world.tick()) == 1
    )
    assert custody.show(ref, by=world.session, now=world.tick()).description == words
    with pytest.raises(custody.StaleDescription):
        custody.describe(ref, description=words, seen=0, reason="late", by=world.session, now=world.tick())
    assert acts(world, ref) == ["received", "described"]


def test_extracting_never_overwrites_and_gives_the_same_bytes(world, tmp_path):
    from dokaz.kernel.errors import AlreadyThere

    receipt = receipt_of(world)
    taken = custody.extract(receipt.ref, to=tmp_path / "out", by=world.session, now=world.tick())
    assert (tmp_path / "out").read_bytes() == b"evidence"
    assert taken.sha256 == receipt.sha256
    with pytest.raises(AlreadyThere):
        custody.extract(receipt.ref, to=tmp_path / "out", by=world.session, now=world.tick())


@pytest.mark.parametrize("ref", ["E-0000-00000", "nonsense", "P-7K3F-9QXM4"])
def test_what_is_not_there_is_not_found(world, ref):
    with pytest.raises(custody.ItemNotFound):
        custody.show(ref, by=world.session, now=world.tick())


def test_a_list_shows_the_newest_first_and_goes_on_after_the_last(world):
    refs = [receipt_of(world, data=bytes([number]), name=f"{number}").ref for number in range(5)]
    first = custody.items(by=world.session, now=world.tick(), limit=3)
    rest = custody.items(by=world.session, now=world.tick(), limit=3, after=first[-1].ref)
    assert [line.ref for line in (*first, *rest)] == refs[::-1]
    assert first[0].name == "4"
