"""What a custodian does in a day, in one go: from the passkey to the colleague whose sessions end."""

import io

import pytest
from tests import evidence
from tests.browser import test_office as office
from tests.browser.test_looking import PLAYED
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.custody import api as custody

pytestmark = [
    pytest.mark.allow_hosts(LOOPBACK),
    pytest.mark.usefixtures("ffmpeg", "ticking"),
]
ticking, address, name = office.ticking, office.address, office.name


@pytest.fixture
def telephone(tmp_path):
    """The folder that somebody brings."""
    made = tmp_path / "telephone"
    made.mkdir()
    (made / "film.webm").write_bytes(evidence.film())
    (made / "list.txt").write_bytes(b"page 7")
    return made


@pytest.fixture
def elsewhere(world):
    """An item in a compartment that the custodian does not belong to."""
    second = world.second_person()
    other = access.add_compartment(name="another case", protected=False, by=second, now=world.tick()).id
    given = {"source": "P-2", "compartment": other, "by": second, "now": world.tick()}
    return custody.receive(io.BytesIO(b"nothing for them"), name="sealed.txt", **given).ref


def test_a_day_in_the_office(address, readers, world, name, telephone, elsewhere):
    mine = readers.open(f"{address}/sign-in")
    signs_in_with_a_passkey(mine, name)
    receives(mine, address, telephone)
    opens_at_minute_three(mine, address)
    colleague, words = asks_to_let_somebody_in(mine, address)
    heard = mine.get_by_role("link", name="I have it on paper")
    heard.click()
    is_approved_by(second_person(readers, address, world), mine.url, colleague)
    mine.reload()
    mine.get_by_role("button", name="Do it now").click()
    third = readers.open(f"{address}/sign-in")
    office.passphrase(third, mine.get_by_role("heading", level=1).inner_text().split()[0], words=words)
    office.add_app(third, world)
    is_refused(mine, address, elsewhere)
    revokes(mine, address, third)


def signs_in_with_a_passkey(page, name):
    office.with_authenticator(page)
    office.passphrase(page, name)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Codes on paper").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    office.passphrase(page, name)
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="What waits for you").wait_for()


def receives(page, address, folder):
    page.goto(f"{address}/receive")
    page.get_by_label("From whom or where").fill("P-1")
    page.get_by_label("Or a whole folder").set_input_files(folder)
    page.get_by_role("button", name="Receive").click()
    page.get_by_text("2 of 2 files are held.").wait_for()


def opens_at_minute_three(page, address):
    page.goto(f"{address}/items?type=video")
    page.locator("table a").first.click()
    page.get_by_role("heading", name="E-").wait_for()
    page.goto(f"{page.url}/view?t=3:00")
    page.get_by_role("button", name="Show").click()
    film = page.locator("video")
    film.wait_for()
    film.evaluate("film => film.play()")
    page.wait_for_function(PLAYED, arg=[film.element_handle(), 180])


def asks_to_let_somebody_in(page, address):
    """Gives the fingerprint that the newcomer reads out, and their pass-phrase."""
    page.goto(f"{address}/people/admit")
    page.get_by_label("Organisation").fill("Partner")
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Go on").click()
    words = page.locator("main code").inner_text()
    page.get_by_label("Pass-phrase").fill(words)
    page.get_by_label("The same once more").fill(words)
    page.get_by_role("button", name="Make my keys").click()
    return page.locator("main code").inner_text(), words


def second_person(readers, address, world):
    page = readers.open(f"{address}/sign-in")
    account = world.second_person().actor.account
    office.passphrase(page, str(access.name_of(account)), words=world.companion_words)
    office.add_app(page, world)
    return page


def is_approved_by(page, there, heard):
    page.goto(there)
    page.get_by_role("link", name="Go on to approve").click()
    page.get_by_role("link", name="I have read it, go on").click()
    page.get_by_label("Fingerprint").fill(heard)
    page.get_by_role("button", name="Approve exactly this").click()


def is_refused(page, address, ref):
    assert ref not in page.goto(f"{address}/items").text()
    assert page.goto(f"{address}/items/{ref}").status == 404
    assert not page.get_by_text("sealed.txt").is_visible()


def revokes(page, address, third):
    page.goto(f"{address}/people")
    page.get_by_role("row").filter(has_text="Analyst").get_by_role("link").click()
    page.get_by_role("button", name="End all their sessions").click()
    page.get_by_text("Nowhere.").wait_for()
    third.goto(f"{address}/items")
    assert "Sign in" in third.title()
