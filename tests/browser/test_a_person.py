"""What happens around one person, in one go: found by a name, seen by two houses, asked, and taken at their word."""

import io

import pytest
from tests import persons
from tests.browser import test_office as office
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.people import api as people

pytestmark = [pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ticking")]
ticking, address, name = office.ticking, office.address, office.name
NAME = "Алесь Рыгоравіч Жытоўскі"


@pytest.fixture
def world(real_world):
    return real_world


@pytest.fixture
def kept(world):
    """A house that keeps identities, with an approved text of consent."""
    kept = persons.keep(world)
    for each in consent.write_shipped(by=kept.by, now=world.tick()):
        consent.approve_statement(each.id, by=kept.second, now=world.tick())
    return kept


@pytest.fixture
def photograph(kept):
    """Of the man who will be found; somebody looked through it."""
    world, by = kept.world, kept.by
    man = kept.named(NAME, "Аляксандр Рыгоравіч Жытоўскі")
    item = custody.receive(io.BytesIO(b"a photograph"), name="square.jpg", source=man.ref, by=by, now=world.tick()).ref
    people.appear(
        man.id, item=item, relation=people.Relation.COMES_FROM, pinpoint="all of it", reason="he brought it", by=by,
        now=world.tick(),
    )  # fmt: skip
    people.examined(item, reason="nobody else is on it", by=by, now=world.tick())
    return item


@pytest.mark.parametrize(
    ("scripts", "width"),
    [(False, 360), pytest.param(True, 1280, marks=pytest.mark.soak)],
    ids=["without scripts on a telephone", "with scripts"],
)
def test_a_person_is_found_seen_asked_and_taken_at_their_word(kept, address, readers, name, photograph, scripts, width):
    mine = readers.open(f"{address}/sign-in", scripts=scripts, width=width)
    office.sign_in_with_codes(mine, kept.world, name)
    for asked in ("Житовский Александр Григорьевич", "Aleksander Żytowski"):
        is_found(mine, address, asked)
    person = mine.url
    request = asks_to_see(mine)
    passes_the_half_on(partner(readers, address, kept, scripts, width), request)
    sees_once(mine, request)
    is_asked(mine, person, kept.world.now.date().isoformat())
    assert "May go: under another name" in says(mine, f"{address}/items/{photograph}")
    takes_it_back(mine, person, kept.world.now.date().isoformat())
    assert "May go:" not in says(mine, f"{address}/items/{photograph}")


def is_found(page, address, name):
    page.goto(f"{address}/persons/look-up")
    page.get_by_label("Name of a person").fill(name)
    page.get_by_role("button", name="Look up").click()
    page.get_by_text("The surname agrees, in one spelling or another.").wait_for()
    assert NAME not in page.content()
    page.locator("table a").first.click()


def asks_to_see(page):
    page.get_by_role("link", name="Ask to see who this person is").click()
    page.get_by_label("Why").fill("to warn him")
    page.locator("main form button").last.click()
    page.get_by_text("Waits for the other half").wait_for()
    return page.url


def partner(readers, address, kept, scripts, width):
    page = readers.open(f"{address}/sign-in", scripts=scripts, width=width)
    office.passphrase(page, str(access.name_of(kept.second.actor.account)), words=kept.world.companion_words)
    office.add_app(page, kept.world)
    return page


def passes_the_half_on(page, request):
    page.goto(request)
    page.get_by_role("link", name="Go on to approve").click()
    page.get_by_role("link", name="I have read it, go on").click()
    page.locator("main form button").last.click()


def sees_once(page, request):
    page.goto(request)
    page.get_by_role("link", name="Go on to see it").click()
    page.get_by_role("link", name="I have read it, go on").click()
    page.locator("main form button").last.click()
    page.get_by_text(NAME).wait_for()
    page.goto(request)
    assert NAME not in page.content()


def is_asked(page, person, today):
    page.goto(f"{person}/consent/ask")
    page.get_by_label("On which day").fill(today)
    english = page.get_by_label("By which text").locator("option", has_text="English")
    page.get_by_label("By which text").select_option(english.first.get_attribute("value"))
    page.get_by_label("Face to face").check()
    page.get_by_label("The person", exact=True).check()
    goes_on(page)
    goes_on(page)  # the text was read aloud
    while page.get_by_label("Conditions, in the person's own words").count() == 0:
        if page.get_by_role("heading", name="International Criminal Court").count():
            page.get_by_label("Yes", exact=True).check()
            page.get_by_label("Under another name").check()
        goes_on(page)
    goes_on(page)
    page.get_by_role("button", name="It is right, record it").click()
    page.get_by_role("heading", level=1).wait_for()


def goes_on(page):
    page.get_by_role("button", name="Go on").click()


def takes_it_back(page, person, today):
    page.goto(f"{person}/consent")
    page.get_by_role("link", name="Take consent back").click()
    page.get_by_label("Everything").check()
    page.get_by_label("On which day this was said").fill(today)
    page.get_by_label("Face to face").check()
    page.get_by_label("The person", exact=True).check()
    page.locator("main form button").last.click()
    page.get_by_role("heading", level=1).wait_for()


def says(page, there):
    page.goto(there)
    return page.locator("main").inner_text()
