"""What the pages say, as plain values. No name of a person of the house and no free text is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dokaz.custody import api as custody
from dokaz.disclosure.going import Going
from dokaz.disclosure.vouching import Outside, Said
from dokaz.kernel import clock, codes
from dokaz.kernel.errors import CodeError
from dokaz.verify.package import Exhibit, Index, StampRow, layout
from dokaz.verify.showing import shown

__all__ = ["Contents", "contents"]

LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One custody event in words."""

    number: int
    at: str
    words: str
    premis: str
    role: str
    tool: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the report says of one item."""

    number: int
    ref: str
    kind: str
    name: str
    path: str  # in the package; empty for a physical object
    octets: str  # with groups of three digits; empty for a physical object
    sha256: str
    mime: str
    puid: str
    received: str
    channel: str
    source: str
    parent: str
    entry: int
    since: str  # the earliest word of an outsider on it
    fixity: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    index: Index
    made: str
    sheets: tuple[Sheet, ...]
    outside: Outside
    going: Going

    @property
    def terms(self) -> str:
        """For what, to whom and how openly it goes, in words."""
        return f"{self.going.purpose.says}; {self.going.recipient.words}; {self.going.form.says}"

    @property
    def practice(self) -> bool:
        """Whether a stamp is by an authority of a demo, which vouches for nothing."""
        return any(said.practice for said in self.outside.said)

    @property
    def said(self) -> tuple[tuple[Said, str], ...]:
        """Each outsider's word with its time in words."""
        return tuple((each, _time(each.at)) for each in self.outside.said)

    @property
    def roots(self) -> list[tuple[str, str]]:
        """Each authority with the fingerprint of the root its stamps rest on."""
        return sorted({(row.authority, row.root) for row in self.index.stamps})

    @property
    def stamp(self) -> tuple[StampRow, str] | None:
        """One time stamp as an example for the manual, real where one is, with the file of the head it is over."""
        rows = sorted(self.index.stamps, key=lambda row: (row.practice, row.time))
        if not rows:
            return None
        own = rows[0].size == self.index.log.size
        return rows[0], layout.CHECKPOINT if own else layout.head_path(rows[0].size)

    @property
    def octets(self) -> str:
        return f"{sum(exhibit.size for exhibit in self.index.exhibits):,}"


def contents(
    index: Index, records: Sequence[custody.Record], entries: Mapping[str, int], outside: Outside, going: Going
) -> Contents:
    """Gather the pages' values; the items stand in the order in which they were named."""
    paths = {exhibit.ref: exhibit for exhibit in index.exhibits}
    sheets = tuple(
        _sheet(number, record, entries[record.ref], paths.get(record.ref), outside)
        for number, record in enumerate(records, start=1)
    )
    return Contents(index, _time(clock.parse_timestamp(index.made)), sheets, outside, going)


def _sheet(number: int, record: custody.Record, entry: int, exhibit: Exhibit | None, outside: Outside) -> Sheet:
    return Sheet(
        number=number,
        ref=record.ref,
        kind=str(record.kind.words),
        name=_short(shown(record.name)),
        path=exhibit.path if exhibit else "",
        octets="" if record.size is None else f"{record.size:,}",
        sha256=record.sha256 or "",
        mime=record.mime,
        puid=_puid(record),
        received=_time(record.received_at),
        channel=str(record.channel.words),
        source=_source(record),
        parent=record.parent or "",
        entry=entry,
        since=_since(outside.since(entry)),
        fixity=_fixity(record),
        steps=tuple(_step(event) for event in record.events),
    )


def _since(said: Said | None) -> str:
    if said is None:
        return "no outside party vouches for a time; only the sender’s own clock says when it was recorded"
    return f"{_time(said.at)}, by the clock of {shown(said.who)}: {said.how} of the log’s first {said.size} entries"


def _step(event: custody.CustodyEvent) -> Step:
    return Step(
        number=event.number,
        at=_time(event.at),
        words=str(event.act.words),
        premis=event.premis,
        role=event.role,
        tool=f"{event.tool} {event.tool_version}".strip(),
        outcome=_outcome(event),
    )


def _outcome(event: custody.CustodyEvent) -> str:
    """What came of an act, unless its name says so already: "Received and sealed", never "… : received"."""
    said = str(event.act.words).lower().split()
    return "" if event.outcome in said else event.outcome.replace("-", " ")


def _puid(record: custody.Record) -> str:
    named = [examination.puid for examination in record.examinations if examination.puid]
    return named[-1] if named else ""


def _source(record: custody.Record) -> str:
    """The reference of the source. Anything else a person wrote there stays in the house."""
    if not record.source:
        return "not recorded"
    try:
        return str(codes.parse(record.source))
    except CodeError:
        return "recorded without a reference, and kept in the house"


def _fixity(record: custody.Record) -> str:
    checks = [event for event in record.events if event.act is custody.Act.CHECKED]
    if record.size is None:
        return "a physical object has no hash"
    made = "when this package was made, the bytes had the SHA-256 they were received with"
    if not checks:
        return made
    return f"last fixity check {_time(checks[-1].at)}: {checks[-1].outcome or 'unchanged'}; {made}"


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S UTC")


def _short(name: str) -> str:
    if len(name) <= LONGEST_SHOWN:
        return name
    return f"{name[:LONGEST_SHOWN]}… ({len(name)} characters; in full in package.json)"
