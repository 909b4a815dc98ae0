"""Who is independent of whom: the rule of two persons (SECURITY 1.11, ADR 0023).

Two people are independent when no chain of signatures from what stands about the one (that they were let in, their
keys, their role) ends at the same head as one from what stands about the other. At the head of a chain is an account
that the ceremony or recovery let in, or the one that such a founder let in alone.
"""

from uuid import UUID

from dokaz.access import models, statements
from dokaz.access.errors import StatementMissing
from dokaz.access.models import StatementKind as Kind
from dokaz.database import api as database
from dokaz.journal import api as journal


def lines(account: UUID, /) -> frozenset[UUID]:
    """The lines in which an account stands, each by the account at its head: one, unless people of two lines decided
    about it. Each statement is held against its entry too. Raises StatementError, RecordUnvouched of `journal`.
    """
    rows = _standing(account)
    journal.vouch(*database.digests(*rows))
    chain = statements.Chain(*(row.id for row in rows))
    return frozenset(chain.line(row.id) for row in rows)


def independent(account: UUID, /, *, of: UUID) -> bool:
    """Whether these two may act as two persons. Raises StatementError, RecordUnvouched of `journal`."""
    return not lines(account) & lines(of)


def _standing(account: UUID) -> list[models.Statement]:
    """What let the account in, what first spoke of the keys it has now, and what gave it the role it has now."""
    keys = models.AccountKeys.objects.filter(account=account).order_by("-number").first()
    said = list(models.Statement.objects.filter(kind=Kind.ACCOUNT, subject=account).order_by("made_at", "id"))
    if keys is None or not said:
        raise StatementMissing(subject=account)
    journal.vouch(database.digest(keys))
    public_key = bytes(keys.box_public) + bytes(keys.sign_public)
    of_keys = [row for row in said if bytes(row.public_key or b"") == public_key]
    if not of_keys:
        raise StatementMissing(subject=account)
    return list({row.id: row for row in (said[0], of_keys[0], of_keys[-1])}.values())
