"""What outsiders said of the log leaves with a package, and is told of no item that came after they spoke."""

import io
import json
from dataclasses import dataclass

import pytest
from tests import logwitnesses, packages, permitting
from tests.authorities import Authority

from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.verify import package, stamps
from dokaz.verify.package import Index, layout
from dokaz.verify.policies import Policy

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@dataclass
class Authorities:
    """The port for time stamps, over authorities that openssl plays; who is not named is away."""

    there: dict[str, Authority]

    def ask(self, url, request):
        name = url.rpartition("/")[2]
        if name not in self.there:
            raise journal.AuthorityAway(url=url, why="nobody answers")
        return self.there[name].reply(request)


@pytest.fixture
def admit(world, tmp_path):
    """Admit an authority of this name, which answers until it is taken out of what is given."""
    there = {}
    wiring.wire(world.session, home=world.home, stamper=Authorities(there))

    def admitted(name, *, called):
        there[name] = Authority(tmp_path / name, name=called)
        url, roots = f"https://stamps.example/{name}", stamps.pem(there[name].roots)
        journal.admit_authority(name, url=url, roots=roots, by=world.session.actor, now=world.tick())
        return there

    return admitted


def receive(world, data=b"invented"):
    ref = custody.receive(io.BytesIO(data), name="a.txt", by=world.session, now=world.tick()).ref
    return permitting.of(world, [ref])[0]


def root_of(authority):
    return stamps.fingerprint(authority.root.certificate)


def test_a_package_is_stamped_as_it_is_made_and_both_verifiers_name_the_day(world, pack, admit):
    there = admit("alpha", called="Alpha Trust")
    made = pack([receive(world)])
    index = Index.parse((made.path / layout.INDEX).read_bytes())
    assert [(row.authority, row.size, row.practice) for row in index.stamps] == [("alpha", made.log_size, False)]
    verdict = package.check(made.path, roots=frozenset([root_of(there["alpha"])]))
    code, faults, said = packages.by_script(made.path, "--tsa-root", root_of(there["alpha"]))
    assert (verdict.state, code, faults) == ("whole", 0, set())
    assert verdict.since == index.stamps[0].time
    assert "1 of 1 files unchanged since" in said
    assert "no outside party" not in said


def test_without_an_answer_the_older_stamp_goes_along_and_is_about_older_items_only(world, pack, admit):
    there = admit("alpha", called="Alpha Trust")
    old = receive(world)
    journal.checkpoint(now=world.tick())
    size = journal.head().size
    journal.stamp(size, by=world.session.actor, now=world.tick())
    root = root_of(there.pop("alpha"))
    made = pack([old, receive(world, b"later")])
    index = Index.parse((made.path / layout.INDEX).read_bytes())
    assert (index.heads, [row.size for row in index.stamps]) == ((size,), [size])
    verdict = package.check(made.path, roots=frozenset([root]))
    assert verdict.state == "whole"
    assert [bool(verdict.since_of(each.entry)) for each in index.exhibits] == [True, False]
    report = (made.path / layout.REPORT).read_text()
    assert report.count("by the clock of Alpha Trust: time stamp (RFC 3161)") == 1
    assert report.count("no outside party vouches for a time") == 1


@pytest.mark.both
def test_the_earliest_word_on_each_item_goes_along_and_no_other_head(world, pack, admit):
    admit("alpha", called="Alpha Trust")
    sizes, refs = [], []
    for number in range(3):
        refs.append(receive(world, b"%d" % number))
        journal.checkpoint(now=world.tick())
        sizes.append(journal.head().size)
        journal.stamp(sizes[-1], by=world.session.actor, now=world.tick())
    index = Index.parse((pack([refs[0], refs[2]]).path / layout.INDEX).read_bytes())
    assert index.heads == (sizes[0], sizes[2])


def test_a_practice_authority_is_called_one_on_every_page(world, pack, admit):
    there = admit("one", called="Practice authority one")
    made = pack([receive(world)])
    for name in (layout.REPORT, layout.COVER, layout.MANUAL):
        assert "PRACTICE AUTHORITY" in (made.path / name).read_text()
    assert "no outside party vouches for a time" in (made.path / layout.REPORT).read_text()
    verdict = package.check(made.path, roots=frozenset([root_of(there["one"])]))
    assert (verdict.state, verdict.since) == ("whole", None)


def test_where_nobody_outside_spoke_the_pages_say_so(world, pack):
    made = pack([receive(world)])
    assert "No outside party has vouched for a time yet" in (made.path / layout.REPORT).read_text()
    assert "No outside party has vouched for a time yet" in (made.path / layout.COVER).read_text()
    assert json.loads((made.path / layout.INDEX).read_bytes())["stamps"] == []


@pytest.fixture
def witness(world, tmp_path):
    """A log witness of a partner, admitted, with both its keys, and asked for by the rule."""
    with logwitnesses.witnessing(tmp_path / "witness", name="witness.example/beta") as served:
        access.admit_witness(
            served.vkeys, operator="Beta", country="LT", url=served.url, by=world.session, now=world.tick()
        )
        served.serves(journal.identity().vkey)
        yield served


@pytest.mark.both
def test_the_head_carries_its_cosignatures_and_a_policy_that_counts_operators(world, pack, witness):
    made = pack([receive(world)])
    policy = Policy.parse((made.path / layout.POLICY).read_bytes())
    assert policy.quorum == "operators"
    verdict = package.check(made.path, trust=journal.policy(believed=access.trusted_witnesses()))
    assert (verdict.state, len(verdict.vouched)) == ("whole", 2)
    assert verdict.since is not None
    assert "Beta (LT)" in (made.path / layout.REPORT).read_text()


def test_the_shipped_program_believes_the_keys_it_can_check_and_names_the_one_it_cannot(world, pack, witness, tmp_path):
    made = pack([receive(world)])
    trust = tmp_path / "trust"
    trust.write_bytes(journal.policy(believed=access.trusted_witnesses()).written())
    code, faults, said = packages.by_script(made.path, "--trust", str(trust))
    assert (code, faults) == (3, set())
    assert "1 of 1 files unchanged since" in said
    assert "no outside party" not in said
    assert said.count("NOT CHECKED") == 1
    assert "ML-DSA" in said


def test_a_rule_that_is_not_met_is_said_and_the_package_does_not_fail_by_its_own_policy(world, pack, witness):
    access.admit_witness(
        (str(packages.SignerKey.generate("witness.example/gone", packages.COSIGNATURE).verifier),),
        operator="Gamma", country="LV", url="http://127.0.0.1:9", by=world.session, now=world.tick(),
    )  # fmt: skip
    made = pack([receive(world)])
    house = journal.policy(believed=access.trusted_witnesses())
    assert package.check(made.path).state == "whole"
    assert "The sender’s rule asks for 2 operators of log witnesses" in (made.path / layout.REPORT).read_text()
    assert [fault.code for fault in package.check(made.path, trust=house).faults] == ["quorum-missing"]
