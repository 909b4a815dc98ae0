"""Two people let a third one in at their browsers, and take away what they gave."""

import html
import io
import re
from urllib.parse import urlencode
from uuid import UUID

import pytest
from tests import crowd
from tests.conftest import PASSPHRASE
from tests.pages.conftest import ORIGIN, Visitor

from dokaz.access import api as access
from dokaz.access import passphrases
from dokaz.custody import api as custody
from dokaz.journal import api as journal

THIRD = "third academic acid acne acquire acrobat activity actress"
NEW = "another academic acid acne acquire acrobat activity"


def verbs(world):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.read()]


def text(answer):
    return answer.content.decode()


def fresh(visitor):
    """The second factor proved once more, as the page asks."""
    visitor.world.tick(90)
    visitor.post("/prove", {"code": visitor.code(), "next": "/"})
    visitor.world.tick(1)
    return visitor


@pytest.fixture
def second(world, served, custodian):
    """The person whom the first one let in alone, at a browser of their own."""
    one = Visitor(world)
    session = world.second_person()
    one.sign_in(account=session.actor.account, passphrase=world.companion_words)
    one.account = session.actor.account
    return one


def ask(custodian, *, organisation="Partner", role="documenter", passphrase=THIRD):
    """What the custodian and then the newcomer type; gives fingerprint, name and the approval's address."""
    fresh(custodian)
    page = custodian.post("/people/admit", {"organisation": organisation, "role": role})
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(page)))
    assert len(re.search(r"<code[^>]*>([^<]*)</code>", text(page))[1].split()) == 8
    given = {"organisation": hidden["organisation"], "role": hidden["role"], "proposed": hidden["proposed"]}
    done = custodian.post(
        "/people/admit/newcomer", {**given, "passphrase": passphrase, "again": passphrase}, page="/people/admit"
    )
    assert done.status_code == 200, text(done)
    fingerprint = re.search(r"<code[^>]*>([0-9a-f ]{29})</code>", text(done))[1]
    return (
        fingerprint,
        re.search(r"will be (T-[0-9A-Z-]{10})", text(done))[1],
        re.search(r"/approvals/[0-9a-f-]{36}", text(done))[0],
    )


def test_one_asks_another_hears_the_fingerprint_and_the_newcomer_signs_in(custodian, second, world):
    fingerprint, name, approval = ask(custodian)
    asked = text(custodian.get(approval))
    assert "Waits for a second person" in asked
    assert "Partner" in asked
    assert name in asked
    assert "Go on to approve" not in asked
    assert fingerprint not in asked
    assert "Do it now" not in asked
    assert "Decide what a colleague asks for" in text(second.get("/"))
    fresh(second)
    before = text(second.get(f"{approval}/before"))
    digest = access.approval(approval.rpartition("/")[2], by=world.session, now=world.now).sha256
    assert "receive files and objects" in before
    assert re.sub(r"</?span>|<wbr>", "", before).count(digest) == 1
    assert fingerprint not in before
    wrong = second.post(f"{approval}/approve", {"fingerprint": "0000 0000 0000 0000 0000 0000"})
    assert wrong.status_code == 422
    assert "not the fingerprint of the keys" in text(wrong)
    assert fingerprint not in text(wrong)
    assert second.post(f"{approval}/approve", {"fingerprint": fingerprint.upper()}).status_code == 302
    assert "Do what a second person approved" in text(custodian.get("/"))
    assert "is let in" in text(custodian.post(f"{approval}/finish", page=approval))
    newcomer = Visitor(world)
    account = next(
        each.account for each in access.colleagues(by=world.session, now=world.tick())
        if str(access.name_of(each.account)) == name
    )  # fmt: skip
    newcomer.sign_in(account=account, passphrase=THIRD)
    assert name in text(newcomer.get("/"))
    assert THIRD not in "".join(map(repr, journal.read()))
    assert "Done" in text(custodian.get(approval))
    assert custodian.post(f"{approval}/finish", page=approval).status_code == 409


def test_the_first_person_lets_the_second_one_in_alone_and_then_nobody(custodian):
    fresh(custodian)
    refused = custodian.post("/people/admit", {"organisation": "Partner", "role": "analyst"})
    assert refused.status_code == 422
    assert "must be able to approve" in text(refused)
    given = {"organisation": "Partner", "role": "steering", "passphrase": THIRD, "again": THIRD, "proposed": ""}
    done = custodian.post("/people/admit/newcomer", given, page="/people/admit")
    assert "You are let in" in text(done)
    assert "A second person approves it" in text(custodian.get("/people/admit"))


def test_a_weak_pass_phrase_or_two_different_ones_are_told_and_the_words_stay(custodian, second):
    fresh(custodian)
    given = {"organisation": "Partner", "role": "analyst", "proposed": "one two three"}
    for words, again, said in (("too weak", "too weak", "can be guessed"), (THIRD, NEW, "not the same")):
        page = custodian.post(
            "/people/admit/newcomer", {**given, "passphrase": words, "again": again}, page="/people/admit"
        )
        assert page.status_code == 422
        assert said in text(page)
        assert "one two three" in text(page)
        assert words not in text(page).replace("one two three", "")


def test_every_sensitive_page_asks_for_the_second_factor_again(custodian, second, world):
    world.tick(700)
    account = second.account
    paths = ["/people/admit", "/me/passphrase", "/me/travel", "/compartments/add"]
    paths += [
        f"/people/{account}/{what}"
        for what in ("role", "role/end", "role/end/now", "new-keys", "travel", "withdraw", "withdraw/now")
    ]
    for path in paths:
        for answer in (custodian.get(path), custodian.post(path, {"role": "analyst"}, page="/me")):
            assert answer.status_code == 405 or answer.headers["location"].startswith("/prove"), path
    assert not {"access:account:propose", "access:account:withdraw", "access:role:end"} & set(verbs(world))


def test_who_may_not_is_refused_alike_whoever_it_is_about(colleague, world):
    analyst = fresh(colleague("analyst"))
    nobody = "00000000-0000-0000-0000-000000000000"
    for what in ("role", "role/end", "role/end/now", "new-keys", "travel", "withdraw", "withdraw/now"):
        real, none = (f"/people/{who}/{what}" for who in (world.session.actor.account, nobody))
        answers = [analyst.get(real), analyst.get(none)]
        assert [answer.status_code for answer in answers] == [403, 403], what
        assert answers[0].content.replace(real.encode(), b"") == answers[1].content.replace(none.encode(), b"")
        assert analyst.post(real, page="/me").status_code in (403, 405)
    assert analyst.get("/people/admit").status_code == 403


def test_a_role_is_asked_for_refused_by_the_second_person_and_the_asker_is_told(custodian, second, colleague, world):
    analyst = colleague("analyst")
    fresh(custodian)
    asked = custodian.post(f"/people/{analyst.account}/role", {"role": "documenter"})
    approval = asked.headers["location"]
    assert second.post(f"{approval}/decline", page=approval).status_code == 302
    assert f"Refused by {access.name_of(second.account)}" in text(custodian.get(approval))
    assert "Go on to approve" not in text(second.get(approval))
    assert second.get(f"{approval}/before").status_code in (302, 404)
    again = custodian.post(f"/people/{analyst.account}/role", {"role": "documenter"}).headers["location"]
    assert custodian.post(f"{again}/decline", page=again).status_code == 409
    custodian.post(f"{again}/take-back", page=again)
    assert "Taken back" in text(custodian.get(again))
    assert {"access:approval:decline", "access:approval:take-back"} <= set(verbs(world))


def test_a_withdrawal_says_what_is_made_anew_and_is_done_after_the_page_before(custodian, second, colleague, world):
    access.grant_membership(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    fresh(custodian)
    path = f"/people/{second.account}"
    assert "archive" in text(custodian.get(f"{path}/withdraw"))
    assert "copied or extracted" in text(custodian.get(f"{path}/withdraw"))
    done = text(custodian.post(f"{path}/withdraw/now"))
    assert "New keys for those who remain: archive." in done
    assert second.get("/").headers["location"].startswith("/sign-in")
    assert "Withdrawn" in text(custodian.get("/people"))


def test_a_role_that_ended_signs_nobody_in(custodian, second, colleague):
    analyst = colleague("analyst")
    fresh(custodian)
    path = f"/people/{analyst.account}/role/end"
    before = text(custodian.get(path))
    assert f"You are about to end the role of {access.name_of(analyst.account)}" in before
    assert "Analyst" in before
    assert custodian.post(f"{path}/now").status_code == 302
    assert analyst.get("/").headers["location"].startswith("/sign-in")


def test_no_page_speaks_of_somebody_who_is_not_there(custodian, second, world):
    fresh(custodian)
    nobody, name = "00000000-0000-0000-0000-000000000000", str(access.name_of(UUID(int=0)))
    access.withdraw(second.account, by=world.session, now=world.tick())
    before = len([each for each in verbs(world) if each == "access:account:show"])
    for who in (nobody, second.account):
        for what in ("role", "role/end", "role/end/now", "new-keys", "travel", "withdraw", "withdraw/now"):
            page = custodian.get(f"/people/{who}/{what}")
            assert page.status_code == 404, what
            assert name not in text(page)
            assert "about to" not in text(page)
    assert len([each for each in verbs(world) if each == "access:account:show"]) > before
    assert custodian.get(f"/people/{second.account}").status_code == 200


def test_a_traveller_leaves_the_keys_and_is_told_where_nobody_else_could_give_them(custodian, second, world):
    fresh(custodian)
    refused = custodian.post("/me/travel")
    assert refused.status_code == 422
    assert "archive" in text(refused)
    access.grant_membership(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    done = text(custodian.post("/me/travel"))
    assert f"can be given again by {access.name_of(second.account)}" in done
    assert "Let a colleague in" not in text(custodian.get(f"/compartments/{world.compartment}"))


def test_new_keys_for_one_who_forgot_are_asked_for_as_for_a_newcomer(custodian, second, colleague, world):
    analyst = colleague("analyst")
    fresh(custodian)
    path = f"/people/{analyst.account}/new-keys"
    done = text(custodian.post(path, {"passphrase": THIRD, "again": THIRD, "proposed": ""}))
    fingerprint = re.search(r"<code[^>]*>([0-9a-f ]{29})</code>", done)[1]
    approval = re.search(r"/approvals/[0-9a-f-]{36}", done)[0]
    fresh(second)
    second.post(f"{approval}/approve", {"fingerprint": fingerprint})
    assert "has new keys" in text(custodian.post(f"{approval}/finish", page=approval))
    assert analyst.get("/").headers["location"].startswith("/sign-in")


def test_another_pass_phrase_keeps_this_browser_and_ends_the_others(custodian, world):
    other = Visitor(world, secret=custodian.secret)
    other.sign_in()
    fresh(custodian)
    words = {"old": NEW, "passphrase": NEW, "again": NEW, "proposed": ""}
    assert "This is not your pass-phrase" in text(custodian.post("/me/passphrase", words))
    with crowd.of_strangers() as turns:
        turns._waiting[True] = passphrases.PLACES
        assert "So many people are signing in" in text(custodian.post("/me/passphrase", {**words, "old": PASSPHRASE}))
    assert "opens your account" in text(custodian.post("/me/passphrase", {**words, "old": PASSPHRASE}))
    assert custodian.get("/me").status_code == 200
    assert other.get("/me").headers["location"].startswith("/sign-in")
    assert custodian.begin(passphrase=PASSPHRASE).status_code == 422


def test_a_device_never_seen_before_is_told_elsewhere_and_signed_out_by_its_owner(custodian, world):
    assert "never seen before" not in text(custodian.get("/items"))
    stranger = Visitor(world, secret=custodian.secret)
    stranger.sign_in()
    assert "never seen before" in text(custodian.get("/items"))
    assert "Say whether this device was yours" in text(custodian.get("/"))
    assert "never seen before" not in text(stranger.get("/items"))
    path = re.search(r"/me/devices/[0-9a-f-]+/not-mine", text(custodian.get("/me")))[0]
    assert stranger.post(path, page="/me").status_code == 404  # no device answers for itself
    assert "It is signed out" in text(custodian.post(path, page="/me"))
    assert stranger.get("/me").headers["location"].startswith("/sign-in")
    assert "never seen before" not in text(custodian.get("/items"))
    third = Visitor(world, secret=custodian.secret)
    third.sign_in()
    mine = re.search(r"/me/devices/[0-9a-f-]+/mine", text(custodian.get("/me")))[0]
    custodian.post(mine, page="/me")
    assert third.get("/me").status_code == 200
    assert "never seen before" not in text(custodian.get("/items"))


def typed_before(page):
    """What stands in the hidden fields of a page."""
    return {name: html.unescape(value) for name, value in re.findall(r'"hidden" name="([\w-]+)" value="([^"]*)"', page)}


def sent_late(visitor, path, answers, *, away):
    """A form sent after so many seconds, as the browser sends it."""
    page = text(visitor.get(path))
    hidden = typed_before(page)
    visitor.world.tick(away)
    return visitor.client.post(
        path,
        urlencode({**hidden, **answers}),
        content_type="application/x-www-form-urlencoded",
        headers={"origin": ORIGIN},
    )


def put_back(visitor, path, words):
    """The draft that is offered on the first page, pressed back into its form."""
    draft = re.search(r"/me/drafts/[0-9a-f-]{36}", text(visitor.get("/")))[0]
    page = text(visitor.get(draft))
    given = typed_before(page.split(f"{draft}/forget")[0])
    assert words in page
    done = text(visitor.post(f"{draft}/use", given, page=draft, follow=True))
    assert visitor.get(draft).status_code == 404
    return done


def test_the_longest_texts_are_kept_as_well(custodian, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", by=world.session, now=world.tick()).ref
    object_ = {"name": "Black telephone", "act": "left-in-place", "found": "Room 4", "witness": "P-2"}
    made = custodian.post("/objects/new", {**object_, "compartment": str(world.compartment)}).headers["location"]
    for path, words in (
        (f"/items/{ref}/describe", {"description": "Names of 9 August", "reason": "Read it"}),
        ("/objects/new", {**object_, "found": "Under the table", "compartment": str(world.compartment)}),
        (f"{made}/move", {"went_to": "Laboratory", "reason": "To be read there"}),
    ):
        answer = sent_late(custodian, path, words, away=3600)
        assert answer.headers["location"] == "/sign-in?kept=1", path
        custodian.sign_in()
        page = put_back(custodian, path, next(reversed(words.values())) if "/new" not in path else "Under the table")
        for typed in ("description", "found", "went_to", "reason"):
            assert words.get(typed, "") in page, (path, typed)
    journal.sequence(now=world.tick())
    assert "custody:item:describe" not in [entry.verb for entry in journal.entries_about(ref)]


def test_what_was_typed_outlasts_a_proof_that_was_too_old(custodian, world):
    fresh(custodian)
    answer = sent_late(custodian, "/compartments/add", {"name": "Case <7>"}, away=700)
    assert answer.headers["location"] == "/prove?next=%2F&kept=1"
    assert "What you typed is kept" in text(custodian.get("/prove?next=%2F&kept=1"))
    draft = re.search(r"/me/drafts/[0-9a-f-]{36}", text(custodian.get("/")))[0]
    refused = custodian.post(f"{draft}/use", {"name": "Case <7>", "page-language": "en"}, page=draft)
    assert refused.headers["location"] == f"/prove?next={draft.replace('/', '%2F')}"
    assert "Case &lt;7&gt;" in text(custodian.get(draft))
    fresh(custodian)
    assert "Case &lt;7&gt;" in put_back(custodian, "/compartments/add", "Case &lt;7&gt;")


def test_what_was_typed_when_the_session_ended_is_offered_to_its_author_and_no_other(custodian, colleague, world):
    fresh(custodian)
    page = text(custodian.get("/compartments/add"))
    kept = re.search(r'name="kept-by" value="([^"]+)"', page)[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    world.tick(3600)
    sent = {"csrfmiddlewaretoken": token, "kept-by": kept, "name": "Case <7>", "else": "not of this form"}
    answer = custodian.client.post(
        "/compartments/add",
        urlencode(sent),
        content_type="application/x-www-form-urlencoded",
        headers={"origin": ORIGIN},
    )
    assert answer.headers["location"] == "/sign-in?kept=1"
    assert "What you typed is kept" in text(custodian.get("/sign-in?kept=1"))
    custodian.sign_in()
    path = re.search(r"/me/drafts/[0-9a-f-]{36}", text(custodian.get("/")))[0]
    page = text(custodian.get(path))
    assert "Case &lt;7&gt;" in page
    assert "not of this form" not in page
    stranger = colleague("custodian")
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/use", page="/me").status_code == 404
    done = custodian.post(f"{path}/use", {"name": "Case <7>", "page-language": "en"}, page=path, follow=True)
    assert "Case &lt;7&gt;" in text(done)
    assert "Add a compartment" in text(done)
    assert "access:compartment:begin" not in verbs(world)[-3:]
    assert custodian.get(path).status_code == 404
