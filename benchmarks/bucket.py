"""Receive into a locked bucket and stream from it; the server is moto, which holds everything in memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import house, material
from benchmarks.measuring import MIB, Figures, Found, Line, Place, timed
from dokaz.custody import api as custody
from dokaz.kernel import clock

if TYPE_CHECKING:
    from tests.objectstores import Server

ROUNDS = 2
LARGE, SMALL = 512 * MIB, 500
BLOCK = MIB


def setup(place: Place) -> Figures:
    house.make(place.home)
    material.one_file(place.folder / "large", place.of(LARGE))
    material.many_files(place.folder / "small", [4096] * place.of(SMALL))
    return {}


def ours(place: Place) -> Figures:
    figures: Figures = {"amount": float((place.folder / "large").stat().st_size)}
    with _server(place) as server, _store(server), house.copied(place.home, place.output) as session:
        large = (place.folder / "large").open("rb", buffering=0)
        with timed(figures):
            receipt = custody.receive(large, name="large", by=session, now=clock.now())
        with timed(figures, "stream"), custody.open_item(receipt.ref, by=session, now=clock.now()) as stream:
            assert sum(len(block) for block in iter(lambda: stream.read(BLOCK), b"")) == figures["amount"]
        arrivals = custody.walk([place.folder / "small"])
        with timed(figures, "small"):
            answers = list(custody.receive_many(arrivals, by=session, now=clock.now))
    assert all(isinstance(answer, custody.Receipt) for answer in answers)
    return figures | {"files": float(len(answers))}


def client(place: Place) -> Figures:
    """The same bytes in clear, sent by the client library alone and read back once, as ours are."""
    figures: Figures = {"amount": float((place.folder / "large").stat().st_size)}
    with _server(place) as server:
        bucket, admin = server.make(lock="2d").name, server.admin
        with timed(figures):
            admin.upload_file(str(place.folder / "large"), bucket, "large")
            _read(admin.get_object(Bucket=bucket, Key="large")["Body"])
        with timed(figures, "stream"):
            _read(admin.get_object(Bucket=bucket, Key="large")["Body"])
        with timed(figures, "small"):
            for file in sorted((place.folder / "small").rglob("*")):
                if file.is_file():
                    admin.put_object(Bucket=bucket, Key=file.name, Body=file.read_bytes())
                    _read(admin.get_object(Bucket=bucket, Key=file.name)["Body"])
    return figures


RIVALS = {"client": client}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["client"]
    size = f"{mine['amount'] / MIB:,.0f} MiB"

    def rates(name: str, amount: float, unit: str) -> tuple[str, str, str]:
        one, other = amount / mine[name], amount / theirs[name]
        return f"{one:,.0f} {unit}", f"{other:,.0f} {unit}", f"{one / other:.2f}"

    took, other, ratio = rates("seconds", mine["amount"] / 1e6, "MB/s")
    streamed, plain, share = rates("stream", mine["amount"] / 1e6, "MB/s")
    many, each, part = rates("small", mine["files"], "files/s")
    by = "boto3 alone, in clear, read back once"
    return [
        Line(
            f"receive {size} into a locked bucket (moto), read back",
            f"{took}, peak {found.peak:.0f} MiB",
            f"{by}: {other}",
            ratio,
        ),
        Line("stream it from the bucket (moto)", streamed, f"boto3 alone, in clear: {plain}", share),
        Line(
            f"receive {mine['files']:,.0f} files of 4 KiB into the bucket (moto)",
            many,
            f"{by}, one by one: {each}",
            part,
        ),
    ]


def _read(body: object) -> None:
    while body.read(BLOCK):  # type: ignore[attr-defined]
        pass


@contextmanager
def _server(place: Place) -> Iterator["Server"]:
    from tests import objectstores  # it loads models, which need what `house` sets up

    file = place.folder / "credentials"
    file.write_text(
        f"[default]\naws_access_key_id = {objectstores.KEY}\naws_secret_access_key = {objectstores.SECRET}\n"
    )
    file.chmod(0o600)
    os.environ["AWS_SHARED_CREDENTIALS_FILE"], os.environ["AWS_CONFIG_FILE"] = str(file), str(Path(os.devnull))
    with objectstores.moto_server() as server:
        yield server


@contextmanager
def _store(server: "Server") -> Iterator[None]:
    os.environ["DOKAZ_STORE"] = server.url(server.make(lock="2d").name, lock="2d")
    try:
        yield
    finally:
        del os.environ["DOKAZ_STORE"]
