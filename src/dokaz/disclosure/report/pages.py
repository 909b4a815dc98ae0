"""The pages from their templates. Everything in them is escaped; no page holds a script or loads anything."""

from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.utils import translation

from dokaz.disclosure.report.contents import Contents
from dokaz.kernel.languages import spoken

__all__ = ["cover_page", "custody_page", "list_page", "manual", "start_page"]

TEMPLATES = Path(__file__).with_name("templates")


def custody_page(contents: Contents) -> str:
    return _rendered("custody.html", contents)


def start_page(contents: Contents) -> str:
    return _rendered("index.html", contents)


def list_page(contents: Contents) -> str:
    """The exhibits, one a line, for whoever uploads the files by hand."""
    return _rendered("list.html", contents)


def cover_page(contents: Contents) -> str:
    """The cover note of a package that has one."""
    return _rendered("cover.html", contents)


def manual(contents: Contents) -> str:
    """VERIFY.md: plain text, so nothing is escaped, and it holds nothing that a stranger wrote.

    A language has it whole in a file of its own; who has none reads it in English.
    """
    own = f"VERIFY.{spoken().value}.md"
    return _rendered(own if (TEMPLATES / own).is_file() else "VERIFY.md", contents, autoescape=False)


def _rendered(name: str, contents: Contents, *, autoescape: bool = True) -> str:
    told = {"package": contents, "index": contents.index, "log": contents.index.log}
    context = Context(told, autoescape=autoescape, use_l10n=False)  # every number in words is in words already
    with translation.override(spoken().value):
        return _engine().get_template(name).render(context)


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], builtins=["django.templatetags.i18n"])
