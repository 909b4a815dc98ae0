"""What is held of one person, who asked who they are, who saw it and what left: nothing of it goes by another name."""

import io

from tests.persons import Kept

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.records import api as records


def _dossier(kept: Kept, person, by=None, **more):
    journal.sequence(now=kept.world.tick())
    return people.dossier(person.id, by=by or kept.by, now=kept.world.tick(), **more)


def test_who_asked_who_a_person_is_when_why_and_whether_it_was_seen_stands_in_their_dossier(kept: Kept):
    now, me, second = kept.world.tick, kept.by.actor.account, kept.second.actor.account
    person, other = kept.person(), kept.person("Чабор")
    first, late = (people.ask_unmask(person.id, reason=why, by=kept.by, now=now()) for why in ("to warn her", "again"))
    people.ask_unmask(other.id, reason="another", by=kept.by, now=now())
    people.approve_unmask(first.id, by=kept.second, now=now())
    people.unmask(first.id, by=kept.by, now=now())
    kept.world.tick(30 * 86_400)
    found = _dossier(kept, person)
    assert [(each.id, each.asked_by, each.passed_by) for each in found.asked] == [
        (late.id, me, None), (first.id, me, second),
    ]  # fmt: skip
    assert [bool(each.used_at) for each in found.asked] == [False, True]
    assert [each.reason for each in found.asked] == ["", ""]  # sealed to the other half
    verbs = [each.event["verb"] for each in found.seen]
    for act in ("ask", "pass", "show"):
        assert f"people:unmasking:{act}" in verbs
    assert verbs.count("people:unmasking:ask") == 2
    access.grant_membership(compartment=kept.world.compartment, account=second, by=kept.by, now=now())
    assert [each.reason for each in people.unmaskings_of(person.id, by=kept.second, now=now())] == [
        "again",
        "to warn her",
    ]


def test_entries_that_name_a_person_by_id_alone_and_copies_of_what_was_made_stand_there_too(kept: Kept):
    now, (one, other) = kept.world.tick, (kept.person(), kept.person("Чабор"))
    people.judge_same(
        one.id, other=other.id, judgement=records.Judgement.NEGATIVE, reason="scar", by=kept.by, now=now()
    )  # fmt: skip
    item = custody.receive(io.BytesIO(b"a film"), name="a.mp4", source="x", by=kept.by, now=now()).ref
    made = custody.derive(
        io.BytesIO(b"a still"), parent=item, making=custody.Making.STILLS, name="a.png", tool="t", tool_version="1",
        parameters={}, by=kept.by, now=now(),
    ).ref  # fmt: skip
    people.appear(
        one.id, item=item, relation=people.Relation.SHOWS, pinpoint="00:10", reason="coat", by=kept.by, now=now()
    )  # fmt: skip
    custody.give_out([made], package="R-1", by=kept.by, now=now())
    found = _dossier(kept, one)
    verbs = {each.event["verb"] for each in found.seen}
    assert {"people:same-person:judge", "people:appears:judge", "people:person:begin"} <= verbs
    assert [(each.item, each.package) for each in found.left] == [(made, "R-1")]
    assert (found.more, _dossier(kept, other).left) == (False, ())
    assert _dossier(kept, one, before=found.seen[0].index).seen[: len(found.seen) - 1] == found.seen[1:]
