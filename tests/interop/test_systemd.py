"""The units of docs/operating.md, started by systemd itself as they stand there."""

import json
from pathlib import Path

import pytest
from tests import own_systemd
from tests.conftest import PASSPHRASE
from tests.interop.test_operating import CHECKOUT, LOOPBACK, asked, example, free_port, instead, shown

UNITS = ("dokaz-office", "dokaz-work")

pytestmark = [pytest.mark.soak, pytest.mark.allow_hosts(LOOPBACK)]


@pytest.fixture
def units(world, tmp_path_factory):
    """Starts a systemd with the office's and the worker's unit, which find everything where the page has it."""
    if why_not := own_systemd.possible():
        pytest.skip(why_not)
    folder, port = tmp_path_factory.mktemp("sd"), free_port()
    own_systemd.given(world.home)
    office = instead(example("ini", about="Description=Office"), ("127.0.0.1:8080", f"127.0.0.1:{port}"))
    texts = {"dokaz-office.service": office, "dokaz-work.service": example("ini", about="Description=Background")}
    for name in list(texts):
        said = f"StandardOutput=file:{folder}/{name}.journal\nStandardError=inherit\n"
        texts[f"{name}.d/here.conf"] = own_systemd.reachable(shown(folder)) + said
    binds = {"/opt/dokaz/.venv": CHECKOUT / ".venv", "/srv/archive": world.home}
    with own_systemd.manager(folder, units=texts, binds=binds, passphrase=PASSPHRASE) as running:
        yield running, port


def lines(running, unit):
    text = (running.folder / f"{unit}.service.journal").read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def rights(running, unit):
    """User, rights and permission to get more of the unit's first process, as the kernel has them."""
    first = running.property(unit, "ExecMainPID")
    told = Path(f"/proc/{running.process}/root/proc/{first}/status").read_text()
    status = dict(line.split(":\t", 1) for line in told.splitlines())
    return status["Uid"].split()[0], int(status["CapEff"], 16), status["NoNewPrivs"]


def test_systemd_starts_office_and_worker_as_their_user_asks_for_the_pass_phrase_and_ends_them(units):
    running, port = units
    for unit in UNITS:
        started = running.control("start", unit)
        assert started.returncode == 0, (started, lines(running, unit))
        assert running.property(unit, "ActiveState") == "active"
        assert rights(running, unit) == (str(own_systemd.NUMBER), 0, "1")
        assert list(Path(f"/proc/{running.process}/root/run/{unit}").iterdir()) == []  # the pass-phrase is gone again
    assert asked(port, "/health") == (200, b"well\n")
    assert b"Pass-phrase" in asked(port, "/sign-in")[1]
    for unit in UNITS:
        assert running.control("stop", unit).returncode == 0
        assert running.property(unit, "Result") == "success"
        said = lines(running, unit)
        assert {"begins", "ended"} <= {line["says"] for line in said}
        assert not [line for line in said if line["level"] in ("error", "critical")]
