"""Every package leaves by two: one says exactly what, another approves that, and it leaves once (SECURITY 1.10)."""

import io
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import pytest
from tests import attackers, earlier, permitting, persons
from tests.conftest import LIGHT, PASSPHRASE
from tests.permitting import TO_A_PARTNER
from tests.unit.disclosure.conftest import decided

from dokaz.access import api as access
from dokaz.config import people
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.leaving import PlainFolder
from dokaz.disclosure.models import ProposedPart
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.kernel.languages import Language
from dokaz.people import api as cases
from dokaz.safeguards import api as safeguards
from dokaz.verify import age, package
from dokaz.verify.package import Index, layout

HOURS = 5 * 3600
FEW = access.Limits(items=1, accounts=10, hours=0)


def ask(world, refs, **options):
    return disclosure.propose_package(refs, going=TO_A_PARTNER, by=world.session, now=world.tick(), **options)


def make(world, asked, to):
    return disclosure.package(asked, to=to, by=world.session, now=world.tick())


def read(world, asked, by):
    return disclosure.proposed_package(asked.proposed.sha256, by=by, now=world.tick())


def entries(world):
    journal.sequence(now=world.tick())
    return [json.loads(each.event) for each in journal.read() if each.event]


def test_one_item_leaves_at_once_when_another_approved_it_and_by_nobody_alone(world, refs, few, tmp_path):
    """Whoever asks, with however few items, in whatever house: the approval of another is what the package is made on."""
    asked = ask(world, refs[:1])
    with pytest.raises(access.ApprovedByAsker):
        access.approve(asked.approval, by=world.session, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        make(world, asked.proposed, tmp_path / "package")
    assert not (tmp_path / "package").exists()
    access.approve(asked.approval, by=few, now=world.tick())
    assert package.check(make(world, asked.proposed, tmp_path / "package").path).unchanged == (refs[0],)


def test_exhibits_are_numbered_in_the_order_in_which_they_were_named(world, refs, tmp_path):
    """And not as their references are sorted, which says nothing to anybody. Of what stays, no number is left out."""
    decided(world, FEW)
    new = custody.receive(io.BytesIO(b"not looked through"), name="a", by=world.session, now=world.tick()).ref
    several = (refs[::-1], sorted(refs), [refs[1], new, refs[3].lower(), refs[0], refs[1]])
    for place, named in enumerate(several):
        asked = permitting.approved_in(world, named)
        wanted = tuple(dict.fromkeys(ref.upper() for ref in named if ref != new))
        assert asked.proposed.in_order == wanted
        made = make(world, asked.proposed, tmp_path / str(place))
        index = Index.parse((made.path / layout.INDEX).read_bytes())
        assert {row.ref: row.number for row in index.rows} == {ref: f"X-{n:04}" for n, ref in enumerate(wanted, 1)}


def test_what_a_version_kept_that_did_not_ask_where_it_goes_is_shown_to_nobody_and_never_made(world, refs):
    old = earlier.package_asked(world, refs, by=world.session, now=world.tick())
    second = decided(world, FEW)
    for reader in (world.session, second):
        assert disclosure.proposed_package(old.sha256, by=reader, now=world.tick()) is None
    assert "disclosure:proposal:read" not in [each["verb"] for each in entries(world)]
    assert journal.verify_records().found == ()  # it is whole: it is only too old


@pytest.mark.both
def test_many_leave_once_after_another_approved_exactly_that_and_the_hours_went_by(world, refs, few, tmp_path):
    to = tmp_path / "package"
    asked = ask(world, [refs[0].lower(), *refs[::-1]])
    assert asked.proposed.refs == tuple(sorted(refs))
    with pytest.raises(access.ApprovalMissing):
        make(world, asked.proposed, to)
    access.approve(asked.approval, by=few, now=world.tick())
    with pytest.raises(access.ActWaits):
        make(world, asked.proposed, to)
    world.tick(HOURS)
    made = make(world, asked.proposed, to)
    assert set(package.check(made.path).unchanged) == set(refs[:3])
    with pytest.raises(access.ApprovalMissing):
        make(world, asked.proposed, tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {world.home.name, "package"}
    found = entries(world)
    verbs = [each["verb"] for each in found]
    assert verbs.index("disclosure:package:begin") < verbs.index("custody:item:open")
    last = found[len(verbs) - 1 - verbs[::-1].index("disclosure:package:make")]
    assert last["facts"]["approval"] == str(asked.approval)
    assert journal.verify_records().found == ()


def test_the_approval_is_of_these_items_for_this_reader(world, refs, few, tmp_path):
    reader, other = (str(age.X25519Identity.generate().recipient) for _ in range(2))
    asked = ask(world, refs, recipient=reader)
    access.approve(asked.approval, by=few, now=world.tick())
    world.tick(HOURS)
    (part,) = asked.proposed.parts
    for changed in (
        replace(asked.proposed, terms=disclosure.PackageTerms(TO_A_PARTNER)),
        replace(asked.proposed, terms=disclosure.PackageTerms(replace(TO_A_PARTNER, occasion="Q-1"), reader)),
        replace(asked.proposed, terms=disclosure.PackageTerms(TO_A_PARTNER, other)),
        replace(asked.proposed, terms=replace(asked.proposed.terms, series="another")),
        replace(asked.proposed, terms=replace(asked.proposed.terms, language=Language.RUSSIAN)),
        replace(asked.proposed, terms=replace(asked.proposed.terms, cover=disclosure.CoverNote("A", "", "", ("b",)))),
        replace(asked.proposed, parts=(replace(part, refs=part.refs[1:]),), order=()),
        replace(asked.proposed, order=(asked.proposed.order or (0, 1, 2, 3))[::-1]),
        replace(asked.proposed, asked_by=few.actor.account),
    ):
        with pytest.raises(access.ApprovalMissing):
            make(world, changed, tmp_path / "out")
    with pytest.raises(access.ApprovalMissing):  # asked for by another
        disclosure.package(asked.proposed, to=tmp_path / "out", by=few, now=world.tick())
    assert make(world, asked.proposed, tmp_path / "out").sealed
    with pytest.raises(disclosure.RecipientUnreadable):
        ask(world, refs, recipient="age1nobody")


@pytest.mark.both
def test_only_members_read_what_would_leave_and_nothing_that_was_put_there_by_hand(world, refs, few):
    asked = ask(world, refs)
    assert read(world, asked, few) == asked.proposed
    assert "disclosure:proposal:read" in [each["verb"] for each in entries(world)]
    words = "analyst " + PASSPHRASE
    outsider = world.as_account(world.second_account(role="analyst", passphrase=words), passphrase=words)
    assert read(world, asked, outsider) is None
    assert disclosure.proposed_package("0" * 64, by=few, now=world.tick()) is None
    with access.whole_house("test"):
        rested = bytes(ProposedPart.objects.get().words)
    assert refs[0].encode() not in rested
    with attackers.as_attacker() as sql:
        sql("UPDATE disclosure_proposedpart SET sha256 = %s", ["1" * 64])
    with pytest.raises(journal.RecordUnvouched):
        disclosure.proposed_package("1" * 64, by=few, now=world.tick())


SEEN = {"relation": cases.Relation.SHOWS, "pinpoint": "on the left", "reason": "he said so"}
DETAINED = {"circumstance": cases.Circumstance.DETAINED, "on": Span.parse("2026-03-01"), "reason": "his wife called"}


@pytest.fixture
def cautious(real_world):
    """A house that keeps identities, in which nothing waits, and two people of the archive."""
    kept = persons.keep(real_world)
    limits = access.Limits(items=1, accounts=10, hours=0)
    access.approve(access.propose_limits(limits, by=kept.by, now=real_world.tick()), by=kept.second, now=kept.world.now)
    access.set_limits(limits, by=kept.by, now=kept.world.tick())
    access.grant_membership(
        compartment=kept.world.compartment, account=kept.second.actor.account, by=kept.by, now=kept.world.tick()
    )
    return kept


def received(kept, count=2):
    refs = [
        custody.receive(io.BytesIO(b"%d" % number), name="a", by=kept.by, now=kept.world.tick()).ref
        for number in range(count)
    ]
    return permitting.of(kept.world, refs)


def agreed(kept, person, **how):
    return permitting.agreed(person, by=kept.by, second=kept.second, now=kept.world.tick, **how)


def approved(kept, refs):
    asked = ask(kept.world, refs)
    access.approve(asked.approval, by=kept.second, now=kept.world.tick())
    return asked.proposed


def test_a_change_for_the_worse_around_somebody_in_it_stops_what_was_approved(cautious, tmp_path):
    world, refs, one = cautious.world, received(cautious), cautious.person()
    cases.appear(one.id, item=refs[0], **SEEN, by=cautious.by, now=world.tick())
    agreed(cautious, one)
    before = cases.note_situation(one.id, **DETAINED, seen=one.number, by=cautious.by, now=world.tick())
    asked = approved(cautious, refs)
    assert disclosure.worsened(asked, by=cautious.by, now=world.tick()) == disclosure.Worsened((), unseen=False)
    cases.note_situation(one.id, **DETAINED, seen=before.number, by=cautious.by, now=world.tick())
    with pytest.raises(disclosure.SituationWorse, match=one.ref):
        make(world, asked, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    again = approved(cautious, refs)  # they were asked, and said yes
    assert make(world, again, tmp_path / "out").exhibits == 2


def test_whoever_is_in_what_it_was_made_of_stops_it_too(cautious, tmp_path):
    world, (film, other), one = cautious.world, received(cautious), cautious.person()
    cases.appear(one.id, item=film, **SEEN, by=cautious.by, now=world.tick())
    frame = film
    for generation in range(2):
        frame = custody.derive(
            io.BytesIO(b"made %d" % generation), parent=frame, making=custody.Making.REDACTION, name="b", tool="t",
            tool_version="1", parameters={}, by=cautious.by, now=world.tick(),
        ).ref  # fmt: skip
    agreed(cautious, one)
    permitting.of(world, [frame])
    asked = approved(cautious, [frame, other])
    cases.note_situation(one.id, **DETAINED, seen=one.number, by=cautious.by, now=world.tick())
    with pytest.raises(disclosure.SituationWorse, match=one.ref):
        make(world, asked, tmp_path / "out")


def test_whom_the_maker_may_not_see_stops_it_before_anything_is_written(cautious, tmp_path):
    """Something may have changed for the worse around them, and this account would not know."""
    world, refs = cautious.world, received(cautious)
    team = access.add_compartment(name="team", by=cautious.by, now=world.tick()).id
    hidden = cautious.person("Схаваны", compartment=team)
    asked = disclosure.propose_package(refs, going=TO_A_PARTNER, by=cautious.second, now=world.tick())
    cases.appear(hidden.id, item=refs[0], **SEEN, by=cautious.by, now=world.tick())
    access.approve(asked.approval, by=cautious.by, now=world.tick())
    with pytest.raises(disclosure.AppearingUnseen) as why:
        disclosure.package(asked.proposed, to=tmp_path / "out", by=cautious.second, now=world.tick())
    assert hidden.ref not in str(why.value)
    assert not (tmp_path / "out").exists()
    told = disclosure.worsened(asked.proposed, by=cautious.second, now=world.tick())
    assert told == disclosure.Worsened((), unseen=True)
    assert not access.approval(asked.approval, by=cautious.by, now=world.tick()).used_at


@pytest.fixture
def two_circles(real_world):
    """Three items of the archive and one of a protected compartment, and where that is."""
    world = real_world
    shut = access.add_compartment(name="shut", protected=True, by=world.session, now=world.tick()).id
    places = [world.compartment, world.compartment, shut]
    refs = [
        custody.receive(io.BytesIO(b"%d" % number), name="a", compartment=place, by=world.session, now=world.tick()).ref
        for number, place in enumerate(places)
    ]
    return SimpleNamespace(world=world, refs=refs, shut=shut)


def test_a_protected_part_rules_and_takes_somebody_of_another_house(two_circles, tmp_path):
    world, words = two_circles.world, "third " + PASSPHRASE
    world.second_account(role="custodian", organisation=UUID(world.session.actor.organisation))
    second = decided(world, FEW)  # of the same house, and not of the protected compartment
    partner = access.add_organisation(name="Partner", by=world.session, now=world.tick())
    let_in = people.propose_account(
        world.home, passphrase=words, organisation=partner, role="custodian", by=second, now=world.tick(), cost=LIGHT
    )
    access.approve(let_in.approval, by=world.session, now=world.tick(), fingerprint=let_in.fingerprint)
    third = world.as_account(people.admit(world.home, approval=let_in.approval, by=second, now=world.tick()).account,
                             passphrase=words)  # fmt: skip
    permitting.let_go(two_circles.refs, by=world.session, second=third, now=world.tick)
    asked = ask(world, two_circles.refs)
    assert read(world, asked, second) is None
    with pytest.raises(access.ApproverOfSameHouse):
        access.approve(asked.approval, by=second, now=world.tick())
    assert read(world, asked, third) == asked.proposed
    access.approve(asked.approval, by=third, now=world.tick())
    made = make(world, asked.proposed, tmp_path / "package")
    assert set(package.check(made.path).unchanged) == set(two_circles.refs)
    hidden = two_circles.refs[2]
    told = [each["about"] for each in entries(world) if each["verb"].startswith("disclosure:")]
    assert told
    assert not any(hidden in about for about in told)


def test_a_part_that_was_taken_away_leaves_nothing_to_approve(two_circles):
    world = two_circles.world
    asked = ask(world, permitting.of(world, two_circles.refs))
    with attackers.as_attacker() as sql:
        sql("DELETE FROM disclosure_proposedpart WHERE compartment_id = %s", [two_circles.shut.hex])
    assert read(world, asked, world.session) is None


def test_what_fails_before_the_first_byte_leaves_the_approval_and_what_fails_later_uses_it(
    world, refs, tmp_path, monkeypatch
):
    asked = ask(world, refs)
    access.approve(asked.approval, by=decided(world, FEW), now=world.tick())
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine")
    with pytest.raises(disclosure.TargetTaken):
        make(world, asked.proposed, tmp_path / "taken")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=100))
        with pytest.raises(disclosure.RoomMissing, match="and 100 are free"):
            make(world, asked.proposed, tmp_path / "out")
    with monkeypatch.context() as broken:
        broken.setattr(PlainFolder, "settle", _broken)
        with pytest.raises(OSError, match="Input/output"):
            make(world, asked.proposed, tmp_path / "out")
    with pytest.raises(access.ApprovalMissing):
        make(world, asked.proposed, tmp_path / "out")
    begun = [each for each in entries(world) if each["verb"] == "disclosure:package:begin"]
    assert [each["about"][1] for each in begun] == [str(asked.approval)]
    assert access.approval(asked.approval, by=world.session, now=world.tick()).used_at


def _broken(_self):
    raise OSError(5, "Input/output error")


def test_nothing_is_asked_for_where_nothing_may_leave_and_what_was_asked_before_does_not(world, refs, tmp_path):
    asked, second = ask(world, refs), decided(world, FEW)
    access.approve(asked.approval, by=second, now=world.tick())
    safeguards.mark_compromised(
        safeguards.CompromiseKind.COMPARTMENT, subject=str(world.compartment), since=world.now, by=world.session,
        now=world.tick(),
    )  # fmt: skip
    with pytest.raises(safeguards.Frozen):
        ask(world, refs)
    with pytest.raises(safeguards.Frozen):
        make(world, asked.proposed, tmp_path / "out")
    with pytest.raises(disclosure.NothingNamed):
        ask(world, [])
