"""A reference that chance draws twice is given once."""

import io

import pytest

from dokaz.custody import api as custody
from dokaz.kernel import codes
from dokaz.kernel.draws import Draws

pytestmark = pytest.mark.both


def drawn_again(monkeypatch, *refs):
    """The next draws are those that these references came from."""
    draws = Draws(5)
    for characters in (codes.parse(ref).characters for ref in reversed(refs)):
        number = sum(codes.ALPHABET.index(each) << 5 * place for place, each in enumerate(characters))
        draws._left.append(number.to_bytes(5, "big"))
    monkeypatch.setattr(codes, "_drawn", draws)


def received(world, data):
    return custody.receive(io.BytesIO(data), name="note.txt", by=world.session, now=world.tick()).ref


def test_what_an_item_has_is_drawn_again(world, monkeypatch):
    held = received(world, b"first")
    drawn_again(monkeypatch, held)
    assert received(world, b"second") != held
    assert custody.show(held, by=world.session, now=world.tick()).size == 5


def test_in_a_group_as_well_and_for_what_has_no_bytes(world, monkeypatch):
    held = received(world, b"first")
    drawn_again(monkeypatch, held, held)
    arrivals = [custody.Arrival(open=lambda n=n: io.BytesIO(b"%d" % n), name=f"{n}.txt") for n in range(5)]
    found = list(custody.receive_many(arrivals, by=world.session, now=world.tick))
    assert len({held, *(each.ref for each in found)}) == 6
    drawn_again(monkeypatch, held)
    custody.record_object(custody.Description(), name="telephone", by=world.session, now=world.tick())
    listed = custody.items(by=world.session, now=world.tick())
    assert len({each.ref for each in listed}) == len(listed) == 7
