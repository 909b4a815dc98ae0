"""What records need from outside: a reader of spreadsheets, which takes hostile files."""

from typing import BinaryIO, Protocol

from dokaz.records.sheets import Sheet

__all__ = ["SheetReader"]


class SheetReader(Protocol):
    """Reads an Office Open XML workbook (ECMA-376) apart from this process, with bounded memory, time and output."""

    def read(self, stream: BinaryIO, *, size: int) -> Sheet:
        """The cells of its first sheet, as they are stored. Raises SheetError."""
        ...
