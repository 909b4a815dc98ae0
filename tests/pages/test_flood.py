"""Strangers without an account, many at once: they are told to come again, and everybody else is answered."""

import pytest
from django.test import RequestFactory
from tests import crowd
from tests.pages.conftest import ORIGIN, Visitor

from dokaz.access import api as access
from dokaz.access.sign_in_rows import Turned
from dokaz.web.office import middleware
from dokaz.web.office.middleware import LONG_AT_ONCE, Bodies

BUSY = "So many people are signing in at this moment that nobody else can be let in. Try again in a minute."
FORM = "multipart/form-data; boundary=x"
LONG = 2_000_000


class Untouched:
    """A body of which nobody may read a byte."""

    def read(self, *_size):
        raise AssertionError("it was read")

    readline = read


def send_long(visitor, path, *, kind=FORM):
    more = {"CONTENT_LENGTH": str(LONG), "CONTENT_TYPE": kind, "wsgi.input": Untouched()}
    return visitor.client.generic("POST", path, b"", headers={"origin": ORIGIN}, **more)


def test_a_flood_at_the_sign_in_is_refused_alike_and_everybody_else_is_answered(custodian, world):
    stranger, known = Visitor(world), str(access.name_of(world.session.actor.account))
    with crowd.of_strangers():
        for name in (known, "T-0000-00000"):
            answer = stranger.post("/sign-in", {"name": name, "passphrase": "one that is tried"})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
            assert BUSY in answer.content.decode()
            assert b"one that is tried" not in answer.content
        assert custodian.get("/health").status_code == custodian.get("/").status_code == 200
    assert stranger.begin().status_code == 302
    assert {row.code for row in Turned.objects.all()} == {"sign-ins-too-many"}


def test_nobody_signs_in_more_slowly_at_a_device_of_theirs_for_a_flood_of_strangers(custodian):
    custodian.post("/sign-out", page="/")
    with crowd.of_strangers() as turns:
        turns._taken = False  # whoever tried is done: the strangers who wait are not next
        assert custodian.begin().status_code == 302


@pytest.mark.parametrize("path", ["/sign-in", "/receive", "/me", "/nowhere"])
def test_of_a_stranger_no_long_body_is_read(served, world, path):
    answer = send_long(Visitor(world), path)
    assert (answer.status_code, answer.headers["location"]) == (302, "/sign-in")


def test_a_long_form_without_files_is_read_of_nobody(custodian, served, world):
    for who in (custodian, Visitor(world)):
        assert send_long(who, "/sign-in", kind="application/x-www-form-urlencoded").status_code == 400


@pytest.mark.parametrize("length", ["9" * 40, "-1", "x", ""])
def test_a_length_that_is_none_ends_in_no_fault(visitor, length):
    answer = visitor.client.generic("POST", "/receive", b"", CONTENT_TYPE=FORM, CONTENT_LENGTH=length)
    assert answer.status_code in (302, 400, 403)


def test_few_long_bodies_are_read_at_once_and_the_next_is_told_to_come_again(served, monkeypatch):
    monkeypatch.setattr(middleware.access, "resume", lambda *_a, **_k: None)
    inside = []

    def another_comes_meanwhile(request):
        inside.append(request)
        return bodies(request)

    bodies = Bodies(another_comes_meanwhile)
    for _twice in range(2):  # each gives its place back
        inside.clear()
        asked = RequestFactory().generic("POST", "/receive", b"x", content_type=FORM)
        asked.META["CONTENT_LENGTH"] = str(LONG)
        answer = bodies(asked)
        assert len(inside) == LONG_AT_ONCE
        assert answer.status_code == 503
        assert "takes as many files at this moment as it can" in answer.content.decode()
