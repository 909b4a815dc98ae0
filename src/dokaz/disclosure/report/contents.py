"""What the pages say, as plain values, in the language spoken. No name of a person of the house and no free text is in
them but the cover note, which somebody wrote for this package.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.covers import Footnote, Resolved
from dokaz.disclosure.formats import otplink
from dokaz.disclosure.going import Going
from dokaz.disclosure.vouching import Outside, Said
from dokaz.kernel import clock, codes
from dokaz.kernel.errors import CodeError
from dokaz.kernel.languages import _, counted, said, spoken
from dokaz.verify.package import Exhibit, Index, StampRow, layout
from dokaz.verify.showing import shown

__all__ = ["Contents", "contents"]

LONGEST_SHOWN = 300

COLLECTIONS = {
    "trial": _("TRIAL COLLECTION. This does not come from a real collection: it was made to try the software out."),
    "practice": _(
        "PRACTICE COLLECTION. This does not come from a real collection: it was made to try the software out."
    ),
}
NOBODY = _("no outside party vouches for a time; only the sender’s own clock says when it was recorded")
VOUCHED = _("{time}, by the clock of {who}: {how} of the log’s first {size} entries")
NO_SOURCE = _("not recorded")
SOURCE_KEPT = _("recorded without a reference, and kept in the house")
NO_HASH = _("a physical object has no hash")
FIT = _("when this package was made, the bytes had the SHA-256 they were received with")
CHECKED = _("last fixity check {time}: {outcome}; {fit}")
BY_CLOCK = _("{time}, by the sender’s clock")
CAME = _("{channel}; source: {source}")
MADE_OF = _("made of {ref}")
BYTES = _("{octets} bytes")
PLACE = _("entry {entry} of {size} (counted from 0)")
LONG = _("{begins}… ({length} characters; in full in package.json)")


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
    exhibit: str  # its number in the series
    ref: str
    kind: str
    name: str
    path: str  # in the package; empty for a physical object
    octets: str  # with groups of three digits; empty for a physical object
    sha256: str
    mime: str
    puid: str
    received: str
    recorded: str  # when, and by whose clock
    came: str  # by which channel, from which source
    parent: str
    made_of: str
    bytes: str
    place: str  # in the log
    since: str  # the earliest word of an outsider on it
    fixity: str
    steps: tuple[Step, ...]

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Contents:
    index: Index
    made: str
    sheets: tuple[Sheet, ...]
    outside: Outside
    going: Going
    cover: Resolved | None = None

    @property
    def way(self) -> str:
        """For what, to whom and how openly it goes, in words."""
        return f"{self.going.purpose.says}; {self.going.recipient.words}; {self.going.form.says}"

    @property
    def language(self) -> str:
        return spoken().value

    @property
    def collection(self) -> str:
        """That it comes from no real collection; empty where it does."""
        return said(COLLECTIONS[self.index.home]) if self.index.home in COLLECTIONS else ""

    @property
    def practice(self) -> bool:
        """Whether a stamp is by an authority of a demo, which vouches for nothing."""
        return any(said.practice for said in self.outside.said)

    @property
    def said(self) -> tuple[tuple[Said, str, str], ...]:
        """Each outsider's word with its time, and how it was given, in words."""
        return tuple((each, _time(each.at), said(each.how)) for each in self.outside.said)

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

    @property
    def files(self) -> str:
        """How many files it holds, in words."""
        return counted("{count} file", "{count} files", len(self.index.exhibits))

    @property
    def objects(self) -> str:
        """How many physical objects it tells of, in words; empty where there are none."""
        count = len(self.index.objects)
        return counted("{count} physical object", "{count} physical objects", count) if count else ""

    @property
    def asked(self) -> str:
        """How many operators of log witnesses the sender's rule asks for, in words."""
        return counted("{count} operator of log witnesses", "{count} operators of log witnesses", self.outside.asked)

    @property
    def columns(self) -> list[str]:
        return [said(each) for each in otplink.COLUMNS]

    @property
    def footnotes(self) -> list[tuple[Footnote, str]]:
        """Each footnote of the cover note with the path of the file; empty for a physical object."""
        paths = {exhibit.ref: exhibit.path for exhibit in self.index.exhibits}
        return [(each, paths.get(each.ref, "")) for each in (self.cover.footnotes if self.cover else ())]


def contents(
    index: Index,
    records: Sequence[custody.Record],
    entries: Mapping[str, int],
    outside: Outside,
    going: Going,
    cover: Resolved | None = None,
) -> Contents:
    """Gather the pages' values; the items stand in the order in which they were named."""
    paths = {exhibit.ref: exhibit for exhibit in index.exhibits}
    numbers = {row.ref: row.number for row in index.rows}
    sheets = tuple(
        _sheet(
            place, numbers[record.ref], record, (entries[record.ref], index.log.size), paths.get(record.ref), outside
        )
        for place, record in enumerate(records, start=1)
    )
    return Contents(index, _time(clock.parse_timestamp(index.made)), sheets, outside, going, cover)


def _sheet(
    place: int, number: str, record: custody.Record, at: tuple[int, int], exhibit: Exhibit | None, outside: Outside
) -> Sheet:
    """`at`: its place in the log, and how long that is."""
    entry, size = at
    return Sheet(
        number=place,
        exhibit=number,
        ref=record.ref,
        kind=said(record.kind.words),
        name=_short(shown(record.name)),
        path=exhibit.path if exhibit else "",
        octets="" if record.size is None else f"{record.size:,}",
        sha256=record.sha256 or "",
        mime=record.mime,
        puid=_puid(record),
        received=_time(record.received_at),
        recorded=said(BY_CLOCK).format(time=_time(record.received_at)),
        came=said(CAME).format(channel=said(record.channel.words), source=_source(record)),
        parent=record.parent or "",
        made_of=said(MADE_OF).format(ref=record.parent) if record.parent else "",
        bytes="" if record.size is None else said(BYTES).format(octets=f"{record.size:,}"),
        place=said(PLACE).format(entry=entry, size=size),
        since=_since(outside.since(entry)),
        fixity=_fixity(record),
        steps=tuple(_step(event) for event in record.events),
    )


def _since(word: Said | None) -> str:
    if word is None:
        return said(NOBODY)
    return said(VOUCHED).format(time=_time(word.at), who=shown(word.who), how=said(word.how), size=word.size)


def _step(event: custody.CustodyEvent) -> Step:
    return Step(
        number=event.number,
        at=_time(event.at),
        words=said(event.act.words),
        premis=event.premis,
        role=access.role_title(event.role),
        tool=f"{event.tool} {event.tool_version}".strip(),
        outcome=event.ended,
    )


def _puid(record: custody.Record) -> str:
    named = [examination.puid for examination in record.examinations if examination.puid]
    return named[-1] if named else ""


def _source(record: custody.Record) -> str:
    """The reference of the source. Anything else a person wrote there stays in the house."""
    if not record.source:
        return said(NO_SOURCE)
    try:
        return str(codes.parse(record.source))
    except CodeError:
        return said(SOURCE_KEPT)


def _fixity(record: custody.Record) -> str:
    checks = [event for event in record.events if event.act is custody.Act.CHECKED]
    if record.size is None:
        return said(NO_HASH)
    if not checks:
        return said(FIT)
    return said(CHECKED).format(time=_time(checks[-1].at), outcome=checks[-1].ended, fit=said(FIT))


def _time(instant: datetime) -> str:
    return f"{instant.isoformat(' ', 'seconds')[:19]} UTC"


def _short(name: str) -> str:
    if len(name) <= LONGEST_SHOWN:
        return name
    return said(LONG).format(begins=name[:LONGEST_SHOWN], length=len(name))
