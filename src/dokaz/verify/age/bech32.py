"""Bech32 (BIP 173) without the limit on length, as age writes its keys."""

from dokaz.verify.age.errors import KeyMalformed

__all__ = ["data_of", "decode", "encode"]

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """Write `data` under `prefix`, in lower case."""
    values = _regroup(data, 8, 5, pad=True)
    check = _polymod(_expanded(prefix) + values + [0] * _CHECKSUM_LETTERS) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_LETTERS)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def decode(text: str) -> tuple[str, bytes]:
    """Give prefix (lower case) and data. Raises KeyMalformed for any mistyped letter."""
    if text not in (text.lower(), text.upper()):
        raise KeyMalformed("The key mixes capital and small letters; it must be typed as it was issued.")
    prefix, separator, tail = text.lower().rpartition("1")
    if not separator or not prefix or len(tail) < _CHECKSUM_LETTERS:
        raise KeyMalformed("The key is not in Bech32: a prefix, the digit 1 and a checksum are needed.")
    if not all(33 <= ord(letter) <= 126 for letter in prefix) or any(letter not in _VALUES for letter in tail):
        raise KeyMalformed("The key holds a character that Bech32 does not use.")
    values = [_VALUES[letter] for letter in tail]
    if _polymod(_expanded(prefix) + values) != 1:
        raise KeyMalformed("The checksum of the key is wrong: a character was mistyped or is missing.")
    return prefix, bytes(_regroup(values[:-_CHECKSUM_LETTERS], 5, 8, pad=False))


def data_of(text: str, *, prefix: str, otherwise: str) -> bytes:
    """Give the data of a key with this prefix, in capitals where the prefix is. Raises KeyMalformed, with `otherwise`
    where the text is a key of another kind.
    """
    found, data = decode(text)
    if found != prefix.lower() or not text.startswith(prefix):
        raise KeyMalformed(otherwise)
    return data


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            if top >> place & 1:
                check ^= generator
    return check


def _regroup(values: bytes | list[int], width: int, target: int, *, pad: bool) -> list[int]:
    held, bits, out = 0, 0, []
    for value in values:
        held, bits = (held << width | value) & 0xFFF, bits + width
        while bits >= target:
            bits -= target
            out.append(held >> bits & (1 << target) - 1)
    rest = held << target - bits & (1 << target) - 1
    if pad:
        return [*out, rest] if bits else out
    if bits >= width or rest:  # BIP 173: incomplete group of at most 4 bits, all zero
        raise KeyMalformed("The key ends in bits that belong to no byte.")
    return out
