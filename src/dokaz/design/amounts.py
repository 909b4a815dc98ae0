"""Numbers as people read them in the language of the page."""

from dokaz.design.languages import shown
from dokaz.kernel.languages import Language

_SEPARATORS = {Language.ENGLISH: ",", Language.BELARUSIAN: "\N{NO-BREAK SPACE}", Language.RUSSIAN: "\N{NO-BREAK SPACE}"}


def grouped(amount: int) -> str:
    """The number with its thousands apart. Django groups none in Belarusian."""
    return f"{amount:,}".replace(",", _SEPARATORS[shown()])
