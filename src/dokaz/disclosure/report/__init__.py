"""The pages of a package that people read: custody report (HTML and PDF), start page, manual."""

from dokaz.disclosure.report.contents import Contents, contents
from dokaz.disclosure.report.pages import custody_page, manual, start_page
from dokaz.disclosure.report.printing import pdf

__all__ = ["Contents", "contents", "custody_page", "manual", "pdf", "start_page"]
