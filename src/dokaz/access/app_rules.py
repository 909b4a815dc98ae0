"""Whether codes from an app are a second factor for the people of an organisation (SECURITY 1.5, ADR 0030)."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from dokaz.access import models
from dokaz.access.errors import ApprovalMissing
from dokaz.access.sign_in_rows import AppDecision
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import canonical

ACCEPT = "access:apps:accept"


def accepted(account: UUID, /) -> bool:
    """Whether a code from an app counts for this account, by what entries say. Raises RecordUnvouched of `journal`."""
    row = models.Account.objects.get(pk=account)
    journal.vouch(database.digest(row))
    newest = in_force(decisions(), row.organisation_id)
    return newest is None or newest.accepted


def decisions() -> tuple[AppDecision, ...]:
    """All there are, oldest first: one that was given to another organisation by hand is seen as well."""
    rows = tuple(AppDecision.objects.order_by("id"))
    journal.vouch(*database.digests(*rows))
    return rows


def in_force(rows: Sequence[AppDecision], organisation: UUID) -> AppDecision | None:
    """The newest decision that holds for this organisation; None where it never decided."""
    held = [(row.in_force_at, row.id, row) for row in rows if row.organisation_id == organisation and row.in_force_at]
    return max(held)[2] if held else None


def digest_of(organisation: UUID, against: UUID) -> bytes:
    """The SHA-256 of what a second person approves: that apps count again, against this decision and no later one."""
    told: dict[str, canonical.Value] = {
        "v": 1,
        "organisation": str(organisation),
        "accepted": True,
        "against": str(against),
    }
    return sha256(canonical.event_bytes(told)).digest()


def refuse_another(approval: models.Approval, /) -> None:
    """Such an approval is worth something only with its row, and against what is in force. Raises ApprovalMissing."""
    if approval.verb != ACCEPT:
        return
    rows = decisions()
    asked = next((row for row in rows if row.approval_id == approval.id), None)
    standing = None if asked is None else in_force(rows, asked.organisation_id)
    if asked is None or standing is None or digest_of(asked.organisation_id, standing.id) != bytes(approval.digest):
        raise ApprovalMissing
