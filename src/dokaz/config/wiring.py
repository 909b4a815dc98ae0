"""The one place that gives ports their adapters, once a home is open."""

from pathlib import Path

from dokaz.access import api as access
from dokaz.adapters import api as adapters
from dokaz.config import environment
from dokaz.config.memory import CheckpointFile
from dokaz.custody import api as custody
from dokaz.journal import api as journal

VAULT = "vault"
HEADERS = "headers"


def wire(session: access.Session, *, home: Path) -> None:
    """Wire every port for the opened home."""
    journal.wire(signer=access.log_signer(session), sealer=access.compartment_sealer(), memory=CheckpointFile(home))
    named = environment.STORE.read()
    custody.wire(
        store=custody.FolderBlobs(named if isinstance(named, Path) else home / VAULT, owner=str(session.home)),
        headers=custody.FolderHeaders(home / HEADERS),  # never beside a store that is locked, versioned or replicated
        metadata=adapters.ExifTool(),
        formats=adapters.Pronom(),
    )
