"""Nothing leaves without its permit, under its conditions, and as openly as was agreed; what is taken back stops it."""

import io
from dataclasses import replace

import pytest
from tests import permitting, persons
from tests.permitting import TO_A_PARTNER

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure import passing, veiling
from dokaz.disclosure.api import Hindrance, WeighedState
from dokaz.disclosure.leaving import PlainFolder
from dokaz.people import api as people
from dokaz.people.api import Relation
from dokaz.verify import package

NAMELESS = replace(TO_A_PARTNER, form=consent.Form.PSEUDONYMOUS)


class House:
    """A home that keeps identities; both custodians belong to the archive, and one text is approved."""

    def __init__(self, world):
        self.kept, self.world = persons.keep(world), world
        access.grant_membership(
            compartment=world.compartment, account=self.kept.second.actor.account, by=self.kept.by, now=world.tick()
        )

    @property
    def said(self):
        return {"by": self.kept.by, "now": self.world.tick()}

    @property
    def two(self):
        return {"by": self.kept.by, "second": self.kept.second, "now": self.world.tick}

    def person(self, **agreed):
        person = self.kept.person(f"P{self.world.now.timestamp()}")
        if agreed:
            permitting.agreed(person, **self.two, **agreed)
        return person

    def item(self, *who, relation=Relation.COMES_FROM, name="Марыя з вёскі.jpg"):
        data = b"\xff\xd8\xff" + str(self.world.now).encode()
        ref = custody.receive(io.BytesIO(data), name=name, **self.said).ref
        return self.looked(ref, *who, relation=relation)

    def looked(self, ref, *who, relation=Relation.COMES_FROM, **how):
        for each in who:
            people.appear(each.id, item=ref, relation=relation, pinpoint="1", reason="seen", **how, **self.said)
        people.examined(ref, reason="looked at all of it", **self.said)
        return ref

    def propose(self, *refs, going=TO_A_PARTNER):
        return permitting.approved(refs, going=going, **self.two)

    def make(self, asked, to):
        return disclosure.package(asked.proposed, to=to, **self.said)

    def withdraws(self, person):
        consent.withdraw(person.id, asking=consent.Asking(said_on=self.world.now.date()), **self.said)


@pytest.fixture
def house(real_world):
    return House(real_world)


def nothing(folder):
    return not any(path.name != "real" for path in folder.iterdir())


def test_a_release_is_computed_and_what_stays_is_told_with_why(house, tmp_path):
    agreed, silent = house.person(form=consent.Form.NAMED), house.person()
    goes, stays = house.item(agreed), house.item(silent)
    shows = house.looked(house.item(agreed), silent, relation=Relation.SHOWS)
    found = disclosure.candidates([goes, stays, shows, goes], going=TO_A_PARTNER, **house.said)
    assert [(each.ref, each.standing, each.goes, each.hindrance) for each in found] == [
        (goes, WeighedState.ALLOWED, True, None),
        (stays, WeighedState.REFUSED, False, None),
        (shows, WeighedState.CONDITIONED, False, Hindrance.REDACT),
    ]
    kept = disclosure.kept_back(found)
    assert [each.ref for each in kept] == [stays, shows]
    assert kept[0].says == ("Nothing was said about this. That is a no.",)
    assert kept[1].says[0].startswith("Somebody in it must be removed first.")
    asked = house.propose(stays, goes, shows)
    assert (asked.proposed.refs, asked.proposed.kept_back) == ((goes,), tuple(sorted(kept, key=lambda each: each.ref)))
    assert package.check(house.make(asked, tmp_path / "out").path).unchanged == (goes,)
    with pytest.raises(disclosure.HeldBack, match=f"1 of these may not go. The first is {stays}: Nothing was said"):
        house.propose(stays)
    with pytest.raises(disclosure.GoingNowhere):
        replace(TO_A_PARTNER, recipient=consent.HOUSE)


def test_somebody_who_was_found_in_it_since_it_was_approved_must_be_removed_first(house, tmp_path):
    goes = house.item(house.person(form=consent.Form.NAMED))
    approved = house.propose(goes)
    house.looked(goes, house.person(), relation=Relation.SHOWS)
    with pytest.raises(disclosure.RedactionMissing, match=goes):
        house.make(approved, tmp_path / "out")
    assert nothing(tmp_path)
    assert not access.approval(approved.approval, **house.said).used_at


def test_what_is_taken_back_while_it_is_made_leaves_nothing_behind(house, tmp_path, monkeypatch):
    agreed = house.person(form=consent.Form.NAMED)
    ref = house.item(agreed)
    first = house.propose(ref)
    settle = PlainFolder.settle

    def meanwhile(self):
        house.withdraws(agreed)
        settle(self)

    with monkeypatch.context() as changed:
        changed.setattr(PlainFolder, "settle", meanwhile)
        with pytest.raises(disclosure.ConsentChanged, match=f"{ref}: Withdrew consent on 4 March 2026"):
            house.make(first, tmp_path / "out")
    assert nothing(tmp_path)
    given, taken_back = custody.history(ref, **house.said)[-2:]
    assert (given.act, taken_back.outcome) == (custody.Act.GIVEN_OUT, "not-made")
    assert custody.show(ref, **house.said).given_out == ()
    other = house.person(form=consent.Form.NAMED)
    approved = house.propose(house.item(other))
    house.withdraws(other)
    with pytest.raises(disclosure.HeldBack, match="Withdrew consent"):
        house.make(approved, tmp_path / "out")
    assert not access.approval(approved.approval, **house.said).used_at


def test_the_yes_of_two_is_their_word_on_the_conditions_and_another_one_takes_another_word(house, tmp_path):
    asks = house.person(form=consent.Form.NAMED, conditions="Do not name my street.")
    ref = house.item(asks)
    asked = house.propose(ref)
    assert asked.proposed.provisos == (disclosure.Proviso(consent.ConditionKind.AS_SAID, asks.id, (ref,)),)
    other = house.person(form=consent.Form.NAMED, conditions="Nor my school.")
    house.looked(ref, other)
    with pytest.raises(disclosure.ProvisosChanged):
        house.make(asked, tmp_path / "out")
    assert nothing(tmp_path)
    again = house.propose(ref)
    assert len(again.proposed.provisos) == 2
    assert house.make(again, tmp_path / "out").exhibits == 1
    told = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"my street" not in told


def test_without_the_name_a_copy_goes_under_no_name_of_its_own_and_an_original_does_not(house, tmp_path):
    quiet = house.person(form=consent.Form.PSEUDONYMOUS)
    original = house.item(quiet)
    found = disclosure.candidates([original], going=NAMELESS, **house.said)
    assert (found[0].hindrance, found[0].goes) == (Hindrance.CLEAN, False)
    with pytest.raises(disclosure.HeldBack):
        house.propose(original, going=NAMELESS)
    copy = custody.derive(
        io.BytesIO(b"%PDF-1.4 covered"), parent=original, making=custody.Making.REDACTION, name="Марыя закрыта.pdf",
        tool="Марыя", tool_version="1", parameters={}, **house.said,
    ).ref  # fmt: skip
    house.looked(copy)
    nobodys = house.item(name="Закон.jpg")
    permitting.let_go([nobodys], **house.two)
    again = house.propose(nobodys, going=NAMELESS)
    made = house.make(house.propose(copy, nobodys, going=NAMELESS), tmp_path / "out")
    assert {path.name.partition("_")[2] for path in (made.path / "data" / "exhibits").iterdir()} == {
        f"{copy}_file.pdf", f"{nobodys}_zakon.jpg"
    }  # fmt: skip
    told = b"".join(path.read_bytes() for path in made.path.rglob("*") if path.is_file()).decode("utf-8", "ignore")
    assert ("Закон.jpg" in told, "Марыя" in told, "mary" in told.lower()) == (True, False, False)
    house.looked(nobodys, quiet)  # it comes from somebody after all
    with pytest.raises(disclosure.OriginalTellsMore, match=nobodys):
        house.make(again, tmp_path / "again")


def test_the_way_out_writes_by_permits_only(house, tmp_path):
    """Whatever code asks it: one item by its own permit and bytes, the rest when all have theirs, a name at the end."""
    one, other = (house.item(house.person(form=consent.Form.NAMED)) for _ in range(2))
    records = custody.show_many([one, other], **house.said)
    with access.acting(house.kept.by, now=house.world.now):
        passage = passing.grant(records, going=TO_A_PARTNER, by=house.kept.by, now=house.world.now)
    permit, data = passage.permit(one), b"other bytes"
    with PlainFolder(tmp_path / "out") as leaving:
        for write in (
            lambda: leaving.put_bytes("index.html", b""),
            lambda: leaving.put_exhibit(permit, "data/exhibits/a", [data], size=len(data)),
            leaving.keep,
        ):
            with pytest.raises(disclosure.NotPassed):
                write()
        leaving.admit(passage)
        leaving.put_bytes("index.html", b"")
        with pytest.raises(disclosure.NotPassed):
            leaving.put_bytes("data/exhibits/a", data)
        with pytest.raises(disclosure.NotPassed):
            leaving.put_exhibit(replace(permit, item=other), "data/exhibits/a", [data], size=len(data))
        with pytest.raises(disclosure.ExhibitDiffers):
            leaving.put_exhibit(permit, "data/exhibits/a", [data], size=len(data))
        leaving.settle()
        with pytest.raises(disclosure.NotPassed):
            leaving.keep()
    assert nothing(tmp_path)
    with pytest.raises(consent.PermitForged):
        passing.Passage([replace(permit, conditions=(), item=other)], veil=veiling.Veil(), digests={other: None})
