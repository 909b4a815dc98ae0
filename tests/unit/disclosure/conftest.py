"""Items of a world, and packages of them."""

import io

import pytest

from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure

RECEIVED = {
    "Пратакол допыту №1.txt": "Прывітанне з Чабораўска".encode(),
    "IMG_0001.JPG": b"\xff\xd8\xff\xe0" + bytes(200_000),
    "empty": b"",
}


@pytest.fixture
def refs(world):
    """Three files and a coat, in the order in which they were received."""
    found = [
        custody.receive(io.BytesIO(data), name=name, by=world.session, now=world.tick()).ref
        for name, data in RECEIVED.items()
    ]
    coat = custody.Description(title="A coat", place="a kitchen in Verasausk")
    return [*found, custody.record_object(coat, name="Coat", by=world.session, now=world.tick()).ref]


@pytest.fixture
def pack(world, tmp_path):
    """Make a package of these items."""

    def packed(refs, *, to=None, **options):
        return disclosure.package(refs, to=to or tmp_path / "package", by=world.session, now=world.tick(), **options)

    return packed
