"""To an authority nothing goes but on its request: what goes is computed, approved as it stands, and stopped by a no."""

import io
from dataclasses import replace

import pytest
from tests import permitting, released
from tests.authority_worlds import AUTHORITY, KEY, SEARCH, Case, requested

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure import packing
from dokaz.disclosure.api import MarkedLetters, RedactionMark, RedactionReason
from dokaz.disclosure.leaving import PlainFolder
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.verify import package

COVER = "Title: The prison\nTo: The Prosecutor\n\nIt stood there [{ref}]."
MARK = RedactionMark(MarkedLetters(12, 28), RedactionReason.NAME)


@pytest.fixture
def case(real_world):
    return Case(real_world)


def test_from_a_request_to_a_sealed_package_each_step_says_what_it_needs(case, tmp_path):
    one, world = case.one, case.world
    item = case.item(case.person(form=consent.Form.NAMED))
    key = one.note(disclosure.KEY, **{**_verified(), "key": KEY})
    one.reviewed(item)
    with pytest.raises(disclosure.TermsMissing):
        one.step("check-consent")
    with pytest.raises(disclosure.CoverUnfit, match="does not read as one"):
        one.write(disclosure.TERMS, form="named", cover="Dear colleagues")
    cover = COVER.format(ref=item)
    one.write(disclosure.TERMS, form="named", key=str(key.id), cover=cover, language="be", until="2027-03")
    with pytest.raises(disclosure.KeyUnchecked):
        one.step("check-consent")
    one.check(key)
    assert one.step("check-consent") == "consent-checked"
    with pytest.raises(disclosure.NotPrepared, match="Redacted"):
        one.asked()
    assert one.step("end-redaction") == "redacted"
    assert one.missing() == [disclosure.NotApproved]
    asked = one.asked()
    terms = asked.proposed.terms
    assert (str(terms.going.recipient), terms.going.occasion) == ("authority:lt:prosecutor-general", one.request.ref)
    assert (terms.recipient, terms.series, terms.language, str(terms.until)) == (
        KEY,
        one.request.ref,
        "be",
        "2027-03-31",
    )
    assert (terms.cover.title, asked.proposed.refs) == ("The prison", (item,))
    with pytest.raises(access.ApprovalMissing):
        case.make(asked, tmp_path)
    access.approve(asked.approval, by=one.second, now=world.tick())
    for by_hand in ("release-by-two", "make-package"):
        assert by_hand not in {each.code for each in records.possible(one.again().held, **case.said)}
    with pytest.raises(records.MoveNotFromHere):
        one.step("release-by-two")
    made = case.make(asked, tmp_path)
    assert (made.sealed, made.exhibits, one.again().held.state) == (True, 1, "packaged")
    assert disclosure.due(by=one.by, now=world.tick()) == ()  # answered: its day is not waited for any more
    told = disclosure.progress(one.request, **case.said)
    assert [step.taken.comment for step in told.steps if step.state in {"released-by-two", "packaged"}] == [
        made.ref
    ] * 2
    with pytest.raises(access.ApprovalMissing):
        case.make(asked, tmp_path)


def test_receipt_and_what_became_of_it_follow_even_where_consent_was_taken_back_since(case, tmp_path):
    one, witness = case.one, case.person(form=consent.Form.NAMED)
    one.prepared(case.item(witness))
    case.make(one.approved(), tmp_path / "out")
    case.withdraws(witness)
    with pytest.raises(disclosure.ReceiptNotNoted):
        one.step("note-receipt")
    ((release,), there) = (
        releases.register(**case.said),
        {"on": "2026-03-05", "way": "phone", "fingerprint": "read-aloud"},
    )
    releases.write_under(release, kind=releases.RECEIPT, fields={"by_whom": "Аддзел", **there}, **case.said)
    assert one.step("note-receipt") == "received-there"
    use = {"began": "we-ask", "purpose": "Што з ім", "asked_on": "2026-03-05"}
    asked = releases.write_under(release, kind=releases.USE, fields=use, **case.said)
    with pytest.raises(disclosure.FateUnknown):
        one.step("follow-up")
    releases.write_anew(asked, fields={"answer": "У справе"}, seen=1, reason="x", **case.said)
    assert one.step("follow-up") == "followed-up"


def _verified():
    return {
        "whose": "Аддзел", "verified_by": "read-aloud", "verified_with": "+370 1111111", "verified_on": "2026-03-01",
    }  # fmt: skip


def test_a_witness_who_withdraws_while_it_is_prepared_stops_what_was_approved_and_the_rest_is_asked_anew(
    case, tmp_path
):
    one, witness = case.one, case.person(form=consent.Form.NAMED)
    theirs, nobodys = case.item(witness), case.nobodys()
    one.prepared(theirs, nobodys)
    approved = one.approved()
    case.withdraws(witness)
    with pytest.raises(disclosure.RequestChanged, match=f"{theirs}. Withdrew consent on .* Nothing was packaged"):
        case.make(approved, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert one.again().held.state == "redacted"
    assert not access.approval(approved.approval, **case.said).used_at
    again = one.approved()
    assert again.proposed.refs == (nobodys,)
    ((stays,), because) = again.proposed.kept_back, again.proposed.kept_back[0].says
    assert stays.ref == theirs
    assert "Withdrew consent" in because[0]
    made = case.make(again, tmp_path / "out")
    assert package.check(made.path).unchanged == (nobodys,)
    assert theirs.encode() not in b"".join(each.read_bytes() for each in made.path.rglob("*") if each.is_file())


def test_where_the_last_step_fails_the_request_is_not_packaged_and_is_asked_anew(case, tmp_path, monkeypatch):
    one, item = case.one, case.nobodys()
    one.prepared(item)
    approved = one.approved()

    def full(self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr(PlainFolder, "keep", full)
        with pytest.raises(OSError, match="No space"):
            case.make(approved, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert one.again().held.state == "released-by-two"
    assert [each.held.state for each in releases.register(**case.said)] == ["withdrawn"]
    assert case.make(one.approved(), tmp_path / "out").exhibits == 1
    ((release, struck), state) = releases.register(**case.said), one.again().held.state
    assert (release.held.state, struck.held.state, state) == ("given-out", "withdrawn", "packaged")
    assert (release.held.fields["request"], release.held.fields["authority"]) == (one.request.ref, one.authority.ref)


def test_what_changed_in_the_request_since_it_was_approved_needs_another_yes(case, tmp_path):
    one, item = case.one, case.nobodys()
    one.prepared(item)
    approved = one.approved()
    (terms,) = disclosure.written_under(one.request.id, kind=disclosure.TERMS.code, **case.said)
    disclosure.write_anew(terms, fields={"cover": "Title: Other\n\nWords."}, seen=1, reason="x", **case.said)
    with pytest.raises(disclosure.RequestChanged, match=one.request.ref):
        case.make(approved, tmp_path / "out")
    approved = one.approved()
    one.judge(item, records.Judgement.NEGATIVE)
    with pytest.raises(disclosure.NothingRelevant):
        case.make(approved, tmp_path / "out")
    one.judge(item)
    (contact,) = disclosure.checked_contacts(one.authority.id, **case.said)
    records.move(contact.id, move="reopen", seen=contact.number, comment="x", **case.said)
    with pytest.raises(disclosure.AuthorityUnverified):
        case.make(approved, tmp_path / "out")
    one.check(records.held(contact.id, **case.said))
    assert case.make(approved, tmp_path / "out").exhibits == 1
    supplement = case.nobodys()
    one.write(disclosure.SEARCH, what="x", where="y", on="2026-03-04", found=supplement)
    with pytest.raises(disclosure.CandidatesUnjudged, match=supplement):
        one.asked()
    one.judge(supplement)
    made = case.make(one.approved(), tmp_path / "again")
    assert (made.exhibits, one.again().held.state) == (2, "packaged")
    numbers = {each.name[:6] for each in (made.path / "data/exhibits").iterdir()}
    assert numbers == {"X-0001", "X-0002"}


def test_what_goes_only_redacted_holds_the_request_up_until_a_copy_was_looked_through(case, tmp_path):
    one, witness = case.one, case.person(form=consent.Form.PSEUDONYMOUS)
    theirs = case.item(witness)
    one.reviewed(theirs)
    one.write(disclosure.TERMS, form="pseudonymous")
    one.step("check-consent")
    assert case.goes() == {theirs: None}
    with pytest.raises(disclosure.CopyOwed, match=theirs):
        one.step("end-redaction")
    plan = disclosure.new_plan(custody.show(theirs, **case.said)).with_marks(MARK)
    copy = disclosure.redact(theirs, plan=plan, here=True, **case.said).receipt.ref
    assert case.goes() == {theirs: None}
    case.looked(copy)
    assert case.goes() == {theirs: copy}
    one.step("end-redaction")
    made = case.make(one.approved(), tmp_path / "out")
    assert package.check(made.path).unchanged == (copy,)
    assert b"\xd0\x9f\xd1\x80\xd1\x8b\xd0\xba\xd0\xbb\xd0\xb0\xd0\xb4" not in b"".join(
        each.read_bytes() for each in made.path.rglob("*") if each.is_file()
    )


def test_what_we_hold_back_ourselves_stays_and_whoever_approves_reads_it(case):
    one, stays, goes = case.one, case.nobodys(), case.nobodys()
    one.prepared(stays, goes, stays=stays, stays_why="It names a place that is still in use.")
    asked = one.asked()
    assert asked.proposed.refs == (goes,)
    assert [(each.ref, each.says) for each in asked.proposed.kept_back] == [
        (stays, ("We hold it back ourselves, though it is relevant.",))
    ]


def test_where_nobody_agreed_nothing_can_be_asked_for(case):
    one, item = case.one, case.item(case.person())
    one.reviewed(item)
    one.write(disclosure.TERMS, form="named")
    with pytest.raises(disclosure.NothingMayGo, match=f"{item}: Nothing was said about this"):
        one.step("check-consent")
    one.judge(item, records.Judgement.NEGATIVE)
    with pytest.raises(disclosure.NothingRelevant):
        one.step("check-consent")


@pytest.mark.parametrize("recipient", ["authority:lt", "authority:lt:prosecutor-general", "icc", "un:experts", "osce"])
def test_to_an_authority_or_a_mechanism_nothing_goes_without_a_request(world, recipient):
    going = replace(permitting.TO_A_PARTNER, recipient=consent.Recipient.parse(recipient))
    with pytest.raises(disclosure.OnlyOnRequest, match="nothing goes but on its request"):
        disclosure.propose_package(["E-EACS-XJSW0"], going=going, by=world.session, now=world.tick())


@pytest.mark.parametrize(
    ("begins", "ends", "runs"),
    [("2024", "2026-03-04", True), ("2024", "2026-02", False), ("2026-04", "", False), ("2020", "2026", True)],
)
def test_a_mandate_that_is_over_or_to_come_holds_up(world, begins, ends, runs):
    mandate = {
        "body": "un",
        "mark": "experts",
        "name": "Experts",
        "resolution": "55/27",
        "mandate_from": begins,
        "mandate_to": ends,
    }
    one = requested(world, authority=mandate)
    one.check(one.contact)
    if runs:
        assert one.step("verify-authority") == "authority-verified"
    else:
        with pytest.raises(disclosure.MandateOver):
            one.step("verify-authority")


def test_a_key_of_another_authority_is_not_taken_and_what_lies_out_of_sight_is_not_weighed(world):
    one = requested(world)
    other = disclosure.add_authority(
        fields=AUTHORITY | {"country": "pl"}, compartment=world.compartment, by=one.by, now=world.tick()
    )
    theirs = disclosure.note_under(other, kind=disclosure.KEY, fields={"key": KEY}, by=one.by, now=world.tick())
    with pytest.raises(disclosure.KeyOfAnother):
        one.write(disclosure.TERMS, form="named", key=str(theirs.id))
    apart = access.add_compartment(name="apart", protected=False, by=one.by, now=world.tick()).id
    hidden = custody.receive(
        io.BytesIO(b"hidden"), name="h", compartment=apart, by=one.by, now=world.tick()
    ).ref  # fmt: skip
    one.reviewed(hidden)
    terms = one.write(disclosure.TERMS, form="named")
    with pytest.raises(disclosure.KeyOfAnother):
        disclosure.write_anew(
            terms, fields={"key": str(theirs.id)}, seen=1, reason="x", by=one.by, now=world.tick()
        )  # fmt: skip
    with pytest.raises(disclosure.RelevantUnseen, match="1 of the relevant items"):
        one.step("check-consent", by=one.second)


def test_what_is_taken_back_of_the_request_while_it_is_made_leaves_nothing_behind(case, tmp_path, monkeypatch):
    """Before the yes is used, and after everything was written: relevance, the contact, the words, the body."""
    one, item, other = case.one, case.nobodys(), case.nobodys()
    one.prepared(item, other)

    def meanwhile(what):
        def settled(self, settle=PlainFolder.settle):
            what()
            settle(self)

        return settled

    def reopen():
        (contact,) = disclosure.checked_contacts(one.authority.id, **case.said)
        records.move(contact.id, move="reopen", seen=contact.number, comment="x", **case.said)

    for what, why in (
        (lambda: one.judge(item, records.Judgement.NEGATIVE), disclosure.RequestChanged),
        (lambda: one.write(disclosure.SEARCH, **SEARCH, found=case.nobodys()), disclosure.CandidatesUnjudged),
        (reopen, disclosure.AuthorityUnverified),
    ):
        approved = one.approved()
        with monkeypatch.context() as changed:
            changed.setattr(PlainFolder, "settle", meanwhile(what))
            with pytest.raises(why):
                case.make(approved, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        assert custody.show(item, **case.said).given_out == ()
        for each in disclosure.candidates_of(one.again(), **case.said):
            if not each.relevant:
                one.judge(each.ref)
        if not disclosure.checked_contacts(one.authority.id, **case.said):
            one.check(records.held(one.contact.id, **case.said))
    assert one.again().held.state == "released-by-two"
    assert releases.register(**case.said) == ()
    approved = one.approved()
    head = packing._head

    def judged(*given):
        one.judge(item, records.Judgement.NEGATIVE)
        return head(*given)

    with monkeypatch.context() as changed:
        changed.setattr(packing, "_head", judged)
        with pytest.raises(disclosure.RequestChanged):
            case.make(approved, tmp_path / "out")
    assert not access.approval(approved.approval, **case.said).used_at


def test_whoever_is_vouched_for_stays_who_they_are(world):
    one = requested(world)
    disclosure.write_anew(
        one.authority.held, fields={"country": "pl", "note": "x"}, seen=1, reason="x", by=one.by, now=world.tick()
    )
    one.check(one.contact)
    said = {"seen": 2, "reason": "x", "by": one.by, "now": world.tick()}
    for field, value in (("body", "icc"), ("country", "by"), ("mark", "other")):
        with pytest.raises(disclosure.BodyVouchedFor):
            disclosure.write_anew(one.authority.held, fields={field: value}, **said)
    written = disclosure.write_anew(one.authority.held, fields={"note": "y", "country": "PL"}, **said)
    assert written.fields["note"] == "y"


def test_what_stays_is_of_the_request_with_why_and_a_copy_of_it_does_not_go_in_its_place(case):
    one, theirs = case.one, case.item(case.person(form=consent.Form.PSEUDONYMOUS))
    strange = case.nobodys()
    one.reviewed(theirs)
    with pytest.raises(disclosure.StaysUnexplained):
        one.write(disclosure.TERMS, form="pseudonymous", stays=theirs)
    with pytest.raises(disclosure.NotOfRequest, match=strange):
        one.write(disclosure.TERMS, form="pseudonymous", stays=strange, stays_why="x")
    plan = disclosure.new_plan(custody.show(theirs, **case.said)).with_marks(MARK)
    copy = case.looked(disclosure.redact(theirs, plan=plan, here=True, **case.said).receipt.ref)
    one.write(disclosure.TERMS, form="pseudonymous", stays=copy, stays_why="It is not good enough")
    assert case.goes() == {theirs: None}
    one.step("check-consent")
    with pytest.raises(disclosure.CopyOwed):
        one.step("end-redaction")


def test_a_day_that_is_over_and_a_receipt_that_confirms_nothing_hold_up(case, tmp_path):
    one, item = case.one, case.nobodys()
    one.reviewed(item)
    terms = one.write(disclosure.TERMS, form="named", until="2020")
    with pytest.raises(disclosure.UntilOver):
        one.step("check-consent")
    disclosure.write_anew(terms, fields={"until": ""}, seen=1, reason="x", **case.said)
    one.step("check-consent")
    one.step("end-redaction")
    case.make(one.approved(), tmp_path / "out")
    (release,) = releases.of_request(one.request.id, **case.said)
    wrong = released.RECEIPT | {"fingerprint": "differs"}
    releases.write_under(release, kind=releases.RECEIPT, fields=wrong, **case.said)
    with pytest.raises(disclosure.ReceiptNotNoted):
        one.step("note-receipt")
    releases.write_under(release, kind=releases.RECEIPT, fields=released.RECEIPT, **case.said)
    assert one.step("note-receipt") == "received-there"
    releases.write_under(release, kind=releases.USE, fields=released.USE | {"leave": "no", "answer": "Не"}, **case.said)
    with pytest.raises(disclosure.FateUnknown):
        one.step("follow-up")
    case.make(one.approved(), tmp_path / "again")
    assert one.again().held.state == "packaged"
    with pytest.raises(disclosure.ReceiptNotNoted):  # the receipt is of the package before
        one.step("note-receipt")


def destroyed(case, ref):
    """By two, as ever."""
    asked = custody.propose_destruction(
        [ref], ground=custody.Ground.WITHDRAWN, reason="They asked for it", authority="GDPR 17", **case.said
    )
    access.approve(asked.approval, by=case.one.second, now=case.world.tick())
    custody.destroy(asked.receipt, **case.said)


def redacted(case, ref, *marks):
    """A copy of an item without what is marked, which somebody looked through."""
    plan = disclosure.new_plan(custody.show(ref, **case.said)).with_marks(*marks)
    return case.looked(disclosure.redact(ref, plan=plan, here=True, **case.said).receipt.ref)


def test_of_an_item_from_a_copy_of_which_something_was_taken_out_that_copy_goes_unless_another_is_named(case):
    one = case.one
    item = case.item(case.person(form=consent.Form.NAMED))
    marked = redacted(case, item, MARK)
    cleaned = redacted(case, item)
    one.prepared(item)
    (terms,) = disclosure.written_under(one.request.id, kind=disclosure.TERMS.code, **case.said)
    assert case.goes() == {item: marked}
    (told,) = disclosure.what_goes(one.again(), **case.said).leaving.prepared
    assert told.says[0] == "A copy from which something was taken out goes instead of it."
    for number, (named, goes) in enumerate([(item, item), (cleaned, cleaned), (f"{item}\n{marked}", item)], start=1):
        disclosure.write_anew(terms, fields={"named": named}, seen=number, reason="asked for", **case.said)
        assert case.goes() == {item: goes}
    (told,) = disclosure.what_goes(one.again(), **case.said).leaving.prepared
    assert told.says[0] == "It goes whole, though there is a copy from which something was taken out."
    for wrong, refused in ((case.nobodys(), disclosure.NotOfRequest), ("E-1", disclosure.ReferencesUnreadable)):
        with pytest.raises(refused):
            disclosure.write_anew(terms, fields={"named": wrong}, seen=4, reason="x", **case.said)


def test_a_copy_that_nobody_looked_through_holds_up_and_the_item_does_not_go_in_its_place(case):
    item = case.item(case.person(form=consent.Form.NAMED))
    plan = disclosure.new_plan(custody.show(item, **case.said)).with_marks(MARK)
    copy = disclosure.redact(item, plan=plan, here=True, **case.said).receipt.ref
    case.one.reviewed(item)
    case.one.write(disclosure.TERMS, form="named")
    assert case.goes() == {item: None}
    case.one.step("check-consent")
    with pytest.raises(disclosure.CopyOwed, match=item):
        case.one.step("end-redaction")
    case.looked(copy)
    assert case.goes() == {item: copy}


def test_where_a_copy_was_destroyed_nothing_goes_until_another_is_made_or_the_item_is_named(case):
    one = case.one
    item = case.item(case.person(form=consent.Form.NAMED))
    marked = redacted(case, item, MARK)
    one.prepared(item)
    destroyed(case, marked)
    assert case.goes() == {item: None}
    (told,) = disclosure.what_goes(one.again(), **case.said).leaving.prepared
    assert told.owed
    assert "destroyed. Make another" in told.says[0]
    another = redacted(case, item, MARK)
    assert case.goes() == {item: another}
    (terms,) = disclosure.written_under(one.request.id, kind=disclosure.TERMS.code, **case.said)
    for seen, (named, goes) in enumerate([(marked, None), (item, item)], start=1):
        disclosure.write_anew(terms, fields={"named": named}, seen=seen, reason="asked for", **case.said)
        assert case.goes() == {item: goes}


def test_a_redacted_copy_of_what_was_made_of_an_item_goes_not_in_the_place_of_the_item(case):
    item = case.item(case.person(form=consent.Form.NAMED))
    transcript = custody.derive(
        io.BytesIO("Мяне завуць Ганна Прыкладная.".encode()), parent=item, making=custody.Making.TRANSCRIPT,
        name="transcript.txt", tool="by hand", tool_version="", parameters={}, **case.said,
    )  # fmt: skip
    redacted(case, transcript.ref, MARK)
    case.one.prepared(item)
    assert case.goes() == {item: item}
    marked = redacted(case, item, MARK)
    redacted(case, transcript.ref, MARK)
    assert case.goes() == {item: marked}


def test_what_was_destroyed_since_is_told_to_who_approves_as_what_is_held_back_is_with_why_it_could_not_go(case):
    one, witness = case.one, case.person(form=consent.Form.NAMED)
    goes, gone, refused, held = case.nobodys(), case.nobodys(), case.item(witness), case.nobodys()
    one.prepared(goes, gone, refused, held, stays=f"{refused}\n{held}", stays_why="Asked for by the family")
    destroyed(case, gone)
    case.withdraws(witness)
    asked = one.asked()
    assert asked.proposed.refs == (goes,)
    told = {each.ref: each.says for each in asked.proposed.kept_back}
    assert told.keys() == {gone, refused, held}
    assert told[gone] == ("It was destroyed since: there is nothing of it to send.",)
    assert told[held] == ("We hold it back ourselves, though it is relevant.",)
    assert told[refused][0] == told[held][0]
    assert "Withdrew consent" in told[refused][1]
