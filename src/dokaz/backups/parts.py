"""Parts on a shelf: compressed, sealed, and named by a keyed hash of what is in them, so that each is stored once.

back-ups/<time>-<id>    the list of one back-up's parts, sealed
parts/3f/3f…            rows of tables, shared by all back-ups that hold the same rows
keys/<Monday>/3f…       the columns that open files and entries, shared within one week and kept 35 days at most
payload/3f2/3f2…        stored files without their headers, as they lie in the vault
"""

import hmac
import io
import zlib
from collections.abc import Sequence
from hashlib import sha256

from dokaz.backups.errors import PartDamaged
from dokaz.backups.ports import Shelf
from dokaz.kernel.languages import _, said
from dokaz.verify import age

LISTS, PARTS, KEYS, PAYLOAD = "back-ups/", "parts/", "keys/", "payload/"
LEVEL = 1  # as quick as it goes: rows of hashes and seals hardly become smaller
_NAME = 20


def part_name(place: str, key: bytes, content: bytes) -> str:
    """The name of a part, in `parts/` or in the folder of a week of `keys/`."""
    told = hmac.new(key, place.encode() + b"\x00" + content, sha256).digest()[:_NAME].hex()
    return f"{place}{told[:2]}/{told}"


def place_of(name: str) -> str:
    """The place of a part: `parts/`, or the folder of a week of `keys/`."""
    return name.rsplit("/", 2)[0] + "/"


def payload_name(blob: str) -> str:
    return f"{PAYLOAD}{blob[:3]}/{blob}"


def sealed(content: bytes, recipients: Sequence[age.Recipient]) -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(zlib.compress(content, LEVEL)), out, recipients)
    return out.getvalue()


def opened(shelf: Shelf, name: str, identities: Sequence[age.Identity]) -> bytes:
    """Raises PartDamaged; NoMatch of `age` where none of the identities opens it."""
    try:
        with shelf.open(name) as stream:
            content = stream.read()
    except FileNotFoundError as why:
        raise PartDamaged(what=said(_("{name} is not on {shelf}")).format(name=name, shelf=shelf.name)) from why
    out = io.BytesIO()
    try:
        age.decrypt(io.BytesIO(content), out, identities)
        return zlib.decompress(out.getvalue())
    except age.NoMatch:
        raise
    except (age.AgeError, zlib.error) as why:
        raise PartDamaged(what=f"{name}: {why}") from why


def checked(shelf: Shelf, name: str, identities: Sequence[age.Identity], *, key: bytes) -> bytes:
    """A part whose content gives its name. Raises PartDamaged."""
    try:
        content = opened(shelf, name, identities)
    except age.NoMatch as why:
        raise PartDamaged(what=said(_("{name} is sealed to another key")).format(name=name)) from why
    if part_name(place_of(name), key, content) != name:
        raise PartDamaged(what=said(_("{name} holds something else")).format(name=name))
    return content
