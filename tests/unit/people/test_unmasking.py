"""Unmasking takes a person of each half, of two organisations: by keys, and not by code alone (SECURITY 1.10)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.access import models as keys
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.journal.models import Entry
from dokaz.kernel.dates import Span
from dokaz.kernel.errors import SealBroken
from dokaz.people import api as people
from dokaz.people import models

NAME = "Алесь Рыгоравіч Жытоўскі"
WHO = people.IdentityDetails(
    names=(people.NameForm(NAME, people.NameKind.OWN, "be"),), born=Span.parse("1987-05"), birthplace="Верасаўск",
    documents=("KH1234567",), note="scar",
)  # fmt: skip


@pytest.fixture
def person(kept: Kept):
    return kept.person(identity=WHO)


def _asked(kept, person):
    return people.ask_unmask(person.id, reason="to warn his wife", by=kept.by, now=kept.world.tick())


def test_two_people_of_two_organisations_see_an_identity_once(kept: Kept, person):
    now = kept.world.tick
    asked = _asked(kept, person)
    with pytest.raises(people.UnmaskingNotYet):
        people.unmask(asked.id, by=kept.by, now=now())
    told = people.unmasking(asked.id, by=kept.second, now=now())
    assert (told.reason, told.ref) == ("to warn his wife", person.ref)
    assert people.unmasking(asked.id, by=kept.by, now=now()).reason == ""  # sealed to who decides
    people.approve_unmask(asked.id, by=kept.second, now=now())
    with pytest.raises(people.UnmaskingUnknown):  # only who asked is shown it
        people.unmask(asked.id, by=kept.second, now=now())
    (shown,) = people.unmask(asked.id, by=kept.by, now=now())
    assert shown.details == WHO
    with pytest.raises(people.UnmaskingSpent):
        people.unmask(asked.id, by=kept.by, now=now())
    row = models.Unmasking.objects.get()
    assert row.passed is None
    with pytest.raises(IntegrityError, match="shown once"), transaction.atomic():
        models.Unmasking.objects.update(passed=b"again")


def test_what_colleagues_add_is_shown_beside_what_they_could_not_read(kept: Kept, person):
    now = kept.world.tick
    more = people.IdentityDetails(names=(people.NameForm("Aleksander Żytowski", people.NameKind.DOCUMENT, "pl"),))
    people.write_identity(person.id, details=more, seen=1, by=kept.by, now=now())
    asked = _asked(kept, person)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    assert [each.details for each in people.unmask(asked.id, by=kept.by, now=now())] == [more, WHO]


def test_what_changes_of_a_person_after_the_request_leaves_it_as_it_was_asked(kept: Kept, person):
    """Every change of a person writes a row of identity, whatever changed: none of these takes a yes away."""
    now = kept.world.tick
    asked = _asked(kept, person)
    person = people.change_contact(
        person.id, details=people.ContactDetails("Signal"), seen=person.number, by=kept.by, now=now()
    )
    people.approve_unmask(asked.id, by=kept.second, now=now())
    added = people.IdentityDetails(note="added after the request")
    people.write_identity(person.id, details=added, seen=person.number, by=kept.by, now=now())
    assert [each.details for each in people.unmask(asked.id, by=kept.by, now=now())] == [WHO]
    late = _asked(kept, person)
    people.approve_unmask(late.id, by=kept.second, now=now())
    assert [each.details for each in people.unmask(late.id, by=kept.by, now=now())] == [added, WHO]


@pytest.mark.parametrize("lost", ["own", "passed"])
def test_without_either_half_the_key_does_not_come_together(kept: Kept, person, lost):
    now = kept.world.tick
    asked = _asked(kept, person)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    identity = models.Identity.objects.get()
    passed = access.take_half_passed(
        bytes(models.Unmasking.objects.get().passed), row=identity.id, use=asked.id, by=kept.by
    )
    own = access.open_half(bytes(identity.first_half), compartment=kept.first_half, row=identity.id, by=kept.by)
    halves = {"own": own, "passed": passed, lost: bytes(32)}
    with pytest.raises(SealBroken):
        access.open_in_halves(
            halves["own"], second=halves["passed"], sealed=bytes(identity.words), generation=identity.generation,
            model="people.identity", row=identity.id, field="words",
        )  # fmt: skip
    keys.Wrap.objects.filter(account=kept.by.actor.account, generation__compartment=kept.first_half).delete()
    with pytest.raises(access.NotPermitted):
        people.unmask(asked.id, by=kept.by, now=now())
    with pytest.raises(access.KeyNotHeld):  # and by key where the code is not asked
        access.open_half(bytes(identity.first_half), compartment=kept.first_half, row=identity.id, by=kept.by)


def test_the_second_person_needs_their_half_too(kept: Kept, person):
    asked = _asked(kept, person)
    keys.Wrap.objects.filter(account=kept.second.actor.account, generation__compartment=kept.second_half).delete()
    with pytest.raises(access.NotPermitted):
        people.approve_unmask(asked.id, by=kept.second, now=kept.world.tick())
    assert models.Unmasking.objects.get().passed is None


def test_nobody_unmasks_alone_or_with_a_colleague_of_their_own_house(kept: Kept, person):
    now = kept.world.tick
    asked = _asked(kept, person)
    with pytest.raises(access.NotPermitted):  # whoever asked belongs to the other half, and cannot say yes
        people.approve_unmask(asked.id, by=kept.by, now=now())
    colleague = kept.world.second_account(organisation=_house(kept.by))
    access.grant_membership(compartment=kept.second_half, account=colleague, by=kept.second, now=now())
    with pytest.raises(access.ApprovalError):
        people.approve_unmask(asked.id, by=kept.world.as_account(colleague), now=now())


def _house(session):
    from uuid import UUID

    return UUID(session.actor.organisation)


def test_who_belongs_to_neither_half_cannot_ask(kept: Kept, person):
    account = kept.world.second_account(role="documenter")
    access.grant_membership(compartment=kept.world.compartment, account=account, by=kept.by, now=kept.world.tick())
    with pytest.raises(access.HalfNotHeld):
        people.ask_unmask(person.id, reason="x", by=kept.world.as_account(account), now=kept.world.tick())
    with pytest.raises(people.UnmaskingReasonMissing):
        people.ask_unmask(person.id, reason=" ", by=kept.by, now=kept.world.tick())


def test_an_identity_that_was_written_anew_needs_another_yes(kept: Kept, person):
    now = kept.world.tick
    asked, late = _asked(kept, person), _asked(kept, person)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    anew = {"adds": False, "seen": 1, "by": kept.by}
    with pytest.raises(people.IdentityReasonMissing):
        people.write_identity(person.id, details=replace(WHO, note=""), **anew, now=now())
    people.write_identity(person.id, details=replace(WHO, note=""), **anew, reason="another man's", now=now())
    with pytest.raises(people.UnmaskingOutdated):
        people.unmask(asked.id, by=kept.by, now=now())
    with pytest.raises(people.UnmaskingOutdated):
        people.approve_unmask(late.id, by=kept.second, now=now())


def test_nothing_that_was_written_of_an_identity_is_wiped_by_one_person(kept: Kept, person):
    now = kept.world.tick
    for adds in (True, False):
        with pytest.raises(people.IdentityEmpty):
            people.write_identity(
                person.id,
                details=people.IdentityDetails(),
                adds=adds,
                reason="a mistake",
                seen=1,
                by=kept.by,
                now=now(),
            )
    assert people.look_up(NAME, by=kept.by, now=now())
    mended = replace(WHO, note="scar, left")
    person = people.write_identity(
        person.id, details=mended, adds=False, reason="left, not right", seen=1, by=kept.by, now=now()
    )
    more = people.IdentityDetails(note="more")
    people.write_identity(person.id, details=more, seen=person.number, by=kept.by, now=now())
    asked = _asked(kept, person)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    shown = people.unmask(asked.id, by=kept.by, now=now())
    assert [(each.details, each.reason, each.superseded) for each in shown] == [
        (more, "", False), (mended, "left, not right", False), (WHO, "", True),
    ]  # fmt: skip


def _worked(kept):
    said = {"owner": "one", "clock": kept.world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=kept.by, once=True, **said)


def _halves():
    return [row.passed is not None for row in models.Unmasking.objects.order_by("asked_at")]


def test_a_request_lasts_a_day_and_what_was_passed_for_it_is_emptied(kept: Kept, person):
    now = kept.world.tick
    asked, late = _asked(kept, person), _asked(kept, person)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    _worked(kept)
    assert _halves() == [True, False]
    now(25 * 3600)
    with pytest.raises(people.UnmaskingSpent):
        people.approve_unmask(late.id, by=kept.second, now=now())
    with pytest.raises(people.UnmaskingSpent):
        people.unmask(asked.id, by=kept.by, now=now())
    assert _halves() == [True, False]
    _worked(kept)
    assert _halves() == [False, False]
    told = people.unmasking(asked.id, by=kept.by, now=now())
    assert (told.passed_by, told.holds, told.ready(asked.asked_at)) == (kept.second.actor.account, False, False)
    assert Entry.objects.filter(verb="people:unmasking:empty").count() == 1
    assert journal.verify_records().found == ()


def _one_of_many(kept: Kept, person):
    """Asked for as the second of a day where every second waits, passed on and not to be seen yet."""
    now = kept.world.tick
    wanted = access.Limits(items=1, hours=24)
    access.approve(access.propose_limits(wanted, by=kept.by, now=now()), by=kept.second, now=now())
    access.set_limits(wanted, by=kept.by, now=now())
    _asked(kept, person)
    asked = _asked(kept, kept.person(identity=WHO))
    now(20 * 3600)
    people.approve_unmask(asked.id, by=kept.second, now=now())
    with pytest.raises(access.ActWaits):
        people.unmask(asked.id, by=kept.by, now=now())
    return asked


def test_one_of_so_many_that_it_waits_is_seen_after_its_wait(kept: Kept, person):
    now = kept.world.tick
    asked = _one_of_many(kept, person)
    now(24 * 3600)
    _worked(kept)
    assert people.unmasking(asked.id, by=kept.by, now=now()).ready(now())
    (shown,) = people.unmask(asked.id, by=kept.by, now=now())
    assert shown.details == WHO
    assert journal.verify_records().found == ()


def test_a_colleague_who_stops_it_meanwhile_empties_what_was_passed(kept: Kept, person):
    now = kept.world.tick
    asked = _one_of_many(kept, person)
    (waiting,) = access.waiting_acts(by=kept.second, now=now())
    access.stop_act(waiting.id, by=kept.second, now=now())
    assert not any(_halves())
    with pytest.raises(people.UnmaskingSpent):
        people.unmask(asked.id, by=kept.by, now=now())
    assert journal.verify_records().found == ()


def test_whoever_says_no_empties_what_was_passed(kept: Kept, person):
    now = kept.world.tick
    ends = [
        lambda each: access.decline(each.approval, by=kept.second, now=now()),  # takes the own yes back
        lambda each: access.take_back(each.approval, by=kept.by, now=now()),
        lambda _each: access.void_open_acts(by=kept.by, now=now()),  # after a restore
    ]
    for end in ends:
        asked = _asked(kept, person)
        people.approve_unmask(asked.id, by=kept.second, now=now())
        assert people.unmasking(asked.id, by=kept.by, now=now()).ready(now())
        end(asked)
        assert not any(_halves())
        with pytest.raises(people.UnmaskingSpent):
            people.unmask(asked.id, by=kept.by, now=now())
    assert journal.verify_records().found == ()
