"""S3 servers on loopback for tests: moto in a process of its own, and a person's credentials file beside it."""

import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore import loaders, session
from botocore.config import Config

from dokaz.adapters.api import Bucket
from dokaz.adapters.s3 import client, objects

LOOPBACK = ["127.0.0.1"]
_described = loaders.create_loader()  # what S3 is, of which each client would read megabytes again
KEY, SECRET = "AKIAOFTHETESTS000000", "a-secret-that-no-page-of-the-project-repeats"
_MOTO = """
import sys
from threading import Lock
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.s3.models import FakeKey
from moto.server import ThreadedMotoServer
from werkzeug.serving import WSGIRequestHandler

one, answered = Lock(), DomainDispatcherApplication.__call__

def one_by_one(application, *request):
    with one:  # moto lists what another thread takes away, and answers 500
        return answered(application, *request)

def listed(key, _memo):
    copied = object.__new__(FakeKey)  # or every listing copies, and keeps, the bytes of every object of its bucket
    copied.__dict__.update(key.__dict__)
    return copied

DomainDispatcherApplication.__call__ = one_by_one
FakeKey.__deepcopy__ = listed
del FakeKey.__del__  # it closes the bytes, which such a copy shares
WSGIRequestHandler.disable_nagle_algorithm = True  # or a body waits 40 ms until the head before it is acknowledged
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until whoever started us is gone
"""


@dataclass(frozen=True)
class Server:
    endpoint: str
    key: str = KEY
    secret: str = SECRET

    @cached_property
    def admin(self) -> Any:
        """A client of our own that may do anything."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
        )

    def make(self, *, lock: str | None = None, versions: bool = False) -> Bucket:
        """A new bucket, and the place that a setting would name."""
        name = f"test-{secrets.token_hex(6)}"
        self.admin.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock is not None)
        if versions:
            self.admin.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        return Bucket.parse(self.url(name, lock=lock))

    def forget(self) -> None:
        """Let go of all that was put there: moto keeps every version of every object."""
        with urllib.request.urlopen(f"{self.endpoint}/moto-api/reset", data=b"") as answer:
            assert answer.status == 200

    def url(self, name: str, *, lock: str | None = None, profile: str | None = None) -> str:
        told = [f"endpoint={self.endpoint}"]
        told += [f"lock={lock}"] if lock else []
        told += [f"profile={profile}"] if profile else []
        return f"s3://{name}/vault?{'&'.join(told)}"


@contextmanager
def moto_server() -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "DOKAZ_"))}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _MOTO],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        port = int(process.stdout.readline())
        yield Server(f"http://127.0.0.1:{port}")
    finally:
        process.stdin.close()
        process.stdout.close()
        process.terminate()
        process.wait()


def credentials(folder: Path, monkeypatch: Any, *, key: str = KEY, secret: str = SECRET) -> Path:
    """The file a person would keep in ~/.aws, and nothing else of AWS tools that this machine may have."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    file = write_credentials(folder / "credentials", key=key, secret=secret)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    return file


def write_credentials(file: Path, *, key: str = KEY, secret: str = SECRET) -> Path:
    file.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
    file.chmod(0o600)
    return file


def impatient(monkeypatch: Any) -> None:
    """Faults of a server are told after moments instead of minutes, and a client is made at once."""
    monkeypatch.setattr(session, "create_loader", lambda _path=None: _described)
    monkeypatch.setattr(client, "ATTEMPTS", 2)
    monkeypatch.setattr(client, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(client, "READ_SECONDS", 2)
    monkeypatch.setattr(objects, "_PAUSE", 0)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda _self, _context: 0)
