"""Plants one violation after another in a copy of the house and prints, as JSON, what lint-imports says to each.

Run by test_contracts.py in a process of its own, so that the copy is what gets imported and read.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

from importlinter.application.output import console
from importlinter.cli import lint_imports

# contract: what is planted, as file in src/dokaz and the code in it; the last word is what the report must name
PLANTS = {
    "upward import": ("layers", {"kernel/planted.py": "import dokaz.access"}, "kernel.planted"),
    "sideways import": ("layers", {"places/planted.py": "import dokaz.people"}, "places.planted"),
    "package without a place": ("layers", {"newcomer/__init__.py": ""}, "newcomer"),
    "site imports site": ("sites", {"web/office/planted.py": "import dokaz.web.desk"}, "web.office.planted"),
    "portal reaches people": (
        "receiving_sites",
        {"web/portal/planted.py": "import dokaz.people"},
        "web.portal.planted",
    ),
    "field reaches custody": ("receiving_sites", {"web/field/planted.py": "import dokaz.custody"}, "web.field.planted"),
    "portal reaches jobs through the postbox": (
        "receiving_sites",
        {"web/portal/planted.py": "import dokaz.postbox.planted", "postbox/planted.py": "import dokaz.jobs"},
        "postbox.planted",
    ),
    "desk reaches incidents": ("desk", {"web/desk/planted.py": "import dokaz.incidents"}, "web.desk.planted"),
    "witness reaches access": ("witness", {"web/witness/planted.py": "import dokaz.access"}, "web.witness.planted"),
    "analysis reads support": ("care", {"analysis/planted.py": "import dokaz.support"}, "analysis.planted"),
    "names import Django": ("pure", {"names/planted.py": "import django.db"}, "names.planted"),
    "counting imports Django through the kernel": (
        "pure",
        {"figures/planted.py": "import dokaz.kernel.planted", "kernel/planted.py": "import django.conf"},
        "kernel.planted",
    ),
    "custody starts a program": ("network", {"custody/planted.py": "import subprocess"}, "custody.planted"),
    "claims opens a socket": (
        "network",
        {"claims/planted.py": "from socket import create_connection"},
        "claims.planted",
    ),
    "two files import each other": (
        "cycles",
        {"claims/planted.py": "import dokaz.claims.grown", "claims/grown.py": "import dokaz.claims.planted"},
        ".planted -> .grown",
    ),
    "custody walks round the journal's door": (
        "doors",
        {"custody/planted.py": "from dokaz.journal.planted import ENTRY", "journal/planted.py": "ENTRY = 1"},
        "dokaz.custody.planted -> dokaz.journal.planted",
    ),
}


def report(contracts: tuple[str, ...] = ()) -> tuple[int, str]:
    """The exit code of lint-imports and what it printed."""

    console.file = said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = lint_imports(limit_to_contracts=contracts, no_cache=True, no_logo=True)
    return code, said.getvalue()


def broken_by(house: Path, contract: str, files: dict[str, str]) -> tuple[int, str]:
    """What lint-imports says of `contract` while `files` are in the house."""
    planted = [house / name for name in files]
    for path, code in zip(planted, files.values(), strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(code + "\n")
    try:
        return report((contract,))
    finally:
        for path in planted:
            path.unlink()
            with contextlib.suppress(OSError):  # a package that was planted goes with its only file
                path.parent.rmdir()


if __name__ == "__main__":
    house = Path(sys.argv[1])
    answers = {name: broken_by(house, contract, files) for name, (contract, files, _) in PLANTS.items()}
    answers["as it stands"] = report()
    sys.stdout.write(json.dumps(answers))
