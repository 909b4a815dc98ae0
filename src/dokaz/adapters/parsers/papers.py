"""Pages of a PDF as pictures, one at a time, and the text beneath.

Filled forms are drawn; no script runs, and no attachment is opened.
"""

from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from dokaz.adapters.parsers import pictures
from dokaz.adapters.parsers.outcomes import Unreadable

WIDTH, MOST_PIXELS = 1240, 4_000_000
_LONGEST = 256 * 1024


def opened(file: BinaryIO) -> pypdfium2.PdfDocument:
    """The document, whose pages are drawn with what is filled into their forms. Raises Unreadable."""
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file, autoclose=False)
    except pypdfium2.PdfiumError as why:
        wanted = getattr(why, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Unreadable("password" if wanted else "broken") from why
    _draw_forms(document)
    return document


def _draw_forms(document: pypdfium2.PdfDocument) -> None:
    """Also where fields stand on pages and no form is declared, for which `init_forms` of the library does nothing."""
    config = raw.FPDF_FORMFILLINFO(version=2)
    forms = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    if not forms:
        raise Unreadable("broken")
    document.formenv = pypdfium2.PdfFormEnv(forms, config)


def facts(file: BinaryIO, number: int) -> dict[str, Any]:
    """The text of one page, and how many there are."""
    document = opened(file)
    pages = len(document)
    if not pages:
        raise Unreadable("broken")
    number = min(max(1, number), pages)
    text = document[number - 1].get_textpage().get_text_range()
    return {"page": number, "pages": pages, "text": text[:_LONGEST].replace("\r\n", "\n"), "picture": True}


def drawn(file: BinaryIO, number: int, *, colour: bool) -> tuple[bytes, str]:
    document = opened(file)
    page = document[min(max(1, number), len(document)) - 1]
    wide, high = (max(1.0, side) for side in page.get_size())
    scale = min(WIDTH / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=not colour)
    return pictures.written(bitmap.to_pil(), colour=colour, sharp=True)
