"""
New recovery shares: the next recovery keys, signed by those before them, to which everything is wrapped anew.

The old shares are combined for it, so no member is needed, for protected compartments neither (SECURITY 1.7, 1.12).
"""

import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dokaz.access import compartments, escrows, keyrings, models, permissions, recovery, slots, statements
from dokaz.access.compartments import Holder
from dokaz.access.errors import OTHER_SLIP, RecoveryWrapMissing, SharesOfAnother, ShareWrong
from dokaz.access.escrows import Escrow
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.recovery import Recovered, Shares
from dokaz.access.sessions import Session
from dokaz.access.statements import Pen
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import KEY_SIZE
from dokaz.verify import age

if TYPE_CHECKING:
    from django.db.models import Model

RECOVERY = "access.recovery"  # as the register of what is gone knows recovery keys that others replaced


@dataclass(frozen=True, slots=True)
class NewShares:
    """The next recovery keys, in memory only, and the slips to hand out one by one before anything is written."""

    fingerprint: str
    generation: int
    shares: Shares
    slips: tuple[str, ...] = field(repr=False)
    recovered: Recovered = field(repr=False)


def generation_of(recovered: Recovered, /) -> models.RecoveryGeneration:
    """The recovery keys, in use or replaced, that these shares opened. Raises SharesOfAnother, StatementError."""
    row = models.RecoveryGeneration.objects.filter(box_public=recovered.box.public).first()
    if row is None:
        raise SharesOfAnother
    keys = bytes(row.box_public) + bytes(row.sign_public)
    statements.trusted(row.statement_id, kind=Kind.RECOVERY, subject=row.id, public_key=keys)
    return row


def new_shares(escrow: Escrow, /, *, shares: Shares, by: Session, now: datetime) -> NewShares:
    """Make the next recovery keys in memory; nothing is written.

    Raises NotPermitted, SharesOfAnother, StatementError, and RecoveryWrapMissing before anything is handed out.
    """
    permissions.require(by, Permission.RENEW_RECOVERY, now=now)
    before = in_use(escrow)
    for compartment in models.Compartment.objects.order_by("name"):
        held(compartment, before)
    root = os.urandom(KEY_SIZE)
    return NewShares(
        fingerprint=escrow.file.fingerprint,
        generation=before.number + 1,
        shares=shares,
        slips=recovery.split(root, shares),
        recovered=recovery.keys_of(root),
    )


def check_share(made: NewShares, /, *, number: int, slip: str) -> None:
    """Return only if the holder typed share `number` again as it was shown. Raises ShareWrong."""
    typed = " ".join(slip.split()).lower().encode(errors="surrogatepass")
    if not hmac.compare_digest(typed, made.slips[number - 1].encode()):
        raise ShareWrong(number=number, what=OTHER_SLIP)


def renew(escrow: Escrow, /, *, made: NewShares, by: Session, now: datetime) -> None:
    """Put the new recovery keys in the place of those in use, once every share was confirmed.

    Every generation of every compartment is wrapped to them, and the wraps to the old ones go, in one transaction.
    Raises NotPermitted, SharesOfAnother, RecoveryWrapMissing, StatementError, SealBroken.
    """
    permissions.require(by, Permission.RENEW_RECOVERY, now=now)
    with permissions.acting(by, now=now):
        before = in_use(escrow)
        after = _entered(escrow, made, before, by=by, now=now)
        for compartment in models.Compartment.objects.order_by("name"):
            _rewrapped(compartment, escrow, before, after, by=by, now=now)


def sealed_files(home: Path, /, *, old: Recovered, also: Recovered | None = None, by: Session) -> dict[str, bytes]:
    """The home's files that the old keys still open, sealed to the recovery keys in use, and to `also`.

    What the old keys do not open any more is left out, so that doing it again goes on. Raises HomeUnreadable.
    """
    to = [age.X25519Recipient(bytes(keyrings.trusted_recovery().box_public))]
    if also is not None:
        to.append(also.identity.recipient)
    found = {}
    for name in sorted(f"keys/{each.name}" for each in (home / "keys").glob("*.age")):
        try:
            secret = escrows.for_recovery(home, name, old)
        except SharesOfAnother:  # done already
            continue
        machine = [age.X25519Recipient(by.keys.machine.public)] if name == slots.DATABASE_KEY_FILE else []
        found[name] = escrows.sealed(secret, [*machine, *to])
    return found


def outdated() -> bool:
    """Whether the recovery keys in use were replaced already: a back-up of before came back, and old shares open it."""
    rows = models.RecoveryGeneration.objects.order_by("-number")[:1]
    return any(not journal.unlisted(RECOVERY, rows=[row.id]) for row in rows)


def in_use(escrow: Escrow) -> models.RecoveryGeneration:
    """The recovery keys these shares give, if they are those in force. Raises SharesOfAnother."""
    row = keyrings.trusted_recovery()
    if escrow.recovered.box.public != bytes(row.box_public):
        raise SharesOfAnother
    return row


def held(compartment: models.Compartment, before: models.RecoveryGeneration) -> list[models.Wrap]:
    """Recovery's wrap of every generation of a compartment. Raises RecoveryWrapMissing."""
    found = models.Wrap.objects.select_related("generation").filter(
        generation__compartment=compartment, recovery=before
    )
    wraps = list(found.order_by("id"))
    if len(wraps) != models.KeyGeneration.objects.filter(compartment=compartment).count():
        raise RecoveryWrapMissing(name=compartment.name)
    return wraps


def _entered(
    escrow: Escrow, made: NewShares, before: models.RecoveryGeneration, *, by: Session, now: datetime
) -> models.RecoveryGeneration:
    """The new keys' rows, their statement signed by the keys before them, and the entry."""
    generation_id, box, sign = ordered_id(now), made.recovered.box, made.recovered.sign
    said = {"number": made.generation, "needed": made.shares.k, "shares": made.shares.n}
    pen = Pen(escrow.recovered.sign, before.statement_id)
    public_key = box.public + sign.public
    statement = statements.write(Kind.RECOVERY, generation_id, public_key=public_key, pen=pen, now=now, facts=said)
    row = models.RecoveryGeneration.objects.create(
        id=generation_id,
        number=made.generation,
        needed=made.shares.k,
        shares=made.shares.n,
        box_public=box.public,
        sign_public=sign.public,
        statement=statement,
        made_at=now,
    )
    keyrings.trusted_recovery()  # a chain that grew too long is noticed now
    handed = [
        models.RecoveryShare.objects.create(id=ordered_id(now), generation=row, number=number, confirmed_at=now)
        for number in range(1, made.shares.n + 1)
    ]
    entry = journal.record(
        "access:recovery:renew",
        by=by.actor,
        now=now,
        about=[str(before.id), str(row.id)],
        facts={**said, "by_shares": list(escrow.shares)},
        records=database.digests(statement, row, *handed),
    )
    journal.list_gone(RECOVERY, rows=[before.id], entry=entry)
    return row


def _rewrapped(
    compartment: models.Compartment,
    escrow: Escrow,
    before: models.RecoveryGeneration,
    after: models.RecoveryGeneration,
    *,
    by: Session,
    now: datetime,
) -> None:
    keyrings.trusted_compartment(compartment.id)
    wraps = held(compartment, before)
    to = Holder(bytes(after.box_public), recovery=after.id)
    secrets = keyrings.unwrapped(wraps, escrow.recovered.box)
    written: list[Model] = [
        compartments.wrap(wrap.generation_id, secret, to, now) for wrap, secret in zip(wraps, secrets, strict=True)
    ]
    old = models.Wrap.objects.filter(generation__compartment=compartment, recovery__isnull=False).exclude(
        recovery=after
    )
    ids = list(old.values_list("id", flat=True))
    gone = compartments.deleted(old)
    entry = journal.record(
        "access:recovery:rewrap",
        by=by.actor,
        now=now,
        about=[str(compartment.id), str(after.id)],
        records=[*gone, *database.digests(*written)],
    )
    journal.list_gone(compartments.WRAP, rows=ids, entry=entry)
