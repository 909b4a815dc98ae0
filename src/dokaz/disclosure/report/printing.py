"""The custody report as PDF/A-2u (ISO 19005-2) with tags, from the same page, with the fonts of this machine."""

import logging
import warnings
from dataclasses import replace
from io import BytesIO
from typing import Any, NoReturn

from dokaz.disclosure.report import pages
from dokaz.disclosure.report.contents import Contents

__all__ = ["MOST_SHEETS", "pdf"]

# Laying out takes 50 to 70 ms a sheet: a larger package has its first sheets in print and every sheet in HTML
MOST_SHEETS = 50

logging.getLogger("fontTools").setLevel(logging.WARNING)


def pdf(contents: Contents) -> bytes:
    """Print the report; beyond MOST_SHEETS items it has the cover and the first sheets, and says where the rest is."""
    import weasyprint  # noqa: PLC0415 - a second of start-up that only packages pay

    printed = replace(contents, sheets=contents.sheets[:MOST_SHEETS])
    page = weasyprint.HTML(string=pages.custody_page(printed), url_fetcher=_refuse)
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile open
        page.write_pdf(out, pdf_variant="pdf/a-2u", pdf_tags=True)
    return out.getvalue()


def _refuse(url: str, **_: Any) -> NoReturn:
    raise ValueError(f"A report loads nothing, and this asked for {url}.")
