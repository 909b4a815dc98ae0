"""What `dokaz show` says of an item."""

import io
from dataclasses import fields

from dokaz.cli.commands import show
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind


def test_every_word_about_an_item_has_its_name(dokaz, world):
    assert set(show.FIELDS) == {field.name for field in fields(custody.Description)}
    receipt = custody.receive(io.BytesIO(b"first"), name="one.txt", by=world.session, now=world.tick())
    described = custody.Description(graphic=custody.Graphic.GRAPHIC, warning="faces of the dead")
    custody.describe(receipt.ref, description=described, seen=0, reason="looked at", by=world.session, now=world.tick())
    told = dokaz("show", receipt.ref).out
    assert "Graphic content: It shows or lets hear violence" in " ".join(told.split())
    assert "faces of the dead" in told


def test_asking_for_an_item_that_is_not_there_is_an_entry_that_names_nothing_and_mistyping_is_none(dokaz, world):
    nobodys, before = str(Code.new(Kind.ITEM)), refusals()
    assert "reference" in dokaz("show", "E-0000-00000").err
    assert refusals() == before
    for command in ("show", "examine", "derive"):
        assert "held where this account may look" in dokaz(command, nobodys).err, command
    (told, *more) = refusals()[len(before) :]
    assert (b'"refusal":"item-not-found"' in told, nobodys.encode() in told, len(more)) == (True, False, 2)


def refusals():
    return [each.event for each in journal.read() if each.verb == "access:permission:refuse"]
