"""Every page of the office, found by following every link in a house where much is going on, keeps nobody out.

That the walk comes to every address is held by `tests/pages/test_every_address.py`.
"""

import pytest
from tests import browsers
from tests.browser import test_office as office
from tests.objectstores import LOOPBACK

pytestmark = [pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ticking")]
ticking, address, name = office.ticking, office.address, office.name


@pytest.fixture
def world(house):
    return house.world


@pytest.mark.parametrize("look", office.LOOKS, ids=["be-360-light", "en-1280-dark", "ru-360-dark"])
def test_every_page_keeps_nobody_out(address, readers, house, name, look):
    (language, width, scheme), world, there = look, house.world, house.there
    page = readers.open(f"{address}/sign-in?page-language={language}", width=width, scheme=scheme)
    barriers = browsers.barriers(page)
    page.locator("[name=name]").fill(name)
    page.locator("[name=passphrase]").fill(world.passphrase)
    page.locator("[name=passphrase]").press("Enter")
    page.locator("[name=code]").wait_for()
    barriers += browsers.barriers(page)
    world.tick(90)
    page.locator("[name=code]").fill(house.custodian(world).code())
    page.locator("[name=code]").press("Enter")
    page.locator("nav.ways").wait_for()
    for kind in sorted(there.pages.keys() - there.files):
        path = there.pages[kind]
        page.goto(f"{address}{path}")
        assert page.locator("html").get_attribute("lang") == language, path
        assert not browsers.scrolls_sideways(page), path
        barriers += [f"{kind} {path}: {each}" for each in browsers.barriers(page)]
    assert barriers == []
