"""Text that a machine reads from a picture or a scanned PDF, by Tesseract, page by page. Nobody has checked it."""

import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from dokaz.adapters.parsers import papers, pictures

from . import documents, plain
from .answers import DAMAGED, NO_LANGUAGE, Failed, Said, answer, evidence

__all__ = ["MOST_PAGES"]

MOST_PAGES = 100
_SIDE = 3500  # a page of A4 at 300 dots to the inch
_HAS_TEXT = 16  # letters: a page with more has a text of its own, which is better than a reading
_LETTERS = 3


def picture(languages: str) -> Said:
    with evidence() as stream, pictures.opened(stream) as image:
        text = _read(pictures.seen(image, _SIDE), languages)
    return {"pages": 1, "read": 1}, _worth(text)


def document(languages: str) -> Said:
    """Of the first hundred pages those that have no text of their own; the others are empty between form feeds."""
    opened = papers.opened(evidence())
    pages = len(opened)
    texts = list(_pages(opened, min(pages, MOST_PAGES), languages))
    read = sum(text is not None for text in texts)
    return {"pages": pages, "looked_at": len(texts), "read": read}, _worth("\f".join(text or "" for text in texts))


def _pages(opened: Any, count: int, languages: str) -> Iterator[str | None]:
    for number in range(count):
        page = opened[number]
        own = page.get_textpage().get_text_bounded()
        yield None if _letters(own) >= _HAS_TEXT else _read(documents.page_image(page, _SIDE), languages)
        page.close()


def _read(image: Any, languages: str) -> str:
    given = io.BytesIO()
    image.convert("L").save(given, "PPM")
    words = ["tesseract", "stdin", "stdout", "-l", languages, "--dpi", "300"]
    # S603: a fixed program with fixed arguments, in the cage that this one is in
    read = subprocess.run(words, input=given.getvalue(), capture_output=True, check=False)
    if read.returncode:
        raise Failed(NO_LANGUAGE if b"language" in read.stderr else DAMAGED)
    return read.stdout.decode("utf-8", "replace").rstrip("\f\n ")


def _worth(text: str) -> bytes:
    """Nothing where hardly a letter was found: specks of a photograph are no text."""
    return plain.of_bytes(text.strip("\n") + "\n") if _letters(text) >= _LETTERS else b""


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


if __name__ == "__main__":
    answer(lambda: {"picture": picture, "document": document}[sys.argv[1]](sys.argv[2]))
