"""What stands round every page: whose site it is, who reads, where to go, help, languages, keys."""

from dataclasses import dataclass

from django.http import HttpRequest

from dokaz.design import languages
from dokaz.design.addresses import Address
from dokaz.design.component import Component, Link, Shown
from dokaz.design.languages import LanguageChoice


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does. The key stands as `data-key` on the control that does the same by hand."""

    key: str
    does: str


@dataclass(frozen=True, slots=True)
class Identity(Component):
    """The bar that says which record the page is about, on every page of it."""

    template = "design/identity.html"

    title: Shown
    facts: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page, given to its template as `shell`.

    `answers` is the id of the page's form: the language switch then sends its answers along. `keys_on` is the reader's
    own setting; where it is off no key is listened to (WCAG 2.1.4). `notice` stands above whatever page it is.
    `find` is where words to find are sent, `palette` every page to go to, and with `again` a part of the page looks
    again by itself.
    """

    site: str
    organisation: str
    help: Link
    home: str = "/"
    navigation: tuple[Link, ...] = ()
    reader: str = ""
    sign_out: str = ""
    languages: tuple[LanguageChoice, ...] = ()
    answers: str = ""
    keys: tuple[Shortcut, ...] = ()
    keys_on: bool = True
    find: Link | None = None
    palette: tuple[Link, ...] = ()
    again: bool = False
    identity: Identity | None = None
    notice: Component | None = None


def language_links(request: HttpRequest) -> tuple[LanguageChoice, ...]:
    """The languages of the house, leading back to this very page."""
    return languages.choices(Address.of(request))
