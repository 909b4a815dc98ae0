"""What recovery promises needs none of our code: `age` opens the home's keys and what a compartment was given."""

import io
import subprocess

from dokaz.access import api as access
from dokaz.verify import age


def _opened_by_age(program, identity, sealed, tmp_path):
    key_file = tmp_path / "identity.txt"
    key_file.write_text(f"{identity}\n")
    return subprocess.run(
        [program("age"), "--decrypt", "--identity", key_file], input=sealed, capture_output=True, check=True
    ).stdout


def test_age_opens_the_database_key_with_the_recovered_identity(program, world, tmp_path):
    recovered = access.combine(world.slips[1:])
    sealed = (world.home / "keys/database.age").read_bytes()
    key = access.unlock(world.home, passphrase=world.passphrase).database_key
    assert _opened_by_age(program, recovered.identity, sealed, tmp_path) == key


def test_age_opens_the_escrowed_pepper(program, world, tmp_path):
    recovered = access.combine(world.slips[:2])
    sealed = (world.home / "keys/pepper.age").read_bytes()
    assert _opened_by_age(program, recovered.identity, sealed, tmp_path) == (world.home / "pepper").read_bytes()


def test_age_opens_what_was_sealed_to_a_compartment(program, world, tmp_path):
    sealed = io.BytesIO()
    age.encrypt(io.BytesIO(b"evidence"), sealed, access.sealing(world.compartment).recipients)
    (member,) = access.identities(world.compartment, by=world.session)
    for identity in (member, access.combine(world.slips[:2]).identity):
        assert _opened_by_age(program, identity, sealed.getvalue(), tmp_path) == b"evidence"


def test_age_does_not_open_it_with_a_stranger_s_key(program, world, tmp_path):
    key_file = tmp_path / "identity.txt"
    key_file.write_text(f"{age.X25519Identity.generate()}\n")
    refused = subprocess.run(
        [program("age"), "--decrypt", "--identity", key_file],
        input=(world.home / "keys/database.age").read_bytes(),
        capture_output=True,
        check=False,
    )
    assert refused.returncode != 0
    assert b"no identity matched" in refused.stderr
