"""What programs say of an item's bytes: PRONOM identifier and embedded metadata, read in a sandbox, kept sealed."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, events, opening, vault
from dokaz.custody.events import Deed
from dokaz.custody.models import Examination as ExaminationRow
from dokaz.custody.models import Item
from dokaz.custody.ports import Format, Reading
from dokaz.custody.receipts import Examination
from dokaz.custody.showing import EXAMINATION
from dokaz.custody.words import READ, UNREAD, Act
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

EXAMINE = "custody:item:examine"
_LONGEST = 200

Together = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class _Found:
    format: Format
    reading: Reading

    @property
    def trouble(self) -> str:
        """What either program said why there is nothing, once where both say the same."""
        return " ".join(dict.fromkeys(filter(None, (self.format.trouble, self.reading.trouble))))


def examine(ref: str, *, by: access.Session, now: datetime) -> Examination:
    """Identify an item's format and read its embedded metadata; both are kept beside it, as two custody events.

    What a program could not read is said in `trouble`. Raises ItemNotFound, NotPermitted, NotWired, HasNoBytes,
    BytesMissing, BytesAltered.
    """
    return examine_within(ref, by=by, now=now, together=lambda _outcome: nullcontext())


def examine_within(ref: str, *, by: access.Session, now: datetime, together: Together) -> Examination:
    """`examine`, whose rows are written within a block of the caller's; it is given the outcome, a code."""
    item = acting.find(ref, by=by)
    access.require(by, access.Permission.EXAMINE_ITEMS, compartment=item.compartment_id, now=now)
    with access.acting(by, now=now):  # a key that is not held is refused with an entry (SECURITY 5.7)
        keys = opening.Keyring(by)
        name = opening.words_of(item, opener=keys.opener(item.compartment_id))["name"] or ""
        opened = opening.plaintext(item, keys)
    return _examined(item, opened, name=name, by=by, now=now, together=together)


def examine_granted(job: UUID, *, by: access.Session, now: datetime, together: Together) -> Examination:
    """`examine_within` for a worker that belongs to no compartment, by a member's grant; it learns no name of the file.

    Raises GrantMissing of `access`, and what `examine` does.
    """
    item, given = opening.granted(job, by=by, now=now)
    opened = opening.plaintext_by(given.file_key, item)
    return _examined(item, opened, name="", by=by, now=now, together=together)


def _examined(
    item: Item, opened: opening.Plaintext, *, name: str, by: access.Session, now: datetime, together: Together
) -> Examination:
    with opened as stream, opening.faults(item.ref):
        found = _found(stream, item, name=name)
    with access.acting(by, now=now), together("unread" if found.trouble else "read"):
        _kept(item, found, by=by, now=now)
    return Examination(
        at=now,
        puid=found.format.puid,
        format_name=found.format.name,
        identifier=_program(found.format),
        reader=_program(found.reading),
        metadata=found.reading.fields,
        trouble=found.trouble,
    )


def _found(stream: BinaryIO, item: Item, *, name: str) -> _Found:
    assert item.blob is not None
    identified = vault.formats().identify(stream, size=item.blob.size, name=name)
    stream.seek(0)
    return _Found(identified, vault.metadata().read(stream, mime=item.mime))


def _kept(item: Item, found: _Found, *, by: access.Session, now: datetime) -> None:
    sealer = access.seal_records(item.compartment_id)
    row = _row(item, found, by=by, now=now, sealer=sealer)
    row.save(force_insert=True)
    named = Deed(
        Act.IDENTIFIED,
        by.actor,
        now,
        tool=found.format.tool,
        tool_version=found.format.version,
        outcome=UNREAD if found.format.trouble else found.format.puid,
    )
    read = Deed(
        Act.METADATA_READ,
        by.actor,
        now,
        tool=found.reading.tool,
        tool_version=found.reading.version,
        outcome=UNREAD if found.reading.trouble else READ,
    )
    written = []
    with access.whole_house("custody-chain"):
        for deed in (named, read):  # the second is chained to the first
            (event,) = events.following([item], {item.id: deed}, sealer=sealer)
            event.save(force_insert=True)
            written.append(event)
    journal.record(
        EXAMINE,
        by=by.actor,
        now=now,
        about=[item.ref],
        facts={"puid": found.format.puid or None, "read": not found.trouble},
        records=database.digests(row, *written),
        compartment=item.compartment_id,
        sealed=item.compartment.protected,
    )


def _row(
    item: Item, found: _Found, *, by: access.Session, now: datetime, sealer: access.RecordSealer
) -> ExaminationRow:
    row = ordered_id(now)
    words = {"fields": dict(found.reading.fields), "trouble": found.trouble}
    made = access.seal_words(sealer, model=EXAMINATION, row=row, field="metadata", words=words)
    return ExaminationRow(
        id=row,
        item=item,
        compartment_id=item.compartment_id,
        generation=made.generation,
        at=now,
        by=by.actor.account,
        puid=found.format.puid,
        format_name=found.format.name[:_LONGEST],
        identifier=_program(found.format),
        reader=_program(found.reading),
        record_key=made.record_key,
        metadata=made.words,
    )


def _program(said: Format | Reading) -> str:
    return f"{said.tool} {said.version}".strip()
