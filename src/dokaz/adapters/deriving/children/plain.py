"""Text of unknown encoding as Unicode. Files of the region come in five; a wrong guess is garbage, so it is said."""

import codecs
import re

from .answers import Said, answer, evidence

__all__ = ["cleaned", "decoded", "of_bytes"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_COMMON = frozenset("оеаинтсрвлкмдпуыяіьз")  # the commonest letters of Russian and Belarusian, small ones
_SAMPLE = 64 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def main() -> Said:
    with evidence() as stream:
        text, encoding = decoded(stream.read())
    return {"encoding": encoding}, of_bytes(text)


def of_bytes(text: str) -> bytes:
    return cleaned(text).encode("utf-8", "replace")


def cleaned(text: str) -> str:
    """Lines end in one way, and what no screen shows is gone; a form feed still divides pages."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decoded(data: bytes, *, said: str = "") -> tuple[str, str]:
    """The text, and the encoding it was read as; one that the file names itself (`said`) is tried first."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    for name in filter(None, (said, _wide(data[:_SAMPLE]), "utf-8")):
        try:
            return data.decode(name), name
        except (UnicodeError, LookupError, ValueError):
            continue
    name = _guessed(data[:_SAMPLE])
    return data.decode(name, "replace"), name


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: every second byte of such a text says Latin (0) or Cyrillic (4)."""
    first, second = (sum(map(sample[start::2].count, (0, 4))) for start in (0, 1))
    if first + second <= len(sample) // 4:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _guessed(sample: bytes) -> str:
    best = max(_CYRILLIC, key=lambda name: _fits(sample.decode(name, "replace")))
    return best if _fits(sample.decode(best, "replace")) > 0 else "cp1252"


def _fits(text: str) -> int:
    """Common small letters speak for an encoding; letters that stand where no writer puts them, against it."""
    beyond = [character for character in text if character > "\x7f"]
    common = sum(character in _COMMON for character in beyond)
    return 2 * common - len(beyond) // 2


if __name__ == "__main__":
    answer(main)
