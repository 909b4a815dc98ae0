"""A table that somebody brought, read: CSV here, a workbook by the port that takes hostile files."""

from typing import BinaryIO

from dokaz.records import wires
from dokaz.records.errors import SheetTooLarge
from dokaz.records.sheets import LARGEST, Sheet, of_csv

_ZIP = b"PK\x03\x04"


def read(stream: BinaryIO, *, size: int) -> Sheet:
    """A table that somebody brought. Raises SheetError."""
    if size > LARGEST:
        raise SheetTooLarge
    head = stream.read(4)
    stream.seek(0)
    if head == _ZIP:
        return wires.sheets().read(stream, size=size)
    return of_csv(stream.read(LARGEST))
