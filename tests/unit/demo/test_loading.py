"""The invented world goes into a practice home through the verbs of custody."""

from dokaz.demo import loading
from dokaz.demo.world import world


def test_every_way_an_invented_item_came_has_its_channel():
    assert {item.channel for item in world(1).items} <= set(loading.CHANNELS)


def test_every_invented_derivative_has_its_making():
    assert {derivative.kind for derivative in world(1).derivatives} <= set(loading.MAKINGS)
