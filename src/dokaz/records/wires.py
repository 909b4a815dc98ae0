"""Who reads workbooks for this process, as it was wired."""

from dokaz.kernel.errors import NotWired
from dokaz.records.ports import SheetReader

_wired: list[SheetReader] = []


def wire(*, sheets: SheetReader) -> None:
    """Give records their port, replacing it."""
    _wired[:] = [sheets]


def sheets() -> SheetReader:
    """Raises NotWired."""
    if not _wired:
        raise NotWired("records.sheets")
    return _wired[0]
