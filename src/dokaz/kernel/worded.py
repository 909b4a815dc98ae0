"""Codes that are stored, with the words they are shown with."""

from enum import StrEnum
from typing import Self

from dokaz.kernel.languages import said


class Worded(StrEnum):
    """A code with words: `Kind.FILE.words` is what a person reads. The stored code never changes; the words may."""

    words: str

    def __new__(cls, code: str, words: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        return member

    @property
    def says(self) -> str:
        """Its words in the language spoken."""
        return said(self.words)
