"""Redacted copies: made in the sandbox, looked through there, and received as items of their own.

Where a machine may open the item this is background work. In a protected compartment whoever works is granted the key
of the one file, and the marks, which no worker reads where they rest; where nobody works, it is done in the session of
the member who asks.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.redacting import wires
from dokaz.disclosure.redacting.errors import NotForRedaction, PlanOfOther
from dokaz.disclosure.redacting.keeping import KeptMarks, keep_marks, marks_of
from dokaz.disclosure.redacting.marks import RedactionPlan
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language, spoken

__all__ = [
    "MAKE",
    "RedactionAsked",
    "can_redact",
    "copy_by",
    "copy_granted",
    "key_of",
    "new_plan",
    "redact",
    "standing",
]

MAKE, MAKE_GRANTED = "disclosure:redaction:make", "disclosure:redaction:make-granted"
_SHORTEST = 4096
_BLOCK = 1024 * 1024
ASK = "disclosure:redaction:ask"
Within = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class RedactionAsked:
    """The marks as they were kept, and the receipt of the copy; without one it is made in the background."""

    redaction: KeptMarks
    receipt: custody.Receipt | None = None


def new_plan(record: custody.Record, /, *, language: Language | None = None) -> RedactionPlan:
    """A plan without marks for an item: made as it stands it gives a copy without what is said beside its content.

    Raises NotForRedaction.
    """
    form = wires.redactor().form(record.mime) if record.sha256 else None
    if form is None or record.sha256 is None:
        raise NotForRedaction(mime=record.mime or record.kind.words)
    return RedactionPlan(form, record.sha256, language=language or spoken())


def redact(
    ref: str, /, *, plan: RedactionPlan, here: bool = False, by: access.Session, now: datetime
) -> RedactionAsked:
    """Keep these marks of an item, and have the copy made without what they mark. The original stays as it is.

    The copy is a derivative of the item, and is there only after a second program looked through it. With `here`, and
    in a protected compartment for which nobody works, it is there when this returns, else soon after. Raises
    ItemNotFound, HasNoBytes, NotMade of `custody`, NotPermitted, RedactionError, and what `keep_marks` raises.
    """
    (item,) = custody.placed([ref], by=by)
    held = marks_of(item.ref, by=by, now=now)
    if held is None or held.plan != plan:
        held = keep_marks(item.ref, plan=plan, seen=held.number if held else 0, by=by, now=now)
    if here or not _asked(item, held, by, now):
        return RedactionAsked(held, copy_by(held, by=by, now=now))
    return RedactionAsked(held)


def _asked(item: custody.PlacedItem, held: KeptMarks, by: access.Session, now: datetime) -> bool:
    """Whether somebody else makes it. In a protected compartment they are given the file's key and the marks."""
    if not access.sealing(item.compartment).protected:
        _ask(item, held, by, now)
        return True
    told, beside = {"revision": str(held.number)}, _padded(held.plan.text.encode())
    try:
        custody.grant_work(item.ref, handler=MAKE_GRANTED, told=told, beside=beside, by=by, now=now)
    except access.NoWorker:
        return False
    return True


def _padded(plan: bytes) -> bytes:
    """How long it is tells how much is marked: so it is one of a few lengths."""
    return plan.ljust(max(_SHORTEST, 1 << (len(plan) - 1).bit_length()), b" ")


def _ask(item: custody.PlacedItem, held: KeptMarks, by: access.Session, now: datetime) -> None:
    with access.acting(by, now=now):
        access.require(by, access.Permission.DERIVE_ITEMS, compartment=item.compartment, now=now)
        job = jobs.enqueue(
            MAKE,
            arguments={"ref": item.ref, "revision": held.number},
            key=key_of(item.ref, held.number),
            now=now,
        )
        journal.record(
            ASK,
            by=by.actor,
            now=now,
            about=[item.ref, str(job.id)],
            facts={"revision": held.number, "sha256": held.plan.sha256},
            compartment=item.compartment,
        )


def key_of(ref: str, number: int, *, handler: str = MAKE) -> str:
    """The key of the work on one revision of an item's marks."""
    return f"{handler}:{ref}:{number}"


def standing(ref: str, /, *, number: int, by: access.Session) -> jobs.Job | None:
    """The work on one revision of an item's marks that is asked for or was given up; None where it is done, or none.

    Raises ItemNotFound of `custody`.
    """
    (item,) = custody.placed([ref], by=by)
    asked = {"ref": item.ref, "revision": number}, {"ref": item.ref, "revision": str(number)}
    found = [jobs.standing(key_of(item.ref, number, handler=each)) for each in (MAKE, MAKE_GRANTED)]
    failed = [
        job
        for job in jobs.listed(states=(jobs.JobState.FAILED,))
        if job.handler in (MAKE, MAKE_GRANTED) and job.arguments in asked
    ]
    return next((job for job in (*found, *failed) if job is not None), None)


def can_redact(record: custody.Record, /) -> bool:
    """Whether copies of such a file can be redacted here, so that a page offers it."""
    return bool(record.size is not None and not record.destroyed and wires.redactor().form(record.mime))


def copy_by(held: KeptMarks, /, *, by: access.Session, now: datetime, within: Within = nullcontext) -> custody.Receipt:
    """Make the copy by these marks, with rows written in a block of `within`. Raises what `redact` raises."""
    return custody.derive_by(
        held.ref,
        making=custody.Making.REDACTION,
        work=lambda opened: _copied(opened, held.number, held.plan),
        by=by,
        now=now,
        within=within,
    )


def copy_granted(job: UUID, number: int, /, *, by: access.Session, now: datetime, within: Within) -> custody.Receipt:
    """`copy_by` for a worker: the marks came with the key that a member granted to this job."""
    return custody.derive_granted_by(
        job,
        making=custody.Making.REDACTION,
        work=lambda opened: _copied(opened, number, RedactionPlan.read(opened.beside.decode().rstrip())),
        by=by,
        now=now,
        within=within,
    )


@contextmanager
def _copied(opened: custody.Opened, number: int, plan: RedactionPlan) -> Iterator[custody.Remade]:
    redactor = wires.redactor()
    if _sha256(opened) != plan.source or redactor.form(opened.mime) is not plan.form:
        raise PlanOfOther(ref=opened.ref)
    tool, version = redactor.made_with(opened.mime)
    with redactor.redact(opened.stream, size=opened.size, plan=plan) as copy:
        if copy.trouble is not None or copy.stream is None:
            assert copy.trouble is not None
            raise copy.trouble(ref=opened.ref)
        parameters = {
            "revision": number, "plan": plan.sha256, "reasons": plan.counts, "made": dict(copy.facts),
            "checked": dict(copy.checked),
        }  # fmt: skip
        name = f"{opened.ref}-redaction.{copy.ending}"
        yield custody.Remade(copy.stream, copy.size, name, copy.mime, tool, version, parameters)


def _sha256(opened: custody.Opened) -> str:
    """As it was received; of a file whose hash a worker may not read, as it is."""
    if opened.sha256 is not None:
        return opened.sha256
    found = hashlib.sha256()
    while block := opened.stream.read(_BLOCK):
        found.update(block)
    opened.stream.seek(0)
    return found.hexdigest()
