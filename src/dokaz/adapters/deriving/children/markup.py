"""The words of an HTML page, as a reader of it sees them: no scripts, no styles, a line for each block."""

from dokaz.adapters.parsers import texts

from . import plain
from .answers import Said, answer, evidence

__all__ = ["MOST_WRITTEN", "text_of"]

MOST_WRITTEN = 16 * 1024 * 1024


def main() -> Said:
    with evidence() as stream:
        text, encoding = texts.decoded_page(stream.read())
    return {"encoding": plain.named(encoding)}, plain.of_bytes(text_of(text))


def text_of(page: str) -> str:
    return texts.words_of(page, most=MOST_WRITTEN) + "\n"


if __name__ == "__main__":
    answer(main)
