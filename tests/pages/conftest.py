"""The office as pages: a served collection, and people who ask for them as browsers do."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyotp
import pytest
from django.test import Client, override_settings
from django.utils import translation
from tests.conftest import LIGHT, PASSPHRASE

from dokaz.access import api as access
from dokaz.config import office
from dokaz.kernel import clock
from dokaz.web.office.site import Office, open_office

ORIGIN = "http://localhost:8080"


def switchable(answer):
    """The buttons by which a page is read in another language belong to a form that is there."""
    if not answer.streaming and b'form="answers"' in answer.content:
        assert b'id="answers"' in answer.content, answer.request["PATH_INFO"]
    return answer


AS_A_BROWSER = {"host": "localhost:8080", "sec-fetch-site": "same-origin"}


class Reading(Client):
    """Reads to its end whatever is streamed to it, as a browser does, so that what was opened for it is closed."""

    def request(self, **told):
        answer = super().request(**told)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer


@dataclass
class Visitor:
    """One browser. Forms are sent as they stand on the page, with what the visitor types."""

    world: object
    client: Client = field(default_factory=lambda: Reading(enforce_csrf_checks=True, headers=AS_A_BROWSER))
    secret: str = ""

    def get(self, path, **more):
        return switchable(self.client.get(path, **more))

    def post(self, path, data=None, *, page=None, **more):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page or path).content.decode())
        given = {"csrfmiddlewaretoken": token[1] if token else "", **(data or {})}
        return switchable(self.client.post(path, given, headers={"origin": ORIGIN}, **more))

    def code(self):
        return pyotp.TOTP(self.secret).at(self.world.now)

    def begin(self, *, account=None, passphrase=PASSPHRASE, onward=""):
        name = str(access.name_of(account or self.world.session.actor.account))
        return self.post(f"/sign-in{onward}", {"name": name, "passphrase": passphrase, "next": onward and "/me"})

    def sign_in(self, **who):
        """All steps, adding an app for codes where there is no second factor yet."""
        self.begin(**who)
        if not self.secret:
            page = self.get("/sign-in/first-factor").content.decode()
            self.secret = re.search(r'name="secret" value="(\w+)"', page)[1]
            done = self.post("/sign-in/first-factor", {"secret": self.secret, "code": self.code()})
        else:
            done = self.post("/sign-in/second-factor", {"code": self.code()})
        self.world.tick(90)
        assert done.status_code == 302, done.content.decode()
        return done


@pytest.fixture
def ticking(world, monkeypatch):
    """The site reads the clock of the world, which goes on by a second each time it is read."""
    with clock.showing(Ticking(world)):
        yield


class Ticking:
    def __init__(self, world):
        self._world = world

    def now(self):
        return self._world.tick(0.001)


@contextmanager
def serving(world):
    """The open collection of a world, served as the office; its site."""
    machine = access.serve(access.unlock(world.home, passphrase=PASSPHRASE), now=world.tick())
    site = Office(world.home, machine, access.collection(), ORIGIN, LIGHT)
    open_office(site)
    with override_settings(**office.settings_of(site)):
        yield site
    open_office(None)
    translation.deactivate()


@pytest.fixture
def served(world, ticking):
    """The collection of the test, served."""
    with serving(world) as site:
        yield site


@pytest.fixture
def visitor(world, served):
    return Visitor(world)


@pytest.fixture
def custodian(visitor):
    visitor.sign_in()
    return visitor


@pytest.fixture
def colleague(world, served):
    """Somebody else at another browser."""

    def made(role):
        account = world.second_account(role=role, passphrase=f"{role} {PASSPHRASE}")
        one = Visitor(world)
        one.sign_in(account=account, passphrase=f"{role} {PASSPHRASE}")
        one.account = account
        return one

    return made
