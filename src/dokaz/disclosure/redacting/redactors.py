"""The programs that make redacted copies and look through them, as redaction asks for them: its port."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from dokaz.disclosure.redacting.marks import RedactionForm, RedactionPlan
from dokaz.kernel.errors import DokazError

__all__ = ["RedactedCopy", "Redactor"]


@dataclass(frozen=True, slots=True)
class RedactedCopy:
    """What was made and looked through, or in `trouble` why there is nothing.

    `facts`: how it was made. `checked`: what was looked for in it, and not found.
    """

    stream: BinaryIO | None = None
    size: int = 0
    mime: str = ""
    ending: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)
    trouble: type[DokazError] | None = None


class Redactor(Protocol):
    """Programs that read hostile files: each in a child process without network, with bounded time and memory."""

    def form(self, mime: str) -> RedactionForm | None:
        """How files of a type are marked; None where they are not redacted."""

    def made_with(self, mime: str) -> tuple[str, str]:
        """The program that makes the copy, and its version."""

    def redact(self, stream: BinaryIO, *, size: int, plan: RedactionPlan) -> AbstractContextManager[RedactedCopy]:
        """The copy, in memory until the block ends. Raises only what reading the stream raises."""

    def words(self, stream: BinaryIO, *, size: int) -> str | None:
        """The whole text of a file, letter by letter as marks count them; None where it cannot be read."""
