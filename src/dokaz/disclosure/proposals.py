"""The frozen values of a package that two people decide about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.verify import canonical

FORM = "dokaz/v1/package"


@dataclass(frozen=True, slots=True)
class PackagePart:
    """What of one compartment would leave: its references, sorted."""

    compartment: UUID
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageProposed:
    """Exactly what would leave, and for whom. The approval of a second person names `sha256`, and nothing else."""

    home: UUID
    asked_by: UUID
    asked_at: datetime
    recipient: str | None  # an age public key; None: it would lie in clear where it is made
    parts: tuple[PackagePart, ...]  # by compartment, sorted
    salt: str = field(repr=False)  # or the SHA-256 would be a test for who guesses what left

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
