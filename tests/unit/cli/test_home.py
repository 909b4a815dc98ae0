"""`dokaz home`: every command refuses a home found at another place until a custodian says what it is."""

import subprocess

import pytest

from dokaz.database import api as database

pytestmark = pytest.mark.embedded("a copy on a server is refused")


@pytest.fixture
def copy(dokaz, world, tmp_path):
    assert dokaz("checkpoint").code == 0
    database.close()
    subprocess.run(["cp", "-a", world.home, tmp_path / "copy"], check=True)
    yield tmp_path / "copy"
    database.close()


@pytest.mark.parametrize("command", [("items",), ("checkpoint",), ("verify",), ("journal", "recover")])
def test_a_copy_is_refused_with_what_to_answer(dokaz, copy, command):
    said = dokaz("--home", copy, *command)
    assert said.code == 1
    assert "home moved" in said.err
    assert "home copied" in said.err


@pytest.mark.parametrize(("answer", "new_log"), [("moved", False), ("copied", True)])
def test_the_answer_opens_it(dokaz, copy, answer, new_log):
    said = dokaz("--home", copy, "--json", "home", answer)
    assert said.code == 0, said.err
    assert said.lines[0]["new_log"] is new_log
    assert dokaz("--home", copy, "verify", "--all").code == 0
    assert dokaz("--home", copy, "home", answer).code == 1


def test_the_original_is_not_asked(dokaz, copy):
    assert dokaz("verify", "--all").code == 0
