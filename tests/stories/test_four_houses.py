"""Four installations, each with a collection and a log witness, witness each other over HTTP on loopback."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from tests import logwitnesses
from tests.conftest import BEGAN, LIGHT, PASSPHRASE, SHARES, nobody_takes_shares

from dokaz.access import api as access
from dokaz.config import homes
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.verify.errors import QuorumMissing
from dokaz.verify.policies import Policy

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

NAMES = ("alpha", "beta", "gamma", "delta")


@dataclass
class House:
    """One installation: its collection, which is opened by one command after another, and its log witness."""

    name: str
    home: Path
    witness: logwitnesses.LogWitness
    vkey: str = ""
    trust: bytes = field(default=b"", repr=False)

    def opened(self, now):
        database.close()
        return homes.open(self.home, passphrase=PASSPHRASE, now=now)


@pytest.fixture
def now(monkeypatch):
    """One clock for all houses; it goes on by a minute whenever somebody looks."""
    moment = [BEGAN]

    def look():
        moment[0] += timedelta(minutes=1)
        return moment[0]

    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return look


@pytest.fixture
def houses(tmp_path, now):
    with ExitStack() as stack:
        made = []
        for name in NAMES:
            witness = stack.enter_context(
                logwitnesses.witnessing(tmp_path / f"{name}-witness", name=f"witness.example/{name}")
            )
            made.append(House(name, tmp_path / name, witness))
        for house in made:
            begun = homes.create(
                house.home, name=house.name, shares=SHARES, passphrase=PASSPHRASE, home_kind="trial", now=now(), cost=LIGHT,
                hand_out=nobody_takes_shares,
            )  # fmt: skip
            house.vkey = journal.identity().vkey
            partners = [each for each in made if each is not house]
            for partner in partners:
                access.admit_witness(
                    partner.witness.vkeys, operator=partner.name.title(), country="LT", url=partner.witness.url,
                    by=begun.session, now=now(),
                )  # fmt: skip
                partner.witness.serves(house.vkey, operator=house.name.title())
            journal.set_quorum(2, by=begun.session.actor, now=now())
            house.trust = journal.policy(believed=access.trusted_witnesses()).written()
        yield made
    database.close()


def receive_and_publish(house, now, material):
    session = house.opened(now())
    receipt = custody.receive(material.open("rb"), name="one", by=session, now=now())
    return session, receipt, journal.publish(witnesses=access.trusted_witnesses(), now=now())


def test_each_is_witnessed_by_the_three_others_and_goes_on_from_the_mirror_of_any_of_them(houses, now, tmp_path):
    """A stranger can check what they say; and the leaf hashes beside one witness are those of the log, nothing else."""
    (tmp_path / "one").write_bytes(b"invented")
    for house in houses:
        _, receipt, published = receive_and_publish(house, now, tmp_path / "one")
        assert {each.operator for each in published.witnesses} == {n.title() for n in NAMES} - {house.name.title()}
        assert all(isinstance(each, journal.Cosigned) and not each.odd for each in published.witnesses)
        accepted = Policy.parse(house.trust).accept(published.note)
        assert len(accepted.witnessed) == 6  # three houses, two keys each
        assert accepted.checkpoint.size == published.size
        for partner in (each for each in houses if each is not house):
            assert_mirrored(house, partner, receipt, published)


def assert_mirrored(house, partner, receipt, published):
    mirror = partner.witness.mirror(house.vkey)
    assert mirror.size() == published.size
    assert mirror.checkpoint().split(b"\n\n")[0] == published.note.split(b"\n\n")[0]
    everything = b"".join(path.read_bytes() for path in partner.witness.folder.rglob("*") if path.is_file())
    assert receipt.ref.encode() not in everything
    assert b"one" not in mirror.hashes(0, published.size)


@pytest.mark.soak
def test_two_of_three_are_enough_and_one_is_not(houses, now, tmp_path):
    (tmp_path / "one").write_bytes(b"invented")
    first, *partners = houses
    served = {partner.name: partner.witness.url for partner in partners}
    for away, enough in ((["beta"], True), (["beta", "gamma"], False)):
        with pytest.MonkeyPatch.context() as patch:
            _silence(patch, [served[name] for name in away])
            _, _, published = receive_and_publish(first, now, tmp_path / "one")
        told = journal.witnessed(published.size)
        assert told.enough is enough
        assert set(told.operators) == {"Beta", "Gamma", "Delta"} - {name.title() for name in away}
        if enough:
            Policy.parse(first.trust).accept(published.note)
        else:
            with pytest.raises(QuorumMissing):
                Policy.parse(first.trust).accept(published.note)
    assert journal.witnessed(receive_and_publish(first, now, tmp_path / "one")[2].size).operators == (
        "Beta", "Delta", "Gamma",
    )  # fmt: skip  # those who were away cosign the next


def _silence(patch, urls):
    """These partners' machines are switched off."""
    from dokaz.adapters import posting

    ask = posting._asked

    def asked(method, url, *rest):
        if any(url.startswith(away) for away in urls):
            raise posting.Silent("Connection refused")
        return ask(method, url, *rest)

    patch.setattr(posting, "_asked", asked)
