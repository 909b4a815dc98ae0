"""The stamps we keep, in the hands of stock openssl: it verifies them with the roots and chains we keep beside them."""

import subprocess
from datetime import timedelta
from hashlib import sha256

import pytest
from tests.authorities import Authority, answering, certified, served

from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.verify import stamps

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def kept(world, tmp_path, program):
    """A checkpoint of a real home, stamped over HTTP by an authority with a certificate between root and signer."""
    program("openssl")
    authority = Authority(tmp_path / "authority")
    between = certified("Between", by=authority.root, authority=True)
    authority.signer = certified("Signer", by=between, kind="rsa", until=clock.now() + timedelta(hours=1))
    authority.also = (between.certificate, authority.root.certificate)
    by, now = world.session.actor, world.tick()
    with served(answering(authority.reply)) as url:
        journal.admit_authority("tsa", url=url, roots=stamps.pem(authority.roots), by=by, now=now)
        journal.checkpoint(now=now)
        size = journal.head().size
        (made,) = journal.stamp(size, by=by, now=now)
    assert isinstance(made, journal.Stamped)
    (stamp,) = journal.stamps_on(size)
    *chain, root = stamps.certificates(stamp.chain)
    (tmp_path / "head").write_bytes(stamps.stamped_part(journal.cosigned_checkpoint(size)))
    (tmp_path / "stamp.tsr").write_bytes(stamp.answer)
    (tmp_path / "root.pem").write_bytes(stamps.pem([root]))
    (tmp_path / "chain.pem").write_bytes(stamps.pem(chain))
    return tmp_path, stamp.at


def verified(folder, *more):
    command = [
        "openssl",
        "ts",
        "-verify",
        "-data",
        "head",
        "-in",
        "stamp.tsr",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "chain.pem",
    ]
    ran = subprocess.run([*command, *more], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode == 0 and "Verification: OK" in ran.stdout


def at(moment):
    return "-attime", str(int(moment.timestamp()))


def test_openssl_verifies_what_is_kept(kept):
    folder, time = kept
    assert verified(folder)
    assert verified(folder, *at(time))


def test_a_certificate_that_ended_since_still_holds_at_the_time_of_the_stamp(kept):
    folder, time = kept
    assert not verified(folder, *at(time + timedelta(days=1)))
    assert verified(folder, *at(time))


def test_openssl_and_we_refuse_another_checkpoint(kept):
    folder, _ = kept
    head = folder / "head"
    head.write_bytes(head.read_bytes().replace(b"\n", b"\n ", 1))
    assert not verified(folder)
    with pytest.raises(stamps.StampOfOther):
        stamps.check(
            (folder / "stamp.tsr").read_bytes(),
            digest=sha256(head.read_bytes()).digest(),
            roots=stamps.certificates((folder / "root.pem").read_bytes()),
        )


def test_openssl_reads_our_request(tmp_path, program):
    asked = stamps.request(b"a checkpoint\n")
    (tmp_path / "query").write_bytes(asked.data)
    command = [program("openssl"), "ts", "-query", "-in", "query", "-text"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told
