"""The benchmarks by name, in the order they run; each is a module of this package."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from benchmarks.measuring import Benchmark

NAMES = (
    "large-file",
    "small-files",
    "ranges",
    "fixity",
    "journal",
    "proofs",
    "record",
    "package",
    "verification",
    "postgres",
    "receivers",
    "bucket",
    "backups",
    "recovery",
    "jobs",
    "upload",
    "pages",
    "refusals",
    "streaming",
    "names",
    "records",
    "lookup",
    "consent",
    "gate",
    "redaction",
)


def benchmark(name: str) -> "Benchmark":
    return cast("Benchmark", import_module(f"benchmarks.{name.replace('-', '_')}"))
