"""What people read in a package: cover note, custody report (both HTML and PDF), list, start page, manual."""

from dokaz.disclosure.report.contents import Contents, contents
from dokaz.disclosure.report.pages import cover_page, custody_page, list_page, manual, start_page
from dokaz.disclosure.report.printing import cover_pdf, custody_pdf
from dokaz.disclosure.report.spoken import words
from dokaz.kernel.languages import Language, spoken
from dokaz.verify.package import layout

__all__ = ["Contents", "contents", "custody_page", "papers"]


def papers(contents: Contents) -> dict[str, bytes]:
    """Each paper by its path, in the language spoken."""
    made = {
        layout.REPORT: custody_page(contents).encode(),
        layout.REPORT_PDF: custody_pdf(contents),
        layout.LIST: list_page(contents).encode(),
        layout.COVER: start_page(contents).encode(),
        layout.MANUAL: manual(contents).encode(),
    }
    if contents.cover:
        made |= {layout.NOTE: cover_page(contents).encode(), layout.NOTE_PDF: cover_pdf(contents)}
    if spoken() is not Language.ENGLISH:
        made[layout.WORDS] = words()
    return made
