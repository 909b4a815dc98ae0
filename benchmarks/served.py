"""A home whose database is a PostgreSQL server of this step's own, on the disk that is measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import servers

from benchmarks import house
from benchmarks.measuring import Place
from dokaz.config import environment
from dokaz.database import api as database

# Durable as it comes from Debian; the memory is a small server's, and tables are kept in order as on a real one.
PATIENCE = 600  # seconds: one that was killed goes through its log first
SETTINGS = {"shared_buffers": "256MB", "autovacuum": "on"}


@contextmanager
def cluster(place: Place) -> Iterator[servers.Cluster]:
    """A server for this step, with a prepared database that homes of this process and its children use."""
    with servers.cluster(within=place.folder, **SETTINGS) as made:
        made.create("dokaz")
        with _used(made):
            yield made


@contextmanager
def kept_cluster(folder: Path) -> Iterator[servers.Cluster]:
    """That, of a server whose data stays in this folder, and is taken up where it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = servers.Cluster(folder=folder, **SETTINGS)
    try:
        if made.data.exists():
            made.start(timeout=PATIENCE)
        else:
            made.make().create("dokaz")
        with _used(made):
            yield made
    finally:
        made.stop()


@contextmanager
def _used(made: servers.Cluster) -> Iterator[None]:
    os.environ[environment.DATABASE.name] = made.url("dokaz")
    database.prepare(database.Server.parse(made.url("dokaz", servers.OWNER)), role=servers.WEB)
    try:
        yield
    finally:
        database.close()
        del os.environ[environment.DATABASE.name]


@contextmanager
def home(place: Place) -> Iterator[servers.Cluster]:
    """That, and a new home on it in the output of this step; not opened."""
    with cluster(place) as made:
        place.output.mkdir()
        house.make(place.output / "home")
        yield made
