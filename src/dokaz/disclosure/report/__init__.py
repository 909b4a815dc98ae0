"""What people read in a package: cover note, custody report (both HTML and PDF), list, start page, manual."""

from collections.abc import Mapping

from dokaz.disclosure.report.contents import Contents, contents
from dokaz.disclosure.report.pages import cover_page, custody_page, list_page, manual, start_page
from dokaz.disclosure.report.printing import Print, printing
from dokaz.disclosure.report.spoken import words
from dokaz.kernel.languages import Language, spoken
from dokaz.verify.package import layout

__all__ = ["Contents", "Print", "contents", "custody_page", "papers", "printing"]


def papers(contents: Contents, prints: Mapping[str, Print]) -> dict[str, bytes]:
    """Each paper by its path, in the language spoken; what is printed comes last."""
    made = {
        layout.REPORT: custody_page(contents).encode(),
        layout.LIST: list_page(contents).encode(),
        layout.COVER: start_page(contents).encode(),
        layout.MANUAL: manual(contents).encode(),
    }
    if contents.cover:
        made[layout.NOTE] = cover_page(contents).encode()
    if spoken() is not Language.ENGLISH:
        made[layout.WORDS] = words()
    return made | {path: printed() for path, printed in prints.items()}
