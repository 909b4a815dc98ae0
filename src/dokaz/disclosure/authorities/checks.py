"""What is asked before a contact or key counts as checked: verified another way, by somebody independent (S-53)."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure.authorities.errors import CheckDependent, NotVerifiedApart
from dokaz.kernel.given import is_said
from dokaz.records import api as records

CHECKED = "checked"
_VERIFIED = ("verified_by", "verified_with", "verified_on")


def require_verified(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """Nobody checks what they ever wrote of it, nor what somebody wrote on whom they depend.

    Raises NotVerifiedApart, CheckDependent.
    """
    if not all(is_said(held.fields, name) for name in _VERIFIED):
        raise NotVerifiedApart
    mine = by.actor.account
    for author in {each.by for each in records.histories([held.id], by=by, now=now)[held.id]}:
        if author == mine or not access.independent(mine, of=author):
            raise CheckDependent


def is_checked(held: records.Held, /) -> bool:
    """Whether a second person found a contact or a key to be theirs, and nobody has taken that back."""
    return held.state == CHECKED
