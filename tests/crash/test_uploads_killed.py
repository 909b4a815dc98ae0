"""A process that takes a file in parts is killed: what it acknowledged is held, nothing half is an item, no key is used twice."""

import hashlib
import io
import os
import random

import pytest

from dokaz.custody import api as custody
from dokaz.custody.models import Upload as UploadRow
from dokaz.database import api as database
from dokaz.kernel import faults, ids

CHUNK = 65_536
SIZE = 5 * CHUNK + 9
STEPS = [
    ("custody:upload-seal", 0),
    ("write", 2),
    ("custody:upload-sealed", 1),
    ("custody:upload-close", 0),
    ("custody:upload-read-back", 0),
    ("custody:headers", 0),
    ("custody:commit", 0),
    ("custody:committed", 0),
]


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """A killed child begins its ids anew, by the world's clock; tests before may have made ids by a later one here."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


def sent(world, data, told):
    """Sends a file in parts of two chunks and closes it; says what was acknowledged."""
    upload = custody.begin_upload(size=len(data), by=world.session, now=world.tick())
    told(f"begun {upload.id}")
    while upload.offset < upload.parts_end:
        part, before = data[upload.offset :][: 2 * CHUNK], data[max(0, upload.offset - CHUNK) : upload.offset]
        upload = custody.append_upload(
            upload.id, incoming=io.BytesIO(part), length=len(part), offset=upload.offset,
            before=hashlib.sha256(before).hexdigest(), by=world.session, now=world.tick(),
        )  # fmt: skip
    rest = data[upload.offset :]
    told(f"held {custody.close_upload(upload.id, rest=rest, name='a.bin', by=world.session, now=world.tick()).ref}")


def in_a_killed_child(world, data, step, after):
    """What the child acknowledged before it was killed there."""
    database.close()
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            world.open_again()
            with faults.failing_at(step, after=after, act=faults.crash):
                sent(world, data, lambda word: os.write(mouth, f"{word}\n".encode()))
        finally:
            os._exit(1)
    os.close(mouth)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with os.fdopen(ears) as heard:
        acknowledged = dict(line.split() for line in heard.read().splitlines())
    world.tick(60)
    world.open_again()
    return acknowledged


@pytest.mark.parametrize(
    "steps",
    [[STEPS[1], STEPS[4], STEPS[-2], STEPS[-1]], pytest.param(STEPS, marks=pytest.mark.soak)],
    ids=["some", "all"],
)
def test_killed_anywhere_nothing_half_is_held_and_what_remains_is_swept(world, steps):
    wholes = {}
    for number, (step, after) in enumerate(steps):
        data = random.Random(number).randbytes(SIZE)
        acknowledged = in_a_killed_child(world, data, step, after)
        lines = custody.items(by=world.session, now=world.tick())
        fresh = {line.ref for line in lines} - wholes.keys()
        assert len(fresh) == (step == "custody:committed"), step
        wholes |= dict.fromkeys(fresh, data)
        assert custody.uploads(by=world.session, now=world.tick()) == ()
        upload = UploadRow.objects.get(id=acknowledged["begun"]).id
        told = {"by": world.session, "now": world.tick()}
        if fresh:  # the answer was lost, and is given again
            assert {custody.close_upload(upload, rest=b"", name="a.bin", **told).ref} == fresh
            continue
        with pytest.raises(custody.UploadLost):
            custody.find_upload(upload, **told)
        said = []
        sent(world, data, said.append)
        wholes[said[-1].removeprefix("held ")] = data
    for ref, data in wholes.items():
        with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
            assert stream.read() == data
    assert len(custody.items(by=world.session, now=world.tick())) == len(steps)
    world.tick(13 * 3600)
    custody.sweep(by=world.session, now=world.tick())
    files = [
        path for path in (world.home / "vault").rglob("*") if path.is_file() and path.name not in ("lock", "owner")
    ]
    assert len(files) == len(steps)
    assert not UploadRow.objects.exists()
