"""The register of everything destroyed, erased or revoked, kept outside the database and never in a back-up.

A back-up that is put back brings all of it again. So each thing that goes leaves an identifier of 16 random bytes in
the table `Gone`, in the transaction in which it goes, and then in a note beside the database and in every mirror; a
restored database is opened to nobody before all of them have gone again (SECURITY 3.5).

An identifier is an HMAC under a key that only databases of this home hold, also older ones: it is derived from the salt
of the first entry that can never be erased. They find the record again; to anybody else the register is a list of
random numbers. The note is a C2SP signed note of the log's key. Its first line is no origin, so that it can never be
read as a checkpoint; its second says up to which entry it is complete (`dokaz.verify.registers`).
"""

import hmac
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from dokaz.journal import founding, wires
from dokaz.journal.errors import (
    InsideTransaction,
    LogNotBegun,
    OutsideTransaction,
    RegisterAhead,
    RegisterStrange,
)
from dokaz.journal.events import Draft
from dokaz.journal.models import Body, Gone, Log
from dokaz.journal.recording import record_many
from dokaz.journal.steps import Step
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step
from dokaz.kernel.portions import portions
from dokaz.kernel.sealing import Purpose, derive
from dokaz.verify import notes
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import VerifierKey
from dokaz.verify.registers import IDENT_SIZE, Register

__all__ = [
    "ADOPT",
    "adopt",
    "ahead",
    "complete_to",
    "departure",
    "gone_among",
    "keep",
    "list_gone",
    "names",
    "newest",
    "standing",
    "take",
    "unlisted",
]

ADOPT = "journal:register:adopt"
NOBODYS = "unknown"  # what went after the back-up was made that this database came from: it never knew it
MOST_BYTES = 256_000_000  # some seven million identifiers
AT_ONCE = 500
NONE = Register("", 0, ())

Row = TypeVar("Row")


def list_gone(kind: str, rows: Iterable[object], *, entry: int) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(verb=kind)
    key = _key()
    fresh = {_identifier(key, kind, row) for row in rows}
    for batch in portions(sorted(fresh), of=AT_ONCE):  # sorted: the order in which they went in tells nothing
        known = set(_known(batch))
        Gone.objects.bulk_create([Gone(ident=each, kind=kind, entry_id=entry) for each in batch if each not in known])
    step(Step.GONE_LISTED)
    if all(act is not keep for _, act, *_ in connection.run_on_commit):
        transaction.on_commit(keep)  # before the verb returns; after a crash in between, the next start does it


def identifier(kind: str, row: object) -> bytes:
    return _identifier(_key(), kind, row)


def gone_among(kind: str, rows: Iterable[Row], *, idents: Collection[bytes]) -> list[Row]:
    named = frozenset(idents)
    if not named:
        return []
    key = _key()
    return [row for row in rows if _identifier(key, kind, row) in named]


def names(kind: str, row: object) -> bool:
    """Whether the table has it. The note beside the database is compared with the table as a whole (`ahead`)."""
    return Gone.objects.filter(ident=identifier(kind, row)).exists()


def unlisted(kind: str, /, *, rows: Iterable[Row]) -> list[Row]:
    """Those of these rows that were never listed as gone, or are no longer, so that a restore would bring them back."""
    key, missing = _key(), []
    wanted = iter(rows)
    while batch := {_identifier(key, kind, row): row for row in islice(wanted, AT_ONCE)}:
        known = set(_known(batch))
        missing += [row for ident, row in batch.items() if ident not in known]
    return missing


def newest() -> bytes | None:
    return wires.memory().register()


def standing(*, size: int) -> bytes:
    """The register for the mirrors of the present log, complete up to `size`, a head that was integrated before.

    One without a line says that nothing is gone.
    """
    held = _ours(_held())
    complete = held.joined(_unlisted(held), size=size)
    if newest() is None or complete != _held():
        _write(complete)
    note = newest()
    assert note is not None
    return note


def complete_to() -> int:
    """Up to which entry of the present log the register beside the database names everything that went."""
    return _ours(_held()).size


def keep() -> None:
    if connection.in_atomic_block:
        raise InsideTransaction
    while _unlisted(held := _held()):  # again where another process wrote the note in between
        _write(_ours(held).joined(_unlisted(held)))


def take(note: bytes) -> int:
    """Add what another copy of the register names, and believe how far it is complete."""
    held, given = _ours(_held()), _opened(note)
    joined = held.joined(given.idents, size=_ours(given).size)
    if joined != held:
        _write(joined)
    return len(joined.idents) - len(held.idents)


def ahead() -> frozenset[bytes]:
    return frozenset(_held().idents).difference(_table())


def adopt(*, by: Actor, now: datetime) -> int:
    left = ahead()
    if not left:
        return 0
    with transaction.atomic():
        (entry,) = record_many([Draft(verb=ADOPT, by=by, now=now, facts={"unknown": len(left)})])
        Gone.objects.bulk_create([Gone(ident=each, kind=NOBODYS, entry_id=entry) for each in sorted(left)])
    return len(left)


def departure() -> RegisterAhead | RegisterStrange | None:
    try:
        left = ahead()
    except RegisterStrange as strange:
        return strange
    return RegisterAhead(count=len(left)) if left else None


def _key() -> bytes:
    salt = (
        Body.objects.filter(entry__erasable=False, entry__sealed=False)
        .order_by("entry_id")
        .values_list("salt", flat=True)
        .first()
    )
    if salt is None:
        raise LogNotBegun
    return derive(bytes(salt), Purpose.REGISTER)


def _identifier(key: bytes, kind: str, row: object) -> bytes:
    return hmac.digest(key, f"{kind}\x00{row}".encode(), "sha256")[:IDENT_SIZE]


def _known(idents: Collection[bytes]) -> list[bytes]:
    return [bytes(each) for each in Gone.objects.filter(ident__in=idents).values_list("ident", flat=True)]


def _table() -> list[bytes]:
    return [bytes(each) for each in Gone.objects.values_list("ident", flat=True)]


def _unlisted(held: Register) -> list[bytes]:
    return sorted(set(_table()).difference(held.idents))  # sorted: the order in which they went in tells nothing


def _ours(register: Register) -> Register:
    """The same under the name of the present log: how far one of the log before it was complete says nothing here."""
    origin = founding.current().origin
    return register if register.origin == origin else Register(origin, 0, register.idents)


def _held() -> Register:
    note = wires.memory().register()
    return NONE if note is None else _opened(note)


def _opened(note: bytes) -> Register:
    log = _signer_of(note)
    try:
        text = notes.open_note(note, [VerifierKey.parse(log.vkey)], most=MOST_BYTES).text
        register = Register.parse(text)
    except VerifyError as why:
        raise RegisterStrange(why=str(why).rstrip(".")) from why
    if register.origin != log.origin:
        raise RegisterStrange(why="it is the register of another log")
    return register


def _signer_of(note: bytes) -> Log:
    """The log whose register this is: the present one, or one that it took the place of."""
    origin = note.partition(b"\n")[0].decode(errors="replace").partition(" ")[2]
    return next((log for log in Log.objects.all() if log.origin == origin), None) or founding.current()


def _write(register: Register) -> None:
    note = wires.signer().sign(register.text().encode())
    log = founding.current()
    notes.open_note(note, [VerifierKey.parse(log.vkey)], most=MOST_BYTES)  # a strange signer is noticed here
    step(Step.REGISTER_SIGNED)
    wires.memory().keep_register(note)
    step(Step.REGISTER_KEPT)
