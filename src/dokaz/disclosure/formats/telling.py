"""The values that the formats are written from: what of a record may leave, and nothing else.

Names of accounts, places, reasons and free text are not in them, so no writer can let one out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dokaz.custody import api as custody
from dokaz.disclosure.gathering import PAGES
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.verify.package import Index
from dokaz.verify.showing import shown

__all__ = ["Item", "Step", "Told", "batches", "told"]

_BATCH = 1 << 16
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # RFC 5646; nothing else that somebody typed leaves with it


@dataclass(frozen=True, slots=True)
class Step:
    """One custody event: what was done (a PREMIS event type), when, in which role, with which program, and how."""

    number: int
    what: str
    at: datetime
    role: str
    tool: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the package."""

    number: str
    ref: str
    path: str  # empty for a physical object
    name: str
    size: int | None
    sha256: str
    mime: str
    puid: str
    format_name: str
    received: datetime
    source: str  # the reference of the source; empty where none is recorded that may leave
    parent: str  # the reference of what it was made of
    making: str  # what it is of that
    organisation: str  # the id of the organisation that received it
    steps: tuple[Step, ...]
    pages: int | None = None  # of a paper, as it says itself; None where nobody read it
    languages: tuple[str, ...] = ()  # BCP 47, as people wrote them down


@dataclass(frozen=True, slots=True)
class Told:
    package: str
    origin: str  # the name of the log, which stands for the archive
    made: datetime
    items: tuple[Item, ...]

    @property
    def files(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.path)

    @property
    def tools(self) -> list[str]:
        return sorted({step.tool for item in self.items for step in item.steps if step.tool})

    @property
    def roles(self) -> list[str]:
        return sorted({step.role for item in self.items for step in item.steps})


def told(index: Index, records: Sequence[custody.Record], organisations: Mapping[str, str], *, made: datetime) -> Told:
    """What is told of these records, in their order; `organisations` by reference, from the receipts."""
    paths = {each.ref: each.path for each in index.exhibits}
    numbers = {each.ref: each.number for each in index.rows}
    items = tuple(
        _item(record, numbers[record.ref], paths.get(record.ref, ""), organisations.get(record.ref, ""))
        for record in records
    )
    return Told(index.ref, index.log.origin, made, items)


def batches(lines: Iterable[str]) -> Iterator[bytes]:
    """Texts put together to pieces of some size: a hash and a write for each line would cost more than making them."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _BATCH:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _item(record: custody.Record, number: str, path: str, organisation: str) -> Item:
    identified = [each for each in record.examinations if each.puid]
    return Item(
        number=number,
        ref=record.ref,
        path=path,
        name=shown(record.name),
        size=record.size,
        sha256=record.sha256 or "",
        mime=record.mime,
        puid=identified[-1].puid if identified else "",
        format_name=identified[-1].format_name if identified else "",
        received=record.received_at,
        source=_reference(record.source),
        parent=record.parent or "",
        making=str(record.making or ""),
        organisation=organisation,
        steps=tuple(_step(event) for event in record.events),
        languages=tuple(each for each in record.description.languages if _TAG.fullmatch(each)),
        pages=next((each.metadata[PAGES] for each in reversed(record.examinations) if PAGES in each.metadata), None),
    )


def _step(event: custody.CustodyEvent) -> Step:
    tool = f"{event.tool} {event.tool_version}".strip()
    return Step(event.number, event.premis, event.at, event.role, tool, event.outcome)


def _reference(source: str | None) -> str:
    """Where a source is a reference; anything else a person wrote there stays in the house."""
    try:
        return str(codes.parse(source or ""))
    except CodeError:
        return ""
