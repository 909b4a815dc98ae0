"""A custodian begins a collection, is interrupted, goes on, and hands a package to a technician who checks it."""

import hashlib
import hmac
import json
import signal
import subprocess
import sys

from tests import permitting
from tests.stories.conftest import AS_PEOPLE_RUN_IT, CHECK

FILES = {f"scan {number:04}.txt": b"page %d of the register" % number for number in range(700)}


def test_a_custodian_is_interrupted_and_a_technician_checks_what_came_of_it(dokaz, start, material, second, tmp_path):
    begun = dokaz(
        "init",
        "--yes",
        "--name",
        "Archive",
        "--shares",
        "2/3",
        "--shares-to",
        tmp_path / "shares",
        program=AS_PEOPLE_RUN_IT,
    )
    assert begun.code == 0
    assert "TRIAL collection" in begun.out
    assert len(list((tmp_path / "shares").iterdir())) == 3

    folder = material(**FILES)
    told = _interrupted(start("receive", folder, "--later", "--json"))
    again = dokaz("receive", folder, "--later", "--json")
    assert again.code == 0
    refs = {line["path"]: line["ref"] for line in again.lines}
    assert len(refs) == len(set(refs.values())) == len(FILES)
    for line in told:
        assert refs[line["path"]] == line["ref"]
    assert {line["path"] for line in told} <= {
        line["path"] for line in again.lines if line["outcome"] == "already-held"
    }
    assert sum(line["outcome"] == "received" for line in again.lines) < len(FILES)

    whole = dokaz("verify", "--all")
    assert (whole.code, whole.err.count("not")) == (0, 0)
    assert f"{len(FILES)} of {len(FILES)} files unchanged since they were received" in whole.out

    chosen = sorted(refs.values())[:2]
    assert dokaz(*chosen, program=permitting.PROGRAM).code == 0
    packed = permitting.by_two(dokaz, *chosen, *permitting.WHERE, second=second, to=tmp_path / "package")
    assert packed.code == 0, packed.err
    _checked_by_a_technician(tmp_path / "package", chosen, dokaz)


def _interrupted(running):
    """Press Ctrl-C when the first file was acknowledged. What nobody reads fills the pipe: it cannot have ended."""
    with running:  # communicate() would drop what readline() read ahead
        first = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        rest, said = running.stdout.read(), running.stderr.read()
    assert running.returncode == 1
    assert "Stopped. Everything that was acknowledged is safe" in said
    assert "Traceback" not in said
    lines = [json.loads(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    assert 0 < len(lines) < len(FILES)
    return lines


def _checked_by_a_technician(package, refs, dokaz):
    assert dokaz(package, program=CHECK).code == 0
    script = subprocess.run([sys.executable, "verify.py"], cwd=package, capture_output=True, text=True, check=False)
    assert script.returncode == 0, script.stdout
    for line in (package / "manifest-sha256.txt").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((package / name).read_bytes()).hexdigest() == digest
    for ref in refs:
        event = (package / "proofs" / f"{ref}.event.json").read_bytes()
        salt = bytes.fromhex((package / "proofs" / f"{ref}.salt").read_text())
        (exhibit,) = (package / "data" / "exhibits").glob(f"*_{ref}_*")
        assert json.loads(event)["facts"]["sha256"] == hashlib.sha256(exhibit.read_bytes()).hexdigest()
        assert len(hmac.digest(salt, event, "sha256")) == 32

    exhibit.write_bytes(b"another")
    found = dokaz(package, program=CHECK)
    assert found.code == 1
    assert exhibit.name in found.out + found.err
    script = subprocess.run([sys.executable, "verify.py"], cwd=package, capture_output=True, text=True, check=False)
    assert script.returncode == 1
    assert exhibit.name in script.stdout
