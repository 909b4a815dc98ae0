"""What is demanded of words about an authority, and what follows from them. Pure."""

import re
from collections.abc import Mapping
from hashlib import sha256

from dokaz.consent import api as consent
from dokaz.disclosure import recipients
from dokaz.disclosure.authorities.errors import (
    CountryMissing,
    CountryUnreadable,
    KeyUnreadable,
    MarkUnreadable,
    SameWay,
)
from dokaz.disclosure.authorities.words import Body
from dokaz.disclosure.errors import RecipientUnreadable
from dokaz.kernel.countries import two_letters
from dokaz.records import api as records

GROUPS, GROUP = 6, 4  # 96 bits, as the fingerprints of accounts
_ON_REQUEST = frozenset({"authority", *(body.value for body in Body if not body.of_a_state)})


def country(asked: records.Field, text: str) -> str:
    """Two letters, in capitals. Raises CountryUnreadable."""
    if not (found := two_letters(text)):
        raise CountryUnreadable(field=asked.says)
    return found


def mark(asked: records.Field, text: str) -> str:
    """The last step of a recipient of consent. Raises MarkUnreadable."""
    try:
        return consent.Recipient.parse(f"un:{text.strip()}").steps[1]
    except (consent.RecipientUnreadable, IndexError) as why:
        raise MarkUnreadable(field=asked.says) from why


def key(asked: records.Field, text: str) -> str:
    """An age public key as it was typed. Raises KeyUnreadable, which never holds what was typed."""
    try:
        recipients.parse(text.strip())
    except RecipientUnreadable:
        raise KeyUnreadable(field=asked.says) from None
    return text.strip()


def fingerprint(key: str, /) -> str:
    """What the authority reads aloud of its key: `printf %s age1… | sha256sum`, the first 24 digits in groups."""
    digits = sha256(key.encode()).hexdigest()[: GROUPS * GROUP]
    return " ".join(digits[place : place + GROUP] for place in range(0, len(digits), GROUP))


def recipient(fields: Mapping[str, object], /) -> consent.Recipient | None:
    """Under which recipient of consent an authority falls: what people are asked about. None: nothing goes there."""
    body = Body(str(fields["body"]))
    if body.gets_nothing:
        return None
    first = [body.value] if not body.of_a_state else ["authority", str(fields.get("country", "")).lower()]
    return consent.Recipient.parse(":".join(filter(None, (*first, str(fields.get("mark", ""))))))


def only_on_request(recipient: consent.Recipient, /) -> bool:
    """Whether such a recipient is an authority or a mechanism, to whom nothing goes without a request (DESIGN 9)."""
    return recipient.steps[0] in _ON_REQUEST


def require_country(fields: Mapping[str, object], label: str, /) -> None:
    """Raises CountryMissing where a body of a State is of none."""
    if Body(str(fields["body"])).of_a_state and not fields.get("country"):
        raise CountryMissing(field=label)


def require_another_way(fields: Mapping[str, object], label: str, /) -> None:
    """S-53: an address vouches for nothing of itself. Raises SameWay."""
    one, other = (_bare(fields.get(name)) for name in ("address", "verified_with"))
    if one and one == other:
        raise SameWay(field=label)


def _bare(value: object) -> str:
    """As it is compared: without spaces, dashes and capitals."""
    return re.sub(r"[\s().-]", "", str(value or "")).casefold()
