"""The frozen values of a package that two people decide about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from dokaz.custody import api as custody
from dokaz.disclosure.covers import CoverNote
from dokaz.kernel import clock
from dokaz.kernel.languages import Language
from dokaz.verify import canonical
from dokaz.verify.canonical import Value

FORM = "dokaz/v1/package"


@dataclass(frozen=True, slots=True)
class PackagePart:
    """What of one compartment would leave: its references, sorted."""

    compartment: UUID
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """How a package is made beside what is in it: for whom, counted with which others, in which language, said how."""

    recipient: str | None = None  # an age public key; None: it lies in clear where it is made
    series: str | None = None  # what its exhibits are numbered with; None: with all packages for this recipient
    language: Language = Language.ENGLISH
    cover: CoverNote | None = None

    @property
    def beside(self) -> dict[str, Value]:
        """What was said beside the recipient: nothing that stands as it is where nobody said anything.

        So what was asked for before there were numbers, languages and cover notes keeps its SHA-256.
        """
        told: dict[str, Value] = {}
        if self.series is not None:
            told["series"] = self.series
        if self.language is not Language.ENGLISH:
            told["language"] = self.language.value
        if self.cover is not None:
            told["cover"] = self.cover.plain
        return told

    @classmethod
    def of(cls, recipient: str | None, beside: Mapping[str, Any]) -> "PackageTerms":
        """From what `beside` gave."""
        cover = beside.get("cover")
        return cls(
            recipient,
            beside.get("series"),
            Language(beside.get("language", Language.ENGLISH)),
            None if cover is None else CoverNote.of(cover),
        )


@dataclass(frozen=True, slots=True)
class PackageProposed:
    """Exactly what would leave, and for whom. The approval of a second person names `sha256`, and nothing else."""

    home: UUID
    asked_by: UUID
    asked_at: datetime
    terms: PackageTerms
    parts: tuple[PackagePart, ...]  # by compartment, sorted
    salt: str = field(repr=False)  # or the SHA-256 would be a test for who guesses what left

    @property
    def recipient(self) -> str | None:
        return self.terms.recipient

    @property
    def written(self) -> bytes:
        """The canonical form (RFC 8785) that is hashed."""
        parts: dict[str, canonical.Value] = {str(part.compartment): list(part.refs) for part in self.parts}
        return canonical.event_bytes(
            {
                "form": FORM,
                "home": str(self.home),
                "asked_by": str(self.asked_by),
                "asked_at": clock.timestamp(self.asked_at),
                "recipient": self.recipient,
                "parts": parts,
                "salt": self.salt,
                **self.terms.beside,
            }
        )

    @property
    def sha256(self) -> str:
        return sha256(self.written).hexdigest()

    @property
    def refs(self) -> tuple[str, ...]:
        """All references of all parts, sorted."""
        return tuple(sorted(ref for part in self.parts for ref in part.refs))


@dataclass(frozen=True, slots=True)
class PackageAsked:
    """After asking: what would leave, and the approval that a second person must give."""

    proposed: PackageProposed
    approval: UUID


def parts_of(records: Iterable[custody.Record]) -> tuple[PackagePart, ...]:
    """The parts of a package of these items."""
    refs: dict[UUID, list[str]] = {}
    for record in records:
        refs.setdefault(record.compartment, []).append(record.ref)
    return tuple(PackagePart(compartment, tuple(sorted(refs[compartment]))) for compartment in sorted(refs))
