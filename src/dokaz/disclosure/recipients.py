"""To whom a package is sealed: an age public key, as it was typed."""

from dokaz.disclosure.errors import RecipientSecret, RecipientUnreadable
from dokaz.verify import age

SECRET_BEGINS = "AGE-SECRET-KEY-"  # noqa: S105 - how a secret is told apart, not one


def parse(recipient: str) -> age.Recipient:
    """Raises RecipientUnreadable, RecipientSecret."""
    try:
        return age.parse_recipient(recipient)
    except age.KeyMalformed:  # not named, nor as the cause: it may be a secret that was pasted in the wrong place
        raise (RecipientSecret if recipient.upper().startswith(SECRET_BEGINS) else RecipientUnreadable) from None
