"""Three houses witness a fourth. Its machine burns; an old back-up comes back; nobody outside can tell but by the gap.

In `make soak`: against moto, and against Debian's Ceph gateway, where a lock is a lock.
"""

import contextlib
import io
import json
import shutil
import signal
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests import logwitnesses, permitting, servers
from tests.objectstores import LOOPBACK
from tests.stories.conftest import CHECK

from dokaz.access import api as access
from dokaz.config import environment
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import age, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.policies import Log, Operator, Policy

pytestmark = [pytest.mark.soak, pytest.mark.allow_hosts(LOOPBACK)]

ACCOUNT, PRISON, LATE = b"an invented account", b"the invented list of a prison", b"came after the back-up"
PARTNERS = ("Beta", "Gamma", "Delta")


@dataclass
class House:
    """The fourth house: two custodians, of whom the second was admitted by the first; and what others know of it."""

    origin: str
    vkey: str
    second: Path
    key: Path
    trust: Path
    recovery: age.X25519Identity
    partners: list[logwitnesses.LogWitness] = field(default_factory=list)

    @property
    def places(self):
        return [word for partner in self.partners for word in ("--mirror", partner.url)]


@pytest.fixture(params=["moto", "ceph"])
def buckets(request):
    """A locked bucket for what is sealed, and one for headers that keeps nothing of what is removed."""
    server = request.getfixturevalue("object_server" if request.param == "moto" else "ceph_server")
    return server, server.make(lock="2d"), server.make()


@pytest.fixture
def house(world, buckets, desk, tmp_path):
    server, vault, headers = buckets
    desk["DOKAZ_STORE"] = server.url(vault.name, lock="2d")
    desk["DOKAZ_HEADERS"] = server.url(headers.name)
    account = world.second_account()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    (tmp_path / "second.txt").write_text(f"acid {world.passphrase}")
    backup = age.X25519Identity.generate()
    (tmp_path / "back-up-key.txt").write_text(f"{backup}\n")
    access.admit_backup_recipient(str(backup.recipient), by=world.session, now=world.tick())
    identity = journal.identity()
    told = House(
        identity.origin, identity.vkey, tmp_path / "second.txt", tmp_path / "back-up-key.txt", tmp_path / "trust",
        access.combine(world.slips[:2]).identity,
    )  # fmt: skip
    with ExitStack() as stack:
        for name in PARTNERS:
            one = stack.enter_context(
                logwitnesses.witnessing(tmp_path / f"house-{name}", name=f"witness.example/{name.lower()}")
            )
            one.serves(told.vkey, operator="Alpha")
            access.admit_witness(
                one.vkeys, operator=name, country="LT", url=one.url, by=world.session, now=world.tick()
            )  # fmt: skip
            told.partners.append(one)
        told.trust.write_bytes(_learnt_elsewhere(told))
        database.close()
        yield told


@pytest.fixture
def another_server(engine, desk, request):
    """Where the burnt house had its database on a server: an empty one elsewhere, filled and prepared as its owner."""
    if engine == "embedded":
        yield lambda *_: None
        return
    cluster, place = request.getfixturevalue("cluster"), environment.DATABASE.name

    def moved(dokaz, bring):
        cluster.create("elsewhere")
        desk[place] = cluster.url("elsewhere", servers.OWNER)
        done(dokaz(*bring))
        done(dokaz("database", "prepare", "--for", servers.WEB))
        desk[place] = cluster.url("elsewhere")

    yield moved
    cluster.drop("elsewhere")


def _learnt_elsewhere(house):
    """What a stranger writes into a trust file after telephoning four houses: two of the three must have cosigned."""
    operators = [
        Operator(name, "LT", tuple((notes.VerifierKey.parse(vkey), partner.url) for vkey in partner.vkeys))
        for name, partner in zip(PARTNERS, house.partners, strict=True)
    ]
    return Policy.of_operators(Log(notes.VerifierKey.parse(house.vkey)), operators, needed=2).written()


def done(said):
    assert said.code == 0, said.err + said.out
    return said


def received(said, name):
    return next(line["ref"] for line in done(said).lines if line["path"].endswith(name))


def size_shown(file):
    return Checkpoint.parse(notes.parse(file.read_bytes())[0]).size


def test_the_same_log_goes_on_and_what_was_destroyed_stays_destroyed(
    house, buckets, dokaz, start, material, another_server, tmp_path, desk
):
    # before: two items, a package, a back-up
    brought = done(dokaz("receive", material(**{"account.txt": ACCOUNT, "prison.txt": PRISON}), "--later", "--json"))
    account, prison = received(brought, "account.txt"), received(brought, "prison.txt")
    may_go = permitting.PROGRAM.replace("argv[1:]", f"argv[1:], second={house.second.read_text().strip()!r}")
    done(dokaz(account, prison, program=may_go))
    done(permitting.by_two(dokaz, account, prison, *permitting.WHERE, second=house.second, to=tmp_path / "before"))
    (tmp_path / "shelf").mkdir()
    done(dokaz("backup", "make", "--to", tmp_path / "shelf"))

    # after the back-up: one more item, and one that two people destroy
    late = received(dokaz("receive", material(**{"late.txt": LATE}), "--later", "--json"), "late.txt")
    destroyed_by_two(dokaz, house, prison, tmp_path)
    (tmp_path / "material" / "prison.txt").unlink()  # it would be received again, as another item
    done(dokaz("checkpoint", "--to", tmp_path / "shown"))
    assert dokaz("extract", prison, "--to", tmp_path / "no").code == 1

    # the machine is killed in the middle of work, and burns
    many = material(**{f"{n}.bin": bytes([n]) * 300_000 for n in range(40)})
    running = start("receive", many, "--later", "--json")
    assert json.loads(running.stdout.readline())
    running.send_signal(signal.SIGKILL)
    running.communicate()
    shutil.rmtree(desk["DOKAZ_HOME"])
    bring = ("restore", "--from", tmp_path / "shelf", "--identity", house.key)
    another_server(dokaz, bring)

    # it comes back from the old back-up, and asks the partners what they know before it opens to anybody
    back = done(dokaz(*bring, *house.places, "--json")).lines[-1]
    assert (back["new_log"], back["origin"]) == (False, house.origin)
    assert back["lost_entries"] > 0
    assert back["taken_away_again"] > 0

    # the same log: every partner cosigns that it goes on from what it saw before
    done(dokaz("checkpoint", "--to", tmp_path / "again"))
    assert size_shown(tmp_path / "again") > size_shown(tmp_path / "shown")
    Policy.parse(house.trust.read_bytes()).accept((tmp_path / "again").read_bytes())
    whole = done(dokaz("verify", "--all", "--checkpoint", tmp_path / "shown", "--json")).lines[-1]
    assert (whole["sound"], whole["cosigned"]["enough"]) == (True, True)

    # what was destroyed opens nowhere: not from the live store, nor the locked one, nor what came back
    assert dokaz("extract", prison, "--to", tmp_path / "no").code == 1
    opened = list(everything_that_opens(buckets, house))
    assert ACCOUNT in opened
    assert PRISON not in opened
    assert done(dokaz("extract", account, "--to", tmp_path / "copy")).code == 0
    assert (tmp_path / "copy").read_bytes() == ACCOUNT
    assert dokaz("show", late).code == 1  # it was received after the back-up; its place in the log is marked as lost

    # a stranger checks a package from before and one from after, with keys learnt elsewhere
    done(permitting.by_two(dokaz, account, *permitting.WHERE, second=house.second, to=tmp_path / "after"))
    for package in ("before", "after"):
        checked = dokaz(tmp_path / package, "--trust", house.trust, "--json", program=CHECK)
        told = json.loads(checked.out)
        assert (checked.code, told["faults"]) == (0, []), checked.out + checked.err


def destroyed_by_two(dokaz, house, ref, tmp_path):
    """The second custodian asks, the first approves: nobody whose account comes from the asker may."""
    asker, receipt = ("--passphrase-file", house.second), tmp_path / "receipt.json"
    asked = ("destroy", ref, "--reason", "withdrawn", "--why", "asked for it", "--receipt", receipt)
    done(dokaz(*asked, *asker))
    assert dokaz("destroy", "--receipt", receipt, *asker).code == 1  # one person alone
    (waiting,) = done(dokaz("approval", "list", "--json")).lines
    done(dokaz("approval", "give", waiting["id"], "--receipt", receipt))
    done(dokaz("destroy", "--receipt", receipt, *asker))


def everything_that_opens(buckets, house):
    """Each payload in the locked bucket, under each header that is left, with the key that opens every compartment."""
    server, vault, headers = buckets
    sealed = [_body(server, vault, each) for each in _keys(server, vault)]
    left = [_body(server, headers, each) for each in _keys(server, headers)]
    assert sealed and left  # noqa: PT018 - the bytes lie there still
    for header in left:
        for payload in sealed:
            opened = io.BytesIO()
            with contextlib.suppress(age.AgeError):
                age.decrypt(io.BytesIO(header + payload), opened, [house.recovery])
                yield opened.getvalue()


def _keys(server, bucket):
    found = server.admin.list_object_versions(Bucket=bucket.name).get("Versions", [])
    return [(each["Key"], each["VersionId"]) for each in found]


def _body(server, bucket, place):
    key, version = place
    named = {"Bucket": bucket.name, "Key": key} | ({"VersionId": version} if version != "null" else {})
    return server.admin.get_object(**named)["Body"].read()
