"""The gallery, opened as it is read: every component, three languages, narrow and wide, light and dark."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from tests import browsers
from tests.logwitnesses import served
from tests.objectstores import LOOPBACK
from whitenoise import WhiteNoise

from dokaz.design import colours, gallery

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

LOOKS = [("be", 360, "light"), ("en", 1280, "dark"), pytest.param(("ru", 360, "dark"), marks=pytest.mark.soak)]
FIRST_VIEW = 60_000


@pytest.fixture(scope="module")
def address():
    """The gallery on loopback, under a policy that allows no inline script or style."""
    with override_settings(ROOT_URLCONF="dokaz.design.gallery", ALLOWED_HOSTS=["127.0.0.1"]):
        site = WhiteNoise(WSGIHandler(), root=colours.SHEET.parent, prefix="/static/design/")
        with served(browsers.strict(site)) as url:
            yield url


@pytest.mark.parametrize("look", LOOKS, ids=["be-360-light", "en-1280-dark", "ru-360-dark"])
@pytest.mark.parametrize("name", gallery.PAGES)
def test_no_page_keeps_anybody_out(address, readers, name, look):
    language, width, scheme = look
    page = readers.open(f"{address}/{name}?page-language={language}&wrong=1", width=width, scheme=scheme)
    assert browsers.barriers(page) == []
    assert not browsers.scrolls_sideways(page)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("name", gallery.PAGES)
def test_a_page_fits_the_narrowest_screen_without_scripts(address, readers, name):
    page = readers.open(f"{address}/{name}?page-language=be", width=320, scripts=False)
    assert not browsers.scrolls_sideways(page)


TARGETS = """
least => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".unseen, .skip, p, li p, dd, blockquote"))
  .map(each => [each.closest(".choice, .tasks li") ?? each, each])
  .filter(([box, each]) => box.getBoundingClientRect().height < (each.closest(".dense") ? 24 : least) - .5)
  .map(([box, each]) => `${box.getBoundingClientRect().height} ${each.outerHTML.slice(0, 90)}`)
"""


@pytest.mark.parametrize("name", gallery.PAGES)
def test_what_is_touched_is_large_enough_for_a_finger(address, readers, name):
    page = readers.open(f"{address}/{name}?wrong=1", width=360)
    assert page.evaluate(TARGETS, 44) == []


def test_a_first_view_is_light(address, readers):
    taken = []
    page = readers.open("about:blank")
    page.on("response", lambda answer: taken.append(len(answer.body())))
    page.goto(f"{address}/tables", wait_until="networkidle")
    assert 10_000 < sum(taken) < FIRST_VIEW


def test_mistakes_are_told_first_and_lead_to_their_fields_without_scripts(address, readers):
    page = readers.open(f"{address}/form", scripts=False)
    page.get_by_role("button", name="Keep the packet").click()
    assert page.title().startswith("Error: ")
    assert page.locator(":focus").get_attribute("role") == "alert"
    page.get_by_role("link", name="Where it grew").click()
    assert page.locator(":focus").get_attribute("name") == "ground"


def test_another_language_keeps_the_page_and_the_answers(address, readers):
    page = readers.open(f"{address}/form", scripts=False)
    page.get_by_label("Name of the plant").fill("Жыта <b>")
    page.get_by_label("In a garden").check()
    page.get_by_label("Day").fill("12")
    page.get_by_role("button", name="Беларуская").click()
    assert page.locator("html").get_attribute("lang") == "be"
    assert page.get_by_label("Назва расліны").input_value() == "Жыта <b>"
    assert page.get_by_label("У садзе").is_checked()
    assert page.get_by_label("Дзень").input_value() == "12"
    assert page.get_by_role("alert").count() == 0
    page.get_by_role("button", name="Русский").click()
    assert page.get_by_label("Название растения").input_value() == "Жыта <b>"


def test_enter_sends_the_form_and_does_not_change_the_language(address, readers):
    page = readers.open(f"{address}/form", scripts=False)
    page.get_by_label("Name of the plant").press("Enter")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title().startswith("Error: ")


def test_the_list_of_keys_opens_and_closes_by_hand_without_scripts(address, readers):
    page = readers.open(f"{address}/lists", scripts=False)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert not page.get_by_role("dialog").is_visible()


def focused(page):
    return page.locator(":focus").inner_text()


def test_keys_move_through_rows_and_open_the_list(address, readers):
    page = readers.open(f"{address}/tables")
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    assert focused(page) == "Rye"
    page.keyboard.press("j")
    assert focused(page) == "S-0413"
    page.keyboard.press("k")
    assert focused(page) == "S-0412"
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_keys_are_known_by_their_place_on_a_cyrillic_keyboard(address, readers):
    page = readers.open(f"{address}/tables")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    assert focused(page) == "S-0412"


def test_keys_are_still_where_the_reader_switched_them_off(address, readers):
    page = readers.open(f"{address}/tables?still=1")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.locator(":focus").count() == 0
    assert not page.get_by_role("dialog").is_visible()


def test_a_key_is_a_letter_while_somebody_writes(address, readers):
    page = readers.open(f"{address}/form")
    page.get_by_label("What else you know").press_sequentially("jk?")
    assert page.get_by_label("What else you know").input_value() == "jk?"
    assert not page.get_by_role("dialog").is_visible()


def test_the_open_list_of_keys_keeps_nobody_out(address, readers):
    page = readers.open(f"{address}/lists?page-language=be", width=360)
    page.get_by_role("button", name="Спалучэнні клавіш").click()
    assert browsers.barriers(page) == []
    assert not browsers.scrolls_sideways(page)


def test_a_key_puts_the_reader_into_the_field_to_find(address, readers):
    page = readers.open(f"{address}/tables")
    page.keyboard.press("/")
    assert page.locator(":focus").get_attribute("name") == "words"
    assert page.locator(":focus").input_value() == ""


def test_dense_rows_are_dense_and_their_heading_stays(address, readers):
    page = readers.open(f"{address}/tables")
    heights = page.evaluate("[...document.querySelectorAll('.dense tbody tr')].map(row => row.offsetHeight)")
    assert set(heights) <= {28, 29}
    page.set_viewport_size({"width": 1280, "height": 200})
    page.evaluate("scrollTo(0, document.querySelector('.dense tbody').getBoundingClientRect().top + 20)")
    assert page.evaluate("document.querySelector('.dense thead th').getBoundingClientRect().top") == 0


HIDDEN = """
() => {
  const at = document.activeElement.getBoundingClientRect();
  const seen = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
  return !document.activeElement.contains(seen);
}
"""


def test_focus_is_never_under_the_sticky_heading(address, readers):
    page = readers.open(f"{address}/tables")
    page.set_viewport_size({"width": 1280, "height": 260})
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement !== document.body") and page.evaluate(HIDDEN):
            hidden.append(focused(page))
    assert hidden == []


def test_on_paper_there_is_only_what_was_written_in_black(address, readers):
    page = readers.open(f"{address}/tables", scheme="dark")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.locator(".facets").is_visible()
    assert page.get_by_text("S-0412").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_long_work_is_looked_at_again_by_a_link_without_scripts(address, readers):
    page = readers.open(f"{address}/notices", scripts=False)
    page.get_by_role("link", name="Look again").first.click()
    assert page.get_by_text("37 of 120 packets.").is_visible()


LOOKED = """
() => {
  document.getElementById("counting").querySelector("a").focus();
  window.told = document.getElementById("counting").querySelector("[role=status]");
}
"""


def _read_anew(page, address):
    return page.evaluate("there => fetch(there).then(answer => answer.text())", f"{address}/notices")


def test_long_work_looks_again_by_itself_and_only_what_changed_is_put_in_place(address, readers):
    page = readers.open("about:blank")
    page.clock.install()
    page.goto(f"{address}/notices")
    page.evaluate(LOOKED)
    further = _read_anew(page, address).replace("37 of 120 packets.", "38 of 120 packets.")
    page.route(f"{address}/notices", lambda route: route.fulfill(body=further))
    page.clock.run_for(5_000)
    page.get_by_text("38 of 120 packets.").wait_for()
    assert page.evaluate("told.isConnected && told.textContent") == "38 of 120 packets."
    assert focused(page) == "Look again"
    assert page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})") == "{}"


def test_what_is_over_is_not_looked_at_again(address, readers):
    page = readers.open("about:blank")
    page.clock.install()
    page.goto(f"{address}/notices")
    over = _read_anew(page, address)
    for part in ("counting", "looking"):
        over = over.replace(f'id="{part}" data-again="notices"', f'id="{part}"')
    page.route(f"{address}/notices", lambda route: route.fulfill(body=over))
    page.clock.run_for(5_000)
    page.locator("[data-again]").first.wait_for(state="detached")
    page.unroute_all()
    asked = []
    page.on("request", lambda each: asked.append(each.url))
    page.clock.run_for(20_000)
    assert asked == []


def test_the_list_of_pages_is_narrowed_down_as_one_types(address, readers):
    page = readers.open(f"{address}/lists?page-language=be", width=360)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    assert page.locator(":focus").get_attribute("id") == "go-to"
    assert browsers.barriers(page) == []
    assert not browsers.scrolls_sideways(page)
    page.keyboard.type("таб")
    assert dialog.get_by_role("listitem").all_inner_texts() == ["Табліцы"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/tables?page-language=be")
    page.keyboard.press("Control+k")
    page.keyboard.type("S-0412")
    assert dialog.get_by_role("status").inner_text()
    with page.expect_request(lambda each: each.method == "POST") as sent:
        page.keyboard.press("Enter")
    assert "words=S-0412" in sent.value.post_data


def test_the_list_of_pages_is_a_list_of_links_without_scripts(address, readers):
    page = readers.open(f"{address}/lists", width=360, scripts=False)
    page.get_by_role("button", name="Go to a page").click()
    assert not page.locator("#go-to").is_visible()
    page.get_by_role("dialog").get_by_role("link", name="Charts").click()
    assert page.get_by_role("heading", name="Charts").is_visible()
