"""`dokaz serve` alone: what this machine has, started and ended together. In a network of its own, for the usual ports."""

import json
import subprocess
import sys

import pytest
from tests.conftest import LIGHT, PASSPHRASE

from dokaz.cli import main
from dokaz.config import environment
from dokaz.cosigning import api as cosigning

WORDS = "companion academic acid acne acquire acrobat activity actress"
OFFICE, WITNESS = 8080, 8443
ASKING = """
import http.client, json, os, signal, socket, subprocess, sys

def asked(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path, headers={"Host": "office.example.org"})
        return line.getresponse().status
    except ConnectionRefusedError:
        return None

told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(os.environ["NOTIFY_SOCKET"])
told.settimeout(120)
serving = subprocess.Popen([sys.executable, "-c", "import sys; from dokaz.cli.main import run; sys.exit(run())", "serve"])
while b"READY=1" not in told.recv(4096):
    pass
there = [asked(8080, "/health"), asked(8443, "/")]
serving.send_signal(signal.SIGTERM)
print(json.dumps([there, serving.wait(), asked(8080, "/health"), asked(8443, "/")]))
"""
SERVE = "import sys; from dokaz.cli.main import run; sys.exit(run(['serve']))"


@pytest.fixture
def machine(world, tmp_path, monkeypatch):
    """A collection and a log witness on one machine, and where each pass-phrase lies."""
    cosigning.make(tmp_path / "witness", name="witness.example/house", passphrase=WORDS, cost=LIGHT)
    files = {environment.PASSPHRASE_FILE: PASSPHRASE, environment.WITNESS_PASSPHRASE_FILE: WORDS}
    for variable, words in files.items():
        (tmp_path / variable.name).write_text(words)
        monkeypatch.setenv(variable.name, str(tmp_path / variable.name))
    monkeypatch.setenv(environment.HOME.name, str(world.home))
    monkeypatch.setenv(environment.WITNESS.name, str(tmp_path / "witness"))
    monkeypatch.setenv(environment.ORIGIN.name, "https://office.example.org")
    return tmp_path


@pytest.fixture
def apart(program, tmp_path_factory, monkeypatch):
    """Runs a text of Python in a network in which nobody else listens."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path_factory.mktemp("op") / "notify"))
    cage = [program("bwrap"), "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent"]

    def run(text):
        return subprocess.run([*cage, sys.executable, "-c", text], capture_output=True, text=True, check=False)

    return run


def test_office_and_log_witness_are_started_and_ended_together(machine, apart):
    done = apart(ASKING)
    assert json.loads(done.stdout.splitlines()[-1]) == [[200, 404], 0, None, None], done
    assert "log witness is started first" in done.stderr


def test_nothing_is_served_where_the_log_witness_does_not_start(machine, apart):
    (machine / environment.WITNESS_PASSPHRASE_FILE.name).write_text("other " + WORDS)
    done = apart(SERVE)
    assert done.returncode == 1
    assert "The site beside this one did not start" in done.stderr
    assert "office.example.org" not in done.stdout


def test_alone_it_is_the_office_and_a_site_that_is_named_is_that_site(monkeypatch):
    told = main.parser().parse_args(["serve"])
    assert (told.command.__name__, told.bind, told.no_work) == ("run", f"127.0.0.1:{OFFICE}", False)
    named = main.parser().parse_args(["serve", "office", "--no-work", "--bind", "127.0.0.1:1"])
    assert (named.command.__name__, named.bind, named.no_work) == ("run_office", "127.0.0.1:1", True)
    other = main.parser().parse_args(["serve", "witness", "--home-of-witness", "w"])
    assert (other.command.__name__, other.bind) == ("run_witness", f"127.0.0.1:{WITNESS}")


@pytest.mark.parametrize("wrong", ["office.example.org", "https://office.example.org/", "ftp://office", "https://"])
def test_an_address_that_nobody_can_type_is_refused(wrong):
    with pytest.raises(environment.SettingUnusable):
        environment.ORIGIN.read({environment.ORIGIN.name: wrong})
