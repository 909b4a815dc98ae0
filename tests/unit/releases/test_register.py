"""Every package stands in the register of what left: to whom, under which decision, and which items, to whom may know."""

import json

import pytest
from tests.attackers import as_attacker
from tests.authority_worlds import WHY, requested

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.leaving import PlainFolder
from dokaz.journal import api as journal
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.releases.verbs import VERBS


def move(house, release, step, *, by=None, comment=WHY):
    return records.move(
        release.id, move=step, seen=house.again(release).held.number, comment=comment, by=by or house.by,
        now=house.world.tick(),
    ).state  # fmt: skip


def entries(world):
    journal.sequence(now=world.tick())
    return [json.loads(each.event) for each in journal.read() if each.event]


@pytest.mark.both
def test_a_package_is_in_the_register_with_where_it_went_and_each_item_with_its_number(house):
    world = house.world
    refs = house.items("one", "two")
    made = house.packed(refs)
    assert (made.recipient, made.addressee, made.count, made.held.state) == (
        "partner", "partner", 2, "given-out",
    )  # fmt: skip
    assert made.made_on == world.now.date()
    fields = made.held.fields
    assert {"purpose": fields["purpose"], "form": fields["form"]} == {"purpose": "justice", "form": "named"}
    assert "key" not in fields
    assert fields["approval"] == str(house.approval)
    went = releases.items_of(made, by=house.by, now=world.tick())
    assert [(each.number, each.ref) for each in went.items] == [("X-0001", refs[0]), ("X-0002", refs[1])]
    assert went.unseen == 0
    told = entries(world)
    package = next(each for each in told if each["verb"] == "disclosure:package:make")
    assert package["facts"]["tagmanifest"] == fields["tag_manifest"]
    for verb in ("releases:release:begin", "releases:part:keep", "releases:part:show"):
        assert verb in [each["verb"] for each in told], verb
    assert releases.of_item(refs[0].lower(), by=house.by, now=world.tick()) == (made,)
    assert releases.of_item(house.items("three")[0], by=house.by, now=world.tick()) == ()
    assert journal.verify_records().found == ()


def test_on_the_occasion_of_a_request_it_lies_with_the_request_and_names_it(house):
    one = requested(house.world)
    made = house.packed(house.items("one"), occasion=one.request.ref)
    assert made.held.compartment == one.request.held.compartment
    assert (made.held.fields["request"], made.held.fields["authority"]) == (one.request.ref, one.authority.ref)
    assert (made.recipient, made.addressee) == ("authority:lt:prosecutor-general", "authority:lt")
    assert releases.of_request(one.request.id, by=house.by, now=house.world.tick()) == (made,)


def test_whoever_does_not_belong_to_a_compartment_learns_of_it_only_how_many_went(house):
    world = house.world
    hidden = access.add_compartment(name="Hidden", by=house.by, now=world.tick()).id
    inside, outside = house.analyst(), house.analyst(member=False)
    refs = [*house.items("one"), *house.items("two", "three", compartment=hidden)]
    made = house.packed(refs)
    assert made.held.compartment == world.compartment
    went = releases.items_of(made, by=inside, now=world.tick())
    assert ([each.ref for each in went.items], went.unseen) == (refs[:1], 2)
    assert releases.register(by=outside, now=world.tick()) == ()
    assert releases.of_packages([made.package], by=outside, now=world.tick()) == ()
    with pytest.raises(records.RecordNotFound):
        releases.release(made.ref, by=outside, now=world.tick())


def test_the_register_is_narrowed_down_by_state_by_whom_it_went_to_and_by_year(house):
    world = house.world
    first = house.packed(house.items("one"))
    world.tick(306 * 86_400)
    second = house.packed(house.items("two"))
    move(house, second, "end")

    def listed(**only):
        return [each.ref for each in releases.register(by=house.by, now=world.tick(), **only)]

    assert listed() == [second.ref, first.ref]
    assert listed(states=["given-out"]) == [first.ref]
    assert listed(year=first.made_on.year) == [first.ref]
    assert listed(year=second.made_on.year) == [second.ref]
    assert listed(year=second.made_on.year, before=second.id) == []
    assert listed(to=["partner"], limit=1) == [second.ref]
    assert listed(to=["partner"], limit=1, before=second.id) == [first.ref]
    assert listed(to=["icc"]) == []


def test_what_went_out_is_not_struck_and_what_the_house_entered_is_not_rewritten(house):
    world = house.world
    made = house.packed(house.items("one"))
    with pytest.raises(records.MoveNotFromHere):
        move(house, made, "withdraw")
    assert not releases.strike(made.id, by=house.by, now=world.tick())
    written = releases.write_anew(
        made.held, fields={"recipient": "icc", "until": "2026-12", "agreed": "Вярнуць"}, seen=1, reason=WHY,
        by=house.by, now=world.tick(),
    )  # fmt: skip
    assert (written.fields["recipient"], str(releases.Release(written).until)) == ("partner", "2026-12-31")
    assert move(house, made, "end") == "ended"
    with pytest.raises(records.RecordLocked):
        releases.write_anew(written, fields={"agreed": "x"}, seen=2, reason=WHY, by=house.by, now=world.tick())
    assert move(house, made, "go-on") == "given-out"


def test_a_package_whose_last_step_fails_is_struck_from_the_register(house, monkeypatch):
    def full(_self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PlainFolder, "_keep", full)
    refs = house.items("one")
    approved = house.approved(refs)
    with pytest.raises(OSError, match="No space"):
        disclosure.package(approved, to=house.folder / "x", by=house.by, now=house.world.tick())
    (struck,) = releases.register(by=house.by, now=house.world.tick())
    assert struck.held.state == "withdrawn"
    assert releases.of_item(refs[0], by=house.by, now=house.world.tick()) == ()


def test_a_part_that_was_put_there_by_hand_is_named(house):
    made = house.packed(house.items("one"))
    with as_attacker() as sql:
        sql("UPDATE releases_releasedpart SET package = %s", ["K-0000-00000"])
    with pytest.raises(journal.RecordUnvouched):
        releases.items_of(made, by=house.by, now=house.world.tick())


def test_who_may_only_see_ends_nothing(house):
    world = house.world
    made = house.packed(house.items("one"))
    words = f"steering {world.passphrase}"
    account = world.second_account(role="steering", passphrase=words)
    access.grant_membership(compartment=world.compartment, account=account, by=house.by, now=world.tick())
    steering = world.as_account(account, passphrase=words)
    assert releases.release(made.ref, by=steering, now=world.tick()).ref == made.ref
    with pytest.raises(access.NotPermitted):
        move(house, made, "end", by=steering)


def test_the_verbs_of_entries_are_those_that_records_composes():
    kinds = [each for each in records.every_kind() if each.module == "releases"]
    acts = ("begin", "revise", "show", "list", "history", "assign", "move")
    assert {kind.verb(act) for kind in kinds for act in acts} == set(VERBS)
