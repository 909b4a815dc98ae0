"""Every page of the office, found by following every link in a house where much is going on, keeps nobody out."""

import io
import zipfile

import pytest
from tests import browsers
from tests.browser import test_office as office
from tests.objectstores import LOOPBACK
from tests.pages import walking
from tests.pages.conftest import Visitor
from tests.pages.test_languages import busy

from dokaz.custody import api as custody
from dokaz.web.office.site import here

pytestmark = [pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ticking")]
ticking, address, name = office.ticking, office.address, office.name


@pytest.fixture
def custodian(world, address):
    one = Visitor(world)
    one.sign_in()
    return one


@pytest.fixture
def there(world, custodian):
    def colleague(role):
        words = f"{role} {world.passphrase}"
        one = Visitor(world)
        one.account = world.second_account(role=role, passphrase=words)
        one.sign_in(account=one.account, passphrase=words)
        return one

    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as bundle:
        for name in ("[Content_Types].xml", "word/document.xml"):
            bundle.writestr(name, "<p/>")
    document.seek(0)  # its name and its type are one long word each
    custody.receive(
        document, name="notebook_of_the_readings_2020.docx", source="P-1", by=world.session, now=world.tick()
    )
    return walking.walk(custodian, "/", *busy(custodian, colleague, world, here().machine.actor))


@pytest.mark.parametrize("look", office.LOOKS, ids=["be-360-light", "en-1280-dark", "ru-360-dark"])
def test_every_page_keeps_nobody_out(address, readers, world, name, there, custodian, look):
    language, width, scheme = look
    page = readers.open(f"{address}/sign-in?page-language={language}", width=width, scheme=scheme)
    barriers = browsers.barriers(page)
    page.locator("[name=name]").fill(name)
    page.locator("[name=passphrase]").fill(world.passphrase)
    page.locator("[name=passphrase]").press("Enter")
    page.locator("[name=code]").wait_for()
    barriers += browsers.barriers(page)
    world.tick(90)
    page.locator("[name=code]").fill(custodian.code())
    page.locator("[name=code]").press("Enter")
    page.locator("nav.ways").wait_for()
    for kind in sorted(there.pages.keys() - there.files):
        path = there.pages[kind]
        page.goto(f"{address}{path}")
        assert page.locator("html").get_attribute("lang") == language, path
        assert not browsers.scrolls_sideways(page), path
        barriers += [f"{kind} {path}: {each}" for each in browsers.barriers(page)]
    assert barriers == []
    assert len(there.pages) > 50
