"""Items of a world, and packages of them."""

import io

import pytest
from tests import permitting

from dokaz.access import api as access
from dokaz.custody import api as custody

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
    coat = custody.record_object(coat, name="Coat", by=world.session, now=world.tick())
    return permitting.of(world, [*found, coat.ref])


@pytest.fixture
def pack(world, tmp_path):
    """Make a package of these items, as two people do."""

    def packed(refs, *, to=None, **options):
        return permitting.packaged_in(world, refs, to=to or tmp_path / "package", **options)

    return packed


@pytest.fixture
def few(world):
    """More than two items wait five hours here; the second person."""
    return decided(world, access.Limits(items=2, accounts=10, hours=5))


def decided(world, limits):
    """These limits are in force, and the second person belongs to the archive; they."""
    second = world.second_person()
    approval = access.propose_limits(limits, by=world.session, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    access.set_limits(limits, by=world.session, now=world.tick())
    if world.compartment not in {each.id for each in access.compartments(by=second)}:
        access.grant_membership(
            compartment=world.compartment, account=second.actor.account, by=world.session, now=world.tick()
        )
    return second
