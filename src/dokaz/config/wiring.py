"""The one place that gives ports their adapters, once a home is open."""

from pathlib import Path

from dokaz.access import api as access
from dokaz.journal import api as journal


def wire(session: access.Session, *, home: Path) -> None:  # noqa: ARG001 - custody's stores lie inside the home
    """Wire every port for the opened home."""
    journal.wire(signer=access.log_signer(session), sealer=access.compartment_sealer())
