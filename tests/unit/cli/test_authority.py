"""`dokaz authority`, `dokaz stamp`, and what `verify` says of stamps."""

import shutil

import pytest
from tests.authorities import Authority, answering, served

from dokaz.verify import stamps

pytestmark = [
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps"),
]


@pytest.fixture
def root(tmp_path):
    def written(authority):
        file = tmp_path / f"{authority.name.replace(' ', '-')}.pem"
        file.write_bytes(stamps.pem(authority.roots))
        return str(file)

    return written


def test_two_authorities_stamp_and_verify_names_the_earliest_time(dokaz, tmp_path, root):
    first, second = Authority(tmp_path / "1", name="Alpha"), Authority(tmp_path / "2", name="Practice authority")
    assert "No time-stamp authority is admitted" in dokaz("stamp").err
    with served(answering(first.reply)) as one, served(answering(second.reply)) as two:
        added = dokaz("authority", "add", "alpha", "--url", one, "--root", root(first))
        assert stamps.fingerprint(first.root.certificate) in added.out
        assert "Compare the fingerprint" in added.err
        assert "vouches for nothing" in dokaz("authority", "add", "practice", "--url", two, "--root", root(second)).err
        said = dokaz("stamp")
    assert said.code == 0
    assert "says alpha." in said.out
    assert "says the practice authority practice." in said.out
    checked = dokaz("verify")
    assert "Earliest time from outside: the first" in checked.out
    assert [each["authority"] for each in dokaz("verify", "--json").lines[-1]["stamps"]].count("alpha") == 1
    away = dokaz("stamp")
    assert away.code == 1
    assert "waits for its time stamp" in away.err
    assert dokaz("authority", "withdraw", "practice").code == 0
    listed = dokaz("authority", "list").out
    assert "PRACTICE AUTHORITY" in listed
    assert "withdrawn" in listed


def test_a_file_that_is_no_certificate_is_named(dokaz, tmp_path):
    file = tmp_path / "root.pem"
    for said in (
        dokaz("authority", "add", "a", "--url", "https://a.example/", "--root", str(file)),
        file.write_text("no certificate")
        and dokaz("authority", "add", "a", "--url", "https://a.example/", "--root", str(file)),
    ):
        assert said.code == 1
        assert "root" in said.err
    assert dokaz("authority", "list").out.startswith("No time-stamp authority is admitted")
