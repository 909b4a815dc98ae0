"""In which language the command speaks, and the sentences of other programs that it passes on."""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dokaz.config import environment
from dokaz.kernel.languages import DOMAIN, Language, _, speaking

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX 8.2: the first that is set and not empty counts
CATALOGUES = Path(__file__).resolve().parent / "locale"

ARGPARSE = (
    _("usage: "),
    _("options"),
    _("positional arguments"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("expected one argument"),
    _("expected at least one argument"),
    _("ignored explicit argument %r"),
)


def chosen(variables: Mapping[str, str] | None = None) -> Language:
    """The language that DOKAZ_LANGUAGE names, else the terminal's where it is one of ours, else English.

    Raises SettingUnusable.
    """
    named = environment.LANGUAGE.read(variables)
    return named if isinstance(named, Language) else of_the_terminal(variables)


def of_the_terminal(variables: Mapping[str, str] | None = None) -> Language:
    """The language of the locale (`be_BY.UTF-8`), or English."""
    given = os.environ if variables is None else variables
    locale = next((value for name in LOCALES if (value := given.get(name))), "")
    tag = locale.partition(".")[0].partition("_")[0]
    return Language(tag) if tag in set(Language) else Language.ENGLISH


@contextmanager
def heard(language: Language) -> Iterator[None]:
    """Speak this language until the block ends, also where argparse speaks: it asks gettext, and gettext LANGUAGE."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language.value
    try:
        with speaking(language):
            yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
