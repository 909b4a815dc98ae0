"""The frozen values of a package that two people decide about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from dokaz.consent.api import ConditionKind
from dokaz.custody import api as custody
from dokaz.disclosure.covers import CoverNote
from dokaz.disclosure.going import Going
from dokaz.disclosure.passing import Proviso
from dokaz.disclosure.weighing import KeptBack
from dokaz.kernel import clock
from dokaz.kernel.languages import Language
from dokaz.verify import canonical
from dokaz.verify.canonical import Value

FORM = "dokaz/v2/package"


@dataclass(frozen=True, slots=True)
class PackagePart:
    """What of one compartment would leave: its references, sorted; under which conditions; and what of it stays."""

    compartment: UUID
    refs: tuple[str, ...]
    provisos: tuple[Proviso, ...] = ()
    kept_back: tuple[KeptBack, ...] = ()

    @property
    def codes(self) -> dict[str, Any]:
        """As rows hold it, and as it is hashed."""
        return {
            "refs": list(self.refs),
            "provisos": [[proviso.kind.value, str(proviso.person), list(proviso.refs)] for proviso in self.provisos],
            "kept_back": [each.codes for each in self.kept_back],
        }

    @classmethod
    def of(cls, compartment: UUID, codes: dict[str, Any]) -> "PackagePart":
        """Read what `codes` wrote."""
        provisos = (Proviso(ConditionKind(kind), UUID(person), tuple(refs)) for kind, person, refs in codes["provisos"])
        return cls(compartment, tuple(codes["refs"]), tuple(provisos), tuple(map(KeptBack.of, codes["kept_back"])))


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """How a package is made beside what is in it: where it goes, counted with which others, in which language."""

    going: Going
    recipient: str | None = None  # an age public key; None: it lies in clear where it is made
    series: str | None = None  # what its exhibits are numbered with; None: with all packages for this recipient
    language: Language = Language.ENGLISH
    cover: CoverNote | None = None
    until: date | None = None  # the last day on which they may keep it
    stays_why: str = ""  # why something that is relevant is held back

    @property
    def beside(self) -> dict[str, Value]:
        """What was said beside where it goes: nothing that stands as it is where nobody said anything."""
        told: dict[str, Value] = {}
        if self.series is not None:
            told["series"] = self.series
        if self.language is not Language.ENGLISH:
            told["language"] = self.language.value
        if self.cover is not None:
            told["cover"] = self.cover.plain
        if self.stays_why:
            told["stays_why"] = self.stays_why
        if self.until is not None:
            told["until"] = self.until.isoformat()
        return told

    @classmethod
    def of(cls, going: Going, recipient: str | None, beside: Mapping[str, Any]) -> "PackageTerms":
        """From what `beside` gave."""
        cover, until = beside.get("cover"), beside.get("until")
        return cls(
            going,
            recipient,
            beside.get("series"),
            Language(beside.get("language", Language.ENGLISH)),
            None if cover is None else CoverNote.of(cover),
            None if until is None else date.fromisoformat(until),
            beside.get("stays_why", ""),
        )


@dataclass(frozen=True, slots=True)
class PackageProposed:
    """Exactly what would leave, for what, to whom and how openly, and what stays.

    The approval of a second person names `sha256`, and nothing else.

    `order`: which of `refs` was named first, which second and so on; nothing where they were named as they are sorted.
    """

    home: UUID
    asked_by: UUID
    asked_at: datetime
    terms: PackageTerms
    parts: tuple[PackagePart, ...]  # by compartment, sorted
    salt: str = field(repr=False)  # or the SHA-256 would be a test for who guesses what left
    order: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.order and sorted(self.order) != list(range(len(self.refs))):
            raise ValueError(f"no order of {len(self.refs)} items")

    @property
    def recipient(self) -> str | None:
        return self.terms.recipient

    @property
    def going(self) -> Going:
        return self.terms.going

    @property
    def written(self) -> bytes:
        """The canonical form (RFC 8785) that is hashed."""
        parts: dict[str, canonical.Value] = {str(part.compartment): part.codes for part in self.parts}
        return canonical.event_bytes(
            {
                "form": FORM,
                "home": str(self.home),
                "asked_by": str(self.asked_by),
                "asked_at": clock.timestamp(self.asked_at),
                "recipient": self.recipient,
                "going": self.terms.going.codes,
                "parts": parts,
                "salt": self.salt,
                **self.beside,
            }
        )

    @property
    def beside(self) -> dict[str, Value]:
        """What was said beside what leaves and where it goes: it is of all parts together."""
        order: list[Value] = [*self.order]
        return self.terms.beside | ({"order": order} if order else {})

    @property
    def sha256(self) -> str:
        return sha256(self.written).hexdigest()

    @property
    def refs(self) -> tuple[str, ...]:
        """All references of all parts, sorted."""
        return tuple(sorted(ref for part in self.parts for ref in part.refs))

    @property
    def in_order(self) -> tuple[str, ...]:
        """All references in the order in which they were named: new numbers are given in this order."""
        refs = self.refs
        return tuple(refs[place] for place in self.order) or refs

    @property
    def provisos(self) -> tuple[Proviso, ...]:
        """The conditions of all parts."""
        return tuple(sorted(proviso for part in self.parts for proviso in part.provisos))

    @property
    def kept_back(self) -> tuple[KeptBack, ...]:
        """What of all that was thought of stays in the house, with why."""
        return tuple(sorted((each for part in self.parts for each in part.kept_back), key=lambda each: each.ref))


@dataclass(frozen=True, slots=True)
class PackageAsked:
    """After asking: what would leave, and the approval that a second person must give."""

    proposed: PackageProposed
    approval: UUID


def order_of(named: Sequence[str], /) -> tuple[int, ...]:
    """`PackageProposed.order` of items that were named so."""
    places = {ref: place for place, ref in enumerate(sorted(named))}
    order = tuple(places[ref] for ref in named)
    return () if order == tuple(range(len(order))) else order


def parts_of(
    records: Iterable[custody.Record | custody.PlacedItem],
    *,
    provisos: Iterable[Proviso] = (),
    kept_back: Iterable[KeptBack] = (),
) -> tuple[PackagePart, ...]:
    """The parts of a package of those of these items that are not kept back."""
    places = {record.ref: record.compartment for record in records}
    stays = {each.ref: each for each in kept_back}
    refs: dict[UUID, list[str]] = {place: [] for place in sorted(set(places.values()))}
    for ref, place in sorted(places.items()):
        if ref not in stays:
            refs[place].append(ref)
    return tuple(
        PackagePart(
            place,
            tuple(mine),
            tuple(_provisos_in(place, provisos, places)),
            tuple(each for ref, each in sorted(stays.items()) if places[ref] == place),
        )
        for place, mine in refs.items()
    )


def _provisos_in(place: UUID, provisos: Iterable[Proviso], places: Mapping[str, UUID]) -> Iterator[Proviso]:
    """What of these conditions is about items of one compartment."""
    for proviso in provisos:
        if mine := tuple(ref for ref in proviso.refs if places[ref] == place):
            yield replace(proviso, refs=mine)
