"""A package of real items leaves the house whole, says only what it may, or does not leave."""

import io
import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction
from tests import permitting
from tests.attackers import as_attacker
from tests.permitting import TO_A_PARTNER

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Item
from dokaz.disclosure import api as disclosure
from dokaz.disclosure import gathering, packing, report
from dokaz.disclosure.leaving import BLOCK, LARGE, MAKING, PlainFolder, SealedTar
from dokaz.disclosure.vouching import Outside
from dokaz.journal import api as journal
from dokaz.journal.models import Body
from dokaz.kernel.faults import Step, failing_at, full_disk, listening
from dokaz.verify import age, package
from dokaz.verify.package import Index, layout

NOBODY = Outside(b"", asked=0, enough=False, heads=(), stamps=(), said=(), files={})
HIDDEN = "Maria from the neighbouring house"


def files_under(folder):
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def test_a_stranger_finds_every_exhibit_unchanged_and_in_the_log(refs, pack):
    made = pack(refs)
    verdict = package.check(made.path)
    assert (verdict.state, verdict.faults) == ("whole", ())
    assert list(verdict.unchanged) == refs[:3]
    assert list(verdict.recorded) == refs[3:]
    assert (made.exhibits, made.objects, made.sealed) == (3, 1, False)
    assert made.log_size == verdict.checkpoint.size


def test_exhibits_have_names_a_docket_takes_and_the_bytes_that_were_received(refs, pack):
    made = pack(refs)
    found = {path.name: path.read_bytes() for path in (made.path / "data" / "exhibits").iterdir()}
    assert found == {
        f"X-0001_{refs[0]}_pratakol-dopytu-No1.txt": "Прывітанне з Чабораўска".encode(),
        f"X-0002_{refs[1]}_img-0001.jpg": b"\xff\xd8\xff\xe0" + bytes(200_000),
        f"X-0003_{refs[2]}_empty": b"",
    }


def test_large_exhibits_are_whole_whatever_their_size(world, pack):
    """They are written past the cache of the machine, which takes whole blocks only."""
    sizes = [LARGE - 1, LARGE, LARGE + 1, BLOCK, 2 * BLOCK + 4097]
    given = [os.urandom(4096) * (size // 4096 + 1) for size in sizes]
    refs = permitting.of(
        world,
        [
            custody.receive(io.BytesIO(data[:size]), name=str(size), by=world.session, now=world.tick()).ref
            for data, size in zip(given, sizes, strict=True)
        ],
    )
    made = pack(refs)
    assert package.check(made.path).unchanged == tuple(refs)
    found = {path.stat().st_size: path.read_bytes() for path in (made.path / layout.EXHIBITS).iterdir()}
    assert found == {size: data[:size] for data, size in zip(given, sizes, strict=True)}


def test_a_disk_that_is_full_in_the_middle_of_an_exhibit_leaves_nothing(world, pack, tmp_path):
    given = io.BytesIO(bytes(2 * LARGE))
    (ref,) = permitting.of(world, [custody.receive(given, name="7", by=world.session, now=world.tick()).ref])
    begun = f"{MAKING}*/{layout.EXHIBITS}*"

    def fills(step):
        if step == Step.WRITE and any(tmp_path.glob(begun)):
            full_disk()

    with listening(fills), pytest.raises(OSError, match="no space left"):
        pack([ref], to=tmp_path / "out")
    assert [*tmp_path.glob("*out*"), *tmp_path.glob(f"{MAKING}*")] == []


def test_every_file_is_durable_before_the_package_has_its_name(refs, pack, monkeypatch):
    """Group by group while more is written: none is forgotten, and no folder."""
    synced, before = set(), {}
    fsync, rename = os.fsync, os.rename

    def kept(descriptor):
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    def named(source, target, **more):
        before[Path(target)] = (Path(source), set(synced))
        rename(source, target, **more)

    monkeypatch.setattr(os, "fsync", kept)
    monkeypatch.setattr(os, "rename", named)
    monkeypatch.setattr(gathering, "AT_ONCE", 1)
    made = pack(refs).path
    making, durable = before[made]
    assert {path.relative_to(making).as_posix() for path in durable if path.is_relative_to(making)} == {
        path.relative_to(made).as_posix() for path in [made, *made.rglob("*")]
    }


def test_the_report_names_each_item_in_its_own_script_and_its_place_in_the_log(refs, pack):
    made = pack(refs)
    page = (made.path / layout.REPORT).read_text()
    index = Index.parse((made.path / layout.INDEX).read_bytes())
    assert "Пратакол допыту №1.txt" in page
    assert "Received and sealed (ingestion)" in page
    assert "Physical object" in page
    assert "decided for each item that it may go so: Investigation and trial; Organisations we work with" in page
    for exhibit in index.exhibits:
        assert exhibit.sha256 in page
        assert f"entry {exhibit.entry} of {made.log_size}" in page
    assert (made.path / layout.REPORT_PDF).read_bytes().startswith(b"%PDF-1.7")


def test_a_print_that_is_cut_short_says_so(world, refs, pack):
    made = pack(refs)
    index = Index.parse((made.path / layout.INDEX).read_bytes())
    records = [custody.show(ref, by=world.session, now=world.tick()) for ref in refs[:2]]
    page = report.custody_page(report.contents(index, records, dict.fromkeys(refs, 0), NOBODY, TO_A_PARTNER))
    assert "This print holds the first 2 items. All 4 are in data/report/custody.html." in page
    assert "This print holds" not in (made.path / layout.REPORT).read_text()


def test_no_page_runs_or_loads_anything(refs, pack):
    made = pack(refs)
    for name in (layout.REPORT, layout.COVER, layout.LIST):
        page = (made.path / name).read_text()
        assert "<script" not in page
        assert "http:" not in page
        assert "https:" not in page


def test_what_people_wrote_and_who_they_are_stays_in_the_house(world, pack):
    ref = custody.receive(
        io.BytesIO(b"statement"),
        name="statement.txt",
        path=f"{HIDDEN}/statement.txt",
        source=HIDDEN,
        description=custody.Description(title=HIDDEN, description=HIDDEN, place=HIDDEN, holders=(HIDDEN,)),
        by=world.session,
        now=world.tick(),
    ).ref
    thing = custody.record_object(custody.Description(title=HIDDEN), name="Coat", by=world.session, now=world.tick())
    custody.move_object(
        thing.ref,
        circumstances=custody.Circumstances(went_to=HIDDEN, reason=HIDDEN, witness=HIDDEN),
        by=world.session,
        now=world.tick(),
    )
    made = pack(permitting.of(world, [ref, thing.ref]))
    holding = [name for name, path in files_under(made.path).items() if HIDDEN.encode() in path.read_bytes()]
    assert holding == []
    assert "recorded without a reference, and kept in the house" in (made.path / layout.REPORT).read_text()


def test_a_name_that_hides_its_ending_is_shown_as_what_it_is(world, pack):
    name = "photo\u202egpj.exe<script>"
    ref = custody.receive(io.BytesIO(b"MZ"), name=name, by=world.session, now=world.tick()).ref
    page = (pack(permitting.of(world, [ref])).path / layout.REPORT).read_text()
    assert "photo\\u202egpj.exe&lt;script&gt;" in page
    assert "\u202e" not in page


def test_a_package_is_journalled_with_the_hash_that_covers_it(refs, pack):
    made = pack(refs)
    journal.sequence(now=made_at(made))
    entries = [each for each in journal.read() if each.verb == "disclosure:package:make"]
    event = json.loads(entries[0].event)
    tag_manifest = sha256((made.path / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert len(entries) == 1
    assert event["about"] == [made.ref, *refs]
    assert event["facts"]["tagmanifest"] == tag_manifest == made.tag_manifest
    for verb in ("custody:item:open", "custody:item:give-out"):
        assert len([each for each in journal.read() if each.verb == verb]) == 3


def test_the_chain_of_each_exhibit_says_that_it_was_opened_and_given_out_and_in_which_package(world, refs, pack):
    made = pack(refs)
    for ref in refs[:3]:
        *_, opened, given = custody.history(ref, by=world.session, now=world.tick())
        assert (opened.act, given.act) == (custody.Act.OPENED, custody.Act.GIVEN_OUT)
        assert opened.reason == given.reason == f"package {made.ref}"
    assert [event.act for event in custody.history(refs[3], by=world.session, now=world.tick())] == ["collected"]


def test_a_package_of_more_items_than_one_group_is_whole(world, pack, monkeypatch):
    monkeypatch.setattr(gathering, "AT_ONCE", 3)
    arrivals = [custody.Arrival(open=lambda n=n: io.BytesIO(b"%d" % n * 50_000), name=f"{n}.bin") for n in range(10)]
    refs = [receipt.ref for receipt in custody.receive_many(arrivals, by=world.session, now=world.tick)]
    made = pack(permitting.of(world, refs[::-1]))
    verdict = package.check(made.path)
    assert (verdict.state, list(verdict.unchanged)) == ("whole", refs[::-1])


def test_a_maker_that_was_killed_is_found_by_what_it_left_and_one_at_work_is_not(world, refs, pack, tmp_path):
    at_work = PlainFolder(tmp_path / "other")
    killed = tmp_path / ".making-0123456789abcdef"
    killed.mkdir()
    (tmp_path / ".making-link").symlink_to(killed)
    assert disclosure.unfinished(tmp_path) == [killed]
    at_work.discard()
    assert disclosure.unfinished(tmp_path) == [killed]


def made_at(made):
    from dokaz.kernel import clock

    return clock.parse_timestamp(Index.parse((made.path / layout.INDEX).read_bytes()).made)


def test_an_item_named_twice_is_packed_once(refs, pack):
    assert pack([refs[0], refs[0].lower(), refs[1]]).exhibits == 2


def test_a_derivative_travels_with_the_receipt_of_its_own(world, refs, pack):
    text = custody.derive(
        io.BytesIO(b"Hello"),
        parent=refs[0],
        making=custody.Making.TRANSLATION,
        name="translation.txt",
        tool="person",
        tool_version="1",
        parameters={"language": "en"},
        by=world.session,
        now=world.tick(),
    )
    permitting.of(world, [text.ref])
    made = pack([refs[0], text.ref])
    assert package.check(made.path).unchanged == (refs[0], text.ref)
    assert f"made of {refs[0]}" in (made.path / layout.REPORT).read_text()


def test_items_of_a_protected_compartment_are_proven_too(real_world, tmp_path):
    shut = access.add_compartment(name="shut", protected=True, by=real_world.session, now=real_world.tick())
    ref = custody.receive(
        io.BytesIO(b"sealed"), name="a.txt", compartment=shut.id, by=real_world.session, now=real_world.tick()
    ).ref
    made = permitting.packaged_in(real_world, permitting.of(real_world, [ref]), to=tmp_path / "package")
    assert package.check(made.path).unchanged == (ref,)
    journal.sequence(now=real_world.tick())
    assert [each.verb for each in journal.read() if each.event and made.ref.encode() in each.event] == []


def rewrite(world, ref, false):
    """Put other bytes in an item's place, and change every column that speaks of them, as who holds the database may."""
    with access.whole_house("test"):
        blob = Item.objects.select_related("blob").get(ref=ref).blob
    key, sealed = age.new_file_key(), io.BytesIO()
    age.encrypt_payload(io.BytesIO(false), sealed, key)
    header = age.seal_header(key, access.sealing(blob.compartment_id).recipients)
    place = world.home / "vault" / blob.name[:3] / blob.name
    place.chmod(0o600)
    place.write_bytes(sealed.getvalue())
    (world.home / "headers" / blob.name[:3] / blob.name).write_bytes(header)
    with as_attacker() as sql:
        sql(
            "UPDATE custody_blob SET header = %s, size = %s, stored_size = %s, sha256 = %s WHERE id = %s",
            [header, len(false), len(sealed.getvalue()), sha256(false).hexdigest(), blob.id.hex],
        )


def receipt_of(ref):
    """The body of the entry that an item was received with."""
    bodies = Body.objects.filter(entry__verb="custody:item:receive")
    return next(body for body in bodies if ref.encode() in bytes(body.event))


class TestWhatWasChangedBehindOurBack:
    """A package is held against the log before it leaves, not against columns."""

    def test_bytes_with_every_column_that_speaks_of_them(self, world, refs, pack):
        rewrite(world, refs[0], b"the false text")
        with pytest.raises(disclosure.ExhibitDiffers, match=refs[0]):
            pack(refs)

    def test_the_stored_receipt_on_which_nothing_is_decided_any_more(self, refs, pack):
        body = receipt_of(refs[1])
        with as_attacker() as sql:
            sql("UPDATE journal_body SET salt = %s WHERE entry_id = %s", [bytes(32), body.entry_id])
        with pytest.raises(journal.RecordUnvouched):
            pack(refs)

    def test_the_stored_receipt_together_with_its_commitment_which_the_log_does_not_hold(self, world, refs, pack):
        journal.sequence(now=world.tick())
        body, salt = receipt_of(refs[1]), bytes(32)
        leaf = journal.commitment(bytes(body.event), salt=salt)
        with as_attacker() as sql:
            sql("UPDATE journal_body SET salt = %s WHERE entry_id = %s", [salt, body.entry_id])
            sql("UPDATE journal_entry SET leaf = %s WHERE id = %s", [leaf, body.entry_id])
        with pytest.raises(disclosure.ReceiptAltered, match=refs[1]):
            pack(refs)

    def test_a_second_receipt_in_a_protected_compartment_is_not_the_receipt(self, real_world, tmp_path):
        shut = access.add_compartment(name="shut", protected=True, by=real_world.session, now=real_world.tick())
        ref = custody.receive(
            io.BytesIO(b"true"), name="a.txt", compartment=shut.id, by=real_world.session, now=real_world.tick()
        ).ref
        facts = {"sha256": sha256(b"false").hexdigest(), "size": 5, "ref": ref}
        with transaction.atomic():
            journal.record(
                "custody:item:receive", by=real_world.session.actor, now=real_world.tick(), about=[ref], facts=facts,
                compartment=shut.id, sealed=True,
            )  # fmt: skip
        made = permitting.packaged_in(real_world, permitting.of(real_world, [ref]), to=tmp_path / "package")
        assert package.check(made.path).unchanged == (ref,)

    def test_a_damaged_sealed_entry_hinders_its_own_item_only(self, real_world, tmp_path):
        shut = access.add_compartment(name="shut", protected=True, by=real_world.session, now=real_world.tick())
        one, other = (
            custody.receive(
                io.BytesIO(name), name="a", compartment=shut.id, by=real_world.session, now=real_world.tick()
            )
            for name in (b"one", b"other")
        )
        with as_attacker() as sql:
            sql("UPDATE journal_body SET sealed = zeroblob(length(sealed)) WHERE entry_id = %s", [one.entry])
        permitting.of(real_world, [other.ref])
        assert permitting.packaged_in(real_world, [other.ref], to=tmp_path / "package").exhibits == 1
        with pytest.raises(journal.RecordUnvouched):
            permitting.packaged_in(real_world, [one.ref], to=tmp_path / "another")
        by, now = real_world.session, real_world.tick()
        records, head = gathering.records([one.ref, other.ref], by=by, now=now), packing._head(by, now)
        with pytest.raises(disclosure.ReceiptMissing, match=one.ref):
            gathering.evidence(records, head=head, protected={shut.id}, by=by)


class TestAFailureAtTheLastStep:
    """What a chain of custody says of a package that did not come about."""

    @pytest.mark.parametrize("sealed", [False, True])
    def test_it_says_that_none_was_made(self, world, refs, pack, tmp_path, sealed, monkeypatch):
        recipient = str(age.X25519Identity.generate().recipient) if sealed else None
        monkeypatch.setattr(SealedTar if sealed else PlainFolder, "keep", _full)
        with pytest.raises(OSError, match="No space"):
            pack(refs, to=tmp_path / "out", recipient=recipient)
        *_, given, taken_back = custody.history(refs[0], by=world.session, now=world.tick())
        assert (given.act, given.outcome) == (custody.Act.GIVEN_OUT, "")
        assert (taken_back.act, taken_back.outcome) == (custody.Act.GIVEN_OUT, "not-made")
        assert not (tmp_path / "out" / "package.json").exists()

    def test_before_it_nothing_is_said_to_have_left(self, world, refs, pack, monkeypatch):
        monkeypatch.setattr(PlainFolder, "settle", _full)
        with pytest.raises(OSError, match="No space"):
            pack(refs)
        assert custody.history(refs[0], by=world.session, now=world.tick())[-1].act is custody.Act.OPENED

    def test_after_the_first_failure_no_more_is_written_in_clear(self, world, pack, monkeypatch):
        arrivals = [custody.Arrival(open=lambda n=n: io.BytesIO(b"%d" % n), name=f"{n}") for n in range(40)]
        refs = [receipt.ref for receipt in custody.receive_many(arrivals, by=world.session, now=world.tick)]
        begun = []

        permitting.of(world, refs)

        def put(_self, _permit, path, _blocks, *, size):
            begun.append(path)
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(PlainFolder, "put_exhibit", put)
        with pytest.raises(OSError, match="No space"):
            pack(refs)
        assert len(begun) <= PlainFolder.at_once


def _full(_self):
    raise OSError(28, "No space left on device")


def test_the_report_holds_nothing_of_what_is_embedded_in_files(world, refs):
    custody.examine(refs[1], by=world.session, now=world.tick())
    (record,) = gathering.records([refs[1]], by=world.session, now=world.tick())
    assert [examination.metadata for examination in record.examinations] == [{}]


class TestWhatKeepsAPackageFromBeingMade:
    @pytest.fixture(autouse=True)
    def leaves_nothing(self, world, tmp_path):
        yield
        assert {path.name for path in tmp_path.iterdir()} <= {world.home.name, "taken"}

    def test_no_item(self, pack):
        with pytest.raises(disclosure.NothingNamed):
            pack([])

    def test_an_item_nobody_knows(self, refs, pack):
        with pytest.raises(custody.ItemNotFound):
            pack([*refs, "E-0000-00000"])

    def test_a_folder_that_holds_something(self, refs, pack, tmp_path):
        taken = tmp_path / "taken"
        taken.mkdir()
        (taken / "letter.txt").write_text("mine")
        with pytest.raises(disclosure.TargetTaken):
            pack(refs, to=taken)
        assert (taken / "letter.txt").read_text() == "mine"

    def test_a_recipient_that_is_no_key(self, refs, pack):
        with pytest.raises(disclosure.RecipientUnreadable):
            pack(refs, recipient="age1somebody")

    def test_a_secret_key_pasted_as_recipient_is_not_repeated(self, refs, pack):
        secret = str(age.X25519Identity.generate())
        with pytest.raises(disclosure.RecipientSecret) as refused:
            pack(refs, recipient=secret)
        assert secret not in f"{refused.value}{refused.value!r}{refused.value.__cause__}{refused.value.__context__}"

    def test_an_account_that_may_not(self, world, refs, tmp_path):
        other = world.as_account(world.second_account(role="documenter"))
        with pytest.raises((access.NotPermitted, custody.ItemNotFound)):
            disclosure.propose_package(refs, going=TO_A_PARTNER, by=other, now=world.tick())
        asked = permitting.approved_in(world, refs)
        with pytest.raises(access.NotPermitted):
            disclosure.package(asked.proposed, to=tmp_path / "package", by=other, now=world.tick())

    def test_bytes_that_are_no_longer_those(self, world, refs, pack):
        change_in_the_vault(world)
        with pytest.raises((disclosure.ExhibitDiffers, custody.BytesAltered)):
            pack(refs)


def change_in_the_vault(world):
    """Other bytes in the middle of the photograph, as a disk that fails leaves them."""
    blobs = [path for path in (world.home / "vault").rglob("*") if path.is_file() and path.stat().st_size > 100_000]
    with blobs[0].open("r+b") as blob:
        blob.seek(70_000)
        blob.write(b"\x00\x01\x02\x03")


def _no_links():
    raise PermissionError(1, "Operation not permitted")


class TestSealed:
    @pytest.fixture
    def identity(self):
        return age.X25519Identity.generate()

    def test_one_age_file_holds_the_package_and_nothing_lies_beside_it(self, refs, pack, identity, tmp_path):
        made = pack(refs, to=tmp_path / "out", recipient=str(identity.recipient))
        assert made.path == tmp_path / "out" / f"{made.ref}.tar.age"
        assert list((tmp_path / "out").iterdir()) == [made.path]
        assert "Прывітанне".encode() not in made.path.read_bytes()
        with package.opened(made.path, identities=[identity]) as folder:
            verdict = package.check(folder)
            assert folder.name == made.ref
        assert (verdict.state, list(verdict.unchanged)) == ("whole", refs[:3])
        assert not folder.exists()

    def test_a_post_quantum_recipient_opens_it(self, refs, pack, tmp_path):
        identity = age.HybridIdentity.generate()
        made = pack(refs, to=tmp_path / "out", recipient=str(identity.recipient))
        with package.opened(made.path, identities=[identity]) as folder:
            assert package.check(folder).state == "whole"

    def test_it_is_made_on_a_stick_that_has_no_hard_links(self, refs, pack, tmp_path, identity):
        with failing_at("link", act=_no_links):
            made = pack(refs, to=tmp_path / "out", recipient=str(identity.recipient))
        assert list((tmp_path / "out").iterdir()) == [made.path]

    def test_the_recipient_is_named_in_it(self, refs, pack, identity, tmp_path):
        made = pack(refs, to=tmp_path / "out", recipient=str(identity.recipient))
        with package.opened(made.path, identities=[identity]) as folder:
            assert str(identity.recipient) in (folder / layout.REPORT).read_text()

    def test_a_failure_leaves_no_file(self, world, refs, pack, tmp_path, identity):
        change_in_the_vault(world)
        with pytest.raises((disclosure.ExhibitDiffers, custody.BytesAltered)):
            pack(refs, to=tmp_path / "out", recipient=str(identity.recipient))
        assert list((tmp_path / "out").iterdir()) == []
