"""The pages of consent: a text approved by another person, one question a page, and taking it back as near as giving."""

import html
import io
import re

import pytest
from tests import persons
from tests.pages.conftest import Visitor
from tests.pages.walking import read

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.codes import Code, Kind
from dokaz.people import api as people
from dokaz.people.api import Relation

TODAY = "2026-03-04"


@pytest.fixture
def world(real_world):
    return real_world


@pytest.fixture
def kept(world):
    return persons.keep(world)


@pytest.fixture
def second(kept, served):
    one = Visitor(kept.world)
    one.sign_in(account=kept.second.actor.account, passphrase=kept.world.companion_words)
    return one


@pytest.fixture
def text(kept, served):
    made = consent.write_shipped(by=kept.by, now=kept.world.tick())
    mine = next(each for each in made if each.language == "en")
    consent.approve_statement(mine.id, by=kept.second, now=kept.world.tick())
    return mine


def words(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def sent(answer):
    """What a browser sends of the form of a page as it stands."""
    page = answer.content.decode()
    form = page[page.index('id="answers"') : page.rindex("</form>")]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "radio" or " checked" in tag:
            found[given["name"]] = html.unescape(given.get("value", ""))
    found |= {name: html.unescape(text.strip()) for name, text in re.findall(_AREA, form, re.DOTALL)}
    return found | dict(re.findall(_CHOSEN, form, re.DOTALL))


_AREA = r'<textarea name="([\w-]+)"[^>]*>(.*?)</textarea>'
_CHOSEN = r'<select name="([\w-]+)"[^>]*>.*?<option value="([^"]*)" selected'


class Walk:
    """Somebody who is asked: each page is answered and sent on."""

    def __init__(self, visitor, person):
        self.visitor, self.person, self.path = visitor, person, f"/persons/{person.ref}/consent/ask"
        self.page = visitor.get(self.path)

    def on(self, go="on", **answers):
        given = {**sent(self.page), **{name.replace("__", "-"): value for name, value in answers.items()}, "go": go}
        self.page = self.visitor.post(self.path, given)
        return self


def test_a_text_is_written_here_and_approved_by_another_person(kept, custodian, second):
    assert "There is no text yet" in words(custodian.get("/consent/texts"))
    assert custodian.post("/consent/texts/draft", page="/consent/texts").status_code == 302
    texts = consent.statements(language="be", by=kept.by, now=kept.world.tick())
    page = f"/consent/texts/{texts[0].id}"
    mine, theirs = custodian.get(page), second.get(page)
    assert "No native speaker has read this text" in words(mine)
    assert "Approve this text" not in words(mine)
    assert "Approve this text" in words(theirs)
    assert page in second.get("/").content.decode()
    assert page not in custodian.get("/").content.decode()
    assert custodian.post(f"{page}/approve", page=page).status_code == 409
    assert second.post(f"{page}/approve", page=page).status_code == 302
    assert page not in second.get("/").content.decode()
    assert "Approved" in words(custodian.get(page))
    changed = {part.value: "Іншае." for part in consent.Told} | {"material": "yes", "seen": "1"}
    assert custodian.post("/consent/texts/new/be", changed).status_code == 302
    stale = second.post("/consent/texts/new/be", changed)
    assert stale.status_code == 422
    assert "Somebody wrote version 2 meanwhile" in words(stale)
    assert "Іншае." in words(stale)
    assert custodian.get("/consent/texts/new/xx").status_code == 404


def test_a_person_is_asked_one_question_a_page_and_hears_everything_once_more(kept, custodian, text):
    person = kept.person()
    walk = Walk(custodian, person)
    for field in ("medium", "voice"):
        assert f'name="{field}" value' in walk.page.content.decode()
    assert " checked" not in walk.page.content.decode()
    assert walk.on(medium="in-person").page.status_code == 422
    how = {"said_on": TODAY, "statement": str(text.id), "medium": "in-person", "voice": "person", "countries": "lt"}
    walk.on(**how)
    assert "You decide whether you talk with us" in words(walk.page)
    walk.on()
    assert "May we keep what you tell us" in words(walk.page)
    walk.on(documentation__reply="yes").on()
    assert "police investigators, prosecutors and courts of other countries" in words(walk.page)
    assert "Say how openly it may go" in words(walk.on(justice__reply="yes").page)
    walk.on(justice__reply="no")
    assert "of this country get it: Lithuania" in words(walk.page)
    walk.on(**{"authority-lt__reply": "yes", "authority-lt__form": "pseudonymous"})
    assert "International Criminal Court" in words(walk.page)
    walk.on(go="back")
    assert re.search(r'name="authority-lt-form" value="pseudonymous"[^>]* checked', walk.page.content.decode())
    walk.on(**{"authority-lt__reply": "yes", "authority-lt__form": "pseudonymous"})
    for _question in range(8):
        walk.on()
    walk.on(conditions="Толькі не маёй працы.")
    told = words(walk.page)
    assert "Yes: under another name" in told
    assert "Толькі не маёй працы." in told
    assert "Nothing was said. That allows nothing." in told
    assert "Face to face Change How you speak" in told
    assert "English, version 1 Change By which text" in told
    assert consent.decisions_of(person.id, by=kept.by, now=kept.world.tick()) == ()
    assert "How the person is asked" in words(Walk(custodian, person).page)
    walk.on(go="to:justice")
    assert "police investigators, prosecutors and courts of other countries" in words(walk.page)
    walk.on(justice__reply="ask-first", go="on")
    for _question in range(11):
        walk.on()
    done = walk.on(go="record").page
    assert done.status_code == 302, words(done)
    shown = words(custodian.get(done.headers["location"]))
    assert "Ask me first" in shown
    assert "Толькі не маёй працы." in shown
    assert "Yes: under another name" in shown
    assert "an earlier answer stands" in shown
    overview = words(custodian.get(f"/persons/{person.ref}/consent"))
    assert "May go: under another name" in overview


def test_what_is_read_aloud_is_in_the_language_of_the_text_and_what_was_heard_is_kept(kept, custodian, text):
    world, person = kept.world, kept.person()
    theirs = consent.statements(language="be", by=kept.by, now=world.tick())[0]
    consent.approve_statement(theirs.id, by=kept.second, now=world.tick())
    walk = Walk(custodian, person)
    how = {"said_on": TODAY, "statement": str(theirs.id), "medium": "in-person", "voice": "person", "countries": "lt"}
    assert "Say into which language they interpret" in words(walk.on(interpreter="I-1", **how).page)
    assert "is no code of a language" in words(walk.on(interpreter="I-1", interpreted="english", **how).page)
    walk.on(interpreter="I-1", interpreted="UK", **how)
    assert re.search(r'<h3 lang="be">[^<]*Хто мы', walk.page.content.decode())
    walk.on()
    page = walk.page.content.decode()
    asked = page[page.index('<div lang="be">') : page.index('id="answers"')]
    assert "Пытанне 1 з 12" in asked
    assert "May we" not in page
    assert re.search(r'<label for="[^"]+" lang="be">Так</label>', page)
    assert "Go on" in words(walk.page)  # the page itself stays in the reader's language
    walk.on(documentation__reply="yes").on().on()
    assert "гэтай краіны: Літва" in words(walk.page)
    for _question in range(10):
        walk.on()
    last = walk.page.content.decode()
    assert re.search(r'<div lang="be"><dt>[^<]+</dt><dd>Так</dd>', last)
    done = walk.on(go="record").page
    shown = words(custodian.get(done.headers["location"]))
    assert "Interpreted into Українська" in shown
    (asking,) = consent.decisions_of(person.id, by=kept.by, now=world.tick())
    assert (asking.asking.language, asking.asking.interpreted) == ("be", "uk")


def test_a_text_may_be_in_any_language_and_then_the_questions_are_interpreted(kept, custodian, second, text):
    assert 'href="/consent/texts/new"' in custodian.get("/consent/texts").content.decode()
    assert "is no code of a language" in words(custodian.post("/consent/texts/new", {"language": "persian"}))
    there = custodian.post("/consent/texts/new", {"language": "FA-af"}).headers["location"]
    assert there == "/consent/texts/new/fa-AF"
    assert "فارسی (AF)" in words(custodian.get(there))
    assert custodian.get("/consent/texts/new/FA-af").status_code == 404
    told = {part.value: "ما شواهد جمع می‌کنیم." for part in consent.Told} | {"material": "yes", "seen": "0"}
    made = custodian.post(there, told).headers["location"]
    assert 'lang="fa-AF" dir="auto"' in custodian.get(made).content.decode()
    assert second.post(f"{made}/approve", page=made).status_code == 302
    assert "فارسی (AF)" in words(custodian.get("/consent/texts"))
    walk, how = Walk(custodian, kept.person()), {"said_on": TODAY, "medium": "in-person", "voice": "person"}
    walk.on(statement=made.rpartition("/")[2], **how)
    assert "Have them interpreted into فارسی (AF)" in words(walk.page)
    walk.on()
    assert '<div lang="en">' in walk.page.content.decode()
    assert "Have them interpreted" in words(walk.page)
    walk.on(documentation__reply="no")
    for _question in range(11):
        walk.on()
    done = walk.on(go="record").page
    assert "Text فارسی (AF)" in words(custodian.get(done.headers["location"]))
    assert "Have them interpreted" not in words(Walk(custodian, kept.person()).on(statement=str(text.id), **how).page)


def test_who_answers_nothing_or_for_nobody_is_told_what_to_do(kept, custodian, text):
    walk = Walk(custodian, kept.person())
    how = {"said_on": TODAY, "statement": str(text.id), "medium": "in-person"}
    assert "Say who speaks for the person" in words(walk.on(voice="guardian", **how).page)
    for nobody, says in (("P-0000-00000", "is not the reference"), (str(Code.new(Kind.PERSON)), "No record")):
        walk.on(voice="guardian", speaker=nobody, **how)  # what was answered stays, and nothing else is asked yet
        assert (walk.page.status_code, says in words(walk.page), sent(walk.page)["said_on"]) == (422, True, TODAY)
    walk.on(voice="guardian", speaker=walk.person.ref, **how)
    assert (walk.page.status_code, "This is the person themself" in words(walk.page)) == (422, True)
    walk.on(voice="person", countries="lithuania", **how)
    assert "Write two letters for each country" in words(walk.page)
    walk.on(voice="person", countries="lt, xq", **how)
    assert "There is no country with the letters xq" in words(walk.page)
    walk.on(voice="person", countries="", **how)
    for _page in range(13):
        walk.on()
    refused = walk.on(go="record").page
    assert refused.status_code == 422
    assert "Answer at least one question" in words(refused)


def test_taking_back_is_one_page_away_and_counts_at_once_on_the_item(kept, custodian, text):
    person, world = kept.person(), kept.world
    item = custody.receive(io.BytesIO(b"7"), name="7.txt", by=kept.by, now=world.tick()).ref
    people.appear(
        person.id, item=item, relation=Relation.COMES_FROM, pinpoint="1", reason="hers", by=kept.by, now=world.tick()
    )
    people.examined(item, reason="all of it", by=kept.by, now=world.tick())
    asking = consent.Asking(said_on=world.now.date(), statement=text.id, language="en")
    scope = consent.Scope(consent.Purpose.JUSTICE, consent.Recipient.parse("icc"))
    yes = consent.Answered(scope, consent.Reply.YES, consent.Form.NAMED)
    consent.record_decisions(person.id, asking=asking, answers=[yes], by=kept.by, now=world.tick())
    custody.give_out([item], package="K-0000-00000", by=kept.by, now=world.tick())
    assert "May go: with the name" in words(custodian.get(f"/items/{item}"))
    page = f"/persons/{person.ref}/consent"
    assert f'href="{page}/withdraw"' in custodian.get(page).content.decode()
    given = {"what": "everything", "said_on": TODAY, "medium": "voice", "voice": "person"}
    unknown = custodian.post(f"{page}/withdraw", {**given, "voice": "guardian", "speaker": "P-0000-00000"})
    assert (unknown.status_code, "is not the reference" in words(unknown)) == (422, True)
    own = custodian.post(f"{page}/withdraw", {**given, "voice": "kin", "speaker": person.ref})
    assert (own.status_code, "This is the person themself" in words(own)) == (422, True)
    done = custodian.post(f"{page}/withdraw", given)
    assert done.headers["location"] == f"{page}/copies"
    after = words(custodian.get(f"/items/{item}"))
    assert "May go:" not in after
    assert "A package asks this anew for each item" in after
    said = re.search(rf'href="({page}/said/[^"]+)"', custodian.get(page).content.decode())[1]
    assert "What was said about anything else stands" in words(custodian.get(said))
    journal.sequence(now=world.tick())
    dossier = words(custodian.get(f"/persons/{person.ref}/dossier"))
    assert f"recorded that consent was taken back: {person.ref}." in dossier
    assert dossier.index("What left the house") < dossier.index("K-0000-00000") < dossier.index("Who saw and did what")
    assert "Withdrew consent on 4 March 2026." in after
    copies = words(custodian.get(f"{page}/copies"))
    assert "K-0000-00000" in copies
    assert "To be decided" in copies
    decided = {"item": item, "outcome": "seal", "reason": "She asked for it."}
    assert custodian.post(f"{page}/copies", decided).status_code == 302
    assert "She asked for it." in words(custodian.get(f"{page}/copies"))
    told = words(custodian.get(f"/items/{item}"))
    assert "It stays, and nobody should open it without a new decision" in told
    assert "She asked for it." in told


def test_what_is_to_stay_shut_is_opened_by_a_new_decision_and_what_goes_is_proposed(kept, custodian, text):
    person, world = kept.person(), kept.world
    item = custody.receive(io.BytesIO(b"7"), name="7.txt", by=kept.by, now=world.tick()).ref
    people.appear(
        person.id, item=item, relation=Relation.COMES_FROM, pinpoint="1", reason="hers", by=kept.by, now=world.tick()
    )
    there, asked = f"/items/{item}", {"next": f"/items/{item}/view"}
    assert custodian.post(f"{there}/ask", asked, page=there).headers["location"] == f"{there}/view"
    consent.withdraw(person.id, asking=consent.Asking(said_on=world.now.date()), by=kept.by, now=world.tick())
    copies = f"/persons/{person.ref}/consent/copies"
    assert custodian.post(copies, {"item": item, "outcome": "seal", "reason": "She asked."}).status_code == 302
    shut = f"{there}/reopen"
    assert custodian.get(f"{there}/view").headers["location"] == shut  # though it was asked for before
    for sent in ("redact", "picture", "content"):
        assert custodian.get(f"{there}/{sent}").headers["location"] == shut
    assert custodian.post(f"{there}/redact/make", {"seen": "0"}, page=there).headers["location"] == shut
    assert custodian.post(f"{there}/ask", asked, page=there).headers["location"] == shut
    assert custodian.post(f"{there}/bytes", page=there).headers["location"] == shut
    assert custodian.post(f"{there}/part", {"part": "1"}, page=there).headers["location"] == shut
    assert "nobody should open it without a new decision" in words(custodian.get(shut))
    assert custodian.post(shut, {"reason": " "}).status_code == 422
    assert custodian.post(shut, {"reason": "A court asks for its text."}).headers["location"] == there
    assert custodian.get(f"{there}/view").status_code == 200
    assert b"".join(custodian.post(f"{there}/bytes", page=there).streaming_content) == b"7"
    assert custodian.get(shut).headers["location"] == there
    journal.sequence(now=world.tick())
    unseal = access.unsealer(kept.by)
    told = [journal.opened_entry(each, unseal=unseal).event for each in journal.read()]
    assert [each["about"][0] for each in told if each and each["verb"] == "consent:copy:open"] == [item]
    assert f"Propose that {item} is destroyed" not in words(custodian.get(copies))
    assert custodian.post(copies, {"item": item, "outcome": "erase", "reason": "She asked."}).status_code == 302
    for page in (copies, there):
        assert f'href="{there}/destroy?ground=withdrawn"' in custodian.get(page).content.decode()


def test_bases_and_speakers_are_recorded_on_pages_of_their_own(kept, custodian, second, text):
    person, mother, world = kept.person(), kept.person("Маці"), kept.world
    page = f"/persons/{person.ref}"
    given = {"purpose": "justice", "recipient": "authority", "articles": ["9-2-f"], "why": "Legal claims."}
    assert custodian.post(f"{page}/bases", given).status_code == 302
    assert "no recipient" in words(custodian.post(f"{page}/bases", {**given, "recipient": "moon"}))
    assert "Legal claims." in words(custodian.get(f"{page}/bases"))
    said = {"decides": "kin", "kin": mother.ref, "reason": "Died in custody."}
    assert custodian.post(f"{page}/consent/speakers", said).status_code == 302
    assert mother.ref in words(custodian.get(f"{page}/consent"))
    unknown = custodian.post(f"{page}/consent/speakers", {**said, "kin": f"{mother.ref}, P-0000-00000"})
    assert (unknown.status_code, "P-0000-00000 is not the reference" in words(unknown)) == (422, True)
    own = custodian.post(f"{page}/consent/speakers", {**sent(unknown), "kin": person.ref})
    assert (own.status_code, "This is the person themself" in words(own)) == (422, True)
    item = custody.receive(io.BytesIO(b"8"), name="8.txt", by=kept.by, now=world.tick()).ref
    assert custodian.post(f"/items/{item}/bases", given).status_code == 422
    assert custodian.post(f"/items/{item}/bases", {**given, "harm": "None seen."}).status_code == 302
    assert "Waits for a second person" in words(custodian.get(f"/items/{item}/bases"))
    access.grant_membership(
        compartment=world.compartment, account=kept.second.actor.account, by=kept.by, now=world.tick()
    )
    _answer, links = read(second, f"/items/{item}/bases")
    weigh = next(link for link in links.links if "/weigh" in link)
    assert second.post(weigh, {"words": "Nobody is in it."}).headers["location"] == f"/items/{item}/bases"
    assert "Nobody is in it." in words(custodian.get(f"/items/{item}/bases"))


def test_a_next_of_kin_whom_one_may_not_see_is_told_as_such_and_stays(kept, custodian, second, text):
    world, person = kept.world, kept.person()
    team = access.add_compartment(name="team", by=kept.by, now=world.tick()).id
    mother, brother = kept.person("Маці", compartment=team), kept.person("Брат")
    both = consent.Speakers(kin_decide=True, kin=(mother.id, brother.id), excluded=(mother.id,), reason="Missing.")
    consent.say_who_speaks(person.id, speakers=both, by=kept.by, now=world.tick())
    access.grant_membership(
        compartment=world.compartment, account=kept.second.actor.account, by=kept.by, now=world.tick()
    )
    page = f"/persons/{person.ref}/consent"
    told = second.get(page)
    assert told.status_code == 200
    assert f"1. somebody you may not see, 2. {brother.ref} Брат" in words(told)
    form = second.get(f"{page}/speakers")
    assert (form.status_code, sent(form)["kin"], sent(form)["excluded"]) == (200, f"#1, {brother.ref}", "#1")
    for answer in (told, form):
        assert mother.ref not in answer.content.decode()
    changed = {**sent(form), "kin": f"{brother.ref}, #1", "decides": "kin", "reason": "Asked again."}
    assert second.post(f"{page}/speakers", changed).status_code == 302
    now = consent.speakers_of(person.id, by=kept.by, now=world.tick())
    assert (now.kin, now.excluded) == ((brother.id, mother.id), (mother.id,))
    stale = second.post(f"{page}/speakers", changed)
    assert (stale.status_code, "Somebody changed it while you wrote" in words(stale)) == (422, True)
    nobody = second.post(f"{page}/speakers", {**sent(second.get(f"{page}/speakers")), "kin": "#3", "reason": "x"})
    assert (nobody.status_code, "#3 is not the reference" in words(nobody)) == (422, True)


def test_the_text_is_heard_where_it_is_read_and_an_older_one_is_not_offered(kept, custodian, second, text):
    world, page = kept.world, f"/consent/texts/{text.id}"
    letter, sound = (
        custody.receive(io.BytesIO(data), name="aloud.wav", by=kept.by, now=world.tick()).ref
        for data in (b"a letter", b"RIFF\x24\x00\x00\x00WAVEfmt ")
    )
    refused = custodian.post(f"{page}/aloud", {"ref": letter}, page=page)
    assert (refused.status_code, f"{letter} is no sound recording" in words(refused)) == (422, True)
    assert custodian.post(f"{page}/aloud", {"ref": sound}, page=page).status_code == 302
    walk, how = Walk(custodian, kept.person()), {"said_on": TODAY, "medium": "in-person", "voice": "person"}
    read_out = walk.on(statement=str(text.id), **how).page.content.decode()
    assert f'href="/items/{sound}"' in read_out
    better = consent.write_statement(
        language="en",
        parts={**text.parts, consent.Told.WHO: "We are an archive."},
        seen=1,
        by=kept.by,
        now=world.tick(),
    )
    assert str(text.id) in Walk(custodian, kept.person()).page.content.decode()  # the newer one is a draft
    consent.approve_statement(better.id, by=kept.second, now=world.tick())
    offered = Walk(custodian, kept.person()).page.content.decode()
    assert (str(better.id) in offered, str(text.id) in offered) == (True, False)


def test_whose_yes_counts_no_longer_stands_on_the_first_page_of_who_may_ask(kept, custodian, second, text):
    person, world = kept.person(), kept.world
    asking = consent.Asking(said_on=world.now.date(), statement=text.id, language="en")
    yes = consent.Answered(consent.Scope(consent.Purpose.ANALYSIS), consent.Reply.YES, consent.Form.NAMED)
    consent.record_decisions(person.id, asking=asking, answers=[yes], by=kept.by, now=world.tick())
    assert "Ask again for consent" not in words(custodian.get("/"))
    assert "Nobody has to be asked again" in words(custodian.get("/consent/again"))
    noted = {"circumstance": "detained", "on_2": "2026", "on_3": "NONE", "reason": "Heard.", "seen": "1"}
    page = f"/persons/{person.ref}/situation"
    assert "to ask again" in words(custodian.get(page))
    assert custodian.post(page, noted).status_code == 302
    assert re.search("Ask again for consent .*1 person", words(custodian.get("/")))
    told = custodian.get("/consent/again")
    assert "the situation has become worse since" in words(told)
    assert f'href="/persons/{person.ref}/consent/ask"' in told.content.decode()
    assert "Ask again for consent" not in words(second.get("/"))
