"""Any order of receiving, receiving again and destroying: what was destroyed opens for nobody, all else for its people."""

import io
import random

import pytest
from tests import destroying

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Blob, Item
from dokaz.journal import api as journal
from dokaz.verify import age

CONTENTS = (b"first", b"second", b"third" * 30_000)


class House:
    """What a locked store and a person with every key would have."""

    def __init__(self, world, chance):
        self.world, self.chance, self.two = world, chance, destroying.Two.of(world)
        self.standing, self.gone, self.payloads, self.headers = {}, set(), {}, {}

    def receive(self):
        data = self.chance.choice(CONTENTS)
        told = custody.receive(
            io.BytesIO(data), name=f"{self.chance.random()}", by=self.world.session, now=self.world.tick()
        )
        self.standing[told.ref] = data
        blob = self.blob(told.ref)
        with vault.store().open(blob.name) as stored:
            self.payloads[blob.name] = stored.read()
        self.headers[blob.name] = bytes(blob.header)

    def destroy(self):
        refs = self.chance.sample(sorted(self.standing), k=min(len(self.standing), self.chance.randint(1, 3)))
        if refs:
            self.two.destroy(refs)
            self.gone |= {ref: self.standing.pop(ref) for ref in refs}.keys()

    def blob(self, ref):
        with access.whole_house("test"):
            return Item.objects.select_related("blob").get(ref=ref).blob

    def keys(self):
        """The file key of every header that there is, by every identity of the compartment."""
        with access.whole_house("test"):
            rows = [bytes(blob.header) for blob in Blob.objects.exclude(header=None)]
        copies = [vault.headers().get(name) for name in vault.headers().names()]
        identities = access.identities(self.world.compartment, by=self.world.session)
        return {age.open_header(header, identities) for header in (*rows, *copies)}


def opens(payload, file_key):
    try:
        return age.PayloadReader(io.BytesIO(payload), file_key).read(1) is not None
    except age.AgeError:
        return False


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order(world, seed):
    house = House(world, random.Random(seed))
    for _ in range(12):
        house.chance.choice((house.receive, house.receive, house.destroy))()
    house.receive()
    held = {house.blob(ref).name for ref in house.standing}
    keys = house.keys()
    for name, payload in house.payloads.items():
        assert any(opens(payload, key) for key in keys) == (name in held)
    for ref, data in house.standing.items():
        with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
            assert stream.read() == data
    for ref in house.gone:
        with pytest.raises(custody.ItemDestroyed):
            custody.open_item(ref, by=world.session, now=world.tick())
    assert set(vault.store().names()) == set(vault.headers().names()) == held
    journal.checkpoint(now=world.tick())
    assert journal.verify().found == journal.verify_records().found == custody.verify_chains() == ()
    assert custody.verify_destroyed() == custody.DestructionFindings(len(house.gone), ())


def test_whoever_kept_the_header_still_opens_it_which_is_why_back_ups_are_named(world):
    """What SECURITY 3.1 says: not destroyed before the last back-up that holds the keys has gone."""
    house = House(world, random.Random(0))
    house.receive()
    house.destroy()
    ((name, payload),) = house.payloads.items()
    identities = access.identities(world.compartment, by=world.session)
    assert opens(payload, age.open_header(house.headers[name], identities))
