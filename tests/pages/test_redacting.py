"""Marking and making a redacted copy on pages, without a script."""

import io
import os
import re
import shutil

import pytest
from PIL import Image
from tests.pages.conftest import ORIGIN
from tests.pages.test_looking import show

from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.jobs import api as jobs

TEXT = "Протокол\nМеня зовут Ганна Примерная.\nЗдесь была и Ганны сестра.\n"


@pytest.fixture(autouse=True)
def installed():
    missing = [name for name in ("bwrap", "ffmpeg") if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for the checks")
    if missing:
        pytest.skip(f"{missing} is not installed")


def received(world, data, name):
    return custody.receive(io.BytesIO(data), name=name, by=world.session, now=world.tick()).ref


def mark(visitor, ref, *, page="", **typed):
    there = f"/items/{ref}/redact{page}"
    shown = visitor.get(there).content.decode()
    token, seen = (re.search(rf'name="{name}" value="(\w+)"', shown)[1] for name in ("csrfmiddlewaretoken", "seen"))
    given = {"csrfmiddlewaretoken": token, "reason": "name", "words_why": "", "person": "", "seen": seen, **typed}
    return visitor.client.post(there, given, headers={"origin": ORIGIN})


def worked(world):
    jobs.work(by=world.session, owner="w", clock=world.tick, stop=lambda: False, wait=lambda: None, once=True)


def bytes_of(world, ref):
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        return stream.read()


def marks(world, ref):
    return disclosure.marks_of(ref, by=world.session, now=world.tick()).plan.marks


def test_a_name_is_taken_out_of_a_text_wherever_it_stands(custodian, world):
    ref = received(world, TEXT.encode(), "a.txt")
    assert "Make a redacted copy" in custodian.get(f"/items/{ref}").content.decode()
    assert "Меня зовут" not in custodian.get(f"/items/{ref}/redact").content.decode()  # nobody asked to see it
    show(custodian, ref)
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert "<li>Меня зовут Ганна Примерная.</li>" in page
    assert "Nothing is marked yet" in page
    assert "the defence may see what was taken out" in page
    assert mark(custodian, ref, find="Ганн", whole="on").status_code == 302
    assert mark(custodian, ref, line="2", first="12", last="27", person="p-7k3f-9qxm4").status_code == 422
    assert mark(custodian, ref, line="2", first="18", last="26").status_code == 302
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert "Меня зовут <mark>Ганна</mark> <mark>Примерная</mark>." in page
    assert "<mark>Ганны</mark> сестра" in page
    for typed, words in (
        ({"find": "Пётр"}, "nowhere in the text"), ({"line": "9"}, "has ended"),
        ({"find": "Протокол", "reason": "other"}, "Say in words"),
    ):  # fmt: skip
        refused = mark(custodian, ref, **typed)
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    stale = custodian.post(f"/items/{ref}/redact", {"reason": "name", "seen": "1", "find": "сестра"})
    assert (stale.status_code, "Somebody changed the marks" in stale.content.decode()) == (409, True)
    asked = {"seen": "2", "language": "ru"}
    assert custodian.post(f"/items/{ref}/redact/make", asked, page=f"/items/{ref}/redact").status_code == 302
    assert "The copy is being made" in custodian.get(f"/items/{ref}/redact").content.decode()
    worked(world)
    (made,) = custody.show(ref, by=world.session, now=world.tick()).made
    assert bytes_of(world, made.ref).decode().count("[удалено: имя]") == 3
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert f'href="/items/{made.ref}"' in page
    page = custodian.get(f"/items/{made.ref}").content.decode()
    assert "Name of a person: 3" in page
    assert "looked through it for persons" in page
    assert (
        custodian.post(
            f"/items/{ref}/redact/unmark", {"seen": "3", "mark": "0"}, page=f"/items/{ref}/redact"
        ).status_code
        == 302
    )
    assert len(marks(world, ref)) == 2


def test_a_box_on_a_picture_and_what_was_not_made(custodian, world, colleague):
    data = io.BytesIO()
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "blue")]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    ref = received(world, data.getvalue(), "a.gif")
    show(custodian, ref)
    assert mark(custodian, ref, left="10", top="20.5", width="30", height="25").status_code == 302
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert '<rect x="1000" y="2050" width="3000" height="2500"/>' in page
    assert f'src="/items/{ref}/picture"' in page
    assert mark(custodian, ref, left="90", top="0", width="20", height="5").status_code == 422
    custodian.post(f"/items/{ref}/redact/make", {"seen": "1"}, page=f"/items/{ref}/redact")
    worked(world)
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert "The copy was not made" in page
    assert "The picture moves" in page
    mail = received(world, b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nx\n", "a.eml")
    assert "redacted copy" not in custodian.get(f"/items/{mail}").content.decode()
    show(custodian, mail)
    assert "Print it to a PDF" in custodian.get(f"/items/{mail}/redact").content.decode()
    analyst = colleague("analyst")
    assert analyst.get(f"/items/{ref}/redact").status_code in (403, 404)


def test_a_film_is_marked_by_times_and_boxes(custodian, world):
    ref = received(world, b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 8, "a.mp4")
    show(custodian, ref)
    frames = "0:01 10 10 20 20\n0:02.5 30 10 20 20"
    assert mark(custodian, ref, frames=frames, begins="0:01", ends="0:02", tone="on", reason="face").status_code == 302
    page = custodian.get(f"/items/{ref}/redact").content.decode()
    assert "A box from 0:01 to 0:02.5, 2 key frames" in page
    assert "A tone from 0:01 to 0:02" in page
    for typed, words in (
        ({"frames": "0:01 10 10 20 20"}, "two key frames"), ({"frames": "x"}, "a time and four numbers"),
        ({"begins": "5", "ends": "3"}, "ends later"), ({"begins": "soon"}, "minutes and seconds"), ({}, "Say where"),
    ):  # fmt: skip
        refused = mark(custodian, ref, **typed)
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert mark(custodian, ref, frames="0:01 10 10 20 20", through="on").status_code == 302
    assert len(marks(world, ref)) == 3
