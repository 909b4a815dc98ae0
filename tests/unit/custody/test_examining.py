"""Format and embedded metadata: read in a sandbox, kept sealed, shown."""

import io

import pytest
from PIL import Image

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Examination
from dokaz.custody.ports import Format, Reading
from dokaz.journal import api as journal
from dokaz.verify import canonical


def photograph():
    made, image = io.BytesIO(), Image.new("RGB", (64, 48))
    exif = image.getexif()
    exif[0x010F] = "Invented Camera"
    image.save(made, "jpeg", exif=exif)
    return made.getvalue()


class SaysItself:
    """A reader that stands for any other: what it was given is what it says."""

    def identify(self, _stream, *, size, **_named):
        return Format("fmt/43", f"{size} bytes", "stand-in", "1")

    def offers(self, _mime):
        return ()

    def read(self, stream, *, mime):
        return Reading("stand-in", "1", {"first": stream.read(3).hex(), "mime": mime})


@pytest.fixture
def item(world):
    data = photograph()
    return custody.receive(io.BytesIO(data), name="photo.jpg", by=world.session, now=world.tick())


@pytest.fixture
def simple(world):
    from dokaz.custody import vault

    custody.wire(store=vault.store(), headers=vault.headers(), metadata=SaysItself(), formats=SaysItself())


def test_what_programs_said_is_kept_beside_the_item(world, item, simple):
    found = custody.examine(item.ref, by=world.session, now=world.tick())
    shown = custody.show(item.ref, by=world.session, now=world.tick())
    assert shown.examinations == (found,)
    assert (found.puid, found.metadata) == ("fmt/43", {"first": "ffd8ff", "mime": "image/jpeg"})
    assert [event.premis for event in shown.events[1:]] == ["format identification", "metadata extraction"]


def test_metadata_is_sealed_in_its_row(world, item, simple):
    custody.examine(item.ref, by=world.session, now=world.tick())
    with access.whole_house("test"):
        row = Examination.objects.get()
    assert "ffd8ff" not in repr(row.__dict__)


def test_without_a_reader_the_missing_setting_is_named(world, item):
    from dokaz.custody import vault
    from dokaz.kernel.errors import NotWired

    custody.wire(store=vault.store(), headers=vault.headers())
    with pytest.raises(NotWired):
        custody.examine(item.ref, by=world.session, now=world.tick())


class Unable(SaysItself):
    def identify(self, _stream, **_named):
        return Format("", "", "self", "1", "Not read: it took too long.")


def test_what_could_not_be_identified_is_said_and_the_metadata_kept(world, item):
    from dokaz.custody import vault

    custody.wire(store=vault.store(), headers=vault.headers(), metadata=SaysItself(), formats=Unable())
    found = custody.examine(item.ref, by=world.session, now=world.tick())
    shown = custody.show(item.ref, by=world.session, now=world.tick())
    assert shown.examinations == (found,)
    assert (found.puid, found.trouble) == ("", "Not read: it took too long.")
    assert found.metadata["first"] == "ffd8ff"
    assert [event.outcome for event in shown.events[1:]] == ["unread", "read"]


def test_a_file_sealed_to_a_key_that_is_not_held_is_refused_with_an_entry(world, item, simple):
    """A generation nobody wrapped to the account: the wraps of its words and of its bytes are gone."""
    from dokaz.access import models

    member = world.as_account(world.second_account())
    access.grant_membership(
        compartment=world.compartment, account=member.actor.account, by=world.session, now=world.tick()
    )
    leaver = world.second_account(passphrase="acne " + world.passphrase)
    access.grant_membership(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    access.remove_member(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    models.Wrap.objects.filter(account=member.actor.account, generation__number=1).delete()
    with pytest.raises(access.KeyNotHeld):
        custody.examine(item.ref, by=member, now=world.tick())
    journal.sequence(now=world.tick())
    *_, last = journal.read()
    assert canonical.read_event(last.event)["facts"]["refusal"] == access.KeyNotHeld.code
