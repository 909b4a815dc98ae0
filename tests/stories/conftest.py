"""The commands as people run them: processes of their own, on a home of their own."""

import os
import signal
import subprocess
import sys

import pytest
from tests import light, permitting
from tests.said import Said

from dokaz.database import api as database

RUN = light.PROGRAM
AS_PEOPLE_RUN_IT = "import sys; from dokaz.cli import main; sys.exit(main.run())"
CHECK = "import sys; from dokaz.verify import command; sys.exit(command.run())"


@pytest.fixture
def desk(tmp_path):
    """The environment of a person at a terminal: own home, own temporary folder, a pass-phrase file."""
    from tests.conftest import PASSPHRASE

    (tmp_path / "passphrase.txt").write_text(PASSPHRASE)
    (tmp_path / "tmp").mkdir()
    return os.environ | {
        "DOKAZ_HOME": str(tmp_path / "trial"),
        "DOKAZ_PASSPHRASE_FILE": str(tmp_path / "passphrase.txt"),
        "TMPDIR": str(tmp_path / "tmp"),
    }


@pytest.fixture
def start(desk, tmp_path):
    """Start a command and do not wait."""

    def started(*words, program=RUN, within=(), **options):
        return subprocess.Popen(
            [*within, sys.executable, "-c", program, *map(str, words)],
            env=desk, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            **({"preexec_fn": _hear_ctrl_c} | options),
        )  # fmt: skip

    return started


def _hear_ctrl_c():
    """Whoever runs the tests in the background of a shell has SIGINT ignored, and so would every command."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def dokaz(start):
    """Run a command to its end."""

    def run(*words, **options):
        running = start(*words, **options)
        out, err = running.communicate(timeout=240)
        assert "Traceback" not in err, err
        return Said(running.returncode, out, err)

    return run


@pytest.fixture
def second(tmp_path):
    """The file from which the second custodian of a story types: `permitting.PROGRAM` lets them in."""
    file = tmp_path / "second.txt"
    file.write_text(permitting.SECOND)
    return file


@pytest.fixture
def home(world):
    """A trial home that is made and closed: the story begins with it."""
    database.close()
    return world.home


@pytest.fixture
def material(tmp_path):
    """Make a folder of files."""

    def made(**files):
        folder = tmp_path / "material"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder

    return made
