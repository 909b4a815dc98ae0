"""A Belarusian name in Russian letters and a Russian one in Belarusian: given names and patronymics by table,
surnames by rule.

A rule cannot know which unstressed а was an о (Кавалёў is Ковалёв, Макараў is Макаров): such a surname is a guess.
"""

import re

from dokaz.names.given_names import GIVEN
from dokaz.names.tokens import Token

_VOWELS = "аеёиіоуыэюя"
_TO_RUSSIAN = tuple(
    (re.compile(sign), letters)
    for sign, letters in (
        ("шч", "щ"), ("дз(?=[іеёюяь])", "д"), ("ц(?=[іеёюяь])", "т"), ("[аеэё]нка$", "енко"), ("(?<=[сц]к)і$", "ий"),
        ("(?<=.)аў(?=ск|$)", "ов"), ("эў(?=ск)", "ев"), ("авіч", "ович"), ("(?<=[рчшж])ы", "и"), ("(?<=[рчшжщ])э", "е"),
        ("(?<=[дт])'(?=[еёюя])", "ъ"), ("'(?=[еёюя])", "ь"), ("ў", "в"), ("і", "и"),
    )
)  # fmt: skip
_TO_BELARUSIAN = tuple(
    (re.compile(sign), letters)
    for sign, letters in (
        ("щ", "шч"), ("д(?=[иеёюяь])", "дз"), ("т(?=[иеёюяь])", "ц"), ("(?<=[сц]к)ий$", "і"),
        ("(?<=[жшчр])енко$", "энка"),
        ("енко$", "енка"), ("ко$", "ка"), (f"(?<=[{_VOWELS}])в(?![{_VOWELS}ь])", "ў"), ("(?<=.)оў(?=ск|$)", "аў"),
        ("ович", "авіч"),
        ("(?<=[бвмпфр])ь(?=[еёюя])|ъ", "'"), ("(?<=[рчшж])и", "ы"), ("(?<=[рчшж])е", "э"), ("(?<=[чшж])ё", "о"),
        ("и", "і"),
    )
)  # fmt: skip
_SURE = re.compile("[^аоеёэя'ъщ]*")
_RUSSIAN_FATHERS = {
    "павел": "павло", "лев": "льво", "пётр": "петро", "яков": "яковле", "игорь": "игоре", "илья": "ильи",
    "никита": "никити",
    "лука": "луки", "кузьма": "кузьми", "фома": "фоми", "савва": "савви",
}  # fmt: skip
_BELARUSIAN_FATHERS = {
    "павел": "паўла", "леў": "льво", "пётр": "пятро", "якаў": "якаўле", "ігар": "ігара", "ілля": "ільі", "лука": "лукі",
    "кузьма": "кузьмі", "фама": "фамі",
}  # fmt: skip


def given_in(word: Token, *, belarusian: bool) -> str | None:
    """The given name as the other language has it; None where no table knows it, or it may be two."""
    if len(word.given.plain) != 1:
        return None
    return _named(*word.given.plain, belarusian=belarusian)


def patronymic_in(word: Token, *, belarusian: bool) -> str | None:
    """The patronymic as the other language makes it; None where the father's name is not known for sure."""
    father = word.patronymic
    if not father or len(father.fathers) != 1:
        return None
    stem = (_belarusian_stem if belarusian else _russian_stem)(_named(*father.fathers, belarusian=belarusian))
    if stem[-1] in "иі":  # Ильич, Ільінічна
        endings = ("іч", "нічна") if belarusian else ("ич", "нична")
        return stem[:-1] + endings[0] if father.man else stem + endings[1]
    endings = ("віч", "ўна") if belarusian else ("вич", "вна")
    return stem + endings[not father.man]


def _named(number: int, *, belarusian: bool) -> str:
    given = GIVEN[number]
    return (given.belarusian if belarusian else given.russian)[0].lower()


def _russian_stem(name: str) -> str:
    """What stands before -вич: Сергее-, Анатолье-, Ивано-."""
    if name in _RUSSIAN_FATHERS:
        return _RUSSIAN_FATHERS[name]
    if name.endswith("ий"):
        single = name[-4] in _VOWELS or name[-4:-2] == "нт"
        return name[:-2] + ("ье" if single else "ие")
    if name[-1] in "йь":
        return name[:-1] + "е"
    return name.rstrip("ая") + ("е" if name[-1] in "жшчщц" else "о")


def _belarusian_stem(name: str) -> str:
    """What stands before -віч: Сяргее-, Анатолье-, Івана-."""
    if name in _BELARUSIAN_FATHERS:
        return _BELARUSIAN_FATHERS[name]
    if name.endswith("рый") and name[-4] in _VOWELS:
        return name[:-2] + "'е"
    if name[-1] == "й":
        return name[:-1] + "е"
    if name[-1] == "ь":
        return name + "е"
    return name.rstrip("ая") + "а"


def surname_in(word: str, *, belarusian: bool) -> tuple[str, bool]:
    """The surname in small letters in the other language, and whether a rule alone tells it for sure."""
    sure = _SURE.fullmatch(word) is not None
    for sign, letters in _TO_BELARUSIAN if belarusian else _TO_RUSSIAN:
        word = sign.sub(letters, word)
    return word, sure
