"""Where tests keep their files: in memory where there is room, because there a flush to disk costs nothing.

Every change of a collection waits for the disk (`synchronous=FULL`, `fsync`), and a run makes such changes by the ten
thousand. That the flushes are asked for, and in which order, is held by `tests/crash`, whatever the files lie on.
"""

import os
import shutil
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
FAILED = pytest.StashKey[bool]()


def roomy():
    """A memory file system if there is room."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def choose():
    """Under which folder pytest makes one for this run; it removes what it made of a run that passed."""
    if memory := roomy():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture
def tmp_path(request, tmp_path):
    """pytest's own, and in a worker of xdist as well what a test left that passed makes room at once."""
    yield tmp_path
    if not request.node.stash.get(FAILED, False):
        shutil.rmtree(tmp_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
