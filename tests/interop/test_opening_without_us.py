"""docs/opening-without-us.md, run as it stands: recovery shares, stock programs, and nothing of ours."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dokaz.custody import api as custody
from dokaz.database import api as database

NAME = "Фотаздымак, двор №2.jpg"
DOC = Path(__file__).parents[2] / "docs" / "opening-without-us.md"
CONTENT = b"We were taken to the yard at night. " * 5000


@pytest.fixture
def commands(program):
    for name in ("age", "bash"):
        program(name)
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", DOC.read_text(), re.DOTALL | re.MULTILINE))


@pytest.fixture
def held(world):
    """A home with one received file, closed."""
    receipt = custody.receive(
        io.BytesIO(CONTENT), name=NAME, path=f"phone/{NAME}", source="P-1", by=world.session, now=world.tick()
    )
    database.close()
    return receipt


@pytest.mark.embedded("names are read from its file by a stock SQLCipher")
def test_shares_and_stock_programs_give_every_file_and_its_name(world, held, commands, tmp_path):
    ours = Path(sys.executable).parent  # `shamir`, and a Python with the three packages
    environment = os.environ | {"COLLECTION": str(world.home), "PATH": f"{ours}:{os.environ['PATH']}"}
    typed = "".join(f"{slip}\n" for slip in world.slips[1:])
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        input=typed.encode(),
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
    )
    (line,) = [json.loads(each) for each in (tmp_path / "opened" / "names.jsonl").read_text().splitlines()]
    assert (line["ref"], line["name"], line["path"], line["source"]) == (held.ref, NAME, f"phone/{NAME}", "P-1")
    assert (tmp_path / "opened" / "files" / line["blob"]).read_bytes() == CONTENT
