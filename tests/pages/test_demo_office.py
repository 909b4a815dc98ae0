"""The practice collection as a newcomer meets it: the words that are printed sign in, and a drill of a compromise runs."""

import json
import re
import shutil
import subprocess

import pytest
from django.test import override_settings
from django.utils import translation
from tests import light
from tests.conftest import BEGAN, LIGHT
from tests.pages.conftest import ORIGIN, Ticking, Visitor

from dokaz.access import api as access
from dokaz.cli import main, residents
from dokaz.config import homes, installations, office
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.demo import api as demo
from dokaz.demo.loading import load
from dokaz.demo.world import world as invented
from dokaz.kernel import clock
from dokaz.web.office.site import Office, open_office

PRINTED = re.compile(
    r"^  (\S[^:]*): (T-\S+)\n      pass-phrase  (.+)\n      codes        (\S+)  (\S+)  (\S+) …$", re.MULTILINE
)
STARTS = {  # what the first page of each leads to, and what it does not
    "Custodian": ({"/items", "/receive", "/journal", "/people", "/manage"}, set()),
    "Documenter": ({"/items", "/receive"}, {"/people"}),
    "Analyst": ({"/items"}, {"/receive", "/people"}),
    "Steering committee": ({"/journal"}, {"/receive", "/people"}),
}


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory):
    """A practice home with people, and with what of the invented world needs no program."""
    folder = tmp_path_factory.mktemp("inhabited")
    home, material = folder / "practice", folder / "a.txt"
    material.write_text("invented")
    with pytest.MonkeyPatch.context() as patch:
        for verb in light.verbs():
            patch.setitem(verb.__kwdefaults__, "cost", light.cost())
        founder = demo.practise(home, now=lambda: BEGAN)
        load(invented(1), [], by=founder, now=BEGAN)
        list(custody.receive_many(custody.walk([material]), by=founder, now=BEGAN))
        demo.inhabit(home, by=founder, now=lambda: BEGAN)
        demo.enter_persons(home, world=invented(1), by=founder, now=lambda: BEGAN)
    database.close()
    (home / installations.INSTALLATION_FILE).unlink()  # each copy is a home of its own, and not one that was moved
    return home


@pytest.fixture
def practice(world, inhabited, tmp_path):
    """A copy of it, which the founder has opened once."""
    database.close()
    home = shutil.copytree(inhabited, tmp_path / "practice")
    demo.practise(home, now=world.tick)
    return home


@pytest.fixture
def served(world, practice):
    """The office of that home, as `dokaz serve office` begins it."""
    words = (practice / homes.PASSPHRASE_FILE).read_text().strip()
    machine = access.serve(access.unlock(practice, passphrase=words), now=world.tick())
    site = Office(practice, machine, access.collection(), ORIGIN, LIGHT)
    open_office(site)
    with clock.showing(Ticking(world)), override_settings(**office.settings_of(site)):
        yield site
    open_office(None)
    translation.deactivate()


def test_the_printed_words_sign_each_role_in(world, served):
    printed = "\n".join(residents.lines(served.home, demo.residents(served.home)))
    people = PRINTED.findall(printed)
    assert len(people) == 5
    seen = set()
    for role, name, words, *codes in people:
        who = Visitor(world)
        first = who.post("/sign-in", {"name": name, "passphrase": words})
        assert (first.status_code, first.headers["location"]) == (302, "/sign-in/second-factor"), role
        done = who.post("/sign-in/second-factor", {"code": codes[0]})
        assert (done.status_code, done.headers["location"]) == (302, "/"), role
        page = who.get("/").content.decode()
        ways = set(re.findall(r'<a[^>]* href="(/[a-z]+)"', page))
        there, absent = STARTS[role]
        assert name in page
        assert there <= ways, role
        assert not absent & ways, role
        seen.add(role)
        again = Visitor(world)
        again.post("/sign-in", {"name": name, "passphrase": words})
        assert again.post("/sign-in/second-factor", {"code": codes[0]}).status_code == 422  # each code stands once
        world.tick(3700)
    assert seen == STARTS.keys()


def test_a_drill_of_a_compromise_runs_in_the_inhabited_home_and_leaves_it_sound(world, practice, capfd, monkeypatch):
    database.close()
    monkeypatch.setenv("DOKAZ_HOME", str(practice))

    def said(*words):
        capfd.readouterr()
        with clock.showing(Ticking(world)):
            code = main.run(list(words))
        return code, capfd.readouterr()

    code, heard = said("compromise", "drill", "--json")
    assert code == 0, heard.err
    *drilled, last = map(json.loads, heard.out.splitlines())
    assert drilled[0] == {"kind": "compartment", "accounts": 5, "persons": 5, "items": 3}
    assert [each["kind"] for each in drilled[1:]] == ["account"]  # nothing has left this home
    assert last == {"drilled": 2, "faults": 0}
    code, heard = said("compromise", "drill")
    assert "A compartment\n  Within reach: 5 accounts, 5 persons, 3 items\n" in heard.out
    code, heard = said("verify", "--all")
    assert code == 0, heard.err
    code, heard = said("compromise", "list", "--json")
    assert (code, heard.out) == (0, "")


@pytest.mark.parametrize(("serve", "calls"), [([], ["demo", "serve office"]), (["SERVE=no"], ["demo"])])
def test_make_demo_ends_with_the_office_unless_it_is_told_not_to(request, tmp_path, serve, calls):
    """The Makefile as it stands, with a program in place of ours that only says how it was called."""
    told, program = tmp_path / "told", tmp_path / "dokaz"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{told}"\n')
    program.chmod(0o755)
    home = tmp_path / "home"
    command = ["make", "-o", "setup", "demo", f"BIN={tmp_path}", f"DOKAZ_HOME={home}", *serve]
    subprocess.run(command, cwd=request.config.rootpath, check=True, capture_output=True)
    assert told.read_text().splitlines() == [f"--home {home} {each}" for each in calls]
