"""Boxes drawn with the pointer: over a picture, and over a film that stands still."""

import io

import pytest
from tests import evidence
from tests.browser.test_office import address, name, sign_in_with_codes, ticking  # noqa: F401 - fixtures
from tests.objectstores import LOOPBACK

from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure

pytestmark = [pytest.mark.soak, pytest.mark.allow_hosts(LOOPBACK), pytest.mark.usefixtures("ffmpeg", "ticking")]


def received(world, content, title):
    return custody.receive(io.BytesIO(content), name=title, by=world.session, now=world.tick()).ref


def asked_for(page, address, ref):  # noqa: F811
    page.goto(f"{address}/items/{ref}")
    page.locator("button[form=ask]").click()
    page.wait_for_url("**/view")
    page.goto(f"{address}/items/{ref}/redact")


def draw(page, left, top, right, bottom):
    whole = page.locator(".boxed img, .boxed video").bounding_box()
    x, y, wide, high = (whole[each] for each in ("x", "y", "width", "height"))
    page.mouse.move(x + wide * left, y + high * top)
    page.mouse.down()
    page.mouse.move(x + wide * right, y + high * bottom)
    page.mouse.up()


def test_a_box_is_drawn_over_a_picture_and_over_a_film_that_stands_still(address, readers, world, name):  # noqa: F811
    page = readers.open(f"{address}/sign-in")
    sign_in_with_codes(page, world, name)
    ref = received(world, evidence.picture(size=(900, 600)), "a.jpg")
    asked_for(page, address, ref)
    page.locator(".boxed img").evaluate("img => img.decode()")
    draw(page, 0.25, 0.5, 0.5, 0.75)
    page.get_by_role("button", name="Mark it").click()
    page.get_by_text("% from the left").wait_for()
    (mark,) = disclosure.marks_of(ref, by=world.session, now=world.tick()).plan.marks
    assert mark.where.box.sides == pytest.approx((2_500, 5_000, 5_000, 7_500), abs=60)
    asked_for(page, address, received(world, evidence.film(), "a.webm"))
    page.wait_for_function("() => document.querySelector('.boxed video').readyState >= 1")
    page.locator(".boxed video").evaluate("film => { film.controls = false; film.currentTime = 2.5; }")
    draw(page, 0.2, 0.2, 0.4, 0.4)
    at, *sides = page.locator("[name=frames]").input_value().split()
    assert at == "0:02.500"
    assert [float(each) for each in sides] == pytest.approx([20, 20, 20, 20], abs=3)
