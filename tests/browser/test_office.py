"""The office as its people use it: signing in with a passkey, and with codes where there are no scripts."""

import io
from contextlib import contextmanager

import pyotp
import pytest
from django.test import override_settings
from tests import browsers
from tests.conftest import LIGHT, PASSPHRASE
from tests.logwitnesses import served as serving
from tests.objectstores import LOOPBACK
from tests.pages.conftest import Ticking

from dokaz.access import api as access
from dokaz.config import office
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.web.office.site import Office, open_office

pytestmark = [pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ticking")]

# Axe on every page in a third language costs two minutes of a suite that is limited to fifteen: it is left to the soak
# run. That no page speaks another language than its reader's is held for all three by `tests/pages/test_busy_house.py`.
LOOKS = [("be", 360, "light"), ("en", 1280, "dark"), pytest.param(("ru", 360, "dark"), marks=pytest.mark.soak)]


@pytest.fixture
def ticking(world):
    with clock.showing(Ticking(world)):
        yield


@pytest.fixture
def address(world):
    """The office on loopback, under the name that passkeys are made for."""
    machine = access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick())
    with _later() as (site, url):
        origin = url.replace("127.0.0.1", "localhost")
        served = Office(world.home, machine, access.collection(), origin, LIGHT)
        with override_settings(**office.settings_of(served)):
            site.append(office.application(served))
            yield origin
    open_office(None)


@contextmanager
def _later():
    """A site's address is known before the site is: it is part of it."""
    site = []

    def answer(environ, start):
        return site[0](environ, start)

    with serving(answer) as url:
        yield site, url


@pytest.fixture
def name(world):
    return str(access.name_of(world.session.actor.account))


def passphrase(page, name, words=PASSPHRASE):
    page.get_by_label("Your name here").fill(name)
    page.get_by_label("Pass-phrase").fill(words)
    page.get_by_role("button", name="Go on").click()


def sign_in_with_codes(page, world, name):
    """Gives the app's secret."""
    passphrase(page, name)
    return add_app(page, world)


def add_app(page, world):
    secret = page.locator("input[name=secret]").get_attribute("value")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(world.now))
    page.get_by_role("button", name="Add the app").click()
    page.get_by_role("heading", name="Codes on paper").wait_for()
    world.tick(90)
    return secret


def with_authenticator(page):
    """A security key that is always there and always touched."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }})  # fmt: skip


def test_a_passkey_is_made_and_signs_in(address, readers, name):
    page = readers.open(f"{address}/sign-in")
    with_authenticator(page)
    passphrase(page, name)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Codes on paper").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    passphrase(page, name)
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="What waits for you").wait_for()


def test_a_passkey_is_added_beside_an_app_and_alone_counts_once_apps_are_ended(address, readers, world, name):
    page = readers.open(f"{address}/sign-in")
    with_authenticator(page)
    sign_in_with_codes(page, world, name)
    page.goto(f"{address}/me/passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="My account").wait_for()
    page.goto(f"{address}/people/second-factors")
    page.get_by_role("button", name="Accept no codes from apps").first.click()
    page.get_by_text("Not accepted").wait_for()
    world.tick(660)
    page.goto(f"{address}/me/codes")
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Codes on paper").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    passphrase(page, name)
    assert page.get_by_label("Code").count() == 0
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="What waits for you").wait_for()


def test_without_scripts_codes_sign_in_and_the_passkey_is_not_offered(address, readers, world, name):
    page = readers.open(f"{address}/sign-in", scripts=False)
    passphrase(page, name)
    assert not page.get_by_role("button", name="Make a passkey").is_visible()
    secret = page.locator("input[name=secret]").get_attribute("value")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    assert page.title().startswith("Error: ")
    assert page.locator("input[name=secret]").get_attribute("value") == secret
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(world.now))
    page.get_by_role("button", name="Add the app").click()
    page.get_by_role("button", name="Make ten codes").click()
    assert page.locator("main code").count() == 10
    world.tick(90)
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="You are signed out").is_visible()
    page.goto(f"{address}/me")
    assert "Sign in" in page.title()


def test_what_was_typed_survives_another_language_but_for_the_pass_phrase(address, readers, name):
    page = readers.open(f"{address}/sign-in", scripts=False)
    page.get_by_label("Your name here").fill(name)
    page.get_by_role("button", name="Беларуская").click()
    assert page.locator("html").get_attribute("lang") == "be"
    assert page.locator("input[name=name]").input_value() == name
    assert page.locator("[role=alert]").count() == 0


def test_two_people_let_a_third_in_without_scripts(address, readers, world, name):
    second = world.second_person()
    one, other = (readers.open(f"{address}/sign-in", scripts=False) for _ in range(2))
    sign_in_with_codes(one, world, name)
    passphrase(other, str(access.name_of(second.actor.account)), words=world.companion_words)
    add_app(other, world)
    one.goto(f"{address}/people/admit")
    one.get_by_label("Organisation").fill("Partner")
    one.get_by_label("Analyst").check()
    one.get_by_role("button", name="Go on").click()
    words = one.locator("main code").inner_text()
    one.get_by_label("Pass-phrase").fill(words)
    one.get_by_label("The same once more").fill(words)
    one.get_by_role("button", name="Make my keys").click()
    heard = one.locator("main code").inner_text()
    one.get_by_role("link", name="I have it on paper").click()
    other.goto(one.url)
    other.get_by_role("link", name="Go on to approve").click()
    assert heard not in other.content()
    other.get_by_role("link", name="I have read it, go on").click()
    other.get_by_label("Fingerprint").fill(heard)
    other.get_by_role("button", name="Approve exactly this").click()
    one.reload()
    one.get_by_role("button", name="Do it now").click()
    newcomer = one.get_by_role("heading", level=1).inner_text().split()[0]
    third = readers.open(f"{address}/sign-in", scripts=False)
    passphrase(third, newcomer, words=words)
    assert third.get_by_role("heading", name="Add your second factor").is_visible()


def test_keys_lead_to_the_pages_and_open_a_row(address, readers, world, name):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    page = readers.open(f"{address}/sign-in")
    sign_in_with_codes(page, world, name)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.get_by_role("heading", name="Items").wait_for()
    page.wait_for_load_state()  # the keys are listened to when the page has all its scripts
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=ref).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the file").click()
    assert saved.value.path().read_bytes() == b"page 7"


def test_a_reference_is_found_and_any_page_gone_to_by_keys_until_they_are_switched_off(address, readers, world, name):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    page = readers.open(f"{address}/sign-in", width=360)
    sign_in_with_codes(page, world, name)
    page.keyboard.press("/")
    page.keyboard.type(ref.lower())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=ref).wait_for()
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    barriers = browsers.barriers(page)
    assert not browsers.scrolls_sideways(page)
    page.keyboard.type("compartm")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Compartments").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("something else")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    barriers += browsers.barriers(page)
    assert barriers == []
    page.goto(f"{address}/me")
    page.get_by_role("button", name="Switch the keys off").click()
    page.get_by_text("Single keys do nothing").wait_for()
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    assert not page.locator("#find").evaluate("each => each === document.activeElement")
    page.get_by_role("button", name="Go to a page").click()
    page.get_by_role("dialog").get_by_role("link", name="Items").click()
    page.get_by_role("heading", name="Items").wait_for()


@pytest.mark.parametrize("look", LOOKS, ids=["be-360-light", "en-1280-dark", "ru-360-dark"])
def test_no_page_before_the_first_keeps_anybody_out(address, readers, world, name, look):
    """The others are walked through in `test_every_page`."""
    language, width, scheme = look
    page = readers.open(f"{address}/sign-in", width=width, scheme=scheme)
    barriers = browsers.barriers(page)
    passphrase(page, name)
    barriers += browsers.barriers(page)
    secret = page.locator("input[name=secret]").get_attribute("value")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(world.now))
    page.get_by_role("button", name="Add the app").click()
    world.tick(90)
    for path in ("prove", "no"):
        page.goto(f"{address}/{path}?page-language={language}")
        barriers += [f"{path}: {each}" for each in browsers.barriers(page)]
        assert not browsers.scrolls_sideways(page), path
        assert page.locator("html").get_attribute("lang") == language
    assert barriers == []


def test_two_people_destroy_an_item_without_scripts_on_a_telephone(address, readers, world, name):
    second = world.second_person()
    access.grant_membership(
        compartment=world.compartment, account=second.actor.account, by=world.session, now=world.tick()
    )
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    one, other = (readers.open(f"{address}/sign-in", scripts=False, width=360) for _ in range(2))
    sign_in_with_codes(one, world, name)
    passphrase(other, str(access.name_of(second.actor.account)), words=world.companion_words)
    add_app(other, world)
    one.goto(f"{address}/items/{ref}")
    one.get_by_role("link", name="Propose that it is destroyed").click()
    assert not browsers.scrolls_sideways(one)
    one.get_by_label("Why", exact=True).select_option("withdrawn")
    one.get_by_label("Why, in your words").fill("She asked for it")
    one.get_by_role("button", name="Ask a second person").click()
    other.goto(one.url)
    other.get_by_role("link", name="Go on to approve").click()
    other.get_by_role("link", name="I have read it, go on").click()
    other.get_by_role("button", name="Approve exactly this").click()
    one.reload()
    one.get_by_role("link", name="Go there to do it").click()
    assert not browsers.scrolls_sideways(one)
    one.get_by_role("button", name="Destroy it now").click()
    one.get_by_role("heading", name="1 item is destroyed").wait_for()
    one.get_by_role("link", name="What remains of it").click()
    assert custody.show(ref, by=world.session, now=world.tick()).destroyed
