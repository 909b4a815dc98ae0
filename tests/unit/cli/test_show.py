"""What `dokaz show` says of an item."""

import io
from dataclasses import fields

from dokaz.cli.commands import show
from dokaz.custody import api as custody


def test_every_word_about_an_item_has_its_name(dokaz, world):
    assert set(show.FIELDS) == {field.name for field in fields(custody.Description)}
    receipt = custody.receive(io.BytesIO(b"first"), name="one.txt", by=world.session, now=world.tick())
    described = custody.Description(graphic=custody.Graphic.GRAPHIC, warning="faces of the dead")
    custody.describe(receipt.ref, description=described, seen=0, reason="looked at", by=world.session, now=world.tick())
    told = dokaz("show", receipt.ref).out
    assert "Graphic content: It shows or lets hear violence" in " ".join(told.split())
    assert "faces of the dead" in told
