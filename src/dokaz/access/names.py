"""The name an account signs in with: a reference code that its random id gives, and that says nothing of the person."""

from hashlib import sha256
from uuid import UUID

from dokaz.kernel.codes import ALPHABET, RANDOM_CHARACTERS, Code, Kind, parse
from dokaz.kernel.errors import DokazError

_LABEL = b"dokaz/v1/account-name"


def name_of(account: UUID, /) -> Code:
    """`T-7K3F-9QXM4`: always the same for this account. It is no secret."""
    drawn = int.from_bytes(sha256(_LABEL + account.bytes).digest())
    return Code(Kind.COLLEAGUE, "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(RANDOM_CHARACTERS)))


def typed(name: str, /) -> Code | None:
    """However it was typed; None where it cannot be one, so that nothing else that was typed there is kept."""
    try:
        return parse(name, kind=Kind.COLLEAGUE)
    except DokazError:
        return None
