"""The pages of a package that are also printed, and who prints them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from dokaz.disclosure import pressing
from dokaz.disclosure.report import pages, printers
from dokaz.disclosure.report.contents import Contents
from dokaz.verify.package import layout

__all__ = ["MOST_SHEETS", "printing"]

# Laying out takes 50 to 70 ms a sheet: a larger package has its first sheets in print and every sheet in HTML
MOST_SHEETS = 50
MOST_LINES = 500  # of the list of exhibits behind a cover note
FEW = 16  # a process of its own takes a second to begin: so many sheets are printed sooner in this one

Print = Callable[[], bytes]


@contextmanager
def printing(contents: Contents) -> Iterator[Mapping[str, Print]]:
    """Begin what is printed, in the language spoken now; each by its path waits until it is.

    Where it takes long it is done in another process meanwhile, which is gone at the end of the block.
    """
    with ExitStack() as held:
        yield {path: held.enter_context(_begun(page, len(contents.sheets))) for path, page in _pages(contents)}


def _pages(contents: Contents) -> Iterator[tuple[str, str]]:
    """The report has its cover and the first sheets, and says where the rest is; the note, the first of the list."""
    yield layout.REPORT_PDF, pages.custody_page(replace(contents, sheets=contents.sheets[:MOST_SHEETS]))
    if contents.cover:
        yield layout.NOTE_PDF, pages.cover_page(replace(contents, sheets=contents.sheets[:MOST_LINES]))


@contextmanager
def _begun(page: str, sheets: int) -> Iterator[Print]:
    if sheets < FEW:
        yield lambda: pressing.printed(page)
        return
    with printers.printer().beside(page) as printed:
        yield lambda: printed() or pressing.printed(page)
