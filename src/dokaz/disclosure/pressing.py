"""A page as PDF/A-2u (ISO 19005-2) with tags, with the fonts of this machine.

Run as a program it prints the page on its standard input to its standard output, and knows nothing of this house.
"""

import logging
import sys
import warnings
from io import BytesIO
from typing import Any, NoReturn

__all__ = ["PROGRAM", "printed"]

PROGRAM = "dokaz.disclosure.pressing"

logging.getLogger("fontTools").setLevel(logging.WARNING)


def printed(page: str) -> bytes:
    """The PDF of a page, which loads nothing."""
    import weasyprint  # noqa: PLC0415 - a second of start-up that only packages pay

    document = weasyprint.HTML(string=page, url_fetcher=_refuse)
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile open
        document.write_pdf(out, pdf_variant="pdf/a-2u", pdf_tags=True)
    return out.getvalue()


def _refuse(url: str, **_: Any) -> NoReturn:
    raise ValueError(f"A report loads nothing, and this asked for {url}.")


if __name__ == "__main__":
    sys.stdout.buffer.write(printed(sys.stdin.buffer.read().decode()))
