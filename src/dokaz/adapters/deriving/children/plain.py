"""Text of unknown encoding as Unicode. Files of the region come in five; a wrong guess is garbage, so it is said."""

import codecs
import re

from dokaz.adapters.parsers import texts

from .answers import Said, answer, evidence

__all__ = ["cleaned", "named", "of_bytes"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def main() -> Said:
    with evidence() as stream:
        text, encoding = texts.decoded(stream.read())
    return {"encoding": named(encoding)}, of_bytes(text)


def named(encoding: str) -> str:
    """One name for each encoding, whatever a file calls it."""
    return codecs.lookup(encoding).name


def of_bytes(text: str) -> bytes:
    return cleaned(text).encode("utf-8", "replace")


def cleaned(text: str) -> str:
    """Lines end in one way, and what no screen shows is gone; a form feed still divides pages."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


if __name__ == "__main__":
    answer(main)
