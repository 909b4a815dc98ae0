"""What is asked before a contact or key counts as checked: verified another way, by somebody independent (S-53)."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure.authorities.errors import CheckDependent, NotVerifiedApart
from dokaz.disclosure.said import is_said
from dokaz.records import api as records

CHECKED = "checked"
_VERIFIED = ("verified_by", "verified_with", "verified_on")


def require_verified(held: records.Held, *, by: access.Session, now: datetime) -> None:  # noqa: ARG001 - as moves ask
    """Raises NotVerifiedApart, CheckDependent."""
    if not all(is_said(held.fields, name) for name in _VERIFIED):
        raise NotVerifiedApart
    if not access.independent(by.actor.account, of=held.written_by):
        raise CheckDependent


def is_checked(held: records.Held, /) -> bool:
    """Whether a second person found a contact or a key to be theirs, and nobody has taken that back."""
    return held.state == CHECKED
