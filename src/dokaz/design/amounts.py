"""Numbers as people read them in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokaz.design.languages import shown
from dokaz.kernel.languages import Language

_SEPARATORS = {Language.ENGLISH: ",", Language.BELARUSIAN: "\N{NO-BREAK SPACE}", Language.RUSSIAN: "\N{NO-BREAK SPACE}"}


def grouped(amount: int) -> str:
    """The number with its thousands apart. Django groups none in Belarusian."""
    return f"{amount:,}".replace(",", _SEPARATORS[shown()])


def in_bytes(size: int) -> str:
    """A size as a person reads it: `912 bytes`, `4.3 MB` (powers of 1,000)."""
    if size < 1000:
        return ngettext("{size} byte", "{size} bytes", size).format(size=size)
    units, value = [_("kB"), _("MB"), _("GB"), _("TB")], size / 1000
    while value >= 999.95 and len(units) > 1:
        units, value = units[1:], value / 1000
    unit, number = units[0], f"{value:.1f}"
    return f"{number if shown() is Language.ENGLISH else number.replace('.', ',')}\N{NO-BREAK SPACE}{unit}"
