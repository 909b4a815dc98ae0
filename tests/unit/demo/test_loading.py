"""The invented world goes into a practice home through the verbs of custody."""

from dokaz.demo import loading
from dokaz.demo.records import Made
from dokaz.demo.world import world


def test_every_way_an_invented_item_came_has_its_channel():
    assert {item.channel for item in world(1).items} <= set(loading.CHANNELS)


def test_every_invented_derivative_has_its_making():
    assert {derivative.kind for derivative in world(1).derivatives} <= set(loading.MAKINGS)


def test_items_name_their_source_as_the_person_is_called_who_is_entered_for_it(tmp_path):
    """A code of the world's papers would lead nowhere: who is entered has a reference of their own."""
    invented = world(1)
    called = {invented.source(one.part).pseudonym for one in invented.persons}
    made = [Made(item, tmp_path / "a", "0" * 64, 1) for item in invented.items]
    sources = {arrival.source for arrival in loading._arrivals(invented, made)}
    assert called & sources
    assert not any(source.startswith("P-") for source in sources)
    moves = [move for thing in invented.objects for move in thing.moves]
    assert not any(who.startswith("P-") for move in moves for who in (move.giver, move.taker))
