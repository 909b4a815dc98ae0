import os
from pathlib import Path

import pytest
from tests import light
from tests.said import Said

from dokaz.cli import main


@pytest.fixture(autouse=True)
def _light(monkeypatch):
    for verb in light.verbs():
        monkeypatch.setitem(verb.__kwdefaults__, "cost", light.cost())


@pytest.fixture
def passphrase_file(world, tmp_path):
    path = tmp_path / "passphrase.txt"
    path.write_text(world.passphrase + "\n", encoding="utf-8")
    return path


@pytest.fixture
def dokaz(world, passphrase_file, capfd, monkeypatch, tmp_path):
    """Runs one command on the world's home, as a custodian types it, and gives what was said."""
    monkeypatch.setenv("DOKAZ_HOME", str(world.home))
    monkeypatch.setenv("DOKAZ_PASSPHRASE_FILE", str(passphrase_file))
    monkeypatch.chdir(tmp_path)

    def run(*words: str | os.PathLike[str]) -> Said:
        capfd.readouterr()
        try:
            code = main.run([str(word) for word in words])
        except SystemExit as end:  # argparse, for what it does not understand
            code = int(end.code or 0)
        heard = capfd.readouterr()
        return Said(code, heard.out, heard.err)

    return run


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "material"
    made.mkdir()
    (made / "one.txt").write_text("first", encoding="utf-8")
    (made / "два.txt").write_text("second", encoding="utf-8")
    return made
