"""A file comes in, is sealed, and is found again."""

import io

from dokaz.custody import api as custody


def test_a_received_file_opens_and_equals_its_hash(world):
    receipt = custody.receive(io.BytesIO(b"evidence"), name="note.txt", source="P-1", by=world.session, now=world.now)
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"evidence"
    shown = custody.show(receipt.ref, by=world.session, now=world.tick())
    assert (shown.name, shown.source, shown.size, shown.sha256) == ("note.txt", "P-1", 8, receipt.sha256)
