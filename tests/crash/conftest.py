"""A house in use: every kind of row that verbs write today, and memories of it kept outside."""

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from django.apps import apps
from tests import attackers, destroying, misbehaving
from tests import conftest as worlds

from dokaz.access import api as access
from dokaz.access.models import Compartment
from dokaz.adapters.s3 import client
from dokaz.config import people
from dokaz.custody import api as custody
from dokaz.custody.models import Event, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal.models import Placement
from dokaz.kernel.errors import DokazError

MATERIAL = {
    "first": b"first, small",
    "second": b"second, of the same size as none",
    "large": bytes(range(256)) * 1200,  # several chunks of age
    "empty": b"",
    "fifth": b"fifth",
    "sixth": b"sixth",
}
LATER = {"seventh": b"seventh", "eighth": b"eighth"}


def arrival(name, data, **said):
    return custody.Arrival(open=lambda: io.BytesIO(data), name=name, **said)


def named(house, model, name, row):
    """How a mutation and what must be found write one row: {item} in SQL, {ITEM} in a sentence."""
    house.names |= {name: row.pk.hex, name.upper(): f"{model} {row.pk}", f"{name.upper()}_ID": str(row.pk)}


@dataclass
class House:
    world: worlds.World
    refs: dict[str, str] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)  # for format()
    outside: bytes = b""
    earlier: Path = Path()
    gone: str = ""  # the reference of an item that was destroyed
    header: bytes = b""  # and the header its file had

    @property
    def home(self):
        return self.world.home

    def blob(self, name, tree="vault"):
        with access.whole_house("test"):
            stored = Item.objects.select_related("blob").get(ref=self.refs[name]).blob.name
        return self.home / tree / stored[:3] / stored

    def inspected(self):
        """What `dokaz verify --all --checkpoint FILE` names, as (code, sentence) pairs."""
        from dokaz.config import inspection

        try:
            session = self.world.open_again()
            report = inspection.inspect(by=session, outside=[self.outside], everything=True, now=self.world.tick())
        except DokazError as refused:
            return [(refused.code, str(refused))]
        return [(problem.code, problem.says) for problem in report.problems]

    def as_attacker(self):
        return attackers.as_attacker(self.sql)

    def sql(self, statement, params=None):
        return attackers.sql(statement.format(**self.names), params)


def _received(house, material, **said):
    world = house.world
    arrivals = [arrival(name, data, **said) for name, data in material.items()]
    for receipt in custody.receive_many(arrivals, by=world.session, now=world.tick()):
        house.refs[receipt.name] = receipt.ref


def _fill(house):
    world = house.world
    by = world.session
    _received(house, MATERIAL)
    journal.checkpoint(now=world.tick())
    _keep_a_copy(house)
    _received(house, LATER)
    _received(house, {"first again": MATERIAL["first"]})
    access.add_compartment(name="guarded", protected=True, by=by, now=world.tick())
    _received(house, {"guarded": b"guarded"}, compartment=access.compartment("guarded", by=by).id)
    titled = custody.Description(title="A title")
    custody.describe(house.refs["first"], description=titled, seen=0, reason="named", by=by, now=world.tick())
    made = custody.derive(
        io.BytesIO(b"smaller"), parent=house.refs["first"], making=custody.Making.REDACTION, name="smaller",
        tool="pen", tool_version="1", parameters={}, by=by, now=world.tick(),
    )  # fmt: skip
    told = custody.record_object(custody.Description(), name="Telephone", by=by, now=world.tick())
    house.refs |= {"derivative": made.ref, "object": told.ref}
    custody.move_object(told.ref, circumstances=custody.Circumstances(went_to="Shelf"), by=by, now=world.tick())
    custody.examine(house.refs["first"], by=by, now=world.tick())
    _receive_what_goes(house)
    assert custody.check(by=by, now=world.tick()).clean
    world.second_account()
    _wait_for_two(house)
    _sign_in_at_a_browser(house)
    _destroy(house)
    house.outside = journal.checkpoint(now=world.tick())


def _wait_for_two(house):
    """Somebody is to be let in, and waits for a second person; another request was taken back."""
    world = house.world
    partner = access.add_organisation(name="Third house", by=world.session, now=world.tick())
    unwanted = access.ask("custody:item:destroy", digest=b"\x07" * 32, by=world.session, now=world.tick())
    access.take_back(unwanted, by=world.session, now=world.tick())
    people.propose_account(
        world.home, passphrase="third " + world.passphrase, organisation=partner, role="analyst", by=world.session,
        now=world.tick(), cost=worlds.LIGHT,
    )  # fmt: skip


def _sign_in_at_a_browser(house):
    """With an app for codes, and codes on paper."""
    world = house.world
    machine = access.serve(access.unlock(world.home, passphrase=world.passphrase), now=world.tick())
    name = str(access.name_of(world.session.actor.account))
    pending = access.begin_sign_in(world.home, name=name, passphrase=world.passphrase, now=world.tick())
    secret = access.first_app_secret(pending, issuer="Archive", machine=machine, now=world.tick()).text
    code = pyotp.TOTP(secret).at(world.tick())
    access.enrol_app(pending, secret=secret, code=code, device=None, machine=machine, now=world.now)
    access.new_codes(by=world.session, now=world.tick())


def _receive_what_goes(house):
    world, said = house.world, custody.Description(title="To be forgotten")
    house.gone = custody.receive(
        io.BytesIO(b"must go"), name="gone", description=said, by=world.session, now=world.tick()
    ).ref
    with access.whole_house("test"):
        house.header = bytes(Item.objects.select_related("blob").get(ref=house.gone).blob.header)


def _destroy(house):
    """An item with everything sealed about it, and its file."""
    assert destroying.Two.of(house.world).destroy([house.gone]).left == ()


def _keep_a_copy(house):
    """The whole home, and the rows of its database, as they are now."""
    database.close()
    house.earlier = Path(shutil.copytree(house.home, house.home.with_name("earlier")))
    house.world.open_again()


def _remember(house):
    names = house.names
    with access.whole_house("test"):
        for name, ref in house.refs.items():
            item = Item.objects.select_related("blob").get(ref=ref)
            short = name.replace(" ", "_")
            names[f"{short}_ref"] = ref
            named(house, "custody.item", f"{short}_item", item)
            if item.blob:
                named(house, "custody.blob", f"{short}_blob", item.blob)
        item = Item.objects.select_related("blob", "destruction").get(ref=house.gone)
        names["gone_ref"] = house.gone
        for name, row in (("gone_item", item), ("gone_blob", item.blob), ("gone_mark", item.destruction)):
            named(house, row._meta.label_lower, name, row)
        for number in (1, 2):
            event = Event.objects.get(item__ref=house.refs["first"], number=number)
            named(house, "custody.event", f"event{number}", event)
    for model in apps.get_models():
        row = model._base_manager.order_by("pk").first()
        if row is not None and hasattr(row.pk, "hex"):
            named(house, model._meta.label_lower, model._meta.label_lower.replace(".", "_"), row)
    named(house, "access.compartment", "guarded", Compartment.objects.get(name="guarded"))
    entry = journal.entries_about(house.refs["first"])[0].entry
    placed = Placement.objects.get(entry_id=entry)
    guarded = Placement.objects.order_by("-index").filter(entry__sealed=True).first()
    names |= {"entry": entry, "index": placed.index, "sealed_entry": guarded.entry_id, "sealed_index": guarded.index}
    names["size"] = journal.head().size


@pytest.fixture(scope="session")
def full_house(real_template, tmp_path_factory):
    """Made once and closed; each test works on a copy (`house`)."""
    made = House(worlds._opened(real_template, tmp_path_factory.mktemp("house")))
    _fill(made)
    _remember(made)
    database.close()
    return made


@pytest.fixture
def house(full_house, tmp_path):
    """An opened copy of the house in use."""
    kept = full_house.world
    home = Path(shutil.copytree(kept.home, tmp_path / "home", ignore=shutil.ignore_patterns("installation")))
    world = worlds.World.__new__(worlds.World)
    world.home, world.slips, world.now, world.passphrase = home, kept.slips, kept.now, kept.passphrase
    world.compartment = kept.compartment
    world.open_again()
    yield House(
        world,
        dict(full_house.refs),
        dict(full_house.names),
        full_house.outside,
        full_house.earlier,
        full_house.gone,
        full_house.header,
    )
    database.close()


@pytest.fixture
def losing(object_server, monkeypatch):
    """The object store behind a server in between that loses it when told to. Nothing hangs, so nobody is impatient."""
    monkeypatch.setattr(client, "READ_SECONDS", 60)
    with misbehaving.between(object_server) as between:
        yield misbehaving.Losing(between)
