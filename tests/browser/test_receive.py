"""Receiving with the page's script: a folder, a line that breaks, a page that is loaded anew, and no script at all."""

import hashlib
import os

import pytest
from tests.browser import test_office as office
from tests.objectstores import LOOPBACK

from dokaz.custody import api as custody
from dokaz.custody import growing

pytestmark = [pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ticking")]
ticking, address, name = office.ticking, office.address, office.name

LARGE = 9 * 1024 * 1024 + 17


@pytest.fixture(autouse=True)
def _a_process_of_its_own():
    yield
    for upload in growing.every():
        growing.drop(upload)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "telephone"
    (made / "sub").mkdir(parents=True)
    files = {"a.txt": b"page 7", "sub/film.mp4": os.urandom(LARGE), "sub/empty": b""}
    for path, data in files.items():
        (made / path).write_bytes(data)
    return made, {f"telephone/{path}": data for path, data in files.items()}


def held(world):
    return [
        custody.show(line.ref, by=world.session, now=world.tick())
        for line in custody.items(by=world.session, now=world.tick())
    ]


def whole(world, files):
    return {record.path: record.sha256 for record in held(world)} == {
        path: hashlib.sha256(data).hexdigest() for path, data in files.items()
    }


def cut_off(page):
    """The line breaks at the second part, once; gives where each part began, and -1 for each question."""
    asked, broken = [], []

    def answer(route):
        at = int(route.request.headers.get("upload-offset", -1))
        asked.append(at)
        if at > 0 and not broken:
            broken.append(at)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/receive/uploads/*-*", answer)
    return asked


def test_a_folder_arrives_whole_although_the_line_breaks(address, readers, world, name, folder):
    made, files = folder
    page = readers.open(f"{address}/sign-in")
    office.sign_in_with_codes(page, world, name)
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/receive")  # what is cut off is cut off on this page, not on the one that is left
    asked = cut_off(page)
    page.get_by_label("From whom or where").fill("P-1")
    page.get_by_label("Or a whole folder").set_input_files(made)
    page.get_by_role("button", name="Receive").click()
    page.get_by_text("3 of 3 files are held.").wait_for()
    second = 1024 * 1024
    assert asked.count(second) == 2  # the part that was lost, and it once more
    assert asked[asked.index(second) + 1] == -1  # between them the office was asked where it goes on
    assert page.locator("#each a").count() == 3
    assert page.get_by_text("this machine may not open").count() > 0  # the tick to have programs read them was sent
    assert whole(world, files)
    assert {record.source for record in held(world)} == {"P-1"}
    readers.complaints[:] = [each for each in readers.complaints if "ERR_CONNECTION_RESET" not in each]
    page.locator("#each a").first.click()
    page.get_by_role("heading", name="E-").wait_for()


def test_after_the_page_was_loaded_anew_the_same_file_goes_on_and_another_does_not(
    address, readers, world, name, folder
):
    made, files = folder
    film, other = made / "sub/film.mp4", made / "other.mp4"
    other.write_bytes(os.urandom(LARGE))
    page = readers.open(f"{address}/sign-in")
    office.sign_in_with_codes(page, world, name)
    page.goto(f"{address}/receive")
    page.route("**/receive/uploads/*/close", lambda route: route.abort("connectionreset"))
    page.get_by_label("Files", exact=True).set_input_files(film)
    page.get_by_role("button", name="Receive").click()
    page.get_by_text("The connection was lost.").wait_for()
    page.unroute_all(behavior="ignoreErrors")
    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"{address}/receive")
    asked = cut_off(page)
    again = page.get_by_label("Choose the same file to go on")
    again.set_input_files(made / "a.txt")
    page.get_by_text("This file has another size.").wait_for()
    again.set_input_files(film)
    page.get_by_text("1 of 1 files are held.").wait_for()
    assert [at for at in asked if at >= 0] == []  # all parts had come: only the closing was lost
    (record,) = held(world)
    assert record.sha256 == hashlib.sha256(files["telephone/sub/film.mp4"]).hexdigest()
    readers.complaints[:] = [each for each in readers.complaints if "ERR_CONNECTION_RESET" not in each]


def test_without_scripts_the_form_sends_files_and_the_folder(address, readers, world, name, folder):
    made, files = folder
    page = readers.open(f"{address}/sign-in", scripts=False)
    office.passphrase(page, name)
    secret = page.locator("input[name=secret]").get_attribute("value")
    page.get_by_label("Code").fill(office.pyotp.TOTP(secret).at(world.now))
    page.get_by_role("button", name="Add the app").click()
    page.goto(f"{address}/receive")
    page.get_by_label("Or a whole folder").set_input_files(made)
    page.get_by_role("button", name="Receive").click()
    page.get_by_role("heading", name="Received").wait_for()
    assert page.get_by_text("Sealed as E-").count() == 3
    assert whole(world, files)
