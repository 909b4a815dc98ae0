"""The frozen values that go in and out of custody's door."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from dokaz.custody.destruction import Destroyed
from dokaz.custody.errors import NotMade, Refused
from dokaz.custody.words import (
    FOR_PACKAGE,
    NOT_MADE,
    OF_KEY,
    READ,
    RESTORED,
    UNREAD,
    Act,
    Attempted,
    Channel,
    Finding,
    Ground,
    HeaderFault,
    Kind,
    Making,
    Outcome,
)
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.kernel.languages import _, said

_SAID_BY_THE_ACT = {(Act.RECEIVED, Outcome.RECEIVED), (Act.METADATA_READ, READ), (Act.REDACTED, Making.REDACTION)}
_ENDED: Mapping[str, str] = {
    Outcome.SAME_BYTES: _("the same bytes were already held"),
    Finding.UNCHANGED: _("unchanged"),
    Finding.ALTERED: _("altered"),
    Finding.MISSING: _("missing"),
    Finding.UNREADABLE: _("could not be read"),
    UNREAD: _("could not be read"),
    NOT_MADE: _("the package was not made after all"),
    RESTORED: _("it came back with a back-up, and was destroyed again"),
    **{each: each.words for each in (*Ground, *Making)},
}


@dataclass(frozen=True, slots=True)
class Description:
    """What people write about an item: the minimum record fields that are words. Every one is sealed at rest."""

    title: str = ""
    description: str = ""
    place: str = ""
    holders: tuple[str, ...] = ()  # original holder or holders
    obtained: str = ""  # how they obtained it
    languages: tuple[str, ...] = ()  # BCP 47
    consent: str = ""  # reference of the consent decision, opaque here
    sensitivity: str = ""
    restrictions: tuple[str, ...] = ()
    condition: str = ""
    alterations: tuple[str, ...] = ()  # known alterations
    exhibit: str = ""  # exhibit number given elsewhere
    found: str = ""  # a physical object: where and how it was found
    packaging: str = ""  # packaging and seal number
    storage: str = ""  # storage location and conditions
    graphic: str = ""  # a code of `words.Graphic`; empty where nobody said
    warning: str = ""  # what it shows, in a sentence, for whoever is about to look
    related: tuple[str, ...] = ()  # references of events and persons it belongs to, opaque here


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What ISO/IEC 27037 asks about an act beside who, when and with what. Every one is sealed at rest."""

    came_from: str = ""
    went_to: str = ""
    reason: str = ""
    authority: str = ""
    place: str = ""
    witness: str = ""
    justification: str = ""  # of a change that could not be avoided


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file at the door. `open` is called once, when its turn comes, and may raise `Refused`."""

    open: Callable[[], BinaryIO]
    name: str
    path: str | None = None
    source: str | None = None
    compartment: UUID | None = None  # None: the house's archive
    channel: Channel = Channel.UPLOAD
    description: Description = field(default_factory=Description)
    utc_offset: int = 0  # minutes east of UTC at the desk that receives
    size: int | None = None  # where known beforehand: the store is asked for room first
    found_at: Path | None = None  # as the person named it: given back with the answer, never stored


@dataclass(frozen=True, slots=True)
class Receipt:
    """Given only when bytes, rows and journal entry are durable. Without `entry` nothing was written: already held."""

    ref: str
    item: UUID
    sha256: str
    size: int
    entry: int | None
    outcome: Outcome
    name: str
    path: str | None = None
    changed: bool = False  # size or time of the file differed before and after it was read
    found_at: Path | None = None
    same_as: str | None = None  # the first item that was received with these bytes, where the outcome says so


@dataclass(frozen=True, slots=True)
class Refusal:
    """One arrival that was not received, with the sentence for the person; the rest of the batch went on."""

    name: str
    path: str | None
    code: str
    says: str
    error: Refused = field(repr=False, compare=False)
    found_at: Path | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in over several requests. Until it is closed nothing of it is held."""

    id: UUID
    compartment: UUID
    size: int  # as announced
    parts_end: int  # so many bytes come in parts; what is left, at most 64 KiB, comes with the closing
    offset: int  # so many bytes are sealed; it goes on there
    begun_at: datetime
    ends_at: datetime  # when it is given up unless it goes on


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a list shows it."""

    ref: str
    item: UUID
    kind: Kind
    name: str
    mime: str
    size: int | None
    sha256: str | None
    received_at: datetime
    compartment: UUID
    destroyed: Destroyed | None = None


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One act on one item (ISO/IEC 27037: who, what, when, where, why, with what, and what it changed)."""

    number: int
    act: Act
    account: UUID
    role: str
    at: datetime
    clock: str
    tool: str
    tool_version: str
    outcome: str
    came_from: str
    went_to: str
    reason: str
    authority: str
    place: str
    witness: str
    hash_before: str | None
    hash_after: str | None
    changed: bool
    justification: str

    @property
    def premis(self) -> str:
        return self.act.premis

    @property
    def ended(self) -> str:
        """What came of it, in the language spoken, where that says more than the act; a PRONOM id as it stands."""
        if (self.act, self.outcome) in _SAID_BY_THE_ACT:
            return ""
        return said(_ENDED[self.outcome]) if self.outcome in _ENDED else self.outcome

    @property
    def why(self) -> str:
        """The reason as it is read: one that the house gave in the reader's language, any other in the words it was
        given, as is what a check found before its code was kept.
        """
        kind, _space, what = self.reason.partition(" ")
        try:
            if kind == FOR_PACKAGE:
                return said(_("for the package {package}")).format(package=codes.parse(what, kind=codes.Kind.PACKAGE))
            if kind == OF_KEY and self.act is Act.CHECKED:
                return said(_("the bytes are unchanged; {fault}")).format(fault=said(HeaderFault(what).words))
        except (CodeError, ValueError):  # somebody's own words, which begin alike
            return self.reason
        return self.reason


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A copy of an item that left the house: in which package, and when."""

    item: str
    package: str
    at: datetime


def given_out(events: Iterable[CustodyEvent]) -> dict[str, datetime]:
    """In which packages a copy left, by their references, and when; one that did not come about after all is none."""
    found: dict[str, datetime] = {}
    for event in events:
        if event.act is not Act.GIVEN_OUT:
            continue
        package = event.reason.removeprefix(f"{FOR_PACKAGE} ")
        if event.outcome == NOT_MADE:
            found.pop(package, None)
        else:
            found[package] = event.at
    return found


@dataclass(frozen=True, slots=True)
class Examination:
    """What programs said about the bytes of one item, on one day."""

    at: datetime
    puid: str
    format_name: str
    identifier: str  # program and version that named the format
    reader: str  # program and version that read the metadata
    metadata: Mapping[str, Any]
    trouble: str  # what could not be read, and why; empty when all was


@dataclass(frozen=True, slots=True)
class Derivative:
    """One item that was made of another, and how."""

    ref: str
    item: UUID
    making: Making
    tool: str
    tool_version: str
    parameters: Mapping[str, Any]  # empty where it was destroyed
    mime: str
    size: int | None
    made_at: datetime
    destroyed: Destroyed | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """That a program was asked to make a derivative, and in `outcome` a code of how it ended; `words` say it."""

    making: Making
    at: datetime
    tool: str
    tool_version: str
    outcome: str

    @property
    def failed(self) -> bool:
        return self.outcome not in set(Attempted)

    @property
    def words(self) -> str:
        if not self.failed:
            return Attempted(self.outcome).words
        return next((each.says for each in NotMade.__subclasses__() if each.code == self.outcome), NotMade.says)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything held about one item."""

    ref: str
    item: UUID
    kind: Kind
    compartment: UUID
    name: str
    path: str | None
    source: str | None
    channel: Channel
    mime: str
    size: int | None
    sha256: str | None
    received_at: datetime
    utc_offset: int  # minutes east of UTC at the desk that received it
    received_by: UUID
    description: Description
    revision: int
    parent: str | None
    derivatives: tuple[str, ...]
    making: Making | None
    tool: str
    tool_version: str
    parameters: Mapping[str, Any]
    events: tuple[CustodyEvent, ...]
    examinations: tuple[Examination, ...]
    destroyed: Destroyed | None = None
    made: tuple[Derivative, ...] = ()  # `derivatives`, each with how it was made

    @property
    def given_out(self) -> tuple[GivenOut, ...]:
        """The copies that left the house in packages. None of them can be called back."""
        return tuple(GivenOut(self.ref, package, at) for package, at in given_out(self.events).items())

    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    ref: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a fixity check found of one item's bytes, what is wrong with its header, and in a sentence why."""

    ref: str
    finding: Finding
    says: str
    header_fault: HeaderFault | None = None

    @property
    def code(self) -> str:
        """The code of what does not hold, and `unchanged` where all does."""
        return str(self.header_fault or self.finding)


@dataclass(frozen=True, slots=True)
class FixityReport:
    """A whole fixity run: the bytes of every item are counted once; `faults` names each item that is not whole."""

    run: UUID
    began_at: datetime
    counts: Mapping[Finding, int]
    faults: tuple[Checked, ...]

    @property
    def clean(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Swept:
    """Files nobody had acknowledged, removed from the store; `locked` are kept by it until their day comes."""

    blobs: int
    headers: int
    temporary: int
    locked: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """Second copies of headers: how many were written again, and which are not what the database has.

    `differing` names an item of each; `elsewhere` counts those in compartments the account does not belong to.
    """

    written: int
    replaced: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Payload:
    """A stored file without its header, as it lies in the store."""

    name: str
    stored_size: int
