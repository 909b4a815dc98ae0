"""The pages from their templates. Everything in them is escaped; no page holds a script or loads anything."""

from functools import cache
from pathlib import Path

from django.template import Context, Engine

from dokaz.disclosure.report.contents import Contents

__all__ = ["custody_page", "manual", "start_page"]

TEMPLATES = Path(__file__).with_name("templates")


def custody_page(contents: Contents) -> str:
    return _rendered("custody.html", contents)


def start_page(contents: Contents) -> str:
    return _rendered("index.html", contents)


def manual(contents: Contents) -> str:
    """VERIFY.md: plain text, so nothing is escaped, and it holds nothing that a stranger wrote."""
    return _rendered("VERIFY.md", contents, autoescape=False)


def _rendered(name: str, contents: Contents, *, autoescape: bool = True) -> str:
    context = Context({"package": contents, "index": contents.index, "log": contents.index.log}, autoescape=autoescape)
    return _engine().get_template(name).render(context)


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)])
