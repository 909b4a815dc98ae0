"""Which language a page is in, and the switch that keeps page and answers.

On a page without answers the switch is links. On a page with a form it is submit buttons that belong to that form: the
answers come with the press, the view draws them again in the other language, and nothing is checked or done. The press
sends no file, and no browser chooses one twice: a page with a file field says so or asks for the language first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils import translation

from dokaz.design.addresses import Address
from dokaz.kernel.languages import Language, speaking

NAME = "page-language"  # no form asks a question of that name


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language by its own name, and where the same page is read in it."""

    language: Language
    href: str
    current: bool


def choices(address: Address) -> tuple[LanguageChoice, ...]:
    """Every language of the house, each leading to the same page."""
    now = shown()
    return tuple(LanguageChoice(each, str(address.put(NAME, each)), each is now) for each in Language)


def asked(request: HttpRequest) -> Language | None:
    """The language the reader pressed or followed, or None where they did neither. Never guessed from elsewhere."""
    given = _answers(request).get(NAME) or request.GET.get(NAME)
    return Language(given) if given in set(Language) else None


def _answers(request: HttpRequest) -> QueryDict:
    """A form with files is left to the page that takes them: the language buttons never send it in that way."""
    return QueryDict() if request.content_type == "multipart/form-data" else request.POST


def is_switching(request: HttpRequest) -> bool:
    """Whether a form was sent only to be shown again in another language: check nothing, do nothing."""
    return request.method == "POST" and NAME in request.POST


def shown() -> Language:
    """The language Django writes the page in."""
    tag = (translation.get_language() or Language.ENGLISH).partition("-")[0]
    return Language(tag) if tag in set(Language) else Language.ENGLISH


@contextmanager
def reading(language: Language) -> Iterator[None]:
    """Write pages and say sentences of the kernel in this language until the block ends."""
    with speaking(language), translation.override(language):
        yield
