"""Our own interpreter in the sandbox: it, the packages that a child program needs and the program, each read-only."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from types import MappingProxyType

from dokaz.adapters import sandbox
from dokaz.adapters.sandbox import USUAL, Limits
from dokaz.kernel import regions, spellings

PROGRAM = "/program"
_PACKAGES = "/packages"


def command(
    *,
    packages: Sequence[str] = (),
    seen: Mapping[str, str],
    beside: Sequence[str] = (),
    told: Mapping[str, str] = MappingProxyType({}),
    limits: Limits = USUAL,
) -> list[str]:
    """The words that start it, up to the program's own; nothing of a home is seen. What a child imports is `packages`.

    `seen` is what lies under `PROGRAM` or elsewhere (place inside: place of ours); `beside` names folders that lie next
    to the first package and hold libraries of it.
    """
    base = sys.base_prefix
    inside = base if base.startswith("/usr") else "/python"
    places = [*map(_place, packages), *(_next_to(packages[0], folder) for folder in beside)]
    shown = {f"{_PACKAGES}/{os.path.basename(place)}": place for place in places} | dict(seen)  # noqa: PTH119
    if inside != base:
        shown[inside] = base
    environment = {"LD_LIBRARY_PATH": f"{inside}/lib", "PYTHONPATH": f"{PROGRAM}:{_PACKAGES}", **told}
    interpreter = f"{inside}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    return [*sandbox.caged(seen=shown, told=environment, limits=limits), interpreter, "-s", "-S", "-B", "-P"]


def parsers() -> dict[str, str]:
    """What of our own code reads evidence, as `seen` of `command`: inside it is imported by its usual name."""
    folder = os.path.join(os.path.dirname(__file__), "parsers")  # noqa: PTH118, PTH120
    return {
        f"{_PACKAGES}/dokaz/adapters/parsers": folder,
        f"{_PACKAGES}/dokaz/kernel/regions.py": str(regions.__file__),
        f"{_PACKAGES}/dokaz/kernel/spellings.py": str(spellings.__file__),
    }


def _place(package: str) -> str:
    """A package's folder, or a module's file."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return os.path.dirname(found.origin) if found.submodule_search_locations else found.origin  # noqa: PTH120


def _next_to(package: str, folder: str) -> str:
    return os.path.join(os.path.dirname(_place(package)), folder)  # noqa: PTH118, PTH120
