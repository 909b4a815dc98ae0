"""Names that strangers chose, as they may stand in a sentence, on a page or on a terminal."""

import unicodedata

__all__ = ["shown"]

# control and format characters steer a terminal, begin a line of their own, or turn text round: a name must not look
# like another, nor like a sentence of ours (Unicode TR36 3.1)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(text: str) -> str:
    """The text in its own script, on one line, with every character that is not seen written as an escape."""
    if text.isprintable():
        return text
    return "".join(_escaped(each) if unicodedata.category(each) in _HIDDEN else each for each in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no text, as Python reads names of files (PEP 383)
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
