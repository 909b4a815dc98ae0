"""Text and first page of a PDF, by PDFium."""

import sys
from typing import Any

from dokaz.adapters.parsers import papers

from . import pictures, plain
from .answers import Said, answer, evidence

__all__ = ["MOST_PAGES", "page_image", "page_text"]

MOST_PAGES = 5_000
MOST_WRITTEN = 16 * 1024 * 1024


def text() -> Said:
    """Pages are divided by form feeds. What lies beyond the limits is not read, and said not to be."""
    document = papers.opened(evidence())
    pages, written, size = len(document), [], 0
    for number in range(min(pages, MOST_PAGES)):
        body = plain.of_bytes(page_text(document[number]))
        size += len(body) + 1
        if size > MOST_WRITTEN:
            break
        written.append(body)
    return {"pages": pages, "read": len(written)}, b"\f".join(written) if any(map(bytes.strip, written)) else b""


def preview() -> Said:
    document = papers.opened(evidence())
    shown = page_image(document[0], pictures.PREVIEW_SIDE)
    facts = {"pages": len(document), "page": 1, "side": pictures.PREVIEW_SIDE, "pictures": 1}
    return facts, pictures.grey(shown) + pictures.jpeg(shown)


def page_text(page: Any) -> str:
    try:
        return str(page.get_textpage().get_text_bounded())
    finally:
        page.close()


def page_image(page: Any, side: int) -> Any:
    """The page as a picture, no side longer than this, however large it says it is."""
    width, height = page.get_size()
    rendered = page.render(scale=side / max(width, height, 1))
    return rendered.to_pil().convert("RGB")


if __name__ == "__main__":
    answer({"text": text, "preview": preview}[sys.argv[1]])
