"""Looking at files in a real browser: a film from its third minute, and every viewer for everybody."""

import io

import pytest
from tests import browsers, evidence
from tests.browser.test_office import LOOKS, address, name, sign_in_with_codes, ticking  # noqa: F401 - fixtures
from tests.objectstores import LOOPBACK

from dokaz.custody import api as custody
from dokaz.journal import api as journal

pytestmark = [
    pytest.mark.allow_hosts(LOOPBACK),
    pytest.mark.usefixtures("ffmpeg", "ticking"),
]
FILES = {
    "a.jpg": evidence.picture(size=(900, 600)),
    "a.txt": "Радок тэксту. ".encode() * 9000,
    "a.zip": evidence.conversation(),
    "a.wacz": evidence.wacz(),
    "a.eml": evidence.letter(),
    "a.pdf": evidence.paper("Пратакол", "Two"),
    "a.html": evidence.TELEGRAM_PAGE.encode(),
    "a.mbox": evidence.mailbox(evidence.QUOTED, evidence.letter()),
    "a.json": b'{"seconds": 3700.5, "peaks": [0, 7, 100, 30]}',
}
PLAYED = "([film, from]) => film.readyState >= 2 && film.currentTime >= from && film.videoWidth > 0"


def received(world, content, title, **said):
    description = custody.Description(title=title, **said)
    given = {"description": description, "source": "P-1", "by": world.session, "now": world.tick()}
    return custody.receive(io.BytesIO(content), name=title, **given).ref


def test_a_film_opens_at_minute_three_in_grey_and_without_sound(address, readers, world, name):  # noqa: F811
    ref = received(world, evidence.film(), "clip.webm", warning="Nothing but bars.")
    page = readers.open(f"{address}/sign-in")
    sign_in_with_codes(page, world, name)
    page.goto(f"{address}/items/{ref}/view?t=3:00")
    assert page.locator("video").count() == 0
    assert page.get_by_text("Nothing but bars.").is_visible()
    page.get_by_role("button", name="Show").click()
    film = page.locator("video")
    film.wait_for()
    assert film.evaluate("film => [film.networkState, film.muted, getComputedStyle(film).filter]") == [
        1, True, "grayscale(1)",
    ]  # fmt: skip
    film.evaluate("film => film.play()")
    page.wait_for_function(PLAYED, arg=[film.element_handle(), 180])
    assert film.evaluate("film => film.currentTime < 190")
    page.get_by_role("link", name="Show in colour").click()
    assert page.locator("video").evaluate("film => getComputedStyle(film).filter") == "none"
    journal.sequence(now=world.tick())
    assert [entry.verb for entry in journal.entries_about(ref)].count("custody:item:open") == 1


@pytest.mark.parametrize(
    ("look", "shown"),
    [(LOOKS[0], ("a.zip", "a.pdf")), (LOOKS[1], ("a.wacz", "a.eml")),
     pytest.param(("ru", 360, "dark"), tuple(FILES), marks=pytest.mark.soak)],
    ids=["be-360-light", "en-1280-dark", "ru-360-dark"],
)  # fmt: skip
def test_no_viewer_keeps_anybody_out(address, readers, world, name, look, shown):  # noqa: F811
    language, width, scheme = look
    page = readers.open(f"{address}/sign-in", width=width, scheme=scheme)
    sign_in_with_codes(page, world, name)
    barriers = []

    def look_at(path):
        page.goto(f"{address}/{path}")
        barriers.extend(f"{path}: {each}" for each in browsers.barriers(page))
        assert not browsers.scrolls_sideways(page), path
        assert page.locator("html").get_attribute("lang") == language

    page.goto(f"{address}/?page-language={language}")
    for title in shown:
        ref = received(world, FILES[title], title)
        page.goto(f"{address}/items/{ref}")
        page.locator("button[form=ask]").click()
        page.wait_for_url("**/view")
        look_at(f"items/{ref}/view")
        drawn = page.locator("main img")
        if title == "a.pdf":
            assert drawn.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1240
    for path in (f"items/{ref}", *(f"items/{ref}/{each}" for each in ("describe", "revisions")), "me/care"):
        look_at(path)
    assert barriers == []
