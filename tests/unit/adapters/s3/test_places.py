"""What DOKAZ_STORE and DOKAZ_HEADERS may say of a bucket."""

from datetime import timedelta

import pytest

from dokaz.adapters.api import Bucket
from dokaz.config import environment


def test_everything_that_can_be_said_is_read():
    url = "s3://archive/the/vault?endpoint=https://s3.example.org:7480&profile=writer&region=eu-1&lock=10y"
    assert Bucket.parse(url) == Bucket(
        "archive", "the/vault", "https://s3.example.org:7480", "writer", "eu-1", timedelta(days=3650)
    )
    assert Bucket.parse("s3://archive") == Bucket("archive")
    assert Bucket.parse("s3://archive/").prefix == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "127.9.9.9"])
def test_http_leads_to_this_machine_only(host):
    assert Bucket.parse(f"s3://archive?endpoint=http://{host}:7480").endpoint == f"http://{host}:7480"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://archive?endpoint=http://s3.example.org", "https only"),
        ("s3://archive?endpoint=http://localhost.example.org", "https only"),
        ("s3://archive?endpoint=ftp://s3.example.org", "address of the server alone"),
        ("s3://archive?endpoint=https://s3.example.org/path", "address of the server alone"),
        ("s3://archive?lock=soon", "90d or 10y"),
        ("s3://archive?lock=0d", "90d or 10y"),
        ("s3://archive?lock=90d&lock=1d", "each once"),
        ("s3://archive?colour=red", "each once"),
        ("s3://archive?lock", "name=value"),
        ("s3://Archive", "s3://bucket/prefix"),
        ("s3:///prefix", "s3://bucket/prefix"),
        ("s3:archive", "s3://bucket/prefix"),
        ("s3://archive/a/../b", "made of letters"),
        ("s3://archive/a%00b", "made of letters"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(url, why):
    with pytest.raises(environment.SettingUnusable, match=why):
        environment.STORE.read({"DOKAZ_STORE": url})


@pytest.mark.parametrize(
    "url",
    [
        "s3://AKIAKEY:SECRETWORD@archive",
        "s3://archive?secret=SECRETWORD",
        "s3://archive?endpoint=https://k:SECRETWORD@s3.example.org",
        "s3://archive?lock=90d&aws_secret_access_key=SECRETWORD",
    ],
)
def test_a_key_in_the_url_is_refused_and_never_repeated(url):
    with pytest.raises(environment.SettingUnusable, match="credentials") as refused:
        environment.STORE.read({"DOKAZ_STORE": url})
    shown = "".join(map(str, (refused.value, refused.value.__cause__, refused.value.facts)))
    assert "SECRETWORD" not in shown
    assert "AKIAKEY" not in shown


def test_a_folder_is_named_as_before(tmp_path):
    assert environment.STORE.read({"DOKAZ_STORE": f"file://{tmp_path}"}) == tmp_path
    assert environment.HEADERS.read({"DOKAZ_HEADERS": str(tmp_path)}) == tmp_path
    with pytest.raises(environment.SettingUnusable, match="file:///path"):
        environment.STORE.read({"DOKAZ_STORE": "gs://bucket"})
