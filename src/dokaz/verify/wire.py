"""The two spellings all C2SP texts share: strict base64 and plain decimals."""

import re
from base64 import b64decode, b64encode
from binascii import Error

from dokaz.verify.errors import VerifyError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)


def base64_of(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def from_base64(text: str, *, what: str, error: type[VerifyError]) -> bytes:
    """Read RFC 4648 section 4 base64. This will refuse a second spelling of the same bytes (section 3.5)."""
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError):  # ValueError: a letter beyond ASCII
        raise error(f"The {what} is not base64.") from None
    if base64_of(data) != text:
        raise error(f"The {what} is not spelled as base64 is (RFC 4648 3.5).")
    return data


def from_decimal(text: str, *, what: str, error: type[VerifyError]) -> int:
    """Read an ASCII decimal without leading zeroes, below 2^63 as in the logs of C2SP."""
    if not _DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise error(f"The {what} is not a plain decimal number.")
    return int(text)
