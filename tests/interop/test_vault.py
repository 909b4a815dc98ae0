"""Header and payload of a stored blob, put together, are an age file that the stock program opens."""

import io
import subprocess

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Item


def stored(world, receipt):
    with access.whole_house("test"):
        blob = Item.objects.select_related("blob").get(ref=receipt.ref).blob
    payload = (world.home / "vault" / blob.name[:3] / blob.name).read_bytes()
    copy = (world.home / "headers" / blob.name[:3] / blob.name).read_bytes()
    assert copy == bytes(blob.header)
    return copy + payload


def opened(program, identity, sealed, tmp_path):
    (tmp_path / "key").write_text(f"{identity}\n")
    command = [program("age"), "--decrypt", "--identity", str(tmp_path / "key")]
    return subprocess.run(command, input=sealed, capture_output=True, check=True).stdout


def test_the_age_program_opens_a_blob_with_the_key_of_the_compartment(world, program, tmp_path):
    data = bytes(range(256)) * 1000
    receipt = custody.receive(io.BytesIO(data), name="x", by=world.session, now=world.tick())
    (identity,) = access.identities(world.compartment, by=world.session)
    assert opened(program, identity, stored(world, receipt), tmp_path) == data


def test_the_age_program_opens_a_blob_with_the_recovery_key(world, program, tmp_path):
    receipt = custody.receive(io.BytesIO(b"evidence"), name="x", by=world.session, now=world.tick())
    recovered = access.combine(world.slips[:2])
    assert opened(program, recovered.identity, stored(world, receipt), tmp_path) == b"evidence"
