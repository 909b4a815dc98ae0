"""Our own interpreter in the sandbox, with some installed packages and a program, read-only; nothing of a home."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from dokaz.adapters import sandbox

__all__ = ["caged_python"]


def caged_python(*arguments: str, packages: Sequence[str], seen: Mapping[str, str]) -> list[str]:
    """The command that runs Python with `arguments`; it sees the named packages and `seen` (place inside: ours)."""
    base = sys.base_prefix
    inside = base if base.startswith("/usr") else "/python"
    shown = {f"/packages/{os.path.basename(place)}": place for name in packages for place in _places(name)}  # noqa: PTH119
    shown |= seen
    if inside != base:
        shown[inside] = base
    told = {"LD_LIBRARY_PATH": f"{inside}/lib", "PYTHONPATH": "/packages"}
    interpreter = f"{inside}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    return [*sandbox.caged(seen=shown, told=told), interpreter, "-s", "-S", "-B", "-P", *arguments]


def _places(package: str) -> list[str]:
    """A package's folder, or a module's file; and beside it the libraries that its wheel brought."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    if not found.submodule_search_locations:
        return [found.origin]
    folder = os.path.dirname(found.origin)  # noqa: PTH120
    libraries = f"{os.path.dirname(folder)}/{package.lower()}.libs"  # noqa: PTH120
    distributed = libraries.replace("/pil.libs", "/pillow.libs")
    return [folder, *([distributed] if os.path.isdir(distributed) else [])]  # noqa: PTH112
