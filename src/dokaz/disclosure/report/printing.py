"""Pages as PDF/A-2u (ISO 19005-2) with tags, with the fonts of this machine."""

import logging
import warnings
from dataclasses import replace
from io import BytesIO
from typing import Any, NoReturn

from dokaz.disclosure.report import pages
from dokaz.disclosure.report.contents import Contents

__all__ = ["MOST_SHEETS", "cover_pdf", "custody_pdf"]

# Laying out takes 50 to 70 ms a sheet: a larger package has its first sheets in print and every sheet in HTML
MOST_SHEETS = 50
MOST_LINES = 500  # of the list of exhibits behind a cover note

logging.getLogger("fontTools").setLevel(logging.WARNING)


def custody_pdf(contents: Contents) -> bytes:
    """The report; beyond MOST_SHEETS items it has the cover and the first sheets, and says where the rest is."""
    return _printed(pages.custody_page(replace(contents, sheets=contents.sheets[:MOST_SHEETS])))


def cover_pdf(contents: Contents) -> bytes:
    """The cover note, and behind it the list of exhibits, the first MOST_LINES of them."""
    return _printed(pages.cover_page(replace(contents, sheets=contents.sheets[:MOST_LINES])))


def _printed(page: str) -> bytes:
    import weasyprint  # noqa: PLC0415 - a second of start-up that only packages pay

    document = weasyprint.HTML(string=page, url_fetcher=_refuse)
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile open
        document.write_pdf(out, pdf_variant="pdf/a-2u", pdf_tags=True)
    return out.getvalue()


def _refuse(url: str, **_: Any) -> NoReturn:
    raise ValueError(f"A report loads nothing, and this asked for {url}.")
